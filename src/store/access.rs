//! Who may write, what they were answered, and whom they called.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a key may do. Each may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Reader,
    /// Drafts.
    Editor,
    /// Publishes and approves.
    Publisher,
    Admin,
}

/// A key of the API. The key itself is not kept.
#[derive(Clone, PartialEq)]
pub struct ApiKey {
    pub id: Uuid,
    pub name: String,
    pub role: Role,
    /// SHA-256 of the key.
    pub hash: [u8; 32],
    pub created_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    /// Requests; none where the server's own limit holds.
    pub rate_limit_per_minute: Option<u32>,
}

/// Without the hash, which no log needs.
impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("role", &self.role)
            .field("revoked_at", &self.revoked_at)
            .finish_non_exhaustive()
    }
}

/// The answer to a request with an `Idempotency-Key`, to give again.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    pub api_key_id: Uuid,
    pub key: String,
    /// Of the request, after stripping.
    pub fingerprint: String,
    /// The HTTP status code.
    pub status: u16,
    pub body: String,
    pub at: DateTime<Utc>,
}

/// A call that somebody made to a number of the directory.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub id: Uuid,
    /// E.164, or a short code's digits.
    pub number: String,
    pub by: String,
    pub at: DateTime<Utc>,
    pub note: Option<String>,
}
