//! Which of several media types a client wants (RFC 9110, 12.5.1).

use actix_web::{
    HttpRequest,
    http::header::{ACCEPT, Accept, Quality},
};

/// What the request's `Accept` says; `None` where it has none, or one that cannot be read. The library would cut
/// ranges at every comma, also within quotes.
pub fn accepted(request: &HttpRequest) -> Option<Accept> {
    let mut lines = request.headers().get_all(ACCEPT).peekable();
    lines.peek()?;
    let mut ranges = Vec::new();
    for line in lines {
        let parts = members(line.to_str().ok()?);
        ranges.extend(parts.filter_map(|range| range.trim().parse().ok()));
    }
    Some(Accept(ranges))
}

/// The members of a list, cut at the commas outside of quotes (RFC 9110, 5.6.1 and 5.6.4).
fn members(line: &str) -> impl Iterator<Item = &str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    line.split(move |c| {
        let is_plain = std::mem::take(&mut is_escaped);
        match c {
            _ if is_plain => {}
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ => return c == ',' && !is_quoted,
        }
        false
    })
}

/// The one of `offered` that is wanted most, the earlier of equals; `None` where none of them is.
///
/// Parameters of media types are left aside: what is offered has one form each.
pub fn preferred<T: Copy>(accept: &Accept, offered: &[(&str, T)]) -> Option<T> {
    let mut best = (Quality::ZERO, None);
    for (media_type, value) in offered {
        let quality = quality(accept, media_type);
        if quality > best.0 {
            best = (quality, Some(*value));
        }
    }
    best.1
}

/// What the most specific of the ranges says that the type is in.
fn quality(accept: &Accept, media_type: &str) -> Quality {
    let essence = media_type.split(';').next().unwrap_or(media_type);
    let ranges = accept.0.iter().filter_map(|range| {
        let specificity = specificity(range.item.essence_str(), essence)?;
        Some((specificity, range.quality))
    });
    ranges.max().map_or(Quality::ZERO, |(_, quality)| quality)
}

/// How closely a range fits a type; `None` where it does not.
fn specificity(range: &str, essence: &str) -> Option<u8> {
    if range == essence {
        return Some(2);
    }
    let of_main_type = range.strip_suffix('*')?;
    match of_main_type {
        "*/" => Some(0),
        _ => essence.starts_with(of_main_type).then_some(1),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn wanted(accept: &str) -> Option<&'static str> {
        const OFFERED: [(&str, &str); 3] = [
            ("application/json", "json"),
            ("application/geo+json", "geojson"),
            ("text/csv; charset=utf-8", "csv"),
        ];
        let request = TestRequest::default().insert_header((ACCEPT, accept));
        preferred(&accepted(&request.to_http_request())?, &OFFERED)
    }

    #[test]
    fn the_highest_quality_wins_and_of_equals_the_first_offered() {
        for (accept, expected) in [
            ("text/csv", "csv"),
            ("TEXT/CSV; charset=utf-8", "csv"),
            ("text/csv;q=0.5, application/geo+json;q=0.6", "geojson"),
            ("text/csv, application/json", "json"),
            ("*/*", "json"),
            ("text/*", "csv"),
            ("text/html, application/xhtml+xml, */*;q=0.8", "json"),
            ("*/*;q=0.1, text/csv;q=0.2", "csv"),
            // The more specific range speaks for its type, also where it wants it less.
            ("*/*, application/json;q=0.1", "geojson"),
            ("application/*, application/json;q=0", "geojson"),
            // A quoted text may have commas, semicolons and quotes in it.
            (r#"application/json;profile="a,b""#, "json"),
            (
                r#"text/csv;q=0.5;x="a, application/json", image/png"#,
                "csv",
            ),
            (
                r#"application/json;x="\",text/csv;q=1";q=0.1, text/csv;q=0.2"#,
                "csv",
            ),
        ] {
            assert_eq!(wanted(accept), Some(expected), "{accept}");
        }
    }

    #[test]
    fn what_cannot_be_had_is_not_preferred() {
        for accept in ["", "text/html", "text/csv;q=0", "image/*", ";;", "csv"] {
            assert_eq!(wanted(accept), None, "{accept}");
        }
    }
}
