//! What is hardly HTTP gets a problem too, and the server lives.

use std::time::Duration;

use crate::common::{Directory, raw};

#[test]
fn requests_that_cannot_be_read() {
    let app = Directory::empty();
    for request in [
        "SENTINEL\r\n\r\n",
        "GET /healthz?near=SENTINEL place HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /healthz HTTP/1.1\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: SENTINEL\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nSENTINEL\r\n\r\n",
        "GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
    ] {
        let answer = raw(app.address, request.as_bytes(), Duration::from_secs(5));
        assert!(answer.starts_with("HTTP/1.1 400 "), "{request}: {answer}");
        assert!(answer.contains("/problems/malformed-request"), "{answer}");
        assert!(!answer.contains("SENTINEL"), "{answer}");
    }
    app.anonymous().get("/healthz").ok();
}
