//! Facts about units and posts: persons, status, numbers, and declared fields.

use std::fmt;

use smol_str::SmolStr;

use super::text::Text;
use super::unit::Kind;

/// A finite number, such as full-time equivalents.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Number(f64);

impl Number {
    /// Wraps a number, if it is finite.
    #[must_use]
    pub fn new(number: f64) -> Option<Self> {
        // Normalizes negative zero, which would be written with its sign.
        number.is_finite().then_some(Self(number + 0.0))
    }

    /// The value.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

/// Finite numbers are equal to themselves.
impl Eq for Number {}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// Declares an enum whose variants are bare words in the file.
macro_rules! bare_words {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $variant_doc:literal])+ $variant:ident = $word:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $variant_doc])+ $variant,)+ }

        impl $name {
            /// All variants, in the order of the format's description.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The words in the file, in the same order.
            pub const WORDS: &'static [&'static str] = &[$($word,)+];

            /// The word in the file.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    };
}

pub(super) use bare_words;

bare_words!(
    /// Position of a unit in relation to the chain of command.
    Position {
        /// In the chain of command.
        Line = "line",
        /// Staff, next to the head.
        Staff = "staff",
    }
);

bare_words!(
    /// Status of a unit or post that is not simply existing and filled.
    Status {
        /// A post without a holder.
        Vacant = "vacant",
        /// Does not exist yet.
        Planned = "planned",
        /// No longer exists.
        Abolished = "abolished",
    }
);

bare_words!(
    /// Arrangement of the children of a unit.
    Arrangement {
        /// Side by side.
        Row = "row",
        /// In several columns.
        Columns = "columns",
        /// Stacked vertically.
        List = "list",
        /// Side by side, with upright cards.
        Upright = "upright",
    }
);

bare_words!(
    /// Type of the values of a declared field.
    FieldType {
        /// Text.
        Text = "text",
        /// A number.
        Number = "number",
        /// A day, month or year.
        Date = "date",
        /// An address of a web page, or an email address.
        Link = "link",
        /// One of the values listed in the declaration.
        Choice = "choice",
    }
);

bare_words!(
    /// Aggregation of a field's numbers over a branch.
    Total {
        /// Their sum.
        Sum = "sum",
        /// Their arithmetic mean.
        Mean = "mean",
        /// No aggregation.
        None = "none",
    }
);

/// A field that a file declares for its units and posts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDeclaration {
    /// Id, unique among the declarations.
    pub id: SmolStr,
    /// Label.
    pub label: Text,
    /// Type of its values.
    pub field_type: FieldType,
    /// Unit of a number, such as "EUR".
    pub unit: Option<String>,
    /// Aggregation of numbers over a branch.
    pub total: Total,
    /// The values of a choice.
    pub values: Vec<Kind>,
}

impl FieldDeclaration {
    /// A value as text, a number with its unit; `words` converts the value of a text field.
    pub fn words(&self, value: &FieldValue, words: impl Fn(&Text) -> String) -> String {
        match value {
            FieldValue::Text(text) => words(text),
            FieldValue::Number(number) => self.number_words(&number.to_string()),
            FieldValue::Choice(at) => words(&self.values[*at as usize].label),
        }
    }

    /// A number with the field's unit.
    #[must_use]
    pub fn number_words(&self, number: &str) -> String {
        match &self.unit {
            Some(unit) => format!("{number} {unit}"),
            None => number.to_owned(),
        }
    }
}

/// The value of a declared field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// Text; also dates and links as the file writes them.
    Text(Text),
    /// A number.
    Number(Number),
    /// A value of the declaration, by its index there.
    Choice(u32),
}

/// A declared field of a unit or post, with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldEntry {
    /// Index of the declaration among those of the chart.
    pub declaration: u32,
    /// The value.
    pub value: FieldValue,
}

impl FieldEntry {
    /// The entry of the declaration at an index.
    #[must_use]
    pub fn find(entries: &[Self], declaration: usize) -> Option<&Self> {
        entries.iter().find(|entry| entry.declaration as usize == declaration)
    }
}

/// Holder of a post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: Text,
    /// Whether the person holds the post only until somebody is appointed.
    pub acting: bool,
    /// The part of the post that the person holds, from 0 to 1.
    pub share: Option<Number>,
    /// Start of tenure, as the file writes it.
    pub since: Option<String>,
    /// End of tenure, as the file writes it.
    pub until: Option<String>,
    /// Email address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Web address.
    pub link: Option<String>,
}

/// The link for writing to an email address, without attachments.
///
/// Everything after the host is removed, and characters that would end the name before it are percent-encoded ([RFC
/// 6068](https://www.rfc-editor.org/info/rfc6068)).
#[must_use]
pub fn mail_link(address: &str) -> String {
    let host = address.rfind('@').unwrap_or(address.len());
    let end = address[host..].find(BEHIND_HOST).map_or(address.len(), |end| host + end);
    let mut link = "mailto:".to_owned();
    for character in address[..end].chars() {
        let is_kept = !character.is_control()
            && !character.is_whitespace()
            && !"%?&#/,;\"<>[]\\^`{}|".contains(character);
        if is_kept {
            link.push(character);
        } else {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                link.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    link
}

/// The link for calling a telephone number.
#[must_use]
pub fn phone_link(number: &str) -> String {
    let digits: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    format!("tel:{digits}")
}

/// Characters that end the host of an address.
pub(super) const BEHIND_HOST: [char; 4] = ['?', '#', '&', '/'];

/// A link in a form that is safe to open: for `mailto:` links only the address, because the rest may name files to
/// attach.
#[must_use]
pub fn opened_link(link: &str) -> &str {
    let is_mail = link.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    if is_mail { link.split(['?', '#']).next().unwrap_or(link) } else { link }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailto_links_have_no_parameters() {
        assert_eq!(mail_link("ada@harbour.example"), "mailto:ada@harbour.example");
        assert_eq!(mail_link("a@b?attach=/x&y"), "mailto:a@b");
        assert_eq!(mail_link("a?attach=x&b@c"), "mailto:a%3Fattach=x%26b@c");
        assert_eq!(opened_link("mailto:a@b?attach=x"), "mailto:a@b");
        assert_eq!(opened_link("MAILTO:a@b#x"), "MAILTO:a@b");
        assert_eq!(opened_link("https://a.example/?b#c"), "https://a.example/?b#c");
    }
}
