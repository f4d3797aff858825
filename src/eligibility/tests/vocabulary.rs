use std::collections::BTreeSet;

use crate::eligibility::vocabulary::{Contradiction, FactType, Vocabulary, Words};
use crate::eligibility::{CriterionResult, FactId, Test, Verdict};
use crate::geography::Gazetteer;

/// As `unknown` and `declined` mean silence, no option may be called so.
const SILENCE: [&str; 2] = ["unknown", "declined"];

fn vocabulary() -> &'static Vocabulary {
    Vocabulary::embedded()
}

#[test]
fn every_fact_is_whole() {
    let vocabulary = vocabulary();
    let keys: BTreeSet<&str> = vocabulary.facts.iter().map(|f| f.key.as_str()).collect();
    assert_eq!(keys.len(), vocabulary.facts.len(), "a key is there twice");
    assert!(vocabulary.facts.len() <= usize::from(u8::MAX));
    for (id, fact) in vocabulary.all() {
        let key = &fact.key;
        assert_eq!(vocabulary.find(key), Some(id));
        assert_eq!(fact.before_answer.is_some(), fact.sensitive, "{key}");
        let is = |kind| fact.kind == kind;
        assert_eq!(fact.options.is_empty(), !is(FactType::Choice), "{key}");
        assert!(fact.options.len() <= 64, "{key}");
        assert_eq!(
            fact.minimum.is_some() && fact.maximum.is_some(),
            is(FactType::Number),
            "{key}"
        );
        assert!(!fact.several || is(FactType::Choice), "{key}");
        let values: BTreeSet<&str> = fact.options.iter().map(|o| o.value.as_str()).collect();
        assert_eq!(values.len(), fact.options.len(), "{key}");
        assert!(SILENCE.iter().all(|word| !values.contains(word)), "{key}");
        if let Some(unless) = &fact.implied_unless {
            Test::read(unless, Gazetteer::embedded()).expect(key);
        }
        if let Some(known_if) = &fact.known_if {
            let test = Test::read(known_if, Gazetteer::embedded()).expect(key);
            assert!(!test.mentions(id), "{key} is known by its own answer");
        }
        for told in &fact.told {
            let test = Test::read(&told.test, Gazetteer::embedded()).expect(key);
            assert!(!test.mentions(id), "{key} is told by its own answer");
        }
    }
    for Contradiction { key, with, test } in &vocabulary.contradictions {
        let test = Test::read(test, Gazetteer::embedded()).expect(key);
        let mentions = |key: &str| test.mentions(vocabulary.find(key).expect(key));
        assert!(mentions(key) && mentions(with), "{key}, {with}");
    }
}

/// Design: these come only when nothing else settles anything.
#[test]
fn what_may_hurt_is_sensitive() {
    for key in [
        "age",
        "made_to_work",
        "made_to_have_sex",
        "hurt_by_partner",
        "hurt_by_family",
        "sexually_assaulted",
        "immigration_status",
        "has_conviction_to_clear",
        "justice_status",
        "uses_drugs_or_alcohol",
        "pregnant",
        "with_guardian",
    ] {
        let fact = vocabulary().fact(vocabulary().find(key).expect(key));
        let before = fact.before_answer.as_ref().expect(key);
        assert!(before.en.ends_with("You can skip this."), "{key}");
        assert!(before.es.ends_with("Puede dejarla sin contestar."), "{key}");
    }
}

#[test]
fn a_child_could_read_the_questions() {
    for fact in &vocabulary().facts {
        for words in [Some(&fact.text), fact.before_answer.as_ref()]
            .into_iter()
            .flatten()
        {
            let grade = flesch_kincaid_grade(&words.en);
            assert!(grade <= 6.0, "{}: grade {grade:.1}: {}", fact.key, words.en);
            assert_short_sentences(&fact.key, &words.es);
        }
        for option in &fact.options {
            let Words { en, es } = &option.label;
            let longest = en
                .split_whitespace()
                .count()
                .max(es.split_whitespace().count());
            assert!((1..=10).contains(&longest), "{}: {en} / {es}", fact.key);
        }
    }
}

#[test]
fn a_child_could_read_the_verdicts() {
    let verdicts = Verdict::ALL.map(Verdict::in_words);
    let verdicts = verdicts
        .iter()
        .flat_map(|said| [&said.text, &said.if_unsure]);
    use CriterionResult::{Met, NotMet, Unknown};
    let results = [Met, NotMet, Unknown].map(CriterionResult::in_words);
    for words in verdicts.chain(results) {
        let grade = flesch_kincaid_grade(&words.en);
        assert!(grade <= 6.0, "{grade:.1}: {}", words.en);
        assert_short_sentences("a verdict", &words.es);
        assert_ne!(words.en, words.es);
    }
}

#[test]
fn the_grade_is_flesch_kincaids() {
    // 6 words, 1 sentence, 6 syllables: 0.39 × 6 + 11.8 × 1 − 15.59.
    assert!((flesch_kincaid_grade("The cat sat on the mat.") - -1.45).abs() < 1e-9);
    let hard = "Immigration authorities require documentation demonstrating eligibility.";
    assert!(flesch_kincaid_grade(hard) > 12.0);
}

fn flesch_kincaid_grade(text: &str) -> f64 {
    let sentences = text.matches(['.', '?', '!']).count().max(1) as f64;
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
        .collect();
    let syllables: usize = words.iter().map(|word| syllables(word)).sum();
    let count = words.len() as f64;
    0.39 * count / sentences + 11.8 * syllables as f64 / count - 15.59
}

/// Groups of vowels, without a silent e.
fn syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    let is_vowel = |c: char| "aeiouy".contains(c);
    let groups = word
        .split(|c| !is_vowel(c))
        .filter(|group| !group.is_empty())
        .count();
    let silent = word.ends_with('e') && !word.ends_with("le") && groups > 1;
    (groups - usize::from(silent)).max(1)
}

/// The formula is for English; short sentences of short words are easy in any language.
fn assert_short_sentences(key: &str, text: &str) {
    for sentence in text.split(['.', '?', '!']).filter(|s| !s.trim().is_empty()) {
        let words: Vec<&str> = sentence.split_whitespace().collect();
        let letters: usize = words.iter().map(|word| word.chars().count()).sum();
        assert!(words.len() <= 18, "{key}: {sentence}");
        // Of one word alone there is no mean.
        assert!(
            words.len() == 1 || (letters as f64) / (words.len() as f64) <= 7.0,
            "{key}: {sentence}"
        );
    }
}

#[test]
fn the_guidelines_say_their_year() {
    let guidelines = &vocabulary().poverty_guidelines;
    assert_eq!(guidelines.year, 2025);
    assert_eq!(guidelines.contiguous.dollars(1.0), 15_650.0);
    assert_eq!(guidelines.contiguous.dollars(4.0), 32_150.0);
    assert!(guidelines.source.contains("2025-01377"));
    assert_eq!(vocabulary().fact(FactId(0)).key, "age");
}
