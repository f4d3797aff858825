//! One word that may be meant by another: a typing error in a long one, or a short form that is in no list.

/// Whether the word of a text is the word of a street, with one typing error where it is long.
pub fn is_written(word: &str, known: &str) -> bool {
    word == known || (known.len() >= 6 && word.len() >= 5 && is_one_edit(word, known))
}

/// `hol`, `crk`: the beginning of the word, or its first letter and consonants.
pub fn is_short_for(word: &str, known: &str) -> bool {
    if word.len() < 3 || word.len() >= known.len() || !word.is_ascii() {
        return false;
    }
    let has_vowel = word[1..].contains(['a', 'e', 'i', 'o', 'u']);
    known.starts_with(word)
        || (!has_vowel && known.starts_with(&word[..1]) && is_within(word, known))
}

/// Whether the letters of the one stand in the other in their order.
fn is_within(word: &str, known: &str) -> bool {
    let mut letters = known.chars();
    word.chars()
        .all(|letter| letters.any(|other| other == letter))
}

/// One letter more, one less, another one, or two that changed places.
fn is_one_edit(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    match (a, b) {
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, a @ ..], b) | (b, [_, a @ ..]) if a == b => true,
        (a, [_, b @ ..]) if a == b => true,
        ([a, c, a_rest @ ..], [b, d, b_rest @ ..]) => a == d && b == c && a_rest == b_rest,
        _ => false,
    }
}
