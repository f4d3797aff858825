//! Hours as people write them, to schedules.

use crate::hsds::Schedule;

/// The schedules that a text says.
pub fn written(text: &str) -> Vec<Schedule> {
    vec![Schedule {
        description: Some(text.trim().to_owned()),
        ..Schedule::default()
    }]
}
