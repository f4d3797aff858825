//! Links behind which a place can be.

/// Links behind which only a place can be.
const MAPS: [&str; 8] = [
    "maps.google",
    "google.com/maps",
    "maps.apple.com",
    "bing.com/maps",
    "openstreetmap.org",
    "waze.com",
    "mapquest.com",
    "what3words",
];
/// Hosts of short links, behind which a place can be as well as anything else.
const SHORT_LINKS: [&str; 26] = [
    "goo.gl",
    "g.co",
    "g.page",
    "apple.co",
    "bit.ly",
    "tinyurl.com",
    "t.co",
    "ow.ly",
    "is.gd",
    "v.gd",
    "buff.ly",
    "rebrand.ly",
    "cutt.ly",
    "rb.gy",
    "shorturl.at",
    "t.ly",
    "tiny.cc",
    "lnkd.in",
    "fb.me",
    "aka.ms",
    "bl.ink",
    "s.id",
    "qr.io",
    "w3w.co",
    "osm.org",
    "dub.sh",
];

/// Whether a text has one.
pub fn is_in(reading: &str) -> bool {
    MAPS.iter().any(|link| reading.contains(link))
        || SHORT_LINKS.iter().any(|host| has_host(reading, host))
        || reading.contains("///")
}

/// Whether a link to the host, or to one under it, is in the text.
fn has_host(reading: &str, host: &str) -> bool {
    reading.match_indices(host).any(|(at, _)| {
        let is_name = |c: char| c.is_alphanumeric() || c == '-';
        let after = &reading[at + host.len()..];
        !reading[..at].ends_with(is_name) && after.starts_with(['/', '?', ':'])
    })
}
