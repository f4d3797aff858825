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

/// Gives every entry of one kind to `take`, as `prepare` makes it where it is read, and what could not be read as one.
/// An error of `take` ends it.
pub fn in_batches<T: Send, E: From<Refusal>>(
    input: &dyn Input,
    kind: RecordKind,
    prepare: &(dyn Fn(Entry) -> T + Sync),
    take: &mut dyn FnMut(Batch<T>) -> Result<(), E>,
) -> Result<(), E> {
    let read = |batches: &SyncSender<Batch<T>>| {
        let mut batch = Batch::default();
        input.read(kind, &mut |read| {
            match read {
                Ok(entry) => batch.entries.push(prepare(entry)),
                Err(problem) => batch.problems.push(problem),
            }
            if batch.entries.len() + batch.problems.len() < BATCH {
                return ControlFlow::Continue(());
            }
            // Until nobody takes them any more.
            match batches.send(std::mem::take(&mut batch)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        })?;
        // Where nobody takes it, whoever should has failed and says so.
        let _ = batches.send(batch);
        Ok(())
    };
    ahead(&read, take)
}

/// Gives every entry of one kind to `see` as far as it can be read, for a survey.
pub fn survey(
    input: &dyn Input,
    kind: RecordKind,
    see: &mut dyn FnMut(&Entry),
) -> Result<(), Refusal> {
    let read = |batches: &SyncSender<Batch<Entry>>| {
        let mut batch = Batch::default();
        input.survey(kind, &mut |entry| {
            batch.entries.push(entry);
            if batch.entries.len() == BATCH {
                let _ = batches.send(std::mem::take(&mut batch));
            }
        })?;
        let _ = batches.send(batch);
        Ok(())
    };
    ahead(&read, &mut |batch| {
        batch.entries.iter().for_each(&mut *see);
        Ok(())
    })
}

/// Entries, and what was met between them.
pub struct Batch<T> {
    pub entries: Vec<T>,
    pub problems: Vec<Problem>,
}

impl<T> Default for Batch<T> {
    fn default() -> Batch<T> {
        Batch {
            entries: Vec::new(),
            problems: Vec::new(),
        }
    }
}

type Read<'a, T> = dyn Fn(&SyncSender<Batch<T>>) -> Result<(), Refusal> + Sync + 'a;

fn ahead<T: Send, E: From<Refusal>>(
    read: &Read<T>,
    take: &mut dyn FnMut(Batch<T>) -> Result<(), E>,
) -> Result<(), E> {
    thread::scope(|scope| {
        let (sender, batches) = mpsc::sync_channel(AHEAD);
        let reading = scope.spawn(move || read(&sender));
        for batch in batches {
            take(batch)?;
        }
        match reading.join() {
            Ok(read) => Ok(read?),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
