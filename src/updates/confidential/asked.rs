//! What was taken out of the open because it may be a confidential place: a person is asked whether it is an open office.

use std::collections::BTreeSet;

use super::says_withheld;
use crate::standing::RecordRef;
use crate::store::{StoreError, Transaction};
use crate::updates::batch::Context;
use crate::updates::held;
use crate::updates::names::{records_of, source_id};
use crate::updates::risk::Holding;

/// Asks of each that was in the open once it is hidden, whoever's it is.
pub fn ask(tx: &mut Transaction<'_>, context: &mut Context) -> Result<(), StoreError> {
    let survey = context.survey;
    let taken = survey.perhaps.difference(&survey.doubtful);
    let known = records_of(tx, &context.directory, taken)?;
    let sources: BTreeSet<_> = known.iter().map(|(name, _)| source_id(&name.0)).collect();
    let records: BTreeSet<RecordRef> = known.into_iter().map(|(_, record)| record).collect();
    let mut claims = tx.claims_of(&records.into_iter().collect::<Vec<_>>())?;
    claims.retain(|claim| sources.contains(&claim.source_id) && says_withheld(claim));
    for claim in claims {
        let holdings = vec![Holding::perhaps_confidential()];
        for hold in held::holds(None, &claim, holdings, None, &context.loading) {
            context.memory.take_other(tx, &mut context.report, hold)?;
        }
    }
    Ok(())
}
