//! RON source: monospaced, with syntax colours; long lines wrap with a hanging indent.

use std::ops::Range;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{FontFamily, FontId, Galley, Stroke, Ui, vec2};

use crate::canvas::color32;
use crate::scene::theme::{Color, Theme, size};
use crate::syntax::{TokenKind, Tree};

/// The hanging indent of a wrapped line, in columns.
const HANGING_COLUMNS: f32 = 2.0;
/// The width of a tab in columns, as in egui.
const TAB_COLUMNS: f32 = 4.0;
/// The maximum hanging indent, as a fraction of the width.
const MAX_INDENTATION: f32 = 0.4;

/// A text with its style.
#[derive(Clone, Copy)]
pub(crate) struct Code<'a> {
    pub(crate) text: &'a str,
    pub(crate) theme: &'a Theme,
    /// The text before it on its first line, which indents it.
    pub(crate) before: &'a str,
    /// Highlighted byte ranges, in order.
    pub(crate) marked: &'a [Range<usize>],
}

/// The font of structure files.
pub(crate) fn code_font() -> FontId {
    FontId::new(size::BODY, FontFamily::Monospace)
}

impl Code<'_> {
    /// Lays the text out for a width.
    pub(crate) fn galley(&self, ui: &Ui, width: f32) -> Arc<Galley> {
        let parts = parts(self.text, self.theme);
        let column = ui.fonts_mut(|fonts| fonts.glyph_width(&code_font(), ' '));
        let mut galleys = Vec::new();
        let (mut start, mut first_part) = (0, 0);
        for line in self.text.split('\n') {
            let end = start + line.len();
            while parts.get(first_part).is_some_and(|(span, _)| span.end <= start) {
                first_part += 1;
            }
            let leading = if start == 0 { columns(self.before) * column } else { 0.0 };
            let hanging = if line.is_empty() { 0.0 } else { columns(line) + HANGING_COLUMNS };
            let indentation = leading + hanging * column;
            let indentation = indentation.min(width * MAX_INDENTATION).round();
            // Wrapped rows are laid out at zero and moved as a whole, so the first row starts
            // before it.
            let first = leading - indentation;
            let mut job = LayoutJob::default();
            for (span, color) in &parts[first_part..] {
                let span = span.start.max(start)..span.end.min(end);
                if span.start >= span.end {
                    break;
                }
                self.append(&mut job, span, *color, first);
            }
            if job.is_empty() {
                job.append("", first, format(self.theme.text));
            }
            job.wrap.max_width = width - indentation;
            let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
            galleys.push(Arc::new(moved((*galley).clone(), indentation)));
            start = end + 1;
        }
        let mut whole = LayoutJob::default();
        whole.append(self.text, 0.0, format(self.theme.text));
        let pixels_per_point = ui.ctx().pixels_per_point();
        Arc::new(Galley::concat(Arc::new(whole), &galleys, pixels_per_point))
    }

    /// Appends a part of one colour to a line, split where its background changes.
    fn append(&self, job: &mut LayoutJob, span: Range<usize>, color: Color, leading: f32) {
        let mut at = span.start;
        while at < span.end {
            let mark = self.marked.iter().find(|mark| mark.end > at);
            let (end, is_marked) = match mark {
                Some(mark) if mark.start <= at => (mark.end, true),
                Some(mark) => (mark.start, false),
                None => (span.end, false),
            };
            let end = end.min(span.end);
            let mut format = format(color);
            if is_marked {
                format.background = color32(self.theme.accent_faint);
                format.underline = Stroke::new(1.5, color32(self.theme.accent));
            }
            let leading = if job.is_empty() { leading } else { 0.0 };
            job.append(&self.text[at..end], leading, format);
            at = end;
        }
    }
}

/// Moves a line to the right. Of its first row only the glyphs move, so that the row still starts
/// at zero and a selection covers it.
fn moved(mut galley: Galley, by: f32) -> Galley {
    let is_one_row = galley.rows.len() == 1;
    for (at, placed) in galley.rows.iter_mut().enumerate() {
        if is_one_row || at > 0 {
            placed.pos.x += by;
            continue;
        }
        let row = Arc::make_mut(&mut placed.row);
        row.glyphs.iter_mut().for_each(|glyph| glyph.pos.x += by);
        row.size.x += by;
        row.visuals.mesh.vertices.iter_mut().for_each(|vertex| vertex.pos.x += by);
        row.visuals.mesh_bounds = row.visuals.mesh_bounds.translate(vec2(by, 0.0));
    }
    galley
}

/// The indentation of a line, in columns.
fn columns(line: &str) -> f32 {
    let blanks = line.chars().take_while(|c| matches!(c, ' ' | '\t'));
    blanks.map(|c| if c == '\t' { TAB_COLUMNS } else { 1.0 }).sum()
}

fn format(color: Color) -> TextFormat {
    TextFormat {
        line_height: Some(size::BODY * 1.5),
        ..TextFormat::simple(code_font(), color32(color))
    }
}

/// The text split into parts of one colour, by token.
fn parts(text: &str, theme: &Theme) -> Vec<(Range<usize>, Color)> {
    let mut parts: Vec<(Range<usize>, Color)> = Vec::new();
    let mut at = 0;
    for token in Tree::parse(text).tokens() {
        let color = match token.kind {
            TokenKind::Text | TokenKind::Character => theme.accent,
            TokenKind::Word | TokenKind::Unknown => theme.text,
            TokenKind::ByteOrderMark
            | TokenKind::Blank
            | TokenKind::LineComment
            | TokenKind::BlockComment
            | TokenKind::Attribute
            | TokenKind::Open
            | TokenKind::Close
            | TokenKind::Comma
            | TokenKind::Colon => theme.muted,
        };
        let end = at + token.text.len();
        match parts.last_mut() {
            Some((span, last)) if *last == color => span.end = end,
            _ => parts.push((at..end, color)),
        }
        at = end;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::theme::ThemeMode;

    #[test]
    fn highlights_names_texts_and_comments() {
        let theme = Theme::of(ThemeMode::Light);
        let text = "(id: \"a \\\" 海\", // x\n /* y */ n: 1)";
        let found: Vec<(&str, Color)> =
            parts(text, &theme).into_iter().map(|(span, color)| (&text[span], color)).collect();
        assert_eq!(
            found,
            [
                ("(", theme.muted),
                ("id", theme.text),
                (": ", theme.muted),
                ("\"a \\\" 海\"", theme.accent),
                (", // x\n /* y */ ", theme.muted),
                ("n", theme.text),
                (": ", theme.muted),
                ("1", theme.text),
                (")", theme.muted),
            ]
        );
    }

    #[test]
    fn indents_continuation_lines() {
        let context = egui::Context::default();
        crate::app::widgets::style::install(&context);
        let text = "(id: \"a\",\n    name: \"a name of several words\",\n\n)";
        let theme = Theme::of(ThemeMode::Light);
        let mut output = context.run_ui(egui::RawInput::default(), |ui| {
            let code = Code { text, theme: &theme, before: "  ", marked: &[] };
            let galley = code.galley(ui, 160.0);
            let column = ui.fonts_mut(|fonts| fonts.glyph_width(&code_font(), ' '));
            let rows: Vec<(String, f32)> = galley
                .rows
                .iter()
                .map(|row| {
                    let text = row.text();
                    let first = row.glyphs.first().map_or(0.0, |glyph| glyph.pos.x);
                    (text, ((row.pos.x + first) / column).round())
                })
                .collect();
            let rows: Vec<(&str, f32)> =
                rows.iter().map(|(text, column)| (text.as_str(), *column)).collect();
            assert_eq!(
                rows,
                [
                    ("(id: \"a\",", 2.0),
                    ("    name: \"a name ", 0.0),
                    ("of several ", 6.0),
                    ("words\",", 6.0),
                    ("", 0.0),
                    (")", 0.0),
                ]
            );
            assert_eq!(galley.text(), text);
        });
        output.textures_delta.clear();
    }
}
