//! Who asks, and what they get.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::Value;
use ureq::{Agent, http::Request};

/// Asks a server, over HTTP.
pub struct Caller {
    agent: Agent,
    base: String,
    /// What it sends with every request.
    headers: Vec<(String, String)>,
}

impl Caller {
    pub fn new(address: SocketAddr) -> Caller {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(30)))
            .proxy(None)
            .build();
        Caller {
            agent: config.into(),
            base: format!("http://{address}"),
            headers: Vec::new(),
        }
    }

    /// The same with a key.
    pub fn with_key(mut self, key: &str) -> Caller {
        let bearer = format!("Bearer {key}");
        self.headers.push(("authorization".to_owned(), bearer));
        self
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], Vec::new())
    }

    pub fn post(&self, path: &str, body: Value) -> Answer {
        let body = body.to_string().into_bytes();
        self.send("POST", path, &[("content-type", "application/json")], body)
    }

    /// `/v1/nearby` with `query`, which has to be answered.
    #[track_caller]
    pub fn nearby(&self, query: &str) -> Page {
        Page(self.get(&format!("/v1/nearby?{query}")).ok())
    }

    /// Any request at all.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        // ureq refuses a body, even an empty one, where a method has none.
        let response = if body.is_empty() {
            self.agent.run(request.body(()).expect("a request"))
        } else {
            self.agent.run(request.body(body).expect("a request"))
        };
        let mut response = response.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        Answer {
            asked: format!("{method} {path}").chars().take(200).collect(),
            status: response.status().as_u16(),
            headers: response
                .headers()
                .iter()
                .map(|(name, value)| {
                    let value = value.to_str().expect("a plain header");
                    (name.to_string(), value.to_owned())
                })
                .collect(),
            body: response.body_mut().read_to_vec().expect("a body"),
        }
    }
}

/// What came back.
pub struct Answer {
    asked: String,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// With its body as text, which a person who reads a failure can make something of.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Answer {
            asked,
            status,
            headers,
            ..
        } = self;
        write!(f, "{asked}: {status} {headers:?} {}", self.text())
    }
}

impl Answer {
    /// The JSON of a 200.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}: {}", self.asked, self.text());
        self.json()
    }

    /// The problem, which has to be one of `kind` (the last part of its type).
    #[track_caller]
    pub fn problem(&self, status: u16, kind: &str) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text());
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(self.header("cache-control"), Some("no-store"));
        let problem = self.json();
        assert_eq!(problem["type"], format!("/problems/{kind}"), "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        assert!(problem["title"].is_string() && problem["detail"].is_string());
        problem
    }

    /// The places that a 400 for parameters names, sorted.
    #[track_caller]
    pub fn faults(&self) -> Vec<String> {
        let problem = self.problem(400, "invalid-parameter");
        let mut places: Vec<String> = problem["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .map(|fault| {
                assert!(fault["detail"].is_string(), "{fault}");
                let place = fault.get("parameter").or(fault.get("pointer"));
                place.and_then(Value::as_str).expect("a place").to_owned()
            })
            .collect();
        places.sort();
        places
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error}: {}", self.asked, self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A page of `/v1/nearby`.
pub struct Page(pub Value);

impl Page {
    /// The listings at places, as they come.
    pub fn contents(&self) -> &[Value] {
        self.0["contents"].as_array().expect("contents")
    }

    /// Hotlines and online services, as they come.
    pub fn remote(&self) -> &[Value] {
        self.0["remote"].as_array().expect("remote")
    }

    /// The names of both, those at places first.
    pub fn names(&self) -> Vec<&str> {
        let all = self.contents().iter().chain(self.remote());
        all.map(|listing| listing["name"].as_str().expect("a name"))
            .collect()
    }

    /// The only listing of that name.
    #[track_caller]
    pub fn named(&self, name: &str) -> &Value {
        let mut all = self.contents().iter().chain(self.remote());
        let found = all.find(|listing| listing["name"] == name);
        assert!(all.all(|listing| listing["name"] != name), "two {name}");
        found.unwrap_or_else(|| panic!("no {name} in {:?}", self.names()))
    }
}

/// Sends bytes that no HTTP client would, and reads what comes back until the server ends the
/// connection or `patience` does.
pub fn raw(address: SocketAddr, bytes: &[u8], patience: Duration) -> String {
    raw_on(connect(address), bytes, patience)
}

pub fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).expect("a connection")
}

/// The same on a connection that there is.
pub fn raw_on(mut stream: TcpStream, bytes: &[u8], patience: Duration) -> String {
    stream.set_read_timeout(Some(patience)).expect("a timeout");
    // The server may refuse before it has read everything.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut piece) {
        answer.extend(&piece[..count]);
    }
    String::from_utf8_lossy(&answer).into_owned()
}
