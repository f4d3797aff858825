//! What a text may be read as, once what is only in how it is written is undone: URLs, HTML, marks on letters.

use icu_normalizer::DecomposingNormalizer;

/// Entities of characters that nobody sees.
const INVISIBLE: [&str; 7] = ["shy", "zwnj", "zwj", "lrm", "rlm", "zerowidthspace", "wbr"];
/// What ends the name of a letter with a mark: `eacute`.
const MARKS: [&str; 8] = [
    "acute", "grave", "uml", "tilde", "circ", "cedil", "ring", "caron",
];
const ENTITIES: [(&str, &str); 9] = [
    ("nbsp", " "),
    ("amp", "&"),
    ("comma", ","),
    ("period", "."),
    ("num", "#"),
    ("ensp", " "),
    ("emsp", " "),
    ("thinsp", " "),
    ("sol", "/"),
];

/// What a text may be read as: marks of URLs and HTML undone, small letters without accents. Tags are blanks in one
/// reading and nothing in the other, since a tag can stand between words and inside one.
pub fn readings(text: &str) -> Vec<String> {
    let written = written(text).into_iter();
    written.map(|reading| reading.to_lowercase()).collect()
}

/// The same with capitals where they are.
pub fn written(text: &str) -> Vec<String> {
    let mut decoded = text.to_owned();
    // What is encoded twice is decoded twice.
    for _ in 0..2 {
        decoded = entities(&percent(&decoded));
    }
    let mut readings = vec![plain(&tagless(&decoded, " "))];
    let joined = plain(&tagless(&decoded, ""));
    if joined != readings[0] {
        readings.push(joined);
    }
    readings
}

fn plain(text: &str) -> String {
    let decomposed = DecomposingNormalizer::new_nfkd()
        .normalize(text)
        .into_owned();
    let kept = decomposed.chars().filter(|c| {
        let is_mark = matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}');
        let is_invisible = matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
                | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
                | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
        );
        !is_mark && !is_invisible
    });
    kept.collect()
}

fn tagless(text: &str, between: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        plain.push_str(before);
        let is_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        match tag.split_once('>').filter(|_| is_tag) {
            Some((tag, after)) => {
                plain.push_str(between);
                // Links and titles.
                if let Some((_, attributes)) = tag.split_once('=').filter(|_| between == " ") {
                    plain.push_str(attributes);
                    plain.push_str(between);
                }
                rest = after;
            }
            None => {
                plain.push(' ');
                rest = tag;
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn percent(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = (bytes[at] == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten();
        let byte = pair
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match byte {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, entity)) = rest.split_once('&') {
        decoded.push_str(before);
        let name = entity.split_once(';').filter(|(name, _)| name.len() <= 24);
        match name.and_then(|(name, after)| Some((entity_character(name)?, after))) {
            Some((character, after)) => {
                decoded.push_str(&character);
                rest = after;
            }
            None => {
                decoded.push('&');
                rest = entity;
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

fn entity_character(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return Some(char::from_u32(code)?.to_string());
    }
    let name = name.to_ascii_lowercase();
    if INVISIBLE.contains(&name.as_str()) {
        return Some(String::new());
    }
    if let Some((_, character)) = ENTITIES.iter().find(|(entity, _)| *entity == name) {
        return Some((*character).to_owned());
    }
    let letter = MARKS
        .iter()
        .find_map(|mark| name.strip_suffix(mark))
        .filter(|letter| letter.len() == 1);
    // Any other is a mark between words.
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    letter
        .map(str::to_owned)
        .or_else(|| is_name.then(|| " ".to_owned()))
}
