//! What exporting a hundred thousand listings costs: `cargo bench --bench export`.
//!
//! Prints the seconds and the bytes of each format, and how much memory the process gained while it was written.

use std::fs;
use std::io::{Write, sink};
use std::sync::Arc;
use std::time::Instant;

use chrono::DateTime;
use nearhelp::export::{Format, Pieces, changes, export};
use nearhelp::geography::Gazetteer;
use nearhelp::snapshot::Snapshot;
use nearhelp::standing::{
    Claim, Decisions, How, RecordKind, RecordRef, Source, SourceKind, compute,
};
use nearhelp::store::{Change, Changeset, Operation, Store};
use serde_json::{Value, json};
use uuid::Uuid;

const LISTINGS: u64 = 100_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let now = DateTime::UNIX_EPOCH;
    let url = format!("sqlite://{}/nearhelp.db", folder.path().display());
    let store = Store::open(&url, now)?;
    let source = Source {
        id: Uuid::from_u128(1),
        key: "synthetic".to_owned(),
        name: "Synthetic".to_owned(),
        kind: SourceKind::Directory,
        date: None,
        url: None,
    };
    let sources = [(source.id, source.clone())].into();
    let claims: Vec<Claim> = (0..LISTINGS).flat_map(claims).collect();
    let records = claims
        .iter()
        .filter_map(|claim| compute(std::slice::from_ref(claim), &sources, &Decisions::default()))
        .collect();
    let mut set = vec![Change::PutSource(source)];
    set.extend(claims.into_iter().map(Change::PutClaim));
    store.publish(&Changeset {
        expected_revision: 0,
        at: now,
        how: Operation::Load,
        by: "a bench".to_owned(),
        reason: "a bench".to_owned(),
        source_id: None,
        changes: set,
        records,
        removed: Vec::new(),
    })?;

    let begun = Instant::now();
    let mut traces = 0;
    store.traces(0, 1, &mut |_, _| traces += 1)?;
    println!(
        "{traces} changes read in {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    let begun = Instant::now();
    let snapshot = Arc::new(Snapshot::load(
        &store,
        Gazetteer::embedded(),
        chrono::DateTime::UNIX_EPOCH,
    )?);
    println!(
        "{} listings, snapshot loaded in {:.1} s, resident {} MB",
        snapshot.len(),
        begun.elapsed().as_secs_f64(),
        memory("VmRSS")
    );
    for format in Format::ALL {
        measure(format.as_str(), || {
            export(Arc::clone(&snapshot), format, chrono::DateTime::UNIX_EPOCH)
        })?;
    }
    measure("the feed", || changes(Arc::clone(&snapshot), 0, usize::MAX))?;
    Ok(())
}

fn measure(name: &str, pieces: impl Fn() -> Pieces) -> std::io::Result<()> {
    // So that the peak is that of what follows (Linux).
    fs::write("/proc/self/clear_refs", "5")?;
    let (before, begun) = (memory("VmRSS"), Instant::now());
    let mut bytes = 0;
    for piece in pieces() {
        let piece = piece?;
        bytes += piece.len();
        sink().write_all(&piece)?;
    }
    let gained = memory("VmHWM").saturating_sub(before);
    println!(
        "{name:14} {:6.1} s  {:6} MB written  {gained:4} MB more memory",
        begun.elapsed().as_secs_f64(),
        bytes / 1_000_000
    );
    Ok(())
}

/// A line of the kernel's account of this process, in megabytes.
fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1_000
}

fn claims(n: u64) -> Vec<Claim> {
    let id = |kind: RecordKind| Uuid::new_v5(&Uuid::nil(), format!("{kind:?}{n}").as_bytes());
    let (organization, service) = (id(RecordKind::Organization), id(RecordKind::Service));
    let location = id(RecordKind::Location);
    let number = format!("+1816{:07}", 2_000_000 + n);
    let bodies: [(RecordKind, Value); 4] = [
        (
            RecordKind::Organization,
            json!({"name": format!("Organization {n}")}),
        ),
        (
            RecordKind::Location,
            json!({
                "location_type": "physical", "precision": "address",
                "latitude": 37.0 + (n % 300) as f64 / 100.0, "longitude": -95.0 + (n / 300) as f64 / 100.0,
                "addresses": [{"address_1": format!("{n} Main Street"), "city": "Springfield", "state_province": "MO", "postal_code": "65806"}],
            }),
        ),
        (
            RecordKind::Service,
            json!({
                "name": format!("Service {n}"), "organization_id": organization, "categories": ["shelter.emergency"],
                "description": "Rooms for adults and children, by night and by day, with an advocate on call.",
                "phones": [{"number": number, "type": "voice"}],
                "service_areas": [{"name": "Greene County", "extent": "Greene County, MO", "extent_type": "text"}],
            }),
        ),
        (
            RecordKind::ServiceAtLocation,
            json!({"service_id": service, "location_id": location}),
        ),
    ];
    let claim = |(kind, body): (RecordKind, Value)| Claim {
        record: RecordRef { kind, id: id(kind) },
        source_id: Uuid::from_u128(1),
        foreign_id: n.to_string(),
        body: body.as_object().cloned().unwrap_or_default(),
        denies: Vec::new(),
        words: None,
        how: How::Imported,
        date: None,
    };
    bodies.into_iter().map(claim).collect()
}
