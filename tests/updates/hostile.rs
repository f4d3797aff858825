//! Files that mean harm, or are none: refused with one sentence, and in no more memory than an empty one takes.

use std::fs::{self, File};
use std::io::{Cursor, Read, Seek, SeekFrom, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::thread::spawn;
use std::time::Duration;

use nearhelp::store::Store;
use tempfile::tempdir;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::common::{Binary, raw, run, run_watched, sources::NOW};
use crate::loading::{stderr, url};

/// More than an empty file takes: reading keeps a line of a MiB or two, and the allocator what was freed.
const MORE_KIB: u64 = 96 << 10;

const PATIENCE: Duration = Duration::from_secs(60);

const ORGANIZATIONS: &str = "id,name\n1,Harbor Help\n";

/// Refused by `check` and by `load`, with these words and nothing of the file; the directory stays empty.
#[track_caller]
fn assert_refused(file: &Path, words: &str) {
    let folder = tempdir().unwrap();
    let empty = folder.path().join("empty.json");
    fs::write(&empty, "").unwrap();
    let database = folder.path().join("nearhelp.db");
    let url = url(&database);
    let told_of = |file: &Path, command: &str| {
        let file = file.display().to_string();
        let arguments = [command, &file, "--source", "X", "--database-url", &url];
        run_watched(folder.path(), &arguments)
    };
    let (_, least) = told_of(&empty, "load");
    for command in ["check", "load"] {
        let (output, peak) = told_of(file, command);
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{command}: {output:?}");
        assert_eq!(told.lines().count(), 1, "{command}: {told}");
        assert!(
            told.starts_with("nearhelp: ") && told.contains(words),
            "{command}: {told}"
        );
        assert!(output.stdout.is_empty(), "{command}: {output:?}");
        assert!(
            peak < least + MORE_KIB,
            "{command}: {peak} KiB, and {least} for nothing"
        );
    }
    let store = Store::open(&url, *NOW).unwrap();
    assert_eq!(store.directory().unwrap().revision, 0);
}

fn zip_of(path: &Path, files: &[(&str, &[u8])]) -> PathBuf {
    let mut zip = ZipWriter::new(File::create(path).unwrap());
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
    path.to_owned()
}

/// Half a gigabyte in less than a megabyte.
fn bomb(path: &Path) {
    let mut zip = ZipWriter::new(File::create(path).unwrap());
    zip.start_file("organizations.csv", SimpleFileOptions::default())
        .unwrap();
    zip.write_all(ORGANIZATIONS.as_bytes()).unwrap();
    for _ in 0..512 {
        zip.write_all(&[b'x'; 1 << 20]).unwrap();
    }
    zip.finish().unwrap();
    assert!(fs::metadata(path).unwrap().len() < 1 << 20);
}

#[test]
fn an_archive_that_unpacks_without_end() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("bomb.zip");
    bomb(&path);
    assert_refused(&path, "the ratio of unpacked to packed is over the limit");
}

/// The directory of the zip gives a file one size, and its bytes unpack to another.
#[test]
fn an_archive_that_unpacks_to_more_than_it_says() {
    let folder = tempdir().unwrap();
    let rows = "2,Harbor Help\n".repeat(1 << 20);
    let table = format!("{ORGANIZATIONS}{rows}");
    let path = zip_of(
        &folder.path().join("feed.zip"),
        &[("organizations.csv", table.as_bytes())],
    );
    let mut bytes = fs::read(&path).unwrap();
    let directory = bytes
        .windows(4)
        .rposition(|mark| mark == b"PK\x01\x02")
        .unwrap();
    bytes[directory + 24..directory + 28].copy_from_slice(&1000_u32.to_le_bytes());
    fs::write(&path, bytes).unwrap();
    assert_refused(&path, "organizations.csv: ");
}

/// Sparse: it takes no room on the disk.
#[test]
fn a_line_of_two_gigabytes() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("feed");
    fs::create_dir(&path).unwrap();
    let mut table = File::create(path.join("organizations.csv")).unwrap();
    table.write_all(ORGANIZATIONS.as_bytes()).unwrap();
    table.seek(SeekFrom::Start(2 << 30)).unwrap();
    table.write_all(b"\n").unwrap();
    assert_refused(&path, "organizations.csv: a line is over the limit");
}

#[test]
fn nesting_without_a_floor() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("feed.json");
    for (open, close) in [("[", "]"), ("{\"services\":[", "]}")] {
        let deep = [open.repeat(200_000), close.repeat(200_000)].concat();
        fs::write(&path, deep).unwrap();
        assert_refused(&path, "feed.json: ");
    }
    let attributes = [
        "{\"a\":".repeat(100_000),
        "1".to_owned(),
        "}".repeat(100_000),
    ]
    .concat();
    let service = format!("[{{\"id\":\"1\",\"name\":\"A\",\"attributes\":{attributes}}}]");
    fs::write(&path, service).unwrap();
    assert_refused(&path, "feed.json: ");
}

#[test]
fn a_path_that_leads_out_of_the_archive() {
    let folder = tempdir().unwrap();
    for name in [
        "../organizations.csv",
        "/etc/organizations.csv",
        "a\\..\\organizations.csv",
    ] {
        let path = zip_of(
            &folder.path().join("feed.zip"),
            &[(name, ORGANIZATIONS.as_bytes())],
        );
        assert_refused(&path, "feed.zip: has a path that leads out of it");
    }
}

#[test]
fn an_archive_in_an_archive() {
    let folder = tempdir().unwrap();
    let mut inner = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    inner.start_file("organizations.csv", stored).unwrap();
    inner.write_all(ORGANIZATIONS.as_bytes()).unwrap();
    let inner = inner.finish().unwrap().into_inner();
    let path = zip_of(&folder.path().join("feed.zip"), &[("inner.zip", &inner)]);
    assert_refused(
        &path,
        "feed.zip: has no table of organizations, services or locations",
    );
}

#[test]
fn what_is_no_text() {
    let folder = tempdir().unwrap();
    for name in ["feed.json", "feed.csv", "feed.zip"] {
        let path = folder.path().join(name);
        fs::write(&path, [0; 4096]).unwrap();
        assert_refused(&path, "looks like a file of a program, not a text");
        fs::write(&path, "").unwrap();
        assert_refused(&path, "looks like an empty file");
    }
    let path = folder.path().join("cut.zip");
    fs::write(&path, b"PK\x03\x04 and nothing").unwrap();
    assert_refused(&path, "cannot be read as a zip");
}

#[test]
fn a_folder_without_tables_and_a_file_that_is_not_there() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("feed");
    fs::create_dir(&path).unwrap();
    assert_refused(&path, "feed: has no table");
    fs::write(path.join("readme.md"), "Nothing here").unwrap();
    assert_refused(&path, "feed: has no table");
    assert_refused(&folder.path().join("none.json"), "none.json: ");
}

/// PostgreSQL cannot keep the character, so no directory does: its record is rejected, the others are taken.
#[test]
fn a_nul_in_a_text_takes_its_record_only() {
    let folder = tempdir().unwrap();
    let url = url(&folder.path().join("nearhelp.db"));
    let feeds = [
        (
            "feed.json",
            r#"[{"id": "1", "name": "A\u0000B"}, {"id": "2", "name": "C"}]"#,
        ),
        ("feed/organizations.csv", "id,name\n1,A\0B\n2,C\n"),
        ("keys/organizations.csv", "id,name\n1\0,A\n2,C\n"),
    ];
    for (file, text) in feeds {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        let given = match file.split_once('/') {
            Some((package, _)) => package,
            None => file,
        };
        for command in ["check", "load"] {
            let arguments = [command, given, "--source", given, "--database-url", &url];
            let (output, _) = run_watched(folder.path(), &arguments);
            let printed = String::from_utf8_lossy(&output.stdout);
            assert_eq!(
                output.status.code(),
                Some(1),
                "{command} {file}: {output:?}"
            );
            assert!(printed.contains("NUL"), "{command} {file}: {printed}");
        }
    }
    let records = Store::open(&url, *NOW).unwrap().records().unwrap();
    let names: Vec<_> = records
        .records
        .iter()
        .map(|record| &record.body["name"])
        .collect();
    assert_eq!(names, ["C", "C", "C"]);
}

/// A server with a key that may publish.
fn desk() -> (Binary, String) {
    let server = Binary::serve(&["--seed", "none"], &[]);
    let create = ["keys", "create", "--role", "publisher", "--name", "Desk"];
    let made = run(server.folder.path(), &create, &[]);
    let key = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    (server, key)
}

/// Sends a head and then `x` without end, in chunks of a MiB, until an answer comes: the answer, and how many MiB
/// were sent before it.
fn endless(address: SocketAddr, head: &str) -> (String, usize) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let mut reading = stream.try_clone().unwrap();
    reading.set_read_timeout(Some(PATIENCE)).unwrap();
    let answer = spawn(move || {
        let mut piece = [0; 4096];
        let count = reading.read(&mut piece).unwrap_or(0);
        String::from_utf8_lossy(&piece[..count]).into_owned()
    });
    let chunk = [&b"100000\r\n"[..], &[b'x'; 1 << 20], b"\r\n"].concat();
    let sent = (0..2048).take_while(|_| !answer.is_finished() && stream.write_all(&chunk).is_ok());
    let sent = sent.count();
    (answer.join().expect("an answer"), sent)
}

#[test]
fn what_means_harm_is_refused_over_http_in_little_memory() {
    let (server, key) = desk();
    let folder = tempdir().unwrap();
    let publisher = server.anonymous().with_key(&key);
    let send = |media: &str, body: Vec<u8>| {
        publisher.send("POST", "/v1/updates", &[("content-type", media)], body)
    };
    let refused = |media: &str, body: Vec<u8>, status: u16, words: &str| {
        let size = body.len() as u64 >> 10;
        let before = server.peak_kib();
        let answer = send(media, body);
        let kind = if status == 413 {
            "body-too-large"
        } else {
            "update-refused"
        };
        let problem = answer.problem(status, kind).to_string();
        assert!(problem.contains(words), "{problem}");
        // The body stays in memory; as it comes, and whole.
        let more = server.peak_kib().saturating_sub(before);
        assert!(
            more < 3 * size + MORE_KIB,
            "{more} KiB for {size}: {problem}"
        );
    };
    // What an update of one record takes.
    let warm = send(
        "application/json",
        br#"[{"id": "1", "name": "A"}]"#.to_vec(),
    );
    assert_eq!(warm.status, 201, "{warm:?}");

    let path = folder.path().join("bomb.zip");
    bomb(&path);
    let ratio = "the ratio of unpacked to packed is over the limit";
    refused("application/zip", fs::read(&path).unwrap(), 413, ratio);
    for name in ["../organizations.csv", "/etc/organizations.csv"] {
        let path = folder.path().join("feed.zip");
        let zip = zip_of(&path, &[(name, ORGANIZATIONS.as_bytes())]);
        let out = "has a path that leads out of it";
        refused("application/zip", fs::read(zip).unwrap(), 400, out);
    }
    for (open, close) in [("[", "]"), ("{\"services\":[", "]}"), ("[{\"id\":", "}]")] {
        let deep = [open.repeat(200_000), close.repeat(200_000)].concat();
        refused(
            "application/json",
            deep.into_bytes(),
            413,
            "nesting is over the limit",
        );
    }
    // A line of all that may be sent.
    let mut long = b"PK_of_no_archive,".to_vec();
    long.resize(60 << 20, b'x');
    let table = [ORGANIZATIONS.as_bytes(), &long].concat();
    let zip = folder.path().join("line.zip");
    let mut archive = ZipWriter::new(File::create(&zip).unwrap());
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    archive.start_file("organizations.csv", stored).unwrap();
    archive.write_all(&table).unwrap();
    archive.finish().unwrap();
    let line = "a line is over the limit";
    refused("application/zip", fs::read(&zip).unwrap(), 413, line);

    // Two gigabytes, said before or not: refused when it is known, whatever else would come.
    let head = |length: &str| {
        format!(
            "POST /v1/updates HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-type: text/csv\r\n{length}\r\n\r\n"
        )
    };
    let declared = raw(
        server.address,
        head("content-length: 2147483648").as_bytes(),
        PATIENCE,
    );
    assert!(declared.starts_with("HTTP/1.1 413 "), "{declared}");
    let before = server.peak_kib();
    let (answer, sent) = endless(server.address, &head("transfer-encoding: chunked"));
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    // What is on its way besides.
    assert!(sent < 64 + 64, "{sent} MiB");
    let more = server.peak_kib().saturating_sub(before);
    assert!(more < 200 << 10, "{more} KiB");

    // Packed by the one who sends it, which is no way to send more.
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..128 {
        packed.write_all(&[b' '; 1 << 20]).unwrap();
    }
    let headers = [
        ("content-type", "application/json"),
        ("content-encoding", "gzip"),
    ];
    let before = server.peak_kib();
    let answer = publisher.send("POST", "/v1/updates", &headers, packed.finish().unwrap());
    assert!([400, 413, 415].contains(&answer.status), "{answer:?}");
    assert!(
        server.peak_kib().saturating_sub(before) < MORE_KIB,
        "{answer:?}"
    );

    // And it goes on, with what it had.
    assert_eq!(
        server.anonymous().get("/v1/organizations").ok()["total_items"],
        1
    );
}
