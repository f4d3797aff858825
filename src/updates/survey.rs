//! What has to be known of a whole update before its first entry is looked at.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;

use super::entries::{SourceFile, SourceHeader};
use super::formats::{Input, Refusal};
use super::names::{Name, entry_names, keyed_hash, withheld_names};
use super::told::Told;
use crate::standing::RecordKind;
use crate::store::Directory;

pub struct Survey {
    /// The canonical names of what is withheld.
    pub withheld: BTreeSet<Name>,
    pub told: Told,
    keys: HashSet<Name>,
}

impl Survey {
    pub fn of(
        parts: &[(&SourceHeader, &dyn Input)],
        canonical: &HashMap<Name, Name>,
        is_known_as_withheld: &dyn Fn(&Name) -> bool,
    ) -> Result<Survey, Refusal> {
        let mut files = Vec::new();
        for (source, input) in parts {
            let mut entries = Vec::new();
            for kind in RecordKind::ALL {
                input.read(kind, &mut |read| {
                    entries.extend(read.ok());
                    ControlFlow::Continue(())
                })?;
            }
            files.push(SourceFile {
                source: (*source).clone(),
                entries,
            });
        }
        let withheld = withheld_names(&files, canonical, is_known_as_withheld);
        Ok(Survey {
            told: Told::of(&files, canonical, &withheld),
            withheld,
            keys: files.iter().flat_map(entry_names).collect(),
        })
    }

    /// Whether the update has an entry that is kept under this foreign id.
    pub fn has_foreign_id(
        &self,
        directory: &Directory,
        source: &str,
        kind: RecordKind,
        foreign_id: &str,
    ) -> bool {
        self.keys
            .contains(&(source.to_owned(), kind, foreign_id.to_owned()))
            || self.keys.iter().any(|name| {
                name.0 == source && name.1 == kind && keyed_hash(directory, name) == foreign_id
            })
    }
}
