//! The lists of taxonomies and of their terms, which are the same in every snapshot.

use uuid::Uuid;

use crate::geography::fold;
use crate::hsds::taxonomy::Taxonomies;
use crate::hsds::{Taxonomy, TaxonomyTerm};

/// Which taxonomies.
#[derive(Clone, Debug, Default)]
pub struct TaxonomiesAsked {
    pub search: Option<String>,
}

/// Which terms; each of the filters has to hold.
#[derive(Clone, Debug, Default)]
pub struct TermsAsked {
    pub search: Option<String>,
    pub taxonomy_id: Option<Uuid>,
    /// Only those that are below no other.
    pub top_only: bool,
    pub parent_id: Option<Uuid>,
}

impl TaxonomiesAsked {
    /// Those that are asked for, by id.
    pub fn found(&self) -> Vec<Taxonomy> {
        let mut found: Vec<Taxonomy> = Taxonomies::embedded()
            .all()
            .into_iter()
            .filter(|taxonomy| {
                let texts = [&taxonomy.code, &taxonomy.name, &taxonomy.description];
                is_in(self.search.as_deref(), texts)
            })
            .map(|taxonomy| taxonomy.to_hsds())
            .collect();
        found.sort_unstable_by_key(|taxonomy| taxonomy.id);
        found
    }
}

impl TermsAsked {
    /// Those that are asked for, by id, each with its taxonomy.
    pub fn found(&self) -> Vec<TaxonomyTerm> {
        let mut found = Vec::new();
        for taxonomy in Taxonomies::embedded().all() {
            if self.taxonomy_id.is_some_and(|id| id != taxonomy.id()) {
                continue;
            }
            for term in &taxonomy.terms {
                let texts = [&term.code, &term.name, &term.description];
                let texts = texts.into_iter().chain(&term.synonyms);
                let served = taxonomy.to_hsds_term(term);
                let is_asked_for = (!self.top_only || served.parent_id.is_none())
                    && (self.parent_id.is_none() || served.parent_id == self.parent_id)
                    && is_in(self.search.as_deref(), texts);
                if is_asked_for {
                    found.push(TaxonomyTerm {
                        taxonomy_detail: Some(taxonomy.to_hsds()),
                        ..served
                    });
                }
            }
        }
        found.sort_unstable_by_key(|term| term.id);
        found
    }
}

/// Whether each word of `search` is a part of a word of the texts.
fn is_in<'a>(search: Option<&str>, texts: impl IntoIterator<Item = &'a String>) -> bool {
    let Some(search) = search.map(fold) else {
        return true;
    };
    let texts: Vec<String> = texts.into_iter().map(|text| fold(text)).collect();
    let mut words = search.split(' ').filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| texts.iter().any(|text| text.contains(word)))
}
