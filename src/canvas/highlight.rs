//! Highlighted lines: those under the pointer, otherwise those of the view, otherwise those of the selected unit.

use std::collections::HashSet;

use super::Drawn;
use crate::model::UnitIndex;
use crate::scene::Line;

/// The highlighted lines; the others are dimmed if there are any.
pub(super) struct Highlights<'a> {
    pub(super) lit: Vec<&'a Line>,
    /// The units at the ends of lines that are hovered or highlighted by the view.
    pub(super) ends: HashSet<UnitIndex>,
}

pub(super) fn highlights(drawn: &Drawn) -> Highlights<'_> {
    let lines = &drawn.view.stage.lines;
    let among = |wanted: &[u32]| -> Vec<&Line> {
        lines.iter().filter(|line| wanted.contains(&line.relation)).collect()
    };
    let hovered = among(&drawn.hovered_lines);
    let lit = match (hovered.is_empty(), drawn.view.lines.is_empty()) {
        (false, _) => hovered,
        (true, false) => among(&drawn.view.lines),
        (true, true) => match drawn.view.selected {
            None => Vec::new(),
            selected => lines.iter().filter(|line| line.ends.contains(&selected)).collect(),
        },
    };
    let are_asked_for = !drawn.hovered_lines.is_empty() || !drawn.view.lines.is_empty();
    let of_asked = lit.iter().filter(|_| are_asked_for);
    let ends = of_asked.flat_map(|line| line.ends).flatten().collect();
    Highlights { lit, ends }
}
