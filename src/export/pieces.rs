//! Writing without holding: an export as pieces of bytes, each made when it is asked for.

use std::io;

/// How large a piece becomes before it is handed on.
const PIECE: usize = 32 * 1024;

/// What writes itself a little at a time.
pub(super) trait Writes {
    /// Appends the next little to `out`; false where there is no more.
    fn write(&mut self, out: &mut Vec<u8>) -> io::Result<bool>;
}

/// The pieces of an export.
pub struct Pieces {
    writes: Option<Box<dyn Writes>>,
}

impl Pieces {
    pub(super) fn of(writes: impl Writes + 'static) -> Pieces {
        Pieces {
            writes: Some(Box::new(writes)),
        }
    }
}

impl Iterator for Pieces {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<io::Result<Vec<u8>>> {
        let mut piece = Vec::with_capacity(PIECE * 2);
        while let Some(writes) = &mut self.writes
            && piece.len() < PIECE
        {
            match writes.write(&mut piece) {
                Ok(true) => {}
                Ok(false) => self.writes = None,
                // What is broken off must not look whole.
                Err(error) => {
                    self.writes = None;
                    return Some(Err(error));
                }
            }
        }
        (!piece.is_empty()).then_some(Ok(piece))
    }
}

/// Appends an item to `out`; `None` where there is no more.
type Item = Box<dyn FnMut(&mut Vec<u8>) -> Option<io::Result<()>>>;

/// Items with something before, between and after them.
pub(super) struct Sequence {
    /// Until it is written.
    open: Option<Vec<u8>>,
    is_first: bool,
    between: &'static [u8],
    after: &'static [u8],
    item: Item,
}

impl Sequence {
    pub fn new(open: &[u8], between: &'static [u8], after: &'static [u8]) -> Sequence {
        Sequence {
            open: Some(open.to_vec()),
            is_first: true,
            between,
            after,
            item: Box::new(|_| None),
        }
    }

    pub fn each(
        mut self,
        item: impl FnMut(&mut Vec<u8>) -> Option<io::Result<()>> + 'static,
    ) -> Sequence {
        self.item = Box::new(item);
        self
    }
}

impl Writes for Sequence {
    fn write(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        out.extend(self.open.take().unwrap_or_default());
        let end = out.len();
        if !self.is_first {
            out.extend(self.between);
        }
        match (self.item)(out) {
            Some(written) => {
                self.is_first = false;
                written.map(|()| true)
            }
            None => {
                out.truncate(end);
                out.extend(self.after);
                Ok(false)
            }
        }
    }
}
