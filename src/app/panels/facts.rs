//! Facts of a unit or post in the inspector: holders, addresses, declared fields, numbers, totals.

use egui::{Grid, Label, RichText, Ui};

use super::PanelContext;
use crate::app::command::Command;
use crate::app::widgets::style::font;
use crate::model::{
    Count, FieldEntry, FieldType, Number, Person, Position, Post, Totals, Unit, UnitIndex,
    mail_link, opened_link, phone_link,
};
use crate::scene::text::Weight;
use crate::scene::theme::size;
use crate::scene::{rounded, status_key};

/// The holders of a post, its status, its numbers and fields.
pub(super) fn post(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    post: &Post,
    commands: &mut Vec<Command>,
) {
    for person in &post.holders {
        holder(ui, shown, person, commands);
    }
    let mut facts = Vec::new();
    facts.extend(post.status.map(|status| shown.messages.get(status_key(status)).to_owned()));
    match post.count {
        Count::Number(1) => {}
        Count::Number(count) => {
            facts.push(shown.messages.fill("facts.posts", &[&count.to_string()]));
        }
        Count::Several => facts.push(shown.messages.get("facts.several_posts").to_owned()),
    }
    facts.extend(post.fte.map(|fte| shown.messages.fill("facts.fte", &[&fte.to_string()])));
    if !facts.is_empty() {
        ui.add(Label::new(shown.muted(facts.join(" · "))).wrap());
    }
    fields(ui, shown, &post.fields, commands);
}

/// The facts of a unit other than names, head and functions.
pub(super) fn unit(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    unit: &Unit,
    commands: &mut Vec<Command>,
) {
    let mut facts = Vec::new();
    facts.extend(unit.status.map(|status| shown.messages.get(status_key(status)).to_owned()));
    if unit.position == Position::Staff {
        facts.push(shown.messages.get("facts.staff").to_owned());
    }
    let headcount = |count: Number| shown.messages.fill("facts.headcount", &[&count.to_string()]);
    facts.extend(unit.headcount.map(headcount));
    if !facts.is_empty() {
        ui.add(Label::new(shown.muted(facts.join(" · "))).wrap());
    }
    if let Some(address) = &unit.link {
        link(ui, address, address, commands);
    }
    if !unit.also_named.is_empty() {
        let names: Vec<&str> = unit.also_named.iter().map(|name| shown.words(name)).collect();
        let words = shown.messages.fill("facts.also_named", &[&names.join(" · ")]);
        ui.add(Label::new(shown.muted(words)).wrap());
    }
    fields(ui, shown, &unit.fields, commands);
}

/// The totals of the unit's branch, if the file has facts to add up.
pub(super) fn branch(ui: &mut Ui, shown: &PanelContext<'_>, unit: UnitIndex) {
    let Some(totals) = shown.totals.get(unit.get()) else { return };
    shown.section(ui, shown.messages.get("facts.totals"));
    Grid::new("totals").num_columns(2).spacing([16.0, 4.0]).min_row_height(0.0).show(ui, |ui| {
        for (label, value) in rows(shown, totals) {
            ui.label(shown.muted(label));
            ui.label(RichText::new(value).size(size::SMALL));
            ui.end_row();
        }
    });
}

/// The totals worth showing, with their labels.
fn rows(shown: &PanelContext<'_>, totals: &Totals) -> Vec<(String, String)> {
    let whole = |number: u64| (number > 0).then(|| number.to_string());
    let decimal = |number: Option<f64>| number.map(rounded);
    let known = [
        ("facts.total.units", whole(totals.units)),
        ("facts.total.posts", whole(totals.posts)),
        ("facts.total.holders", whole(totals.holders)),
        ("facts.total.vacant", whole(totals.vacant)),
        ("facts.total.fte", decimal(totals.fte)),
        ("facts.total.headcount", decimal(totals.headcount)),
        ("facts.total.span", whole(totals.span)),
        ("facts.total.levels", whole(totals.levels.into())),
    ];
    let at_least = |value: String| {
        if totals.is_at_least { shown.messages.fill("facts.at_least", &[&value]) } else { value }
    };
    let known = known
        .into_iter()
        .filter_map(|(key, value)| Some((shown.messages.get(key).to_owned(), at_least(value?))));
    let fields = totals.fields.iter().map(|(&at, &total)| {
        let declared = &shown.chart.fields()[at as usize];
        (shown.words(&declared.label).to_owned(), declared.number_words(&rounded(total)))
    });
    known.chain(fields).collect()
}

fn holder(ui: &mut Ui, shown: &PanelContext<'_>, person: &Person, commands: &mut Vec<Command>) {
    let name = RichText::new(shown.words(&person.name)).font(font(Weight::Regular, size::BODY));
    ui.add(Label::new(name).wrap());
    let mut facts = Vec::new();
    if person.acting {
        facts.push(shown.messages.get("facts.acting").to_owned());
    }
    facts.extend(person.share.map(|share| format!("{} %", rounded(share.get() * 100.0))));
    let dates = match (&person.since, &person.until) {
        (Some(since), Some(until)) => Some(format!("{since} – {until}")),
        (Some(since), None) => Some(shown.messages.fill("facts.since", &[since])),
        (None, Some(until)) => Some(shown.messages.fill("facts.until", &[until])),
        (None, None) => None,
    };
    facts.extend(dates);
    if !facts.is_empty() {
        ui.add(Label::new(shown.muted(facts.join(" · "))).wrap());
    }
    if let Some(email) = &person.email {
        link(ui, email, &mail_link(email), commands);
    }
    if let Some(phone) = &person.phone {
        link(ui, phone, &phone_link(phone), commands);
    }
    if let Some(address) = &person.link {
        link(ui, address, address, commands);
    }
}

fn fields(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    entries: &[FieldEntry],
    commands: &mut Vec<Command>,
) {
    for entry in entries {
        let declared = &shown.chart.fields()[entry.declaration as usize];
        let label = shown.words(&declared.label).to_owned();
        let value = declared.words(&entry.value, |text| shown.words(text).to_owned());
        if declared.field_type == FieldType::Link {
            ui.horizontal_wrapped(|ui| {
                ui.label(shown.muted(label));
                link(ui, &value, &value, commands);
            });
        } else {
            row(ui, shown, &label, &value);
        }
    }
}

/// A label and its value on one line.
fn row(ui: &mut Ui, shown: &PanelContext<'_>, label: &str, value: &str) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.label(shown.muted(label));
        ui.add(Label::new(RichText::new(value).size(size::SMALL)).wrap());
    });
}

/// A link that opens an address in the system's program.
fn link(ui: &mut Ui, words: &str, address: &str, commands: &mut Vec<Command>) {
    let address = opened_link(address);
    // Screen readers do not treat selectable text as a link.
    ui.style_mut().interaction.selectable_labels = false;
    if ui.link(words).on_hover_text(address).clicked() {
        commands.push(Command::OpenLink(address.to_owned()));
    }
    ui.style_mut().interaction.selectable_labels = true;
}
