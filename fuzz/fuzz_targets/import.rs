//! Imports arbitrary bytes as a table, JSON, Turtle or an outline, reads the result, and imports into it again.
//!
//! See `fuzz/README.md` for how to run it, and for the seeds.

#![no_main]

use libfuzzer_sys::fuzz_target;
use organogram::import::{Form, ImportOptions, Opened, ReadOptions};
use organogram::model::Chart;
use organogram::source::SourceText;

const FORMS: [Option<Form>; 6] = [
    None,
    Some(Form::Table),
    Some(Form::UkOrganogram),
    Some(Form::Json),
    Some(Form::Org),
    Some(Form::Outline),
];

fuzz_target!(|bytes: &[u8]| {
    for form in FORMS {
        let mut options = ReadOptions::default();
        options.form = form;
        let Ok(opened) = Opened::read("fuzz", bytes, &options) else { continue };
        let imported = opened.import(None, &ImportOptions::default());
        let (chart, _) = Chart::load(&SourceText::new("fuzz.ron", imported.text.as_str()));
        // An export that was edited may contain something that the format rejects.
        if opened.title().is_none() {
            assert_eq!(chart.units().len(), imported.report.units, "{}", imported.text);
        }
        if let Ok(again) = opened.import_into(&imported.text, None, &ImportOptions::default()) {
            let changes = again.report.changes.expect("it is known what changed");
            assert!(changes.gone.is_empty() && changes.added.is_empty(), "{changes:?}");
        }
    }
});
