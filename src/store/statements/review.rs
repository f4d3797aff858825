//! What waits for a person's judgement.

use chrono::{DateTime, Utc};
use diesel::dsl::{count_star, max, min};
use diesel::prelude::*;
use uuid::Uuid;

use super::{Connection, IDS, all};
use crate::standing::RecordRef;
use crate::store::rows::{HeldRow, JudgedSuggestionRow, SuggestionRow};
use crate::store::schema::{held, judged_suggestion, suggestion};
use crate::store::text::{from_id, from_time, from_word, plain, time, word};
use crate::store::{
    Decision, Held, HeldCount, HeldFilter, HeldState, Hold, JudgedSuggestion, NewlyHeld,
    StoreError, Suggestion,
};

/// Numbers them on from the last, which the write lock keeps.
pub(in crate::store) fn hold(
    conn: &mut Connection,
    holds: &[Hold],
) -> Result<Vec<i64>, StoreError> {
    let last: Option<i64> = held::table.select(max(held::number)).first(conn)?;
    let numbers: Vec<i64> = (last.unwrap_or(0) + 1..).take(holds.len()).collect();
    let rows = numbers
        .iter()
        .zip(holds)
        .map(|(number, hold)| HeldRow::waiting(*number, hold))
        .collect::<Result<Vec<_>, _>>()?;
    insert!(conn, held, rows);
    Ok(numbers)
}

pub(in crate::store) fn held(
    conn: &mut Connection,
    filter: &HeldFilter,
    after: i64,
    limit: u32,
) -> Result<Vec<Held>, StoreError> {
    let mut query = held::table
        .select(HeldRow::as_select())
        .filter(held::number.gt(after))
        .order(held::number)
        .limit(limit.into())
        .into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(held::state.eq(word(state)?));
    }
    if let Some(source_id) = filter.source_id {
        query = query.filter(held::source_id.eq(source_id.to_string()));
    }
    if let Some(rule) = &filter.rule {
        query = query.filter(held::rule.eq(rule));
    }
    if let Some(key) = &filter.group_key {
        query = query.filter(held::group_key.eq(key));
    }
    if let Some(group) = filter.fact_group {
        query = query.filter(held::fact_group.eq(word(group)?));
    }
    if let Some(record) = filter.record {
        query = query
            .filter(held::record_kind.eq(record.kind.as_str()))
            .filter(held::record_id.eq(record.id.to_string()));
    }
    all(query.load::<HeldRow>(conn)?)
}

pub(in crate::store) fn decided(
    conn: &mut Connection,
    record: Option<RecordRef>,
    source_id: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Held>, StoreError> {
    let by_a_person = [word(HeldState::Approved)?, word(HeldState::Rejected)?];
    let mut query = held::table
        .select(HeldRow::as_select())
        .filter(held::state.eq_any(by_a_person))
        .order((held::decided_at.desc(), held::number))
        .limit(limit.into())
        .into_boxed();
    if let Some(record) = record {
        query = query
            .filter(held::record_kind.eq(record.kind.as_str()))
            .filter(held::record_id.eq(record.id.to_string()));
    }
    if let Some(source_id) = source_id {
        query = query.filter(held::source_id.eq(source_id.to_string()));
    }
    all(query.load::<HeldRow>(conn)?)
}

pub(in crate::store) fn held_with(
    conn: &mut Connection,
    numbers: &[i64],
) -> Result<Vec<Held>, StoreError> {
    let mut found = Vec::new();
    for numbers in numbers.chunks(IDS) {
        let rows = held::table
            .select(HeldRow::as_select())
            .filter(held::number.eq_any(numbers))
            .order(held::number)
            .load(conn)?;
        found.extend(all::<_, Held>(rows)?);
    }
    Ok(found)
}

pub(in crate::store) fn held_before(
    conn: &mut Connection,
    fingerprints: &[&str],
    now: DateTime<Utc>,
) -> Result<Vec<Held>, StoreError> {
    let mut found = Vec::new();
    for fingerprints in fingerprints.chunks(IDS) {
        let is_remembered = held::state
            .eq(word(HeldState::Rejected)?)
            .and(held::remembered_until.gt(time(now)).assume_not_null());
        let rows = held::table
            .select(HeldRow::as_select())
            .filter(held::fingerprint.eq_any(fingerprints))
            .filter(held::state.eq(word(HeldState::Waiting)?).or(is_remembered))
            .order(held::number)
            .load(conn)?;
        found.extend(all::<_, Held>(rows)?);
    }
    Ok(found)
}

/// Decides those of the numbers that wait, and says which they were.
pub(in crate::store) fn decide(
    conn: &mut Connection,
    numbers: &[i64],
    decision: &Decision,
) -> Result<Vec<i64>, StoreError> {
    let mut decided = Vec::new();
    for numbers in numbers.chunks(IDS) {
        let waiting: Vec<i64> = held::table
            .select(held::number)
            .filter(held::number.eq_any(numbers))
            .filter(held::state.eq(word(HeldState::Waiting)?))
            .order(held::number)
            .load(conn)?;
        diesel::update(held::table.filter(held::number.eq_any(&waiting)))
            .set((
                held::state.eq(word(decision.state)?),
                held::decided_at.eq(time(decision.at)),
                held::decided_by.eq(plain(&decision.by)?),
                held::reason.eq(plain(&decision.reason)?),
                held::remembered_until.eq(decision.remembered_until.map(time)),
            ))
            .execute(conn)?;
        decided.extend(waiting);
    }
    Ok(decided)
}

pub(in crate::store) fn counts(
    conn: &mut Connection,
    since: DateTime<Utc>,
) -> Result<Vec<HeldCount>, StoreError> {
    let since = time(since);
    let is_of_late = held::decided_at
        .ge(&since)
        .assume_not_null()
        .or(held::at.ge(&since));
    let rows = held::table
        .group_by((held::source_id, held::rule, held::state))
        .select((
            held::source_id,
            held::rule,
            held::state,
            count_star(),
            min(held::at),
        ))
        .filter(held::state.eq(word(HeldState::Waiting)?).or(is_of_late))
        .order((held::source_id, held::rule, held::state))
        .load::<(String, String, String, i64, Option<String>)>(conn)?;
    rows.into_iter()
        .map(|(source_id, rule, state, count, oldest)| {
            Ok(HeldCount {
                source_id: from_id(&source_id)?,
                rule,
                state: from_word(&state)?,
                count,
                oldest: from_time(&oldest.unwrap_or_default())?,
            })
        })
        .collect()
}

pub(in crate::store) fn newly_held(
    conn: &mut Connection,
    since: DateTime<Utc>,
) -> Result<Vec<NewlyHeld>, StoreError> {
    let rows = held::table
        .group_by((held::source_id, held::rule))
        .select((held::source_id, held::rule, count_star()))
        .filter(held::at.ge(time(since)))
        .order((held::source_id, held::rule))
        .load::<(String, String, i64)>(conn)?;
    rows.into_iter()
        .map(|(source_id, rule, count)| {
            Ok(NewlyHeld {
                source_id: from_id(&source_id)?,
                rule,
                count,
            })
        })
        .collect()
}

pub(in crate::store) fn suggest(
    conn: &mut Connection,
    new: &Suggestion,
    at_most: u32,
) -> Result<bool, StoreError> {
    let waiting: i64 = suggestion::table.count().get_result(conn)?;
    if waiting >= at_most.into() {
        return Ok(false);
    }
    diesel::insert_into(suggestion::table)
        .values(SuggestionRow::try_from(new)?)
        .execute(conn)?;
    Ok(true)
}

pub(in crate::store) fn suggestions(
    conn: &mut Connection,
    limit: u32,
) -> Result<Vec<Suggestion>, StoreError> {
    let rows = suggestion::table
        .select(SuggestionRow::as_select())
        .order((suggestion::at, suggestion::id))
        .limit(limit.into())
        .load(conn)?;
    all(rows)
}

pub(in crate::store) fn suggestion(
    conn: &mut Connection,
    id: Uuid,
) -> Result<Option<Suggestion>, StoreError> {
    suggestion::table
        .find(id.to_string())
        .select(SuggestionRow::as_select())
        .first(conn)
        .optional()?
        .map(Suggestion::try_from)
        .transpose()
}

pub(in crate::store) fn judge_suggestion(
    conn: &mut Connection,
    judged: &JudgedSuggestion,
) -> Result<(), StoreError> {
    diesel::delete(suggestion::table.find(judged.id.to_string())).execute(conn)?;
    diesel::insert_into(judged_suggestion::table)
        .values(JudgedSuggestionRow::try_from(judged)?)
        .execute(conn)?;
    Ok(())
}

pub(in crate::store) fn judged_suggestions(
    conn: &mut Connection,
    record: Option<RecordRef>,
    limit: u32,
) -> Result<Vec<JudgedSuggestion>, StoreError> {
    let mut query = judged_suggestion::table
        .select(JudgedSuggestionRow::as_select())
        .order((judged_suggestion::at.desc(), judged_suggestion::id))
        .limit(limit.into())
        .into_boxed();
    if let Some(record) = record {
        query = query
            .filter(judged_suggestion::record_kind.eq(record.kind.as_str()))
            .filter(judged_suggestion::record_id.eq(record.id.to_string()));
    }
    all(query.load::<JudgedSuggestionRow>(conn)?)
}
