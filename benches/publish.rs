//! What publishing costs: `cargo bench --bench publish [LISTINGS]` writes that many listings, of four
//! records, claims and `same_as` each, in parts into a new SQLite database, then changes every record.
//! Seconds are CPU time of the store alone (Linux).

use std::time::Instant;

use nearhelp::standing::{
    Claim, Decisions, How, Record, RecordKind, RecordRef, SameAs, Source, SourceKind, compute,
};
use nearhelp::store::{Change, Header, Operation, Store, StoreError};
use serde_json::{Value, json};
use uuid::Uuid;

const SOURCE: Uuid = Uuid::from_u128(1);

/// Listings in one part.
const PART: u64 = 1_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listings = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(25_000);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("directory.db");
    let url = format!("sqlite://{}", path.display());
    let store = Store::open(&url, chrono::DateTime::UNIX_EPOCH)?;
    for (name, phone) in [("new", 2_000_000), ("changed", 3_000_000)] {
        publish(&store, name, listings, phone)?;
        let bytes = std::fs::metadata(&path)?.len();
        println!(
            "{} MB in the database, {} MB at most in memory",
            bytes / 1_000_000,
            peak()
        );
    }
    let begun = Instant::now();
    let mut keys = 0;
    store.read::<_, StoreError>(|tx| tx.claim_keys_of_source(SOURCE, &mut |_, _| keys += 1))?;
    println!(
        "{keys} keys of claims read in {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    Ok(())
}

/// What is written is made between the parts, and its time left out.
fn publish(store: &Store, name: &str, listings: u64, phone: u64) -> Result<(), StoreError> {
    let source = Source {
        id: SOURCE,
        key: "bench".to_owned(),
        name: "A bench".to_owned(),
        kind: SourceKind::Directory,
        date: None,
        url: None,
    };
    let sources = [(SOURCE, source.clone())].into();
    let (begun, cpu) = (Instant::now(), thread_cpu_seconds());
    let mut making = 0.0;
    store.write(|tx| {
        tx.begin(Header {
            expected_revision: None,
            at: chrono::DateTime::UNIX_EPOCH,
            by: "a bench".to_owned(),
            api_key_id: None,
            how: Operation::Load,
            reason: "a bench".to_owned(),
            source_id: Some(SOURCE),
        })?;
        tx.apply(&[Change::PutSource(source)])?;
        for part in 0..listings.div_ceil(PART) {
            let made = thread_cpu_seconds();
            let claims: Vec<Claim> = (part * PART..listings.min((part + 1) * PART))
                .flat_map(|n| claims(n, phone))
                .collect();
            let records: Vec<Record> = claims
                .iter()
                .filter_map(|claim| {
                    compute(std::slice::from_ref(claim), &sources, &Decisions::default())
                })
                .collect();
            let changes: Vec<Change> = claims
                .into_iter()
                .flat_map(|claim| {
                    let same_as = SameAs {
                        source_id: SOURCE,
                        foreign_id: claim.foreign_id.clone(),
                        record: claim.record,
                    };
                    let is_new = name == "new";
                    let same_as = is_new.then_some(Change::PutSameAs(same_as));
                    same_as.into_iter().chain([Change::PutClaim(claim)])
                })
                .collect();
            making += thread_cpu_seconds() - made;
            tx.apply(&changes)?;
            tx.put_records(&records)?;
        }
        tx.finish(None)
    })?;
    let seconds = thread_cpu_seconds() - cpu - making;
    let claims = 4 * listings;
    println!(
        "{claims} {name} claims in {seconds:.1} s: {:.0} a second ({:.1} s on the wall, with their making)",
        claims as f64 / seconds,
        begun.elapsed().as_secs_f64()
    );
    Ok(())
}

/// What this thread has run on a CPU so far.
fn thread_cpu_seconds() -> f64 {
    let schedstat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = schedstat
        .split(' ')
        .next()
        .and_then(|text| text.parse::<f64>().ok());
    nanoseconds.unwrap_or(f64::NAN) / 1e9
}

/// The most memory that this process ever had, in megabytes (Linux).
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1_000
}

fn claims(n: u64, phone: u64) -> Vec<Claim> {
    let id = |kind: RecordKind| Uuid::new_v5(&Uuid::nil(), format!("{kind:?}{n}").as_bytes());
    let (organization, service) = (id(RecordKind::Organization), id(RecordKind::Service));
    let bodies: [(RecordKind, Value); 4] = [
        (
            RecordKind::Organization,
            json!({"name": format!("Organization {n}"), "website": format!("https://example.org/{phone}")}),
        ),
        (
            RecordKind::Location,
            json!({
                "location_type": "physical", "precision": "address",
                "latitude": 37.0 + (n % 300) as f64 / 100.0, "longitude": -95.0 + (n / 300) as f64 / 1000.0,
                "addresses": [{"address_1": format!("{n} Main Street"), "city": "Springfield", "state_province": "MO", "postal_code": "65806"}],
            }),
        ),
        (
            RecordKind::Service,
            json!({
                "name": format!("Service {n}"), "organization_id": organization, "categories": ["shelter.emergency"],
                "description": "Rooms for adults and children, by night and by day, with an advocate on call.",
                "phones": [{"number": format!("+1816{:07}", phone + n), "type": "voice"}],
                "service_areas": [{"name": "Greene County", "extent": "Greene County, MO", "extent_type": "text"}],
            }),
        ),
        (
            RecordKind::ServiceAtLocation,
            json!({"service_id": service, "location_id": id(RecordKind::Location), "description": phone.to_string()}),
        ),
    ];
    let claim = |(kind, body): (RecordKind, Value)| Claim {
        record: RecordRef { kind, id: id(kind) },
        source_id: SOURCE,
        foreign_id: n.to_string(),
        body: body.as_object().cloned().unwrap_or_default(),
        denies: Vec::new(),
        words: None,
        how: How::Imported,
        date: None,
    };
    bodies.into_iter().map(claim).collect()
}
