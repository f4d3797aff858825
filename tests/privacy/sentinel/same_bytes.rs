//! Two feeds that differ in the true place alone come to the same bytes: in the database, in reports and in exports.

use std::fs;

use diesel::connection::{Connection, SimpleConnection};
use nearhelp::{
    export::{self, changes},
    geography::Gazetteer,
    snapshot::Snapshot,
    standing::SourceKind,
    store::{Operation, Store},
    updates::{
        entries::SourceHeader,
        formats::{
            self, Input, Raw,
            mapping::{MappedInput, Mapping},
        },
        load::{Author, Options, Part, Update, load},
        report,
    },
};
use std::sync::Arc;
use tempfile::TempDir;

use super::feed::{Feed, Flag, Format, HERE, Secret, THERE};
use crate::common::sources::{NOW, counted};

/// Everything that comes of loading the feed, then a changed one, then one of which a row is wrong.
fn outcome(format: Format, secret: &Secret) -> Vec<(String, Vec<u8>)> {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("nearhelp.db");
    let store = Store::open(&format!("sqlite://{}", path.display()), *NOW).expect("a store");
    // What is random, fixed.
    diesel::SqliteConnection::establish(&path.display().to_string())
        .expect("a connection")
        .batch_execute("UPDATE directory SET directory_id = '00000000-0000-4000-8000-000000000001', secret = zeroblob(32); UPDATE __diesel_schema_migrations SET run_on = '2026-01-01 00:00:00'")
        .expect("it is written");
    let mut outcome = Vec::new();
    for (at, (name, is_broken)) in [
        ("Harbor Help", false),
        ("Harbor Homes", false),
        ("Harbor Homes", true),
    ]
    .into_iter()
    .enumerate()
    {
        let feed = Feed {
            secret,
            flag: Flag::AfterTheAddress,
            name,
            is_broken,
            is_shelter: false,
            // Of a key its keyed hash is kept, which is another for another key.
            has_telling_keys: false,
        };
        let written = TempDir::new().expect("a folder");
        let arguments = feed.write(format, written.path());
        let raw = Raw::Path(arguments[0].clone().into());
        let input: Box<dyn Input> = match format {
            Format::Mapped => {
                let mapping = Mapping::parse(&fs::read_to_string(&arguments[2]).expect("a file"))
                    .expect("a mapping");
                Box::new(MappedInput::open(mapping, raw).expect("an input"))
            }
            _ => formats::open(raw, None).expect("an input"),
        };
        let source = input
            .source()
            .cloned()
            .unwrap_or_else(|| SourceHeader::new("feed", SourceKind::Directory));
        let update = Update {
            parts: &[Part {
                source,
                input: &*input,
            }],
            same: &[],
            author: Author {
                at: *NOW,
                by: "a test".to_owned(),
                reason: "a test".to_owned(),
                api_key_id: None,
                how: Operation::Load,
            },
            options: Options::default(),
        };
        let mut ids = counted(i64::try_from(at).expect("a number"));
        let told = load(
            &store,
            Gazetteer::embedded(),
            &update,
            &mut ids,
            &mut |_| (),
        )
        .expect("it is loaded");
        let json = serde_json::to_vec(&told).expect("JSON");
        outcome.push((format!("report {at} as JSON"), json));
        outcome.push((format!("report {at}"), report::text(&told).into_bytes()));
        outcome.push((
            format!("report {at} as CSV"),
            report::csv(&told).expect("CSV").into_bytes(),
        ));
        let snapshot =
            Arc::new(Snapshot::load(&store, Gazetteer::embedded(), *NOW).expect("a snapshot"));
        for format in export::Format::ALL {
            let pieces = export::export(Arc::clone(&snapshot), format, *NOW);
            let bytes = pieces.flat_map(|piece| piece.expect("a piece")).collect();
            outcome.push((format!("export {at} as {}", format.as_str()), bytes));
        }
        let feed = changes(snapshot, 0, usize::MAX).flat_map(|piece| piece.expect("a piece"));
        outcome.push((format!("changes {at}"), feed.collect()));
        store.checkpoint().expect("it is written");
        outcome.push((format!("database {at}"), fs::read(&path).expect("a file")));
    }
    outcome
}

#[track_caller]
fn come_to_the_same(format: Format) {
    let (here, there) = (outcome(format, &HERE), outcome(format, &THERE));
    for ((what, here), (_, there)) in here.iter().zip(&there) {
        if here != there {
            let at = here
                .iter()
                .zip(there)
                .position(|(a, b)| a != b)
                .unwrap_or(here.len().min(there.len()));
            let around = |bytes: &[u8]| {
                let (from, to) = (at.saturating_sub(300), (at + 300).min(bytes.len()));
                String::from_utf8_lossy(&bytes[from..to]).into_owned()
            };
            panic!(
                "{what} ({} and {} bytes) at {at}:\n{}\n\n{}",
                here.len(),
                there.len(),
                around(here),
                around(there)
            );
        }
    }
}

#[test]
fn source_files() {
    come_to_the_same(Format::Source);
}

#[test]
fn flat_json() {
    come_to_the_same(Format::Flat);
}

#[test]
fn nested_json() {
    come_to_the_same(Format::Nested);
}

#[test]
fn packages() {
    come_to_the_same(Format::Tabular3);
}

#[test]
fn packages_of_the_first_version() {
    come_to_the_same(Format::Tabular1);
}

#[test]
fn mapped_lists() {
    come_to_the_same(Format::Mapped);
}
