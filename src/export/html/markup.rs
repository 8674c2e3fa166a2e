//! Escaped text, and texts in several languages as markup.

use std::fmt::{self, Display, Formatter, Write as _};

use crate::i18n::Messages;
use crate::model::{Chart, Text};
use crate::scene::marks::Marks;

/// Text for element content and quoted attributes.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => formatter.write_str("&amp;")?,
                '<' => formatter.write_str("&lt;")?,
                '>' => formatter.write_str("&gt;")?,
                '"' => formatter.write_str("&quot;")?,
                '\n' | '\t' => formatter.write_char(' ')?,
                other if other.is_control() => formatter.write_char('\u{fffd}')?,
                other => formatter.write_char(other)?,
            }
        }
        Ok(())
    }
}

/// Value of an attribute, without quotation marks if it needs none.
pub(super) struct Attribute<'a>(pub(super) &'a str);

impl Display for Attribute<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let Self(value) = self;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.#".contains(&byte);
        if !value.is_empty() && value.bytes().all(is_plain) {
            formatter.write_str(value)
        } else {
            write!(formatter, "\"{}\"", Escaped(value))
        }
    }
}

/// Languages of a page.
pub(super) struct Texts<'a> {
    languages: Vec<&'a str>,
    shown: &'a str,
}

impl<'a> Texts<'a> {
    /// The languages of a chart; `wanted` comes first, if the chart has it.
    pub(super) fn new(chart: &'a Chart, wanted: &str) -> Self {
        let languages: Vec<&str> = chart.languages().iter().map(String::as_str).collect();
        let first = languages.first().copied().unwrap_or("en");
        let shown = languages.iter().copied().find(|tag| *tag == wanted).unwrap_or(first);
        Self { languages, shown }
    }

    pub(super) fn languages(&self) -> &[&'a str] {
        &self.languages
    }

    pub(super) const fn shown(&self) -> &'a str {
        self.shown
    }

    /// Messages of the interface in the first language.
    pub(super) fn messages(&self) -> &'static Messages {
        Messages::of(self.shown)
    }

    /// Tag of the interface language for the first language.
    pub(super) fn interface(&self) -> &'static str {
        self.messages().tag()
    }

    /// Words of marks in each language that they are in. `pick` is not asked for languages that they lack.
    pub(super) fn of_marks<'m>(
        &self,
        marks: &'m Marks,
        pick: impl Fn(&'m Marks) -> &'m str,
    ) -> String {
        let others = marks.in_others.iter().map(|(tag, marks)| (tag.as_str(), pick(marks)));
        let entries = std::iter::once((self.shown, pick(marks))).chain(others);
        self.markup(&Text::by_language(&entries.collect::<Vec<_>>()))
    }

    /// A text in each of its languages; the first entry is also shown for languages that the text lacks.
    pub(super) fn markup(&self, text: &Text) -> String {
        if let Some(words) = text.in_every_language() {
            return Escaped(words).to_string();
        }
        let mut entries = text.entries();
        if self.languages.len() < 2 {
            return Escaped(text.get(self.languages.iter().copied())).to_string();
        }
        let has = |tag: &str| text.entries().any(|(known, _)| known == tag);
        let lacking = self.languages.iter().enumerate().filter(|(_, tag)| !has(tag));
        let lacking: Vec<String> = lacking.map(|(at, _)| format!("x{at}")).collect();
        let mut markup = String::new();
        if let Some((tag, words)) = entries.next() {
            let class = if lacking.is_empty() {
                String::new()
            } else {
                format!(" class=\"{}\"", lacking.join(" "))
            };
            markup = format!("<i lang={}{class}>{}</i>", Attribute(tag), Escaped(words));
        }
        for (tag, words) in entries {
            // Formatting into a string cannot fail.
            let _ = write!(markup, "<i lang={}>{}</i>", Attribute(tag), Escaped(words));
        }
        markup
    }
}

/// The address of a link, if pages may open its scheme.
pub(super) fn address(link: &str) -> Option<String> {
    let scheme = link.split(':').next().unwrap_or_default().to_ascii_lowercase();
    matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel")
        .then(|| Escaped(link).to_string())
}
