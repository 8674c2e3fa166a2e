//! The first two steps of the import dialog: the source, and the options for reading it.

use egui::{
    Align, ComboBox, Frame, Key, Label, Layout, Margin, RichText, ScrollArea, TextEdit, TextStyle,
    Ui, vec2,
};
use std::sync::Arc;

use super::PanelContext;
use super::import::{fault, waiting};
use crate::app::command::{Command, ImportCommand};
use crate::app::state::import::{Choices, Step};
use crate::app::widgets::style::font;
use crate::app::widgets::{radio_button, tick_box};
use crate::canvas::color32;
use crate::import::{Form, Row, Table};
use crate::scene::text::Weight;
use crate::scene::theme::size;

/// The width of a column, in points.
const CELL_WIDTH: f32 = 132.0;
/// The width of row numbers, in points.
const NUMBER_WIDTH: f32 = 48.0;
/// Maximum number of displayed columns; the next step shows all of them.
const MAX_COLUMNS: usize = 40;
/// Maximum number of displayed lines of an outline.
const MAX_LINES: usize = 2000;

const FORMS: &[(Form, &str)] = &[
    (Form::Table, "import.form.table"),
    (Form::Outline, "import.form.outline"),
    (Form::Json, "import.form.json"),
    (Form::UkOrganogram, "import.form.uk"),
    (Form::Berlin, "import.form.berlin"),
    (Form::Org, "import.form.org"),
];

const ENCODINGS: [&str; 6] =
    ["UTF-8", "windows-1252", "UTF-16LE", "gb18030", "ISO-8859-2", "macintosh"];

/// The choice of a file, or the pasted text.
pub(super) fn choose(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    edited: &mut Choices,
    commands: &mut Vec<Command>,
) {
    let words = |key| shown.messages.get(key);
    let before = edited.clone();
    if radio_button(ui, &shown.theme, !edited.is_pasted, words("import.from_file")).clicked() {
        edited.is_pasted = false;
    }
    ui.horizontal(|ui| {
        ui.add_space(24.0);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button(words("export.browse")).clicked() {
                commands.push(Command::InImport(ImportCommand::Browse));
            }
            let field = TextEdit::singleline(&mut edited.path)
                .hint_text(words("import.path_hint"))
                .margin(Margin::symmetric(8, 5))
                .desired_width(ui.available_width());
            let field = ui.add(field);
            ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(words("export.file")));
            if field.changed() {
                edited.is_pasted = false;
            }
            let is_entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            if is_entered && edited.has_source() {
                edited.step = Step::Reading;
            }
        });
    });
    ui.add_space(8.0);
    if radio_button(ui, &shown.theme, edited.is_pasted, words("import.from_paste")).clicked() {
        edited.is_pasted = true;
    }
    let indented = Frame::new().inner_margin(Margin { left: 24, ..Margin::ZERO });
    indented.show(ui, |ui| {
        let height = (ui.available_height() - 12.0).max(80.0);
        let mut pasted = edited.pasted.as_str().to_owned();
        let area = ScrollArea::vertical().id_salt("pasted").max_height(height).auto_shrink(false);
        let area = area.min_scrolled_height(height);
        area.show(ui, |ui| {
            let field = TextEdit::multiline(&mut pasted)
                .hint_text(words("import.paste_hint"))
                .font(TextStyle::Monospace)
                .margin(Margin::symmetric(8, 6))
                .min_size(vec2(0.0, height - 4.0))
                .desired_width(f32::INFINITY);
            let field = ui.add(field);
            let name = words("import.from_paste");
            ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(name));
            if field.changed() {
                (edited.pasted, edited.is_pasted) = (Arc::new(pasted), true);
            }
        });
    });
    let is_another = |it: &Choices| {
        (it.is_pasted, &it.path, &it.pasted) != (before.is_pasted, &before.path, &before.pasted)
    };
    if is_another(edited) {
        *edited = edited.of_another();
    }
}

/// Options of reading the source, with its rows.
pub(super) fn reading(ui: &mut Ui, shown: &PanelContext<'_>, edited: &mut Choices) {
    let read = shown.import.read();
    ui.horizontal_wrapped(|ui| options(ui, shown, edited));
    ui.add_space(4.0);
    match read {
        None => waiting(ui, shown, "import.reading"),
        Some(Err(why)) => {
            let why = shown.messages.say(why);
            fault(ui, shown, &shown.messages.fill("import.failed", &[&why]));
        }
        Some(Ok(source)) => match source.opened.table() {
            Some(table) => cells(ui, shown, table, edited.row),
            None => lines(ui, &source.text),
        },
    }
}

/// Format, encoding and sheet.
fn options(ui: &mut Ui, shown: &PanelContext<'_>, edited: &mut Choices) {
    let words = |key| shown.messages.get(key);
    let source = match shown.import.read() {
        Some(Ok(source)) => Some(source),
        _ => None,
    };
    let found = source.map(|source| source.opened.form());
    let form = edited.form.or(found).unwrap_or(Form::Table);
    let label = ui.label(words("import.read_as")).id;
    let name = |form| FORMS.iter().find(|(known, _)| *known == form).map_or("", |it| words(it.1));
    let list = ComboBox::from_id_salt("form").selected_text(name(form)).show_ui(ui, |ui| {
        for &(kind, key) in FORMS {
            ui.selectable_value(&mut edited.form, Some(kind), words(key));
        }
    });
    list.response.labelled_by(label);
    if edited.is_pasted {
        return;
    }
    ui.add_space(12.0);
    if let Some(sheets) = source.and_then(|source| source.opened.sheets()) {
        let label = ui.label(words("import.sheet")).id;
        let list = ComboBox::from_id_salt("sheet").selected_text(first_line(&sheets.read));
        let list = list.show_ui(ui, |ui| {
            for sheet in &sheets.all {
                if ui.selectable_label(*sheet == sheets.read, first_line(sheet)).clicked() {
                    edited.sheet.clone_from(sheet);
                }
            }
        });
        list.response.labelled_by(label);
        ui.add_space(12.0);
        tick_box(ui, &shown.theme, &mut edited.hidden, words("import.hidden"));
        return;
    }
    if source.is_none() && !edited.sheet.is_empty() {
        // Another sheet is being read.
        return;
    }
    let label = ui.label(words("import.encoding")).id;
    let found = source.and_then(|source| source.encoding).unwrap_or_default();
    let found = shown.messages.fill("import.found_encoding", &[found]);
    let now = if edited.encoding.is_empty() { found.clone() } else { edited.encoding.clone() };
    let list = ComboBox::from_id_salt("encoding").selected_text(now).show_ui(ui, |ui| {
        ui.selectable_value(&mut edited.encoding, String::new(), found);
        for encoding in ENCODINGS {
            ui.selectable_value(&mut edited.encoding, encoding.to_owned(), encoding);
        }
    });
    list.response.labelled_by(label);
    if form == Form::UkOrganogram {
        ui.end_row();
        let label = ui.label(words("import.further")).id;
        let field = TextEdit::singleline(&mut edited.further).margin(Margin::symmetric(8, 5));
        let field = field.hint_text(words("import.further_hint")).desired_width(360.0);
        ui.add(field).labelled_by(label);
    }
}

/// The rows of a table below its header; the row of a clicked problem is highlighted.
fn cells(ui: &mut Ui, shown: &PanelContext<'_>, table: &Table, marked: Option<usize>) {
    let numbers = [table.rows.len(), table.columns.len()].map(|number| number.to_string());
    let words = shown.messages.fill("import.counts", &[&numbers[0], &numbers[1]]);
    ui.label(shown.muted(words));
    let columns = table.columns.len().min(MAX_COLUMNS);
    let height = ui.text_style_height(&TextStyle::Body) + 6.0;
    ScrollArea::horizontal().id_salt("cells").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 0.0);
        let header = RichText::new(shown.messages.get("import.row")).size(size::SMALL);
        ui.horizontal(|ui| {
            cell(ui, NUMBER_WIDTH, height, header.color(color32(shown.theme.muted)));
            for column in &table.columns[..columns] {
                let words = RichText::new(column).font(font(Weight::Medium, size::BODY));
                cell(ui, CELL_WIDTH, height, words);
            }
        });
        ui.separator();
        let mut area = ScrollArea::vertical().id_salt("rows").auto_shrink(false);
        // Only once, so that the list can be scrolled afterwards.
        let asked = egui::Id::new("import row asked");
        if ui.data(|data| data.get_temp::<Option<usize>>(asked)).flatten() != marked {
            ui.data_mut(|data| data.insert_temp(asked, marked));
            let at = table.rows.iter().position(|row| Some(row.number) == marked);
            #[expect(clippy::cast_precision_loss, reason = "a place on screen")]
            if let Some(at) = at {
                area = area.vertical_scroll_offset((at as f32 - 3.0).max(0.0) * height);
            }
        }
        area.show_rows(ui, height, table.rows.len(), |ui, rows| {
            for Row { number, cells, .. } in &table.rows[rows] {
                let is_marked = Some(*number) == marked;
                let row = ui.horizontal(|ui| {
                    let words = shown.muted(number.to_string());
                    cell(ui, NUMBER_WIDTH, height, words);
                    for words in cells.iter().take(columns) {
                        let color = if is_marked { shown.theme.accent } else { shown.theme.text };
                        let words = first_line(words);
                        cell(ui, CELL_WIDTH, height, RichText::new(words).color(color32(color)));
                    }
                });
                if is_marked {
                    let line = egui::Stroke::new(1.5, color32(shown.theme.accent));
                    let rect = row.response.rect;
                    ui.painter().rect_stroke(rect, 4.0, line, egui::StrokeKind::Inside);
                }
            }
        });
    });
}

/// The visible part of a cell: egui lays out a long text before it truncates it.
pub(super) fn first_line(words: &str) -> String {
    words.lines().next().unwrap_or_default().chars().take(80).collect()
}

fn cell(ui: &mut Ui, width: f32, height: f32, words: RichText) {
    let layout = Layout::left_to_right(Align::Center);
    ui.allocate_ui_with_layout(vec2(width, height), layout, |ui| {
        ui.set_min_size(vec2(width, height));
        ui.add(Label::new(words).truncate().selectable(false));
    });
}

/// The lines of a source that is not a table.
fn lines(ui: &mut Ui, text: &str) {
    let lines: Vec<&str> = text.lines().take(MAX_LINES).collect();
    let height = ui.text_style_height(&TextStyle::Monospace);
    let area = ScrollArea::both().id_salt("outline lines").auto_shrink(false);
    area.show_rows(ui, height, lines.len(), |ui, rows| {
        for line in &lines[rows] {
            let line: String = line.chars().take(400).collect();
            ui.add(Label::new(RichText::new(line).monospace()).extend());
        }
    });
}
