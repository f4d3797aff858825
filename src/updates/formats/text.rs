//! The bytes of a file as UTF-8 text, whatever they are written in, read from the start as often as needed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use encoding_rs::{CoderResult, Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use zip::ZipArchive;

use super::Refusal;

const PIECE: usize = 64 * 1024;

/// A file of an update.
pub struct Text {
    /// What problems call it.
    pub name: Arc<str>,
    pub bytes: Bytes,
    encoding: OnceLock<Encoding>,
}

/// Where a file's bytes are.
#[derive(Clone)]
pub enum Bytes {
    Path(PathBuf),
    Memory(Arc<[u8]>),
    /// The entry with this number of an archive, and how many bytes it says that it has.
    Zipped(Arc<Bytes>, usize, u64),
}

/// What an archive is read from.
pub trait Seekable: Read + Seek {}
impl<T: Read + Seek> Seekable for T {}

impl Bytes {
    /// For an archive, which is read from its end.
    pub fn seekable(&self) -> io::Result<Box<dyn Seekable + '_>> {
        Ok(match self {
            Bytes::Path(path) => Box::new(BufReader::new(File::open(path)?)),
            Bytes::Memory(bytes) => Box::new(Cursor::new(&**bytes)),
            Bytes::Zipped(..) => return Err(io::ErrorKind::Unsupported.into()),
        })
    }
}

/// No more bytes than were announced.
struct Announced<'a> {
    read: &'a mut dyn Read,
    left: u64,
    name: &'a str,
}

impl Read for Announced<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.read.read(into)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => {
                return Err(io::Error::other(Refusal::TooLarge {
                    file: self.name.to_owned(),
                    what: "what is unpacked",
                    limit: "the size that the archive gives for it".to_owned(),
                }));
            }
        }
        Ok(read)
    }
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
        self.open(|read| see(&mut Decoded::new(read, encoding)))
    }

    /// The same, of a file that is in no archive, for whoever reads it row by row.
    pub fn opened(&self) -> Result<Box<dyn BufRead>, Refusal> {
        let encoding = self.encoding()?;
        let failed = |error| unreadable(&self.name, error);
        let read: Box<dyn Read> = match &self.bytes {
            Bytes::Path(path) => Box::new(File::open(path).map_err(failed)?),
            Bytes::Memory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
            Bytes::Zipped(..) => return Err(failed(io::ErrorKind::Unsupported.into())),
        };
        Ok(Box::new(Decoded::new(read, encoding)))
    }

    pub fn encoding(&self) -> Result<Encoding, Refusal> {
        if let Some(encoding) = self.encoding.get() {
            return Ok(*encoding);
        }
        let detected = self
            .open(|mut read| detect(&mut *read).map_err(|error| unreadable(&self.name, error)))?;
        Ok(*self.encoding.get_or_init(|| detected))
    }

    /// How many bytes there are.
    pub fn size(&self) -> Option<u64> {
        match &self.bytes {
            Bytes::Path(path) => Some(path.metadata().ok()?.len()),
            Bytes::Memory(bytes) => u64::try_from(bytes.len()).ok(),
            Bytes::Zipped(_, _, size) => Some(*size),
        }
    }

    fn open<T>(
        &self,
        see: impl FnOnce(Box<dyn Read + '_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let failed = |error| unreadable(&self.name, error);
        match &self.bytes {
            Bytes::Path(path) => see(Box::new(File::open(path).map_err(failed)?)),
            Bytes::Memory(bytes) => see(Box::new(&**bytes)),
            Bytes::Zipped(archive, number, size) => {
                let broken = |error: zip::result::ZipError| failed(error.into());
                let seekable = archive.seekable().map_err(failed)?;
                let mut archive = ZipArchive::new(seekable).map_err(broken)?;
                let mut file = archive.by_index(*number).map_err(broken)?;
                see(Box::new(Announced {
                    read: &mut file,
                    left: *size,
                    name: &self.name,
                }))
            }
        }
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
    /// What is decoded, and which part of it is yet to be read.
    out: Vec<u8>,
    at: usize,
    end: usize,
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
            out: vec![0; PIECE],
            at: 0,
            end: 0,
        }
    }
}

impl BufRead for Decoded<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.end && !self.is_ended {
            let bytes = self.read.fill_buf()?;
            let is_last = bytes.is_empty();
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(bytes, &mut self.out, is_last);
            self.read.consume(read);
            (self.at, self.end) = (0, written);
            self.is_ended = is_last && result == CoderResult::InputEmpty;
        }
        Ok(&self.out[self.at..self.end])
    }

    fn consume(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.end);
    }
}

impl Read for Decoded<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut ready = self.fill_buf()?;
        let bytes = ready.read(into)?;
        self.consume(bytes);
        Ok(bytes)
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
