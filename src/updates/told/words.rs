//! The words of a text and of an address in one spelling, so that the one can be found in the other.

mod reading;

pub use reading::{readings, written};

pub const SUFFIXES: [&str; 31] = [
    "aly", "ave", "blvd", "cir", "cres", "ct", "cv", "cyn", "dr", "expy", "fwy", "grv", "hwy",
    "ln", "loop", "park", "path", "pike", "pkwy", "pl", "plz", "rd", "row", "rte", "sq", "st",
    "ter", "trfy", "trl", "way", "xing",
];
pub const DIRECTIONS: [&str; 8] = ["n", "s", "e", "w", "ne", "nw", "se", "sw"];
/// What begins the part of an address behind its street.
pub const UNITS: [&str; 16] = [
    "apt", "unit", "ste", "fl", "rm", "bldg", "lot", "trlr", "spc", "dept", "lvl", "rear", "upper",
    "lower", "bsmt", "apto",
];

/// Long forms and their short ones (USPS Publication 28, appendix C), and what people write.
const SHORT: [(&str, &str); 91] = [
    ("alley", "aly"),
    ("avenue", "ave"),
    ("av", "ave"),
    ("avn", "ave"),
    ("aven", "ave"),
    ("boulevard", "blvd"),
    ("boul", "blvd"),
    ("bl", "blvd"),
    ("circle", "cir"),
    ("crescent", "cres"),
    ("court", "ct"),
    ("crt", "ct"),
    ("cove", "cv"),
    ("canyon", "cyn"),
    ("drive", "dr"),
    ("drv", "dr"),
    ("expressway", "expy"),
    ("freeway", "fwy"),
    ("grove", "grv"),
    ("highway", "hwy"),
    ("hiway", "hwy"),
    ("lane", "ln"),
    ("parkway", "pkwy"),
    ("pky", "pkwy"),
    ("place", "pl"),
    ("plaza", "plz"),
    ("road", "rd"),
    ("route", "rte"),
    ("rt", "rte"),
    ("square", "sq"),
    ("street", "st"),
    ("str", "st"),
    ("saint", "st"),
    ("terrace", "ter"),
    ("terr", "ter"),
    ("trail", "trl"),
    ("trafficway", "trfy"),
    ("trfwy", "trfy"),
    ("trafwy", "trfy"),
    ("wy", "way"),
    ("crossing", "xing"),
    ("north", "n"),
    ("south", "s"),
    ("east", "e"),
    ("west", "w"),
    ("northeast", "ne"),
    ("northwest", "nw"),
    ("southeast", "se"),
    ("southwest", "sw"),
    ("no", "n"),
    ("so", "s"),
    ("norte", "n"),
    ("sur", "s"),
    ("este", "e"),
    ("oeste", "w"),
    ("apartment", "apt"),
    ("suite", "ste"),
    ("floor", "fl"),
    ("room", "rm"),
    ("building", "bldg"),
    ("trailer", "trlr"),
    ("space", "spc"),
    ("department", "dept"),
    ("level", "lvl"),
    ("basement", "bsmt"),
    ("mount", "mt"),
    ("fort", "ft"),
    ("heights", "hts"),
    ("county", "co"),
    ("first", "1st"),
    ("second", "2nd"),
    ("third", "3rd"),
    ("fourth", "4th"),
    ("fifth", "5th"),
    ("sixth", "6th"),
    ("seventh", "7th"),
    ("eighth", "8th"),
    ("ninth", "9th"),
    ("tenth", "10th"),
    ("eleventh", "11th"),
    ("twelfth", "12th"),
    ("thirteenth", "13th"),
    ("fourteenth", "14th"),
    ("fifteenth", "15th"),
    ("sixteenth", "16th"),
    ("seventeenth", "17th"),
    ("eighteenth", "18th"),
    ("nineteenth", "19th"),
    ("twentieth", "20th"),
    ("thirtieth", "30th"),
    ("mlk", "martinlutherking"),
];
pub const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
pub const TENS: [&str; 10] = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];
/// Of a number that is said digit by digit.
const MOST_DIGITS: usize = 12;
/// The words of a reading in their short forms: `Twelve North Fifth Street` and `12 N. 5th St` are the same. Letters
/// are parted from digits, but for ordinals.
pub fn words(reading: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for run in reading
        .split(|c: char| !c.is_alphanumeric() && c != '&' && c != '@' && c != '\'' && c != '’')
    {
        let run: String = run.chars().filter(|c| !matches!(c, '\'' | '’')).collect();
        let mut rest = run.as_str();
        while let Some(first) = rest.chars().next() {
            if matches!(first, '&' | '@') {
                words.push("and".to_owned());
                rest = &rest[1..];
                continue;
            }
            let is_digit = first.is_ascii_digit();
            let end = rest
                .find(|c: char| c.is_ascii_digit() != is_digit || matches!(c, '&' | '@'))
                .unwrap_or(rest.len());
            let (mut piece, mut after) = rest.split_at(end);
            if is_digit {
                let ordinal = ["st", "nd", "rd", "th"].iter().find(|suffix| {
                    after.strip_prefix(**suffix).is_some_and(|rest| {
                        !rest.starts_with(char::is_alphabetic) || is_suffix_word(rest)
                    })
                });
                // "12st" may be 12 St as well; an ordinal is what ends as its number does.
                if let Some(suffix) = ordinal.filter(|suffix| **suffix == ordinal_suffix(piece)) {
                    piece = &rest[..end + suffix.len()];
                    after = &rest[end + suffix.len()..];
                }
            }
            words.push(short(piece));
            rest = after;
        }
    }
    numbered(as_one(words))
}

/// The name that most towns have a street of, however much of it is written out.
fn as_one(words: Vec<String>) -> Vec<String> {
    let forms = [
        ["martin", "luther", "king"],
        ["m", "l", "king"],
        ["m", "l", "k"],
    ];
    let mut joined = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let is_name = words
            .get(at..at + 3)
            .is_some_and(|three| forms.iter().any(|form| three == form));
        joined.push(if is_name {
            "martinlutherking".to_owned()
        } else {
            words[at].clone()
        });
        at += if is_name { 3 } else { 1 };
    }
    joined
}

fn is_suffix_word(text: &str) -> bool {
    let short = short(text);
    SUFFIXES.contains(&short.as_str())
}

fn ordinal_suffix(digits: &str) -> &'static str {
    let n: u64 = digits.parse().unwrap_or_default();
    match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

pub fn short(word: &str) -> String {
    let known = SHORT.iter().find(|(long, _)| *long == word);
    known.map_or(word, |(_, short)| short).to_owned()
}

/// Numbers in words to digits: `twenty`, `one` to `21`; `twelve hundred` to `1200`; `twenty`, `1st` to `21st`.
fn numbered(words: Vec<String>) -> Vec<String> {
    let mut numbered = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let (value, used) = number_in_words(&words[at..]);
        if used == 0 {
            numbered.push(words[at].clone());
            at += 1;
            continue;
        }
        at += used;
        let ordinal = words.get(at).and_then(|word| ordinal_value(word));
        match ordinal
            .filter(|ones| *ones < 10 && value.is_multiple_of(10) && (20..100).contains(&value))
        {
            Some(ones) => {
                let digits = (value + ones).to_string();
                numbered.push(format!("{digits}{}", ordinal_suffix(&digits)));
                at += 1;
            }
            None => numbered.push(value.to_string()),
        }
    }
    numbered
}

/// All ways of writing a short form, itself first.
pub fn long_forms(word: &str) -> Vec<&str> {
    let longs = SHORT.iter().filter(|(_, short)| *short == word);
    std::iter::once(word)
        .chain(longs.map(|(long, _)| *long))
        .collect()
}

fn ordinal_value(word: &str) -> Option<u64> {
    let digits = word.get(..word.len().checked_sub(2)?)?;
    let value = digits.parse().ok()?;
    word.ends_with(ordinal_suffix(digits)).then_some(value)
}

/// The number that the words begin with, and of how many words it is.
pub fn number_in_words(words: &[String]) -> (u64, usize) {
    // "Four four one seven" is said digit by digit.
    let digits = words.iter().take(MOST_DIGITS);
    let digits = digits.map_while(|word| ONES[..10].iter().position(|one| one == word));
    let digits: Vec<u64> = digits.map(|digit| digit as u64).collect();
    if digits.len() > 2 {
        let value = digits.iter().fold(0, |value, digit| value * 10 + digit);
        return (value, digits.len());
    }
    let (mut total, mut current, mut used) = (0, 0, 0);
    let mut last = u64::MAX;
    for (at, word) in words.iter().enumerate() {
        let ones = ONES.iter().position(|one| one == word).map(|n| n as u64);
        let tens = TENS
            .iter()
            .position(|ten| !ten.is_empty() && ten == word)
            .map(|n| n as u64 * 10);
        match (word.as_str(), ones.or(tens)) {
            ("hundred", _) if current > 0 && current < 100 => {
                current *= 100;
                last = u64::MAX;
            }
            ("thousand", _) if current > 0 && total == 0 => {
                total = current * 1000;
                current = 0;
                last = u64::MAX;
            }
            // "One twelve" is 112, and "twelve forty" 1240.
            (_, Some(value))
                if value >= last || (last < 20 && current > 0 && at > 0 && last != u64::MAX) =>
            {
                // "Thirty-one thirty-first street": the house's number ends where the street's begins.
                if value >= 20
                    && words
                        .get(at + 1)
                        .is_some_and(|word| ordinal_value(word).is_some())
                {
                    break;
                }
                current = current * 100 + value;
                last = value;
            }
            (_, Some(value)) => {
                current += value;
                last = value;
            }
            ("and", None)
                if used > 0
                    && words
                        .get(at + 1)
                        .is_some_and(|w| ONES.contains(&w.as_str()))
                    && last == u64::MAX =>
            {
                continue;
            }
            _ => break,
        }
        used = at + 1;
        if current > 100_000_000 {
            break;
        }
    }
    (total + current, used)
}
