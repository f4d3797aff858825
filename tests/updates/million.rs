//! A million services, from a zip to a served directory.

use std::time::Instant;

use tempfile::tempdir;

use crate::common::{package, run_watched};
use crate::loading::{load_of, url};

/// `SERVICES=100000 cargo test --release --test updates a_package_of -- --ignored --nocapture` prints the rate,
/// the most memory and the size of the database.
#[test]
#[ignore = "a million services take minutes and gigabytes"]
fn a_package_of_a_million_services_is_loaded_in_a_gigabyte_and_a_half() {
    let services: usize = std::env::var("SERVICES").map_or(1_000_000, |n| n.parse().unwrap());
    let records = 3 * services + services.div_ceil(10);
    let folder = tempdir().unwrap();
    let (zip, database) = (
        folder.path().join("package.zip"),
        folder.path().join("nearhelp.db"),
    );
    package::zip(&zip, services).unwrap();
    let (file, url) = (zip.display().to_string(), url(&database));
    for done in ["added", "unchanged"] {
        let begin = Instant::now();
        let (output, peak_kib) = run_watched(folder.path(), &load_of(&file, "Feed", &url));
        let seconds = begin.elapsed().as_secs_f64();
        let printed = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(printed.contains(&format!("{records} read: ")), "{printed}");
        let size = std::fs::metadata(&database).unwrap().len() >> 20;
        let rate = records as f64 / seconds;
        eprintln!(
            "{records} records {done} in {seconds:.1} s, {rate:.0} a second, at most {} MiB; the database has {size} MiB",
            peak_kib >> 10
        );
        assert!(peak_kib < 1_500 << 10, "{peak_kib} KiB");
    }
}
