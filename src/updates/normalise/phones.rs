//! The phones of a record: a cell with several numbers becomes several, and what can't be dialled is left out.

use serde_json::{Map, Value};

use super::{Fault, KeptBack, Loses, forms, private, retain};
use crate::hsds::caution;
use crate::standing::number;
use crate::updates::risk::numbers::is_called_line;
use crate::updates::risk::texts::read;
use crate::updates::strip::private::{PHONES, keeper};

/// The phones of a record.
pub fn phones(body: &mut Map<String, Value>, faults: &mut Vec<Fault>, kept: &mut KeptBack) {
    let all_are_private = keeper(body, &PHONES).is_some();
    kept.all_phones = all_are_private;
    // Of cells with several numbers those behind the first.
    let mut more = Vec::new();
    retain(body, "phones", |at, phone| {
        let Value::Object(phone) = phone else {
            return true;
        };
        let path = format!("phones/{at}");
        if let Some(fault) = private::phone(phone, path, all_are_private) {
            if fault.code == private::PHONE_PRIVATE {
                kept.phones.push(Value::Object(phone.clone()));
            }
            faults.push(fault);
            return false;
        }
        take_caution(phone);
        name_line(phone);
        forms::extension(phone);
        let written = phone
            .get("number")
            .and_then(Value::as_str)
            .unwrap_or_default();
        match number::normalise(written) {
            Ok(number) => {
                phone.insert("number".to_owned(), Value::String(number));
                true
            }
            Err(fault) => {
                let (sure, is_all) = forms::sure_numbers(written);
                if !is_all || sure.is_empty() {
                    let shown: Vec<String> = sure.iter().map(|it| number::display(it)).collect();
                    let (code, detail) = match shown.is_empty() {
                        true if read(written).written.len() > 1 => (
                            "several_numbers",
                            "has several numbers, and nobody can tell them apart for sure"
                                .to_owned(),
                        ),
                        true => ("phone_impossible", fault.to_string()),
                        false => (
                            "several_numbers",
                            format!("has more than {}, which is taken", shown.join(" and ")),
                        ),
                    };
                    faults.push(Fault {
                        code,
                        field: format!("phones/{at}/number"),
                        detail,
                        expected: "one number such as 816-555-0100 in each phone",
                        loses: Loses::Part,
                    });
                }
                let phones = sure.into_iter().map(|number| {
                    let mut phone = phone.clone();
                    phone.insert("number".to_owned(), Value::String(number));
                    phone
                });
                let mut phones: Vec<_> = phones.collect();
                if phones.is_empty() {
                    return false;
                }
                *phone = phones.remove(0);
                more.extend(phones.into_iter().map(|mut phone| {
                    phone.shift_remove("id");
                    Value::Object(phone)
                }));
                true
            }
        }
    });
    if let Some(Value::Array(phones)) = body.get_mut("phones") {
        let is_new = |new: &Value| phones.iter().all(|old| old["number"] != new["number"]);
        let more: Vec<Value> = more.into_iter().filter(is_new).collect();
        phones.extend(more);
    }
}

/// The number of a phone as its source has it, where it can be read.
pub fn read_number(phone: &Map<String, Value>) -> Option<String> {
    let of = |phone: &Map<String, Value>| number::normalise(phone.get("number")?.as_str()?).ok();
    of(phone).or_else(|| {
        // With an extension behind it.
        let mut phone = phone.clone();
        forms::extension(&mut phone);
        of(&phone)
    })
}

/// The same of a phone that may have several in one.
pub fn read_numbers(phone: &Map<String, Value>) -> Vec<String> {
    match read_number(phone) {
        Some(number) => vec![number],
        None => {
            let written = phone.get("number").and_then(Value::as_str);
            written
                .map(|it| forms::sure_numbers(it).0)
                .unwrap_or_default()
        }
    }
}

/// What says beside the number or by its type that it is a hotline is kept as its description: `816-555-0100 (crisis line)`.
fn name_line(phone: &mut Map<String, Value>) {
    let text = |field: &str| phone.get(field).and_then(Value::as_str);
    let is_said = ["name", "description"]
        .into_iter()
        .filter_map(text)
        .any(is_called_line);
    let mut labels = ["number", "type", "department"]
        .into_iter()
        .filter_map(text);
    let Some(label) = labels.find(|label| !is_said && is_called_line(label)) else {
        return;
    };
    let is_word = |c: char| c.is_alphabetic() || c.is_whitespace() || c == '-';
    let label: String = label.chars().filter(|c| is_word(*c)).collect();
    let label = label.trim_matches(|c: char| !c.is_alphabetic());
    let described = match text("description") {
        Some(description) => format!("{label}: {description}"),
        None => label.to_owned(),
    };
    phone.insert("description".to_owned(), Value::String(described));
}

/// Takes out of the description the caution that leads it wherever we serve it, so that what was read from us and
/// comes back says it once.
fn take_caution(phone: &mut Map<String, Value>) {
    let text = |field: &str| phone.get(field).and_then(Value::as_str);
    let (Some(sentence), Some(description)) = (text("before_you_call"), text("description")) else {
        return;
    };
    match caution::without(sentence, description).map(str::to_owned) {
        Some(left) => phone.insert("description".to_owned(), Value::String(left)),
        None => phone.remove("description"),
    };
}
