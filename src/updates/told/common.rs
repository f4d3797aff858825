//! Names that tell no street by themselves, since they are those of towns and counties, or everybody's words.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::words::{readings, words};
use crate::geography::Gazetteer;

/// A town of this many ZIPs is spoken of without its state.
const LARGE_ZIPS: u32 = 3;
/// Long words that are in many texts, and in the names of streets.
const WORDS: [&str; 48] = [
    "university",
    "hospital",
    "cemetery",
    "industrial",
    "industry",
    "commerce",
    "commercial",
    "corporate",
    "executive",
    "technology",
    "research",
    "business",
    "memorial",
    "community",
    "children",
    "emergency",
    "recovery",
    "services",
    "veterans",
    "government",
    "lakeside",
    "hillside",
    "religious",
    "methodist",
    "catholic",
    "lutheran",
    "presbyterian",
    "christian",
    "cathedral",
    "institute",
    "professional",
    "enterprise",
    "transportation",
    "martinlutherking",
    "location",
    "building",
    "confidential",
    "mountain",
    "shopping",
    "exchange",
    "employment",
    "education",
    "resource",
    "resources",
    "advocacy",
    "counseling",
    "domestic",
    "violence",
];

struct Common {
    names: HashSet<Vec<String>>,
    words: HashSet<String>,
}

/// Whether these words are the name of a county or of a large town.
pub fn is_region(name: &[String]) -> bool {
    common().names.contains(name)
}

/// Whether the word is in the name of any town or county, or one that many texts have.
pub fn is_common(word: &str) -> bool {
    WORDS.contains(&word) || common().words.contains(word)
}

fn common() -> &'static Common {
    static COMMON: OnceLock<Common> = OnceLock::new();
    COMMON.get_or_init(|| {
        let gazetteer = Gazetteer::embedded();
        let mut common = Common {
            names: HashSet::new(),
            words: HashSet::new(),
        };
        let states = gazetteer.states().iter().map(|state| (state.name, true));
        let counties = gazetteer
            .counties()
            .iter()
            .map(|county| (county.name, true));
        let towns = gazetteer
            .towns()
            .iter()
            .map(|town| (town.name, town.zips >= LARGE_ZIPS));
        for (name, is_region) in states.chain(counties).chain(towns) {
            let mut name = readings(name)
                .first()
                .map(|name| words(name))
                .unwrap_or_default();
            common.words.extend(name.iter().cloned());
            if is_region {
                name.retain(|word| !matches!(word.as_str(), "co" | "parish"));
                common.names.insert(name);
            }
        }
        common
    })
}
