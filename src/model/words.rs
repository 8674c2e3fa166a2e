//! Words of legends and sheets, which a file may define in its languages.

use super::RelationKind;

/// Word of legends and sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Word {
    /// A kind of line.
    Relation(RelationKind),
    /// The line from a unit to the one that it belongs to.
    BelongsTo,
    /// A reporting line of a post with several superiors.
    Dual,
    /// The number of functions on a card.
    Functions,
    /// A card that represents several equal units.
    Several,
    /// The number of units below a card that are not shown.
    Hidden,
    /// A body outside the organization.
    Outside,
    /// A unit that is not shown, at the end of a line.
    Elsewhere,
    /// A vacant post.
    Vacant,
    /// An acting holder.
    Acting,
    /// A planned unit.
    Planned,
    /// An abolished unit.
    Abolished,
    /// The effective date, `{0}`.
    Effective,
    /// The heading of an atlas's index.
    Index,
    /// The number of a sheet; `{0}` in it is the number, as in the next two.
    Page,
    /// The sheet that continues this one.
    Continued,
    /// The sheet that this one continues.
    Continues,
}

/// Keys of the words other than kinds of lines, which have the kind as key.
const KEYS: &[(&str, Word)] = &[
    ("belongs_to", Word::BelongsTo),
    ("second_place", Word::Relation(RelationKind::BelongsTo)),
    ("dual", Word::Dual),
    ("functions", Word::Functions),
    ("several", Word::Several),
    ("hidden", Word::Hidden),
    ("outside", Word::Outside),
    ("elsewhere", Word::Elsewhere),
    ("vacant", Word::Vacant),
    ("acting", Word::Acting),
    ("planned", Word::Planned),
    ("abolished", Word::Abolished),
    ("effective", Word::Effective),
    ("index", Word::Index),
    ("page", Word::Page),
    ("continued", Word::Continued),
    ("continues", Word::Continues),
];

impl Word {
    /// Every word with its key, as the file writes it.
    pub fn all() -> impl Iterator<Item = (&'static str, Self)> {
        // Its own word is that of the tree's line.
        let others = RelationKind::ALL.iter().filter(|&&kind| kind != RelationKind::BelongsTo);
        let relations = others.map(|&kind| (kind.word(), Self::Relation(kind)));
        relations.chain(KEYS.iter().copied())
    }

    /// The word with a key.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        Self::all().find(|(known, _)| *known == key).map(|(_, word)| word)
    }

    /// Its key.
    #[must_use]
    pub fn key(self) -> &'static str {
        Self::all().find(|(_, word)| *word == self).map_or("", |(key, _)| key)
    }

    /// Whether it has a placeholder for a number.
    #[must_use]
    pub const fn has_number(self) -> bool {
        matches!(self, Self::Effective | Self::Page | Self::Continued | Self::Continues)
    }
}
