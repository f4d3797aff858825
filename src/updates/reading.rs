//! An update on its way from its file to the database, in two threads: while one batch is planned and written,
//! the next is read.

use std::ops::ControlFlow;
use std::sync::mpsc::{self, SyncSender};
use std::thread;

use super::entries::{Entry, Problem};
use super::formats::{Input, Refusal};
use crate::standing::RecordKind;

/// Entries that are planned and written together: enough for the database to take them in one go.
const BATCH: usize = 2000;

/// Batches that are read and not yet taken.
const AHEAD: usize = 2;

/// Gives every entry of one kind to `take`, and what could not be read as one. An error of `take` ends it.
pub fn in_batches<E: From<Refusal>>(
    input: &dyn Input,
    kind: RecordKind,
    take: &mut dyn FnMut(Batch) -> Result<(), E>,
) -> Result<(), E> {
    thread::scope(|scope| {
        let (sender, batches) = mpsc::sync_channel(AHEAD);
        let reading = scope.spawn(move || read_ahead(input, kind, &sender));
        for batch in batches {
            take(batch)?;
        }
        match reading.join() {
            Ok(read) => Ok(read?),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

#[derive(Default)]
pub struct Batch {
    pub entries: Vec<Entry>,
    /// What was met between the entries.
    pub problems: Vec<Problem>,
}

/// Sends every entry of one kind, until nobody takes them any more.
fn read_ahead(
    input: &dyn Input,
    kind: RecordKind,
    batches: &SyncSender<Batch>,
) -> Result<(), Refusal> {
    let mut batch = Batch::default();
    input.read(kind, &mut |read| {
        match read {
            Ok(entry) => batch.entries.push(entry),
            Err(problem) => batch.problems.push(problem),
        }
        if batch.entries.len() + batch.problems.len() < BATCH {
            return ControlFlow::Continue(());
        }
        match batches.send(std::mem::take(&mut batch)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    })?;
    // Where nobody takes it, whoever should has failed and says so.
    let _ = batches.send(batch);
    Ok(())
}
