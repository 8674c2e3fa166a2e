//! Relations that pass the filter of a view, indexed by the units at their ends.

use super::lines::{LineKind, RelationFilter};
use super::superiors::line_kinds;
use crate::model::{Chart, UnitIndex};

/// Lines by index among the chart's relations, each with its kind, in order.
#[derive(Debug)]
pub(super) struct WantedLines(Vec<(u32, LineKind)>);

impl WantedLines {
    /// The lines that pass a filter.
    pub(super) fn new(chart: &Chart, filter: &RelationFilter) -> Self {
        let kinds = (0_u32..).zip(line_kinds(chart));
        let wanted = kinds
            .filter_map(|(index, kind)| Some((index, kind.filter(|&kind| filter.shows(kind))?)));
        Self(wanted.collect())
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (u32, LineKind)> {
        self.0.iter().copied()
    }

    /// The lines with an index by the units at their ends.
    pub(super) fn by_unit(self, chart: &Chart) -> LinesByUnit {
        let mut ends = Vec::with_capacity(self.0.len() * 2);
        for (place, &(index, _)) in (0_u32..).zip(&self.0) {
            let line = &chart.relations()[index as usize];
            let units = [line.from.unit(), line.to.unit()].into_iter().flatten();
            ends.extend(units.map(|unit| (unit, place)));
        }
        ends.sort_unstable();
        LinesByUnit { lines: self.0, ends }
    }
}

/// Lines with an index by the units at their ends.
#[derive(Debug)]
pub(super) struct LinesByUnit {
    lines: Vec<(u32, LineKind)>,
    /// Ends at units, each with the index of its line, in order.
    ends: Vec<(UnitIndex, u32)>,
}

impl LinesByUnit {
    /// The lines that end at one of some units, once each, in order.
    pub(super) fn at(&self, units: &[UnitIndex]) -> Vec<(u32, LineKind)> {
        let mut places: Vec<u32> = units.iter().flat_map(|&unit| self.ends_at(unit)).collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|place| self.lines[place as usize]).collect()
    }

    fn ends_at(&self, unit: UnitIndex) -> impl Iterator<Item = u32> {
        let start = self.ends.partition_point(|&(other, _)| other < unit);
        let ends = self.ends[start..].iter();
        ends.take_while(move |&&(other, _)| other == unit).map(|&(_, place)| place)
    }
}
