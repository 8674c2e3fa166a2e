//! The choices of an export: one row for each option of the format.

use egui::{Button, ComboBox, DragValue, Response, TextStyle, Ui};

use super::PanelContext;
use crate::app::jobs::texts::TextState;
use crate::app::state::export::{Draft, Part, Sheets};
use crate::app::widgets::tick_box;
use crate::export::{Format, Paper};
use crate::i18n::languages;
use crate::scene::theme::ThemeMode;

/// The formats in rows: for viewing, for drawing, for data processing.
const FORMATS: &[&[Format]] = &[
    &[Format::Png, Format::Svg, Format::Pdf, Format::Html],
    &[Format::Pptx, Format::Drawio, Format::Graphml, Format::Mmd, Format::Dot],
    &[Format::Xlsx, Format::Csv, Format::Json, Format::Ttl, Format::Md, Format::Outline],
];
/// The scales offered.
const SCALES: [f32; 4] = [0.5, 1.0, 2.0, 4.0];

/// Shows the rows of the current format.
pub(super) fn show(ui: &mut Ui, shown: &PanelContext<'_>, draft: &Draft, edited: &mut Draft) {
    let words = |key| shown.messages.get(key);
    caption(ui, words("export.format"));
    ui.vertical(|ui| {
        for formats in FORMATS {
            ui.horizontal(|ui| {
                for &format in *formats {
                    let name = match format {
                        Format::Outline => words("panel.outline"),
                        format => format_name(format),
                    };
                    if ui.add(Button::selectable(draft.format == format, name)).clicked() {
                        *edited = draft.in_format(format);
                    }
                }
            });
        }
    });
    ui.end_row();
    extent(ui, shown, draft, edited);
    if draft.format == Format::Pdf {
        page(ui, shown, draft, edited);
    }
    let is_one = draft.sheets == Sheets::One;
    let has_own_size = draft.format != Format::Pdf || (draft.paper.is_none() && is_one);
    if draft.format.is_picture() && has_own_size {
        let label = caption(ui, words("export.size")).id;
        ui.horizontal(|ui| {
            let is_own = draft.has_own_scale;
            for scale in SCALES {
                let is_chosen = !is_own && draft.scale.to_bits() == scale.to_bits();
                if ui.add(Button::selectable(is_chosen, format!("{scale} ×"))).clicked() {
                    (edited.scale, edited.has_own_scale) = (scale, false);
                }
            }
            edited.has_own_scale |=
                ui.add(Button::selectable(is_own, words("export.own_size"))).clicked();
            if is_own {
                let field = DragValue::new(&mut edited.scale).speed(0.01).max_decimals(2);
                ui.add(field.suffix(" ×").range(0.01..=f32::MAX)).labelled_by(label);
            }
        });
        ui.end_row();
    }
    if draft.format.is_drawn() {
        row(ui, words("export.theme"), |ui| {
            for (mode, name) in [(ThemeMode::Light, "theme.light"), (ThemeMode::Dark, "theme.dark")]
            {
                one_of(ui, &mut edited.mode, mode, words(name));
            }
        });
    }
    // Tables and data contain all languages.
    if draft.format.is_in_one_language() && shown.chart.languages().len() > 1 {
        row(ui, words("export.language"), |ui| {
            for tag in shown.chart.languages() {
                let known = languages().iter().find(|language| language.tag() == tag);
                let name = known.map_or(tag.as_str(), |language| language.name());
                one_of(ui, &mut edited.language, tag.clone(), name);
            }
            if draft.format == Format::Pdf && draft.sheets(shown.chart) == Sheets::Handbook {
                second_language(ui, shown, draft, edited);
            }
        });
    }
    if draft.format.is_picture() {
        row(ui, words("export.options"), |ui| options(ui, shown, draft, edited));
    }
    if draft.format == Format::Html {
        row(ui, words("export.options"), |ui| quotes(ui, shown, edited));
    }
}

/// The official wording of cited paragraphs, where a source has a text.
fn quotes(ui: &mut Ui, shown: &PanelContext<'_>, edited: &mut Draft) {
    let texts = &shown.inspector.texts;
    let has_text = |source| !matches!(texts.of(source), TextState::None);
    let is_there = shown.chart.sources().iter().any(has_text);
    ui.add_enabled_ui(is_there, |ui| {
        tick_box(ui, &shown.theme, &mut edited.quotes, shown.messages.get("export.quotes"))
            .on_disabled_hover_text(shown.messages.get("export.quotes_how"));
    });
}

/// The language of a handbook's second column.
pub(super) fn second_language(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    draft: &Draft,
    edited: &mut Draft,
) {
    for tag in shown.chart.languages().iter().filter(|tag| **tag != draft.language) {
        let known = languages().iter().find(|language| language.tag() == tag);
        let name = known.map_or(tag.as_str(), |language| language.name());
        let mut is_chosen = draft.beside.as_ref() == Some(tag);
        let words = shown.messages.fill("export.beside", &[name]);
        if tick_box(ui, &shown.theme, &mut is_chosen, &words).changed() {
            edited.beside = is_chosen.then(|| tag.clone());
        }
    }
}

/// The part of the chart.
pub(super) fn extent(ui: &mut Ui, shown: &PanelContext<'_>, draft: &Draft, edited: &mut Draft) {
    let words = |key| shown.messages.get(key);
    row(ui, words("export.part"), |ui| {
        let mut part = draft.part(shown.chart);
        one_of(ui, &mut part, Part::Whole, words("export.whole"));
        match draft.top(shown.chart) {
            Some(top) => {
                let it = shown.chart.unit(top);
                let name = it.acronym.as_deref().unwrap_or_else(|| shown.words(&it.name));
                let label = shown.messages.fill("export.branch_of", &[name]);
                one_of(ui, &mut part, Part::Branch, &label);
            }
            None => {
                ui.add_enabled(false, Button::selectable(false, words("export.branch")))
                    .on_disabled_hover_text(words("export.branch_how"));
            }
        }
        if draft.format.is_picture() {
            one_of(ui, &mut part, Part::View, words("export.view"));
        }
        if part != draft.part(shown.chart) {
            *edited = draft.of_part(part, shown.document);
        }
    });
}

/// Paper and orientation.
fn page(ui: &mut Ui, shown: &PanelContext<'_>, draft: &Draft, edited: &mut Draft) {
    let words = |key| shown.messages.get(key);
    let label = caption(ui, words("export.paper")).id;
    ui.horizontal_wrapped(|ui| {
        let own = words("export.own_page");
        let is_one = draft.sheets(shown.chart) == Sheets::One;
        let current = if is_one { draft.paper } else { draft.paper.or(Some(Paper::A4)) };
        let name = |paper| Paper::ALL.iter().find(|(_, known)| *known == paper).map(|it| it.0);
        let name = current.and_then(name).map_or(own.to_owned(), written);
        let list = ComboBox::from_id_salt("export paper").selected_text(name).show_ui(ui, |ui| {
            if is_one {
                ui.selectable_value(&mut edited.paper, None, own);
            }
            papers(ui, edited);
        });
        list.response.labelled_by(label);
        if current.is_some() {
            tick_box(ui, &shown.theme, &mut edited.landscape, words("export.landscape"));
        }
        if draft.part(shown.chart) != Part::View {
            let choices = [(Sheets::Atlas, "export.atlas"), (Sheets::Handbook, "export.handbook")];
            for (sheets, key) in choices {
                let mut is_chosen = draft.sheets == sheets;
                if tick_box(ui, &shown.theme, &mut is_chosen, words(key)).changed() {
                    *edited = edited.on(if is_chosen { sheets } else { Sheets::One });
                }
            }
        }
    });
    ui.end_row();
}

/// The paper sizes.
pub(super) fn papers(ui: &mut Ui, edited: &mut Draft) {
    for &(name, paper) in Paper::ALL {
        ui.selectable_value(&mut edited.paper, Some(paper), written(name));
    }
}

/// The name of a paper size, capitalized.
pub(super) fn written(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    first.to_uppercase() + rest
}

fn options(ui: &mut Ui, shown: &PanelContext<'_>, draft: &Draft, edited: &mut Draft) {
    let words = |key| shown.messages.get(key);
    if draft.part(shown.chart) != Part::View {
        tick_box(ui, &shown.theme, &mut edited.legend, words("export.legend"));
    }
    if draft.format != Format::Pdf {
        tick_box(ui, &shown.theme, &mut edited.transparent, words("export.transparent"));
    }
    if draft.format == Format::Svg {
        tick_box(ui, &shown.theme, &mut edited.embed_font, words("export.embed_font"));
    }
    if draft.part(shown.chart) != Part::View && !shown.view.collapsed.is_empty() {
        tick_box(ui, &shown.theme, &mut edited.keeps_folds, words("export.folds"));
    }
}

/// The label of a row, at the height of the first line of its content.
pub(super) fn caption(ui: &mut Ui, label: &str) -> Response {
    let first_line = ui.spacing().interact_size.y;
    let place = ui.vertical(|ui| {
        let padding = (first_line - ui.text_style_height(&TextStyle::Body)) / 2.0;
        ui.add_space(padding.max(0.0));
        ui.label(label)
    });
    place.inner
}

/// A labelled row.
fn row(ui: &mut Ui, label: &str, content: impl FnOnce(&mut Ui)) {
    caption(ui, label);
    // A cell of a grid has the height of one line of wrapped content only.
    ui.vertical(|ui| ui.horizontal_wrapped(content));
    ui.end_row();
}

/// A button for one of several values.
pub(super) fn one_of<T: PartialEq>(ui: &mut Ui, current: &mut T, choice: T, words: &str) {
    if ui.add(Button::selectable(*current == choice, words)).clicked() {
        *current = choice;
    }
}

const fn format_name(format: Format) -> &'static str {
    match format {
        Format::Png => "PNG",
        Format::Svg => "SVG",
        Format::Pdf => "PDF",
        Format::Json => "JSON",
        Format::Csv => "CSV",
        Format::Html => "HTML",
        Format::Md => "Markdown",
        Format::Ttl => "Turtle",
        Format::Xlsx => "Excel",
        Format::Pptx => "PowerPoint",
        Format::Drawio => "draw.io",
        Format::Graphml => "GraphML",
        Format::Mmd => "Mermaid",
        Format::Dot => "Graphviz",
        Format::Outline => "Outline",
    }
}
