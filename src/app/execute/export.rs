//! The chart saved as a picture.

use std::path::Path;

use egui::Context;

use crate::app::App;
use crate::export::{Label, png};
use crate::file;
use crate::scene::{SceneRequest, build};

impl App {
    /// Saves the chart as it is arranged now, all of it, as a PNG picture.
    pub(super) fn export(&mut self, context: &Context, path: &Path) {
        let chart = &self.document.chart;
        let mode = Self::theme(context).mode;
        if chart.units().is_empty() {
            let words = self.messages().get("notice.no_chart").to_owned();
            self.notify(words, true);
            return;
        }
        let request = self.view.request(chart, &self.settings.language, mode);
        let aspect = SceneRequest::default().aspect;
        let stage = build(chart, &SceneRequest { heading: true, aspect, ..request });
        let saved = file::write_atomically(path, true, |out| {
            let options = png::PngOptions { scale: 1.0, transparent: false };
            png::write(&stage.scene, options, Label::default(), &mut |_| {}, out)
                .map_err(|error| error.to_string())
        });
        self.tell_saved(path, &saved, "notice.export_failed");
    }
}
