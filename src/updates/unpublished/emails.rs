//! What of a text may be an e-mail address.

use crate::updates::risk::texts::in_plain;

/// What people write for the signs.
const AT: [&str; 3] = ["at", "arroba", "arobase"];
const DOT: [&str; 3] = ["dot", "punto", "point"];

/// All that may be one, in small letters: `Ana@house.example`, `ana (at) house dot example`. More than there are, to be
/// looked up.
pub fn emails(text: &str) -> Vec<String> {
    let plain = in_plain(text).to_lowercase().replace("%40", "@");
    let is_part = |c: char| c.is_alphanumeric() || "@._%+-".contains(c);
    let words: Vec<&str> = plain
        .split(|c: char| !is_part(c))
        .filter(|word| !word.is_empty())
        .collect();
    let is_sign = |word: &str| AT.contains(&word) || word == "@";
    if !plain.contains('@') && !words.iter().any(|word| is_sign(word)) {
        return Vec::new();
    }
    let mut found: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    // Said in words, each run of what goes on with a sign.
    let mut said = String::new();
    let mut goes_on = false;
    for word in &words {
        let sign = match *word {
            word if is_sign(word) => Some('@'),
            word if DOT.contains(&word) || word == "." => Some('.'),
            _ => None,
        };
        match sign {
            Some(sign) => said.push(sign),
            None => {
                if !goes_on {
                    found.push(std::mem::take(&mut said));
                }
                said.push_str(word);
            }
        }
        goes_on = sign.is_some();
    }
    found.push(said);
    found
        .into_iter()
        .map(|word| word.trim_matches(['.', '-']).to_owned())
        .filter(|word| word.contains('@'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_is_read_however_it_is_written() {
        for text in [
            "ana@house.example",
            "Write to Ana@House.Example.",
            "<a href=\"mailto:ana@house.example?subject=1\">",
            "to=ana%40house.example",
            "ana&#64;house.example",
            "ana (at) house (dot) example",
            "write to ana [at] house.example, or ring",
            "ana @ house . example",
            "ana arroba house punto example",
        ] {
            let found = emails(text);
            assert!(
                found.iter().any(|it| it == "ana@house.example"),
                "{text}: {found:?}"
            );
        }
        for text in [
            "susana@house.example",
            "ana@house.example.org",
            "Ask at the house",
            "",
        ] {
            let found = emails(text);
            assert!(
                found.iter().all(|it| it != "ana@house.example"),
                "{text}: {found:?}"
            );
        }
    }
}
