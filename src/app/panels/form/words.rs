//! The chart's own words: those that the file gives, and a list of the others to choose from.

use egui::{ComboBox, Ui};

use super::FormPanel;
use super::fields::TextLook;
use crate::app::widgets::style::icon;
use crate::ide::Change;
use crate::ide::form::{Step, TextEntries};
use crate::model::Word;
use crate::scene::words::key;

impl FormPanel<'_, '_> {
    /// Texts by word of the chart.
    pub(super) fn chart_words(
        &mut self,
        ui: &mut Ui,
        words: &[(String, TextEntries)],
        path: &[Step],
        label: &str,
        name: &str,
    ) {
        let messages = self.shown.messages;
        self.caption(ui, label);
        for (id, entries) in words {
            let said = Word::of(id).map_or(id.as_str(), |word| messages.get(key(word)));
            let entry = [path, &[Step::Key(id.clone())]].concat();
            self.caption(ui, said);
            let name = format!("{name}: {said}");
            self.text(ui, entries, &entry, &name, TextLook::default());
            let remove = messages.fill("form.remove", &[&name]);
            if self.icon(ui, icon::TRASH, &remove, true) {
                self.change(&entry, Change::Remove);
            }
        }
        let is_given = |id: &str| words.iter().any(|(given, _)| given == id);
        let mut chosen = None;
        let add = messages.fill("form.add", &[messages.get("form.word_of_chart")]);
        let combo = ComboBox::from_id_salt(path).width(ui.available_width() - 8.0);
        let list = combo.selected_text(&add).show_ui(ui, |ui| {
            for (id, word) in Word::all().filter(|(id, _)| !is_given(id)) {
                if ui.selectable_label(false, messages.get(key(word))).clicked() {
                    chosen = Some((id, word));
                }
            }
        });
        ui.ctx().accesskit_node_builder(list.response.id, |node| node.set_label(add));
        if let Some((id, word)) = chosen {
            let entry = [path, &[Step::Key(id.to_owned())]].concat();
            // The program's words are what is changed.
            let ron = self.said_in_all(key(word));
            self.change(&entry, Change::Set(ron));
        }
    }
}
