//! Headers of columns, and rows that are not data.

use std::collections::{HashMap, HashSet};

use super::Row;
use crate::import::columns::{folded, known_words};

/// Words for totals, folded.
const TOTALS: &[&str] = &[
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sum",
    "summe",
    "gesamt",
    "gesamtsumme",
    "zwischensumme",
    "insgesamt",
    "totaux",
    "suma",
    "合计",
    "总计",
    "小计",
];

/// Makes headers unique by appending a number to repeated ones.
pub(super) fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut apart = Vec::new();
    for name in names {
        let mut free = name.clone();
        while !taken.insert(free.clone()) {
            let number = numbers.entry(name.clone()).or_insert(1);
            *number += 1;
            free = format!("{name} ({number})");
        }
        apart.push(free);
    }
    apart
}

/// Separates rows of totals from the others: such a row contains a word for totals and numbers, and no other row
/// contains that word.
pub(super) fn split_totals(rows: Vec<Row>) -> (Vec<Row>, Vec<Row>) {
    let is_number = |cell: &str| {
        cell.contains(|c: char| c.is_ascii_digit())
            && cell.chars().all(|c| c.is_ascii_digit() || " .,'+-%€$£¥".contains(c))
    };
    let word = |row: &Row| {
        let mut words = row.cells.iter().filter(|cell| !cell.is_empty() && !is_number(cell));
        let only = words.next().filter(|_| words.next().is_none()).map(|word| folded(word))?;
        let has_number = row.cells.iter().any(|cell| is_number(cell));
        (has_number && TOTALS.contains(&only.trim_end_matches([':', '：']))).then_some(only)
    };
    let found: Vec<Option<String>> = rows.iter().map(word).collect();
    if found.iter().all(Option::is_none) {
        return (Vec::new(), rows);
    }
    let others = rows.iter().zip(&found).filter(|(_, word)| word.is_none());
    let used: HashSet<String> =
        others.flat_map(|(row, _)| &row.cells).map(|it| folded(it)).collect();
    let mut found = found.into_iter().map(|word| word.is_some_and(|word| !used.contains(&word)));
    rows.into_iter().partition(|_| found.next().unwrap_or_default())
}

/// The headers in two rows, the upper of which names groups of columns; `None` if the lower one is not a header.
pub(super) fn joined(upper: &[String], lower: &[String]) -> Option<Vec<String>> {
    let above = |at: usize| upper.get(at).map_or("", String::as_str);
    // A group is named once, or over each of its columns if they are merged.
    let is_grouped = |at: usize| {
        !lower[at].is_empty() && (above(at).is_empty() || (at > 0 && above(at) == above(at - 1)))
    };
    let grouped: Vec<String> =
        (0..lower.len()).filter(|&at| is_grouped(at)).map(|at| lower[at].clone()).collect();
    if grouped.len() < 2 || known_words(&grouped) < grouped.len() {
        return None;
    }
    let width = upper.len().max(lower.len());
    let mut group = String::new();
    let name = |at: usize| {
        let (above, below) = (above(at), lower.get(at).map_or("", String::as_str));
        if !above.is_empty() {
            above.clone_into(&mut group);
        }
        match (group.as_str(), below) {
            (_, "") => above.to_owned(),
            ("", below) => below.to_owned(),
            (group, below) if group == below => below.to_owned(),
            (group, below) => {
                let both = format!("{group} {below}");
                let is_known = |name: &String| known_words(std::slice::from_ref(name)) > 0;
                [both.clone(), below.to_owned()].into_iter().find(is_known).unwrap_or(both)
            }
        }
    };
    Some((0..width).map(name).collect())
}
