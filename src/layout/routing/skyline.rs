//! Step function over the breadth.

use std::collections::BTreeMap;

use emath::Rangef;

/// Steps per point.
const RESOLUTION: f32 = 8.0;

/// Step function over the breadth, initially 0, whose intervals are set one after the other.
#[derive(Default)]
pub(super) struct Skyline {
    /// Value from each step to the next key.
    values: BTreeMap<i64, f32>,
}

impl Skyline {
    /// Maximum in a range.
    pub(super) fn highest(&self, range: Rangef) -> f32 {
        let (start, end) = Self::steps(range);
        let first = self.value(start);
        self.values.range(start..end).map(|(_, &value)| value).fold(first, f32::max)
    }

    /// Replaces the values in a range.
    pub(super) fn set(&mut self, range: Rangef, value: f32) {
        let (start, end) = Self::steps(range);
        let after = self.value(end);
        let covered: Vec<i64> = self.values.range(start..=end).map(|(&step, _)| step).collect();
        for step in covered {
            self.values.remove(&step);
        }
        self.values.insert(start, value);
        self.values.insert(end, after);
    }

    fn value(&self, step: i64) -> f32 {
        self.values.range(..=step).next_back().map_or(0.0, |(_, &value)| value)
    }

    /// Whole steps inside a range, at least one.
    #[expect(clippy::cast_possible_truncation, reason = "no chart is that broad")]
    fn steps(range: Rangef) -> (i64, i64) {
        let start = (range.min * RESOLUTION).ceil() as i64;
        let end = (range.max * RESOLUTION).floor() as i64;
        (start, end.max(start + 1))
    }
}
