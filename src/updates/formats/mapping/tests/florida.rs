//! The mapping of `examples/florida-legal-aid.toml` against the sample that it was written for.

use super::*;

fn florida() -> Option<MappedInput> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/florida-legal-aid");
    if !sample.is_dir() {
        eprintln!("skipped: {} is not there", sample.display());
        return None;
    }
    let text = include_str!("../../../../../examples/florida-legal-aid.toml");
    match MappedInput::open(mapping(text), Raw::Path(sample)) {
        Ok(input) => Some(input),
        Err(MappingError::Mapping(faults)) => {
            let faults: Vec<String> = faults.iter().map(MappingFault::to_string).collect();
            panic!("{}", faults.join("\n"))
        }
        Err(error) => panic!("{error}"),
    }
}

fn counts(seen: &Seen) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for problem in &seen.problems {
        let of = format!(
            "{:?} {}: {} {}",
            problem.severity, problem.code, problem.field, problem.detail
        );
        *counts.entry(of).or_insert(0) += 1;
    }
    counts
}

#[test]
fn dump() {
    let Some(input) = florida() else { return };
    for kind in [
        RecordKind::Organization,
        RecordKind::Location,
        RecordKind::Service,
        RecordKind::ServiceAtLocation,
    ] {
        let seen = seen(&input, kind);
        println!("{kind:?} {} {:#?}", seen.entries.len(), counts(&seen));
    }
    println!("{:?}", input.unused().collect::<Vec<_>>());
}
