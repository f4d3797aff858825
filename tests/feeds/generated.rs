//! A client that an existing generator makes of our document asks a question, and reads the answer.

use std::process::Command;

use crate::common::Directory;

#[test]
fn a_generated_client_asks_what_is_near() {
    // What it makes needs httpx, which it brings itself.
    let modules = "import openapi_python_client, httpx";
    let generator = Command::new("python3").args(["-c", modules]).output();
    if !generator.is_ok_and(|output| output.status.success()) {
        println!("skipped: needs python3 with openapi-python-client");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");
    let made = Command::new("python3")
        .args(["-m", "openapi_python_client", "generate"])
        .args(["--meta", "none", "--output-path", "client"])
        .args(["--path", document])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");

    let app = Directory::seeded();
    let script = folder.path().join("ask.py");
    std::fs::write(&script, include_str!("../data/generated_client.py")).unwrap();
    let asked = Command::new("python3")
        .arg(script)
        .arg(format!("http://{}", app.address))
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&asked.stdout);
    assert!(
        asked.status.success() && printed.contains("National Human Trafficking Hotline"),
        "{printed}{}",
        String::from_utf8_lossy(&asked.stderr)
    );
}
