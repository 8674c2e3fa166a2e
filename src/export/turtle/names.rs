//! IRIs of a chart's parts, all under one base.

use std::fmt;

use crate::model::{Chart, Person, Post, Text, Unit};

/// IRIs of one file's resources.
///
/// They depend on the base and the ids only, so that edits elsewhere in the file do not change them.
pub(super) struct Names {
    /// Ends with a separator.
    base: String,
    separator: char,
    language: String,
}

impl Names {
    /// Creates IRIs under a base; by default, under one that is derived from the organization's title.
    pub(super) fn new(chart: &Chart, base: Option<&str>) -> Self {
        let language = chart.languages().first().cloned().unwrap_or_default();
        let base = base.map_or_else(
            || match slug(chart.title().get([language.as_str()])) {
                title if title.is_empty() => "urn:organogram:".to_owned(),
                title => format!("urn:organogram:{title}:"),
            },
            str::to_owned,
        );
        let separator = if base.ends_with(':') { ':' } else { '/' };
        let is_open = base.ends_with(['/', '#', ':', '?', '=']);
        let base = if is_open { base } else { format!("{base}/") };
        Self { base, separator, language }
    }

    /// The organization as a whole.
    pub(super) fn organization(&self) -> String {
        format!("<{}organization>", self.base)
    }

    /// The file itself.
    pub(super) fn document(&self) -> String {
        format!("<{}document>", self.base)
    }

    /// A unit, post or body.
    pub(super) fn id(&self, id: &str) -> String {
        self.name("id", id)
    }

    /// A unit's head, which has no id of its own.
    pub(super) fn head(&self, unit: &str) -> String {
        self.name("head", unit)
    }

    /// A kind, source or declared field.
    pub(super) fn name(&self, what: &str, id: &str) -> String {
        format!("<{}{what}{}{}>", self.base, self.separator, Encoded(id))
    }

    /// A value of a declared field that is a choice.
    pub(super) fn choice(&self, field: &str, value: &str) -> String {
        below(&self.name("field", field), self.separator, &Encoded(value).to_string())
    }

    /// Each post of a unit with its IRI: the head, then the further posts.
    pub(super) fn posts<'a>(&self, unit: &'a Unit) -> Vec<(String, &'a Post)> {
        let head = unit.head.iter().map(|post| (self.head(&unit.id), post));
        let posts = unit.posts.iter();
        let posts = posts.filter_map(|post| Some((self.id(post.id.as_deref()?), post)));
        head.chain(posts).collect()
    }

    /// The holders of posts, identified by name; a number distinguishes namesakes.
    pub(super) fn holders<'a>(
        &self,
        post: &str,
        holders: &'a [Person],
    ) -> Vec<(String, &'a Person)> {
        let mut named: Vec<(String, &Person)> = Vec::with_capacity(holders.len());
        for person in holders {
            let called = slug(self.words(&person.name));
            let name = below(post, self.separator, &format!("holder{}{called}", self.separator));
            let namesakes = holders[..named.len()].iter();
            let namesakes = namesakes.filter(|other| slug(self.words(&other.name)) == called);
            named.push(match namesakes.count() {
                0 => (name, person),
                before => (below(&name, '~', &(before + 1).to_string()), person),
            });
        }
        named
    }

    fn words<'a>(&self, text: &'a Text) -> &'a str {
        text.get([self.language.as_str()])
    }
}

/// An IRI that extends another one.
fn below(name: &str, separator: char, part: &str) -> String {
    format!("{}{separator}{part}>", name.trim_end_matches('>'))
}

/// Text as a part of an IRI, with hyphens instead of spaces.
fn slug(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    Encoded(&words.join("-")).to_string()
}

/// An id as a part of an IRI, percent-encoded.
struct Encoded<'a>(&'a str);

impl fmt::Display for Encoded<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        for character in self.0.chars() {
            if character.is_alphanumeric() || matches!(character, '-' | '_' | '.') {
                out.write_char(character)?;
            } else {
                for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                    write!(out, "%{byte:02X}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_ids() {
        let names = Names::new(&Chart::default(), None);
        assert_eq!(names.id("组.1> x"), "<urn:organogram:id:组.1%3E%20x>");
    }

    #[test]
    fn uses_the_base_for_all_names() {
        for (base, expected) in [
            ("https://a.example/org", "<https://a.example/org/id/b>"),
            ("https://a.example/org/", "<https://a.example/org/id/b>"),
            ("https://a.example/org#", "<https://a.example/org#id/b>"),
            ("urn:example:", "<urn:example:id:b>"),
        ] {
            assert_eq!(Names::new(&Chart::default(), Some(base)).id("b"), expected);
        }
    }

    #[test]
    fn names_holders_by_their_names() {
        let person = |name: &str| Person { name: Text::plain(name), ..Person::default() };
        let people = ["Ada Marsh", "Ben  Oduya", "Ada Marsh"].map(person);
        let names = Names::new(&Chart::default(), Some("urn:a:"));
        let holders = names.holders("<urn:a:id:p>", &people);
        let holders: Vec<&str> = holders.iter().map(|(name, _)| name.as_str()).collect();
        let expected = [
            "<urn:a:id:p:holder:Ada-Marsh>",
            "<urn:a:id:p:holder:Ben-Oduya>",
            "<urn:a:id:p:holder:Ada-Marsh~2>",
        ];
        assert_eq!(holders, expected);
    }
}
