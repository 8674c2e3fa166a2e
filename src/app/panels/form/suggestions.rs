//! Suggestions below a field: matches for the typed letters, chosen by Enter, arrow keys or click.

use std::sync::Arc;

use egui::{Key, Label, Modifiers, Response, RichText, Sense, Ui};

use super::FormPanel;
use crate::app::jobs::memo::Same;
use crate::app::jobs::texts::TextState;
use crate::app::widgets::row_ground;
use crate::app::widgets::style::font;
use crate::canvas::color32;
use crate::scene::text::Weight;
use crate::scene::theme::size;
use crate::search::fold;
use crate::source::SourceText;

/// Maximum number of suggestions.
const MAX_SUGGESTIONS: usize = 6;
/// Height of a row, in points.
const ROW_HEIGHT: f32 = 22.0;

/// A possible value of a field.
#[derive(Clone)]
pub(super) struct Suggestion {
    /// Text that is inserted.
    id: String,
    label: String,
    detail: String,
}

impl Suggestion {
    pub(super) fn new(id: &str, label: &str, detail: &str) -> Self {
        Self { id: id.to_owned(), label: label.to_owned(), detail: detail.to_owned() }
    }

    /// The suggestions that match some letters, best first.
    pub(super) fn best(all: Vec<Self>, words: &str) -> Vec<Self> {
        let words = fold(words);
        let rank = |it: &Self| {
            let (label, detail) = (fold(&it.label), fold(&it.detail));
            let starts = label.starts_with(&words) || detail.starts_with(&words);
            let fits = label.contains(&words) || detail.contains(&words);
            fits.then_some(u8::from(!starts))
        };
        let mut ranked: Vec<(u8, Self)> =
            all.into_iter().filter_map(|it| Some((rank(&it)?, it))).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().take(MAX_SUGGESTIONS).map(|(_, it)| it).collect()
    }
}

/// Key by which the suggestions for a field are kept.
#[derive(Clone, PartialEq)]
struct SuggestionKey {
    words: String,
    text: Same<SourceText>,
    previous_units: usize,
    official_texts: usize,
}

impl FormPanel<'_, '_> {
    /// The suggestions for some letters, which are searched once for all frames that show them.
    fn found(
        &self,
        ui: &Ui,
        id: egui::Id,
        words: &str,
        find: impl FnOnce(&Self, &str) -> Vec<Suggestion>,
    ) -> Arc<Vec<Suggestion>> {
        let shown = self.shown;
        let texts = &shown.inspector.texts;
        let is_ready = |source| matches!(texts.of(source), TextState::Ready(_));
        let key = SuggestionKey {
            words: words.to_owned(),
            text: Same::of(&shown.document.checked),
            previous_units: shown.previous_units.len(),
            official_texts: shown.chart.sources().iter().filter(|it| is_ready(it)).count(),
        };
        let kept: Option<(SuggestionKey, Arc<Vec<Suggestion>>)> = ui.data(|data| data.get_temp(id));
        if let Some((_, found)) = kept.filter(|(kept, _)| *kept == key) {
            return found;
        }
        let found = Arc::new(find(self, words));
        ui.data_mut(|data| data.insert_temp(id, (key, Arc::clone(&found))));
        found
    }

    /// Shows suggestions for some letters below their field during typing. Returns the text of the chosen one.
    pub(super) fn suggest(
        &mut self,
        ui: &mut Ui,
        field: &Response,
        words: &str,
        find: impl FnOnce(&Self, &str) -> Vec<Suggestion>,
    ) -> Option<String> {
        let id = field.id.with("suggestions");
        let marked: Option<usize> = ui.data(|data| data.get_temp(id));
        // Pressing the mouse button on a suggestion takes the focus before the click is complete.
        let is_clicking =
            ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
        let is_entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let is_open = field.has_focus() || marked.is_some() && (is_clicking || is_entered);
        if !is_open {
            if marked.is_some() {
                ui.data_mut(|data| data.remove::<usize>(id));
            }
            return None;
        }
        let found = self.found(ui, id, words, find);
        let mut marked = marked.unwrap_or(0).min(found.len().saturating_sub(1));
        let is_pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if field.has_focus() {
            if is_pressed(Key::ArrowDown) {
                marked = (marked + 1).min(found.len().saturating_sub(1));
            } else if is_pressed(Key::ArrowUp) {
                marked = marked.saturating_sub(1);
            }
        }
        ui.data_mut(|data| data.insert_temp(id, marked));
        let mut chosen = is_entered.then_some(marked);
        for (at, suggestion) in found.iter().enumerate() {
            let (rect, row) =
                row_ground(ui, &self.shown.theme, ROW_HEIGHT, at == marked, &suggestion.label);
            let mut place =
                ui.new_child(egui::UiBuilder::new().max_rect(rect.shrink2(egui::vec2(6.0, 2.0))));
            place.horizontal(|ui| {
                let label =
                    RichText::new(&suggestion.label).font(font(Weight::Regular, size::SMALL));
                let label = label.color(color32(self.shown.theme.text));
                ui.add(Label::new(label).selectable(false).sense(Sense::hover()));
                let detail = Label::new(self.shown.muted(suggestion.detail.as_str()));
                ui.add(detail.selectable(false).truncate());
            });
            if row.clicked() {
                chosen = Some(at);
            }
        }
        if chosen.is_some() {
            ui.data_mut(|data| data.remove::<usize>(id));
            field.request_focus();
        }
        chosen.and_then(|at| found.get(at)).map(|suggestion| suggestion.id.clone())
    }

    /// Units of the previous edition that fit some letters.
    pub(super) fn predecessors(&self, words: &str) -> Vec<Suggestion> {
        if words.is_empty() {
            return Vec::new();
        }
        let units = self.shown.previous_units.iter();
        let all = units.map(|(id, name)| Suggestion::new(id, self.shown.words(name), id));
        Suggestion::best(all.collect(), words)
    }

    /// Paragraphs of the sources' texts that match some letters, by number or by wording.
    pub(super) fn paragraphs(&self, words: &str) -> Vec<Suggestion> {
        let sources = self.shown.chart.sources();
        let mut all = Vec::new();
        for (at, source) in sources.iter().enumerate() {
            let TextState::Ready(split) = self.shown.inspector.texts.of(source) else { continue };
            let prefix = if at == 0 { String::new() } else { format!("{}:", source.id) };
            for (name, span) in split.bulletin.paragraphs() {
                let wording = split.text.get(span.clone()).unwrap_or_default();
                let wording: Vec<&str> = wording.split_whitespace().take(16).collect();
                let label = format!("{prefix}{name}");
                all.push(Suggestion::new(&label, &label, &wording.join(" ")));
            }
        }
        Suggestion::best(all, words)
    }
}
