//! The central panel: the chart, and floating elements over it.

pub(super) mod drag;
mod filter_bar;
mod legend;
mod marks;

use std::sync::Arc;

use egui::{CursorIcon, Frame, Margin, Rect, Response, RichText, Ui, UiBuilder, Vec2, vec2};

pub(in crate::app) use filter_bar::field_id as filter_field_id;

use crate::app::command::{Command, EditCommand, EditionCommand, ViewCommand};
use crate::app::jobs::scenes::StageCache;
use crate::app::panels::{PanelContext, answers, empty, name_field, unit_menu};
use crate::app::widgets::first_lines;
use crate::app::widgets::style::font;
use crate::canvas::{Canvas, CanvasEvent, CanvasView, Description, Freshness, color32};
use crate::model::{Chart, Party, UnitIndex};
use crate::scene::text::Weight;
use crate::scene::theme::size;
use crate::scene::{IndexedScene, LineKind};

/// The margin around floating elements, in points.
const INSET: f32 = 14.0;

/// Shows the chart in the available space.
pub(crate) fn show(
    ui: &mut Ui,
    canvas: &mut Canvas,
    stages: &mut StageCache,
    shown: &PanelContext<'_>,
    commands: &mut Vec<Command>,
) {
    name_field::close(ui, shown);
    let chart = &shown.document.chart;
    if chart.units().is_empty() {
        if !shown.is_loading {
            empty::show(ui, shown, commands);
        }
        return;
    }
    // In a comparison, former positions are part of the drawn chart.
    let drawn = drawn(shown);
    let mut request = shown.view.request(
        drawn,
        &shown.document.fonts,
        &shown.settings.language,
        shown.theme.mode,
    );
    if let Some(marked) = shown.marked {
        request.mark(&marked.marks);
    }
    let Some((stage, freshness)) = stages.stage(drawn, request) else {
        ui.ctx().set_cursor_icon(CursorIcon::Progress);
        return;
    };
    let selected = shown.view.selected_card(chart, drawn);
    let steps =
        shown.view.selected(chart).filter(|_| shown.view.page.answers().is_some()).map(|unit| {
            let units = answers::asked(shown, unit);
            answers::steps(shown, &units)
        });
    let steps = steps.unwrap_or_default();
    let above = selected.map(|unit| drawn.ancestors(unit)).unwrap_or_default();
    let named = steps.iter().flat_map(|step| [step.from, step.to]).filter_map(Party::unit);
    let mut path: Vec<UnitIndex> = above.into_iter().chain(named).collect();
    path.sort_unstable();
    path.dedup();
    let view = CanvasView {
        stage: Arc::clone(&stage),
        freshness,
        theme: shown.theme,
        selected,
        body: shown.view.body(chart),
        path,
        lines: if steps.is_empty() {
            shown.view.lines(chart)
        } else {
            steps.iter().filter_map(|step| step.relation).collect()
        },
        // A chain is highlighted in full, regardless of the search.
        found: shown.results.units.clone().filter(|_| steps.is_empty()),
        is_editable: shown.document.path.is_some() && shown.marked.is_none(),
        overview: shown.settings.shows_minimap.then(|| shown.messages.get("chart.overview")),
    };
    let (response, events) = canvas.show(ui, &view, &|unit| describe(shown, unit));
    if freshness == Freshness::Outdated {
        ui.ctx().set_cursor_icon(CursorIcon::Progress);
    }
    let is_sample = shown.document.path.is_none();
    let events = events.into_iter().filter(|event| is_sample || *event != CanvasEvent::Locked);
    commands.extend(events.map(|event| command(shown, event)));
    // A comparison has marks in the picture itself.
    if shown.marked.is_none() {
        marks::show(ui, response.rect, canvas, &stage, shown);
    }
    legend::show(ui, response.rect, &stage, shown);
    bars(ui, response.rect, shown, commands);
    if canvas.drag().is_none() {
        hover_card(&response, canvas, &stage, shown);
        hover_lines(&response, canvas, shown);
    }
    drag::show(ui, response.rect, canvas, shown);
    name_field::on_card(ui, response.rect, canvas, &stage, shown, commands);
    let pointed = canvas.menu_unit().map(|unit| owner(shown, unit));
    response.context_menu(|ui| match pointed {
        Some(unit) if is_former(shown, unit) => {}
        Some(unit) => unit_menu::show(ui, shown, unit, commands),
        None => unit_menu::show_for_chart(ui, shown, commands),
    });
}

/// The command that something done on the chart asks for.
fn command(shown: &PanelContext<'_>, event: CanvasEvent) -> Command {
    let (chart, drawn) = (&shown.document.chart, drawn(shown));
    match event {
        CanvasEvent::Select(unit) | CanvasEvent::Reveal(unit) | CanvasEvent::Toggle(unit)
            if is_former(shown, unit) =>
        {
            Command::Editions(EditionCommand::Former(unit))
        }
        CanvasEvent::Select(unit)
        | CanvasEvent::Toggle(unit)
        | CanvasEvent::Drop { unit, .. }
        | CanvasEvent::Rename(unit)
        | CanvasEvent::Reveal(unit)
            if drawn.post(unit).is_some() =>
        {
            let (unit, at) = drawn.post(unit).unwrap_or((unit, 0));
            Command::InView(ViewCommand::ShowPost(unit, at))
        }
        CanvasEvent::Select(unit) => Command::Select(unit),
        CanvasEvent::Toggle(unit) => Command::Toggle(unit),
        CanvasEvent::Reveal(unit) => Command::Reveal(unit),
        CanvasEvent::Body(body) => Command::ShowBody(body),
        CanvasEvent::Lines(lines) => Command::ShowLines(lines),
        CanvasEvent::Drop { unit, place, copies } => drag::dropped(shown, unit, place, copies),
        CanvasEvent::Rename(unit) => {
            Command::Edit(EditCommand::RenameOnCard(chart.unit(unit).id.clone()))
        }
        CanvasEvent::Locked => Command::Edit(EditCommand::ExplainSample),
        CanvasEvent::Clear => Command::ClearSelection,
        CanvasEvent::Step(step) => Command::Step(step),
    }
}

/// Whether a unit of the picture is a former position.
fn is_former(shown: &PanelContext<'_>, unit: UnitIndex) -> bool {
    shown.marked.is_some() && unit.get() >= shown.chart.units().len()
}

/// The unit of a card; for a post's card, the unit of the post.
fn owner(shown: &PanelContext<'_>, unit: UnitIndex) -> UnitIndex {
    drawn(shown).post(unit).map_or(unit, |(owner, _)| owner)
}

/// The chart with former positions, or with units for posts, if there are any.
fn drawn<'s>(shown: &PanelContext<'s>) -> &'s Arc<Chart> {
    shown.marked.map_or(shown.drawn, |marked| &marked.chart)
}

fn describe(shown: &PanelContext<'_>, unit: UnitIndex) -> Description {
    let chart = drawn(shown);
    let it = chart.unit(unit);
    let siblings = it.parent.map_or(chart.roots(), |parent| &chart.unit(parent).children);
    let kind = shown.words(&chart.kind(it.kind).label);
    let mark = shown.marked.and_then(|marked| marked.marks.of(unit)?.tags.first());
    Description {
        name: shown.words(&it.name).to_owned(),
        kind: mark.map_or_else(|| kind.to_owned(), |mark| format!("{kind}, {mark}")),
        level: it.depth as usize + 1,
        position: siblings.iter().position(|&sibling| sibling == unit).unwrap_or(0) + 1,
        siblings: siblings.len(),
    }
}

/// The tooltip of a card: name, kind and head in full, if the card does not show them.
fn hover_card(
    response: &Response,
    canvas: &Canvas,
    stage: &IndexedScene,
    shown: &PanelContext<'_>,
) {
    const TELLS_ALL: f64 = 0.8;
    let Some(card) = canvas.hovered().and_then(|unit| stage.card(unit)) else { return };
    if canvas.zoom() >= TELLS_ALL || response.context_menu_opened() {
        return;
    }
    response.clone().on_hover_ui_at_pointer(|ui| {
        ui.set_max_width(320.0);
        let it = drawn(shown).unit(card.unit);
        ui.label(RichText::new(shown.words(&it.name)).font(font(Weight::Medium, size::BODY)));
        let kind = shown.words(&drawn(shown).kind(it.kind).label);
        let acronym = it.acronym.as_ref().map(|acronym| format!("{acronym}·"));
        ui.label(shown.muted(format!("{}{kind}", acronym.unwrap_or_default())));
        if let Some(head) = &it.head {
            ui.label(shown.muted(shown.words(&head.title)));
        }
    });
}

/// The tooltip of the relations under the pointer; of a bundle, only as many as can be read at a
/// glance.
fn hover_lines(response: &Response, canvas: &Canvas, shown: &PanelContext<'_>) {
    const MOST: usize = 3;
    let lines = canvas.hovered_lines();
    if lines.is_empty() || response.context_menu_opened() {
        return;
    }
    response.clone().on_hover_ui_at_pointer(|ui| {
        ui.set_max_width(360.0);
        ui.spacing_mut().item_spacing.y = 2.0;
        let rows = if lines.len() == 1 { 8 } else { 2 };
        for &line in lines.iter().take(MOST) {
            let Some(line) = shown.chart.relations().get(line as usize) else { continue };
            let name = |party| shown.words(shown.chart.party_name(party));
            let kind = shown.messages.get(LineKind::Of(line.kind).key());
            let ends = format!("{} → {}", name(line.from), name(line.to));
            ui.label(RichText::new(ends).font(font(Weight::Medium, size::BODY)));
            let cite = if line.cite.is_empty() { String::new() } else { shown.cited(&line.cite) };
            ui.label(shown.muted(format!("{kind}  {cite}").trim_end().to_owned()));
            if !line.text.is_empty() {
                first_lines(ui, shown.words(&line.text), rows, color32(shown.theme.text));
            }
            ui.add_space(6.0);
        }
        if let Some(more) = lines.len().checked_sub(MOST).filter(|more| *more > 0) {
            ui.label(shown.muted(shown.messages.fill("line.more", &[&more.to_string()])));
        }
    });
}

/// The bars at the top: the only branch shown, and the filter.
fn bars(ui: &mut Ui, space: Rect, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let size = vec2(space.width() - 2.0 * INSET, 30.0);
    let place = Rect::from_min_size(space.min + Vec2::splat(INSET), size);
    ui.scope_builder(UiBuilder::new().max_rect(place), |ui| {
        branch_bar(ui, shown, commands);
        filter_bar::show(ui, shown, commands);
    });
}

/// The bar that names the only branch shown, with a button back to the whole chart.
fn branch_bar(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let Some(root) = shown.view.root(shown.chart) else { return };
    ui.horizontal(|ui| {
        floating(shown).show(ui, |ui| {
            ui.add(
                egui::Label::new(shown.messages.fill("branch.only", &[shown.name(root)]))
                    .truncate(),
            );
            if ui.button(shown.messages.get("branch.leave")).clicked() {
                commands.push(Command::LeaveBranch);
            }
        });
    });
}

/// The frame of floating elements.
fn floating(shown: &PanelContext<'_>) -> Frame {
    Frame::new()
        .fill(color32(shown.theme.panel))
        .stroke((1.0, color32(shown.theme.border)))
        .corner_radius(6.0)
        .inner_margin(Margin::symmetric(6, 3))
}
