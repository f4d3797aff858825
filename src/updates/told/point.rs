//! Coordinates, and where a text has them, however they are written.

/// What counts as the same place, in degrees: about a hundred metres.
const NEAR: f64 = 0.0015;
/// The alphabet of plus codes (Open Location Code 1.0).
const PLUS: &[u8; 20] = b"23456789CFGHJMPQRVWX";

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Degrees {
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    /// The middle of a ZIP, a town or a county, where many places are.
    pub is_coarse: bool,
}

impl Degrees {
    pub fn is_in(&self, reading: &str) -> bool {
        let mut numbers = numbers(reading);
        numbers.extend(hyphenated(reading));
        let known = [self.latitude, self.longitude];
        let has = |degrees: f64, decimals: usize| {
            numbers.iter().any(|number| number.is(degrees, decimals))
        };
        let exact = known.into_iter().flatten().any(|degrees| {
            has(degrees, 3)
                || numbers.windows(3).any(|dms| is_sexagesimal(dms, degrees))
                || numbers.windows(2).any(|dm| is_sexagesimal(dm, degrees))
        });
        // Two decimals are a kilometre, and a price: only both together.
        let rough = match known {
            [Some(latitude), Some(longitude)] => has(latitude, 2) && has(longitude, 2),
            _ => false,
        };
        exact
            || rough
            || self
                .plus_code()
                .is_some_and(|code| has_plus_code(reading, &code))
    }

    /// Whether these are the coordinates of the same place.
    pub fn is_near(&self, other: &Degrees) -> bool {
        if self.is_coarse || other.is_coarse {
            return false;
        }
        let near =
            |a: Option<f64>, b: Option<f64>| a.zip(b).is_some_and(|(a, b)| (a - b).abs() < 0.0003);
        near(self.latitude, other.latitude) && near(self.longitude, other.longitude)
    }

    /// The second four characters of its plus code: with the town beside them they tell the place to 275 m.
    fn plus_code(&self) -> Option<String> {
        let (latitude, longitude) = self.latitude.zip(self.longitude)?;
        // In units of the eighth character: 1/400 of a degree.
        let rows = ((latitude + 90.0) * 400.0).floor() as i64;
        let columns = ((longitude + 180.0) * 400.0).floor() as i64;
        let digit = |value: i64| PLUS[value.rem_euclid(20) as usize] as char;
        let code = [
            digit(rows.div_euclid(20)),
            digit(columns.div_euclid(20)),
            digit(rows),
            digit(columns),
        ];
        Some(code.iter().collect::<String>().to_lowercase())
    }
}

/// Whether coordinates are in a text, of wherever but these places: degrees of four decimals, of which there have to be at
/// `least` so many, degrees and minutes, or a plus code.
pub fn is_other_in(reading: &str, open: &[Degrees], least: usize) -> bool {
    let is_open = |number: &Number| {
        let mut known = open.iter().flat_map(|it| [it.latitude, it.longitude]);
        known.any(|known| known.is_some_and(|degrees| number.is(degrees, 3)))
    };
    let is_degrees = |number: &Number| {
        number.decimals > 3 && (10.0..=180.0).contains(&number.value) && !is_open(number)
    };
    let degrees = numbers(reading).into_iter().chain(hyphenated(reading));
    let degrees: Vec<f64> = degrees
        .filter(is_degrees)
        .map(|number| number.value)
        .collect();
    // "Sections 67.1401 to 67.1571" are of a law.
    let is_point = || {
        let first = degrees.first().copied().unwrap_or_default();
        degrees.iter().any(|degrees| (degrees - first).abs() > 1.0)
    };
    let is_digit = |c: char| c.is_ascii() && PLUS.contains(&(c as u8).to_ascii_uppercase());
    let is_plus_code = |(at, _): (usize, &str)| {
        let (mut before, mut after) = (&reading[..at], &reading[at + 1..]);
        // "86f76hwj + c9", and no sum.
        let joined = before.trim_end();
        if joined.ends_with(|c: char| c.is_ascii_alphabetic()) {
            (before, after) = (joined, after.trim_start());
        }
        let digits = before.len() - before.trim_end_matches(is_digit).len();
        let rest = after.len() - after.trim_start_matches(is_digit).len();
        matches!(digits, 4 | 6 | 8) && matches!(rest, 2 | 3)
    };
    (degrees.len() >= least && (least < 2 || is_point()))
        || has_minutes(reading)
        || reading.match_indices('+').any(is_plus_code)
}

/// Whether degrees with minutes are in a text: `39°14'46"n`, `n39 14.767`, `39-14-46n`.
fn has_minutes(reading: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    let is_compass = |c: char| matches!(c, 'n' | 's' | 'e' | 'w');
    let is_letter = |text: &str| {
        let after = text.strip_prefix(is_compass);
        after.is_some_and(|after| !after.starts_with(char::is_alphanumeric))
    };
    let number = |text: &str| text.len() - text.trim_start_matches(is_digit).len();
    let mut starts = reading.match_indices(is_digit).filter(|(at, _)| {
        let before = &reading[..*at];
        !before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '$'))
    });
    starts.any(|(at, _)| {
        let whole = number(&reading[at..]);
        let rest = &reading[at + whole..];
        let degrees: u32 = reading[at..at + whole].parse().unwrap_or(0);
        let sign = ["°", "deg", "-", " "].iter().find(|sign| {
            rest.trim_start_matches(' ').starts_with(**sign) || rest.starts_with(**sign)
        });
        let Some(sign) = sign.filter(|_| (10..=180).contains(&degrees)) else {
            return false;
        };
        let rest = rest.trim_start().trim_start_matches(sign).trim_start();
        let count = number(rest);
        let minutes: u32 = rest[..count].parse().unwrap_or(60);
        let after = &rest[count..];
        let decimals = after.strip_prefix('.').map_or(0, number);
        let after = &after[if decimals > 0 { decimals + 1 } else { 0 }..];
        let ends = after.trim_start_matches(|c: char| !c.is_alphanumeric() && !",;.".contains(c));
        let is_end = is_letter(ends);
        let mut before = reading[..at].trim_end().chars().rev();
        let is_begun = before.next().is_some_and(is_compass)
            && !before.next().is_some_and(char::is_alphanumeric);
        let is_marked = ["'", "′", "’", "‘", "min"]
            .iter()
            .any(|mark| after.trim_start().starts_with(mark));
        // "39-14-46n"
        let seconds = after.strip_prefix('-').map_or(0, number);
        let is_dashed = seconds == 2 && is_letter(after[3..].trim_start());
        minutes < 60
            && match *sign {
                "-" => is_dashed,
                " " => decimals > 1 && (is_begun || is_end),
                _ => is_marked || decimals > 1 || is_begun || is_end,
            }
    })
}

fn has_plus_code(reading: &str, code: &str) -> bool {
    // In a query string the plus is a blank.
    reading.match_indices(code).any(|(at, _)| {
        let after = &reading[at + code.len()..];
        let joined = after.trim_start();
        let after = match joined.strip_prefix('+') {
            Some(rest) => &format!("+{}", rest.trim_start()),
            None => after,
        };
        let after = after.as_bytes();
        let is_digit =
            |byte: Option<&u8>| byte.is_some_and(|byte| PLUS.contains(&byte.to_ascii_uppercase()));
        matches!(after.first(), Some(b'+' | b' '))
            && is_digit(after.get(1))
            && is_digit(after.get(2))
    })
}

#[derive(Debug)]
struct Number {
    value: f64,
    decimals: usize,
}

impl Number {
    /// Whether it is these degrees, given to at least so many decimals. A sign may be missing.
    fn is(&self, degrees: f64, least: usize) -> bool {
        let (value, degrees) = (self.value.abs(), degrees.abs());
        match self.decimals {
            decimals if decimals < least => self.is_micro(degrees),
            2 => (value - degrees).abs() < 0.01 + 1e-9,
            _ => (value - degrees).abs() < NEAR,
        }
    }

    /// Degrees times a million, or without their point.
    fn is_micro(&self, degrees: f64) -> bool {
        self.decimals == 0
            && [1e4, 1e5, 1e6, 1e7].iter().any(|unit| {
                let known = degrees * unit;
                known >= 1e5 && (self.value.abs() - known).abs() < NEAR * unit / 10.0
            })
    }
}

/// Degrees, minutes and seconds, or degrees and minutes with decimals.
fn is_sexagesimal(parts: &[Number], degrees: f64) -> bool {
    let [whole, minutes, rest @ ..] = parts else {
        return false;
    };
    let seconds = match rest {
        [seconds] => seconds.value,
        _ if minutes.decimals > 0 => 0.0,
        _ => return false,
    };
    let is_form = whole.decimals == 0 && (rest.is_empty() || minutes.decimals == 0);
    let value = whole.value.abs() + minutes.value / 60.0 + seconds / 3600.0;
    is_form && minutes.value < 60.0 && seconds < 60.0 && (value - degrees.abs()).abs() < NEAR
}

/// `38-91234`: in the path of a link another mark can stand for the point.
fn hyphenated(text: &str) -> impl Iterator<Item = Number> {
    let is_digit = |c: char| c.is_ascii_digit();
    text.match_indices(['-', '_']).filter_map(move |(at, _)| {
        let whole = text[..at].trim_end_matches(is_digit).len();
        let after = &text[at + 1..];
        let decimals = after.len() - after.trim_start_matches(is_digit).len();
        let is_number = (1..=3).contains(&(at - whole)) && decimals > 2;
        let written = format!("{}.{}", &text[whole..at], &after[..decimals]);
        let value = written.parse().ok().filter(|_| is_number)?;
        Some(Number { value, decimals })
    })
}

/// The numbers of a text, a comma being a point where digits stand around it.
fn numbers(text: &str) -> Vec<Number> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !is_digit(at) {
            at += 1;
            continue;
        }
        let start = at;
        while is_digit(at) {
            at += 1;
        }
        let mut decimals = 0;
        let whole = &text[start..at];
        let mut written = whole.to_owned();
        if matches!(bytes.get(at), Some(b'.' | b',')) && is_digit(at + 1) {
            let point = at;
            at += 1;
            while is_digit(at) {
                at += 1;
            }
            decimals = at - point - 1;
            written = format!("{whole}.{}", &text[point + 1..at]);
            // "38,987" may be a number with its thousands.
            if bytes[point] == b',' && decimals < 3 {
                (at, decimals) = (point, 0);
                written = whole.to_owned();
            }
        }
        if let Ok(value) = written.parse() {
            numbers.push(Number { value, decimals });
        }
    }
    numbers
}
