//! The third step of the import dialog: the meaning of rows and columns.

use egui::{ComboBox, Grid, Label, RichText, ScrollArea, Ui, vec2};

use super::PanelContext;
use super::import::waiting;
use super::import_source::first_line;
use crate::app::command::{Command, ImportCommand};
use crate::app::state::import::{Choices, MappingOrigin};
use crate::app::state::modal::Purpose;
use crate::app::widgets::style::font;
use crate::app::widgets::{radio_button, tick_box};
use crate::import::{Mapping, RowsAre, Table};
use crate::scene::text::Weight;
use crate::scene::theme::size;

/// Number of displayed example values per column.
const EXAMPLES: usize = 3;
/// Number of rows that are searched for example values.
const EXAMPLE_ROWS: usize = 50;

/// Targets of a column, in the words of a mapping, with the keys of their messages.
const TARGETS: &[(&str, &str)] = &[
    ("name", "import.target.name"),
    ("parent", "import.target.parent"),
    ("id", "import.target.id"),
    ("kind", "import.target.kind"),
    ("acronym", "import.target.acronym"),
    ("head.title", "import.target.head_title"),
    ("head.holder", "import.target.head_holder"),
    ("post.title", "import.target.post_title"),
    ("post.holder", "import.target.post_holder"),
    ("post.manager", "import.target.post_manager"),
    ("post.unit", "import.target.post_unit"),
    ("rank", "import.target.rank"),
    ("fte", "import.target.fte"),
    ("status", "import.target.status"),
    ("email", "import.target.email"),
    ("phone", "import.target.phone"),
    ("function", "import.target.function"),
    ("citation", "import.target.citation"),
    ("headcount", "import.target.headcount"),
    ("link", "import.target.link"),
    ("position", "import.target.position"),
    ("former_name", "import.target.former_name"),
    ("note", "import.target.note"),
    ("name.en", "import.target.name_in"),
    ("name.zh", "import.target.name_in"),
    ("name.de", "import.target.name_in"),
    ("name.fr", "import.target.name_in"),
    ("name.es", "import.target.name_in"),
    ("path", "import.target.path"),
    ("level.1", "import.target.level"),
    ("level.2", "import.target.level"),
    ("level.3", "import.target.level"),
    ("level.4", "import.target.level"),
    ("level.5", "import.target.level"),
    ("level.6", "import.target.level"),
];

pub(super) fn show(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    edited: &mut Choices,
    commands: &mut Vec<Command>,
) {
    let words = |key| shown.messages.get(key);
    let (Some(Ok(source)), Some((mapping, origin))) = (shown.import.read(), shown.import.mapping())
    else {
        return waiting(ui, shown, "import.reading");
    };
    let Some(table) = source.opened.table() else { return };
    let mut changed = mapping.clone();
    ui.horizontal_wrapped(|ui| {
        ui.label(words("import.row_is"));
        for (rows, name) in [(RowsAre::Units, "import.unit"), (RowsAre::Posts, "import.post")] {
            if radio_button(ui, &shown.theme, mapping.rows == rows, words(name)).clicked() {
                changed = mapping.clone().for_rows(rows);
            }
        }
    });
    let shorten = words("import.shorten");
    tick_box(ui, &shown.theme, &mut changed.shorten_names, shorten);
    let read_anew = saved(ui, shown, origin, commands);
    if let (true, Some(proposed)) = (read_anew, &source.proposed) {
        changed.clone_from(proposed);
    }
    ui.add_space(4.0);
    let area = ScrollArea::vertical().id_salt("columns").auto_shrink(false);
    area.show(ui, |ui| {
        let width = ui.available_width();
        let grid = Grid::new("columns grid").num_columns(3).spacing(vec2(16.0, 6.0));
        grid.show(ui, |ui| {
            for name in ["import.column", "import.examples", "import.means"] {
                ui.label(shown.muted(words(name)));
            }
            ui.end_row();
            for at in 0..table.columns.len() {
                column(ui, shown, (table, at), width, &mut changed);
                ui.end_row();
            }
        });
    });
    if changed != *mapping {
        edited.mapping = Some(changed);
    }
}

/// The origin of the mapping, with buttons to save it and to use a saved one. Returns whether to read the header again.
/// read again.
fn saved(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    origin: MappingOrigin<'_>,
    commands: &mut Vec<Command>,
) -> bool {
    let words = |key| shown.messages.get(key);
    let said = match origin {
        MappingOrigin::Header => words("import.by_header").to_owned(),
        MappingOrigin::File(name) => shown.messages.fill("import.by_file", &[name]),
        MappingOrigin::Remembered => words("import.by_memory").to_owned(),
        MappingOrigin::Chosen => words("import.by_choice").to_owned(),
    };
    let mut read_anew = false;
    ui.horizontal_wrapped(|ui| {
        ui.label(shown.muted(said));
        if origin != MappingOrigin::Header {
            read_anew = ui.button(words("import.read_header")).clicked();
        }
        let purposes = [
            (Purpose::SaveMapping, "import.save_mapping"),
            (Purpose::UseMapping, "import.use_mapping"),
        ];
        for (purpose, key) in purposes {
            if ui.button(words(key)).clicked() {
                commands.push(Command::InImport(ImportCommand::AskForMapping(purpose)));
            }
        }
    });
    read_anew
}

fn column(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    (table, at): (&Table, usize),
    width: f32,
    mapping: &mut Mapping,
) {
    let name = &table.columns[at];
    ui.scope(|ui| {
        ui.set_max_width(width * 0.26);
        let words = RichText::new(first_line(name)).font(font(Weight::Medium, size::BODY));
        ui.add(Label::new(words).truncate());
    });
    ui.scope(|ui| {
        ui.set_max_width(width * 0.36);
        ui.set_min_width(width * 0.36);
        ui.add(Label::new(shown.muted(examples(table, at))).truncate());
    });
    let now = mapping.columns.get(name).cloned().unwrap_or_else(|| "ignored".to_owned());
    let mut chosen = now.clone();
    let list = ComboBox::from_id_salt(("target", at))
        .width(width * 0.3)
        .selected_text(label(shown, &now))
        .show_ui(ui, |ui| {
            for target in targets(name, &now) {
                let words = label(shown, &target);
                ui.selectable_value(&mut chosen, target, words);
            }
        });
    ui.ctx().accesskit_node_builder(list.response.id, |node| node.set_label(name.as_str()));
    if chosen != now {
        mapping.columns.insert(name.clone(), chosen);
    }
}

/// The first distinct values of a column.
fn examples(table: &Table, at: usize) -> String {
    let cells = table.rows.iter().take(EXAMPLE_ROWS).filter_map(|row| row.cells.get(at));
    let mut found: Vec<String> = Vec::new();
    for cell in cells.filter(|cell| !cell.is_empty()) {
        let words = first_line(cell);
        if !found.contains(&words) {
            found.push(words);
        }
        if found.len() == EXAMPLES {
            break;
        }
    }
    found.join(" · ")
}

/// All possible targets of a column, including the current one.
fn targets(column: &str, now: &str) -> Vec<String> {
    let own = format!("field.{}", own_field(column));
    let mut all = vec!["ignored".to_owned(), own];
    all.extend(TARGETS.iter().map(|(target, _)| (*target).to_owned()));
    if !all.iter().any(|target| target == now) {
        all.insert(1, now.to_owned());
    }
    all
}

/// The id of a field named after a column.
fn own_field(column: &str) -> String {
    let words = column.to_lowercase();
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// Name of a target.
fn label(shown: &PanelContext<'_>, target: &str) -> String {
    let number = |target: &str| target.rsplit_once('.').map_or("", |it| it.1).to_owned();
    if let Some((_, key)) = TARGETS.iter().find(|(word, _)| *word == target) {
        return shown.messages.fill(key, &[&number(target)]);
    }
    let parts = [("field.", "import.target.field"), ("name.", "import.target.name_in")];
    for (prefix, key) in parts {
        if let Some(rest) = target.strip_prefix(prefix) {
            return shown.messages.fill(key, &[rest]);
        }
    }
    if target == "ignored" {
        return shown.messages.get("import.target.ignored").to_owned();
    }
    target.to_owned()
}
