//! Keys, the replies to their requests, and calls.

use diesel::prelude::*;
use uuid::Uuid;

use super::{Connection, all};
use crate::store::rows::{ApiKeyRow, CallRow, ReplyRow};
use crate::store::schema::{api_key, call, idempotency};
use crate::store::text::time;
use crate::store::{ApiKey, Call, Reply, StoreError};
use chrono::{DateTime, Utc};

pub(in crate::store) fn add_key(conn: &mut Connection, key: &ApiKey) -> Result<(), StoreError> {
    diesel::insert_into(api_key::table)
        .values(ApiKeyRow::try_from(key)?)
        .execute(conn)?;
    Ok(())
}

pub(in crate::store) fn keys(conn: &mut Connection) -> Result<Vec<ApiKey>, StoreError> {
    let rows = api_key::table
        .select(ApiKeyRow::as_select())
        .order((api_key::created_at, api_key::id))
        .load(conn)?;
    all(rows)
}

pub(in crate::store) fn key_with(
    conn: &mut Connection,
    hash: &[u8; 32],
) -> Result<Option<ApiKey>, StoreError> {
    api_key::table
        .select(ApiKeyRow::as_select())
        .filter(api_key::hash.eq(hash.as_slice()))
        .first(conn)
        .optional()?
        .map(ApiKey::try_from)
        .transpose()
}

pub(in crate::store) fn revoke_key(
    conn: &mut Connection,
    id: Uuid,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let revoked = diesel::update(api_key::table.find(id.to_string()))
        .filter(api_key::revoked_at.is_null())
        .set(api_key::revoked_at.eq(time(at)))
        .execute(conn)?;
    Ok(revoked > 0)
}

pub(in crate::store) fn keep_reply(conn: &mut Connection, reply: &Reply) -> Result<(), StoreError> {
    diesel::insert_into(idempotency::table)
        .values(ReplyRow::try_from(reply)?)
        .execute(conn)?;
    Ok(())
}

pub(in crate::store) fn reply(
    conn: &mut Connection,
    api_key_id: Uuid,
    key: &str,
) -> Result<Option<Reply>, StoreError> {
    idempotency::table
        .find((api_key_id.to_string(), key))
        .select(ReplyRow::as_select())
        .first(conn)
        .optional()?
        .map(Reply::try_from)
        .transpose()
}

pub(in crate::store) fn forget_replies(
    conn: &mut Connection,
    before: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::delete(idempotency::table.filter(idempotency::at.lt(time(before)))).execute(conn)?;
    Ok(())
}

pub(in crate::store) fn log_call(conn: &mut Connection, new: &Call) -> Result<(), StoreError> {
    diesel::insert_into(call::table)
        .values(CallRow::try_from(new)?)
        .execute(conn)?;
    Ok(())
}

pub(in crate::store) fn calls_to(
    conn: &mut Connection,
    number: &str,
    since: DateTime<Utc>,
) -> Result<Vec<Call>, StoreError> {
    let rows = call::table
        .select(CallRow::as_select())
        .filter(call::number.eq(number))
        .filter(call::at.ge(time(since)))
        .order((call::at, call::id))
        .load(conn)?;
    all(rows)
}
