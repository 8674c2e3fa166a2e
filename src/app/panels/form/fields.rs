//! Single values of a form: texts by language, lines, choices, references.

use egui::{ComboBox, Label, Response, TextEdit, Ui, vec2};

use super::records::takes_focus;
use super::suggestions::Suggestion;
use super::{FormPanel, labels, language_name};
use crate::app::command::{Command, EditCommand};
use crate::app::state::form::FieldId;
use crate::app::widgets::style::icon;
use crate::app::widgets::{mark_all, named, tick_box};
use crate::diagnostic::Message;
use crate::edit::record::one_or_several;
use crate::ide::Change;
use crate::ide::form::{Content, FormField, Step};
use crate::ide::schema::{Record, Slot};
use crate::message;
use crate::model::{FieldType, Party};
use crate::syntax::string_literal;

/// Width of the tag before a text of one language, in points.
const TAG_WIDTH: f32 = 26.0;

/// Look of a field for letters.
#[derive(Clone, Copy, Default)]
pub(super) struct TextLook {
    /// Several lines.
    pub(super) is_long: bool,
    /// Without words the file has no text.
    pub(super) can_lack: bool,
}

impl FormPanel<'_, '_> {
    /// A field with its label and problems.
    pub(super) fn field(
        &mut self,
        ui: &mut Ui,
        record: Record,
        field: &FormField,
        above: &[Step],
        prefix: &str,
    ) {
        let label = self.shown.messages.get(labels::label(record, field.info.name));
        let name = format!("{prefix}{label}");
        let path = [above, &[Step::Field(field.info.name)]].concat();
        match &field.content {
            Content::One(inner, form) => {
                return self.one(ui, *inner, form.as_deref(), &path, label, prefix);
            }
            Content::Many(inner, forms) => {
                return self.many(ui, *inner, forms, &path, label, prefix);
            }
            Content::Text(entries) => {
                self.caption(ui, label);
                let is_long = record == Record::Statement || record == Record::Relation;
                let can_lack = !field.info.is_required;
                self.text(ui, entries, &path, &name, TextLook { is_long, can_lack });
            }
            Content::Texts(texts) => self.texts(ui, texts, &path, label, &name),
            Content::Words(words) => self.chart_words(ui, words, &path, label, &name),
            Content::Line(line) => self.line(ui, record, field, line, &path, label, &name),
            Content::Several(words) => self.several(ui, field, words, &path, label, &name),
            Content::Entries(entries) => self.own_fields(ui, entries, &path, prefix),
        }
        self.say_problems(ui, field.span.as_ref());
    }

    pub(super) fn caption(&self, ui: &mut Ui, label: &str) {
        ui.add_space(3.0);
        ui.label(self.shown.muted(label));
    }

    /// A text field.
    pub(super) fn edit(
        &mut self,
        ui: &mut Ui,
        field: &FieldId,
        known: &str,
        name: &str,
        look: TextLook,
        to_change: impl FnOnce(&str) -> Result<Option<Change>, Message>,
    ) -> Response {
        let id = ui.id().with(field);
        let draft = self.draft(field);
        let before = draft.map_or(known, |(words, _)| words).to_owned();
        let fault = draft.and_then(|(_, fault)| fault.cloned());
        let mut words = before.clone();
        let editor = if look.is_long {
            TextEdit::multiline(&mut words).desired_rows(2)
        } else {
            TextEdit::singleline(&mut words)
        };
        let response = ui.add(editor.id(id).desired_width(f32::INFINITY));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
        if takes_focus(ui, field) {
            response.request_focus();
            response.scroll_to_me(None);
            mark_all(ui.ctx(), id, &words);
        }
        if words != before {
            let change = to_change(&words);
            self.type_words(field.clone(), words, change);
        } else if response.lost_focus() {
            self.commands.push(Command::Edit(EditCommand::LeaveField));
        }
        if let Some(fault) = fault {
            self.say_fault(ui, &fault);
        }
        response
    }

    /// A text, with one field per language.
    pub(super) fn text(
        &mut self,
        ui: &mut Ui,
        entries: &[(String, String)],
        path: &[Step],
        name: &str,
        look: TextLook,
    ) {
        let is_long = look.is_long;
        let languages = self.languages();
        let is_one = languages.len() < 2;
        let words_in = |tag: &str| {
            let same = entries.iter().find(|(known, _)| known == tag || known.is_empty());
            same.map_or("", |(_, words)| words.as_str()).to_owned()
        };
        let further = entries.iter().map(|(tag, _)| tag.clone());
        let further = further.filter(|tag| !tag.is_empty() && !languages.contains(tag));
        let tags: Vec<String> = languages.iter().cloned().chain(further).collect();
        for tag in &tags {
            let is_only = tags.len() < 2;
            let label = match language_name(tag) {
                _ if is_only => name.to_owned(),
                language => format!("{name} ({language})"),
            };
            let known = words_in(tag);
            let field = self.field_id(path, tag);
            // A plain text stays plain in a file with one language.
            let is_plain = entries.iter().all(|(tag, _)| tag.is_empty());
            let language = if is_one && is_plain { String::new() } else { tag.clone() };
            let languages = languages.clone();
            let to_change = |words: &str| {
                Ok(Some(if words.is_empty() && look.can_lack {
                    Change::Unsay { language, languages }
                } else {
                    Change::Say { language, words: words.to_owned(), languages }
                }))
            };
            if is_only {
                self.edit(ui, &field, &known, &label, look, to_change);
            } else {
                let row = |ui: &mut Ui| {
                    let size = vec2(TAG_WIDTH, ui.spacing().interact_size.y);
                    ui.add_sized(size, Label::new(self.shown.muted(tag.as_str())));
                    self.edit(ui, &field, &known, &label, look, to_change);
                };
                if is_long {
                    ui.horizontal_top(row)
                } else {
                    ui.horizontal(row)
                };
            }
        }
    }

    /// Several texts: alternative names.
    fn texts(
        &mut self,
        ui: &mut Ui,
        texts: &[Vec<(String, String)>],
        path: &[Step],
        label: &str,
        name: &str,
    ) {
        self.caption(ui, label);
        for (at, entries) in texts.iter().enumerate() {
            let item = [path, &[Step::Item(at)]].concat();
            let name = format!("{name} {}", at + 1);
            self.text(ui, entries, &item, &name, TextLook::default());
            let remove = self.shown.messages.fill("form.remove", &[&name]);
            if self.icon(ui, icon::TRASH, &remove, true) {
                self.change(&item, Change::Remove);
            }
        }
        if ui.button(self.shown.messages.fill("form.add", &[label])).clicked() {
            self.start_at(ui, path, texts.len());
            self.change(path, Change::Add("\"\"".into()));
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a row of the table, its value and its place")]
    fn line(
        &mut self,
        ui: &mut Ui,
        record: Record,
        field: &FormField,
        line: &str,
        path: &[Step],
        label: &str,
        name: &str,
    ) {
        let is_required = field.info.is_required;
        match (field.slot, field.info.name) {
            (Slot::OneOf(["true", "false"]), _) => {
                let mut is_on = line == "true";
                if tick_box(ui, &self.shown.theme, &mut is_on, label).changed() {
                    let change = if is_on { Change::Set("true".into()) } else { Change::Remove };
                    self.change(path, change);
                }
            }
            (Slot::OneOf([word]), _) => {
                self.caption(ui, label);
                self.number_or_word(ui, field, (record, word), line, path, name);
            }
            (Slot::OneOf(words), field_name) => {
                self.caption(ui, label);
                self.choice(ui, record, field_name, words, line, is_required, path, name);
            }
            (Slot::Kind, _) => {
                self.caption(ui, label);
                self.kind(ui, line, path, name);
            }
            (Slot::Unit, _) => {
                self.caption(ui, label);
                let known: Vec<String> =
                    Some(line.to_owned()).filter(|id| !id.is_empty()).into_iter().collect();
                self.references(ui, Slot::Unit, &known, path, name);
            }
            (Slot::Definition(_), _) => {
                self.caption(ui, label);
                self.id(ui, field, line, path, name);
            }
            (_, "color") => {
                self.caption(ui, label);
                self.color(ui, line, path, name);
            }
            _ => {
                self.caption(ui, label);
                let id = self.field_id(path, "");
                let type_words = field.info.type_words;
                self.edit(ui, &id, line, name, TextLook::default(), |words| {
                    value(words, type_words, is_required)
                });
            }
        }
    }

    /// An id; all references to it change when the field loses the focus.
    fn id(&mut self, ui: &mut Ui, field: &FormField, now: &str, path: &[Step], name: &str) {
        let id = self.field_id(path, "");
        let typed = self.draft(&id).map(|(words, _)| words.trim().to_owned());
        let response = self.edit(ui, &id, now, name, TextLook::default(), |_| Ok(None));
        if let (true, Some(new), Some(span)) = (response.lost_focus(), typed, &field.span)
            && new != now
        {
            let byte = span.start + 1;
            self.commands.push(Command::Edit(EditCommand::ChangeId { byte, new }));
        }
    }

    /// A number, or a word in its place: the word is typed, as the file or the interface has it, or ticked.
    fn number_or_word(
        &mut self,
        ui: &mut Ui,
        field: &FormField,
        (record, word): (Record, &'static str),
        now: &str,
        path: &[Step],
        name: &str,
    ) {
        let key = labels::word(record, field.info.name, word);
        let said = key.map_or(word, |key| self.shown.messages.get(key));
        let is_word = now == word;
        let id = self.field_id(path, "");
        let type_words = field.info.type_words;
        ui.horizontal_top(|ui| {
            let known = if is_word { said } else { now };
            let half = vec2(ui.available_width() * 0.5, 0.0);
            ui.allocate_ui(half, |ui| {
                ui.vertical(|ui| {
                    self.edit(ui, &id, known, name, TextLook::default(), |words| {
                        match words.trim() {
                            typed if typed == word || typed.eq_ignore_ascii_case(said) => {
                                Ok(Some(Change::Set(word.to_owned())))
                            }
                            _ => value(words, type_words, field.info.is_required),
                        }
                    })
                })
            });
            let mut is_on = is_word;
            let tick = tick_box(ui, &self.shown.theme, &mut is_on, said);
            if named(tick, &format!("{name}: {said}")).changed() {
                let change = if is_on { Change::Set(word.to_owned()) } else { Change::Remove };
                self.choose(id, change);
            }
        });
    }

    /// A choice of bare words of the format.
    #[expect(clippy::too_many_arguments, reason = "a row of the table, its value and its place")]
    fn choice(
        &mut self,
        ui: &mut Ui,
        record: Record,
        field: &str,
        words: &[&'static str],
        now: &str,
        is_required: bool,
        path: &[Step],
        name: &str,
    ) {
        let shown = self.shown;
        let said = |word: &'static str| {
            labels::word(record, field, word).map_or(word, |key| shown.messages.get(key))
        };
        let current = words.iter().find(|word| **word == now).map_or("—", |word| said(word));
        let mut chosen: Option<Option<&str>> = None;
        let combo = ComboBox::from_id_salt(path).width(ui.available_width() - 8.0);
        let list = combo.selected_text(current).show_ui(ui, |ui| {
            if !is_required && ui.selectable_label(now.is_empty(), "—").clicked() {
                chosen = Some(None);
            }
            for word in words {
                if ui.selectable_label(*word == now, said(word)).clicked() {
                    chosen = Some(Some(word));
                }
            }
        });
        ui.ctx().accesskit_node_builder(list.response.id, |node| node.set_label(name));
        match chosen {
            Some(Some(word)) => self.change(path, Change::Set(word.to_owned())),
            Some(None) if !now.is_empty() => self.change(path, Change::Remove),
            _ => {}
        }
    }

    /// One or several strings: references by name, citations, languages.
    fn several(
        &mut self,
        ui: &mut Ui,
        info: &FormField,
        words: &[String],
        path: &[Step],
        label: &str,
        name: &str,
    ) {
        self.caption(ui, label);
        let slot = info.slot;
        if matches!(slot, Slot::Party | Slot::Set) {
            return self.references(ui, slot, words, path, name);
        }
        let field = self.field_id(path, "");
        let known = words.join("; ");
        let typed = self.draft(&field).map_or(known.clone(), |(words, _)| words.to_owned());
        let separators: &[char] =
            if slot == Slot::Language { &[';', '；', ',', '，'] } else { &[';', '；'] };
        let split = move |words: &str| -> Vec<String> {
            let parts = words.split(separators).map(str::trim).filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect()
        };
        let to_change = |words: &str| {
            let parts = split(words);
            let ron = one_or_several(&parts);
            Ok(Some(match parts.len() {
                0 => Change::Remove,
                // Always a list, even with one item.
                1 if slot == Slot::Language => Change::Set(format!("[{ron}]")),
                _ => Change::Set(ron),
            }))
        };
        let response = self.edit(ui, &field, &known, name, TextLook::default(), to_change);
        if matches!(slot, Slot::Citation | Slot::PreviousUnit) {
            let last = typed.rsplit(separators).next().unwrap_or_default().trim().to_owned();
            let chosen = self.suggest(ui, &response, &last, |panel, last| match slot {
                Slot::Citation => panel.paragraphs(last),
                _ => panel.predecessors(last),
            });
            if let Some(chosen) = chosen {
                let mut parts = split(&typed);
                if !last.is_empty() {
                    parts.pop();
                }
                parts.push(chosen);
                let change = Ok(Some(Change::Set(one_or_several(&parts))));
                self.type_words(field.clone(), parts.join("; "), change);
            }
        }
        if slot == Slot::PreviousUnit {
            // An empty list: nothing of the edition before became this unit.
            let mut is_new = words.is_empty() && info.span.is_some();
            let said = self.shown.messages.get("form.is_new");
            if tick_box(ui, &self.shown.theme, &mut is_new, said).changed() {
                let change = if is_new { Change::Set("[]".into()) } else { Change::Remove };
                self.choose(field, change);
            }
        }
    }

    /// References, shown by name, with a field for finding more.
    fn references(&mut self, ui: &mut Ui, slot: Slot, ids: &[String], path: &[Step], name: &str) {
        if !ids.is_empty() {
            ui.horizontal_wrapped(|ui| {
                for (at, id) in ids.iter().enumerate() {
                    let words = self.name_of(id);
                    ui.label(words.as_str());
                    let remove = self.shown.messages.fill("form.remove", &[&words]);
                    if self.icon(ui, icon::X, &remove, true) {
                        let mut left = ids.to_vec();
                        left.remove(at);
                        let change = if left.is_empty() {
                            Change::Remove
                        } else {
                            Change::Set(one_or_several(&left))
                        };
                        self.change(path, change);
                    }
                }
            });
        }
        if slot == Slot::Unit && !ids.is_empty() {
            return;
        }
        let id = ui.id().with((path, "finder"));
        let mut words: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        let hint = self.shown.messages.get("form.find");
        let editor = TextEdit::singleline(&mut words).id(id).hint_text(hint);
        let response = ui.add(editor.desired_width(f32::INFINITY));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
        let chosen =
            self.suggest(ui, &response, &words, |panel, words| panel.parties(slot, words, ids));
        if let Some(chosen) = chosen {
            let all: Vec<String> = ids.iter().cloned().chain([chosen]).collect();
            self.change(path, Change::Set(one_or_several(&all)));
            words.clear();
        } else if !response.has_focus() && !response.lost_focus() {
            words.clear();
        }
        ui.data_mut(|data| data.insert_temp(id, words));
    }

    /// The name of a unit, post, body or shared set.
    pub(super) fn name_of(&self, id: &str) -> String {
        let chart = self.shown.chart;
        let party =
            chart.find(id).map(Party::Unit).or_else(|| chart.find_body(id).map(Party::Body));
        let posts = || {
            let units = chart.unit_indices();
            units.flat_map(|unit| (0..).zip(&chart.unit(unit).posts)).find_map(|(_, post)| {
                (post.id.as_deref() == Some(id)).then(|| self.shown.words(&post.title).to_owned())
            })
        };
        let named = party.map(|party| self.shown.words(chart.party_name(party)).to_owned());
        named.or_else(posts).unwrap_or_else(|| id.to_owned())
    }

    /// Values of custom fields.
    fn own_fields(
        &mut self,
        ui: &mut Ui,
        entries: &[(String, String)],
        path: &[Step],
        prefix: &str,
    ) {
        let shown = self.shown;
        for declared in shown.chart.fields() {
            let label = shown.words(&declared.label);
            let label = match &declared.unit {
                Some(unit) => format!("{label} ({unit})"),
                None => label.to_owned(),
            };
            let name = format!("{prefix}{label}");
            self.caption(ui, &label);
            let held = entries.iter().find(|(id, _)| *id == declared.id);
            let now = held.map_or("", |(_, words)| words);
            let entry = [path, &[Step::Key(declared.id.to_string())]].concat();
            if declared.field_type == FieldType::Choice {
                let current = declared.values.iter().find(|value| value.id == now);
                let current = current.map_or("—", |value| shown.words(&value.label));
                let mut chosen = None;
                let combo = ComboBox::from_id_salt(&entry).width(ui.available_width() - 8.0);
                let list = combo.selected_text(current).show_ui(ui, |ui| {
                    if ui.selectable_label(now.is_empty(), "—").clicked() {
                        chosen = Some(None);
                    }
                    for value in &declared.values {
                        let label = shown.words(&value.label);
                        if ui.selectable_label(value.id == now, label).clicked() {
                            chosen = Some(Some(value.id.clone()));
                        }
                    }
                });
                ui.ctx().accesskit_node_builder(list.response.id, |node| node.set_label(name));
                match chosen {
                    Some(Some(id)) => {
                        self.change(&entry, Change::Set(string_literal(&id)));
                    }
                    Some(None) if !now.is_empty() => self.change(&entry, Change::Remove),
                    _ => {}
                }
                continue;
            }
            let kind = if declared.field_type == FieldType::Number { "number" } else { "string" };
            let field = self.field_id(&entry, "");
            self.edit(ui, &field, now, &name, TextLook::default(), |words| {
                value(words, kind, false)
            });
        }
    }

    /// Units, posts, bodies or shared sets that match some letters.
    fn parties(&self, slot: Slot, words: &str, without: &[String]) -> Vec<Suggestion> {
        let chart = self.shown.chart;
        let mut all: Vec<Suggestion> = Vec::new();
        let mut add = |id: &str, label: &str, detail: &str| {
            if !without.iter().any(|known| known == id) {
                all.push(Suggestion::new(id, label, detail));
            }
        };
        if slot == Slot::Set {
            for set in chart.shared_sets() {
                let first = set.functions.first().map_or("", |first| self.shown.words(&first.text));
                add(&set.id, first, &set.id);
            }
        } else {
            for unit in chart.units() {
                let acronym = unit.acronym.as_deref().unwrap_or_default();
                add(&unit.id, self.shown.words(&unit.name), acronym);
                for post in unit.posts.iter().filter(|_| slot == Slot::Party) {
                    let id = post.id.as_deref().unwrap_or_default();
                    add(id, self.shown.words(&post.title), self.shown.words(&unit.name));
                }
            }
            for body in chart.bodies().iter().filter(|_| slot == Slot::Party) {
                add(&body.id, self.shown.words(&body.name), "");
            }
        }
        Suggestion::best(all, words)
    }
}

/// The meaning of a line: a value in RON, nothing, or the reason why it is not valid yet.
pub(super) fn value(
    words: &str,
    type_words: &str,
    is_required: bool,
) -> Result<Option<Change>, Message> {
    let trimmed = words.trim();
    if trimmed.is_empty() && !is_required {
        return Ok(Some(Change::Remove));
    }
    if !type_words.starts_with("number") {
        return Ok(Some(Change::Set(string_literal(words))));
    }
    let number = trimmed.replace(',', ".");
    match number.parse::<f64>() {
        Ok(parsed) if parsed.is_finite() && !number.ends_with('.') => Ok(Some(Change::Set(number))),
        _ => Err(message!("write a number such as 1 or 0.5")),
    }
}
