//! The pathways themselves, from `data/pathways.json`.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::eligibility::vocabulary::Words;
use crate::snapshot::nearby::HOTLINE;

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pathways: Vec<Pathway>,
}

/// A way out, in stages.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pathway {
    #[schema(example = "leaving-trafficking")]
    pub id: String,
    pub name: Words,
    /// What to say before the first stage.
    pub text: Words,
    /// Codes of the audience taxonomy: lines for them come before others.
    #[schema(example = json!(["trafficking_survivors"]))]
    pub audiences: Vec<String>,
    /// Codes of the category taxonomy: the lines to name where a stage has nobody to call, the likeliest first.
    #[schema(example = json!(["hotline.trafficking", "hotline.information"]))]
    pub call: Vec<String>,
    pub stages: Vec<Stage>,
}

/// A step of a pathway.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Unique in its pathway.
    #[schema(example = "immediate-crisis")]
    pub id: String,
    pub name: Words,
    pub text: Words,
    /// Codes of the category taxonomy, any of them; each includes those below it.
    #[schema(example = json!(["hotline", "shelter.emergency"]))]
    pub categories: Vec<String>,
}

impl Pathway {
    /// All that there are, in the order of the file.
    #[expect(
        clippy::expect_used,
        reason = "the file is part of the program and a test reads it"
    )]
    pub fn all() -> &'static [Pathway] {
        static EMBEDDED: OnceLock<Vec<Pathway>> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let file: File = serde_json::from_str(include_str!("../../../data/pathways.json"))
                .expect("data/pathways.json is valid");
            file.pathways
        })
    }

    /// The pathway of this id.
    pub fn find(id: &str) -> Option<&'static Pathway> {
        Pathway::all().iter().find(|pathway| pathway.id == id)
    }
}

impl Stage {
    /// Whether hotlines are among what it shows.
    pub fn has_lines(&self) -> bool {
        self.categories.iter().any(|code| code == HOTLINE)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::hsds::taxonomy::Taxonomies;

    #[test]
    fn every_pathway_names_what_there_is() {
        let ours = Taxonomies::embedded();
        let mut ids = BTreeSet::new();
        assert!(!Pathway::all().is_empty());
        for pathway in Pathway::all() {
            assert!(ids.insert(&pathway.id), "{} twice", pathway.id);
            assert!(!pathway.stages.is_empty() && !pathway.call.is_empty());
            let mut stages = BTreeSet::new();
            for stage in &pathway.stages {
                assert!(stages.insert(&stage.id), "{}: {}", pathway.id, stage.id);
            }
            let of_stages = pathway.stages.iter().flat_map(|stage| &stage.categories);
            for code in of_stages.chain(&pathway.call) {
                assert!(ours.category.term(code).is_some(), "{code}");
            }
            for code in &pathway.audiences {
                assert!(ours.audience.term(code).is_some(), "{code}");
            }
        }
    }

    #[test]
    fn lines_are_in_the_first_stage_and_in_no_other() {
        for pathway in Pathway::all() {
            for (at, stage) in pathway.stages.iter().enumerate() {
                assert_eq!(stage.has_lines(), at == 0, "{}: {}", pathway.id, stage.id);
            }
        }
    }

    #[test]
    fn every_text_is_in_both_languages() {
        for pathway in Pathway::all() {
            let of_stages = pathway.stages.iter().flat_map(|s| [&s.name, &s.text]);
            for words in of_stages.chain([&pathway.name, &pathway.text]) {
                assert!(!words.en.is_empty() && !words.es.is_empty());
                assert_ne!(words.en, words.es);
            }
        }
    }
}
