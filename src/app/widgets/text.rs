//! Running text, and the content of text fields.

use egui::cache::{ComputerMut, FrameCache};
use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Context, Id, Label, RichText, Ui};

use super::style::installed_fonts;
use crate::scene::text::{FontSet, Weight};
use crate::scene::theme::size;

/// Body text with line breaks by the rules of its language: egui would put a Chinese comma at the start of a line.
pub(crate) fn running_text(ui: &mut Ui, words: &str, color: egui::Color32) {
    first_lines(ui, words, usize::MAX, color);
}

/// Body text truncated to `most` lines with an ellipsis.
pub(crate) fn first_lines(ui: &mut Ui, words: &str, most: usize, color: egui::Color32) {
    let width = ui.available_width().floor() - 2.0;
    let fonts = installed_fonts(ui.ctx());
    let broken = ui.ctx().memory_mut(|memory| {
        let key = (words, width.to_bits(), most, &fonts);
        memory.caches.cache::<BrokenLines>().get(key).clone()
    });
    let text = RichText::new(broken).size(size::BODY).color(color);
    ui.add(Label::new(text.line_height(Some(size::BODY * 1.5))).extend());
}

/// Cache of texts broken for a width.
type BrokenLines = FrameCache<String, LineBreaker>;

#[derive(Default)]
struct LineBreaker;

impl ComputerMut<(&str, u32, usize, &FontSet), String> for LineBreaker {
    fn compute(&mut self, (words, width, most, fonts): (&str, u32, usize, &FontSet)) -> String {
        let width = f32::from_bits(width).max(40.0);
        fonts.font(Weight::Regular).lines(words, size::BODY, width, most).lines.join("\n")
    }
}

/// Selects all text of a field, so that typing replaces it.
pub(crate) fn mark_all(context: &Context, field: Id, words: &str) {
    let all = CCursorRange::two(CCursor::new(0), CCursor::new(words.chars().count()));
    let mut state = TextEditState::load(context, field).unwrap_or_default();
    state.cursor.set_char_range(Some(all));
    state.store(context, field);
}
