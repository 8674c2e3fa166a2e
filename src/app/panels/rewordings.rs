//! The texts of a unit that the last reloads changed: old and new.

use egui::{Frame, Margin, Ui};

use super::PanelContext;
use crate::app::widgets::running_text;
use crate::canvas::color32;
use crate::editions::{Part, Rewording};

/// The maximum number of changed parts shown; more are counted.
const MAX_PARTS: usize = 20;

/// The changed parts of a unit, until the marks are cleared.
pub(super) fn rewordings(ui: &mut Ui, shown: &PanelContext<'_>, unit: &str) {
    let Some(parts) = shown.marks.words.get(unit).filter(|parts| !parts.is_empty()) else {
        return;
    };
    shown.section(ui, shown.messages.get("change.title"));
    let ground = Frame::new().fill(color32(shown.theme.accent_faint)).corner_radius(4.0);
    ground.inner_margin(Margin::symmetric(8, 4)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        for part in parts.iter().take(MAX_PARTS) {
            ui.label(shown.muted(shown.messages.get(key(part.part))));
            running_text(ui, &change_text(shown, part), color32(shown.theme.text));
        }
        if let Some(rest) = parts.len().checked_sub(MAX_PARTS).filter(|rest| *rest > 0) {
            ui.label(shown.muted(shown.messages.fill("problem.more", &[&rest.to_string()])));
        }
    });
}

/// Old and new text in the current language, or in another if these are equal.
fn change_text(shown: &PanelContext<'_>, part: &Rewording) -> String {
    let (mut old, mut new) = (shown.words(&part.old), shown.words(&part.new));
    if old == new {
        let tags = || part.old.entries().chain(part.new.entries()).map(|(tag, _)| tag);
        let in_tag = |tag| (part.old.exactly(tag), part.new.exactly(tag));
        let other = tags().map(in_tag).find(|(old, new)| old != new);
        let (other_old, other_new) = other.unwrap_or_default();
        (old, new) = (other_old.unwrap_or_default(), other_new.unwrap_or_default());
    }
    let messages = shown.messages;
    match (old, new) {
        ("", new) => messages.fill("change.is_new", &[new]),
        (old, "") => messages.fill("change.is_gone", &[old]),
        (old, new) => format!("{old} → {new}"),
    }
}

const fn key(part: Part) -> &'static str {
    match part {
        Part::Name => "change.name",
        Part::Acronym => "change.acronym",
        Part::Parent => "answers.belongs",
        Part::Kind => "functions.kind",
        Part::Count => "change.count",
        Part::Head => "inspector.head",
        Part::Post => "inspector.posts",
        Part::Rank => "change.rank",
        Part::ReportsTo => "inspector.reports_to",
        Part::Function => "functions.text",
        Part::Duty => "inspector.duties",
        Part::Provision => "inspector.provisions",
        Part::Citation | Part::SetCitation => "functions.citation",
        Part::AlsoNamed => "change.also_named",
        Part::Basis => "facts.basis",
        Part::Holder => "change.holder",
        Part::Position => "change.position",
        Part::Status => "change.status",
        Part::Layout => "change.layout",
        Part::Headcount => "facts.total.headcount",
        Part::Fte => "facts.total.fte",
        Part::Link => "change.link",
        Part::Field => "change.field",
        Part::SharedSet => "inspector.functions",
        Part::Note => "facts.notes",
        Part::Line => "inspector.relations",
        Part::Title
        | Part::Effective
        | Part::Languages
        | Part::Source
        | Part::SourceFacts
        | Part::Body
        | Part::KindDeclared
        | Part::FieldDeclared
        | Part::FieldFacts
        | Part::FieldChoice
        | Part::Words => "change.title",
    }
}
