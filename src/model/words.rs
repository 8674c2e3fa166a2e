//! Texts of legends and sheets, which a file may define in its languages.

use super::RelationKind;

/// Text in legends and sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Word {
    /// A kind of line.
    Relation(RelationKind),
    /// The line from a unit to its parent.
    BelongsTo,
    /// A reporting line of a post with several superiors.
    Dual,
    /// The number of functions on a card.
    Functions,
    /// A card that represents several similar units.
    Several,
    /// The number of hidden units below a card.
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
    /// The number of a sheet, inserted as `{0}`, as in the next two.
    Page,
    /// The sheet that continues this one.
    Continued,
    /// The sheet that this one continues.
    Continues,
}

/// Keys of the texts, except for kinds of lines, whose key is the kind.
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
    /// All texts with their keys in the file.
    pub fn all() -> impl Iterator<Item = (&'static str, Self)> {
        // The line of the tree has its own text.
        let others = RelationKind::ALL.iter().filter(|&&kind| kind != RelationKind::BelongsTo);
        let relations = others.map(|&kind| (kind.word(), Self::Relation(kind)));
        relations.chain(KEYS.iter().copied())
    }

    /// The text with a key.
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
