//! Records of a form: the head, lists of posts, functions and the like, and relations.

use std::collections::HashSet;

use egui::{CollapsingHeader, Frame, Margin, Ui};

use super::{FormPanel, labels};
use crate::app::state::form::{FieldId, Fill, FormSheet};
use crate::app::widgets::style::icon;
use crate::canvas::color32;
use crate::edit::branch::taken_ids;
use crate::edit::free_id;
use crate::edit::record::{map_of, pair};
use crate::i18n::Messages;
use crate::ide::Change;
use crate::ide::form::{Form, Step, Subject};
use crate::ide::schema::Record;
use crate::model::{Chart, RelationKind};
use crate::syntax::string_literal;

impl<'s> FormPanel<'_, 's> {
    /// The fields of a record: the first ones, then the others under "More".
    pub(super) fn fields(&mut self, ui: &mut Ui, form: &Form, path: &[Step], prefix: &str) {
        let main = labels::main_fields(form.record);
        for field in main.iter().filter_map(|name| form.field(name)) {
            self.field(ui, form.record, field, path, prefix);
        }
        let more: Vec<_> =
            form.fields.iter().filter(|field| !main.contains(&field.info.name)).collect();
        if more.is_empty() {
            return;
        }
        let label = format!("{prefix}{}", self.shown.messages.get("form.more"));
        let header = egui::RichText::new(self.shown.messages.get("form.more"));
        let header = CollapsingHeader::new(header.color(color32(self.shown.theme.muted)));
        // A problem is never out of sight.
        let has_problem =
            more.iter().any(|field| !self.problems_in(field.span.as_ref()).is_empty());
        let header = header.id_salt((path, "more")).open(has_problem.then_some(true));
        let opened = header.show(ui, |ui| {
            for field in more {
                self.field(ui, form.record, field, path, prefix);
            }
        });
        ui.ctx().accesskit_node_builder(opened.header_response.id, |node| node.set_label(label));
    }

    fn heading(&self, ui: &mut Ui, label: &str, count: Option<usize>) {
        let words = count.map_or(label.to_owned(), |count| format!("{label}  {count}"));
        self.shown.section(ui, &words);
    }

    /// An optional record, with a button that adds or removes it.
    pub(super) fn one(
        &mut self,
        ui: &mut Ui,
        record: Record,
        form: Option<&Form>,
        path: &[Step],
        label: &str,
        prefix: &str,
    ) {
        self.heading(ui, label, None);
        let Some(form) = form else {
            let add = self.shown.messages.fill("form.add", &[label]);
            if ui.button(format!("{prefix}{add}")).clicked() {
                self.start_at(ui, path, 0);
                let ron = self.new_record(record, &[]);
                self.change(path, Change::Set(ron));
            }
            return;
        };
        self.framed(ui, |panel, ui| {
            panel.fields(ui, form, path, &format!("{prefix}{label}: "));
            let remove = panel.shown.messages.fill("form.remove", &[label]);
            if panel.icon(ui, icon::TRASH, &remove, true) {
                panel.change(path, Change::Remove);
            }
        });
    }

    /// A list of records, which can be added, moved and removed.
    pub(super) fn many(
        &mut self,
        ui: &mut Ui,
        record: Record,
        forms: &[Form],
        path: &[Step],
        label: &str,
        prefix: &str,
    ) {
        self.heading(ui, label, Some(forms.len()));
        for (at, form) in forms.iter().enumerate() {
            let item = [path, &[Step::Item(at)]].concat();
            let number =
                format!("{} {}", self.shown.messages.get(labels::record_label(record)), at + 1);
            let name = format!("{prefix}{label} {}: ", at + 1);
            self.framed(ui, |panel, ui| {
                panel.item_buttons(ui, &item, &number, &name, (at, forms.len()));
                panel.fields(ui, form, &item, &name);
            });
        }
        let add = self.shown.messages.get(labels::record_label(record));
        let add = self.shown.messages.fill("form.add", &[add]);
        let button =
            crate::app::widgets::named(ui.button(&add), &format!("{prefix}{label}: {add}"));
        if button.clicked() {
            self.start_at(ui, path, forms.len());
            let ron = self.new_record(record, forms);
            self.change(path, Change::Add(ron));
        }
    }

    fn item_buttons(
        &mut self,
        ui: &mut Ui,
        item: &[Step],
        title: &str,
        name: &str,
        (at, count): (usize, usize),
    ) {
        ui.horizontal(|ui| {
            ui.label(self.shown.muted(title));
            let words = |key| format!("{name}{}", self.shown.messages.get(key));
            let [up, down, remove] = ["form.up", "form.down", "form.remove_item"].map(words);
            if self.icon(ui, icon::ARROW_UP, &up, at > 0) {
                self.change(item, Change::Move { is_down: false });
            }
            if self.icon(ui, icon::ARROW_DOWN, &down, at + 1 < count) {
                self.change(item, Change::Move { is_down: true });
            }
            if self.icon(ui, icon::TRASH, &remove, true) {
                self.change(item, Change::Remove);
            }
        });
    }

    fn framed(&mut self, ui: &mut Ui, content: impl FnOnce(&mut Self, &mut Ui)) {
        let border = color32(self.shown.theme.border);
        let frame = Frame::new().stroke((1.0, border)).corner_radius(6.0);
        frame.inner_margin(Margin::symmetric(8, 6)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            content(self, ui);
        });
        ui.add_space(4.0);
    }

    /// The relations that end at a unit or body.
    pub(super) fn relations(&mut self, ui: &mut Ui, sheet: &FormSheet) {
        let label = self.shown.messages.get("inspector.relations");
        self.heading(ui, label, Some(sheet.relations.len()));
        let own = self.subject.clone();
        for (number, (at, form)) in (1..).zip(&sheet.relations) {
            let name = format!("{label} {number}: ");
            self.subject = Subject::Item("relations", *at);
            ui.push_id(("relation", at), |ui| {
                self.framed(ui, |panel, ui| {
                    ui.horizontal(|ui| {
                        let title = panel.shown.messages.get("form.relation");
                        ui.label(panel.shown.muted(format!("{title} {number}")));
                        let remove = panel.shown.messages.get("form.remove_item");
                        if panel.icon(ui, icon::TRASH, &format!("{name}{remove}"), true) {
                            panel.subject = Subject::File;
                            let path = [Step::Field("relations"), Step::Item(*at)];
                            panel.change(&path, Change::Remove);
                            panel.subject = Subject::Item("relations", *at);
                        }
                    });
                    panel.fields(ui, form, &[], &name);
                });
            });
        }
        self.subject = own;
        self.add_relation(ui, label);
    }

    /// The ends and the kind of a new relation of the record.
    fn new_relation(&self) -> Option<(&'s str, &'s str, RelationKind)> {
        let chart = self.shown.chart;
        match &self.subject {
            Subject::Unit(id) => {
                let unit = chart.find(id)?;
                let parent = chart.unit(unit).parent;
                let other = parent.or_else(|| chart.unit_indices().find(|&other| other != unit))?;
                Some((&chart.unit(unit).id, &chart.unit(other).id, RelationKind::Supports))
            }
            Subject::Item("bodies", at) => {
                let first = chart.roots().first()?;
                let body = chart.bodies().get(*at)?;
                Some((&chart.unit(*first).id, &body.id, RelationKind::Coordinates))
            }
            _ => None,
        }
    }

    /// A button that adds a relation: from the unit to its parent, or from the first unit to the body.
    fn add_relation(&mut self, ui: &mut Ui, label: &str) {
        let shown = self.shown;
        let new = self.new_relation();
        let add = shown.messages.fill("form.add", &[shown.messages.get("form.relation")]);
        let button = crate::app::widgets::named(
            ui.add_enabled(new.is_some(), egui::Button::new(&add)),
            &format!("{label}: {add}"),
        );
        let Some((from, to, kind)) = new.filter(|_| button.clicked()) else { return };
        let [from, to] = [from, to].map(string_literal);
        let ron = format!("(from: {from}, to: {to}, kind: {})", kind.word());
        let path = vec![Step::Field("relations")];
        let field = FieldId { subject: Subject::File, path, language: String::new() };
        let change = Ok(Some(Change::Add(ron)));
        self.push(Fill { field, words: None, change });
    }

    /// A message in each language of the file, as RON.
    pub(super) fn said_in_all(&self, key: &'static str) -> String {
        let said = |tag: &String| string_literal(Messages::of(tag).get(key));
        match self.shown.chart.languages() {
            [] => string_literal(self.shown.messages.get(key)),
            [only] => said(only),
            several => map_of(several.iter().map(|tag| pair(tag, &said(tag)))),
        }
    }

    /// A new record with the fields that it must have, beside others of its list.
    fn new_record(&self, record: Record, others: &[Form]) -> String {
        let new = |key| self.said_in_all(key);
        let taken = all_ids(self.shown.chart);
        let is_taken = |id: &str| taken.contains(id) || others.iter().any(|it| it.id() == Some(id));
        let free = |start: &str| string_literal(&free_id(start, 1, is_taken));
        match record {
            Record::Statement => format!("(text: {})", new("form.new_statement")),
            Record::Head => format!("(title: {})", new("form.new_title")),
            Record::Post => format!("(id: {}, title: {})", free("post"), new("form.new_title")),
            Record::Person => new("form.new_person"),
            Record::Source => {
                format!("(id: {}, title: {})", free("source"), new("form.new_source"))
            }
            Record::Kind => format!("(id: {}, label: {})", free("kind"), new("form.new_kind")),
            Record::Choice => format!("(id: {}, label: {})", free("value"), new("form.new_value")),
            Record::Body => format!("(id: {}, name: {})", free("body"), new("form.new_body")),
            Record::Declaration => {
                format!("(id: {}, label: {}, type: text)", free("field"), new("form.new_field"))
            }
            Record::SharedSet => {
                let function = new("form.new_statement");
                format!("(id: {}, functions: [(text: {function})])", free("set"))
            }
            Record::File | Record::Unit | Record::Relation => String::new(),
        }
    }

    /// Focuses the first field of the record that is about to be added to a list.
    pub(super) fn start_at(&self, ui: &Ui, list: &[Step], at: usize) {
        let id = egui::Id::new("form start");
        let start = (self.subject.clone(), list.to_vec(), at);
        ui.data_mut(|data| data.insert_temp(id, start));
    }
}

/// Whether a field is the first one of a record that was just added; true only once.
pub(super) fn takes_focus(ui: &Ui, field: &FieldId) -> bool {
    let id = egui::Id::new("form start");
    let start: Option<(Subject, Vec<Step>, usize)> = ui.data(|data| data.get_temp(id));
    let Some((subject, list, at)) = start else { return false };
    let inside = field.path.strip_prefix(list.as_slice());
    let is_in = |rest: &[Step]| match rest.first() {
        Some(Step::Item(item)) => *item == at,
        Some(Step::Field(_)) => at == 0,
        _ => false,
    };
    let takes = subject == field.subject && inside.is_some_and(is_in);
    if takes {
        ui.data_mut(|data| data.remove::<(Subject, Vec<Step>, usize)>(id));
    }
    takes
}

/// All ids of a chart, whatever they are of.
fn all_ids(chart: &Chart) -> HashSet<String> {
    let sources = chart.sources().iter().map(|source| source.id.clone());
    let kinds = chart.kinds().iter().map(|kind| kind.id.clone());
    let fields = chart.fields().iter().map(|field| field.id.to_string());
    taken_ids(chart).into_iter().chain(sources).chain(kinds).chain(fields).collect()
}
