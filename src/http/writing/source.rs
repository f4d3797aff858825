//! In whose name it is written.

use crate::{
    standing::SourceKind,
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
    let key = SourceHeader::key_of(&named);
    let sources = tx.sources()?;
    let has = |key: &str| sources.iter().find(|source| source.key == key);
    // A file may give its source a key that nobody would make of a name.
    if let Some(source) = has(&named).or_else(|| has(&key)) {
        return Ok((SourceHeader::from(source), true));
    }
    let name = if is_own { key_name } else { &named };
    let mut header = SourceHeader::new(name, SourceKind::Directory);
    header.key = key;
    Ok((header, false))
}

/// `key-`, so that a key's name never hits upon a source of another.
fn own_key(key_name: &str) -> String {
    let words = key_name.to_lowercase();
    let words = words.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!("key-{}", words.join("-"))
}
