//! One [`OpeningHours`] for all listings that have the same.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::OpeningHours;
use super::plan::Plan;
use crate::hsds::Schedule;

/// The opening hours of a snapshot's listings. Most say the same few things: nine to five on
/// weekdays, round the clock, nothing.
pub struct Timetables {
    around: DateTime<Utc>,
    known: HashMap<Option<Plan>, Arc<OpeningHours>>,
}

impl Timetables {
    /// For questions about instants near `around`.
    pub fn new(around: DateTime<Utc>) -> Timetables {
        Timetables {
            around,
            known: HashMap::new(),
        }
    }

    /// As [`OpeningHours::parse`], once for schedules that come to the same.
    pub fn of(&mut self, schedules: &[Schedule], zone: Option<Tz>) -> Arc<OpeningHours> {
        let plan = Plan::of(schedules, zone, self.around);
        if let Some(known) = self.known.get(&plan) {
            return Arc::clone(known);
        }
        let hours = Arc::new(OpeningHours::of(plan.clone(), self.around));
        self.known.insert(plan, Arc::clone(&hours));
        hours
    }
}
