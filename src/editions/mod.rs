//! Comparison of editions of an organization: matching of units, functions and facts.
//!
//! The result is a relation, not a map: a unit may be split, and several may be merged. Each pair is stated (`was`),
//! has the same id, or is proposed with a score and reasons; nothing is decided silently.

mod assignment;
mod changes;
mod composed;
mod facts;
mod features;
mod functions;
mod groups;
mod posts;
mod reload;
mod scores;
mod series;
mod traces;
mod units;
mod wording;

pub use changes::{Change, Part, PostPlaces, Subject, stated_lines};
pub use posts::pairs as post_pairs;
pub use reload::{Difference, Mark, Rewording, rewordings};
pub use series::{Edition, Series, Step};
pub use traces::{Followed, Trace};
pub use wording::{Piece, pieces};

use crate::model::{Chart, Citation, SetIndex, Statement, UnitIndex};
use groups::Groups;

/// Basis of a pair.
#[derive(Clone, Debug, PartialEq)]
pub enum Basis {
    /// Stated in the file by `was`.
    Stated,
    /// Equal ids; for functions, the same unit and equal text or an equal citation.
    SameId,
    /// Equal text in another unit.
    SameText,
    /// Proposed by the program.
    Proposed(Evidence),
}

impl Basis {
    /// Whether it is a proposal of the program.
    #[must_use]
    pub const fn is_proposed(&self) -> bool {
        matches!(self, Self::Proposed(_))
    }

    /// The score of a proposal.
    #[must_use]
    pub const fn score(&self) -> Option<f32> {
        match self {
            Self::Proposed(evidence) => Some(evidence.score),
            _ => None,
        }
    }

    /// The word in JSON output.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Stated => "was",
            Self::SameId => "id",
            Self::SameText => "text",
            Self::Proposed(_) => "proposed",
        }
    }
}

/// Evidence for a proposed pair.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// From 0 to 1.
    pub score: f32,
    /// The similarities, each from 0 to 1.
    pub reasons: Vec<(Reason, f32)>,
}

/// Similarity of two units or functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Name, in the language with the highest similarity.
    Name,
    /// Acronym.
    Acronym,
    /// Text of functions and duties.
    Functions,
    /// Title of the head.
    Title,
    /// Kind.
    Kind,
    /// Parent, or its match.
    Parent,
    /// Children.
    Children,
    /// Unit of a function.
    Unit,
}

impl Reason {
    /// The word in JSON output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Acronym => "acronym",
            Self::Functions => "functions",
            Self::Title => "head",
            Self::Kind => "kind",
            Self::Parent => "parent",
            Self::Children => "children",
            Self::Unit => "unit",
        }
    }
}

/// Units of the old edition and their successors in the new one. One of the lists may be empty.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitMatch {
    /// In the order of the old file.
    pub old: Vec<UnitIndex>,
    /// In the order of the new file.
    pub new: Vec<UnitIndex>,
    /// The weakest basis of its pairs; `None` without pairs.
    pub basis: Option<Basis>,
}

/// Shape of a group of units or functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One to one.
    Kept,
    /// One to several.
    Split,
    /// Several to one.
    Merged,
    /// Several to several.
    Regrouped,
    /// New.
    Added,
    /// Removed.
    Removed,
}

impl Shape {
    const fn of(old: usize, new: usize) -> Self {
        match (old, new) {
            (0, _) => Self::Added,
            (_, 0) => Self::Removed,
            (1, 1) => Self::Kept,
            (1, _) => Self::Split,
            (_, 1) => Self::Merged,
            _ => Self::Regrouped,
        }
    }
}

impl UnitMatch {
    /// Whether the proposal can be stated by a `was` of its new units. Excludes groups of several to several, in which
    /// it is unclear which unit continues which.
    #[must_use]
    pub fn is_open_proposal(&self) -> bool {
        let is_proposed = self.basis.as_ref().is_some_and(Basis::is_proposed);
        is_proposed && matches!(self.shape(), Shape::Kept | Shape::Split | Shape::Merged)
    }

    /// The shape.
    #[must_use]
    pub const fn shape(&self) -> Shape {
        Shape::of(self.old.len(), self.new.len())
    }
}

/// Owner of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// Unit; the statement is a function.
    Unit(UnitIndex),
    /// Shared set; the statement is a function of several units.
    Set(SetIndex),
    /// Head of a unit; the statement is a duty.
    Head(UnitIndex),
    /// Further post: its unit, and its index in the unit; the statement is a duty.
    Post(UnitIndex, u32),
}

impl Owner {
    /// The unit; `None` for a shared set.
    #[must_use]
    pub const fn unit(self) -> Option<UnitIndex> {
        match self {
            Self::Unit(unit) | Self::Head(unit) | Self::Post(unit, _) => Some(unit),
            Self::Set(_) => None,
        }
    }

    /// Whether its statements are duties of a post.
    #[must_use]
    pub const fn is_post(self) -> bool {
        matches!(self, Self::Head(_) | Self::Post(..))
    }
}

/// Reference to a function or duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionPlace {
    /// Owner.
    pub owner: Owner,
    /// Index in the list of the owner.
    pub index: u32,
}

impl FunctionPlace {
    /// The statement.
    ///
    /// # Panics
    ///
    /// If the reference belongs to another chart.
    #[must_use]
    pub fn statement(self, chart: &Chart) -> &Statement {
        let index = self.index as usize;
        match self.owner {
            Owner::Unit(unit) => &chart.unit(unit).functions[index],
            Owner::Set(set) => &chart.shared_sets()[set.get()].functions[index],
            Owner::Head(unit) => {
                let head = chart.unit(unit).head.as_ref();
                &head.expect("the place is one of this chart").duties[index]
            }
            Owner::Post(unit, post) => &chart.unit(unit).posts[post as usize].duties[index],
        }
    }

    /// The citations of the statement.
    #[must_use]
    pub fn cite(self, chart: &Chart) -> &[Citation] {
        &self.statement(chart).cite
    }
}

/// Functions of the old edition and their successors in the new one. One of the lists may be empty.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionMatch {
    /// In the order of the old file.
    pub old: Vec<FunctionPlace>,
    /// In the order of the new file.
    pub new: Vec<FunctionPlace>,
    /// The weakest basis of its pairs; `None` without pairs.
    pub basis: Option<Basis>,
    /// Whether it is one to one, in a unit that does not match the old one.
    pub is_moved: bool,
    /// Whether it is one to one, with changed text.
    pub is_reworded: bool,
}

impl FunctionMatch {
    /// The shape.
    #[must_use]
    pub const fn shape(&self) -> Shape {
        Shape::of(self.old.len(), self.new.len())
    }

    /// Whether it is unchanged, apart from its citation.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        matches!(self.shape(), Shape::Kept) && !self.is_moved && !self.is_reworded
    }
}

/// Chart whose `was` refers to ids of the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lineage {
    /// The new chart's: the old chart is its previous edition.
    #[default]
    Forward,
    /// The old chart's: the charts are compared in reverse chronological order.
    Backward,
    /// Neither: there are other editions in between.
    Distant,
}

impl Lineage {
    /// Lineage of two versions of one file: `was` applies between editions, not within one.
    #[must_use]
    pub fn of_versions(old: &Chart, new: &Chart) -> Self {
        let is_next = match (old.effective(), new.effective()) {
            (Some(old), Some(new)) => old < new,
            _ => false,
        };
        if is_next { Self::Forward } else { Self::Distant }
    }
}

/// The number of a unit in the graphs of pairs.
fn number(unit: UnitIndex) -> u32 {
    u32::try_from(unit.get()).unwrap_or(u32::MAX)
}

/// Difference of two editions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Every unit of both editions, each in exactly one group: first those of the new edition in outline order, then
    /// abolished ones in the order of the old file.
    pub units: Vec<UnitMatch>,
    /// Every function and duty of both editions, each in exactly one group, in the same order.
    pub functions: Vec<FunctionMatch>,
    /// Changes of everything else, unit by unit, followed by those of the organization and of lines.
    pub changes: Vec<Change>,
    /// Units with equal ids that are different units.
    pub reused: Vec<(UnitIndex, UnitIndex)>,
    group_of_old: Vec<u32>,
    group_of_new: Vec<u32>,
}

impl Comparison {
    /// The group of a unit of the new edition.
    #[must_use]
    pub fn group_of_new(&self, unit: UnitIndex) -> Option<&UnitMatch> {
        self.units.get(*self.group_of_new.get(unit.get())? as usize)
    }

    /// Compares two editions.
    #[must_use]
    pub fn between(old: &Chart, new: &Chart, lineage: Lineage) -> Self {
        // An edition is not the one before itself.
        let lineage = if old == new { Lineage::Distant } else { lineage };
        // Use the same order in both directions, so that ties are broken alike and the results mirror each other.
        if series::order_key(old) > series::order_key(new) {
            let lineage = match lineage {
                Lineage::Forward => Lineage::Backward,
                Lineage::Backward => Lineage::Forward,
                Lineage::Distant => Lineage::Distant,
            };
            let groups = Groups::of(new, old, lineage);
            return Self::from_groups(old, new, groups.mirrored());
        }
        Self::from_groups(old, new, Groups::of(old, new, lineage))
    }

    /// Compares the first and the last of several editions through the intermediate ones, in chronological order.
    #[must_use]
    pub fn through(editions: &[&Chart]) -> Self {
        let (Some(old), Some(new)) = (editions.first(), editions.last()) else {
            return Self::default();
        };
        let steps: Vec<Self> = editions
            .windows(2)
            .map(|pair| Self::between(pair[0], pair[1], Lineage::Forward))
            .collect();
        Self::from_groups(old, new, composed::groups(old, new, &steps))
    }

    fn from_groups(old: &Chart, new: &Chart, groups: Groups) -> Self {
        let mut comparison = groups.ordered(old, new);
        comparison.changes = changes::changes(old, new, &comparison);
        comparison
    }

    /// The group of a unit of the old edition.
    #[must_use]
    pub fn of_old(&self, unit: UnitIndex) -> &UnitMatch {
        &self.units[self.group_of_old[unit.get()] as usize]
    }

    /// The group of a unit of the new edition.
    #[must_use]
    pub fn of_new(&self, unit: UnitIndex) -> &UnitMatch {
        &self.units[self.group_of_new[unit.get()] as usize]
    }

    /// Index of the group of a new unit in [`Self::units`].
    #[must_use]
    pub fn place_of_new(&self, unit: UnitIndex) -> usize {
        self.group_of_new[unit.get()] as usize
    }

    /// Index of the group of an old unit in [`Self::units`].
    #[must_use]
    pub fn place_of_old(&self, unit: UnitIndex) -> usize {
        self.group_of_old[unit.get()] as usize
    }

    /// Whether a unit of the old edition became one of the new edition, alone or together with others.
    #[must_use]
    pub fn is_same(&self, old: Option<UnitIndex>, new: Option<UnitIndex>) -> bool {
        match (old, new) {
            (None, None) => true,
            (Some(old), Some(new)) => self.group_of_old[old.get()] == self.group_of_new[new.get()],
            _ => false,
        }
    }

    /// Whether there are no differences in units, functions, facts and citations.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.reused.is_empty()
            && self.units.iter().all(|group| group.shape() == Shape::Kept)
            && self.functions.iter().all(FunctionMatch::is_kept)
    }
}
