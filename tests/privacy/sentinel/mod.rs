//! Whole feeds through the built program: of the place that is confidential no byte is left behind, by whatever way
//! the feed goes, in whatever format it is.

mod again;
mod alone;
mod blanked;
mod counties;
mod feed;
mod flagged;
mod gone;
mod house;
mod judged;
mod later;
mod moved;
mod namesakes;
mod partly;
mod row;
mod same_bytes;
mod typed;
mod unknown;
mod written;

use std::{
    fs,
    io::{Cursor, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use serde_json::Value;
use tempfile::TempDir;

use crate::common::{Binary, Caller, run};
use feed::{Feed, Flag, Format, HERE, Secret};

/// A maintainer's desk: the feeds in one folder, and the program in another.
struct Desk {
    feeds: TempDir,
    state: Arc<TempDir>,
    /// `TMPDIR` of the program.
    spill: TempDir,
    traces: Vec<String>,
}

/// What the program printed, and how it ended.
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Ended {
    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.stdout, self.stderr))
    }
}

impl Desk {
    fn new(secret: &Secret) -> Desk {
        let folder = || TempDir::new().expect("a folder");
        Desk {
            feeds: folder(),
            state: Arc::new(folder()),
            spill: folder(),
            traces: secret.traces(),
        }
    }

    /// Writes the feed in a folder of its own, and returns how to name it.
    fn write(&self, name: &str, format: Format, feed: &Feed) -> Vec<String> {
        let folder = self.feeds.path().join(name);
        fs::create_dir_all(&folder).expect("a folder");
        feed.write(format, &folder)
    }

    fn environment(&self) -> [(&str, &str); 2] {
        let spill = self.spill.path().to_str().expect("a path");
        [("TMPDIR", spill), ("NEARHELP_LOG", "debug")]
    }

    /// Runs the program; whatever it says or leaves, the place is not in it.
    #[track_caller]
    fn run(&self, arguments: &[&str]) -> Ended {
        let ended = self.run_openly(arguments);
        let what = arguments.join(" ");
        self.assert_clean(&format!("{what}: standard output"), ended.stdout.as_bytes());
        self.assert_clean(&format!("{what}: standard error"), ended.stderr.as_bytes());
        self.assert_left_nothing(&what);
        ended
    }

    /// The same while the place is no secret yet.
    fn run_openly(&self, arguments: &[&str]) -> Ended {
        let output = run(self.state.path(), arguments, &self.environment());
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ended {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    #[track_caller]
    fn with(&self, command: &[&str], feed: &[String]) -> Ended {
        self.run(&given(command, feed))
    }

    #[track_caller]
    fn assert_clean(&self, what: &str, bytes: &[u8]) {
        for trace in &self.traces {
            if let Some(around) = found(bytes, trace) {
                panic!("{trace} is in {what}: … {around} …");
            }
        }
    }

    /// Of the database, its log and whatever else there is.
    #[track_caller]
    fn assert_left_nothing(&self, after: &str) {
        for file in files(self.state.path()) {
            let bytes = fs::read(&file).expect("a file");
            self.assert_clean(&format!("{} after {after}", file.display()), &bytes);
            self.assert_clean("a name of a file", file.display().to_string().as_bytes());
        }
        let spilled = files(self.spill.path());
        assert!(spilled.is_empty(), "{spilled:?} after {after}");
    }

    fn has_trace(&self, bytes: &[u8]) -> bool {
        self.traces
            .iter()
            .any(|trace| found(bytes, trace).is_some())
    }

    /// A server over what was loaded.
    fn serve(&self) -> Binary {
        let state = Arc::clone(&self.state);
        Binary::serve_in(state, &["--seed", "none"], &self.environment())
    }

    /// Every page that a stranger can ask for.
    #[track_caller]
    fn assert_served_without(&self, server: &Binary) {
        let caller = server.anonymous();
        for (asked, answer) in everything(&caller) {
            self.assert_clean(&asked, &answer);
        }
        for trace in &self.traces {
            let found = |words: &str| {
                let words: String = form(words);
                let page = caller.nearby(&format!("near=38.9,-94.4&q={words}"));
                (page.0["contents"].clone(), page.0["remote"].clone())
            };
            // Which is to say, what nobody has ever heard of.
            assert_eq!(found(trace), found("xyzzyqwertz"), "{trace}");
        }
        self.assert_clean("the log", server.output().as_bytes());
        self.assert_left_nothing("serving");
    }

    #[track_caller]
    fn assert_exports_without(&self) {
        for format in EXPORTS {
            let output = run(
                self.state.path(),
                &["export", "--format", format],
                &self.environment(),
            );
            assert!(output.status.success(), "{format}");
            self.assert_clean(&format!("the export as {format}"), &unpacked(output.stdout));
        }
        self.assert_left_nothing("exporting");
    }
}

const EXPORTS: [&str; 5] = ["hsds-json", "hsds-tabular", "csv", "geojson", "ndjson"];

fn given<'a>(command: &[&'a str], feed: &'a [String]) -> Vec<&'a str> {
    let mut arguments = command.to_vec();
    arguments.extend(feed.iter().map(String::as_str));
    arguments
}

/// Pages with what they are called.
fn everything(caller: &Caller) -> Vec<(String, Vec<u8>)> {
    let mut pages = vec![
        "/v1/changes?limit=1000".to_owned(),
        "/v1/changes?format=ndjson".to_owned(),
        "/v1/nearby?near=38.9,-94.4&per_page=50".to_owned(),
        "/metrics".to_owned(),
    ];
    for list in [
        "organizations",
        "services",
        "locations",
        "service_at_locations",
    ] {
        let all = format!("/v1/{list}?per_page=100");
        let page = caller.get(&all).ok();
        let records = page["contents"].as_array().expect("contents");
        pages.extend(
            records
                .iter()
                .map(|record| format!("/v1/{list}/{}", record["id"].as_str().expect("an id"))),
        );
        pages.push(all);
    }
    pages.extend(EXPORTS.map(|format| format!("/v1/export?format={format}")));
    let answer = |page: String| {
        let answer = caller.get(&page);
        assert_eq!(answer.status, 200, "{answer:?}");
        let headers = format!("{:?}", answer.headers).into_bytes();
        let bytes = [headers, unpacked(answer.body)].concat();
        (page, bytes)
    };
    pages.into_iter().map(answer).collect()
}

/// Of an archive what is in it.
fn unpacked(bytes: Vec<u8>) -> Vec<u8> {
    if !bytes.starts_with(b"PK") {
        return bytes;
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut all = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a file");
        all.extend(file.name().expect("a name").as_bytes());
        file.read_to_end(&mut all).expect("a file");
    }
    all
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files.extend(self::files(&path)),
            false => files.push(path),
        }
    }
    files
}

/// What stands around a trace, where it is there. Digits are of a longer number, or of an id, if they do not stand
/// by themselves.
fn found(bytes: &[u8], trace: &str) -> Option<String> {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let is_number = trace.bytes().all(|byte| byte.is_ascii_digit());
    let at = text.match_indices(trace).map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + trace.len()..].chars().next();
        let is_part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        !is_number || (!is_part(before) && !is_part(after) && !is_in_an_id(&text[..*at]))
    })?;
    let around: String = text[..at].chars().rev().take(80).collect();
    let before: String = around.chars().rev().collect();
    Some(before + &text[at..].chars().take(80).collect::<String>())
}

/// `…-4417-…`: what begins a piece of a UUID.
fn is_in_an_id(before: &str) -> bool {
    let digits = |text: &str| {
        text.chars()
            .rev()
            .take(4)
            .filter(char::is_ascii_hexdigit)
            .count()
    };
    before
        .strip_suffix('-')
        .is_some_and(|before| digits(before) == 4)
}

fn form(words: &str) -> String {
    words.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

fn feed(flag: Flag, name: &str) -> Feed<'_> {
    Feed {
        secret: &HERE,
        flag,
        name,
        is_broken: false,
        is_shelter: false,
        has_telling_keys: true,
    }
}

/// Checked, rehearsed, refused, loaded, loaded again, changed, partly rejected, exported, served.
#[track_caller]
fn leaves_nothing(format: Format) {
    for flag in [Flag::BeforeTheAddress, Flag::AfterTheAddress] {
        let desk = Desk::new(&HERE);
        let good = desk.write("good", format, &feed(flag, "Harbor Help"));
        let renamed = desk.write("renamed", format, &feed(flag, "Harbor Help and Homes"));
        let broken = Feed {
            is_broken: true,
            ..feed(flag, "Harbor Help")
        };
        let broken = desk.write("broken", format, &broken);

        for how in [&["check"][..], &["check", "--json"], &["check", "--csv"]] {
            desk.with(how, &good);
            assert_eq!(desk.with(how, &broken).code, Some(1), "{how:?}");
        }
        desk.with(&["load", "--dry-run"], &good);
        let refused = desk.with(&["load", "--strict"], &broken);
        assert!(
            refused.stderr.contains("nothing was loaded"),
            "{}",
            refused.stderr
        );

        let loaded = desk.with(&["load", "--json"], &good).json();
        assert_eq!(loaded["rejected"], 0, "{loaded:#}");
        assert_eq!(loaded["changeset"], 1, "{loaded:#}");
        let again = desk.with(&["load", "--json"], &good).json();
        assert_eq!(again["changeset"], Value::Null, "{again:#}");
        assert_eq!(again["unchanged"], again["read"], "{again:#}");
        let changed = desk.with(&["load", "--json"], &renamed).json();
        assert_eq!(changed["revision"], 2, "{changed:#}");
        let partly = desk.with(&["load", "--json"], &broken).json();
        let refused = [&partly["rejected"], &partly["left_out"]];
        assert!(refused.iter().any(|count| **count != 0), "{partly:#}");
        desk.with(&["load", "--full"], &good);

        desk.assert_exports_without();
        let server = desk.serve();
        desk.assert_served_without(&server);
        let (_, log) = server.stop();
        desk.assert_clean("the log", log.as_bytes());
        desk.assert_left_nothing("stopping");
    }
}

#[test]
fn a_source_file_leaves_nothing_of_a_confidential_place() {
    leaves_nothing(Format::Source);
}

#[test]
fn flat_json_leaves_nothing_of_a_confidential_place() {
    leaves_nothing(Format::Flat);
}

#[test]
fn nested_json_leaves_nothing_of_a_confidential_place() {
    leaves_nothing(Format::Nested);
}

#[test]
fn a_package_leaves_nothing_of_a_confidential_place() {
    leaves_nothing(Format::Tabular3);
}

#[test]
fn a_package_of_the_first_version_leaves_nothing_of_a_confidential_place() {
    leaves_nothing(Format::Tabular1);
}

#[test]
fn a_mapped_list_leaves_nothing_of_a_confidential_place() {
    leaves_nothing(Format::Mapped);
}
