//! In whose name it is written.

use crate::{
    standing::{Source, SourceKind},
    store::{StoreError, Transaction},
    updates::entries::SourceHeader,
};

/// The source that is named, or else the key's own, and whether the directory has it already. A new one is a
/// directory, as any feed is.
pub fn source(
    tx: &mut Transaction<'_>,
    named: Option<String>,
    key_name: &str,
) -> Result<(SourceHeader, bool), StoreError> {
    let is_own = named.is_none();
    let named = named.unwrap_or_else(|| own_key(key_name));
    if let Some(source) = known_source(tx, &named)? {
        return Ok((SourceHeader::from(&source), true));
    }
    let name = if is_own { key_name } else { &named };
    let mut header = SourceHeader::new(name, SourceKind::Directory);
    header.key = SourceHeader::key_of(&named);
    Ok((header, false))
}

/// The source of that key, or of the key that its name makes: `Desk` is `desk`.
pub fn known_source(tx: &mut Transaction<'_>, named: &str) -> Result<Option<Source>, StoreError> {
    let key = SourceHeader::key_of(named);
    let mut sources = tx.sources()?;
    // A file may give its source a key that nobody would make of a name.
    let at = |key: &str| sources.iter().position(|source| source.key == key);
    let found = at(named).or_else(|| at(&key));
    Ok(found.map(|at| sources.swap_remove(at)))
}

/// `key-`, so that a key's name never hits upon a source of another.
fn own_key(key_name: &str) -> String {
    let words = key_name.to_lowercase();
    let words = words.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!("key-{}", words.join("-"))
}
