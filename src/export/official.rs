//! Official texts of sources, for exports that quote cited paragraphs.

use std::sync::Arc;

use crate::model::{Bulletin, Chart, Citation};

/// Maximum length of a quoted paragraph with its items, in bytes.
const MAX_BYTES: usize = 20_000;

/// The text of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficialText {
    source: String,
    text: Arc<str>,
    paragraphs: Bulletin,
}

impl OfficialText {
    /// The text of the source with an id.
    #[must_use]
    pub fn new(source: &str, text: &str) -> Self {
        Self { source: source.to_owned(), text: text.into(), paragraphs: Bulletin::split(text) }
    }

    /// Id of the source.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The text of a paragraph and its items, one per line.
    fn words(&self, paragraph: &str) -> Option<String> {
        let found = self.paragraphs.find(paragraph)?;
        let spans = &self.paragraphs.paragraphs()[found];
        let (first, last) = (spans.first()?, spans.last()?);
        let words = &self.text[first.1.start..last.1.end];
        let words = &words[..words.floor_char_boundary(MAX_BYTES)];
        let lines = words.lines().map(str::trim).filter(|line| !line.is_empty());
        Some(lines.collect::<Vec<_>>().join("\n"))
    }
}

/// The text of a cited paragraph, with its language tag if the source states it.
pub(super) fn wording<'a>(
    chart: &'a Chart,
    texts: &[OfficialText],
    citation: &Citation,
) -> Option<(String, Option<&'a str>)> {
    let source = chart.cited_source(citation)?;
    let text = texts.iter().find(|text| text.source == source.id)?;
    Some((text.words(&citation.paragraph)?, source.language.as_deref()))
}
