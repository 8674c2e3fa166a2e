//! Extreme options of exports and layouts: each export is written or refused, whatever the numbers are.

use std::sync::Arc;

use organogram::diagnostic::Message;
use organogram::export::{
    Content, Format, Job, Output, PageSetup, Paper, PdfPages, PictureSize, ProgressSink,
};
use organogram::layout::LayoutStyle;
use organogram::model::{Chart, SAMPLE};
use organogram::scene::{SceneRequest, build};
use organogram::source::SourceText;
use proptest::prelude::*;

use crate::cases::cases;

/// Ignores progress.
struct NoProgress;

impl ProgressSink for NoProgress {
    fn progress(&mut self, _part: f32) {}

    fn advise(&mut self, _advice: Message) {}
}

/// Returns a small chart of four levels.
fn chart() -> Arc<Chart> {
    let text = r#"(organogram: 1, title: "T", units: [
        (id: "a", kind: "office", name: "A"), (id: "b", parent: "a", kind: "office", name: "B"),
        (id: "c", parent: "b", kind: "office", name: "C", head: (title: "c", reports_to: "a")),
        (id: "d", parent: "c", kind: "office", name: "D"), (id: "e", kind: "team", name: "E"),
    ])"#;
    Arc::new(Chart::load(&SourceText::new("a.ron", text)).0)
}

fn job(chart: Arc<Chart>, output: Output) -> Job {
    let mut request = SceneRequest::default();
    request.language = "en".into();
    Job { chart, origin: None, request, area: None, content: Content::Units, output }
}

/// Returns the bytes of an export, or the error.
fn written(job: &Job) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    job.write(None, &mut NoProgress, &mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

fn any_size() -> impl Strategy<Value = PictureSize> {
    let scale = prop_oneof![
        any::<f32>(),
        prop::sample::select(vec![
            0.0,
            -0.0,
            -1.0,
            f32::NAN,
            f32::INFINITY,
            f32::MIN_POSITIVE,
            1e-40,
            f32::MAX,
            1e9,
        ]),
        0.01..30.0_f32,
    ];
    let width = prop_oneof![any::<u32>(), prop::sample::select(vec![0, 1, u32::MAX]), 1..3000_u32];
    prop_oneof![scale.prop_map(PictureSize::Scale), width.prop_map(PictureSize::Width)]
}

fn any_output() -> impl Strategy<Value = Output> {
    let papers: Vec<Paper> = Paper::ALL.iter().map(|&(_, paper)| paper).collect();
    let setup = (prop::sample::select(papers), any::<bool>())
        .prop_map(|(paper, landscape)| PageSetup { paper, landscape });
    let pages = prop_oneof![
        any_size().prop_map(PdfPages::Scene),
        setup.clone().prop_map(PdfPages::Sheet),
        setup.prop_map(PdfPages::Atlas),
    ];
    let svg = (any_size(), any::<bool>(), any::<bool>());
    prop_oneof![
        (any_size(), any::<bool>())
            .prop_map(|(size, transparent)| Output::Png { size, transparent }),
        svg.prop_map(|(size, transparent, embed_font)| Output::Svg {
            size,
            transparent,
            embed_font
        }),
        pages.prop_map(Output::Pdf),
        prop::sample::select(Format::ALL.to_vec()).prop_map(Output::of),
    ]
}

fn any_depth() -> impl Strategy<Value = Option<u32>> {
    prop::option::of(prop_oneof![0..5_u32, any::<u32>(), Just(u32::MAX)])
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn exports_with_any_options_succeed_or_fail_cleanly(
        output in any_output(),
        depth in any_depth(),
        root in prop::option::of(prop::sample::select(vec!["a", "c", "d", "e"])),
    ) {
        let chart = chart();
        let is_png = matches!(output, Output::Png { .. });
        let mut job = job(Arc::clone(&chart), output);
        job.request.depth = depth;
        job.request.root = root.and_then(|id| chart.find(id));
        let estimate = job.estimate();
        let is_large = |(width, height): (f64, f64)| is_png && width * height > 2e6;
        match estimate {
            Ok(estimate) if estimate.size.is_some_and(is_large) => {}
            Ok(_) => prop_assert!(!written(&job).expect("it was estimated").is_empty()),
            Err(_) => prop_assert!(written(&job).is_err()),
        }
    }

    #[test]
    fn finds_a_layout_for_any_aspect(
        aspect in prop_oneof![
            any::<f32>(),
            prop::sample::select(vec![0.0, -1.0, f32::NAN, f32::INFINITY, f32::MIN_POSITIVE, f32::MAX]),
        ],
        style in prop::sample::select(vec![LayoutStyle::Tidy, LayoutStyle::Stacked, LayoutStyle::Indented]),
    ) {
        let mut request = SceneRequest::default();
        request.aspect = aspect;
        request.style = style;
        let stage = build(&chart(), &request);
        prop_assert_eq!(stage.cards.len(), 5);
        for card in &stage.cards {
            prop_assert!(card.rect.is_finite() && card.rect.is_positive(), "{:?}", card.rect);
        }
    }
}

#[test]
fn png_and_svg_report_equal_sizes() {
    let sample = Arc::new(Chart::load(&SourceText::new("dpko.ron", SAMPLE)).0);
    for scale in [1.0, 0.37, 2.0] {
        let size = |chart: &Arc<Chart>, output| {
            let job = job(Arc::clone(chart), output);
            job.estimate().expect("it can be written").size.expect("it is a picture")
        };
        for chart in [&sample, &chart()] {
            let (of, transparent) = (PictureSize::Scale(scale), false);
            let png = size(chart, Output::Png { size: of, transparent });
            let svg = size(chart, Output::Svg { size: of, transparent, embed_font: false });
            assert_eq!(png, svg, "at {scale}");
        }
    }
}

#[test]
fn excess_depth_omits_nothing() {
    let sample = Arc::new(Chart::load(&SourceText::new("dpko.ron", SAMPLE)).0);
    let setup = PageSetup { paper: Paper::A4, landscape: true };
    for format in [Format::Svg, Format::Pdf, Format::Json, Format::Csv, Format::Md, Format::Ttl] {
        let with = |depth| {
            let atlas = Output::Pdf(PdfPages::Atlas(setup));
            let output = if format == Format::Pdf { atlas } else { Output::of(format) };
            let mut job = job(Arc::clone(&sample), output);
            job.request.root = sample.find("oo");
            job.request.depth = depth;
            written(&job).expect("it can be written")
        };
        let whole = with(None);
        for depth in [100, u32::MAX - 1, u32::MAX] {
            assert!(with(Some(depth)) == whole, "{format:?} with a depth of {depth} differs");
        }
    }
}
