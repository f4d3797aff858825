//! What a cell of a column says: yes, no, or something that is neither.

use serde_json::Value;

/// What a yes-or-no cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    Yes,
    No,
    /// Something is there that is neither.
    Unclear,
}

const TRUE: [&str; 14] = [
    "true",
    "t",
    "yes",
    "y",
    "1",
    "on",
    "x",
    "si",
    "s",
    "oui",
    "verdadero",
    "checked",
    "confidential",
    "private",
];
const FALSE: [&str; 13] = [
    "false",
    "f",
    "no",
    "n",
    "0",
    "off",
    "non",
    "falso",
    "unchecked",
    "none",
    "never",
    "public",
    "open",
];
/// What stands in a cell that says nothing.
const NOTHING: [&str; 6] = ["null", "nil", "na", "nan", "undefined", "empty"];

/// A name without case, separators and marks: `Physical Address-Is_Private?` is `physicaladdressisprivate`.
pub fn plain(name: &str) -> String {
    crate::geography::fold(name).replace(' ', "")
}

/// What a cell says; nothing where it is empty.
pub fn read(value: &Value) -> Option<Reading> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(true) => Reading::Yes,
        Value::Bool(false) => Reading::No,
        Value::Number(number) => match number.as_f64() {
            Some(0.0) => Reading::No,
            _ => Reading::Yes,
        },
        Value::String(written) => {
            let text = plain(written);
            match text.as_str() {
                "" => return of_marks(written),
                text if NOTHING.contains(&text) => return None,
                text if TRUE.contains(&text) => Reading::Yes,
                text if FALSE.contains(&text) => Reading::No,
                _ => Reading::Unclear,
            }
        }
        Value::Array(items) if items.is_empty() => return None,
        Value::Object(fields) if fields.is_empty() => return None,
        _ => Reading::Unclear,
    })
}

/// What a cell says that has no letter or digit: a tick is a yes; a cross is a no to some and a tick to others.
fn of_marks(text: &str) -> Option<Reading> {
    let has = |marks: &[char]| text.contains(marks);
    if has(&['✓', '✔', '☑', '✅', '🗸', '🗹', '√', '☒', '🗵']) {
        return Some(Reading::Yes);
    }
    if has(&['☐', '□', '◻', '▢']) {
        return Some(Reading::No);
    }
    // Anything but what fills an empty cell: words of a script that is not folded too.
    let is_said = |c: char| !(c.is_ascii() || c.is_whitespace() || "–—―…·\u{a0}".contains(c));
    let is_marked = text.contains(['*', '+', '!']) || text.chars().any(is_said);
    is_marked.then_some(Reading::Unclear)
}

/// Whether the cell has a cross, by which nothing is given to the public.
pub fn is_cross(text: &str) -> bool {
    text.contains(['✗', '✘', '✖', '❌', '❎', '╳', '×'])
}

/// Whether the folded text may begin with one of these letters: asked before all of it is folded.
pub fn may_fold_to(text: &str, letters: &[u8]) -> bool {
    let first = text
        .bytes()
        .find(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    first.is_some_and(|first| !first.is_ascii() || letters.contains(&first.to_ascii_lowercase()))
}
