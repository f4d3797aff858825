//! Verdicts and questions as text for a terminal.

use super::words::{self, Language};
use crate::{
    cli::table::Table,
    eligibility::{CriterionResult, Fact, FactType, Strength, Verdict, Vocabulary, in_spanish},
    http::problem::{Candidate, Fault},
    snapshot::screen::{ScreenPage, Screened, Turned},
    standing::SourceKind,
};

pub fn introduction(language: Language) -> String {
    format!("{}\n", language.pick(words::INTRODUCTION))
}

/// The whole page: first what can be called, then what is near.
pub fn all(page: &ScreenPage, language: Language) -> String {
    let mut text = format!("{}\n", language.pick(words::EMERGENCY));
    let remote = page.remote.iter();
    let (lines, others): (Vec<&Screened>, Vec<&Screened>) =
        remote.partition(|listing| listing.contact.is_some());
    let near: Vec<&Screened> = page.contents.iter().collect();
    let which = match page.widened {
        true => words::WIDENED,
        false => words::PLACES,
    };
    for (title, listings) in [
        (words::LINES, lines),
        (which, near),
        (words::OTHERS, others),
    ] {
        if !listings.is_empty() {
            let rows = rows(&listings, language);
            text += &format!("\n{}\n\n{rows}", language.pick(title));
        }
    }
    if page.contents.is_empty() {
        text += &format!("\n{}\n", language.pick(words::NO_PLACES));
    }
    text
}

/// What has another verdict than before.
pub fn changes(turned: &Turned, language: Language) -> String {
    if turned.total == 0 {
        return format!("{}\n", language.pick(words::NO_CHANGE));
    }
    let shown: Vec<&Screened> = turned.remote.iter().chain(&turned.contents).collect();
    let rows = rows(&shown, language);
    let mut text = format!("{}\n\n{rows}", language.pick(words::CHANGED));
    let others = turned.total - shown.len() as u64;
    if others > 0 {
        let [before, after] = words::MORE_CHANGED.map(|said| language.pick(said));
        text += &format!("\n{before} {others} {after}\n");
    }
    text
}

/// The question, what is to be said before it, and how to answer.
pub fn question(fact: &Fact, language: Language) -> String {
    let mut text = String::new();
    if let Some(before) = &fact.before_answer {
        text += &format!("{}\n", language.of(before));
    }
    text += &format!("{}\n", language.of(&fact.text));
    if fact.kind == FactType::Boolean {
        text += &format!("  {}\n", language.pick(words::YES_OR_NO));
    }
    for (at, option) in (1..).zip(&fact.options) {
        text += &format!("  {at}  {}\n", language.of(&option.label));
    }
    if fact.several {
        text += &format!("  {}\n", language.pick(words::SEVERAL));
    }
    text
}

/// What would be an answer.
pub fn again(fact: &Fact, language: Language) -> &'static str {
    language.pick(words::expected(fact.kind))
}

/// What can be typed.
pub fn help(fact: &Fact, language: Language) -> String {
    let answer = words::answers(fact);
    format!(
        "{}\n{}\n",
        language.pick(answer),
        language.pick(words::HELP)
    )
}

/// What is wrong with a parameter.
pub fn fault(fault: &Fault, language: Language) -> String {
    let sentence = match language {
        Language::En => fault.sentence(),
        Language::Es => {
            let place = fault.place.as_str();
            let mut sentence = format!("{place}: {}", words::fault_in_spanish(place));
            let candidates: Vec<&str> = fault.candidates.iter().map(Candidate::as_str).collect();
            if !candidates.is_empty() {
                sentence += &format!("; quizá quería decir: {}", candidates.join(" | "));
            }
            sentence
        }
    };
    format!("nearhelp: {sentence}")
}

fn rows(listings: &[&Screened], language: Language) -> Table {
    let mut table = Table::default();
    for listing in listings {
        let judgement = &listing.judgement;
        table.row([
            language.of(&judgement.verdict.in_words().name).to_owned(),
            listing.name.to_owned(),
            match listing.contact {
                Some(contact) => contact.display.clone(),
                None => language.pick(words::NO_NUMBER).to_owned(),
            },
            distance(listing, language).unwrap_or_default(),
        ]);
        let contact = listing.contact;
        if let Some(sentence) = contact.and_then(|contact| contact.before_you_call.as_ref()) {
            let sentence = match language {
                Language::En => sentence.clone(),
                Language::Es => words::caution_in_spanish(sentence),
            };
            table.note(format!("{}: {sentence}", language.pick(words::BEFORE)));
        }
        for reason in reasons(listing, language) {
            table.note(reason);
        }
        if !judgement.documents.is_empty() {
            let documents = judgement.documents.iter();
            let documents: Vec<String> = documents.map(|name| document(name, language)).collect();
            let documents = documents.join(", ");
            table.note(format!("{}: {documents}", language.pick(words::BRING)));
        }
        if listing.withheld {
            table.note(language.pick(words::WITHHELD).to_owned());
        }
    }
    table
}

fn distance(listing: &Screened, language: Language) -> Option<String> {
    let distance = listing.distance.as_ref()?;
    match language {
        Language::En => Some(distance.text.clone()),
        Language::Es => {
            let metres = distance.metres.or(distance.area_metres)?;
            listing.place.distance_in_spanish(metres)
        }
    }
}

/// A document that the vocabulary has a name for; another as its source calls it.
fn document(name: &str, language: Language) -> String {
    let vocabulary = Vocabulary::embedded();
    let documents = vocabulary.find("documents");
    let known = documents.and_then(|id| {
        let mut options = vocabulary.fact(id).options.iter();
        options.find(|option| option.label.en == name)
    });
    match (known, language) {
        (Some(option), _) => language.of(&option.label).to_owned(),
        (None, Language::Es) => in_spanish(name).unwrap_or_else(|| name.to_owned()),
        (None, Language::En) => name.to_owned(),
    }
}

/// Why, but of a line that may be called whatever the verdict.
fn reasons(listing: &Screened, language: Language) -> Vec<String> {
    let judgement = &listing.judgement;
    let is_line = listing.distance.is_none() && listing.contact.is_some();
    match judgement.verdict {
        Verdict::Likely => return vec![language.of(&judgement.verdict.in_words().text).to_owned()],
        Verdict::Unknown if is_line => return Vec::new(),
        Verdict::Unknown | Verdict::Unlikely => {}
    }
    let open = judgement.criteria.iter().filter(|judged| {
        judged.strength == Strength::Required && judged.result != CriterionResult::Met
    });
    let told = open.map(|judged| {
        // A reason is in English: in Spanish there is only whether it fits.
        if language != Language::En {
            let ours = judged.is_ours.then(|| in_spanish(judged.text)).flatten();
            let text = ours.unwrap_or_else(|| judged.text.to_owned());
            let source = judged.source.as_ref();
            let is_article = source.is_some_and(|source| source.kind == SourceKind::Article);
            let result = match judged.said_long_ago {
                Some(day) => words::said_long_ago_in_spanish(day),
                None => language.of(judged.result.in_words()).to_owned(),
            };
            return match is_article {
                true => format!("{}: {text} {result}", language.pick(words::ARTICLE)),
                false => format!("{text} {result}"),
            };
        }
        // What an article says is quoted in its reason.
        match judged.reason.contains(judged.text.trim_end_matches('.')) {
            true => judged.reason.clone(),
            // The words of a source end as they end.
            false if judged.text.ends_with(char::is_alphanumeric) => {
                format!("{}. {}", judged.text, judged.reason)
            }
            false => format!("{} {}", judged.text, judged.reason),
        }
    });
    told.collect()
}
