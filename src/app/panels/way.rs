//! "Where did it go?": the path of a unit or function through all editions.

use egui::text::LayoutJob;
use egui::{Color32, Frame, Label, Margin, RichText, Stroke, TextFormat, Ui};

use super::PanelContext;
use crate::app::command::{Command, TimeCommand};
use crate::app::jobs::series::Steps;
use crate::app::panels::timeline::label;
use crate::app::widgets::style::font;
use crate::app::widgets::{offered, running_text};
use crate::canvas::color32;
use crate::editions::{Basis, Comparison, FunctionPlace, Owner, Part, Piece, Shape, Trace, pieces};
use crate::model::{Chart, Citation, UnitIndex};
use crate::scene::text::Weight;
use crate::scene::theme::size;

pub(super) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let words = |key| shown.messages.get(key);
    let title = RichText::new(words("way.title")).font(font(Weight::Medium, size::TITLE));
    ui.add(Label::new(title).wrap());
    ui.add_space(6.0);
    if ui.add(offered(&shown.theme, words("way.back"))).clicked() {
        commands.push(Command::Time(TimeCommand::Forget));
    }
    let Some(editions) = shown.timeline.steps() else {
        ui.label(shown.muted(words("time.reading")));
        return;
    };
    let Some((edition, way)) = shown.timeline.trace() else {
        running_text(ui, words("way.lost_track"), color32(shown.theme.muted));
        return;
    };
    if editions.others.count() == 1 {
        running_text(ui, words("time.alone"), color32(shown.theme.muted));
    }
    let page = Page { shown, steps: editions, edition };
    match way {
        Trace::Units(stops) => page.each(ui, stops, commands, Page::unit),
        Trace::Functions(stops) => page.each(ui, stops, commands, Page::function),
    }
}

struct Page<'a, 's> {
    shown: &'a PanelContext<'s>,
    steps: &'a Steps,
    /// The edition at which the path starts.
    edition: usize,
}

/// A stop: its edition, and one of its items.
type Stop<P> = (usize, P);

impl Page<'_, '_> {
    /// Each stop with its edition.
    fn each<P: Copy>(
        &self,
        ui: &mut Ui,
        stops: &[Vec<P>],
        commands: &mut Vec<Command>,
        show: impl Fn(&Self, &mut Ui, Stop<P>, &[P], &mut Vec<Command>),
    ) {
        let shown = self.shown;
        for (edition, places) in stops.iter().enumerate() {
            let before = edition.checked_sub(1).map_or(&[][..], |at| &stops[at]);
            let is_lost = edition > self.edition && places.is_empty() && !before.is_empty();
            if places.is_empty() && !is_lost {
                continue;
            }
            let is_here = shown.timeline.shown() == Some(edition);
            let fill =
                if is_here { color32(shown.theme.accent_faint) } else { Color32::TRANSPARENT };
            let ground = Frame::new().fill(fill).corner_radius(6.0).inner_margin(Margin::same(8));
            ui.add_space(4.0);
            ground.show(ui, |ui| {
                ui.set_width(ui.available_width());
                let date = label(shown, self.steps, edition);
                ui.label(RichText::new(date).font(font(Weight::Medium, size::BODY)));
                if is_lost {
                    running_text(ui, shown.messages.get("way.gone"), color32(shown.theme.error));
                }
                for &place in places {
                    show(self, ui, (edition, place), before, commands);
                }
            });
        }
    }

    fn chart(&self, edition: usize) -> &Chart {
        self.steps.chart(edition)
    }

    fn step_before(&self, edition: usize) -> Option<&Comparison> {
        self.steps.between.get(edition.checked_sub(1)?)
    }

    fn unit(
        &self,
        ui: &mut Ui,
        (edition, unit): Stop<UnitIndex>,
        _before: &[UnitIndex],
        commands: &mut Vec<Command>,
    ) {
        let shown = self.shown;
        let chart = self.chart(edition);
        self.link(ui, edition, unit, commands);
        if let Some(parent) = chart.unit(unit).parent {
            let parent = shown.words(&chart.unit(parent).name);
            ui.label(shown.muted(shown.messages.fill("way.under", &[parent])));
        }
        self.cited(ui, chart, &chart.unit(unit).cite);
        if let Some(step) = self.step_before(edition) {
            let group = step.of_new(unit);
            let words = match group.shape() {
                Shape::Added => shown.messages.get("way.new").to_owned(),
                Shape::Removed => return,
                Shape::Split => shown.messages.get("changes.split").to_owned(),
                Shape::Merged => shown.messages.get("changes.merged").to_owned(),
                Shape::Regrouped => shown.messages.get("changes.regrouped").to_owned(),
                Shape::Kept => self.kept(step, unit),
            };
            self.happened(ui, &words, group.basis.as_ref());
        }
    }

    /// Text for the change of a unit that matches one to one.
    fn kept(&self, step: &Comparison, unit: UnitIndex) -> String {
        let messages = self.shown.messages;
        let changes = step.changes.iter().filter(|change| {
            change.subject.units().is_some_and(|(_, new)| new == unit) && !change.is_citation()
        });
        let mut keys: Vec<&'static str> = changes
            .map(|change| match change.part {
                Part::Name => "changes.renamed",
                Part::Parent => "changes.moved",
                Part::Kind => "changes.kind",
                _ => "changes.changed",
            })
            .collect();
        keys.sort_unstable();
        keys.dedup();
        if keys.is_empty() {
            return messages.get("way.same").to_owned();
        }
        keys.into_iter().map(|key| messages.get(key)).collect::<Vec<_>>().join(", ")
    }

    fn function(
        &self,
        ui: &mut Ui,
        (edition, place): Stop<FunctionPlace>,
        before: &[FunctionPlace],
        commands: &mut Vec<Command>,
    ) {
        let shown = self.shown;
        let chart = self.chart(edition);
        match place.owner {
            Owner::Unit(unit) | Owner::Head(unit) | Owner::Post(unit, _) => {
                self.link(ui, edition, unit, commands);
            }
            Owner::Set(set) => {
                let id = &chart.shared_sets()[set.get()].id;
                ui.label(shown.messages.fill("way.shared", &[id]));
            }
        }
        let own = shown.words(&place.statement(chart).text);
        let former = edition.checked_sub(1).map(|at| self.chart(at)).zip(before.first());
        let former = former.map(|(chart, place)| shown.words(&place.statement(chart).text));
        match former.filter(|former| *former != own && edition > 0) {
            Some(former) => drop(ui.add(Label::new(self.reworded(former, own)).wrap())),
            None => running_text(ui, own, color32(shown.theme.text)),
        }
        self.cited(ui, chart, place.cite(chart));
        let Some(group) = self.step_before(edition).and_then(|step| step.function_of_new(place))
        else {
            return;
        };
        let key = match group.shape() {
            Shape::Added => "way.new",
            Shape::Removed => return,
            Shape::Split => "changes.split",
            Shape::Merged => "changes.merged",
            Shape::Regrouped => "changes.regrouped",
            Shape::Kept if group.is_moved && group.is_reworded => "way.moved_reworded",
            Shape::Kept if group.is_moved => "changes.moved",
            Shape::Kept if group.is_reworded => "changes.reworded",
            Shape::Kept => "way.same",
        };
        self.happened(ui, shown.messages.get(key), group.basis.as_ref());
    }

    /// The name of a unit, which links to it in its edition.
    fn link(&self, ui: &mut Ui, edition: usize, unit: UnitIndex, commands: &mut Vec<Command>) {
        let name = self.shown.words(&self.chart(edition).unit(unit).name);
        // Screen readers do not treat selectable text as a link.
        ui.style_mut().interaction.selectable_labels = false;
        if ui.link(name).clicked() {
            commands.push(Command::Time(TimeCommand::Visit(edition, unit)));
        }
        ui.style_mut().interaction.selectable_labels = true;
    }

    fn cited(&self, ui: &mut Ui, chart: &Chart, cite: &[Citation]) {
        if !cite.is_empty() {
            let bare = |numbers: &str| self.shown.messages.fill("inspector.cite", &[numbers]);
            ui.label(self.shown.muted(chart.cited(cite, &bare)));
        }
    }

    fn happened(&self, ui: &mut Ui, words: &str, basis: Option<&Basis>) {
        let messages = self.shown.messages;
        let words = match basis {
            Some(Basis::Proposed(evidence)) => {
                let percent = format!("{:.0}", evidence.score * 100.0);
                format!("{words} · {}", messages.fill("changes.proposed", &[&percent]))
            }
            _ => words.to_owned(),
        };
        ui.label(self.shown.muted(words));
    }

    /// New text, with removed words struck through before the added ones.
    fn reworded(&self, old: &str, new: &str) -> LayoutJob {
        let theme = &self.shown.theme;
        let plain = TextFormat::simple(font(Weight::Regular, size::BODY), color32(theme.text));
        let mut removed = plain.clone();
        removed.color = color32(theme.error);
        removed.strikethrough = Stroke::new(1.0, color32(theme.error));
        let mut added = plain.clone();
        added.color = color32(theme.accent);
        added.background = color32(theme.accent_faint);
        let mut job = LayoutJob::default();
        for piece in pieces(old, new) {
            match piece {
                Piece::Kept(words) => job.append(&words, 0.0, plain.clone()),
                Piece::Removed(words) => job.append(&words, 0.0, removed.clone()),
                Piece::Added(words) => job.append(&words, 0.0, added.clone()),
            }
        }
        job
    }
}
