//! Who is called like another.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

use super::duplicates::{is_alike, words_of};
use super::hash;

/// Names by their words, each with whose it is.
#[derive(Default)]
pub struct Names {
    names: Vec<(Box<[u64]>, usize)>,
    by_word: HashMap<u64, Vec<usize>>,
}

impl Names {
    /// Adds the names of a record.
    pub fn add(&mut self, body: &Map<String, Value>, owner: usize) {
        for words in names_of(body) {
            for word in &words {
                self.by_word
                    .entry(*word)
                    .or_default()
                    .push(self.names.len());
            }
            self.names.push((words, owner));
        }
    }

    /// Who is called so, or with a word more or less.
    pub fn alike(&self, body: &Map<String, Value>) -> BTreeSet<usize> {
        let mut owners = BTreeSet::new();
        if self.names.is_empty() {
            return owners;
        }
        for words in names_of(body) {
            let found = words.iter().filter_map(|word| self.by_word.get(word));
            let known = found.flatten().map(|at| &self.names[*at]);
            let alike = known.filter(|(known, _)| is_alike(known, &words));
            owners.extend(alike.map(|(_, owner)| *owner));
        }
        owners
    }
}

fn names_of(body: &Map<String, Value>) -> impl Iterator<Item = Box<[u64]>> {
    let names = ["name", "alternate_name"].map(|field| body.get(field).and_then(Value::as_str));
    let words = names
        .into_iter()
        .flatten()
        .map(|name| words_of(name).iter().map(hash).collect::<Box<[u64]>>());
    words.filter(|words| !words.is_empty())
}
