//! What a person answered. It is their life: its `Debug` form says nothing.

use std::fmt;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use super::criterion::Test;
use super::reading::Fault;
use super::residence::Residence;
use super::truth::Truth;
use super::vocabulary::{Contradiction, Fact, FactId, FactType, Vocabulary};
use crate::geography::{self, Gazetteer, PlaceFault};

/// A place, in characters.
const PLACE_CHARS: usize = 200;
/// What would be right where answers contradict each other.
const AGREEING: &str = "answers that agree, “unknown” or “declined”";

/// What was answered, by fact. Not to answer, `unknown` and `declined` are the same to every criterion; what was
/// declined is not asked again.
#[derive(Clone)]
pub struct Answers {
    given: Vec<Option<Answer>>,
    /// The same with what one answer tells of another: this is what criteria are tested on.
    reckoned: Vec<Option<Answer>>,
}

#[derive(Clone)]
pub(super) enum Answer {
    /// Said to be unknown, or declined.
    Silence,
    Number(f64),
    Boolean(bool),
    /// Options, as bits.
    Choice(u64),
    Place(Arc<Residence>),
}

impl Default for Answers {
    /// Nothing was answered.
    fn default() -> Answers {
        let given = vec![None; Vocabulary::embedded().facts.len()];
        Answers {
            reckoned: given.clone(),
            given,
        }
    }
}

impl Answers {
    /// Reads `{key: value}`. A fault names the question, and never repeats the value, nor a key that is none.
    pub fn read(given: &Map<String, Value>, gazetteer: &Gazetteer) -> Result<Answers, Vec<Fault>> {
        let vocabulary = Vocabulary::embedded();
        let mut answers = Answers::default();
        let mut faults = Vec::new();
        if given.keys().any(|key| vocabulary.find(key).is_none()) {
            // Not named: it is the asker's text, and may be an answer.
            let detail = "has a key that is no question here";
            faults.push(Fault::new("", detail, "keys of /v1/eligibility/questions"));
        }
        for (key, value) in given {
            let Some(id) = vocabulary.find(key) else {
                continue;
            };
            match answer(vocabulary.fact(id), value, gazetteer) {
                Ok(answer) => answers.given[usize::from(id.0)] = answer,
                Err((detail, expected)) => faults.push(Fault::new(key, detail, expected)),
            }
        }
        answers.reckoned = answers.given.clone();
        faults.extend(answers.contradictions(gazetteer));
        match faults.is_empty() {
            true => Ok(answers.reckon()),
            false => Err(faults),
        }
    }

    /// What cannot be true together. Two words on one thing could settle a verdict and then settle it otherwise, or settle
    /// one against somebody by a slip of the hand.
    fn contradictions(&self, gazetteer: &Gazetteer) -> Vec<Fault> {
        let vocabulary = Vocabulary::embedded();
        let number = |key| vocabulary.find(key).and_then(|id| self.number(id));
        let mut faults = Vec::new();
        if number("income_percent").is_some() && number("household_income").is_some() {
            let detail = "is given together with household_income";
            faults.push(Fault::new("income_percent", detail, "one of the two"));
        }
        if let (Some(youngest), Some(oldest)) =
            (number("youngest_child_age"), number("oldest_child_age"))
            && youngest > oldest
        {
            let detail = "is more than oldest_child_age";
            faults.push(Fault::new("youngest_child_age", detail, AGREEING));
        }
        for Contradiction { key, with, test } in &vocabulary.contradictions {
            let test = Test::read(test, gazetteer);
            if test.is_ok_and(|test| test.truth(self, gazetteer) == Truth::True) {
                let detail = format!("contradicts the answer to {with}");
                faults.push(Fault::new(key, detail, AGREEING));
            }
        }
        faults
    }

    /// Of a JSON pointer into what was given what names a question: `/age` of `/age/0`, nothing of `/shoe_size`.
    pub fn known_part(pointer: &str) -> &str {
        let key = pointer.split('/').nth(1).unwrap_or_default();
        match Vocabulary::embedded().find(key) {
            Some(_) => &pointer[..=key.len()],
            None => "",
        }
    }

    pub(super) fn get(&self, fact: FactId) -> Option<&Answer> {
        self.reckoned.get(usize::from(fact.0))?.as_ref()
    }

    fn given(&self, fact: FactId) -> Option<&Answer> {
        self.given.get(usize::from(fact.0))?.as_ref()
    }

    /// Whether the question was put, whatever came of it.
    pub fn was_asked(&self, fact: FactId) -> bool {
        self.given(fact).is_some()
    }

    /// Whether there is an answer to reckon with.
    pub fn is_answered(&self, fact: FactId) -> bool {
        !matches!(self.given(fact), None | Some(Answer::Silence))
    }

    /// What an answer that settles nothing by itself depends on: others may tell otherwise, whatever was answered.
    pub(super) fn pending(&self, fact: FactId) -> Vec<FactId> {
        let mut on = Vec::new();
        if self.is_answered(fact) && matches!(self.get(fact), Some(Answer::Silence)) {
            for telling in &tellings()[usize::from(fact.0)] {
                telling.test.facts(&mut |fact| on.push(fact));
            }
        }
        on
    }

    pub(super) fn number(&self, fact: FactId) -> Option<f64> {
        match self.get(fact) {
            Some(Answer::Number(number)) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn residence(&self, fact: FactId) -> Option<&Residence> {
        match self.get(fact) {
            Some(Answer::Place(residence)) => Some(residence),
            _ => None,
        }
    }

    /// The same with one answer more.
    pub(super) fn with(&self, fact: FactId, answer: Answer) -> Answers {
        let mut more = self.clone();
        if let Some(slot) = more.given.get_mut(usize::from(fact.0)) {
            *slot = Some(answer);
        }
        more.reckon()
    }

    /// Fills in what was given tells of what was not, each from that alone. One more answer must not turn a verdict: an
    /// answer stands, but for one that others tell anyway, which settles nothing while they may.
    fn reckon(mut self) -> Answers {
        let gazetteer = Gazetteer::embedded();
        self.reckoned.clone_from(&self.given);
        let mut reckoned = self.given.clone();
        for (slot, tellings) in reckoned.iter_mut().zip(tellings()) {
            let is_silent = matches!(slot, None | Some(Answer::Silence));
            for telling in tellings {
                match telling.test.truth(&self, gazetteer) {
                    Truth::True if is_silent || telling.anyway => {
                        *slot = Some(telling.is.clone());
                        break;
                    }
                    Truth::Unknown if telling.anyway && !telling.is.is_same(slot.as_ref()) => {
                        *slot = Some(Answer::Silence);
                    }
                    _ => {}
                }
            }
        }
        self.reckoned = reckoned;
        self
    }
}

impl Answer {
    fn is_same(&self, other: Option<&Answer>) -> bool {
        matches!((self, other), (Answer::Boolean(a), Some(Answer::Boolean(b))) if a == b)
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answers")
    }
}

/// An answer that others tell, and what holds of those.
struct Telling {
    is: Answer,
    anyway: bool,
    test: Test,
}

/// Of each fact what others tell of it.
fn tellings() -> &'static [Vec<Telling>] {
    static TELLINGS: OnceLock<Vec<Vec<Telling>>> = OnceLock::new();
    TELLINGS.get_or_init(|| {
        let gazetteer = Gazetteer::embedded();
        let of = |fact: &Fact| {
            let told = fact.told.iter().filter_map(|told| {
                Some(Telling {
                    is: answer(fact, &told.is, gazetteer).ok()??,
                    anyway: told.anyway,
                    test: Test::read(&told.test, gazetteer).ok()?,
                })
            });
            told.collect()
        };
        Vocabulary::embedded().facts.iter().map(of).collect()
    })
}

/// The answer, or what is wrong with it and what would be right.
fn answer(
    fact: &Fact,
    value: &Value,
    gazetteer: &Gazetteer,
) -> Result<Option<Answer>, (&'static str, String)> {
    match value {
        Value::Null => return Ok(None),
        Value::String(text) if text == "unknown" || text == "declined" => {
            return Ok(Some(Answer::Silence));
        }
        _ => {}
    }
    let read = match fact.kind {
        FactType::Number => number(fact, value)?,
        FactType::Boolean => match value {
            Value::Bool(value) => Answer::Boolean(*value),
            _ => return Err(("is not of its type", or_silence("true, false"))),
        },
        FactType::Choice => choice(fact, value)?,
        FactType::Place => place(value, gazetteer)?,
    };
    Ok(Some(read))
}

fn or_silence(expected: &str) -> String {
    format!("{expected}, “unknown” or “declined”")
}

fn number(fact: &Fact, value: &Value) -> Result<Answer, (&'static str, String)> {
    let range = fact.range();
    let kind = if fact.whole {
        "a whole number"
    } else {
        "a number"
    };
    let expected = || or_silence(&format!("{kind} from {} to {}", range.start(), range.end()));
    match value.as_f64() {
        None => Err(("is not of its type", expected())),
        Some(number) if !range.contains(&number) => Err(("is out of range", expected())),
        Some(number) if fact.whole && number.fract() != 0.0 => {
            Err(("is not a whole number", expected()))
        }
        Some(number) => Ok(Answer::Number(number)),
    }
}

fn choice(fact: &Fact, value: &Value) -> Result<Answer, (&'static str, String)> {
    let values: Vec<&str> = fact.options.iter().map(|o| o.value.as_str()).collect();
    let expected = || {
        let how = if fact.several { "any of" } else { "one of" };
        or_silence(&format!("{how}: {}", values.join(", ")))
    };
    let given: Vec<&Value> = match value {
        Value::Array(items) if fact.several && items.len() <= values.len() => {
            items.iter().collect()
        }
        Value::String(_) => vec![value],
        _ => return Err(("is not of its type", expected())),
    };
    let mut bits = 0;
    for value in given {
        match value.as_str().and_then(|value| fact.option(value)) {
            Some(bit) => bits |= bit,
            None => return Err(("is none of the options", expected())),
        }
    }
    let none = fact.option("none").unwrap_or(0);
    if fact.several && bits == 0 {
        bits = none;
    } else if fact.several && bits & none != 0 && bits != none {
        return Err(("has “none” beside something", expected()));
    }
    Ok(Answer::Choice(bits))
}

fn place(value: &Value, gazetteer: &Gazetteer) -> Result<Answer, (&'static str, String)> {
    let expected = || or_silence("a ZIP, “City, ST” or “X County, ST”");
    let Value::String(text) = value else {
        return Err(("is not of its type", expected()));
    };
    if text.chars().count() > PLACE_CHARS {
        return Err(("is too long", expected()));
    }
    match geography::resolve(gazetteer, text, None) {
        Ok(origin) => Ok(Answer::Place(Arc::new(Residence::of(origin, gazetteer)))),
        Err(PlaceFault::TooWide) => Err(("is too wide: a whole state or country", expected())),
        // The candidates would tell what was answered.
        Err(_) => Err(("does not name one place", expected())),
    }
}
