//! `Idempotency-Key`: a POST that is sent again is answered again, and done once.

use actix_web::HttpRequest;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, Mac};
use serde::Serialize;
use sha2::Sha256;
use uuid::Uuid;

use super::{Refused, Reply};
use crate::{
    http::problem::{Problem, ProblemKind},
    store::{self, Directory, Transaction},
};

const HEADER: &str = "idempotency-key";
const KEY_CHARS: usize = 255;
/// How long a reply is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// Which request it is, for its fingerprint: the address, and what of the body may be kept in a hash.
pub struct Request {
    address: String,
}

impl Request {
    pub fn of(request: &HttpRequest) -> Request {
        let uri = request.uri();
        Request {
            address: format!("{} {uri}", request.method()),
        }
    }

    /// Tells the request from others, and nothing of what is in it: a hash keyed with the directory's secret.
    pub fn fingerprint(&self, directory: &Directory, body: &impl Serialize) -> String {
        let body = serde_json::to_string(body).unwrap_or_default();
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&directory.secret).expect("a key");
        mac.update(format!("{}\0{body}", self.address).as_bytes());
        let digest = mac.finalize().into_bytes();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What the header says.
pub struct Idempotency {
    key: Option<String>,
    api_key_id: Uuid,
    now: DateTime<Utc>,
}

impl Idempotency {
    pub fn of(
        request: &HttpRequest,
        api_key_id: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Idempotency, Problem> {
        let key = match request.headers().get(HEADER) {
            None => None,
            Some(value) => {
                let text = value.to_str().ok();
                let text = text.filter(|text| (1..=KEY_CHARS).contains(&text.len()));
                let expected = "1 to 255 ASCII characters, such as a UUID";
                let key = text.ok_or_else(|| {
                    Problem::header(
                        "Idempotency-Key",
                        "is empty, too long or not ASCII",
                        expected,
                    )
                })?;
                Some(key.to_owned())
            }
        };
        Ok(Idempotency {
            key,
            api_key_id,
            now,
        })
    }

    /// Does `work` unless it was done, and keeps its reply in the same transaction. `fingerprint` says which
    /// request it is.
    pub fn once(
        &self,
        tx: &mut Transaction<'_>,
        fingerprint: impl FnOnce(&mut Transaction<'_>) -> Result<String, Refused>,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<Reply, Refused>,
    ) -> Result<Reply, Refused> {
        let Some(key) = &self.key else {
            return work(tx);
        };
        tx.forget_replies(self.now - KEPT)?;
        let fingerprint = fingerprint(tx)?;
        if let Some(before) = tx.reply(self.api_key_id, key)? {
            if before.fingerprint != fingerprint {
                return Err(Refused::Problem(Problem::new(
                    ProblemKind::IdempotencyKeyReused,
                    "This Idempotency-Key was sent with another request within the last 24 hours.",
                )));
            }
            let reply = serde_json::from_str(&before.body);
            return reply.map_err(|_| Problem::internal("a stored reply cannot be read").into());
        }
        let reply = work(tx)?;
        tx.keep_reply(&store::Reply {
            api_key_id: self.api_key_id,
            key: key.clone(),
            fingerprint,
            status: reply.status,
            body: serde_json::to_string(&reply).unwrap_or_default(),
            at: self.now,
        })?;
        Ok(reply)
    }
}
