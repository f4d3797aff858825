//! How a listing's provider is reached.

use chrono::NaiveDate;

use crate::hsds::link;
use crate::hsds::{Dial, Organization, Phone, Service, Standing};
use crate::snapshot::listing::{ContactKind, ListingPhone, PrimaryContact};

/// Every number once, with the most careful of the judgements on it.
pub fn phones(groups: [&[Phone]; 4]) -> Vec<ListingPhone> {
    let mut phones: Vec<ListingPhone> = Vec::new();
    for phone in groups.into_iter().flatten() {
        let Some(dial) = phone.dial.filter(|dial| *dial != Dial::DoNot) else {
            continue;
        };
        // A number that takes calls and messages is two ways to reach somebody.
        let same = |p: &&mut ListingPhone| {
            p.number == phone.number && p.keyword == phone.keyword && p.is_text() == phone.is_text()
        };
        if let Some(known) = phones.iter_mut().find(same) {
            if dial > known.dial {
                known.dial = dial;
                known.before_you_call = phone.before_you_call.clone();
                known.standing = phone.standing.unwrap_or(known.standing);
                known.checked = phone.last_checked.map(checked);
            }
            let new = phone
                .alternatives
                .iter()
                .filter(|a| known.alternatives.iter().all(|k| k.number != a.number))
                .cloned()
                .collect::<Vec<_>>();
            known.alternatives.extend(new);
            continue;
        }
        phones.push(ListingPhone {
            number: phone.number.clone(),
            phone_type: phone
                .phone_type
                .clone()
                .unwrap_or_else(|| "voice".to_owned()),
            dial,
            standing: phone.standing.unwrap_or(Standing::Unverified),
            checked: phone.last_checked.map(checked),
            keyword: phone.keyword.clone(),
            before_you_call: phone.before_you_call.clone(),
            alternatives: phone.alternatives.clone(),
        });
    }
    phones
}

/// "Last checked March 4, 2026".
fn checked(day: NaiveDate) -> String {
    day.format("Last checked %B %-d, %Y").to_string()
}

/// The first number to offer: one that may be dialled before one that needs a question first, a voice
/// before a text; without numbers, an address to write to.
pub fn primary_contact(
    phones: &[ListingPhone],
    service: &Service,
    organization: &Organization,
) -> Option<PrimaryContact> {
    let is_fax = |phone: &&ListingPhone| phone.phone_type == "fax";
    let best = phones
        .iter()
        .filter(|phone| !is_fax(phone))
        .min_by_key(|phone| (phone.dial, phone.is_text()));
    if let Some(phone) = best {
        let (kind, scheme) = match phone.is_text() {
            false => (ContactKind::Voice, "tel"),
            true => (ContactKind::Text, "sms"),
        };
        let mut display = phone.told();
        // It stands by itself here, and not in a list of numbers.
        if let Some(first) = display.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        return Some(PrimaryContact {
            kind,
            display,
            uri: format!("{scheme}:{}", phone.number),
            keyword: phone.keyword.clone(),
            dial: Some(phone.dial),
            before_you_call: phone.before_you_call.clone(),
        });
    }
    let written = |kind, display: &str, uri: String| PrimaryContact {
        kind,
        display: display.to_owned(),
        uri,
        keyword: None,
        dial: None,
        before_you_call: None,
    };
    let email = [&service.email, &organization.email];
    let email = email.into_iter().flatten().find(|it| link::is_email(it));
    // A link that leads to a number would be dialled unjudged.
    let is_link = |url: &&String| link::is_link(url);
    let web = [&service.url, &organization.website];
    let web = web.into_iter().flatten().find(is_link);
    email
        .map(|email| written(ContactKind::Email, email, format!("mailto:{email}")))
        .or_else(|| web.map(|url| written(ContactKind::Web, url, url.clone())))
}
