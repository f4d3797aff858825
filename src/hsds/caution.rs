//! The caution that belongs to a number, for readers who know no field of our profile.
//!
//! `before_you_call` is ours. A client that reads HSDS alone shows a phone's `description`, so the caution leads it
//! wherever a phone is served, and is taken out again where our own export is read.

/// The description with the caution before it, unless it is in there already.
pub fn led_by(caution: &str, description: Option<&str>) -> String {
    match description.map(str::trim) {
        None | Some("") => caution.to_owned(),
        Some(description) if has(description, caution) => description.to_owned(),
        Some(description) => format!("{caution} {description}"),
    }
}

/// What is left of the description behind the caution that leads it; `None` where nothing is.
pub fn without<'a>(caution: &str, description: &'a str) -> Option<&'a str> {
    let mut rest = description.trim();
    while let Some(behind) = rest.strip_prefix(caution)
        && !caution.is_empty()
        && !behind.starts_with(char::is_alphanumeric)
    {
        rest = behind.trim_start();
    }
    (!rest.is_empty()).then_some(rest)
}

/// Whether the caution stands in the text, and not as part of a longer word.
fn has(text: &str, caution: &str) -> bool {
    let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    text.match_indices(caution).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + caution.len()..]);
        !is_word(before.chars().next_back()) && !is_word(after.chars().next())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_caution_is_said_once() {
        for (description, served) in [
            (None, "Ask first."),
            (Some(""), "Ask first."),
            (Some("After hours"), "Ask first. After hours"),
            (Some("Ask first."), "Ask first."),
            (Some("Ask first. At night"), "Ask first. At night"),
            (Some("At night. Ask first."), "At night. Ask first."),
        ] {
            assert_eq!(led_by("Ask first.", description), served);
        }
        assert_eq!(led_by("Ask", Some("Asking is free")), "Ask Asking is free");
    }

    #[test]
    fn what_leads_a_description_is_taken_out() {
        for (description, left) in [
            ("Ask first. After hours", Some("After hours")),
            ("Ask first.", None),
            ("Ask first. Ask first. At night", Some("At night")),
            ("At night. Ask first.", Some("At night. Ask first.")),
        ] {
            assert_eq!(without("Ask first.", description), left);
        }
        assert_eq!(without("Ask", "Asking is free"), Some("Asking is free"));
        assert_eq!(without("", "Any"), Some("Any"));
    }

    proptest! {
        #[test]
        fn what_was_read_once_is_served_and_read_the_same(caution in "[Aa]{1,2}\\.?", description in "[Aa. ]{0,8}") {
            let read = without(&caution, &description);
            let served = led_by(&caution, read);
            prop_assert_eq!(without(&caution, &served), read);
            prop_assert_eq!(led_by(&caution, without(&caution, &served)), served);
        }
    }
}
