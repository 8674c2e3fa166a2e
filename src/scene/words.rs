//! Texts of legends and sheets: from the file, otherwise built in.

use super::lines::LineKind;
use crate::i18n::Messages;
use crate::model::{Chart, Status, Word};

/// A text in the first of `languages`, otherwise in another. The file's text in the first language has priority over
/// the built-in one, and this over the file's text in another language.
pub(crate) fn word<'a>(
    chart: &'a Chart,
    messages: &'a Messages,
    languages: &[&str],
    word: Word,
) -> &'a str {
    let own = messages.get(key(word));
    let Some(text) = chart.word(word) else { return own };
    let language = languages.first().copied().unwrap_or_default();
    match text.exactly(language) {
        Some(words) => words,
        None if language.split(['-', '_']).next() == Some(messages.tag()) => own,
        None => text.get(languages.iter().copied()),
    }
}

/// The built-in message for a status.
pub(crate) const fn status_key(status: Status) -> &'static str {
    key(match status {
        Status::Vacant => Word::Vacant,
        Status::Planned => Word::Planned,
        Status::Abolished => Word::Abolished,
    })
}

/// The built-in message for a text.
pub(crate) const fn key(word: Word) -> &'static str {
    match word {
        Word::Relation(kind) => LineKind::Of(kind).key(),
        Word::BelongsTo => "legend.tree",
        Word::Dual => LineKind::Dual.key(),
        Word::Functions => "legend.functions",
        Word::Several => "legend.stack",
        Word::Hidden => "legend.hidden",
        Word::Outside => "legend.body",
        Word::Elsewhere => "legend.elsewhere",
        Word::Vacant => "facts.vacant",
        Word::Acting => "facts.acting",
        Word::Planned => "facts.planned",
        Word::Abolished => "facts.abolished",
        Word::Effective => "heading.effective",
        Word::Index => "export.index",
        Word::Page => "export.page",
        Word::Continued => "export.continued",
        Word::Continues => "export.continues",
    }
}
