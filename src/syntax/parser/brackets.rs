//! Brackets and the commas between their items, closed or not.

use super::{Open, Parser};
use crate::diagnostic::Fix;
use crate::message;
use crate::syntax::token::TokenKind;

impl<'a> Parser<'a, '_> {
    /// The bracket that is, or should be, at the current position.
    pub(super) fn open_here(&self) -> Open<'a> {
        Open { at: self.at, line_start: self.line_start, indentation: self.indentation }
    }

    /// Reads the contents of the bracket `open`, item by item, up to the closing bracket. `item` returns `false` if the
    /// bracket should have been closed before.
    pub(super) fn items(
        &mut self,
        open: Open<'a>,
        close: char,
        mut item: impl FnMut(&mut Self) -> bool,
    ) {
        loop {
            self.blank();
            self.report_place();
            let before = self.at;
            match self.peek_plain() {
                Some(c) if c == close => return self.take(TokenKind::Close),
                Some(c @ (')' | ']' | '}')) if self.lines_up_with(open) => {
                    let message = message!("expected {0}, found {1}", close, c);
                    self.problem_here(message, message!("write {0} instead of {1}", close, c));
                    return self.push_one(TokenKind::Close);
                }
                None | Some(')' | ']' | '}') => return self.unclosed(open, close),
                Some(_) if !item(self) => return self.unclosed(open, close),
                Some(_) => {}
            }
            self.blank();
            self.separator(close);
            if self.at == before {
                // Skip what does not fit here; it has been reported.
                self.push_one(TokenKind::Unknown);
            }
        }
    }

    /// Reports that a bracket is never closed, unless an earlier problem explains it.
    fn unclosed(&mut self, open: Open<'_>, close: char) {
        let at_end = self.at == self.text.len();
        let is_explained =
            if at_end { self.ended } else { self.last_place.is_some_and(|last| last >= open.at) };
        self.ended |= at_end;
        self.resumed_at = Some(self.at);
        if !is_explained {
            let c = self.text[open.at..].chars().next().unwrap_or('(');
            self.problem(
                open.at..open.at + c.len_utf8(),
                message!("this {0} is never closed", c),
                message!("close it with {0}", close),
            );
        }
    }

    /// Whether the bracket at the current position is where the closing bracket of `open` would be: on the same line,
    /// or first on a line with the same indentation.
    fn lines_up_with(&self, open: Open<'_>) -> bool {
        self.line_start == open.line_start
            || (self.is_first_on_line() && self.indentation == open.indentation)
    }

    /// Whether the parser is at the start of a line that is not indented more than the line of `open`.
    pub(super) fn stands_outside(&self, open: Open<'_>) -> bool {
        self.is_first_on_line() && self.indentation.len() <= open.indentation.len()
    }

    pub(super) const fn is_first_on_line(&self) -> bool {
        !self.line_has_content
    }

    pub(super) fn separator(&mut self, close: char) {
        match self.peek_plain() {
            Some(',') => self.take(TokenKind::Comma),
            Some(';') => {
                self.slip_here(
                    message!("expected a comma, found ;"),
                    message!("write , instead of ;"),
                    Fix::certain(","),
                );
                self.push_one(TokenKind::Comma);
            }
            Some(')' | ']' | '}') | None => {}
            Some(_) if self.resumed_at == Some(self.at) => {}
            // The enclosing bracket should have been closed: that is reported instead.
            Some('(') if close == ')' && self.is_first_on_line() => {}
            Some(_) => {
                let hint = if self.is_comma_in_comment() {
                    message!("the comma before this is inside a comment: add one outside it")
                } else {
                    message!("add a comma before this")
                };
                let fix = Fix::insertion(self.solid_end, ",");
                self.slip_here(message!("expected a comma"), hint, fix);
            }
        }
    }
    /// Whether a comment before the current position ends with a comma that was meant to precede the comment.
    fn is_comma_in_comment(&self) -> bool {
        let mut end = self.at;
        let trivia = self.tree.tokens.iter().rev().take_while(|token| token.kind.is_trivia());
        let mut comments = trivia.filter_map(|token| {
            let text = &self.text[token.start as usize..end];
            end = token.start as usize;
            token.kind.is_comment().then_some(text)
        });
        comments.any(|text| text.trim_end_matches("*/").trim_end().ends_with(','))
    }
}
