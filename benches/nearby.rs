//! What `/v1/nearby` costs over a hundred thousand synthetic listings: `cargo bench --bench nearby`.
//!
//! Prints the CPU time of this thread for each question, page of 20 listings made into JSON bytes included.
//! Listings lie in clusters like towns, categories are as uneven as real ones. All of it is
//! deterministic.

use std::collections::BTreeMap;
use std::fs;
use std::time::Instant;

use nearhelp::geography::{Gazetteer, Origin, Point};
use nearhelp::hsds::taxonomy::Taxonomies;
use nearhelp::snapshot::Snapshot;
use nearhelp::snapshot::nearby::{Nearby, OpenOnly, Sort};
use nearhelp::snapshot::sets::Facet;
use nearhelp::standing::{
    Claim, Decisions, How, Record, RecordKind, RecordRef, Source, SourceKind, compute,
};
use serde_json::{Value, json};
use uuid::Uuid;

const LISTINGS: u64 = 100_000;
const QUESTIONS: usize = 2_000;

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
    let towns: Vec<(f64, f64)> = (0..300).map(|_| random.somewhere()).collect();
    let records: Vec<Record> = (0..LISTINGS)
        .flat_map(|n| bodies(n, &mut random, &towns))
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

    let codes: Vec<String> = category_codes();
    let ask = |name: &str, change: &dyn Fn(&mut Nearby)| {
        let mut random = Random(99);
        let asks: Vec<Nearby> = (0..QUESTIONS)
            .map(|_| {
                let mut ask = nearby(gazetteer, random.near(&towns, 1.5));
                change(&mut ask);
                ask
            })
            .collect();
        measure(name, &asks, &snapshot, gazetteer);
    };
    ask("20 nearest", &|_| {});
    ask("of a common category", &|ask| {
        ask.filters.push((Facet::Category, vec![codes[0].clone()]));
    });
    ask("of a rare category", &|ask| {
        ask.filters
            .push((Facet::Category, vec![codes[codes.len() - 1].clone()]));
    });
    ask("text, category, open", &|ask| {
        ask.text = Some("service adults".to_owned());
        ask.filters.push((Facet::Category, vec![codes[0].clone()]));
        ask.open = Some(OpenOnly::ThenUnknown);
    });
    ask("the same, by relevance", &|ask| {
        ask.text = Some("service adults".to_owned());
        ask.filters.push((Facet::Category, vec![codes[0].clone()]));
        ask.open = Some(OpenOnly::ThenUnknown);
        ask.sort = Sort::Relevance;
    });
    ask("counted by category", &|ask| {
        ask.facets = vec![Facet::Category]
    });
    ask("within 25 km", &|ask| ask.radius_metres = Some(25_000.0));
    ask("in a box", &|ask| {
        let (latitude, longitude) = (ask.origin.point.latitude(), ask.origin.point.longitude());
        ask.bbox = Some(nearhelp::snapshot::nearby::Bbox {
            west: longitude - 0.3,
            south: latitude - 0.3,
            east: longitude + 0.3,
            north: latitude + 0.3,
        });
    });
    ask("page 100", &|ask| ask.page = 100);
    ask("page 4000", &|ask| ask.page = 4_000);
}

fn measure(name: &str, asks: &[Nearby], snapshot: &Snapshot, gazetteer: &Gazetteer) {
    let mut bytes = 0;
    let before = thread_cpu_seconds();
    for ask in asks {
        let page = snapshot.nearby(ask, gazetteer);
        bytes += serde_json::to_vec(&page).map_or(0, |json| json.len());
    }
    let each = (thread_cpu_seconds() - before) / asks.len() as f64;
    println!(
        "{name:24} {:8.1} µs CPU  {:6} bytes",
        each * 1e6,
        bytes / asks.len()
    );
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

fn category_codes() -> Vec<String> {
    let terms = &Taxonomies::embedded().category.terms;
    let leaves = terms.iter().filter(|term| term.parent.is_some());
    leaves.take(40).map(|term| term.code.clone()).collect()
}

/// An organization, a service and a location with their meeting, numbered `n`.
fn bodies(n: u64, random: &mut Random, towns: &[(f64, f64)]) -> [(RecordRef, Value); 4] {
    let record = |kind: RecordKind| RecordRef {
        kind,
        id: Uuid::from_u64_pair(kind as u64 + 1, n),
    };
    let (organization, service) = (
        record(RecordKind::Organization),
        record(RecordKind::Service),
    );
    let location = record(RecordKind::Location);
    let codes = category_codes();
    // Zipf: the first is common, the last has a hundredth of a percent.
    let at = (random.fraction().powi(3) * codes.len() as f64) as usize;
    let (latitude, longitude) = if random.fraction() < 0.7 {
        random.near(towns, 1.0)
    } else {
        random.somewhere()
    };
    let number = format!("+1816555{:04}", n % 10_000);
    [
        (
            organization,
            json!({"name": format!("Organization {n}"), "description": "Synthetic."}),
        ),
        (
            location,
            json!({"location_type": "physical", "latitude": latitude, "longitude": longitude, "precision": "address",
                "addresses": [{"address_1": format!("{n} Main St"), "city": "Springfield", "state_province": "MO", "postal_code": "65801"}]}),
        ),
        (
            service,
            json!({"organization_id": organization.id, "name": format!("Service {n}"), "description": "What it does, in a sentence or two.",
                "kind": "help", "categories": [codes[at]], "phones": [{"number": number, "type": "voice"}],
                "schedules": [{"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR", "opens_at": format!("{:02}:00", 6 + n % 5), "closes_at": format!("{:02}:30", 15 + n % 7)}],
                "eligibility_description": "Adults over 18.",
                "service_areas": [{"name": "Greene County", "extent": "Greene County, MO", "extent_type": "text"}]}),
        ),
        (
            record(RecordKind::ServiceAtLocation),
            json!({"service_id": service.id, "location_id": location.id}),
        ),
    ]
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

    fn somewhere(&mut self) -> (f64, f64) {
        (
            25.0 + 24.0 * self.fraction(),
            -125.0 + 58.0 * self.fraction(),
        )
    }

    fn near(&mut self, towns: &[(f64, f64)], spread_degrees: f64) -> (f64, f64) {
        let (latitude, longitude) = towns[(self.next() % towns.len() as u64) as usize];
        let mut off =
            || (self.fraction() + self.fraction() + self.fraction() - 1.5) * spread_degrees * 0.2;
        ((latitude + off()).clamp(-90.0, 90.0), longitude + off())
    }
}
