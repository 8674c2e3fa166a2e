//! Unique labels of units with equal names.

use std::collections::HashMap;

use crate::model::{Chart, UnitIndex};

/// Maximum number of superiors in a label; if they do not suffice, the id is added.
const MAX_LEVELS: usize = 3;

/// A unique label for each of several units: its name, followed by as many superiors as are necessary to distinguish it
/// from units with the same name.
pub(crate) fn unique_labels<'a>(
    chart: &Chart,
    units: &[UnitIndex],
    name: impl Fn(UnitIndex) -> &'a str,
) -> Vec<String> {
    let mut labels: Vec<String> = units.iter().map(|&unit| name(unit).to_owned()).collect();
    // The units whose labels are not unique yet, each with its next superior.
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

/// The items whose labels are not unique.
fn alike<T>(labels: &[String], things: Vec<T>, at: impl Fn(&T) -> usize) -> Vec<T> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for label in labels {
        *counts.entry(label).or_default() += 1;
    }
    things.into_iter().filter(|thing| counts[labels[at(thing)].as_str()] > 1).collect()
}
