//! What a screen (`POST /v1/eligibility`) costs over a hundred thousand synthetic listings within 100 km: `cargo bench --bench
//! eligibility`.
//!
//! Prints the CPU time of this thread for each screen, page of 20 listings made into JSON bytes included. Services have
//! criteria like real ones: a few dozen rules in all, in a few thousand combinations. All of it is deterministic.

use std::collections::BTreeMap;
use std::fs;
use std::time::Instant;

use nearhelp::eligibility::Answers;
use nearhelp::geography::{Gazetteer, Origin, Point};
use nearhelp::snapshot::Snapshot;
use nearhelp::snapshot::nearby::Nearby;
use nearhelp::snapshot::sets::Facet;
use nearhelp::standing::{
    Claim, Decisions, How, Record, RecordKind, RecordRef, Source, SourceKind, compute,
};
use serde_json::{Value, json};
use uuid::Uuid;

const LISTINGS: u64 = 100_000;
const QUESTIONS: usize = 200;
/// Springfield, MO, around which everything lies.
const MIDDLE: (f64, f64) = (37.2, -93.3);

fn main() {
    let gazetteer = Gazetteer::embedded();
    let mut random = Random(7);
    let source = Source {
        id: Uuid::from_u128(1),
        key: "synthetic".to_owned(),
        name: "Synthetic".to_owned(),
        kind: SourceKind::Directory,
        date: None,
        url: None,
    };
    let sources = BTreeMap::from([(source.id, source)]);
    let records: Vec<Record> = (0..LISTINGS)
        .flat_map(|n| bodies(n, &mut random))
        .filter_map(|(record, body)| {
            compute(&[claim(record, body)], &sources, &Decisions::default())
        })
        .collect();
    let begun = Instant::now();
    let snapshot = match Snapshot::of(
        1,
        &records,
        &sources,
        gazetteer,
        chrono::DateTime::UNIX_EPOCH,
    ) {
        Ok(snapshot) => snapshot,
        Err(error) => panic!("{error}"),
    };
    println!(
        "{} listings, snapshot built in {:.1} s",
        snapshot.len(),
        begun.elapsed().as_secs_f64()
    );
    let ask = |name: &str, radius: Option<f64>, given: Value| {
        let mut random = Random(99);
        let Value::Object(given) = given else {
            unreachable!("answers are an object")
        };
        let before = thread_cpu_seconds();
        let mut bytes = 0;
        for _ in 0..QUESTIONS {
            let mut ask = nearby(gazetteer, random.near(0.2));
            ask.radius_metres = radius;
            // As a request does: its answers are read each time.
            let answers = match Answers::read(&given, gazetteer) {
                Ok(answers) => answers,
                Err(faults) => panic!("{faults:?}"),
            };
            let page = snapshot.screen(&ask, &answers, gazetteer);
            bytes += serde_json::to_vec(&page).map_or(0, |json| json.len());
        }
        let each = (thread_cpu_seconds() - before) / QUESTIONS as f64;
        println!(
            "{name:24} {:8.2} ms CPU  {:6} bytes",
            each * 1e3,
            bytes / QUESTIONS
        );
    };
    let three = json!({"gender": "woman", "age": 24, "residence": "65807"});
    let many = json!({
        "gender": "woman", "age": 24, "residence": "Springfield, MO", "with_children": true, "without_home": true,
        "hurt_by_partner": true, "household_size": 3, "household_income": 18_000, "documents": ["photo_id"],
        "language": ["es"], "veteran": false, "pregnant": "declined", "immigration_status": "declined",
    });
    ask("no answer yet", None, json!({}));
    ask("three answers", None, three.clone());
    ask("thirteen answers", None, many.clone());
    ask("three, within 100 km", Some(100_000.0), three);
    ask("thirteen, within 100 km", Some(100_000.0), many);
}

/// What this thread has run on a CPU so far (Linux).
fn thread_cpu_seconds() -> f64 {
    // Sleeping makes the kernel bring its account up to date.
    std::thread::sleep(std::time::Duration::from_millis(5));
    let schedstat = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = schedstat
        .split(' ')
        .next()
        .and_then(|text| text.parse::<f64>().ok());
    nanoseconds.unwrap_or(f64::NAN) / 1e9
}

fn nearby(gazetteer: &Gazetteer, (latitude, longitude): (f64, f64)) -> Nearby {
    let point = match Point::new(latitude, longitude) {
        Ok(point) => point,
        Err(error) => panic!("{error}"),
    };
    Nearby {
        filters: vec![(Facet::Kind, vec!["help".to_owned()])],
        ..Nearby::of(
            Origin::of_point(gazetteer, point),
            chrono::DateTime::UNIX_EPOCH,
        )
    }
}

fn claim(record: RecordRef, body: Value) -> Claim {
    let Value::Object(body) = body else {
        unreachable!("bodies are objects")
    };
    Claim {
        record,
        source_id: Uuid::from_u128(1),
        foreign_id: record.id.to_string(),
        body,
        denies: Vec::new(),
        words: None,
        how: How::Imported,
        date: None,
    }
}

/// An organization, a service and a location with their meeting, numbered `n`.
fn bodies(n: u64, random: &mut Random) -> [(RecordRef, Value); 4] {
    let record = |kind: RecordKind| RecordRef {
        kind,
        id: Uuid::from_u64_pair(kind as u64 + 1, n),
    };
    let (organization, service) = (
        record(RecordKind::Organization),
        record(RecordKind::Service),
    );
    let location = record(RecordKind::Location);
    let (latitude, longitude) = random.near(1.2);
    let number = format!("+1816555{:04}", n % 10_000);
    let minimum = random.one_of(&[0, 0, 12, 16, 18, 21, 60]);
    let county = random.one_of(&COUNTIES);
    let count = random.below(5);
    let criteria: Vec<Value> = (0..count)
        .map(|_| json!({"text": format!("A rule of service {n}."), "test": test(random)}))
        .collect();
    [
        (
            organization,
            json!({"name": format!("Organization {n}"), "description": "Synthetic."}),
        ),
        (
            location,
            json!({"location_type": "physical", "latitude": latitude, "longitude": longitude, "precision": "address"}),
        ),
        (
            service,
            json!({"organization_id": organization.id, "name": format!("Service {n}"), "description": "What it does.",
                "kind": "help", "phones": [{"number": number, "type": "voice"}], "minimum_age": minimum, "criteria": criteria,
                "service_areas": [{"name": county, "extent": county, "extent_type": "text"}]}),
        ),
        (
            record(RecordKind::ServiceAtLocation),
            json!({"service_id": service.id, "location_id": location.id}),
        ),
    ]
}

const COUNTIES: [&str; 8] = [
    "Greene County, MO",
    "Christian County, MO",
    "Webster County, MO",
    "Polk County, MO",
    "Dallas County, MO",
    "Lawrence County, MO",
    "Stone County, MO",
    "Missouri",
];

/// One of some forty rules, the first more often than the last.
fn test(random: &mut Random) -> Value {
    let flag = |fact: &str| json!({"fact": fact, "is": true});
    match (random.fraction().powi(2) * 16.0) as usize {
        0 => json!({"fact": "gender", "is": "woman"}),
        1 => flag("hurt_by_partner"),
        2 => {
            json!({"fact": "income_percent", "at_most": random.one_of(&[100, 125, 150, 185, 200, 250, 300])})
        }
        3 => flag("without_home"),
        4 => flag("with_children"),
        5 => json!({"any": [flag("made_to_work"), flag("made_to_have_sex")]}),
        6 => {
            json!({"fact": "immigration_status", "in": ["citizen", "permanent_resident", "refugee"]})
        }
        7 => json!({"fact": "documents", "is": random.one_of(&["photo_id", "proof_of_address"])}),
        8 => flag("veteran"),
        9 => json!({"fact": "days_sober", "at_least": random.one_of(&[1, 3, 14, 30, 90])}),
        10 => flag("pregnant"),
        11 => json!({"fact": "gender", "is": "man"}),
        12 => json!({"not": flag("with_pet")}),
        13 => json!({"fact": "referred_by", "in": ["advocate", "hotline"]}),
        14 => {
            json!({"all": [flag("with_children"), {"fact": "oldest_child_age", "below": random.one_of(&[6, 12, 13, 16, 18])}]})
        }
        _ => json!({"open_to_all": true}),
    }
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// Within `degrees` of the middle, each way: 0.6 are some 65 km.
    fn near(&mut self, degrees: f64) -> (f64, f64) {
        let (latitude, longitude) = MIDDLE;
        let mut off = || (self.fraction() - 0.5) * degrees;
        (latitude + off(), longitude + off())
    }
}
