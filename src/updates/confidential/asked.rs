//! What was taken out of the open because it may be a confidential place: a person is asked whether it is an open office.

use std::collections::BTreeSet;

use super::{Hidden, says_withheld};
use crate::standing::{Claim, RecordKind, RecordRef};
use crate::store::{StoreError, Transaction};
use crate::updates::batch::Context;
use crate::updates::held;
use crate::updates::names::{canonical_of, records_of, source_id};
use crate::updates::risk::Holding;

/// Asks of each that was in the open once it is hidden, whoever's it is: what may be a place that nobody gives, and what
/// is in the house of one that somebody gives.
pub fn ask(
    tx: &mut Transaction<'_>,
    context: &mut Context,
    hidden: Option<&Hidden>,
) -> Result<(), StoreError> {
    let survey = context.survey;
    let taken = survey.perhaps.difference(&survey.doubtful);
    let known = records_of(tx, &context.directory, taken)?;
    let sources: BTreeSet<_> = known.iter().map(|(name, _)| source_id(&name.0)).collect();
    let records: BTreeSet<RecordRef> = known.into_iter().map(|(_, record)| record).collect();
    let mut claims = tx.claims_of(&records.into_iter().collect::<Vec<_>>())?;
    claims.retain(|claim| sources.contains(&claim.source_id));
    put(tx, context, &claims, &Holding::perhaps_confidential())?;
    let same = in_the_house(tx, context, hidden)?;
    let claims = tx.claims_of(&same)?;
    put(tx, context, &claims, &Holding::in_the_house())
}

/// Of what was hidden the locations of which the update itself says nothing.
fn in_the_house(
    tx: &mut Transaction<'_>,
    context: &Context,
    hidden: Option<&Hidden>,
) -> Result<Vec<RecordRef>, StoreError> {
    let withheld = &context.survey.withheld;
    let aliases = context.canonical.keys();
    let aliases = aliases.filter(|name| withheld.contains(&canonical_of(context.canonical, name)));
    let said = records_of(tx, &context.directory, withheld.iter().chain(aliases))?;
    let mut said: BTreeSet<RecordRef> = said.into_iter().map(|(_, record)| record).collect();
    said.extend(context.settled.values().map(|settled| settled.record));
    let places = hidden.into_iter().flat_map(Hidden::values).copied();
    let is_place = |record: &RecordRef| record.kind == RecordKind::Location;
    let places = places.filter(|record| is_place(record) && !said.contains(record));
    Ok(places.collect())
}

fn put(
    tx: &mut Transaction<'_>,
    context: &mut Context,
    claims: &[Claim],
    why: &Holding,
) -> Result<(), StoreError> {
    for claim in claims.iter().filter(|claim| says_withheld(claim)) {
        for hold in held::holds(
            (None, None),
            claim,
            vec![why.clone()],
            None,
            &context.loading,
        ) {
            context.memory.take_other(tx, &mut context.report, hold)?;
        }
    }
    Ok(())
}
