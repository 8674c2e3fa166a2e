//! Naming units in place.

use std::sync::Arc;

use egui::Context;

use crate::app::App;
use crate::app::state::editing::{Awaited, Naming, NamingPlace};
use crate::canvas::Target;
use crate::ide::form::{Step, Subject};
use crate::ide::{Change, change};
use crate::model::Chart;

impl App {
    /// Renames the selected unit, in the outline if it has the focus, otherwise on its card.
    pub(super) fn rename_selected(&mut self, context: &Context) {
        let chart = Arc::clone(&self.document.chart);
        let Some(unit) = self.view.selected(&chart) else { return };
        let place = self.naming_place();
        if place == NamingPlace::Card {
            self.show_way_to(unit);
            self.select(unit);
            self.canvas.show_readable(unit);
        }
        self.start_naming(&chart.unit(unit).id, place);
        context.request_repaint();
    }

    /// Opens the field for the name of a unit.
    pub(super) fn start_naming(&mut self, id: &str, place: NamingPlace) {
        let chart = Arc::clone(&self.document.chart);
        let Some(unit) = chart.find(id).filter(|_| self.document.path.is_some()) else { return };
        let name = &chart.unit(unit).name;
        let language = &self.settings.language;
        let (tag, words) = name.entry(self.languages());
        let is_lacking = tag != language.as_str() && !tag.is_empty();
        let has_language = chart.languages().contains(language);
        let language = if is_lacking && has_language { language.clone() } else { tag.to_owned() };
        let (unit, words) = (id.to_owned(), words.to_owned());
        self.editing.naming = Some(Naming { unit, language, words, place });
    }

    pub(super) fn type_name(&mut self, words: String) {
        if let Some(naming) = &mut self.editing.naming {
            naming.words = words;
        }
    }

    /// Writes the typed name to the text, unless it is blank.
    pub(super) fn keep_name(&mut self) {
        let Some(naming) = self.editing.naming.take() else { return };
        let name = naming.words.trim();
        let Some(places) = self.document.places().filter(|_| !name.is_empty()) else { return };
        let text = self.document.source.text();
        let (language, words) = (naming.language, name.to_owned());
        // One name for all languages stays one.
        let said = Change::Say { language, words, languages: Vec::new() };
        let name = [Step::Field("name")];
        let edits = change(text, &places, &Subject::Unit(naming.unit), &name, &said);
        if let Some(edits) = edits.filter(|edits| !edits.list().is_empty()) {
            self.do_edits(&edits);
        }
    }

    /// Names the only unit of a file that was just made where it stands.
    pub(super) fn name_first_unit(&mut self) {
        let chart = Arc::clone(&self.document.chart);
        let new = self.messages().get("edit.new_name");
        if let [only] = chart.units()
            && only.name.entries().all(|(_, words)| words == new)
        {
            let awaited = Awaited::New(only.id.clone(), NamingPlace::Card);
            self.show_awaited_unit(&chart, awaited);
        }
    }

    /// Shows the unit that was just added or moved.
    pub(super) fn show_awaited_unit(&mut self, chart: &Chart, awaited: Awaited) {
        let (Awaited::New(id, _) | Awaited::Moved(id)) = &awaited;
        let Some(unit) = chart.find(id) else { return };
        self.show_way_to(unit);
        self.select(unit);
        match awaited {
            Awaited::New(id, place) => {
                self.canvas.show_readable(unit);
                self.start_naming(&id, place);
            }
            Awaited::Moved(_) => self.canvas.bring_into_view(Target::Unit(unit)),
        }
    }
}
