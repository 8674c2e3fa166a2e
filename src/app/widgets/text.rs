//! Running text.

use egui::cache::{ComputerMut, FrameCache};
use egui::{Label, RichText, Ui};

use super::style::installed_fonts;
use crate::scene::text::{FontSet, Weight};
use crate::scene::theme::size;

/// Running text, broken into lines where its language allows it: egui would set a Chinese comma
/// at the start of a line.
pub(crate) fn running_text(ui: &mut Ui, words: &str, color: egui::Color32) {
    first_lines(ui, words, usize::MAX, color);
}

/// The same, of no more lines than `most`; what is cut ends in an ellipsis.
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

/// Texts broken for a width, kept while they are shown.
type BrokenLines = FrameCache<String, LineBreaker>;

#[derive(Default)]
struct LineBreaker;

impl ComputerMut<(&str, u32, usize, &FontSet), String> for LineBreaker {
    fn compute(&mut self, (words, width, most, fonts): (&str, u32, usize, &FontSet)) -> String {
        let width = f32::from_bits(width).max(40.0);
        fonts.font(Weight::Regular).lines(words, size::BODY, width, most).join("\n")
    }
}
