//! What people and apps see in a browser: Chromium without a window, which is skipped where it is not installed.

mod common;

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    process::{Command, Stdio},
    thread::{sleep, spawn},
    time::{Duration, Instant},
};

use common::Binary;

/// How long a page may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// An app of somebody else: it asks by GET and by POST, reads a header, and tries what only programs may do.
const APP: &str = r#"<!doctype html><title>An app</title><pre id="out"></pre><script>
const out = (name, value) => { document.getElementById("out").textContent += `${name}=${value};`; };
const json = {"Content-Type": "application/json"};
const asked = async () => {
  const near = await fetch("API/v1/nearby?near=64081");
  out("near", (await near.json()).origin.name);
  out("revision", near.headers.get("Directory-Revision"));
  const body = JSON.stringify({near: "64081", answers: {age: 17}});
  const screened = await fetch("API/v1/eligibility", {method: "POST", headers: json, body});
  out("screened", (await screened.json()).total_items > 0);
  const wrong = await fetch("API/v1/nearby?near=64081&radius=far");
  out("wrong", wrong.status + " " + (await wrong.json()).errors[0].parameter);
  const written = fetch("API/v1/updates", {method: "POST", headers: {...json, Authorization: "Bearer x"}, body: "[]"});
  out("written", await written.then((answer) => answer.status, () => "blocked"));
};
asked().catch((error) => out("failed", error)).then(() => out("done", "yes"));
</script>"#;

/// The page's text and tags once its scripts have run; nothing where there is no browser.
fn page(url: &str) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let browser = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .arg(format!("--user-data-dir={}", folder.path().display()))
        .args(["--virtual-time-budget=30000", "--dump-dom", url])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut browser) = browser else {
        println!("skipped: no chromium here");
        return None;
    };
    let mut printed = browser.stdout.take().expect("stdout");
    let reader = spawn(move || {
        let mut dom = String::new();
        printed.read_to_string(&mut dom).expect("the page");
        dom
    });
    let deadline = Instant::now() + PATIENCE;
    while browser.try_wait().expect("a status").is_none() {
        if Instant::now() > deadline {
            let _ = browser.kill();
            panic!("the browser did not end with {url}");
        }
        sleep(Duration::from_millis(50));
    }
    Some(reader.join().expect("the page"))
}

/// Serves one page, to whoever asks for whatever, at an origin of its own.
fn site(html: String) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a caller");
            let _ = stream.read(&mut [0; 4096]);
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close";
            let _ = write!(
                stream,
                "{head}\r\nContent-Length: {}\r\n\r\n{html}",
                html.len()
            );
        }
    });
    address
}

#[test]
fn the_pages_of_the_api_list_what_can_be_asked() {
    let server = Binary::serve(&[], &[]);
    let Some(dom) = page(&format!("http://{}/docs/", server.address)) else {
        return;
    };
    for path in ["/v1/nearby", "/v1/eligibility", "/v1/updates"] {
        assert!(
            dom.contains(&format!("data-path=\"{path}\"")),
            "no {path} in {dom}"
        );
    }
}

#[test]
fn an_app_of_another_origin_may_ask_and_not_write() {
    let server = Binary::serve(&[], &[]);
    let app = site(APP.replace("API", &format!("http://{}", server.address)));
    let Some(dom) = page(&format!("http://{app}/")) else {
        return;
    };
    let told = "near=64081, Lee's Summit, MO;revision=1;screened=true;wrong=400 radius;written=blocked;done=yes;";
    assert!(dom.contains(told), "{dom}");
}
