//! What a source gave before and keeps from the public now is taken back at once, before anything is judged: as a place
//! is hidden, whatever else waits of its entry or is wrong with it.

use std::collections::BTreeSet;

use super::{Context, Known};
use crate::standing::{Claim, RecordRef, Source, compute};
use crate::store::{Change, StoreError, Transaction};
use crate::updates::names::Name;
use crate::updates::prepared::Prepared;
use crate::updates::risk::Notice;
use crate::updates::weigh::warning;

impl Context<'_> {
    /// Takes it out of the claims as they are known, and out of the store. The names of the entries that said so.
    pub(super) fn withdraw_private(
        &mut self,
        tx: &mut Transaction<'_>,
        known: &mut Known,
        source: &Source,
        entries: &[Prepared],
    ) -> Result<BTreeSet<Name>, StoreError> {
        let mut withdrawn = BTreeSet::new();
        for entry in entries.iter().filter(|entry| !entry.kept_back.is_empty()) {
            let foreign_id = self.foreign_id(&entry.name);
            let kind = entry.name.1;
            let key = (source.id, kind, foreign_id);
            let Some(id) = known.same_as.get(&key).copied() else {
                continue;
            };
            let claims = known.claims.entry(RecordRef { kind, id }).or_default();
            let is_own =
                |claim: &&mut Claim| claim.source_id == source.id && claim.foreign_id == key.2;
            let Some(own) = claims.iter_mut().find(is_own) else {
                continue;
            };
            let Some(body) = entry.kept_back.without(&own.body, &entry.body) else {
                continue;
            };
            own.body = body;
            tx.apply(&[Change::PutClaim(own.clone())])?;
            let record = compute(claims.iter(), &self.sources, &known.decisions);
            tx.put_records(&record.into_iter().collect::<Vec<_>>())?;
            let notice = Notice {
                code: "private_withdrawn",
                field: String::new(),
                value: None,
                detail: "keeps from the public what it gave before, which is withdrawn at once"
                    .to_owned(),
                expected: "no more; it is published again when the source gives it to the public",
            };
            let signs = self.signs(entry);
            self.report
                .tell(warning(source, entry.entry(), signs, &notice));
            withdrawn.insert(entry.name.clone());
        }
        Ok(withdrawn)
    }
}
