//! Where a mirror stands in the feed.

use std::fmt;

use uuid::Uuid;

use crate::standing::{RecordKind, RecordRef};

/// The first byte of every cursor. Another one is of another version of the program.
const VERSION: u8 = 1;
/// Version, directory, revision, kind, id.
const BYTES: usize = 1 + 16 + 8 + 1 + 16;

/// The place behind one entry of a directory's feed. Its text is for us alone to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub directory_id: Uuid,
    pub revision: i64,
    pub record: RecordRef,
}

/// Why a text is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CursorFault {
    #[error("is no cursor of this API")]
    Unreadable,
    /// It may have been one once, here or elsewhere.
    #[error("is of another version of this API")]
    Foreign,
}

impl Cursor {
    /// The inverse of its text.
    pub fn parse(text: &str) -> Result<Cursor, CursorFault> {
        let bytes = bytes_of(text).ok_or(CursorFault::Unreadable)?;
        let Some((&version, rest)) = bytes.split_first() else {
            return Err(CursorFault::Unreadable);
        };
        if version != VERSION {
            return Err(CursorFault::Foreign);
        }
        Cursor::read(rest).ok_or(CursorFault::Unreadable)
    }

    fn read(rest: &[u8]) -> Option<Cursor> {
        let (directory_id, rest) = rest.split_first_chunk::<16>()?;
        let (revision, rest) = rest.split_first_chunk::<8>()?;
        let (&kind, id) = rest.split_first()?;
        Some(Cursor {
            directory_id: Uuid::from_bytes(*directory_id),
            revision: i64::from_be_bytes(*revision),
            record: RecordRef {
                kind: *RecordKind::ALL.get(usize::from(kind))?,
                id: Uuid::from_slice(id).ok()?,
            },
        })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = Vec::with_capacity(BYTES);
        bytes.push(VERSION);
        bytes.extend(self.directory_id.as_bytes());
        bytes.extend(self.revision.to_be_bytes());
        let kind = RecordKind::ALL
            .iter()
            .position(|kind| *kind == self.record.kind);
        bytes.push(kind.unwrap_or_default() as u8);
        bytes.extend(self.record.id.as_bytes());
        bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let digit = |c: u8| match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = hex.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? * 16 + digit(*low)?))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_nothing_else_is_one() {
        for kind in RecordKind::ALL {
            let cursor = Cursor {
                directory_id: Uuid::from_u128(7),
                revision: 1 << 40,
                record: RecordRef {
                    kind,
                    id: Uuid::from_u128(u128::MAX),
                },
            };
            let text = cursor.to_string();
            assert_eq!(Cursor::parse(&text), Ok(cursor));
            assert_eq!(text.len(), 2 * BYTES);
            let longer = format!("{text}00");
            for wrong in ["", "0", "01", "zz", &text[2..], &text[..82], &longer] {
                assert!(Cursor::parse(wrong).is_err(), "{wrong}");
            }
            let newer = format!("02{}", &text[2..]);
            assert_eq!(Cursor::parse(&newer), Err(CursorFault::Foreign));
            let no_kind = format!("{}09{}", &text[..50], &text[52..]);
            assert_eq!(Cursor::parse(&no_kind), Err(CursorFault::Unreadable));
        }
    }
}
