//! Names of units that are called alike, told apart by what they belong to.

use std::collections::HashMap;

use crate::model::{Chart, UnitIndex};

/// A unit is told apart by no more superiors than these, or else by its id.
const MAX_LEVELS: usize = 3;

/// What each of some units is called: by its name; among those called alike with its superiors
/// behind it, as many as tell it from the others.
pub(crate) fn told_apart<'a>(
    chart: &Chart,
    units: &[UnitIndex],
    name: impl Fn(UnitIndex) -> &'a str,
) -> Vec<String> {
    let mut labels: Vec<String> = units.iter().map(|&unit| name(unit).to_owned()).collect();
    // Units that no superior so far tells apart, and that superior of each.
    let mut open: Vec<(usize, Option<UnitIndex>)> =
        units.iter().enumerate().map(|(at, &unit)| (at, chart.unit(unit).parent)).collect();
    for _ in 0..MAX_LEVELS {
        open = alike(&labels, open, |&(at, _)| at);
        for (at, superior) in &mut open {
            let Some(unit) = *superior else { continue };
            labels[*at] = format!("{} · {}", labels[*at], name(unit));
            *superior = chart.unit(unit).parent;
        }
    }
    let rest = (0..labels.len()).collect();
    for at in alike(&labels, rest, |&at| at) {
        labels[at] = format!("{} · {}", labels[at], chart.unit(units[at]).id);
    }
    labels
}

/// Those of some things that share their label with another one of all.
fn alike<T>(labels: &[String], things: Vec<T>, at: impl Fn(&T) -> usize) -> Vec<T> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for label in labels {
        *counts.entry(label).or_default() += 1;
    }
    things.into_iter().filter(|thing| counts[labels[at(thing)].as_str()] > 1).collect()
}
