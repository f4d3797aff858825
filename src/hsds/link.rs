//! What may be served as a link: a page of the web, and never a way to a number.

/// Hosts whose links are numbers to call or write to.
const HOSTS_OF_NUMBERS: [&str; 5] = [
    "wa.me",
    "api.whatsapp.com",
    "web.whatsapp.com",
    "signal.me",
    "call.whatsapp.com",
];
/// What a link carries a number behind, wherever it stands in it.
const MARKS: [&str; 8] = [
    "tel:", "tel%3a", "sms:", "sms%3a", "callto:", "phone=", "tel=", "t.me/+",
];

/// Whether the text is an address of the web, with a host that has a name. One that carries a number to call is
/// none: a number stands in `phones`, where it is judged.
pub fn is_link(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let is_strange = |c: char| c.is_whitespace() || c.is_control() || "\"<>\\`".contains(c);
    if rest.contains(is_strange) {
        return false;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    is_host(host) && port.parse::<u16>().is_ok() && !carries_number(host, rest)
}

/// Whether the text is an address for mail.
pub fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(who, host)| {
        !who.is_empty()
            && host.contains('.')
            && !host.contains('@')
            && !text.contains(|c: char| c.is_whitespace() || c.is_control())
    })
}

/// A name of at least two parts. No address in digits, which could be a number, and nobody's account.
fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.') && host.split('.').all(is_label) && last.starts_with(char::is_alphabetic)
}

fn carries_number(host: &str, rest: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let rest = rest.to_ascii_lowercase();
    let has_digit_behind = |mark: &str| {
        rest.split(mark)
            .skip(1)
            .any(|behind| behind.contains(|c: char| c.is_ascii_digit()))
    };
    HOSTS_OF_NUMBERS.contains(&host) || MARKS.into_iter().any(has_digit_behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_a_page_of_the_web() {
        for (text, expected) in [
            ("https://example.org", true),
            ("http://www.example.org:8080/help?to=us#top", true),
            ("https://1800runaway.org/help", true),
            ("https://bücher.example/ä", true),
            ("https://example.org/hotel", true),
            ("", false),
            ("example.org", false),
            ("https://", false),
            ("https://example", false),
            ("https://call us.org", false),
            ("https://.org", false),
            ("https://example.org:call", false),
            ("https://8883738888@example.org", false),
            ("https://888.373.8888", false),
            ("ftp://example.org", false),
        ] {
            assert_eq!(is_link(text), expected, "{text}");
        }
    }

    #[test]
    fn what_leads_to_a_number_or_runs_is_no_link() {
        for text in [
            "tel:+18883738888",
            "sms:+18883738888",
            "callto:8883738888",
            "whatsapp://send?phone=18883738888",
            "https://wa.me/18883738888",
            "https://WA.me/18883738888",
            "https://api.whatsapp.com/send?phone=18883738888",
            "https://whatsapp.com/send?phone=18883738888",
            "https://t.me/+18883738888",
            "https://example.org/go?to=tel:18883738888",
            "8883738888",
            "888-373-8888",
            "mailto:help@example.org",
            "javascript:alert(1)",
            "javascript://example.org/%0aalert(1)",
            "data:text/html,<script>alert(1)</script>",
            "https://example.org/\"><script>",
        ] {
            assert!(!is_link(text), "{text}");
        }
    }
}
