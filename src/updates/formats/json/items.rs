//! Cuts a JSON text into its items, one at a time: the elements of an array, those of a page's `contents`,
//! the lines of ndjson, or the one object that it is.
//!
//! This knows just enough of JSON to tell where a value ends. What is in it is for serde_json, which gets
//! no more than an item at once, and so can neither overflow nor hold the file.

use std::io::BufRead;

use crate::updates::formats::Refusal;
use crate::updates::formats::text::unreadable;

/// How deep values may nest. HSDS needs about twelve.
pub const DEPTH: usize = 64;
/// How long a string may be, in bytes.
pub const STRING: usize = 4 << 20;
/// How large an item may be, in bytes: an organization with all that it does.
pub const ITEM: usize = 64 << 20;

/// Hands out the items of a JSON text.
pub struct Items<'a> {
    read: &'a mut dyn BufRead,
    file: &'a str,
    /// The brackets that are open, the outermost first.
    open: Vec<u8>,
    /// How many brackets are open where an item begins.
    base: usize,
    /// How long the string is that is being read.
    string: Option<usize>,
    is_escaped: bool,
    /// Where the last string is in the item, while `contents` may be a key.
    last: (usize, usize),
    /// The key `contents` was read, and its value not yet.
    is_at_contents: bool,
    line: u64,
    item: Vec<u8>,
    /// The line that the item begins in, where it stands for itself.
    began: Option<u64>,
    piece: Vec<u8>,
    /// How much of the piece is read.
    at: usize,
}

/// What follows a page's `contents` has no items.
const NOWHERE: usize = usize::MAX;

/// A value of the text.
pub struct Item<'a> {
    pub bytes: &'a [u8],
    /// Its line, where it stands for itself.
    pub line: Option<u64>,
}

impl<'a> Items<'a> {
    pub fn new(read: &'a mut dyn BufRead, file: &'a str) -> Items<'a> {
        Items {
            read,
            file,
            open: Vec::new(),
            base: 0,
            string: None,
            is_escaped: false,
            last: (0, 0),
            is_at_contents: false,
            line: 1,
            item: Vec::new(),
            began: None,
            piece: Vec::new(),
            at: 0,
        }
    }

    /// The next item.
    pub fn next(&mut self) -> Result<Option<Item<'_>>, Refusal> {
        self.item.clear();
        loop {
            while let Some(byte) = self.piece.get(self.at).copied() {
                self.at += 1;
                if self.take(byte)? {
                    return Ok(Some(self.item()));
                }
            }
            let read = self.read.fill_buf();
            let bytes = read.map_err(|error| unreadable(self.file, error))?;
            if bytes.is_empty() {
                return self.end();
            }
            self.piece.clear();
            self.piece.extend(bytes);
            self.at = 0;
            self.read.consume(self.piece.len());
        }
    }

    fn end(&mut self) -> Result<Option<Item<'_>>, Refusal> {
        if self.string.is_some() || !self.open.is_empty() {
            return Err(self.malformed("ends in the middle of a value", "the whole of the file"));
        }
        if self.item.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.item()))
    }

    fn item(&self) -> Item<'_> {
        Item {
            bytes: &self.item,
            line: self.began,
        }
    }

    /// Reads a byte; whether an item ends with it.
    fn take(&mut self, byte: u8) -> Result<bool, Refusal> {
        if byte == b'\n' {
            self.line += 1;
        }
        if let Some(bytes) = self.string {
            self.keep(byte)?;
            self.string = Some(bytes + 1);
            match byte {
                _ if bytes > STRING => return Err(self.too_large("a string", STRING)),
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => {
                    self.string = None;
                    self.last = (self.item.len().saturating_sub(bytes + 1), self.item.len());
                    return Ok(self.open.len() == self.base);
                }
                _ => {}
            }
            return Ok(false);
        }
        let is_at_contents = self.is_at_contents;
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {
                // The end of a number or a literal.
                let is_over = self.is_bare() && !self.item.is_empty();
                if !is_over && !self.item.is_empty() {
                    self.keep(byte)?;
                }
                return Ok(is_over);
            }
            b'{' | b'[' => {
                self.is_at_contents = false;
                return self.begin(byte, is_at_contents);
            }
            b'}' | b']' => return self.close(byte),
            b',' if self.is_bare() => return Ok(!self.item.is_empty()),
            b'"' => {
                self.keep(byte)?;
                self.string = Some(1);
            }
            b':' => {
                let is_key = self.base == 0 && self.open == b"{";
                let (from, to) = self.last;
                self.is_at_contents = is_key && self.item.get(from..to) == Some(b"\"contents\"");
                self.keep(byte)?;
                return Ok(false);
            }
            _ => self.keep(byte)?,
        }
        self.is_at_contents = false;
        Ok(false)
    }

    fn begin(&mut self, byte: u8, is_at_contents: bool) -> Result<bool, Refusal> {
        if self.open.len() == DEPTH {
            return Err(self.too_large("nesting", DEPTH));
        }
        if byte == b'[' && self.base == 0 && self.open.is_empty() {
            self.base = 1;
        } else if byte == b'[' && is_at_contents {
            self.item.clear();
            self.base = 2;
        } else {
            self.keep(byte)?;
        }
        self.open.push(byte);
        Ok(false)
    }

    fn close(&mut self, byte: u8) -> Result<bool, Refusal> {
        let opened = if byte == b'}' { b'{' } else { b'[' };
        if self.open.pop() != Some(opened) {
            let bracket = "has a bracket that closes nothing";
            return Err(self.malformed(bracket, "JSON"));
        }
        let depth = self.open.len();
        if self.base == NOWHERE {
            if depth == 0 {
                self.base = 0;
            }
            return Ok(false);
        }
        if depth >= self.base {
            self.keep(byte)?;
            return Ok(depth == self.base);
        }
        // The end of the list of items, and so of a bare one before it.
        let ended = !self.item.is_empty();
        self.base = if depth == 0 { 0 } else { NOWHERE };
        Ok(ended)
    }

    /// Whether no bracket of the item's own is open.
    fn is_bare(&self) -> bool {
        self.open.len() == self.base
    }

    fn keep(&mut self, byte: u8) -> Result<(), Refusal> {
        if self.base == NOWHERE {
            return Ok(());
        }
        if self.item.is_empty() {
            self.began = (self.base == 0).then_some(self.line);
        }
        if self.item.len() == ITEM {
            return Err(self.too_large("an item", ITEM));
        }
        self.item.push(byte);
        Ok(())
    }

    fn too_large(&self, what: &'static str, limit: usize) -> Refusal {
        let unit = if what == "nesting" { "levels" } else { "bytes" };
        Refusal::TooLarge {
            file: self.file.to_owned(),
            what,
            limit: format!("{limit} {unit}"),
        }
    }

    fn malformed(&self, detail: &str, expected: &str) -> Refusal {
        Refusal::Malformed {
            file: self.file.to_owned(),
            detail: format!("line {}: {detail}", self.line),
            expected: expected.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;

    fn items(text: &str) -> Result<Vec<(Option<u64>, String)>, Refusal> {
        // Three bytes at a time, so that every state is met at the end of a piece.
        let mut read = BufReader::with_capacity(3, text.as_bytes());
        let mut items = Items::new(&mut read, "test.json");
        let mut all = Vec::new();
        while let Some(item) = items.next()? {
            all.push((item.line, String::from_utf8(item.bytes.to_vec()).unwrap()));
        }
        Ok(all)
    }

    fn texts(text: &str) -> Vec<String> {
        let items = items(text).unwrap();
        items.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn an_object_an_array_a_page_and_lines_have_the_same_items() {
        let two = [r#"{"id":"a","s":"}\"]"}"#, r#"{"id":"b","l":[1,{}]}"#];
        assert_eq!(texts(two[0]), &two[..1]);
        assert_eq!(texts(&format!("[{},\n {}]", two[0], two[1])), two);
        assert_eq!(texts(&two.join("\n")), two);
        let page = format!(
            r#"{{"size": 2, "of": ["contents"], "contents" : [{},{}], "more": [{{}}]}}"#,
            two[0], two[1]
        );
        assert_eq!(texts(&page), two);
        assert_eq!(texts("[1, null,\"a\" , {}]"), ["1", "null", "\"a\"", "{}"]);
        assert_eq!(texts(r#"{"contents": {"a": []}}"#).len(), 1);
        assert!(texts(" [ ] ").is_empty());
    }

    #[test]
    fn lines_are_counted_where_items_stand_for_themselves() {
        let lines = items("{}\n\n{\"a\":\n1}\n{}").unwrap();
        let lines: Vec<_> = lines.into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [Some(1), Some(3), Some(5)]);
        assert_eq!(items("[\n{}]").unwrap()[0].0, None);
    }

    #[test]
    fn what_breaks_off_is_refused() {
        for text in ["[{}", "{\"a", "[}", "{]", "]", "[{}]]"] {
            let refused = items(text);
            assert!(
                matches!(refused, Err(Refusal::Malformed { .. })),
                "{text}: {refused:?}"
            );
        }
    }

    #[test]
    fn what_has_no_end_is_read_no_further_than_its_limit() {
        for (begin, endless, limit) in [
            ("[", b'[', DEPTH),
            ("[\"", b'x', STRING),
            ("{\"a\": ", b'1', ITEM),
        ] {
            let mut read = begin.as_bytes().chain(std::io::repeat(endless));
            let mut counted = Counted {
                read: &mut read,
                bytes: 0,
            };
            let mut buffered = BufReader::new(&mut counted);
            let refused = Items::new(&mut buffered, "test.json").next().err();
            assert!(
                matches!(refused, Some(Refusal::TooLarge { .. })),
                "{begin}: {refused:?}"
            );
            drop(buffered);
            assert!(counted.bytes < limit + 32 * 1024);
        }
    }

    struct Counted<'a> {
        read: &'a mut dyn Read,
        bytes: usize,
    }

    impl Read for Counted<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let read = self.read.read(into)?;
            self.bytes += read;
            Ok(read)
        }
    }
}
