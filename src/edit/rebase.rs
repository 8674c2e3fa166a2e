//! Rebasing edits over other edits of the same text, by [operational
//! transformation](https://en.wikipedia.org/wiki/Operational_transformation).

use super::{Edit, Edits};

impl Edits {
    /// Returns these edits transformed to apply after `other`, and `other` transformed to apply after these: both
    /// orders produce the same text. `None` if the two overlap.
    ///
    /// If both insert at the same position, the insertion of `other` comes first.
    #[must_use]
    pub fn transformed(&self, other: &Self) -> Option<(Self, Self)> {
        let (mut own, mut others) = (Shifted::default(), Shifted::default());
        let (mut ahead, mut others_ahead) = (self.0.iter().peekable(), other.0.iter().peekable());
        loop {
            match (ahead.peek(), others_ahead.peek()) {
                (None, None) => return Some((Self(own.edits), Self(others.edits))),
                (Some(edit), Some(others_edit)) if edit.span.start < others_edit.span.end => {
                    if edit.span.end > others_edit.span.start {
                        return None;
                    }
                    own.push(ahead.next()?, &mut others);
                }
                (Some(_), None) => own.push(ahead.next()?, &mut others),
                (_, Some(_)) => others.push(others_ahead.next()?, &mut own),
            }
        }
    }

    /// Maps a byte of the text to the edited text. At an insertion, `follows` attaches it to what comes after it
    /// instead of before it. Inside of a replaced span, it keeps its distance from the start.
    #[must_use]
    pub fn place_of(&self, byte: usize, follows: bool) -> usize {
        let (mut grown, mut shrunk) = (0, 0);
        for Edit { span, text } in &self.0 {
            let is_before = if follows { span.end <= byte } else { span.end < byte };
            if !is_before {
                let inside = match byte.saturating_sub(span.start) {
                    inside if inside >= span.len() => text.len(),
                    inside => text.floor_char_boundary(inside),
                };
                let start = byte.min(span.start) + grown - shrunk;
                return if byte > span.start { start + inside } else { start };
            }
            grown += text.len();
            shrunk += span.len();
        }
        byte + grown - shrunk
    }
}

/// Edits shifted by the length changes of other edits before them.
#[derive(Default)]
struct Shifted {
    edits: Vec<Edit>,
    grown: usize,
    shrunk: usize,
}

impl Shifted {
    /// Shifts and adds an edit; shifts the later ones of `others` accordingly.
    fn push(&mut self, edit: &Edit, others: &mut Self) {
        let place = |byte| byte + self.grown - self.shrunk;
        let span = place(edit.span.start)..place(edit.span.end);
        self.edits.push(Edit { span, text: edit.text.clone() });
        others.grown += edit.text.len();
        others.shrunk += edit.span.len();
    }
}
