//! Language tags, as texts and lists of languages have them.

use oxilangtag::LanguageTag;

use crate::diagnostic::{Code, Diagnostic};
use crate::message;

/// The problem with a tag that is not well-formed after
/// [BCP 47](https://www.rfc-editor.org/info/bcp47), without its place.
pub(super) fn tag_problem(tag: &str) -> Option<Diagnostic> {
    // Nearly every tag is a language's code alone.
    let is_code = matches!(tag.len(), 2 | 3) && tag.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_code || LanguageTag::parse(tag).is_ok() {
        return None;
    }
    let message = message!("\"{0}\" is not a language tag", tag);
    let hint = message!("write a tag such as en, pt-BR or zh-Hant");
    Some(Diagnostic::new(Code::BadValue, None, message).with_hint(hint))
}
