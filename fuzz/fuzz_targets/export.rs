//! Exports arbitrary bytes as a structure file in every format.
//!
//! Output in a format with a grammar must conform to it: JSON and SVG are read back.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use organogram::diagnostic::Message;
use organogram::export::{Format, Job, Output, ProgressSink};
use organogram::model::Chart;
use organogram::scene::{RelationFilter, SceneRequest};
use organogram::source::SourceText;

struct Silent;

impl ProgressSink for Silent {
    fn progress(&mut self, _part: f32) {}

    fn advise(&mut self, _advice: Message) {}
}

fuzz_target!(|bytes: &[u8]| {
    let source = SourceText::new("fuzz.ron", String::from_utf8_lossy(bytes));
    let (chart, _) = Chart::load(&source);
    let mut request = SceneRequest::default();
    request.relations = RelationFilter::all();
    request.heading = true;
    request.legend = true;
    let mut job = Job {
        chart: Arc::new(chart),
        origin: None,
        request,
        area: None,
        output: Output::of(Format::Json),
    };
    for &format in Format::ALL {
        job.output = Output::of(format);
        let mut written = Vec::new();
        // A picture may exceed a limit, which is reported.
        if job.write(None, &mut Silent, &mut written).is_err() {
            continue;
        }
        match format {
            Format::Json => {
                serde_json::from_slice::<serde_json::Value>(&written).expect("it is JSON");
            }
            Format::Svg => {
                let text = std::str::from_utf8(&written).expect("it is UTF-8");
                roxmltree::Document::parse(text).expect("it is XML");
            }
            _ => {}
        }
    }
});
