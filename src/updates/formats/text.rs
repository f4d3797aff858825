//! The bytes of a file as UTF-8 text, whatever they are written in, read from the start as often as needed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use encoding_rs::{Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Refusal;

const PIECE: usize = 64 * 1024;

/// A file of an update.
pub struct Text {
    /// What problems call it.
    pub name: Arc<str>,
    bytes: Bytes,
    encoding: OnceLock<Encoding>,
}

/// Where a file's bytes are.
#[derive(Clone)]
pub enum Bytes {
    Path(PathBuf),
    Memory(Arc<[u8]>),
}

/// What a text is written in, decided once for the whole of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// Whatever is not valid UTF-8.
    Windows1252,
}

impl Text {
    pub fn new(name: &str, bytes: Bytes) -> Text {
        Text {
            name: name.into(),
            bytes,
            encoding: OnceLock::new(),
        }
    }

    /// Shows the text from its start, as UTF-8 without a mark at the beginning.
    pub fn read<T>(
        &self,
        see: impl FnOnce(&mut dyn BufRead) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let encoding = self.encoding()?;
        let decoded = Decoded::new(self.open()?, encoding);
        see(&mut BufReader::with_capacity(PIECE, decoded))
    }

    pub fn encoding(&self) -> Result<Encoding, Refusal> {
        if let Some(encoding) = self.encoding.get() {
            return Ok(*encoding);
        }
        let detected = detect(&mut *self.open()?);
        let detected = detected.map_err(|error| unreadable(&self.name, error))?;
        Ok(*self.encoding.get_or_init(|| detected))
    }

    /// How many bytes there are.
    pub fn size(&self) -> Option<u64> {
        match &self.bytes {
            Bytes::Path(path) => Some(path.metadata().ok()?.len()),
            Bytes::Memory(bytes) => u64::try_from(bytes.len()).ok(),
        }
    }

    fn open(&self) -> Result<Box<dyn Read + '_>, Refusal> {
        Ok(match &self.bytes {
            Bytes::Path(path) => {
                let file = File::open(path);
                Box::new(file.map_err(|error| unreadable(&self.name, error))?)
            }
            Bytes::Memory(bytes) => Box::new(&**bytes),
        })
    }
}

/// What reading failed with; a refusal that a reader below had to wrap comes out again as itself.
pub fn unreadable(file: &str, error: io::Error) -> Refusal {
    match error.downcast::<Refusal>() {
        Ok(refusal) => refusal,
        Err(error) => Refusal::Unreadable {
            file: file.to_owned(),
            error,
        },
    }
}

fn detect(read: &mut dyn Read) -> io::Result<Encoding> {
    let mut piece = vec![0; PIECE];
    // Bytes of a letter whose end is in the next piece.
    let mut kept = 0;
    let mut is_first = true;
    loop {
        let read_bytes = fill(read, &mut piece[kept..])?;
        let filled = &piece[..kept + read_bytes];
        if is_first {
            match filled {
                [0xFF, 0xFE, ..] => return Ok(Encoding::Utf16Le),
                [0xFE, 0xFF, ..] => return Ok(Encoding::Utf16Be),
                _ => is_first = false,
            }
        }
        let valid = match std::str::from_utf8(filled) {
            Ok(_) => filled.len(),
            Err(fault) if fault.error_len().is_none() && read_bytes > 0 => fault.valid_up_to(),
            Err(_) => return Ok(Encoding::Windows1252),
        };
        if read_bytes == 0 {
            return Ok(Encoding::Utf8);
        }
        let end = filled.len();
        piece.copy_within(valid..end, 0);
        kept = end - valid;
    }
}

/// Reads until `into` is full or there is no more.
fn fill(read: &mut dyn Read, into: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < into.len() {
        match read.read(&mut into[filled..]) {
            Ok(0) => break,
            Ok(bytes) => filled += bytes,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// A text on its way to UTF-8.
struct Decoded<'a> {
    read: BufReader<Box<dyn Read + 'a>>,
    decoder: Decoder,
    is_ended: bool,
}

impl Decoded<'_> {
    fn new(read: Box<dyn Read + '_>, encoding: Encoding) -> Decoded<'_> {
        let encoding = match encoding {
            Encoding::Utf8 => UTF_8,
            Encoding::Utf16Le => UTF_16LE,
            Encoding::Utf16Be => UTF_16BE,
            Encoding::Windows1252 => WINDOWS_1252,
        };
        Decoded {
            read: BufReader::with_capacity(PIECE, read),
            decoder: encoding.new_decoder_with_bom_removal(),
            is_ended: false,
        }
    }
}

impl Read for Decoded<'_> {
    /// `into` has to have room for a letter, as that of a `BufReader` does.
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while !self.is_ended {
            let bytes = self.read.fill_buf()?;
            let is_last = bytes.is_empty();
            let (_, read, written, _) = self.decoder.decode_to_utf8(bytes, into, is_last);
            self.read.consume(read);
            // Without room for what is left of the text there is more to come.
            self.is_ended = is_last && written == 0;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (Encoding, String) {
        let text = Text::new("test.csv", Bytes::Memory(bytes.into()));
        let all = text.read(|read| {
            let mut all = String::new();
            read.read_to_string(&mut all).expect("UTF-8");
            Ok(all)
        });
        (text.encoding().unwrap(), all.unwrap())
    }

    #[test]
    fn a_text_is_read_in_what_it_is_written_in() {
        let text = "Señora’s “Casa”, 日本\r\n";
        let utf_16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            let marked = std::iter::once(0xFEFF).chain(text.encode_utf16());
            marked.flat_map(bytes).collect()
        };
        let read_text = |encoding| (encoding, text.to_owned());
        assert_eq!(read(text.as_bytes()), read_text(Encoding::Utf8));
        let marked = format!("\u{FEFF}{text}");
        assert_eq!(read(marked.as_bytes()), read_text(Encoding::Utf8));
        assert_eq!(
            read(&utf_16(u16::to_le_bytes)),
            read_text(Encoding::Utf16Le)
        );
        assert_eq!(
            read(&utf_16(u16::to_be_bytes)),
            read_text(Encoding::Utf16Be)
        );
        assert_eq!(
            read(b"Se\xF1ora\x92s"),
            (Encoding::Windows1252, "Señora’s".to_owned())
        );
        assert_eq!(read(b""), (Encoding::Utf8, String::new()));
    }

    #[test]
    fn a_letter_across_two_pieces_is_no_fault_and_a_late_fault_is_one() {
        let mut bytes = vec![b'x'; PIECE - 1];
        bytes.extend("é".repeat(PIECE).as_bytes());
        assert_eq!(read(&bytes).0, Encoding::Utf8);
        bytes.push(0xE9);
        let (encoding, text) = read(&bytes);
        assert_eq!(encoding, Encoding::Windows1252);
        assert!(text.ends_with("Ã©é"));
    }
}
