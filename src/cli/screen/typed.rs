//! What a person types, as an answer.

use serde_json::{Value, json};

use crate::eligibility::{Fact, FactType};
use crate::geography::fold;

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
        line if means(line, &NOT_KNOWN) => json!("unknown"),
        line if means(line, &NOT_SAID) => json!("declined"),
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

/// What people type who do not know, folded.
const NOT_KNOWN: [&str; 13] = [
    "no se",
    "no lo se",
    "ns",
    "no estoy seguro",
    "no estoy segura",
    "saltar",
    "dont know",
    "i dont know",
    "do not know",
    "i do not know",
    "dunno",
    "not sure",
    "skip",
];
/// What people type who would rather not say.
const NOT_SAID: [&str; 7] = [
    "rather not say",
    "id rather not say",
    "prefer not to say",
    "i prefer not to say",
    "prefiero no decirlo",
    "prefiero no decir",
    "decline",
];

/// Whether it is one of these, with or without accents and apostrophes.
fn means(line: &str, meanings: &[&str]) -> bool {
    meanings.contains(&fold(line).as_str())
}

fn is_money(fact: &Fact) -> bool {
    let unit = fact.unit.as_deref();
    unit.is_some_and(|unit| unit.starts_with("US dollars"))
}

/// Whether a number may have a fraction here.
pub fn has_fraction(fact: &Fact) -> bool {
    !is_money(fact) && !fact.whole
}

/// Whole dollars as they are written here: $20,000.00. No cents have three digits, so that 20,000 is thousands; 20.000 is
/// twenty to some.
fn dollars(line: &str) -> Option<Value> {
    let amount = line.strip_prefix('$').unwrap_or(line).trim_start();
    // So many thousands.
    if let Some(thousands) =
        (["k", "mil", "thousand"].iter()).find_map(|word| amount.strip_suffix(word))
    {
        let thousands = thousands.trim_end();
        let is_short = (1..=3).contains(&thousands.len());
        let is_number = is_short && thousands.chars().all(|c| c.is_ascii_digit());
        let number: f64 = thousands.parse().ok().filter(|_| is_number)?;
        return Some(json!(number * 1000.0));
    }
    let amount = amount.strip_suffix(".00").unwrap_or(amount);
    let mut groups = amount.split(',');
    let first = groups.next()?;
    let is_digits = |group: &str| group.chars().all(|c| c.is_ascii_digit());
    let is_parted = amount.contains(',');
    if first.is_empty()
        || (is_parted && first.len() > 3)
        || !is_digits(first)
        || !groups.all(|group| group.len() == 3 && is_digits(group))
    {
        return None;
    }
    let number: f64 = amount.replace(',', "").parse().ok()?;
    Some(json!(number))
}

/// Digits, with a fraction of a year or a day behind a dot or a comma, or a half. 1.000 is one to some and a thousand to
/// others, and so is 1,000 of what is not money.
fn number(fact: &Fact, line: &str) -> Option<Value> {
    if is_money(fact) {
        return dollars(line);
    }
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
            for typed in ["", "No sé", "no se", "I don’t know", "not sure"] {
                assert_eq!(read(fact, typed), answer("unknown"));
            }
            assert_eq!(read(fact, "Prefiero no decirlo"), answer("declined"));
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
        assert_reads("household_size", "2.5", None);
        assert_reads("household_size", "2,000", None);
    }

    #[test]
    fn dollars_are_written_as_they_are_here() {
        for typed in [
            "20,000",
            "$20,000",
            "$ 20000",
            "20000.00",
            "$20,000.00",
            "20k",
            "$20K",
            "20 k",
            "20 mil",
        ] {
            assert_reads("household_income", typed, Some(json!(20000.0)));
        }
        assert_reads("household_income", "1,234,567", Some(json!(1234567.0)));
        for typed in [
            "$",
            ",",
            ".00",
            "2000,000",
            "20,00",
            "20,0000",
            ",000",
            "20,000,",
            "20,000.50",
            "20.000,00",
            "20.00.00",
            "$$20",
            "-20",
            "2$0",
            "k",
            "2.5k",
            "20,000k",
            "+2k",
            "inf",
        ] {
            assert_reads("household_income", typed, None);
        }
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
