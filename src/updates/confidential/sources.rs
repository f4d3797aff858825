//! Names of sources that tell a place which is kept from the public: they are served with every record.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::standing::Source;
use crate::store::{Change, Directory, StoreError, Transaction};
use crate::updates::names::keyed_hash_of;

/// Characters of a hash that tell two names apart.
const HASH_CHARACTERS: usize = 8;

/// The sources, of which none has a name or url that `tells` a place, in the history neither.
pub fn without_telling_names(
    tx: &mut Transaction<'_>,
    directory: &Directory,
    tells: &dyn Fn(&str) -> bool,
) -> Result<BTreeMap<Uuid, Source>, StoreError> {
    let is_telling =
        |source: &Source| tells(&source.name) || source.url.as_deref().is_some_and(tells);
    let mut sources: BTreeMap<Uuid, Source> = BTreeMap::new();
    let mut is_any = false;
    for mut source in tx.sources()? {
        if is_telling(&source) {
            source = nameless(directory, source);
            tx.apply(&[Change::PutSource(source.clone())])?;
            is_any = true;
        }
        sources.insert(source.id, source);
    }
    if is_any {
        tx.rewrite_sources(&mut |source| match is_telling(&source) {
            true => nameless(directory, source),
            false => source,
        })?;
    }
    Ok(sources)
}

/// The source as it is `known`, where that is how its name was taken away: it may come with the name again, without the place.
pub fn as_known(directory: &Directory, source: Source, known: Option<&Source>) -> Source {
    let nameless = nameless(directory, source.clone());
    match known.is_some_and(|known| known.name == nameless.name) {
        true => nameless,
        false => source,
    }
}

fn nameless(directory: &Directory, source: Source) -> Source {
    let hash = keyed_hash_of(
        directory,
        &format!("source\0{}\0{}", source.id, source.name),
    );
    Source {
        name: format!(
            "Source {}, whose name is not shown",
            &hash[..HASH_CHARACTERS]
        ),
        url: None,
        ..source
    }
}
