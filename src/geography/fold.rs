//! How names of places are compared: by their folded form, which people reach however they type.

use std::borrow::Cow;

/// A text whose letters, digits and marks of full width (U+FF01 to U+FF5E, and the blank) are those of ASCII, as NFKC
/// has it: what an East Asian keyboard types. The rest of NFKC would take marks apart that mean something here.
pub(super) fn half_width(text: &str) -> Cow<'_, str> {
    let half = |c: char| match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        text.chars().map(half).collect()
    }
}

/// A name without its spelling habits: lower case, no accents, apostrophes or periods, other marks as blanks, single
/// blanks, and `saint`, `mount` and `fort` for their short forms. `Lee’s Summit` and `LEES  SUMMIT` fold to the same.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 8);
    // Where the present word begins.
    let mut begin = 0;
    for c in text.chars() {
        match c {
            '.' | '\'' | '`' | '´' | '‘' | '’' | '‛' | 'ʻ' | 'ʼ' | '′' | '＇' => {}
            // Combining marks: an accent that was typed apart from its letter.
            '\u{300}'..='\u{36f}' => {}
            c if c.is_ascii_alphanumeric() => folded.push(c.to_ascii_lowercase()),
            c if c.is_ascii() => begin = end_word(&mut folded, begin),
            c => match unaccented(c) {
                " " => begin = end_word(&mut folded, begin),
                letters => folded.push_str(letters),
            },
        }
    }
    if end_word(&mut folded, begin) > 0 {
        folded.pop();
    }
    folded
}

/// Ends the word that begins at `begin`, if there is one, and says where the next begins.
fn end_word(folded: &mut String, begin: usize) -> usize {
    let long = match &folded[begin..] {
        "" => return begin,
        "st" | "ste" | "sainte" => Some("saint"),
        "mt" => Some("mount"),
        "ft" => Some("fort"),
        _ => None,
    };
    if let Some(long) = long {
        folded.truncate(begin);
        folded.push_str(long);
    }
    folded.push(' ');
    folded.len()
}

/// A folded name with its first or last word spelled out, if that is a usual short form that may mean other things too,
/// and is therefore not for [`fold`]: `n kansas city` is `north kansas city`, and `e` a letter. In all ways it may be meant.
pub(super) fn unabbreviated(folded: &str) -> Vec<String> {
    let Some((first, rest)) = folded.split_once(' ') else {
        return Vec::new();
    };
    let long: &[&str] = match first {
        "n" => &["north"],
        "e" => &["east"],
        "s" => &["south"],
        "w" => &["west"],
        "pt" => &["point", "port"],
        _ => &[],
    };
    let of_first = long.iter().map(|long| format!("{long} {rest}"));
    let (rest, last) = folded.rsplit_once(' ').unwrap_or((folded, ""));
    let long = match last {
        "hts" => Some("heights"),
        "spgs" => Some("springs"),
        "jct" => Some("junction"),
        _ => None,
    };
    let of_last = long.map(|long| format!("{rest} {long}"));
    of_first.chain(of_last).collect()
}

/// The accented letters of American place names and their neighbours; any other character separates words.
fn unaccented(c: char) -> &'static str {
    match c {
        'à'..='å' | 'À'..='Å' | 'ā' | 'Ā' | 'ă' | 'Ă' | 'ą' | 'Ą' => "a",
        'æ' | 'Æ' => "ae",
        'ç' | 'Ç' | 'ć' | 'Ć' | 'č' | 'Č' => "c",
        'è'..='ë' | 'È'..='Ë' | 'ē' | 'Ē' | 'ę' | 'Ę' | 'ě' | 'Ě' => "e",
        'ì'..='ï' | 'Ì'..='Ï' | 'ī' | 'Ī' => "i",
        'ñ' | 'Ñ' | 'ń' | 'Ń' => "n",
        'ò'..='ö' | 'ø' | 'Ò'..='Ö' | 'Ø' | 'ō' | 'Ō' => "o",
        'ù'..='ü' | 'Ù'..='Ü' | 'ū' | 'Ū' => "u",
        'ý' | 'ÿ' | 'Ý' => "y",
        _ => " ",
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn one_place_folds_alike_however_it_is_typed() {
        for typed in [
            "Lee's Summit",
            "Lee’s Summit",
            "LEES SUMMIT",
            "  lees \t summit ",
            "Leeʼs-Summit",
        ] {
            assert_eq!(fold(typed), "lees summit", "{typed}");
        }
        for typed in [
            "St. Louis",
            "St Louis",
            "Saint Louis",
            "SAINT  LOUIS",
            "Ste. Louis",
        ] {
            assert_eq!(fold(typed), "saint louis", "{typed}");
        }
        assert_eq!(fold("Mayagüez"), fold("Mayagu\u{308}ez"));
        assert_eq!(fold("‘Ewa Beach"), fold("Ewa beach"));
        assert_eq!(fold("Winston-Salem"), fold("Winston Salem"));
        assert_eq!(fold("Mt. Vernon"), fold("Mount Vernon"));
    }

    #[test]
    fn a_short_form_is_unfolded_only_as_a_word_of_its_own() {
        assert_eq!(fold("Stanton"), "stanton");
        assert_eq!(fold("East Mtn"), "east mtn");
    }
}
