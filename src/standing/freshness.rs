//! For how long a confirmation holds. A fact that nobody confirmed has nothing to lose: it stays unverified.

use chrono::{NaiveDate, TimeDelta};

use super::{Fact, FactGroup};
use crate::config::Ages;

/// Whether what we once confirmed is too long ago by `today`. A confirmation of no date is: nobody can say that
/// it is recent.
pub fn is_stale(
    fact: &Fact,
    group: FactGroup,
    is_hotline: bool,
    ages: &Ages,
    today: NaiveDate,
) -> bool {
    let days = match group {
        FactGroup::Phones if is_hotline => ages.stale_hotline_days,
        FactGroup::Hours => ages.stale_hours_days,
        _ => ages.stale_days,
    };
    let is_old = |date| today.signed_duration_since(date) > TimeDelta::days(days.into());
    fact.rank.confirmed && fact.date.is_none_or(is_old)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::standing::{How, Rank, SourceKind, Standing};

    #[test]
    fn a_confirmation_holds_for_its_days() {
        use FactGroup::*;
        let today: NaiveDate = "2026-03-04".parse().unwrap();
        for (group, is_hotline, confirmed, date, stale) in [
            (Phones, true, true, Some("2025-12-04"), false),
            (Phones, true, true, Some("2025-12-03"), true),
            (Phones, false, true, Some("2025-12-03"), false),
            (Phones, false, true, Some("2025-03-04"), false),
            (Phones, false, true, Some("2025-03-03"), true),
            (Hours, true, true, Some("2025-09-05"), false),
            (Hours, true, true, Some("2025-09-04"), true),
            (Place, true, true, Some("2025-09-04"), false),
            (Place, false, true, Some("2025-03-03"), true),
            // Whoever's clock runs ahead.
            (Phones, true, true, Some("2026-03-05"), false),
            (Phones, true, true, None, true),
            (Phones, true, false, Some("2001-01-01"), false),
            (Phones, true, false, None, false),
        ] {
            let fact = Fact {
                source_id: Uuid::nil(),
                rank: Rank {
                    confirmed,
                    kind: SourceKind::Provider,
                },
                how: How::Called,
                date: date.map(|date| date.parse().unwrap()),
                standing: Standing::Verified,
                doubts: Vec::new(),
                alternatives: Vec::new(),
            };
            let found = is_stale(&fact, group, is_hotline, &Ages::default(), today);
            assert_eq!(found, stale, "{group:?} {is_hotline} {confirmed} {date:?}");
        }
    }
}
