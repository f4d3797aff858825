//! Leaves out what its source keeps from the public, and what must not be called.

use serde_json::{Map, Value};

use super::kept_back::OfContact;
use super::{Fault, KeptBack, Loses, retain};
use crate::updates::strip::private::{self, EMAILS, PHONES};

/// The fault of a phone that is left out since it is private.
pub const PHONE_PRIVATE: &str = "phone_private";

/// Why the phone at this path is left out, if it is. Its number is not quoted.
pub fn phone(phone: &mut Map<String, Value>, path: String, are_private: bool) -> Option<Fault> {
    if are_private || private::is_private(phone) {
        return Some(left_out(
            PHONE_PRIVATE,
            path,
            "is marked as private, and is not published",
            "a number for the public",
        ));
    }
    // What we serve says which numbers may be dialled, and that is not read back, but for this.
    let dial = phone.shift_remove("dial");
    (dial == Some(Value::from("do_not"))).then(|| {
        let detail = "is marked as a number not to be dialled";
        left_out(
            "phone_not_dialled",
            path,
            detail,
            "a number that may be called",
        )
    })
}

/// Contacts that are private, and what is private of the others.
pub fn contacts(body: &mut Map<String, Value>, faults: &mut Vec<Fault>, kept: &mut KeptBack) {
    retain(body, "contacts", |at, contact| {
        let Value::Object(contact) = contact else {
            return true;
        };
        let as_it_came = contact.clone();
        let path = format!("contacts/{at}");
        let mut part = KeptBack {
            all_phones: private::keeper(contact, &PHONES).is_some(),
            email: email(contact, &format!("{path}/"), faults),
            ..KeptBack::default()
        };
        let is_private = private::is_contact_private(contact);
        retain(contact, "phones", |at, item| {
            let path = format!("{path}/phones/{at}");
            let of_phone = |fields| phone(fields, path, part.all_phones);
            let fault = item.as_object_mut().and_then(of_phone);
            let is_phone_private = fault.as_ref().is_some_and(|it| it.code == PHONE_PRIVATE);
            if is_private || is_phone_private {
                kept.phones.push(item.clone());
            }
            let is_kept = fault.is_none();
            faults.extend(fault);
            is_kept
        });
        if is_private {
            let detail = "is marked as private, and is not published";
            let expected = "a contact for the public";
            faults.push(left_out("contact_private", path, detail, expected));
        }
        if is_private || !part.is_empty() {
            kept.contacts.push(OfContact {
                contact: as_it_came,
                part: (!is_private).then(|| std::mem::take(&mut part)),
            });
        }
        !is_private
    });
}

/// Leaves out the e-mail of a record or a contact, where a column beside it keeps it, and says whether one does. That
/// column is told, and no e-mail quoted.
pub fn email(fields: &mut Map<String, Value>, path: &str, faults: &mut Vec<Fault>) -> bool {
    let Some(column) = private::keeper(fields, &EMAILS) else {
        return false;
    };
    let field = format!("{path}{column}");
    if fields.get("email").is_some_and(Value::is_string) {
        fields.shift_remove("email");
        let detail = "marks the e-mail as private, which is not published";
        let expected = "an e-mail for the public";
        faults.push(left_out("email_private", field, detail, expected));
    }
    true
}

fn left_out(code: &'static str, field: String, detail: &str, expected: &'static str) -> Fault {
    Fault {
        code,
        field,
        detail: detail.to_owned(),
        expected,
        loses: Loses::Part,
    }
}
