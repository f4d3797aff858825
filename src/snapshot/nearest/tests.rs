use super::*;
use proptest::prelude::*;

/// The obvious way: every geodesic, sorted.
fn slowly(places: &[(Uuid, Point)], origin: Point, wanted: &[bool]) -> Vec<(Uuid, f64)> {
    let mut all: Vec<(Uuid, f64)> = places
        .iter()
        .zip(wanted)
        .filter(|(_, wanted)| **wanted)
        .map(|((id, point), _)| (*id, origin.geodesic_metres(*point)))
        .collect();
    all.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    all
}

/// Points where an order can go wrong: anywhere, at the poles, along the antimeridian, all in one town,
/// nearly antipodal to that town, and exactly coincident.
fn point() -> impl Strategy<Value = Point> {
    let degrees = prop_oneof![
        4 => (-90.0..=90.0f64, -180.0..=180.0f64),
        1 => (prop_oneof![Just(90.0), Just(-90.0), 89.9..=90.0f64], -180.0..=180.0f64),
        1 => (-90.0..=90.0f64, prop_oneof![Just(180.0), Just(-180.0), 179.9..=180.0f64, -180.0..=-179.9f64]),
        4 => (38.9..=38.92f64, -94.42..=-94.40f64),
        1 => (-38.92..=-38.9f64, 85.58..=85.60f64),
        2 => (Just(38.91), Just(-94.41)),
    ];
    degrees.prop_map(|(latitude, longitude)| Point::new(latitude, longitude).unwrap())
}

fn ask() -> impl Strategy<Value = (Vec<(Uuid, Point)>, Vec<bool>, Point)> {
    let place = (any::<u128>().prop_map(Uuid::from_u128), point());
    let share = prop_oneof![Just(1.0), Just(0.5), Just(0.03)];
    (prop::collection::vec(place, 0..400), share, point()).prop_flat_map(
        |(places, share, origin)| {
            let count = places.len();
            let wanted = prop::collection::vec(prop::bool::weighted(share), count);
            (Just(places), wanted, Just(origin))
        },
    )
}

fn build(places: &[(Uuid, Point)], wanted: &[bool]) -> (NearestIndex, RoaringBitmap) {
    let (index, order) = NearestIndex::build(places);
    let candidates = (0u32..)
        .zip(&order)
        .filter(|(_, from)| wanted[**from])
        .map(|(number, _)| number)
        .collect();
    (index, candidates)
}

proptest! {
    #[test]
    fn pages_are_the_slow_order_without_gap_or_repeat(
        (places, wanted, origin) in ask(),
        per_page in 1usize..60,
    ) {
        let (index, candidates) = build(&places, &wanted);
        let mut paged: Vec<(Uuid, f64)> = Vec::new();
        loop {
            let window = index.window(origin, &candidates, paged.len() as u64, per_page);
            if window.is_empty() {
                break;
            }
            paged.extend(window.iter().map(|(n, m)| (index.ids[*n as usize], *m)));
        }
        prop_assert_eq!(paged, slowly(&places, origin, &wanted));
    }

    #[test]
    fn any_page_is_that_part_of_the_slow_order(
        (places, wanted, origin) in ask(),
        skip in 0usize..400,
        take in 0usize..100,
    ) {
        let (index, candidates) = build(&places, &wanted);
        let window = index.window(origin, &candidates, skip as u64, take);
        let slow = slowly(&places, origin, &wanted);
        let expected: Vec<f64> = slow.iter().skip(skip).take(take).map(|(_, m)| *m).collect();
        let got: Vec<f64> = window.iter().map(|(_, m)| *m).collect();
        prop_assert_eq!(got, expected);
    }

    #[test]
    fn a_radius_is_exact(
        (places, wanted, origin) in ask(),
        radius in prop_oneof![0.0..3_000.0f64, 0.0..20_100_000.0f64],
    ) {
        let (index, candidates) = build(&places, &wanted);
        let slow = slowly(&places, origin, &wanted);
        let within = slow.iter().filter(|(_, metres)| *metres <= radius).count();
        prop_assert_eq!(index.within(origin, &candidates, radius).len(), within as u64);
        // At the very distance of a place, that place is in.
        if let Some((_, metres)) = slow.get(slow.len() / 2) {
            let within = slow.iter().filter(|(_, m)| m <= metres).count();
            prop_assert_eq!(index.within(origin, &candidates, *metres).len(), within as u64);
        }
    }

    #[test]
    fn the_numbering_does_not_depend_on_the_order_of_arrival((places, _, _) in ask()) {
        let (index, _) = NearestIndex::build(&places);
        let backwards: Vec<_> = places.iter().rev().copied().collect();
        let (again, _) = NearestIndex::build(&backwards);
        prop_assert_eq!(index.ids, again.ids);
    }
}
