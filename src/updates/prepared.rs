//! What can be made of an entry before anybody looks at what is there: it is stripped first, then brought into form and
//! looked through. That is done where entries are read, in a thread of its own.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::entries::Entry;
use super::names::{Name, canonical_of};
use super::normalise::{Fault, KeptBack, Loses};
use super::risk::Notice;
use super::survey::Survey;
use super::told::Told;
use super::unpublished::Unpublished;
use super::{check, normalise, strip};
use crate::geography::Gazetteer;
use crate::standing::RecordKind;

/// Fields under which HSDS nests whole records.
const NESTED: [&str; 8] = [
    "location",
    "locations",
    "organization",
    "organizations",
    "service",
    "service_at_locations",
    "services",
    "programs",
];

/// What is told of a value, in characters.
const LONGEST_QUOTE: usize = 80;

/// An entry on its way to a claim.
pub struct Prepared {
    /// As it was read.
    pub raw: Entry,
    /// Without the texts that tell a withheld place, where it is near one, or a number or an e-mail that is private.
    told: Option<Entry>,
    pub name: Name,
    /// Its canonical name.
    pub first: Name,
    pub is_withheld: bool,
    /// What its source calls it is not told.
    pub is_unnamed: bool,
    /// Stripped and in form; what it refers to is still called as its source does.
    pub body: Map<String, Value>,
    /// What is private of it, of which nothing is in the body.
    pub kept_back: KeptBack,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// What somebody should look at, although nothing is wrong.
    pub notices: Vec<Notice>,
    /// A text of it has a number or an e-mail that its source keeps from the public, and is left out.
    pub has_private_text: bool,
}

impl Prepared {
    /// Without what may not be told.
    pub fn entry(&self) -> &Entry {
        self.told.as_ref().unwrap_or(&self.raw)
    }

    /// What the record cannot be without.
    pub fn wrong(&self) -> impl Iterator<Item = &Fault> {
        self.faults
            .iter()
            .filter(|fault| fault.loses == Loses::Record)
    }

    /// What is left out of the body, or should be looked at.
    pub fn parts(&self) -> impl Iterator<Item = &Fault> {
        self.faults
            .iter()
            .filter(|fault| fault.loses != Loses::Record)
    }
}

/// By what entries are prepared.
#[derive(Clone, Copy)]
pub struct Preparing<'a> {
    pub canonical: &'a HashMap<Name, Name>,
    pub survey: &'a Survey,
    pub unpublished: &'a Unpublished,
    pub gazetteer: &'a Gazetteer,
    pub today: NaiveDate,
}

impl Preparing<'_> {
    pub fn prepare(&self, source_key: &str, raw: Entry) -> Prepared {
        let name = (source_key.to_owned(), raw.record, raw.key.clone());
        let first = canonical_of(self.canonical, &name);
        let is_withheld = self.survey.withheld.contains(&first);
        let told = match without_told(&raw, &first, &self.survey.told) {
            Cow::Borrowed(_) => None,
            Cow::Owned(told) => Some(told),
        };
        let open = told.as_ref().unwrap_or(&raw);
        let public =
            (self.unpublished).without(source_key, raw.record, &open.body, &HashSet::new());
        let public = public.map(|body| Entry {
            body,
            ..open.clone()
        });
        let entry = public.as_ref().or(told.as_ref()).unwrap_or(&raw);
        let (mut body, faults, kept_back) = self.body(entry, is_withheld);
        let is_lost = faults.iter().any(|fault| fault.loses == Loses::Record);
        let mut notices = match !is_lost {
            true => self.notices(&first, entry.record, is_withheld, &body, &faults),
            false => Vec::new(),
        };
        // Whatever else is of a withheld entry is left out without a word.
        if let Some(told) = told.as_ref().filter(|_| !is_withheld) {
            // The name of an unknown column may tell as well.
            let is_silent = |field: &&str| !self.survey.told.tells(&first, field);
            let fields = left_out(&raw.body, &told.body).filter(is_silent);
            notices.extend(fields.map(as_telling));
        }
        // Cells that nothing reads may tell a place together.
        if self.survey.told.concerns(&first) {
            let was = body.get("unmapped").cloned();
            check::leave_out_unread(raw.record, &mut body);
            if was.as_ref() != body.get("unmapped") && !is_withheld {
                notices.push(as_telling("unmapped"));
            }
        }
        if let Some(public) = public.as_ref().filter(|_| !is_withheld) {
            let before = told.as_ref().unwrap_or(&raw);
            notices.extend(left_out(&before.body, &public.body).map(as_private));
        }
        Prepared {
            is_unnamed: self.survey.is_unnamed(&first),
            raw,
            has_private_text: public.is_some(),
            told: public.or(told),
            name,
            first,
            is_withheld,
            body,
            kept_back,
            faults,
            notices,
        }
    }

    fn body(&self, entry: &Entry, is_withheld: bool) -> (Map<String, Value>, Vec<Fault>, KeptBack) {
        let mut faults = Vec::new();
        if has_nul(&entry.key)
            || entry
                .body
                .iter()
                .any(|(field, value)| has_nul(field) || is_nul_in(value))
        {
            faults.push(Fault {
                code: "nul_character",
                field: String::new(),
                detail: "has the character NUL (U+0000), which cannot be kept".to_owned(),
                expected: "texts without it",
                loses: Loses::Record,
            });
        }
        let mut body = match entry.record {
            _ if !is_withheld || entry.body.is_empty() => entry.body.clone(),
            RecordKind::Location => strip::strip(&entry.body, self.gazetteer),
            _ => strip::strip_service_at(&entry.body),
        };
        let (wrong, kept_back) = normalise::normalise(entry.record, &mut body, self.gazetteer);
        faults.extend(wrong.into_iter().map(|fault| Fault {
            // What is wrong may quote what is there.
            detail: match is_withheld {
                true => super::WITHHELD.to_owned(),
                false => fault.detail,
            },
            ..fault
        }));
        // A record inside another would pass by everything that is done to records.
        for field in NESTED.into_iter().filter(|field| body.contains_key(*field)) {
            faults.push(Fault {
                code: "nested_record",
                field: field.to_owned(),
                detail: "has a record of its own in it".to_owned(),
                expected: "an entry of its own",
                loses: Loses::Record,
            });
        }
        (body, faults, kept_back)
    }

    fn notices(
        &self,
        first: &Name,
        kind: RecordKind,
        is_withheld: bool,
        body: &Map<String, Value>,
        left_out: &[Fault],
    ) -> Vec<Notice> {
        let mut notices = Vec::new();
        if self.survey.doubtful.contains(first) {
            notices.push(Notice {
                code: "perhaps_confidential",
                field: String::new(),
                value: None,
                detail: "may be confidential, and is withheld to be safe".to_owned(),
                expected: "`withheld` true or false",
            });
        }
        if !is_withheld {
            let found = check::suspicions(kind, body, self.today, self.gazetteer);
            notices.extend(found.into_iter().map(|fault| Notice {
                code: fault.code,
                value: quoted(body, &fault.field),
                field: as_it_came(&fault.field, left_out),
                detail: fault.detail,
                expected: fault.expected,
            }));
        }
        notices
    }
}

/// Fields of which something is left out.
fn left_out<'a>(
    raw: &'a Map<String, Value>,
    told: &'a Map<String, Value>,
) -> impl Iterator<Item = &'a str> {
    let changed = raw
        .iter()
        .filter(|(field, value)| told.get(*field) != Some(*value));
    changed.map(|(field, _)| field.as_str())
}

fn as_telling(field: &str) -> Notice {
    Notice {
        code: "text_withheld",
        field: field.to_owned(),
        value: None,
        detail: "has what may tell a withheld place, and is left out".to_owned(),
        expected: "a text without an address, a ZIP, coordinates or a map; an open office as a location",
    }
}

fn as_private(field: &str) -> Notice {
    Notice {
        code: "text_private",
        field: field.to_owned(),
        value: None,
        detail: "has a number or an e-mail that its source marks as private, and is left out"
            .to_owned(),
        expected: "a text without it, or the same for the public",
    }
}

/// The entry without the texts that tell a withheld place.
pub(super) fn without_told<'a>(entry: &'a Entry, first: &Name, told: &Told) -> Cow<'a, Entry> {
    if !told.concerns(first) {
        return Cow::Borrowed(entry);
    }
    let tells = |text: &str| told.tells(first, text);
    Cow::Owned(Entry {
        body: told.without_texts(first, &entry.body),
        words: entry.words.clone().filter(|words| !tells(words)),
        denies: entry
            .denies
            .iter()
            .map(|denial| match tells(&denial.why) {
                true => strip::without_words(denial),
                false => denial.clone(),
            })
            .collect(),
        ..entry.clone()
    })
}

pub fn has_nul(text: &str) -> bool {
    text.contains('\0')
}

fn is_nul_in(value: &Value) -> bool {
    match value {
        Value::String(text) => has_nul(text),
        Value::Array(items) => items.iter().any(is_nul_in),
        Value::Object(fields) => fields
            .iter()
            .any(|(field, value)| has_nul(field) || is_nul_in(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The path of a field before items of its list were left out.
fn as_it_came(field: &str, left_out: &[Fault]) -> String {
    let mut steps = field.splitn(3, '/');
    let (Some(list), Some(at)) = (steps.next(), steps.next().and_then(|at| at.parse().ok())) else {
        return field.to_owned();
    };
    let mut at: usize = at;
    let gone = left_out.iter().filter_map(|fault| {
        let mut steps = fault.field.split('/');
        let is_of_list = steps.next() == Some(list) && list != "service_areas";
        steps.next().filter(|_| is_of_list)?.parse::<usize>().ok()
    });
    for gone in gone.collect::<BTreeSet<usize>>() {
        at += usize::from(gone <= at);
    }
    let rest = steps.next().map(|rest| format!("/{rest}"));
    format!("{list}/{at}{}", rest.unwrap_or_default())
}

/// The text or number at a path such as `phones/0/number`.
pub fn quoted(body: &Map<String, Value>, field: &str) -> Option<String> {
    let (first, rest) = field.split_once('/').unwrap_or((field, ""));
    let mut at = body.get(first)?;
    for step in rest.split('/').filter(|step| !step.is_empty()) {
        at = match at {
            Value::Array(items) => items.get(step.parse::<usize>().ok()?)?,
            Value::Object(fields) => fields.get(step)?,
            _ => return None,
        };
    }
    match at {
        Value::String(text) => Some(text.chars().take(LONGEST_QUOTE).collect()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
