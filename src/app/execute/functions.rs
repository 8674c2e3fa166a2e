//! Copying and saving the listed functions.

use std::path::{Path, PathBuf};

use egui::Context;

use crate::app::App;
use crate::app::state::functions::{Column, in_words};
use crate::export::functions::{FunctionRow, write_csv, write_markdown};
use crate::file;

impl App {
    pub(super) fn copy_functions(&mut self, context: &Context) {
        let mut out = Vec::new();
        let rows = self.listed_functions().into_iter();
        let words = match write_markdown(self.heading(), rows, &mut out) {
            Ok(()) => String::from_utf8_lossy(&out).into_owned(),
            Err(_) => return,
        };
        self.copy(context, words);
    }

    pub(super) fn ask_for_functions_target(&self, context: &Context) {
        self.dialogs.ask_for_functions_target(context, self.messages());
    }

    /// Saves the listed functions: as Markdown for the extension `md`, otherwise as CSV.
    pub(super) fn save_functions(&mut self, path: &Path) {
        let extension =
            path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        let is_markdown = extension.as_deref() == Some("md");
        let path: PathBuf = if matches!(extension.as_deref(), Some("md" | "csv")) {
            path.to_owned()
        } else {
            let mut name = path.to_owned().into_os_string();
            name.push(".csv");
            name.into()
        };
        let (heading, rows) = (self.heading(), self.listed_functions().into_iter());
        let saved = file::write_atomically(&path, true, |out| {
            if is_markdown {
                write_markdown(heading, rows, out)
            } else {
                write_csv(heading, rows, out)
            }
        });
        self.report_saved(&path, &saved, "functions.not_saved");
    }

    fn heading(&self) -> [&'static str; 4] {
        let name =
            |at: usize| Column::ALL.get(at).map_or("", |(_, name)| self.messages().get(name));
        [name(0), name(1), name(2), name(3)]
    }

    /// The rows of the table, as text.
    fn listed_functions(&mut self) -> Vec<FunctionRow> {
        let languages: Vec<String> = self.languages().iter().map(ToString::to_string).collect();
        let chart = &self.document.chart;
        let listed = self.function_table.rows(chart, &languages);
        listed.rows.iter().filter_map(|&row| in_words(chart, &languages, row)).collect()
    }
}
