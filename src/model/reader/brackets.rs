//! Brackets and the commas between them, closed or not.

use super::Reader;
use crate::message;

impl<'a> Reader<'a> {
    /// Reads what stands between brackets, item by item, up to the closing one; an `item` that gives
    /// `false` has found that the bracket should have been closed before. The opening one may be
    /// missing.
    pub(super) fn items(
        &mut self,
        (bracket, close): (char, char),
        is_opened: bool,
        mut item: impl FnMut(&mut Self) -> bool,
    ) {
        let open = self.at;
        if is_opened {
            self.take();
        } else {
            self.unopened(bracket);
        }
        loop {
            self.skip_blank();
            let before = self.at;
            match self.peek_plain() {
                Some(c) if c == close => return self.take(),
                Some(c @ (')' | ']' | '}')) if self.lines_up_with(open) => {
                    let message = message!("{0} is expected here, not {1}", close, c);
                    self.problem_here(message, message!("write {0} in place of {1}", close, c));
                    return self.skip();
                }
                None | Some(')' | ']' | '}') => return self.unclosed(open, close),
                Some(_) if !item(self) => return self.unclosed(open, close),
                Some(_) => {}
            }
            self.skip_blank();
            self.separator(close);
            if self.at == before {
                // Nothing fits here: leave it behind, it was reported.
                self.skip();
            }
        }
    }

    /// Says that the bracket at `open` is never closed, unless what went before explains it.
    fn unclosed(&mut self, open: usize, close: char) {
        let at_end = self.at == self.text.len();
        let explained =
            if at_end { self.ended } else { self.last_place().is_some_and(|last| last >= open) };
        self.ended |= at_end;
        self.resumed_at = Some(self.at);
        if !explained {
            let c = self.text[open..].chars().next().unwrap_or('(');
            let span = open..open + c.len_utf8();
            self.problem(
                span,
                message!("this {0} is never closed", c),
                message!("close it with {0}", close),
            );
        }
    }

    /// Whether the bracket here stands as one that closes the bracket at `open` would: on the same
    /// line, or first on a line that is indented alike.
    fn lines_up_with(&self, open: usize) -> bool {
        !self.text[open..self.at].contains('\n')
            || (self.is_first_on_line() && self.indentation(open) == self.indentation(self.at))
    }

    /// Whether the reader is at the start of a line that is indented no more than the one with the
    /// bracket at `open`.
    pub(super) fn stands_outside(&self, open: usize) -> bool {
        self.is_first_on_line() && self.indentation(self.at).len() <= self.indentation(open).len()
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |line| line + 1)
    }

    fn indentation(&self, at: usize) -> &'a str {
        let line = &self.text[self.line_start(at)..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    pub(super) fn is_first_on_line(&self) -> bool {
        self.text[self.line_start(self.at)..self.at].trim().is_empty()
    }

    fn separator(&mut self, close: char) {
        match self.peek_plain() {
            Some(',') => self.take(),
            Some(';') => {
                self.problem_here(
                    message!("a comma is expected here, not ;"),
                    message!("write , in place of ;"),
                );
                self.skip();
            }
            Some(')' | ']' | '}') | None => {}
            Some(_) if self.resumed_at == Some(self.at) => {}
            // The bracket around should have been closed: that is told instead.
            Some('(') if close == ')' && self.is_first_on_line() => {}
            Some(_) => {
                let hint = message!("put a comma between this and what stands before");
                self.problem_here(message!("a comma is expected here"), hint);
            }
        }
    }
}
