//! The address of whatever house in a text, in words: a number beside a street. It is looked for where nobody knows
//! which house it is, so that what only looks like one costs no more than a text.

mod word;

use super::road::{is_filler, is_road};
use super::street::Searched;
use super::words::{UNITS, readings, written};
use crate::geography::{Gazetteer, fold};
use word::{Word, words};

/// Words of a street's name.
const MOST_WORDS: usize = 4;
/// What stands before the name of a street.
const FIRST: [&str; 9] = [
    "avenida",
    "calle",
    "ave",
    "avda",
    "camino",
    "carretera",
    "paseo",
    "bulevar",
    "callejon",
];
/// Words for street that are as often about something else, or of a road that is known by its number.
const OF_OTHER_THINGS: [&str; 8] = ["ct", "loop", "park", "path", "pl", "row", "sq", "way"];
const NUMBERED: [&str; 2] = ["hwy", "rte"];
/// What begins the name of a street.
const ARTICLES: [&str; 10] = [
    "de", "del", "el", "la", "las", "los", "st", "mt", "ft", "the",
];
/// What says that a number is that of a house.
const HOUSE: [&str; 5] = ["house", "casa", "home", "building", "edificio"];
const AT: [&str; 8] = ["at", "located", "address", "en", "on", "off", "in", "along"];
/// What a number is of that stands behind it.
const OF_OTHERS: [&str; 22] = [
    "chapter",
    "section",
    "title",
    "article",
    "form",
    "phase",
    "grade",
    "ages",
    "age",
    "over",
    "under",
    "ext",
    "extension",
    "capitulo",
    "titulo",
    "seccion",
    "box",
    "suite",
    "channel",
    "public",
    "tier",
    "edad",
];
/// Numbers that are called or cited.
const CODES: [&str; 10] = [
    "211", "311", "411", "501", "504", "511", "711", "811", "911", "988",
];
/// Words between the number of a box at the post and its ZIP: "Box 12, Lee's Summit, MO 64063".
const OF_BOX: usize = 8;
const BOXES: [&str; 4] = ["box", "pobox", "pob", "apartado"];

/// ZIPs of addresses in the text: `ZIP 64068`, `Liberty, MO 64068`. Where a box is, is known to everybody.
pub fn zips(written: &str) -> Vec<String> {
    // Most texts have none.
    let mut digits = written.as_bytes().windows(5);
    if !digits.any(|five| five.iter().all(u8::is_ascii_digit)) {
        return Vec::new();
    }
    let words = words(written);
    let is_called_so = |at: usize| {
        let before = |back: usize| {
            at.checked_sub(back)
                .map_or("", |at| words[at].short.as_str())
        };
        matches!(before(1), "zip" | "zipcode" | "postal")
            || matches!(
                (before(2), before(1)),
                ("zip" | "postal", "code" | "is" | "mo")
            )
    };
    let is_number = |at: &usize| words[*at].text.len() == 5 && words[*at].number.is_some();
    let is_of_box = |at: usize| {
        let before = &words[at.saturating_sub(OF_BOX)..at];
        before.iter().any(|word| word.is_one_of(&BOXES))
    };
    let numbers = (0..words.len()).filter(is_number);
    let zips = numbers
        .filter(|at| is_called_so(*at) || (is_after_town(&words[..=*at]) && !is_of_box(*at)));
    zips.map(|at| words[at].text.to_owned()).collect()
}

/// Whether the words end with a ZIP behind its town or state.
fn is_after_town(words: &[Word]) -> bool {
    let gazetteer = Gazetteer::embedded();
    let Some((zip, before)) = words.split_last() else {
        return false;
    };
    let Some(zip) = zip.text.parse().ok().and_then(|code| gazetteer.zip(code)) else {
        return false;
    };
    let towns = gazetteer.towns_of_zip(zip);
    let is_of_state = |fips: u32| zip.counties.iter().any(|county| county / 1000 == fips);
    (1..=before.len().min(MOST_WORDS)).any(|count| {
        let name = &before[before.len() - count..];
        let said: Vec<&str> = name.iter().map(|word| word.text).collect();
        let said = said.join(" ");
        // "In" and "or" are words.
        let is_code =
            said.len() > 2 || said.chars().all(char::is_uppercase) || name[0].before.contains(',');
        let state = gazetteer.state_by_name(&said).filter(|_| is_code);
        state.is_some_and(|state| is_of_state(state.fips))
            || towns.iter().any(|town| fold(town.name) == fold(&said))
    })
}

/// Whether a line is the address of a house.
pub fn is_one(line: &str) -> bool {
    let is_typed = |reading: &String| Searched::of(reading).houses().next().is_some();
    readings(line).iter().any(is_typed) || written(line).iter().any(|it| !houses(it).is_empty())
}

/// The houses that are part of a name, as in "12 Elm Street House", and not an address beside one: "Juniper, 12 Elm St",
/// "Juniper at 12 Elm", "Juniper 4417 Quartz".
pub fn in_name(written: &str) -> Vec<String> {
    let mut named = Vec::new();
    for part in written.split([',', ';', ':', '(', ')', '|', '–', '—']) {
        let words = words(part);
        let searched = Searched::of(&part.to_lowercase());
        let all = searched.words().join(" ");
        let typed: Vec<String> = searched.houses().collect();
        let ends = |number: &str| {
            let mut typed = typed.iter().filter(|house| all.ends_with(house.as_str()));
            typed.any(|house| house.split(' ').next() == Some(number))
        };
        let is_beside = |number: &str| {
            let at = words.iter().position(|word| word.text == number);
            let before = at.and_then(|at| words.get(at.checked_sub(1)?));
            number.len() > 3 || ends(number) || before.is_some_and(|word| word.is_one_of(&AT))
        };
        let said = houses(part).into_iter().flatten();
        named.extend(said.chain(typed.iter().cloned()).filter(|house| {
            let number = house.split(' ').next().unwrap_or_default();
            !is_beside(number)
        }));
    }
    named
}

/// Whatever may be the address of a house: each in the ways that it may be meant, number first.
pub fn houses(written: &str) -> Vec<Vec<String>> {
    let words = words(written);
    let numbers = (0..words.len()).filter(|at| is_house(&words, *at));
    let houses = numbers.flat_map(|at| {
        let found = [named(&words, at), said(&words, at), behind(&words, at)];
        found.into_iter().flatten()
    });
    houses.collect()
}

/// `4417 Quartz`, `4417 N.E. Quartz`
fn named(words: &[Word], at: usize) -> Option<Vec<String>> {
    let number = words[at].number.as_ref()?;
    let mut name = at + 1;
    while name < words.len() && words[name].is_direction() {
        name += 1;
    }
    let is_directed = name > at + 1;
    // "4417B"
    if !is_directed && words.get(name)?.text.len() == 1 && words[name].before.is_empty() {
        name += 1;
    }
    let before = at.checked_sub(1).map(|before| &words[before]);
    let is_said = before.is_some_and(|word| word.is_one_of(&AT) || word.is_one_of(&HOUSE));
    let is_other = before.is_some_and(|word| {
        word.is_one_of(&OF_OTHERS)
            || word.is_one_of(&UNITS)
            || (is_road(&word.short) && word.before.trim_end() != "," && !word.is_suffix())
            || word.is_one_of(&NUMBERED)
            || word.is_counted()
    });
    let is_year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
    if is_other || CODES.contains(&number.as_str()) || (is_year && !is_said && !is_directed) {
        return None;
    }
    let first = name;
    while words.get(name)?.is_one_of(&ARTICLES) && words[name].is_capital() {
        name += 1;
    }
    let word = &words[name];
    let is_near = words[at + 1..=name].iter().enumerate().all(|(n, word)| {
        let is_dash = number.len() > 2 && matches!(word.before.trim(), "–" | "—");
        word.is_blank()
            || (n == 0 && (word.before.is_empty() || is_dash))
            || word.before.trim() == "."
    });
    let is_abbreviation =
        word.text.len() < 5 && word.text.chars().all(char::is_uppercase) && number.len() < 3;
    let is_street = word.is_name()
        && (word.is_capital()
            || (is_directed && word.is_ordinal())
            || is_in_small_letters(words, at, name));
    // "30. Then"
    let is_same = !words[at + 1].before.contains('.');
    (is_near && is_same && is_street && !is_abbreviation && words[first].number.is_none())
        .then(|| meant(words, number, first))
}

/// `x.org/4417-quartz`, `4417quartz@x.org`, or `4417 quartz` and nothing more: at `name`, where a number is seldom one of
/// things.
fn is_in_small_letters(words: &[Word], at: usize, name: usize) -> bool {
    let number = words[at].number.as_deref().unwrap_or_default();
    let before = words[at].before.trim_end();
    let next = words[at + 1].before;
    let is_slug =
        before.ends_with(['/', '=']) && (next.is_empty() || next.starts_with(['-', '_', '+']));
    let is_alone =
        (at == 0 || before.ends_with([':', '-', '–', '—', '|'])) && words.len() <= name + 2;
    let is_mail = number.len() > 3
        && words
            .get(name + 1)
            .is_some_and(|word| word.before.starts_with('@'));
    number.len() > 2 && !number.ends_with("00") && (is_slug || is_mail || is_alone)
}

/// `house 4417 on Quartz Lane`
fn said(words: &[Word], at: usize) -> Option<Vec<String>> {
    let is_said = words[..at]
        .last()
        .is_some_and(|word| word.is_one_of(&HOUSE))
        || is_numbered(words, at);
    let next = words.get(at + 1)?;
    let rest = words.get(at + 2..)?;
    let end = rest.iter().take(MOST_WORDS + 2).position(Word::is_suffix);
    let first = rest
        .first()
        .is_some_and(|word| word.is_one_of(&FIRST) || word.is_capital());
    (is_said && next.is_one_of(&AT) && (first || end.is_some_and(|end| end > 0))).then(|| {
        meant(
            words,
            words[at].number.as_deref().unwrap_or_default(),
            at + 2,
        )
    })
}

/// `Quartz Ln 4417`, `Avenida Quartz número 4417`
fn behind(words: &[Word], at: usize) -> Option<Vec<String>> {
    let number = words[at].number.as_ref()?;
    let mut end = at;
    while end > 0
        && end + 3 > at
        && (is_filler(&words[end - 1].short) || words[end - 1].is_one_of(&HOUSE))
    {
        end -= 1;
    }
    let is_said = end < at || words[at].before.contains('#');
    let next = words.get(at + 1);
    let is_time = number.len() < 3
        && next
            .is_some_and(|word| word.is_one_of(&["to", "a", "and", "y", "through", "until", "p"]))
        && words.get(at + 2).is_some_and(|word| word.text.len() < 3);
    let is_zip = number.len() == 5 && !is_said && words[at].before.contains(',');
    if end == 0 || is_time || is_zip || next.is_some_and(Word::is_counted) {
        return None;
    }
    let name = &words[..end];
    let most = name.len().min(MOST_WORDS + 1);
    let is_street = |from: usize| {
        let (first, rest) = (&name[from], &name[from + 1..]);
        let own = rest.iter().filter(|word| !word.is_one_of(&ARTICLES));
        let own: Vec<&Word> = own.collect();
        let is_named = own.first().is_some_and(|word| word.is_capital())
            || (own.len() == 1 && number.len() > 2);
        first.is_one_of(&FIRST)
            && is_named
            && own.iter().all(|word| word.is_name() || word.is_direction())
    };
    let start = (name.len() - most..name.len())
        .rev()
        .find(|from| is_street(*from));
    // "Quartz Lane N"
    let last = name.iter().rposition(|word| !word.is_direction())?;
    let is_typed = || {
        let (suffix, own) = (&name[last], name.get(last.checked_sub(1)?)?);
        let is_sure = is_said || number.len() > 2;
        (suffix.is_suffix()
            && !suffix.is_one_of(&NUMBERED)
            && suffix.before.trim().is_empty()
            && own.is_name()
            && (!is_road(&own.short) || own.is_ordinal())
            && (is_sure || own.is_capital())
            && (!suffix.is_one_of(&OF_OTHER_THINGS) || (is_sure && own.is_capital())))
        .then_some(last - 1)
    };
    let from = start.or_else(is_typed)?;
    // "900 Grand Blvd #3": the number of a house stands before its street.
    let earliest = from.saturating_sub(MOST_WORDS);
    let is_unit = (earliest..from).rev().any(|before| {
        words[before].number.is_some()
            && words[before + 1..=from]
                .iter()
                .all(|word| word.before.trim_matches(['.', ' ']).is_empty())
    });
    (!is_unit).then(|| {
        let first = if start.is_some() { from } else { earliest };
        let names = (first..=from).map(|first| {
            let name: Vec<&str> = words[first..end]
                .iter()
                .map(|word| word.short.as_str())
                .collect();
            format!("{number} {}", name.join(" "))
        });
        names.collect()
    })
}

/// The number and one, two … words.
fn meant(words: &[Word], number: &str, from: usize) -> Vec<String> {
    let most = words.len().min(from + MOST_WORDS + 1);
    let name = |end: usize| {
        let name: Vec<&str> = words[from..end]
            .iter()
            .map(|word| word.short.as_str())
            .collect();
        format!("{number} {}", name.join(" "))
    };
    (from + 1..=most).map(name).collect()
}

fn is_numbered(words: &[Word], at: usize) -> bool {
    words[at].before.contains('#')
        || words[..at]
            .last()
            .is_some_and(|word| is_filler(&word.short))
}

/// Whether it is a number of two to six digits, and none of a telephone, a time, an amount.
fn is_house(words: &[Word], at: usize) -> bool {
    let word = &words[at];
    let is_length = word
        .number
        .as_ref()
        .is_some_and(|number| (2..=6).contains(&number.len()));
    let length = |word: &Word| word.number.as_ref().map_or(0, String::len);
    let is_joined = |a: &Word, b: &Word| {
        b.number.is_some()
            && a.number.is_some()
            && (b.before.len() == 1 && ".:/,".contains(b.before)
                || (length(a), length(b)) == (3, 4)
                || (length(a), length(b)) == (3, 3)
                || (b.before.contains('-') && length(a) < 3 && length(b) < 3)
                || (b.before.contains(')')))
    };
    let is_money = word.before.ends_with(['$', '€', '£', '<', '>']);
    let is_percent = words
        .get(at + 1)
        .is_some_and(|next| next.before.contains(['%', '°']));
    is_length
        && !is_money
        && !is_percent
        && (at == 0 || !is_joined(&words[at - 1], word))
        && words.get(at + 1).is_none_or(|next| !is_joined(word, next))
}
