//! From HSDS schedules to whether a place is open, at any instant that is passed in.
//!
//! [`OpeningHours`] is read once and asked often; [`Timetables`] shares it between listings. Where
//! HSDS 3.1 or RFC 5545 say how a schedule is to be read, they are followed; where they are silent,
//! these are the rules. The tables in `tests/` have a case for each.
//!
//! - **Never closed by mistake.** A schedule that cannot be read, has days without times, or leaves
//!   open which days it means, makes its days unknown. Open hours that are certain stay open beside it.
//! - **The end of what is known is not the end of the service.** After `valid_to`, `until` or `count` (and before
//!   `valid_from`) hours are unknown, unless another schedule goes on: feeds leave an old rule in for years.
//! - **From nine until nine** is all day or a slip: unknown. From midnight until midnight is 24 hours.
//! - **The place's zone wins** over the numeric `timezone` and over an offset behind a time, so long
//!   as the place has that offset in winter or summer. An offset that it never has (`Z` in Missouri)
//!   leaves two readings, hours apart: unknown. Without a zone the one offset that all schedules
//!   agree on; without that, only what is open by every clock of the world is open.
//! - **Changed clocks** as in RFC 5545, 3.3.5: a time that comes twice is the first of the two; one
//!   that does not come is counted by the old time (02:30 is 03:30). Where that leaves nothing of a window (02:30 to
//!   03:30), it is unknown around it.
//! - **A night belongs to the day that it opens**, whose dates and closures it follows. `23:59` is the
//!   end of its day (HSDS writes 24 hours as 00:00 to 23:59), and windows that touch are one.
//! - **Narrower dates add or replace.** A schedule whose dates lie within another's adds its hours to
//!   them (HSDS: "additional opening hours") on the days where the two do not overlap, and replaces
//!   the others' where they do: nobody adds hours that are there already. Words of equal weight that
//!   contradict each other make the day unknown.
//! - **Closures** have no field in HSDS. They are schedules without times that say "Closed" and
//!   nothing else, or that say so in a sentence and have dates of a month at most. They replace all
//!   wider ones. Every doubt (`closure.rs`) makes the day unknown.
//! - **Untrusted input** costs no more than its days: rules are asked, not expanded, 128 schedules and
//!   4096 bytes a field are read, and nothing is known outside of 1900 to 2100.

mod clock;
mod closure;
mod line;
mod opening;
mod plan;
mod reading;
mod rule;
#[cfg(test)]
mod tests;
mod timeline;
mod timetables;
mod week;
mod words;
mod written;

/// The release of the rules of time zones, such as `2026a`.
pub use chrono_tz::IANA_TZDB_VERSION;
pub use chrono_tz::Tz;
pub use opening::OpeningHours;
pub use timetables::Timetables;
pub use week::kept;
pub use written::written;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// Whether a listing is open at the instant asked about, in the order to offer them in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OpenState {
    Open,
    Unknown,
    Closed,
}

/// The hours of a listing, for a person and for a program.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Hours {
    pub state: OpenState,
    /// When it opens next, where it is closed and that is known: RFC 3339, with the place's offset.
    pub opens_at: Option<String>,
    /// When it closes: RFC 3339, with the place's offset; null where it does not within a week.
    pub closes_at: Option<String>,
    #[schema(example = "Hours not known: call first")]
    pub text: String,
}

/// Why the schedules are not the last word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Caveat {
    #[default]
    None,
    /// They were confirmed too long ago, on that day: unknown, with what they were.
    Stale { checked: Option<NaiveDate> },
    /// The service's HSDS status or the directory says so.
    TemporarilyClosed,
}
