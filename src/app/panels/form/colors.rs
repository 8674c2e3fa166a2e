//! Kinds of units and their colours.

use egui::{ComboBox, Sense, Ui, vec2};

use super::FormPanel;
use super::fields::{TextLook, value};
use crate::app::state::form::{FieldId, Fill};
use crate::canvas::color32;
use crate::ide::Change;
use crate::ide::form::{Form, Step, Subject};
use crate::scene::theme::Color;
use crate::syntax::string_literal;

impl FormPanel<'_, '_> {
    /// A choice of the kind of unit, with colours; the colour of the chosen kind can be changed next to it.
    pub(super) fn kind(&mut self, ui: &mut Ui, now: &str, path: &[Step], name: &str) {
        let shown = self.shown;
        let colors = shown.theme.kinds(shown.chart.kinds());
        let kinds = shown.chart.kinds();
        let at = kinds.iter().position(|kind| kind.id == now);
        let current = at.map_or(now, |at| shown.words(&kinds[at].label));
        let mut chosen = None;
        ui.horizontal(|ui| {
            if let Some(color) = at.and_then(|at| colors.get(at)) {
                self.kind_color(ui, now, *color);
            }
            let combo = ComboBox::from_id_salt(path).width(ui.available_width() - 8.0);
            let list = combo.selected_text(current).show_ui(ui, |ui| {
                for (at, kind) in kinds.iter().enumerate() {
                    ui.horizontal(|ui| {
                        swatch(ui, colors.get(at).copied());
                        let label = shown.words(&kind.label);
                        if ui.selectable_label(kind.id == now, label).clicked() {
                            chosen = Some(kind.id.clone());
                            ui.close();
                        }
                    });
                }
            });
            ui.ctx().accesskit_node_builder(list.response.id, |node| node.set_label(name));
        });
        if let Some(chosen) = chosen {
            self.change(path, Change::Set(string_literal(&chosen)));
        }
    }

    /// The colour of a kind, which is the same for all its units.
    fn kind_color(&mut self, ui: &mut Ui, kind: &str, color: Color) {
        let now = color32(color);
        let mut rgb = [now.r(), now.g(), now.b()];
        let before = rgb;
        let button = ui.color_edit_button_srgb(&mut rgb);
        let name = self.shown.messages.get("form.kind_color");
        ui.ctx().accesskit_node_builder(button.id, |node| node.set_label(name));
        if rgb != before {
            let (field, change) = self.recoloured(kind, &hex(rgb));
            self.push(Fill { field, words: Some(hex(rgb)), change: Ok(Some(change)) });
        }
    }

    /// The change that sets the colour of a kind: in its entry in the file, or in a new one for a built-in kind.
    fn recoloured(&self, kind: &str, hex: &str) -> (FieldId, Change) {
        let document = self.shown.document;
        let (text, places) = (document.checked.text(), &document.checked_places);
        let has_id = |at: &usize| {
            let form = Form::of(text, places, &Subject::Item("kinds", *at));
            form.is_some_and(|form| form.id() == Some(kind))
        };
        let color = string_literal(hex);
        let place = (0..places.items("kinds").len()).find(has_id);
        let (subject, path, change) = if let Some(at) = place {
            (Subject::Item("kinds", at), vec![Step::Field("color")], Change::Set(color))
        } else {
            let entry = format!("(id: {}, color: {color})", string_literal(kind));
            (Subject::File, vec![Step::Field("kinds")], Change::Add(entry))
        };
        (FieldId { subject, path, language: String::new() }, change)
    }

    /// A colour picker with a text field.
    pub(super) fn color(&mut self, ui: &mut Ui, now: &str, path: &[Step], name: &str) {
        let mut color = rgb(now).or_else(|| self.shown_color(path)).unwrap_or([0x80; 3]);
        ui.horizontal(|ui| {
            let before = color;
            let button = ui.color_edit_button_srgb(&mut color);
            ui.ctx().accesskit_node_builder(button.id, |node| node.set_label(name));
            if color != before {
                // A drag through the colours is one undo step.
                let field = self.field_id(path, "");
                let change = Ok(Some(Change::Set(string_literal(&hex(color)))));
                self.type_words(field, hex(color), change);
            }
            let id = self.field_id(path, "hex");
            let look = TextLook::default();
            self.edit(ui, &id, now, name, look, |words| value(words, "string", false));
        });
    }

    /// The colour of a kind of the file that states none, by the path to that field.
    fn shown_color(&self, path: &[Step]) -> Option<[u8; 3]> {
        let [Step::Field("kinds"), Step::Item(at), _] = path else { return None };
        let document = self.shown.document;
        let subject = Subject::Item("kinds", *at);
        let kind = Form::of(document.checked.text(), &document.checked_places, &subject)?;
        let kinds = self.shown.chart.kinds();
        let place = kinds.iter().position(|it| kind.id() == Some(it.id.as_str()))?;
        let color = color32(*self.shown.theme.kinds(kinds).get(place)?);
        Some([color.r(), color.g(), color.b()])
    }
}

fn swatch(ui: &mut Ui, color: Option<Color>) {
    let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
    if let Some(color) = color {
        ui.painter().rect_filled(rect, 3.0, color32(color));
    }
}

/// A colour such as `#7a5fb0`.
fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Red, green and blue of a colour such as `#7a5fb0`.
fn rgb(hex: &str) -> Option<[u8; 3]> {
    let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some([red, green, blue])
}
