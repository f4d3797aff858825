//! Too long, too large, too slow.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread::sleep,
    time::{Duration, Instant},
};

use actix_web::{HttpResponse, web};
use nearhelp::http::{extract::Fields, limits::Limits, problem::Problem};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::common::{Directory, raw};

async fn read(mut fields: Fields) -> Result<HttpResponse, Problem> {
    fields.take_str("near");
    fields.finish()?;
    Ok(HttpResponse::Ok().finish())
}

fn routes(config: &mut ServiceConfig) {
    config.route("/read", web::post().to(read));
}

#[test]
fn a_long_address_is_414() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    let path = |length: usize| format!("/healthz?{}", "a".repeat(length - "/healthz?".len()));
    anyone.get(&path(8192)).ok();
    for length in [8193, 65_000] {
        anyone.get(&path(length)).problem(414, "uri-too-long");
    }
    // Longer than the HTTP library reads, and longer than its buffer.
    for length in [100_000, 1_000_000] {
        let request = format!("GET {} HTTP/1.1\r\nHost: x\r\n\r\n", path(length));
        let answer = raw(app.address, request.as_bytes(), Duration::from_secs(5));
        assert!(answer.starts_with("HTTP/1.1 414 "), "{length}: {answer}");
        assert!(
            answer.contains("/problems/uri-too-long"),
            "{length}: {answer}"
        );
    }
}

#[test]
fn a_large_body_is_413_declared_or_not() {
    let app = Directory::with_routes(routes);
    let anyone = app.anonymous();
    let json = [("content-type", "application/json")];
    let padded = |length: usize| {
        let mut body = b"{}".to_vec();
        body.resize(length, b' ');
        body
    };
    let answer = anyone.send("POST", "/read", &json, padded(65_536));
    assert_eq!(answer.status, 200, "{}", answer.text());
    for length in [65_537, 1_000_000] {
        let answer = anyone.send("POST", "/read", &json, padded(length));
        answer.problem(413, "body-too-large");
    }
    let mut chunked = b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..70 {
        chunked.extend(b"400\r\n");
        chunked.extend([b' '; 0x400]);
        chunked.extend(b"\r\n");
    }
    let answer = raw(app.address, &chunked, Duration::from_secs(2));
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[test]
fn a_body_without_end_is_not_read_without_end() {
    const MIB: usize = 1 << 20;
    let app = Directory::with_routes(routes);
    let mut stream = TcpStream::connect(app.address).unwrap();
    let patience = Some(Duration::from_secs(20));
    stream.set_read_timeout(patience).unwrap();
    stream.set_write_timeout(patience).unwrap();
    let head = "POST /read HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut chunk = format!("{MIB:x}\r\n").into_bytes();
    chunk.resize(chunk.len() + MIB, b' ');
    chunk.extend(b"\r\n");
    stream.write_all(&chunk).unwrap();
    let mut answer = [0; 13];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413 ");
    let more = (0..256).take_while(|_| stream.write_all(&chunk).is_ok());
    assert!(more.count() < 256);
    app.anonymous().get("/healthz").ok();
}

#[test]
fn large_headers_are_431() {
    let app = Directory::empty();
    let request = format!(
        "GET / HTTP/1.1\r\nHost: x\r\nA: {}\r\n\r\n",
        "a".repeat(200_000)
    );
    let answer = raw(app.address, request.as_bytes(), Duration::from_secs(5));
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    assert!(answer.contains("/problems/headers-too-large"), "{answer}");
}

/// Sends `head`, then one byte of `drip` every 50 ms; what came back, and after how long the server
/// ended the connection.
fn drip(app: &Directory, head: &str, drip: &str) -> (String, Duration) {
    let start = Instant::now();
    let mut stream = TcpStream::connect(app.address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_millis(50)))
        .unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let mut drops = drip.bytes().cycle();
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while start.elapsed() < Duration::from_secs(10) {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => answer.extend(&piece[..count]),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                if drops
                    .next()
                    .is_some_and(|byte| stream.write_all(&[byte]).is_err())
                {
                    break;
                }
                sleep(Duration::from_millis(1));
            }
            Err(_) => break,
        }
    }
    (
        String::from_utf8_lossy(&answer).into_owned(),
        start.elapsed(),
    )
}

#[test]
fn drips_end() {
    let app = Directory::start(
        nearhelp::http::State::default(),
        Limits {
            head: Duration::from_millis(500),
            body: Duration::from_millis(500),
            answer: Duration::from_millis(1500),
            keep_alive: Duration::from_secs(1),
            ..crate::common::quick()
        },
        |config| {
            nearhelp::http::router::routes(config);
            routes(config);
        },
    );
    let chunked = "Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n";
    for (head, piece, status) in [
        ("GET /healthz HTTP/1.1\r\nHost: x\r\nA: ".to_owned(), "a", "408"),
        ("GET /healthz HTTP/1.1\r\n".to_owned(), "", "408"),
        (format!("POST /read HTTP/1.1\r\nHost: x\r\n{chunked}"), "1\r\nx\r\n", "408"),
        (
            "POST /read HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n".to_owned(),
            " ",
            "408",
        ),
        // Answered before the body is read, and then without end; or late, where the machine is.
        (format!("POST /healthz HTTP/1.1\r\nHost: x\r\n{chunked}"), "1\r\nx\r\n", "405|408"),
        (format!("POST /healthz HTTP/1.1\r\nHost: x\r\n{chunked}1\r\n"), "", "405|408"),
        // The deadline of the HTTP library is for the first head of a connection only.
        (
            "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nA: ".to_owned(),
            "a",
            "200",
        ),
    ] {
        let (answer, waited) = drip(&app, &head, piece);
        let mut statuses = status.split('|');
        let is_it = statuses.any(|status| answer.starts_with(&format!("HTTP/1.1 {status} ")));
        assert!(is_it, "{head}: {answer}");
        assert!(waited < Duration::from_secs(5), "{head}: {waited:?}");
    }
    app.anonymous().get("/healthz").ok();
}
