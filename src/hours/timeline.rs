//! A stretch of time, cut where the state changes.

use std::ops::Range;

use super::OpenState;

/// Invariant: the instants (seconds of the Unix epoch) ascend strictly, neighbours differ in state,
/// and the first is where the stretch begins. Finding a state is one binary search.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Timeline {
    changes: Box<[(i64, OpenState)]>,
    end: i64,
}

impl Timeline {
    /// Open in `open`, unknown in what is left of `unknown`, and closed otherwise. Both may overlap,
    /// be empty, and reach beyond the stretch.
    pub fn of(stretch: Range<i64>, open: Vec<(i64, i64)>, unknown: Vec<(i64, i64)>) -> Timeline {
        let (open, unknown) = (joined(open), joined(unknown));
        let edges = open
            .iter()
            .chain(&unknown)
            .flat_map(|&(from, to)| [from, to]);
        let mut cuts: Vec<i64> = edges.filter(|edge| stretch.contains(edge)).collect();
        cuts.push(stretch.start);
        cuts.sort_unstable();
        cuts.dedup();
        let has = |ranges: &[(i64, i64)], at: i64| {
            let before = ranges.partition_point(|(from, _)| *from <= at);
            before > 0 && at < ranges[before - 1].1
        };
        let mut changes: Vec<(i64, OpenState)> = Vec::with_capacity(cuts.len());
        for at in cuts {
            let state = if has(&open, at) {
                OpenState::Open
            } else if has(&unknown, at) {
                OpenState::Unknown
            } else {
                OpenState::Closed
            };
            if changes.last().is_none_or(|(_, last)| *last != state) {
                changes.push((at, state));
            }
        }
        Timeline {
            changes: changes.into_boxed_slice(),
            end: stretch.end,
        }
    }

    pub fn end(&self) -> i64 {
        self.end
    }

    /// The state at an instant of the stretch.
    pub fn state(&self, at: i64) -> Option<OpenState> {
        let before = self.changes.partition_point(|(from, _)| *from <= at);
        (before > 0 && at < self.end).then(|| self.changes[before - 1].1)
    }

    /// The first instant after `at`, and before the stretch ends, at which the state is not `state`.
    pub fn leaves(&self, state: OpenState, at: i64) -> Option<(i64, OpenState)> {
        let before = self.changes.partition_point(|(from, _)| *from <= at);
        let mut after = self.changes[before..].iter().copied();
        after.find(|(_, next)| *next != state)
    }

    /// Whether it is open at any time from `from` until `to`.
    pub fn opens_between(&self, from: i64, to: i64) -> bool {
        self.state(from) == Some(OpenState::Open)
            || self
                .changes
                .iter()
                .any(|(at, state)| *state == OpenState::Open && (from..to).contains(at))
    }
}

/// Sorted, without empty ones, and joined where they touch.
fn joined(mut ranges: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    ranges.retain(|(from, to)| from < to);
    ranges.sort_unstable();
    let mut joined: Vec<(i64, i64)> = Vec::with_capacity(ranges.len());
    for (from, to) in ranges {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}
