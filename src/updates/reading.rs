//! An update on its way from its file to the database, in two threads: while one batch is planned and written,
//! the next is read.

use std::ops::ControlFlow;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;

use super::entries::{Entry, Problem};
use super::formats::{Input, Refusal};
use crate::standing::RecordKind;

/// Entries that are planned and written together: enough for the database to take them in one go.
const BATCH: usize = 2000;

/// Batches that are read and not yet taken.
const AHEAD: usize = 2;

/// Shows every entry of one kind to `take`, as `prepare` makes it where it is read, and what could not be read as one.
/// An error of `take` ends it.
pub fn in_batches<T: Send, E: From<Refusal>>(
    input: &dyn Input,
    kind: RecordKind,
    prepare: &(dyn Fn(Entry) -> T + Sync),
    take: &mut dyn FnMut(&mut Batch<T>) -> Result<(), E>,
) -> Result<(), E> {
    let read = |batches: &mut Batches<T>| {
        let mut batch = Batch::default();
        input.read(kind, &mut |read| {
            match read {
                Ok(entry) => batch.entries.push(prepare(entry)),
                Err(problem) => batch.problems.push(problem),
            }
            if batch.entries.len() + batch.problems.len() < BATCH {
                return ControlFlow::Continue(());
            }
            batches.send(std::mem::take(&mut batch))
        })?;
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
    let read = |batches: &mut Batches<Entry>| {
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

type Read<'a, T> = dyn Fn(&mut Batches<T>) -> Result<(), Refusal> + Sync + 'a;

/// The reading thread's end: full batches go, and come back to be freed where they were made, which costs less.
struct Batches<T> {
    full: SyncSender<Batch<T>>,
    spent: Receiver<Batch<T>>,
}

impl<T> Batches<T> {
    /// Breaks where nobody takes them any more: whoever should has failed, and says so.
    fn send(&mut self, batch: Batch<T>) -> ControlFlow<()> {
        self.spent.try_iter().for_each(drop);
        match self.full.send(batch) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}

fn ahead<T: Send, E: From<Refusal>>(
    read: &Read<T>,
    take: &mut dyn FnMut(&mut Batch<T>) -> Result<(), E>,
) -> Result<(), E> {
    thread::scope(|scope| {
        let (full, batches) = mpsc::sync_channel(AHEAD);
        let (used, spent) = mpsc::channel();
        let reading = scope.spawn(move || read(&mut Batches { full, spent }));
        for mut batch in batches {
            take(&mut batch)?;
            // The last ones find nobody.
            let _ = used.send(batch);
        }
        match reading.join() {
            Ok(read) => Ok(read?),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
