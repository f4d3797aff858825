//! The HSDS tabular data package: a zip of CSV tables and the descriptor that says what they are.
//!
//! The tables and columns are those of HSDS 3.1 that this directory has, with the few of our profile that a
//! number must not be shown without. Cells are exact, since programs read them: unlike the CSV for
//! spreadsheets, a text that begins like a formula stays as it is. Every key holds: what HSDS cannot say
//! without a record that was withdrawn is left out with it.

mod descriptor;
mod rows;
mod tables;

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::Arc;

use serde_json::Value;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::csv;
use super::pieces::Writes;
use crate::snapshot::Snapshot;
use rows::{Ids, Row};
use tables::{TABLES, Table};

/// The zip on its way out.
pub(super) struct Tabular {
    snapshot: Arc<Snapshot>,
    spill: Spill,
    /// Gone once it is finished.
    zip: Option<ZipWriter<StreamWriter<Spill>>>,
    /// Where it stands: a table, and a record of the documents' order.
    table: usize,
    record: usize,
    ids: Ids,
    rows: Vec<u8>,
}

/// Bytes of the zip that wait to be taken.
#[derive(Clone, Default)]
struct Spill(Rc<RefCell<Vec<u8>>>);

impl Write for Spill {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Tabular {
    pub fn of(snapshot: Arc<Snapshot>) -> Tabular {
        let spill = Spill::default();
        Tabular {
            snapshot,
            zip: Some(ZipWriter::new_stream(spill.clone())),
            spill,
            table: 0,
            record: 0,
            ids: Ids::default(),
            rows: Vec::new(),
        }
    }

    /// Writes a little more into the zip; false where it is finished.
    fn step(&mut self) -> io::Result<bool> {
        let Some(zip) = &mut self.zip else {
            return Ok(false);
        };
        let Some(table) = TABLES.get(self.table) else {
            if let Some(zip) = self.zip.take() {
                zip.finish()?;
            }
            return Ok(false);
        };
        self.rows.clear();
        if self.record == 0 {
            if self.table == 0 {
                start(zip, "datapackage.json")?;
                zip.write_all(&descriptor::datapackage())?;
            }
            start(zip, table.path)?;
            let mut writer = csv::writer(&mut self.rows);
            writer.write_record(table.columns.iter().map(|column| column.name))?;
            writer.flush()?;
            drop(writer);
            for row in (table.once)() {
                write_row(table, &row, &mut self.rows)?;
            }
        }
        let documents = &self.snapshot.documents;
        match documents.order.get(self.record) {
            Some(record) => {
                for row in (table.rows)(documents, *record, &mut self.ids) {
                    write_row(table, &row, &mut self.rows)?;
                }
                self.record += 1;
            }
            None => {
                self.table += 1;
                self.record = 0;
                self.ids = Ids::default();
            }
        }
        zip.write_all(&self.rows)?;
        Ok(true)
    }
}

impl Writes for Tabular {
    fn write(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        let more = self.step()?;
        out.append(&mut self.spill.0.borrow_mut());
        Ok(more)
    }
}

/// No time in it: the same directory gives the same bytes.
fn start(zip: &mut ZipWriter<StreamWriter<Spill>>, path: &str) -> io::Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    Ok(zip.start_file(path, options)?)
}

fn write_row(table: &Table, row: &Row, out: &mut Vec<u8>) -> io::Result<()> {
    let mut writer = csv::writer(out);
    writer.write_record(
        table
            .columns
            .iter()
            .map(|column| match row.get(column.name) {
                Some(Value::String(text)) => text.clone(),
                None | Some(Value::Null) => String::new(),
                Some(other) => other.to_string(),
            }),
    )?;
    writer.flush()
}
