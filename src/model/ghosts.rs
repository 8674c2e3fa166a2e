//! Units of another edition, added to a chart so that both can be drawn together.

use super::validate::number_in_preorder;
use super::{Chart, Count, KindIndex, Position, Status, Text, Unit, UnitIndex};

/// Position of a unit in an earlier edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ghost {
    /// Former id.
    pub id: String,
    /// Former name.
    pub name: Text,
    /// Id of the former kind.
    pub kind: String,
    /// The unit, or preceding ghost, that was its parent; `None` at top level.
    pub parent: Option<UnitIndex>,
    /// The preceding sibling; `None` if it was the first.
    pub after: Option<UnitIndex>,
}

impl Chart {
    /// Prefix of the ids of ghosts, which ids in a file cannot have.
    pub const GHOST_PREFIX: &'static str = "was:";

    /// The chart with ghosts of former units, whose indices follow those of its own units. Their ids start with
    /// [`Self::GHOST_PREFIX`].
    #[must_use]
    pub fn with_ghosts(mut self, ghosts: Vec<Ghost>) -> Self {
        for Ghost { id, name, kind, parent, after } in ghosts {
            let at = UnitIndex::new(self.units.len());
            let kind = self.kinds.iter().position(|known| known.id == kind).unwrap_or_default();
            let id = format!("{}{id}", Self::GHOST_PREFIX);
            self.unit_by_id.insert(id.as_str().into(), at);
            self.units.push(ghost(id, name, KindIndex::new(kind), parent));
            let siblings = match parent {
                Some(parent) => &mut self.units[parent.get()].children,
                None => &mut self.roots,
            };
            let place = after.and_then(|after| siblings.iter().position(|&unit| unit == after));
            siblings.insert(place.map_or(0, |place| place + 1), at);
        }
        number_in_preorder(&mut self.units, &self.roots);
        self
    }
}

const fn ghost(id: String, name: Text, kind: KindIndex, parent: Option<UnitIndex>) -> Unit {
    Unit {
        id,
        kind,
        name,
        acronym: None,
        parent,
        children: Vec::new(),
        depth: 0,
        branch: 0..0,
        count: Count::Number(1),
        cite: Vec::new(),
        head: None,
        posts: Vec::new(),
        functions: Vec::new(),
        shared_functions: Vec::new(),
        provisions: Vec::new(),
        position: Position::Line,
        status: None::<Status>,
        layout: None,
        headcount: None,
        link: None,
        also_named: Vec::new(),
        fields: Vec::new(),
        was: None,
        basis: None,
        notes: Vec::new(),
    }
}
