//! Rows of keys, replies and calls.

use diesel::prelude::*;

use crate::store::schema::{api_key, call, idempotency};
use crate::store::text::{from_id, from_time, from_word, plain, time, word};
use crate::store::{ApiKey, Call, Reply, StoreError};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = api_key, treat_none_as_default_value = false)]
pub(in crate::store) struct ApiKeyRow {
    id: String,
    name: String,
    role: String,
    hash: Vec<u8>,
    created_at: String,
    revoked_at: Option<String>,
    rate_limit_per_minute: Option<i64>,
}

impl TryFrom<&ApiKey> for ApiKeyRow {
    type Error = StoreError;

    fn try_from(key: &ApiKey) -> Result<ApiKeyRow, StoreError> {
        Ok(ApiKeyRow {
            id: key.id.to_string(),
            name: plain(&key.name)?,
            role: word(key.role)?,
            hash: key.hash.to_vec(),
            created_at: time(key.created_at),
            revoked_at: key.revoked_at.map(time),
            rate_limit_per_minute: key.rate_limit_per_minute.map(i64::from),
        })
    }
}

impl TryFrom<ApiKeyRow> for ApiKey {
    type Error = StoreError;

    fn try_from(row: ApiKeyRow) -> Result<ApiKey, StoreError> {
        let unreadable = |what: &str| StoreError::Other(format!("a stored {what} cannot be read"));
        Ok(ApiKey {
            id: from_id(&row.id)?,
            name: row.name,
            role: from_word(&row.role)?,
            hash: row.hash.try_into().map_err(|_| unreadable("hash"))?,
            created_at: from_time(&row.created_at)?,
            revoked_at: row.revoked_at.as_deref().map(from_time).transpose()?,
            rate_limit_per_minute: row
                .rate_limit_per_minute
                .map(|limit| u32::try_from(limit).map_err(|_| unreadable("limit")))
                .transpose()?,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency)]
pub(in crate::store) struct ReplyRow {
    api_key_id: String,
    key: String,
    fingerprint: String,
    status: i64,
    body: String,
    at: String,
}

impl TryFrom<&Reply> for ReplyRow {
    type Error = StoreError;

    fn try_from(reply: &Reply) -> Result<ReplyRow, StoreError> {
        Ok(ReplyRow {
            api_key_id: reply.api_key_id.to_string(),
            key: plain(&reply.key)?,
            fingerprint: plain(&reply.fingerprint)?,
            status: reply.status.into(),
            body: plain(&reply.body)?,
            at: time(reply.at),
        })
    }
}

impl TryFrom<ReplyRow> for Reply {
    type Error = StoreError;

    fn try_from(row: ReplyRow) -> Result<Reply, StoreError> {
        Ok(Reply {
            api_key_id: from_id(&row.api_key_id)?,
            key: row.key,
            fingerprint: row.fingerprint,
            status: u16::try_from(row.status)
                .map_err(|_| StoreError::Other("a stored status cannot be read".to_owned()))?,
            body: row.body,
            at: from_time(&row.at)?,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = call, treat_none_as_default_value = false)]
pub(in crate::store) struct CallRow {
    id: String,
    number: String,
    by: String,
    at: String,
    note: Option<String>,
}

impl TryFrom<&Call> for CallRow {
    type Error = StoreError;

    fn try_from(call: &Call) -> Result<CallRow, StoreError> {
        Ok(CallRow {
            id: call.id.to_string(),
            number: plain(&call.number)?,
            by: plain(&call.by)?,
            at: time(call.at),
            note: call.note.as_deref().map(plain).transpose()?,
        })
    }
}

impl TryFrom<CallRow> for Call {
    type Error = StoreError;

    fn try_from(row: CallRow) -> Result<Call, StoreError> {
        Ok(Call {
            id: from_id(&row.id)?,
            number: row.number,
            by: row.by,
            at: from_time(&row.at)?,
            note: row.note,
        })
    }
}
