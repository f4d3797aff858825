//! The files of a folder or a zip, within limits.

use std::collections::BTreeSet;
use std::io::{self, Read, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use zip::ZipArchive;

use crate::updates::formats::Refusal;
use crate::updates::formats::text::{Bytes, Seekable, Text, unreadable};

/// How many files a package may have.
const FILES: usize = 200;
/// How much a zip may unpack to: from a disk it is streamed, from memory it was uploaded.
const UNPACKED: [u64; 2] = [16 << 30, 1 << 30];
/// How many times its packed size a file may have, once it is large enough to matter.
const RATIO: u64 = 200;
const SMALL: u64 = 1 << 20;

/// What is in a folder or a zip.
pub struct Files {
    pub texts: Vec<Text>,
    /// Archives within, which are not opened.
    pub archives: Vec<Arc<str>>,
}

pub fn folder(path: &Path, name: &str) -> Result<Files, Refusal> {
    let failed = |error| unreadable(name, error);
    let mut files = Files {
        texts: Vec::new(),
        archives: Vec::new(),
    };
    let mut paths = Vec::new();
    for entry in path.read_dir().map_err(failed)? {
        let entry = entry.map_err(failed)?;
        // A link may lead out of the folder.
        if entry.file_type().map_err(failed)?.is_file() {
            paths.push(entry.path());
        }
        if paths.len() > FILES {
            return Err(too_large(name, "the number of files", FILES as u64));
        }
    }
    paths.sort();
    for path in paths {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        files.add(&file, Bytes::Path(path.clone()));
    }
    Ok(files)
}

pub fn zip(bytes: &Bytes, name: &str) -> Result<Files, Refusal> {
    let failed = |error| unreadable(name, error);
    let malformed = |detail: &str, expected: &str| Refusal::Malformed {
        file: name.to_owned(),
        detail: detail.to_owned(),
        expected: expected.to_owned(),
    };
    let broken = |_| malformed("cannot be read as a zip", "a whole zip");
    let announced = announced(&mut *bytes.seekable().map_err(failed)?).map_err(failed)?;
    if announced.is_some_and(|files| files > FILES) {
        return Err(too_large(name, "the number of files", FILES as u64));
    }
    let mut archive = ZipArchive::new(bytes.seekable().map_err(failed)?).map_err(broken)?;
    if archive.len() > FILES {
        return Err(too_large(name, "the number of files", FILES as u64));
    }
    // The zip crate keeps the last of two files with one name.
    if announced.is_some_and(|files| files != archive.len()) {
        return Err(malformed("has two files of one name", "every name once"));
    }
    let mut files = Files {
        texts: Vec::new(),
        archives: Vec::new(),
    };
    let limit = UNPACKED[usize::from(matches!(bytes, Bytes::Memory(_)))];
    let whole = Arc::new(bytes.clone());
    let (mut unpacked, mut names) = (0_u64, BTreeSet::new());
    for number in 0..archive.len() {
        let file = archive.by_index_raw(number).map_err(broken)?;
        let path = file.name().map_err(broken)?.into_owned();
        let is_outside = path.starts_with('/')
            || path.contains(['\\', ':', '\0'])
            || path.split('/').any(|step| step == "..");
        if is_outside || file.is_symlink() {
            return Err(malformed("has a path that leads out of it", "plain names"));
        }
        if file.is_dir() || path.starts_with("__MACOSX/") {
            continue;
        }
        if !names.insert(path.to_lowercase()) {
            return Err(malformed("has two files of one name", "every name once"));
        }
        if file.encrypted() {
            return Err(malformed("is encrypted", "a zip without a password"));
        }
        let (size, packed) = (file.size(), file.compressed_size());
        unpacked = unpacked.saturating_add(size);
        if unpacked > limit {
            return Err(too_large(name, "what is unpacked, in bytes,", limit));
        }
        if size > SMALL && size / RATIO > packed {
            return Err(too_large(name, "the ratio of unpacked to packed", RATIO));
        }
        let base = path.rsplit('/').next().unwrap_or_default();
        files.add(base, Bytes::Zipped(Arc::clone(&whole), number, size));
    }
    Ok(files)
}

impl Files {
    fn add(&mut self, name: &str, bytes: Bytes) {
        if name.starts_with('.') {
            return;
        }
        let small = name.to_lowercase();
        if [".zip", ".gz", ".tar", ".7z"]
            .iter()
            .any(|end| small.ends_with(end))
        {
            self.archives.push(name.into());
        } else {
            self.texts.push(Text::new(name, bytes));
        }
    }
}

pub fn too_large(file: &str, what: &'static str, limit: u64) -> Refusal {
    Refusal::TooLarge {
        file: file.to_owned(),
        what,
        limit: limit.to_string(),
    }
}

/// How many files a zip's directory says that it has; nothing where that is not in its usual place.
fn announced(read: &mut dyn Seekable) -> io::Result<Option<usize>> {
    const END: &[u8] = b"PK\x05\x06";
    let size = read.seek(SeekFrom::End(0))?;
    read.seek(SeekFrom::Start(size.saturating_sub(22 + 65_535)))?;
    let mut tail = Vec::new();
    read.take(22 + 65_535).read_to_end(&mut tail)?;
    let at = tail.windows(4).rposition(|bytes| bytes == END);
    let count = at.and_then(|at| tail.get(at + 10..at + 12));
    let count = count.map(|count| usize::from(u16::from_le_bytes([count[0], count[1]])));
    // In a zip of more than that, the number is elsewhere.
    Ok(count.filter(|count| *count != usize::from(u16::MAX)))
}
