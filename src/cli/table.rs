//! Columns of text for a terminal.

use std::fmt;

const COLUMNS: usize = 4;

/// Rows whose columns line up, each followed by its notes.
#[derive(Default)]
pub struct Table {
    lines: Vec<Line>,
}

enum Line {
    Row([String; COLUMNS]),
    Note(String),
}

impl Table {
    pub fn row(&mut self, cells: [String; COLUMNS]) {
        self.lines.push(Line::Row(cells));
    }

    /// A line about the row above it.
    pub fn note(&mut self, text: String) {
        self.lines.push(Line::Note(text));
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths = [0; COLUMNS];
        for line in &self.lines {
            if let Line::Row(cells) = line {
                for (width, cell) in widths.iter_mut().zip(cells) {
                    *width = (*width).max(cell.chars().count());
                }
            }
        }
        for line in &self.lines {
            match line {
                Line::Row(cells) => {
                    let padded = cells
                        .iter()
                        .zip(widths)
                        .map(|(cell, width)| format!("{cell:width$}"));
                    let row = padded.collect::<Vec<_>>().join("  ");
                    writeln!(f, "{}", row.trim_end())?;
                }
                Line::Note(text) => writeln!(f, "    {text}")?,
            }
        }
        Ok(())
    }
}

/// `1 record`, `2 records`
pub fn counted(count: u64, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {what}{s}")
}

/// Of items that told a place that is hidden.
pub fn dropped(items: u64) -> String {
    let waits = if items == 1 { "waits" } else { "wait" };
    format!("{} that told it {waits} no longer", counted(items, "item"))
}
