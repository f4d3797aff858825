//! A query string to names and values.

/// A name and its value, or the reason that the value cannot be read.
pub type Pair = (String, Result<String, &'static str>);

/// Splits and decodes `query` (`application/x-www-form-urlencoded`), strictly: the usual decoders let
/// a broken escape stand as text and replace what is not UTF-8, and so search for something else.
pub fn query(query: &str) -> Vec<Pair> {
    query
        .split('&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            // A name that cannot be decoded is unknown in any case, and is reported as it stands.
            let name = percent(name).unwrap_or_else(|_| name.to_owned());
            (name, percent(value))
        })
        .collect()
}

fn percent(text: &str) -> Result<String, &'static str> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = bytes.next().and_then(hex);
                let low = bytes.next().and_then(hex);
                match (high, low) {
                    (Some(high), Some(low)) => high << 4 | low,
                    _ => return Err("has a % that two hexadecimal digits do not follow"),
                }
            }
            other => other,
        });
    }
    String::from_utf8(decoded).map_err(|_| "is not UTF-8")
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_escapes_and_plus() {
        assert_eq!(
            query("near=Lee%E2%80%99s+Summit%2CMO&&empty&a=b=c"),
            [
                ("near".into(), Ok("Lee’s Summit,MO".into())),
                ("empty".into(), Ok(String::new())),
                ("a".into(), Ok("b=c".into())),
            ]
        );
    }

    #[test]
    fn broken_escapes_are_told() {
        for broken in ["a=%", "a=%4", "a=%zz", "a=%+1", "a=x%4"] {
            assert!(query(broken)[0].1.is_err(), "{broken}");
        }
        assert_eq!(query("a=%ff")[0].1, Err("is not UTF-8"));
    }
}
