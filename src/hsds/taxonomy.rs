//! Our own taxonomies (categories, audiences, kinds), from `data/taxonomy.json`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use uuid::Uuid;

use super::{Attribute, TaxonomyTerm};

/// Namespace of the ids of our taxonomies and terms; made once, never to change.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f1d_0c2e_5b0a_4a57_9c55_7d1f_33a1_e0b4);

/// The four taxonomies.
pub struct Taxonomies {
    pub category: Taxonomy,
    pub audience: Taxonomy,
    pub kind: Taxonomy,
    /// Of criteria: what each weighs.
    pub criterion: Taxonomy,
}

#[derive(Deserialize)]
pub struct Taxonomy {
    pub code: String,
    pub name: String,
    pub description: String,
    pub terms: Vec<Term>,
}

#[derive(Deserialize)]
pub struct Term {
    pub code: String,
    pub name: String,
    pub description: String,
    pub parent: Option<String>,
    /// Other words that people use for it.
    #[serde(default)]
    pub synonyms: Vec<String>,
}

impl Taxonomies {
    /// Those built into the binary.
    #[expect(
        clippy::expect_used,
        reason = "the file is part of the program and a test reads it"
    )]
    pub fn embedded() -> &'static Taxonomies {
        static EMBEDDED: OnceLock<Taxonomies> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            #[derive(Deserialize)]
            struct File {
                taxonomies: Vec<Taxonomy>,
            }
            let file: File = serde_json::from_str(include_str!("../../data/taxonomy.json"))
                .expect("data/taxonomy.json is valid");
            let mut by_code: BTreeMap<String, Taxonomy> = file
                .taxonomies
                .into_iter()
                .map(|taxonomy| (taxonomy.code.clone(), taxonomy))
                .collect();
            let mut take = |code| by_code.remove(code).expect("all four taxonomies are there");
            Taxonomies {
                category: take("category"),
                audience: take("audience"),
                kind: take("kind"),
                criterion: take("criterion"),
            }
        })
    }
}

impl Taxonomies {
    pub fn all(&self) -> [&Taxonomy; 4] {
        [&self.category, &self.audience, &self.kind, &self.criterion]
    }
}

impl Taxonomy {
    pub fn term(&self, code: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.code == code)
    }

    /// `code` and the codes above it, nearest first; nothing for an unknown code.
    pub fn with_ancestors<'a>(&'a self, code: &str) -> impl Iterator<Item = &'a str> {
        std::iter::successors(self.term(code), |term| self.term(term.parent.as_deref()?))
            .map(|term| term.code.as_str())
    }

    /// The codes that `text` may have meant, by their own letters, names and synonyms, the likeliest first.
    pub fn alike(&self, text: &str) -> Vec<&str> {
        let text: String = text.to_lowercase().chars().take(64).collect();
        let mut scored: Vec<(usize, &str)> = self
            .terms
            .iter()
            .filter_map(|term| Some((distance(term, &text)?, term.code.as_str())))
            .collect();
        scored.sort_unstable();
        scored.truncate(5);
        scored.into_iter().map(|(_, code)| code).collect()
    }

    /// The HSDS attribute that says that `link_id` has the term; `None` for an unknown code.
    pub fn attribute(&self, code: &str, link_id: Uuid, link_entity: &str) -> Option<Attribute> {
        let term = self.term(code)?;
        let id = self.term_id(code);
        Some(Attribute {
            id: Uuid::new_v5(&link_id, id.as_bytes()),
            link_id,
            link_type: None,
            value: None,
            label: None,
            link_entity: link_entity.to_owned(),
            taxonomy_term_id: id,
            taxonomy_term: Some(self.to_hsds_term(term)),
        })
    }

    /// As HSDS has it.
    pub fn to_hsds(&self) -> super::Taxonomy {
        super::Taxonomy {
            id: self.id(),
            name: self.name.clone(),
            description: self.description.clone(),
        }
    }

    /// One of the terms as HSDS has it.
    pub fn to_hsds_term(&self, term: &Term) -> TaxonomyTerm {
        TaxonomyTerm {
            id: self.term_id(&term.code),
            code: term.code.clone(),
            name: term.name.clone(),
            description: term.description.clone(),
            parent_id: term.parent.as_deref().map(|parent| self.term_id(parent)),
            taxonomy: self.name.clone(),
            taxonomy_id: self.id(),
            taxonomy_detail: None,
            language: "en".to_owned(),
        }
    }

    pub fn id(&self) -> Uuid {
        Uuid::new_v5(&NAMESPACE, self.code.as_bytes())
    }

    pub fn term_id(&self, code: &str) -> Uuid {
        Uuid::new_v5(&NAMESPACE, format!("{}/{code}", self.code).as_bytes())
    }
}

/// How many letters have to change to make `text` one of the term's words; `None` where it is too many. The
/// beginning of a code stands for the whole of it.
fn distance(term: &Term, text: &str) -> Option<usize> {
    if text.len() >= 3 && term.code.starts_with(text) {
        return Some(1);
    }
    let last = term.code.rsplit('.').next().unwrap_or_default();
    let words = [term.code.as_str(), last, term.name.as_str()];
    let words = words
        .into_iter()
        .chain(term.synonyms.iter().map(String::as_str));
    words
        .map(|word| (strsim::osa_distance(&word.to_lowercase(), text), word))
        // A third of the letters may be wrong, so that short words do not all look alike.
        .filter(|(distance, word)| *distance <= (word.chars().count() / 3).max(1))
        .map(|(distance, _)| distance)
        .min()
}
