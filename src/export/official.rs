//! Official texts of sources, for exports that quote cited paragraphs.

use std::sync::Arc;

use crate::model::{Bulletin, Chart, Citation};

/// Maximum length of a quoted paragraph with its items, in bytes.
const MAX_BYTES: usize = 20_000;

/// A text split into paragraphs.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SplitText {
    pub(crate) text: String,
    pub(crate) bulletin: Bulletin,
}

impl SplitText {
    pub(crate) fn new(text: String) -> Self {
        Self { bulletin: Bulletin::split(&text), text }
    }
}

/// The text of a source; several sources may share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficialText {
    source: String,
    text: Arc<SplitText>,
}

impl OfficialText {
    /// The text of the source with an id.
    #[must_use]
    pub fn new(source: &str, text: String) -> Self {
        Self::shared(source.to_owned(), Arc::new(SplitText::new(text)))
    }

    pub(crate) const fn shared(source: String, text: Arc<SplitText>) -> Self {
        Self { source, text }
    }

    /// The text of a paragraph and its items, one per line.
    fn words(&self, paragraph: &str) -> Option<String> {
        let SplitText { text, bulletin } = &*self.text;
        let found = bulletin.find(paragraph)?;
        let spans = &bulletin.paragraphs()[found];
        let (first, last) = (spans.first()?, spans.last()?);
        let words = &text[first.1.start..last.1.end];
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
