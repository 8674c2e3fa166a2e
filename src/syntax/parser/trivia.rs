//! White space and comments around values.

use super::Parser;
use crate::diagnostic::Fix;
use crate::message;
use crate::syntax::scan::{Trivia, attribute_length, is_blank};
use crate::syntax::token::TokenKind;

impl Parser<'_, '_> {
    /// Whether a `#` starts an attribute rather than a comment of another language.
    pub(super) fn may_be_attribute(&self) -> bool {
        attribute_length(self.rest()).is_some() || self.rest().starts_with("#!")
    }

    /// Reads white space and comments.
    pub(super) fn blank(&mut self) {
        self.known_blank();
        while self.byte() == Some(b'#') && !self.may_be_attribute() {
            self.foreign_comments();
        }
    }

    /// Reads lines that start like comments of other languages.
    fn foreign_comments(&mut self) {
        let hint = message!("write // instead of #");
        self.problem_here(message!("a comment starts with //, not with #"), hint);
        while self.byte() == Some(b'#') {
            self.push(TokenKind::Unknown, self.line_from(self.at).len());
            self.known_blank();
        }
    }

    fn known_blank(&mut self) {
        while let Some(Trivia { kind, length, is_closed }) = Trivia::at_start(self.rest()) {
            if !is_closed {
                self.ended = true;
                let message = message!("this comment is never closed");
                self.problem(self.at..self.at + 2, message, message!("close it with */"));
            }
            if kind == TokenKind::Blank {
                self.report_blank();
                self.push_blank(length);
            } else {
                self.push(kind, length);
            }
        }
    }

    /// Adds white space, merging it with a preceding white-space token.
    fn push_blank(&mut self, length: usize) {
        if self.tree.tokens.last().is_some_and(|last| last.kind == TokenKind::Blank) {
            self.advance(TokenKind::Blank, length);
        } else {
            self.push(TokenKind::Blank, length);
        }
    }

    /// Reports white space that RON does not accept.
    fn report_blank(&mut self) {
        let Some(c) = self.peek().filter(|&c| !is_blank(c)) else { return };
        let found = if c == '\u{3000}' {
            message!("an ideographic space outside a text")
        } else {
            message!("space character {0} outside a text", format!("U+{:04X}", u32::from(c)))
        };
        self.slip_here(found, message!("write an ordinary space"), Fix::certain(" "));
    }
}
