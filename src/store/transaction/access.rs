//! Keys, the replies that their requests were given, and calls.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Transaction;
use crate::store::{ApiKey, Call, Reply, StoreError};

impl Transaction<'_> {
    pub fn add_api_key(&mut self, key: &ApiKey) -> Result<(), StoreError> {
        on!(self, access::add_key, key)
    }

    /// All keys, those that were revoked too, the oldest first.
    pub fn api_keys(&mut self) -> Result<Vec<ApiKey>, StoreError> {
        on!(self, access::keys)
    }

    /// The key with this hash, revoked or not.
    pub fn api_key_with(&mut self, hash: &[u8; 32]) -> Result<Option<ApiKey>, StoreError> {
        on!(self, access::key_with, hash)
    }

    /// Says whether there was such a key, not yet revoked.
    pub fn revoke_api_key(&mut self, id: Uuid, at: DateTime<Utc>) -> Result<bool, StoreError> {
        on!(self, access::revoke_key, id, at)
    }

    /// Keeps the reply to a request, in the transaction of what the request did.
    pub fn keep_reply(&mut self, reply: &Reply) -> Result<(), StoreError> {
        on!(self, access::keep_reply, reply)
    }

    /// The reply that a key's request with this `Idempotency-Key` was given.
    pub fn reply(&mut self, api_key_id: Uuid, key: &str) -> Result<Option<Reply>, StoreError> {
        on!(self, access::reply, api_key_id, key)
    }

    pub fn forget_replies(&mut self, before: DateTime<Utc>) -> Result<(), StoreError> {
        on!(self, access::forget_replies, before)
    }

    pub fn log_call(&mut self, call: &Call) -> Result<(), StoreError> {
        on!(self, access::log_call, call)
    }

    /// The calls to a number from `since` on, the oldest first.
    pub fn calls_to(
        &mut self,
        number: &str,
        since: DateTime<Utc>,
    ) -> Result<Vec<Call>, StoreError> {
        on!(self, access::calls_to, number, since)
    }
}
