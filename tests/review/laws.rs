use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::common::sources::at;

/// Numbers of which some are crisis numbers or look like them.
const NUMBERS: [&str; 6] = [
    "816-555-0100",
    "816-555-0144",
    "888-373-7888",
    "888-373-8888",
    "988",
    "800-799-7233",
];

/// An office's number, place and whether it is a line.
type Office = (u8, usize, usize, bool);

fn offices() -> impl Strategy<Value = Vec<Office>> {
    proptest::collection::vec((0..6_u8, 0..6_usize, 0..3_usize, any::<bool>()), 1..6)
}

fn sources(offices: &[Office], is_reversed: bool) -> Sources {
    let mut of = std::collections::BTreeMap::new();
    for office in offices {
        of.entry(office.0).or_insert(*office);
    }
    let mut claims: Vec<_> = of
        .values()
        .map(|(name, number, place, is_line)| {
            let category = if *is_line { "hotline" } else { "legal.civil" };
            let service =
                json!({"categories": [category], "phones": [{"number": NUMBERS[*number]}]});
            at(
                &format!("Office {name}"),
                38.0 + *place as f64,
                -94.4,
                service,
            )
        })
        .collect();
    if is_reversed {
        claims.reverse();
    }
    Sources::of(claims)
}

fn bodies(stored: &Stored) -> Vec<Record> {
    records(stored)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_file_loaded_again_changes_and_holds_nothing(before in offices(), after in offices()) {
        let stored = Stored::of(&sources(&before, false));
        load(&stored, &sources(&after, false));
        let (there, held) = (bodies(&stored), numbers(&stored));
        let report = load(&stored, &sources(&after, false));
        prop_assert_eq!(report.changeset, None);
        prop_assert_eq!(bodies(&stored), there);
        prop_assert_eq!(numbers(&stored), held);
    }

    #[test]
    fn what_waits_changes_nothing_that_is_served_and_approved_it_is_as_if_it_had_not_waited(
        before in offices(),
        after in offices(),
    ) {
        let held = Stored::of(&sources(&before, false));
        let known: Vec<String> = served(&held);
        load(&held, &sources(&after, false));
        // No crisis number is served that was not before.
        for number in served(&held) {
            let looks = nearhelp::updates::risk::numbers::looks_like(&number);
            prop_assert!(looks.is_none() || known.contains(&number), "{}", number);
        }
        let free = Stored::of(&sources(&before, false));
        free.publish(&sources(&after, false)).expect("it is published");
        for number in numbers(&held) {
            approve(&held, &[number]);
        }
        prop_assert!(waiting(&held).is_empty());
        prop_assert_eq!(bodies(&held), bodies(&free));
    }

    #[test]
    fn the_order_of_entries_does_not_matter(before in offices(), after in offices()) {
        let mut seen = Vec::new();
        for is_reversed in [false, true] {
            let stored = Stored::of(&sources(&before, false));
            load(&stored, &sources(&after, is_reversed));
            let mut fingerprints: Vec<_> =
                waiting(&stored).into_iter().map(|held| (held.hold.fingerprint, held.hold.group_key)).collect();
            fingerprints.sort();
            seen.push((bodies(&stored), fingerprints));
        }
        prop_assert_eq!(&seen[0], &seen[1]);
    }
}

fn served(stored: &Stored) -> Vec<String> {
    let mut numbers = Vec::new();
    for record in records(stored) {
        numbers.extend(
            nearhelp::standing::numbers(&record.body)
                .into_iter()
                .map(str::to_owned),
        );
    }
    numbers
}
