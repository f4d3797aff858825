//! What a person types, as an answer.

use serde_json::{Value, json};

use crate::eligibility::{Fact, FactType};

/// What was meant.
#[derive(Debug, PartialEq)]
pub enum Typed {
    Answer(Value),
    /// No more questions.
    Stop,
}

/// Reads a line; `None` where it is no answer. Whether a number or a place is a possible one is not checked here.
pub fn read(fact: &Fact, line: &str) -> Option<Typed> {
    let line = line.to_lowercase();
    let value = match line.as_str() {
        "" => json!("unknown"),
        "d" => json!("declined"),
        "q" => return Some(Typed::Stop),
        _ => match fact.kind {
            FactType::Number => number(fact, &line)?,
            FactType::Boolean => match line.as_str() {
                "y" | "yes" | "s" | "si" | "sí" => json!(true),
                "n" | "no" => json!(false),
                _ => return None,
            },
            FactType::Choice => choice(fact, &line)?,
            FactType::Place => json!(line),
        },
    };
    Some(Typed::Answer(value))
}

/// Digits alone. A dot is a fraction of a year or a day, and nothing of money: 1.000 is one to some and a thousand to others.
fn number(fact: &Fact, line: &str) -> Option<Value> {
    let is_money = fact
        .unit
        .as_deref()
        .is_some_and(|unit| unit.starts_with("US dollars"));
    let is_plain = |c: char| c.is_ascii_digit() || (c == '.' && !is_money && !fact.whole);
    if !line.chars().all(is_plain) {
        return None;
    }
    let number: f64 = line.parse().ok()?;
    Some(json!(number))
}

/// Places in the list, from 1.
fn choice(fact: &Fact, line: &str) -> Option<Value> {
    let parts = line.split([' ', ',']).filter(|part| !part.is_empty());
    let chosen: Option<Vec<&str>> = parts
        .map(|part| {
            let at: usize = part.parse().ok()?;
            let option = fact.options.get(at.checked_sub(1)?)?;
            Some(option.value.as_str())
        })
        .collect();
    match (chosen?.as_slice(), fact.several) {
        ([], _) => None,
        (several, true) => Some(json!(several)),
        ([one], false) => Some(json!(one)),
        (_, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eligibility::Vocabulary;

    #[track_caller]
    fn assert_reads(key: &str, line: &str, value: Option<Value>) {
        let vocabulary = Vocabulary::embedded();
        let fact = vocabulary.fact(vocabulary.find(key).unwrap());
        assert_eq!(read(fact, line), value.map(Typed::Answer), "{key}: {line}");
    }

    #[test]
    fn every_question_can_be_skipped_declined_or_the_last() {
        for fact in &Vocabulary::embedded().facts {
            let answer = |value| Some(Typed::Answer(json!(value)));
            assert_eq!(read(fact, ""), answer("unknown"));
            assert_eq!(read(fact, "D"), answer("declined"));
            assert_eq!(read(fact, "q"), Some(Typed::Stop));
        }
    }

    #[test]
    fn yes_and_no_are_understood_in_both_languages() {
        for (line, value) in [
            ("y", true),
            ("Yes", true),
            ("s", true),
            ("Sí", true),
            ("no", false),
        ] {
            assert_reads("with_pet", line, Some(json!(value)));
        }
        assert_reads("with_pet", "maybe", None);
    }

    #[test]
    fn numbers_are_digits() {
        assert_reads("age", "17.9", Some(json!(17.9)));
        assert_reads("age", "-3", None);
        assert_reads("age", "seventeen", None);
        assert_reads("age", "inf", None);
        assert_reads("household_income", "20000", Some(json!(20000.0)));
        assert_reads("household_income", "20.000", None);
        assert_reads("household_income", "20,000", None);
        assert_reads("household_size", "2.5", None);
    }

    #[test]
    fn options_are_chosen_by_their_place() {
        assert_reads("gender", "1", Some(json!("woman")));
        assert_reads("gender", "1 2", None);
        assert_reads("gender", "4", None);
        assert_reads("gender", "0", None);
        assert_reads("language", "1, 2", Some(json!(["en", "es"])));
        assert_reads("language", ",", None);
    }
}
