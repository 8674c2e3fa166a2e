//! Language tags of texts and of lists of languages.

use oxilangtag::LanguageTag;

use crate::diagnostic::{Code, Diagnostic};
use crate::message;

/// The problem with a tag that is not well-formed according to [BCP 47](https://www.rfc-editor.org/info/bcp47), without
/// a span.
pub(super) fn tag_problem(tag: &str) -> Option<Diagnostic> {
    // Nearly every tag is just a language code.
    let is_code = matches!(tag.len(), 2 | 3) && tag.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_code || LanguageTag::parse(tag).is_ok() {
        return None;
    }
    let message = message!("\"{0}\" is not a language tag", tag);
    let hint = message!("write a tag such as en, pt-BR or zh-Hant");
    Some(Diagnostic::new(Code::BadValue, None, message).with_hint(hint))
}
