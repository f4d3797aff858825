//! The rows that belong to other rows, kept as plain bytes so that millions of them fit: never on a disk, since
//! what is confidential is not stripped of its place yet.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

/// Bytes of a chunk, so that growing moves nothing.
const CHUNK: usize = 1 << 20;

/// Rows by what they belong to.
#[derive(Default)]
pub struct Children {
    chunks: Vec<Vec<u8>>,
    rows: Vec<Child>,
    hasher: RandomState,
}

/// A row: where its bytes are, and where it was read.
#[derive(Clone, Copy)]
struct Child {
    hash: u64,
    chunk: u32,
    offset: u32,
    /// As a spreadsheet counts.
    row: u32,
    file: u16,
    is_met: bool,
}

impl Children {
    /// Keeps the cells of a row that belongs to the row `key` of `owner`.
    pub fn add<'a>(
        &mut self,
        owner: u8,
        key: &str,
        file: u16,
        row: u64,
        cells: impl Iterator<Item = (u16, &'a str)>,
    ) {
        let mut bytes = vec![owner];
        put(&mut bytes, key);
        for (column, cell) in cells {
            bytes.extend(column.to_le_bytes());
            put(&mut bytes, cell);
        }
        let has_room = |chunk: &Vec<u8>| chunk.len() + bytes.len() + 4 <= chunk.capacity();
        if !self.chunks.last().is_some_and(has_room) {
            let chunk = Vec::with_capacity(CHUNK.max(bytes.len() + 4));
            self.chunks.push(chunk);
        }
        let number = self.chunks.len() - 1;
        let chunk = &mut self.chunks[number];
        let offset = chunk.len();
        chunk.extend((bytes.len() as u32).to_le_bytes());
        chunk.extend(bytes);
        self.rows.push(Child {
            hash: self.hasher.hash_one((owner, key)),
            chunk: number as u32,
            offset: offset as u32,
            row: u32::try_from(row).unwrap_or(u32::MAX),
            file,
            is_met: false,
        });
    }

    /// To be called when all are there.
    pub fn sort(&mut self) {
        self.rows
            .sort_unstable_by_key(|child| (child.hash, child.file, child.row));
    }

    /// The rows that belong to the row `key` of `owner`, in the order of their files.
    pub fn of(&mut self, owner: u8, key: &str) -> Vec<usize> {
        let hash = self.hasher.hash_one((owner, key));
        let begin = self.rows.partition_point(|child| child.hash < hash);
        let alike = self.rows[begin..].iter().take_while(|c| c.hash == hash);
        let end = begin + alike.count();
        // Hashes may fall together, and a number must never come to be another's.
        let found: Vec<usize> = (begin..end)
            .filter(|number| self.owner(*number) == (owner, key))
            .collect();
        for number in &found {
            self.rows[*number].is_met = true;
        }
        found
    }

    /// The row's file and number.
    pub fn place(&self, number: usize) -> (u16, u64) {
        let child = self.rows[number];
        (child.file, u64::from(child.row))
    }

    /// The columns and cells of a row.
    pub fn cells(&self, number: usize) -> Vec<(u16, &str)> {
        let mut rest = &self.bytes(number)[1..];
        take(&mut rest);
        let mut cells = Vec::new();
        while let Some((column, after)) = rest.split_first_chunk::<2>() {
            rest = after;
            cells.push((u16::from_le_bytes(*column), take(&mut rest)));
        }
        cells
    }

    /// Rows of `owner` that nobody asked for: their file and number.
    pub fn unmet(&self, owner: u8) -> Vec<(u16, u64)> {
        self.unmet_but(owner, |_| false)
    }

    /// The same without those of an owner that is there after all.
    pub fn unmet_but(&self, owner: u8, is_there: impl Fn(&str) -> bool) -> Vec<(u16, u64)> {
        let unmet = (0..self.rows.len()).filter(|number| !self.rows[*number].is_met);
        let is_of = |number: &usize| {
            let (of, key) = self.owner(*number);
            of == owner && !is_there(key)
        };
        let mut unmet: Vec<_> = unmet
            .filter(is_of)
            .map(|number| self.place(number))
            .collect();
        unmet.sort_unstable();
        unmet
    }

    /// The numbers of rows of `owner` that nobody asked for.
    pub fn unmet_rows(&self, owner: u8) -> Vec<usize> {
        let unmet = (0..self.rows.len()).filter(|number| !self.rows[*number].is_met);
        unmet
            .filter(|number| self.owner(*number).0 == owner)
            .collect()
    }

    fn owner(&self, number: usize) -> (u8, &str) {
        let bytes = self.bytes(number);
        (bytes[0], take(&mut &bytes[1..]))
    }

    fn bytes(&self, number: usize) -> &[u8] {
        let child = self.rows[number];
        let mut rest = &self.chunks[child.chunk as usize][child.offset as usize..];
        take_bytes(&mut rest)
    }
}

fn put(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u32).to_le_bytes());
    bytes.extend(text.as_bytes());
}

fn take<'a>(rest: &mut &'a [u8]) -> &'a str {
    std::str::from_utf8(take_bytes(rest)).unwrap_or_default()
}

fn take_bytes<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let Some((length, after)) = rest.split_first_chunk::<4>() else {
        return &[];
    };
    let (bytes, after) = after.split_at(u32::from_le_bytes(*length) as usize);
    *rest = after;
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_to_their_owner_in_order() {
        let mut children = Children::default();
        for row in (2..2000_u64).rev() {
            let (key, long) = ((row % 10).to_string(), "x".repeat(1000));
            let cells = [(0, row.to_string()), (7, long)];
            let cells = cells.iter().map(|(column, cell)| (*column, cell.as_str()));
            children.add(1, &key, 0, row, cells);
        }
        children.add(2, "3", 1, 9, std::iter::empty());
        children.sort();
        let found = children.of(1, "3");
        assert_eq!(found.len(), 200);
        assert_eq!(children.place(found[1]), (0, 13));
        let cells = children.cells(found[1]);
        assert_eq!((cells[0], cells[1].1.len()), ((0, "13"), 1000));
        assert!(children.of(1, "x").is_empty());
        assert_eq!(children.unmet(2), [(1, 9)]);
        assert_eq!(children.unmet(1).len(), 1998 - 200);
    }
}
