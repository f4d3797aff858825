//! What entries link lines to, or make lines of: what is shown there would be shown as a line's.

use super::{Context, Known, REFERENCES, source_id};
use crate::standing::{RecordKind, RecordRef};
use crate::store::{StoreError, Transaction};
use crate::updates::held::references;
use crate::updates::prepared::Prepared;
use crate::updates::risk::beside::{Around, is_virtual};
use crate::updates::risk::numbers;

impl Context<'_> {
    /// Has the judge look up what is shown there, of entries that are all of one kind.
    pub(super) fn look_beside(
        &mut self,
        tx: &mut Transaction<'_>,
        known: &Known,
        entries: &[Prepared],
    ) -> Result<(), StoreError> {
        let mut around = Around::default();
        for entry in entries {
            self.is_around(known, entry, &mut around);
        }
        match &mut self.judge {
            Some(judge) if !around.is_empty() => judge.beside_mut().look(tx, &around),
            _ => Ok(()),
        }
    }

    fn is_around(&self, known: &Known, entry: &Prepared, around: &mut Around) {
        let Some(judge) = &self.judge else { return };
        let (kind, beside) = (entry.name.1, judge.beside());
        if kind == RecordKind::Organization
            || kind == RecordKind::Location && !is_virtual(&entry.body)
        {
            return;
        }
        let record = self.record_of(known, entry);
        let claims = record.and_then(|record| known.claims.get(&record));
        let mut bodies: Vec<_> = claims.into_iter().flatten().map(|it| &it.body).collect();
        match kind {
            RecordKind::Organization | RecordKind::Location => {
                if !bodies.iter().all(|body| is_virtual(body)) {
                    around.turning.extend(record);
                }
                return;
            }
            RecordKind::Service => {
                let is_line = record.is_some_and(|record| beside.is_line(&record.id));
                // Whether it is offered without a place is not known yet.
                let may_be_line = || {
                    let mut fields = entry.body.values();
                    !beside.is_whole() && fields.any(|value| !numbers::phones(value).is_empty())
                };
                bodies.push(&entry.body);
                let is_hotline = |body: &&_| numbers::is_hotline(kind, body);
                if !is_line && !bodies.iter().any(is_hotline) && !may_be_line() {
                    return;
                }
            }
            RecordKind::ServiceAtLocation => {}
        }
        let of_claims = bodies.iter().flat_map(|body| references(body));
        let parents: Vec<RecordRef> = of_claims.chain(self.referred(known, entry)).collect();
        let is_line = |parent: &RecordRef| match parent.kind {
            RecordKind::Service => beside.is_line(&parent.id),
            _ => beside.is_virtual(&parent.id),
        };
        if kind == RecordKind::ServiceAtLocation && !parents.iter().any(is_line) {
            return;
        }
        let is_service = |it: &&RecordRef| it.kind == RecordKind::Service;
        let services = parents.iter().filter(is_service).copied().chain(record);
        let services = services.filter(|it| it.kind == RecordKind::Service);
        around.services.extend(services.map(|it| it.id));
        around
            .to
            .extend(parents.into_iter().filter(|it| !is_service(&it)));
    }

    /// Which record the entry is, where there is one.
    pub(super) fn record_of(&self, known: &Known, entry: &Prepared) -> Option<RecordRef> {
        [&entry.name, &entry.first].into_iter().find_map(|name| {
            let key = (source_id(&name.0), name.1, self.foreign_id(name));
            let id = *known.same_as.get(&key)?;
            Some(RecordRef { kind: name.1, id })
        })
    }

    /// What the entry says that it belongs to, of what is there.
    pub(super) fn referred(
        &self,
        known: &Known,
        entry: &Prepared,
    ) -> impl Iterator<Item = RecordRef> {
        REFERENCES.into_iter().filter_map(|(field, kind)| {
            let key = entry.body.get(field)?.as_str()?;
            let name = (entry.name.0.clone(), kind, key.to_owned());
            let key = (source_id(&name.0), kind, self.foreign_id(&name));
            let id = *known.same_as.get(&key)?;
            Some(RecordRef { kind, id })
        })
    }
}
