//! The chart of the typed text: parsed in the background, shown when ready.

use std::sync::Arc;

use crate::app::App;
use crate::app::jobs::loader::Preview;
use crate::source::SourceText;

impl App {
    /// Sets the typed text and starts parsing it. An unreadable text leaves the last usable chart.
    pub(super) fn show_text(&mut self, text: String, is_typing: bool) {
        let document = &mut self.document;
        let source = SourceText::new(document.source.name(), text);
        let before = std::mem::replace(&mut document.source, Arc::new(source));
        let text = document.source.text();
        let disk = document.disk.take().unwrap_or_else(|| before.text().to_owned());
        document.disk = Some(disk).filter(|disk| disk != text);
        self.read_typed(is_typing);
    }

    /// Starts parsing the typed text.
    pub(super) fn read_typed(&mut self, is_typing: bool) {
        let context = self.context.clone();
        let sight = self.sight(&context, None);
        self.loader.preview(Arc::clone(&self.document.source), is_typing, sight);
    }

    /// Removes the persons from the chart, or reads the text again to restore them, when the view requires it.
    pub(in crate::app) fn follow_persons(&mut self) {
        if self.view.without_persons == self.document.without_persons {
            return;
        }
        if self.view.without_persons {
            self.document.leave_persons_out();
        } else if !self.loader.is_reading_typed() {
            self.read_typed(false);
        }
    }

    /// Shows the chart of the typed text.
    pub(super) fn show_preview(&mut self, preview: Preview) {
        let Preview { mut parsed, is_typing } = preview;
        if !Arc::ptr_eq(&parsed.source, &self.document.source) {
            return;
        }
        let (chart, scene) = (Arc::clone(&parsed.chart), parsed.scene.take());
        let fonts = parsed.fonts.clone();
        let loses = is_typing && chart.units().len() < self.document.chart.units().len();
        self.document.is_stale =
            loses || !parsed.is_usable() || self.document.has_more_units_than(&parsed);
        self.document.take_text(parsed);
        if !self.document.is_stale {
            if let Some((request, stage)) = scene {
                self.stages.keep(&chart, request, stage);
            }
            let before = std::mem::replace(&mut self.document.chart, chart);
            self.document.fonts = fonts;
            self.renumber(&before);
            self.follow_id();
        }
        if let Some(awaited) = self.editing.awaited.take() {
            let chart = Arc::clone(&self.document.chart);
            self.show_awaited_unit(&chart, awaited);
        }
        for command in std::mem::take(&mut self.deferred) {
            self.execute(&self.context.clone(), command);
        }
    }

    /// Keeps the unit selected while its id is being edited.
    fn follow_id(&mut self) {
        let (Some(target), Some(places)) = (&mut self.editing.target, self.document.places())
        else {
            return;
        };
        let unit = places.unit_at(target.span.start).filter(|unit| unit.span == target.span);
        if let Some(unit) = unit.filter(|unit| self.document.chart.find(&unit.id).is_some()) {
            target.id.clone_from(&unit.id);
            self.view.selected = Some(unit.id.clone());
        }
    }
}
