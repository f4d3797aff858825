//! What a person types, as an answer.

use serde_json::{Value, json};

use crate::eligibility::{Fact, FactType};

/// What was meant.
#[derive(Debug, PartialEq)]
pub enum Typed {
    Answer(Value),
    /// The last answer was wrong.
    Back,
    /// What can be typed here?
    Help,
    /// No more questions.
    Stop,
}

/// Reads a line; `None` where it is no answer. Whether a number or a place is a possible one is not checked here.
pub fn read(fact: &Fact, line: &str) -> Option<Typed> {
    let line = line.to_lowercase();
    if let Some(word) = word(&line) {
        return Some(word);
    }
    let value = match line.as_str() {
        "" => json!("unknown"),
        "d" => json!("declined"),
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

/// Reads a line after the last question: to end, or to take the last answer back.
pub fn at_the_end(line: &str) -> Option<Typed> {
    match line {
        "" => Some(Typed::Stop),
        line => word(&line.to_lowercase()),
    }
}

/// What means the same at any question.
fn word(line: &str) -> Option<Typed> {
    match line {
        "back" | "undo" | "u" | "atrás" | "atras" | "volver" => Some(Typed::Back),
        "?" | "h" | "help" | "ayuda" => Some(Typed::Help),
        "q" | "quit" | "exit" | "stop" | "salir" | "terminar" => Some(Typed::Stop),
        _ => None,
    }
}

/// Whether a number may have a fraction here.
pub fn has_fraction(fact: &Fact) -> bool {
    let unit = fact.unit.as_deref();
    let is_money = unit.is_some_and(|unit| unit.starts_with("US dollars"));
    !is_money && !fact.whole
}

/// Digits, with a fraction of a year or a day behind a dot or a comma, or a half. Of money nothing but digits: 1.000 is one
/// to some and a thousand to others, and so is 1,000 of whatever else.
fn number(fact: &Fact, line: &str) -> Option<Value> {
    let has_fraction = has_fraction(fact);
    let half = line.strip_suffix('½').or_else(|| line.strip_suffix(" 1/2"));
    let (line, half) = match half {
        Some(line) if has_fraction => (line.trim_end(), 0.5),
        _ => (line, 0.0),
    };
    let point = match line.split_once(',') {
        Some((whole, fraction)) if half == 0.0 && (1..=2).contains(&fraction.len()) => {
            format!("{whole}.{fraction}")
        }
        _ => line.to_owned(),
    };
    let is_plain = |c: char| c.is_ascii_digit() || (c == '.' && has_fraction && half == 0.0);
    if !point.chars().all(is_plain) {
        return None;
    }
    let number: f64 = point.parse().ok()?;
    Some(json!(number + half))
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
    use crate::{cli::screen::words, eligibility::Vocabulary};

    #[track_caller]
    fn assert_reads(key: &str, line: &str, value: Option<Value>) {
        let vocabulary = Vocabulary::embedded();
        let fact = vocabulary.fact(vocabulary.find(key).unwrap());
        assert_eq!(read(fact, line), value.map(Typed::Answer), "{key}: {line}");
    }

    #[test]
    fn a_half_is_offered_where_it_is_an_answer() {
        let facts = Vocabulary::embedded().facts.iter();
        for fact in facts.filter(|fact| fact.kind == FactType::Number) {
            let (en, es) = words::answers(fact);
            let is_answer = read(fact, "17 1/2").is_some();
            assert_eq!(en.contains("A half"), is_answer, "{}", fact.key);
            assert_eq!(es.contains("Un medio"), is_answer, "{}", fact.key);
        }
    }

    #[test]
    fn every_question_can_be_skipped_declined_or_the_last() {
        for fact in &Vocabulary::embedded().facts {
            let answer = |value| Some(Typed::Answer(json!(value)));
            assert_eq!(read(fact, ""), answer("unknown"));
            assert_eq!(read(fact, "D"), answer("declined"));
            for word in ["q", "Quit", "salir"] {
                assert_eq!(read(fact, word), Some(Typed::Stop));
            }
            for word in ["back", "undo", "ATRÁS", "atras"] {
                assert_eq!(read(fact, word), Some(Typed::Back));
            }
            for word in ["?", "h", "help", "Ayuda"] {
                assert_eq!(read(fact, word), Some(Typed::Help));
            }
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
        for typed in ["17.5", "17,5", "17,50", "17 1/2", "17½", "17 ½"] {
            assert_reads("age", typed, Some(json!(17.5)));
        }
        for typed in [
            "-3", "17,500", "17,5,5", "17,", ",", "1/2", "17,5 1/2", "17.5½",
        ] {
            assert_reads("age", typed, None);
        }
        assert_reads("household_income", "20,5", None);
        assert_reads("household_income", "20 1/2", None);
        assert_reads("household_size", "2,5", None);
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
