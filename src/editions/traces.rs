//! Paths of units and functions through the editions of a series, forward and backward.

use super::{Comparison, FunctionMatch, FunctionPlace};
use crate::model::UnitIndex;

/// Item to follow through a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    /// A unit.
    Unit(UnitIndex),
    /// A function or duty.
    Function(FunctionPlace),
}

/// The items of a path in each edition; empty where there are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trace {
    /// Path of a unit.
    Units(Vec<Vec<UnitIndex>>),
    /// Path of a function.
    Functions(Vec<Vec<FunctionPlace>>),
}

impl Followed {
    /// The path through the editions around some steps, from the edition with an index on.
    #[must_use]
    pub fn trace(self, steps: &[&Comparison], edition: usize) -> Trace {
        match self {
            Self::Unit(unit) => Trace::Units(follow(
                steps.len(),
                (edition, unit),
                |step, unit| steps[step].of_old(unit).new.clone(),
                |step, unit| steps[step].of_new(unit).old.clone(),
            )),
            Self::Function(place) => Trace::Functions(follow(
                steps.len(),
                (edition, place),
                |step, place| {
                    let group = steps[step].function_of_old(place);
                    group.map_or_else(Vec::new, |group| group.new.clone())
                },
                |step, place| {
                    let group = steps[step].function_of_new(place);
                    group.map_or_else(Vec::new, |group| group.old.clone())
                },
            )),
        }
    }
}

impl Comparison {
    /// The group of a function of the old edition.
    #[must_use]
    pub fn function_of_old(&self, place: FunctionPlace) -> Option<&FunctionMatch> {
        self.functions.iter().find(|group| group.old.contains(&place))
    }

    /// The group of a function of the new edition.
    #[must_use]
    pub fn function_of_new(&self, place: FunctionPlace) -> Option<&FunctionMatch> {
        self.functions.iter().find(|group| group.new.contains(&place))
    }
}

/// Successors of a start in every later edition, and its predecessors in every earlier one.
fn follow<P: Copy + Ord>(
    steps: usize,
    (edition, start): (usize, P),
    later: impl Fn(usize, P) -> Vec<P>,
    earlier: impl Fn(usize, P) -> Vec<P>,
) -> Vec<Vec<P>> {
    let mut found = vec![Vec::new(); steps + 1];
    if edition > steps {
        return found;
    }
    found[edition] = vec![start];
    let all = |mut places: Vec<P>| {
        places.sort_unstable();
        places.dedup();
        places
    };
    for step in edition..steps {
        let next = found[step].iter().flat_map(|&place| later(step, place));
        found[step + 1] = all(next.collect());
    }
    for step in (0..edition).rev() {
        let next = found[step + 1].iter().flat_map(|&place| earlier(step, place));
        found[step] = all(next.collect());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::{Lineage, Owner};
    use super::*;
    use crate::model::Chart;
    use crate::source::SourceText;

    fn charts() -> Vec<Chart> {
        let texts = [
            include_str!("../../assets/samples/harbour/2009.ron"),
            include_str!("../../assets/samples/harbour/2016.ron"),
            include_str!("../../assets/samples/harbour/2024.ron"),
        ];
        let chart = |text: &str| Chart::load(&SourceText::new("x.ron", text)).0;
        texts.iter().map(|text| chart(text)).collect()
    }

    #[test]
    fn forward_and_backward_paths_agree() {
        let charts = charts();
        let steps: Vec<Comparison> = charts
            .windows(2)
            .map(|pair| Comparison::between(&pair[0], &pair[1], Lineage::Forward))
            .collect();
        let steps: Vec<&Comparison> = steps.iter().collect();
        let mut followed = 0;
        for unit in charts[0].unit_indices() {
            let Trace::Units(forward) = Followed::Unit(unit).trace(&steps, 0) else { continue };
            for &end in &forward[2] {
                let Trace::Units(back) = Followed::Unit(end).trace(&steps, 2) else { continue };
                assert!(back[0].contains(&unit), "{}", charts[0].unit(unit).id);
                assert!(forward[1].iter().any(|middle| back[1].contains(middle)));
                followed += 1;
            }
        }
        assert!(followed > 15, "{followed}");
        let unit = charts[0].find("pilotage").expect("it is there");
        let place = FunctionPlace { owner: Owner::Unit(unit), index: 0 };
        let Trace::Functions(places) = Followed::Function(place).trace(&steps, 0) else {
            panic!("a function has a way of functions")
        };
        assert_eq!(places[0], [place]);
        assert!(places.iter().all(|places| places.len() <= 1));
    }
}
