use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::snapshot::text::words::{fold, stem, words};
use crate::snapshot::text::{Document, Extent, TextIndex, Weight};

/// Words that no synonym knows.
fn word() -> impl Strategy<Value = String> {
    "[bdgk][aou][lmrz][aou][bdgkz]?[aou]?[lmz]?[aou]?(ing|ed|s)?"
}

fn texts() -> impl Strategy<Value = Vec<Vec<String>>> {
    prop::collection::vec(prop::collection::vec(word(), 0..8), 1..12)
}

fn index(texts: &[Vec<String>]) -> TextIndex {
    TextIndex::build((0..).zip(texts).map(|(number, text)| Document {
        number,
        fields: vec![(Weight::Text, text.join(" "))],
        ..Document::default()
    }))
}

fn stems(text: &str) -> BTreeSet<String> {
    words(&fold(text))
        .map(|word| stem(word.text).into_owned())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn known_words_match_as_a_scan_of_stems_does(
        texts in texts(),
        from in any::<prop::sample::Index>(),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
    ) {
        // Words of one text, so that some listing has them all.
        let source = from.get(&texts);
        prop_assume!(!source.is_empty());
        let q: Vec<&str> = picks.iter().map(|pick| pick.get(source).as_str()).collect();
        let q = q.join(" ");
        let asked = stems(&q);
        let expected: Vec<u32> = (0..)
            .zip(&texts)
            .filter(|(_, text)| stems(&text.join(" ")).is_superset(&asked))
            .map(|(number, _)| number)
            .collect();
        let index = index(&texts);
        let matches = index.search(&q);
        prop_assert_eq!(matches.extent, Extent::AllWords);
        prop_assert_eq!(matches.numbers.iter().collect::<Vec<u32>>(), expected);
    }

    #[test]
    fn an_unknown_word_within_its_edits_finds_the_word(
        texts in texts(),
        pick in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        letter in "[a-z]",
        edit in 0..4,
    ) {
        let all: Vec<(usize, &String)> = texts.iter().enumerate().flat_map(|(n, text)| text.iter().map(move |word| (n, word))).collect();
        prop_assume!(!all.is_empty());
        let (number, word) = *pick.get(&all);
        let mut letters: Vec<char> = word.chars().collect();
        let at = at.index(letters.len());
        let letter = letter.chars().next().unwrap_or('x');
        match edit {
            0 => letters[at] = letter,
            1 => letters.insert(at, letter),
            2 => { letters.remove(at); }
            _ => if at > 0 { letters.swap(at - 1, at) },
        }
        let mistyped: String = letters.into_iter().collect();
        prop_assume!(mistyped.chars().count() >= 4);
        let index = index(&texts);
        let known = |word: &str| index.0.word(word).is_some() || index.0.stem(word).is_some();
        prop_assume!(!known(&mistyped) && !index.0.synonyms.is_stop(&mistyped));
        prop_assert!(strsim::osa_distance(&mistyped, word) <= 1);
        prop_assert!(index.search(&mistyped).numbers.contains(number as u32), "{} for {}", mistyped, word);
    }

    #[test]
    fn any_question_has_an_answer(texts in texts(), q in "\\PC{0,600}", typed in "[-a-z0-9 '’.&:()+]{0,600}") {
        let index = index(&texts);
        for q in [&q, &typed] {
            let matches = index.search(q);
            let all = (0..100).collect();
            let scores = matches.scores(&all);
            prop_assert_eq!(scores.len() as u64, matches.numbers.len());
            prop_assert!(scores.iter().all(|(_, score)| score.is_finite() && *score > 0.0));
            let empty = matches!(matches.extent, Extent::NothingAsked | Extent::NoWords);
            prop_assert_eq!(empty, matches.numbers.is_empty());
        }
    }

    #[test]
    fn any_text_can_be_indexed_and_found_by_its_words(text in "\\PC{0,200}") {
        let index = TextIndex::build([Document {
            number: 3,
            fields: vec![(Weight::Name, text.clone())],
            numbers: vec![text.clone()],
            ..Document::default()
        }].into_iter());
        let matches = index.search(&text);
        prop_assert!(matches.extent != Extent::NoWords);
    }

    #[test]
    fn scores_do_not_depend_on_how_many_are_scored(texts in texts(), q in "[bdgk][aou][lmr] [bdgk][aou][lmr]") {
        let index = index(&texts);
        let matches = index.search(&q);
        for (number, score) in matches.scores(&(0..100).collect()) {
            prop_assert_eq!(matches.score(number), score);
        }
    }
}

#[test]
fn hostile_questions_are_bounded() {
    let index = index(&[vec!["gala".to_owned()]]);
    for q in [
        "x".repeat(1_000_000),
        "word ".repeat(100_000),
        "1".repeat(100_000),
        "1 ".repeat(100_000),
        "\u{301}".repeat(100_000),
        "ﷺ".repeat(100_000),
        "a-".repeat(100_000),
        "zzzzzzzzzzzzzzzzzzzzzzzz ".repeat(20_000),
    ] {
        let begun = std::time::Instant::now();
        let _ = index.search(&q);
        assert!(
            begun.elapsed().as_millis() < 500,
            "{}",
            &q.chars().take(9).collect::<String>()
        );
    }
}
