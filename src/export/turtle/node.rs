//! A subject with its statements, and Turtle literals.

use std::fmt;

use crate::export::language_tag;
use crate::model::{Citation, Statement, Text};

/// A resource with its statements.
pub(super) struct Node(pub(super) String);

impl Node {
    pub(super) fn new(name: &str, class: &str) -> Self {
        Self(format!("{name} a {class}"))
    }

    pub(super) fn add(&mut self, property: &str, value: &str) {
        self.0.push_str(&format!(" ;\n    {property} {value}"));
    }

    /// Adds a string without a language, if there is one.
    pub(super) fn words(&mut self, property: &str, words: Option<&str>) {
        if let Some(words) = words {
            self.add(property, &Quoted(words).to_string());
        }
    }

    /// Adds a text in all of its languages.
    pub(super) fn texts(&mut self, property: &str, text: &Text) {
        for (language, words) in text.entries().filter(|(_, words)| !words.is_empty()) {
            self.add(property, &literal(language, words));
        }
    }

    pub(super) fn citations(&mut self, citations: &[Citation]) {
        for citation in citations {
            self.add("og:cite", &Quoted(&citation.to_string()).to_string());
        }
    }

    /// Adds sentences, each with its citations.
    pub(super) fn statements<'a>(
        &mut self,
        property: &str,
        statements: impl IntoIterator<Item = &'a Statement>,
    ) {
        for statement in statements {
            let mut inner = Self("a skos:Concept".to_owned());
            inner.texts("skos:definition", &statement.text);
            inner.citations(&statement.cite);
            for was in statement.was.iter().flatten() {
                inner.words("og:was", Some(was));
            }
            let lines = inner.0.replace("\n    ", "\n        ");
            self.add(property, &format!("[ {lines} ]"));
        }
    }
}

pub(super) fn literal(language: &str, words: &str) -> String {
    match language_tag(language) {
        Some(tag) => format!("{}@{tag}", Quoted(words)),
        None => Quoted(words).to_string(),
    }
}

/// A date with its type, by precision.
pub(super) fn dated(date: &str) -> String {
    let kind = match date.len() {
        4 => "gYear",
        7 => "gYearMonth",
        _ => "date",
    };
    format!("{}^^xsd:{kind}", Quoted(date))
}

/// An address as an IRI, percent-encoded where necessary.
pub(super) fn address(address: &str) -> String {
    let mut iri = String::with_capacity(address.len() + 2);
    for character in address.chars() {
        if character.is_control() || character.is_whitespace() || "<>\"{}|\\^`".contains(character)
        {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                iri.push_str(&format!("%{byte:02X}"));
            }
        } else {
            iri.push(character);
        }
    }
    format!("<{iri}>")
}

/// A telephone number as a [`tel:` IRI](https://www.rfc-editor.org/info/rfc3966).
pub(super) fn telephone(number: &str) -> String {
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
    let (number, extension) = number.split_once('x').unwrap_or((number, ""));
    let plus = if number.trim_start().starts_with('+') { "+" } else { "" };
    let extension = match digits(extension) {
        none if none.is_empty() => none,
        extension => format!(";ext={extension}"),
    };
    format!("<tel:{plus}{}{extension}>", digits(number))
}

/// Text as a Turtle string literal.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        out.write_char('"')?;
        for character in self.0.chars() {
            match character {
                '"' => out.write_str("\\\"")?,
                '\\' => out.write_str("\\\\")?,
                '\n' => out.write_str("\\n")?,
                '\r' => out.write_str("\\r")?,
                '\t' => out.write_str("\\t")?,
                control if control.is_control() => write!(out, "\\u{:04X}", u32::from(control))?,
                other => out.write_char(other)?,
            }
        }
        out.write_char('"')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_strings() {
        assert_eq!(Quoted("a \"b\" \\ \n\u{1}司").to_string(), "\"a \\\"b\\\" \\\\ \\n\\u0001司\"");
        assert_eq!(literal("zh", "司"), "\"司\"@zh");
        assert_eq!(literal("", "x"), "\"x\"");
        assert_eq!(literal("not a tag", "x"), "\"x\"");
        assert_eq!(address("https://a.example/x y>"), "<https://a.example/x%20y%3E>");
        assert_eq!(dated("2010-01"), "\"2010-01\"^^xsd:gYearMonth");
        assert_eq!(telephone("+41 (0)44 555-01 x 23"), "<tel:+4104455501;ext=23>");
    }
}
