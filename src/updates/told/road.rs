//! What is known by its number alone: a highway, a county road, a box at the post.

use super::words::DIRECTIONS;

const ROADS: [&str; 26] = [
    "hwy",
    "hw",
    "rte",
    "us",
    "usa",
    "rd",
    "co",
    "cr",
    "crd",
    "state",
    "sr",
    "sh",
    "i",
    "ih",
    "interstate",
    "fm",
    "rm",
    "farm",
    "ranch",
    "market",
    "ruta",
    "carretera",
    "mo",
    "ks",
    "tx",
    "k",
];
const BOXES: [&str; 12] = [
    "box", "pobox", "postbox", "lockbox", "pob", "b", "apartado", "apdo", "drawer", "casilla",
    "caja", "postal",
];
/// "Highway No. 50", with "no" read as a north.
const FILLERS: [&str; 6] = ["n", "num", "number", "nro", "numero", "postal"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Road {
    code: String,
    is_box: bool,
}

impl Road {
    /// `hwy 50`, `co rd 1233`, `state rte dd`, `50 hwy`
    pub fn of(words: &[String]) -> Option<Road> {
        let at = (0..words.len())
            .find(|at| is_numbered(words, *at, is_road) || is_lettered(words, *at))?;
        Some(Road {
            code: words[at].clone(),
            is_box: false,
        })
    }

    /// `p o box 771`
    pub fn box_of(words: &[String]) -> Option<Road> {
        let at = (0..words.len()).find(|at| is_numbered(words, *at, is_box))?;
        Some(Road {
            code: words[at].clone(),
            is_box: true,
        })
    }

    pub fn is_box(&self) -> bool {
        self.is_box
    }

    pub fn is_in(&self, words: &[String]) -> bool {
        let is_kind = if self.is_box { is_box } else { is_road };
        let is_code = |at: &usize| words[*at] == self.code;
        (0..words.len())
            .filter(is_code)
            .any(|at| is_numbered(words, at, is_kind) || (!self.is_box && is_lettered(words, at)))
    }
}

fn is_numbered(words: &[String], at: usize, is_kind: fn(&str) -> bool) -> bool {
    if !words[at].starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let before = &words[..at];
    let before = match before {
        [rest @ .., filler] if !rest.is_empty() && is_filler(filler) => rest,
        all => all,
    };
    // "U.S. 50", "C.R. 1233"
    let initials = || match before {
        [.., a, b] if a.len() == 1 && b.len() == 1 => is_kind(&format!("{a}{b}")),
        _ => false,
    };
    let is_ending = || is_kind("hwy") && words.get(at + 1).is_some_and(|word| is_main(word));
    before.last().is_some_and(|word| is_kind(word)) || initials() || is_ending()
}

/// "State Route DD", "Highway K".
fn is_lettered(words: &[String], at: usize) -> bool {
    let is_code =
        (1..=2).contains(&words[at].len()) && words[at].chars().all(|c| c.is_ascii_alphabetic());
    let is_last = || {
        words[at + 1..]
            .iter()
            .all(|word| !DIRECTIONS.contains(&word.as_str()))
    };
    is_code
        && at > 0
        && is_main(&words[at - 1])
        && (is_last() || !DIRECTIONS.contains(&words[at].as_str()))
}

fn is_main(word: &str) -> bool {
    matches!(word, "hwy" | "rte")
}

pub fn is_road(word: &str) -> bool {
    ROADS.contains(&word)
}

fn is_box(word: &str) -> bool {
    BOXES.contains(&word)
}

pub fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}
