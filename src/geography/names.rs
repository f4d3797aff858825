//! The folded names of towns and counties, sorted, so that exact, prefix and near matches are cheap.

use super::fold::fold;
use super::places::TownId;

/// What a name is a name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Named {
    Town(TownId),
    /// By FIPS number.
    County(u32),
}

#[derive(Default)]
pub(super) struct Names {
    entries: Vec<Entry>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    folded: Box<str>,
    state: u32,
    named: Named,
}

impl Names {
    pub(super) fn add(&mut self, name: &str, state: u32, named: Named) {
        self.entries.push(Entry {
            folded: fold(name).into(),
            state,
            named,
        });
    }

    /// Must follow the last `add`: every search relies on the order.
    pub(super) fn sort(&mut self) {
        self.entries.sort_unstable();
    }

    /// What bears this folded name: the FIPS number of its state, and it. In order of state, towns before counties.
    pub(super) fn exactly(&self, folded: &str) -> impl Iterator<Item = (u32, Named)> {
        self.from(folded)
            .take_while(move |entry| &*entry.folded == folded)
            .map(|entry| (entry.state, entry.named))
    }

    /// What begins so, in order of name and state.
    pub(super) fn beginning(&self, prefix: &str) -> impl Iterator<Item = (&str, u32, Named)> {
        self.from(prefix)
            .take_while(move |entry| entry.folded.starts_with(prefix))
            .map(|entry| (&*entry.folded, entry.state, entry.named))
    }

    /// The towns that share their folded name with another town of their state.
    pub(super) fn namesakes(&self) -> impl Iterator<Item = TownId> {
        self.entries
            .chunk_by(|a, b| a.state == b.state && a.folded == b.folded)
            .map(|entries| entries.iter().filter_map(|entry| entry.named.town()))
            .filter(|towns| towns.clone().nth(1).is_some())
            .flatten()
    }

    /// What is spelled with one slip, the first letter being right; in one state or in all.
    pub(super) fn nearly(&self, folded: &str, state: Option<u32>) -> Vec<Named> {
        let Some(first) = folded.get(..1) else {
            return Vec::new();
        };
        self.from(first)
            .take_while(|entry| entry.folded.starts_with(first))
            .filter(|entry| {
                state.is_none_or(|state| state == entry.state) && one_slip(&entry.folded, folded)
            })
            .map(|entry| entry.named)
            .collect()
    }

    fn from(&self, folded: &str) -> impl Iterator<Item = &Entry> {
        let start = self
            .entries
            .partition_point(|entry| &*entry.folded < folded);
        self.entries[start..].iter()
    }
}

impl Named {
    pub(super) fn town(self) -> Option<TownId> {
        match self {
            Self::Town(id) => Some(id),
            Self::County(_) => None,
        }
    }
}

/// Whether two folded names differ by one letter missing, wrong, or swapped with the next.
fn one_slip(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() {
        (a.as_bytes(), b.as_bytes())
    } else {
        (b.as_bytes(), a.as_bytes())
    };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (short, long) = (&short[same..], &long[same..]);
    match (short, long) {
        ([], []) => false,
        (_, [_, rest @ ..]) if short.len() < long.len() => short == rest,
        ([_, short_rest @ ..], [_, long_rest @ ..]) if short_rest == long_rest => true,
        ([a, b, short_rest @ ..], [c, d, long_rest @ ..]) => {
            a == d && b == c && short_rest == long_rest
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::one_slip;

    #[test]
    fn one_letter_missing_wrong_or_swapped_is_one_slip() {
        for typed in [
            "lee summit",
            "lees sumit",
            "lees summitt",
            "lees sunmit",
            "lees summti",
            "eles summit",
        ] {
            assert!(
                one_slip("lees summit", typed) && one_slip(typed, "lees summit"),
                "{typed}"
            );
        }
    }

    #[test]
    fn two_slips_or_none_are_not_one() {
        for typed in [
            "lees summit",
            "lee sumit",
            "less sumimt",
            "",
            "lees summit mo",
        ] {
            assert!(
                !one_slip("lees summit", typed) && !one_slip(typed, "lees summit"),
                "{typed}"
            );
        }
    }
}
