//! The facts of the selected unit: functions, head and superiors.

use egui::{Label, RichText, Ui};

use super::PanelContext;
use super::facts;
use super::found_below;
use super::rewordings::rewordings;
use super::statements::{self, Aside};
use crate::app::command::shortcuts::keys;
use crate::app::command::{Command, EditCommand, TimeCommand};
use crate::app::state::view::Focus;
use crate::app::widgets::style::font;
use crate::app::widgets::{offered, running_text};
use crate::canvas::color32;
use crate::model::accountability::holders;
use crate::model::{
    BodyIndex, Citation, Count, Party, Post, Relation, RelationKind, Statement, Text, UnitIndex,
};
use crate::scene::LineKind;
use crate::scene::text::Weight;
use crate::scene::theme::size;

pub(super) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let mut details = Details { shown, commands };
    match shown.view.selected(shown.chart) {
        Some(unit) => details.unit(ui, unit),
        None => details.beside(ui),
    }
}

struct Details<'a, 's> {
    shown: &'a PanelContext<'s>,
    commands: &'a mut Vec<Command>,
}

impl Details<'_, '_> {
    /// Shown without a selected unit: a body, relations, or the organization.
    fn beside(&mut self, ui: &mut Ui) {
        let shown = self.shown;
        match (&shown.view.focus, shown.view.body(shown.chart)) {
            (Some(Focus::Body(_)), Some(body)) => self.body(ui, body),
            (Some(Focus::Lines(_)), _) => self.lines(ui),
            (Some(Focus::Post(..)), _) => match shown.view.post(shown.chart) {
                Some((unit, at)) => self.further_post(ui, unit, at),
                None => self.whole(ui),
            },
            (None | Some(Focus::Body(_)), _) => self.whole(ui),
        }
    }

    /// An outside body with its relations.
    fn body(&mut self, ui: &mut Ui, body: BodyIndex) {
        let shown = self.shown;
        ui.label(shown.muted(shown.messages.get("outside.title")));
        title(ui, shown.words(&shown.chart.body(body).name));
        self.other_languages(ui, &shown.chart.body(body).name);
        self.edit_button(ui);
        let relations = shown.chart.relations();
        let lines = shown.view.lines(shown.chart);
        let lines = lines.iter().filter_map(|&line| relations.get(line as usize));
        let this = Party::Body(body);
        let answers = |line: &&Relation| line.kind == RelationKind::ReportsTo && line.to == this;
        let (answering, others): (Vec<&Relation>, Vec<&Relation>) = lines.partition(answers);
        if answering.is_empty() && others.is_empty() {
            ui.add_space(8.0);
            running_text(ui, shown.messages.get("outside.none"), color32(shown.theme.muted));
        }
        for (heading, lines) in [("outside.answer", answering), ("outside.works", others)] {
            if !lines.is_empty() {
                let heading = shown.messages.get(heading);
                shown.section(ui, &format!("{heading}  {}", lines.len()));
            }
            for line in lines {
                self.relation(ui, line, line.from == this);
            }
        }
    }

    /// A further post of a unit, with what it is there for and its relations.
    fn further_post(&mut self, ui: &mut Ui, unit: UnitIndex, at: usize) {
        let shown = self.shown;
        let it = shown.chart.unit(unit);
        let Some(post) = it.posts.get(at) else { return };
        ui.label(shown.muted(shown.messages.get("form.post")));
        title(ui, shown.words(&post.title));
        self.other_languages(ui, &post.title);
        self.breadcrumb(ui, unit);
        self.link(ui, shown.words(&it.name), unit);
        self.edit_button(ui);
        self.post_facts(ui, post);
        self.statements(ui, "inspector.duties", Some(unit), &post.duties);
        let relations = shown.chart.relations();
        let lines = shown.view.lines(shown.chart);
        for line in lines.iter().filter_map(|&line| relations.get(line as usize)) {
            let is_own =
                matches!(line.from, Party::Post(owner, own) if (owner, own as usize) == (unit, at));
            self.relation(ui, line, is_own);
        }
    }

    /// Relations: kind, ends and text of each.
    fn lines(&mut self, ui: &mut Ui) {
        /// The maximum number of relations listed.
        const MAX_LINES: usize = 100;
        let shown = self.shown;
        let lines = shown.view.lines(shown.chart);
        let heading = if lines.len() == 1 { "line.one" } else { "line.several" };
        title(ui, shown.messages.get(heading));
        for &line in lines.iter().take(MAX_LINES) {
            let Some(line) = shown.chart.relations().get(line as usize) else { continue };
            ui.add_space(6.0);
            ui.label(shown.muted(shown.messages.get(LineKind::Of(line.kind).key())));
            for (arrow, end) in [("", line.from), ("→", line.to)] {
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing.x = 6.0;
                    if !arrow.is_empty() {
                        ui.label(shown.muted(arrow));
                    }
                    let words = self.superior(end);
                    self.party(ui, end, &words);
                });
            }
            if !line.text.is_empty() {
                statements::words(ui, shown, &line.text);
            }
            self.citations(ui, &line.cite);
        }
        if let Some(more) = lines.len().checked_sub(MAX_LINES).filter(|more| *more > 0) {
            ui.label(shown.muted(shown.messages.fill("line.more", &[&more.to_string()])));
        }
    }

    /// Shown without a selection: the organization, and hints.
    fn whole(&mut self, ui: &mut Ui) {
        let shown = self.shown;
        title(ui, shown.words(shown.chart.title()));
        self.other_languages(ui, shown.chart.title());
        for source in shown.chart.sources() {
            let symbol = source.symbol.as_deref().unwrap_or(&source.id);
            ui.label(shown.muted(format!("{symbol}  {}", shown.words(&source.title))));
        }
        if let Some(date) = shown.chart.effective() {
            ui.label(shown.muted(shown.messages.fill("inspector.effective", &[date])));
        }
        self.edit_button(ui);
        ui.add_space(8.0);
        running_text(ui, shown.messages.get("inspector.empty"), color32(shown.theme.text));
        self.statements(ui, "inspector.provisions", None, shown.chart.provisions());
        self.statements(ui, "facts.notes", None, shown.chart.notes());
    }

    fn unit(&mut self, ui: &mut Ui, unit: UnitIndex) {
        let shown = self.shown;
        let it = shown.chart.unit(unit);
        let kind = shown.chart.kind(it.kind);
        let mut line = shown.words(&kind.label).to_owned();
        if let Some(acronym) = &it.acronym {
            line = format!("{line}·{acronym}");
        }
        let color = shown.theme.kinds(shown.chart.kinds())[it.kind.get()];
        ui.label(RichText::new(line).size(size::SMALL).color(color32(color)));
        title(ui, shown.words(&it.name));
        self.other_languages(ui, &it.name);
        match it.count {
            Count::Number(1) => {}
            Count::Number(number) => {
                let words = shown.messages.fill("inspector.count.number", &[&number.to_string()]);
                ui.label(shown.muted(words));
            }
            Count::Several => {
                ui.label(shown.muted(shown.messages.get("inspector.count.several")));
            }
        }
        self.breadcrumb(ui, unit);
        facts::unit(ui, shown, it, self.commands);
        self.citations(ui, &it.cite);
        rewordings(ui, shown, &it.id);
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| {
            self.edit_button(ui);
            if ui.add(offered(&shown.theme, shown.messages.get("answers.title"))).clicked() {
                self.commands.push(Command::ToggleAnswers);
            }
            if ui.add(offered(&shown.theme, shown.messages.get("way.title"))).clicked() {
                self.commands.push(Command::Time(TimeCommand::FollowUnit(unit)));
            }
        });
        if let Some(head) = &it.head {
            shown.section(ui, shown.messages.get("inspector.head"));
            self.post(ui, head);
        }
        if !it.posts.is_empty() {
            shown.section(ui, shown.messages.get("inspector.posts"));
            for post in &it.posts {
                self.post(ui, post);
            }
        }
        found_below::show(ui, shown, unit, self.commands);
        self.functions(ui, unit);
        if let Some(head) = &it.head {
            self.statements(ui, "inspector.duties", Some(unit), &head.duties);
        }
        for post in &it.posts {
            self.statements(ui, "inspector.duties", Some(unit), &post.duties);
        }
        self.statements(ui, "inspector.provisions", Some(unit), &it.provisions);
        let basis = it.basis.as_deref().map_or(&[][..], std::slice::from_ref);
        self.statements(ui, "facts.basis", Some(unit), basis);
        self.statements(ui, "facts.notes", Some(unit), &it.notes);
        facts::branch(ui, shown, unit);
        self.relations(ui, unit);
        self.subunits(ui, unit);
    }

    /// The button that opens the form.
    fn edit_button(&mut self, ui: &mut Ui) {
        let shown = self.shown;
        let command = Command::Edit(EditCommand::ToggleForm);
        let button = ui.add(offered(&shown.theme, shown.messages.get("command.form")));
        if button.on_hover_text(keys(&command, shown.messages)).clicked() {
            self.commands.push(command);
        }
    }

    /// A text in the file's other languages.
    fn other_languages(&self, ui: &mut Ui, text: &Text) {
        let first = self.shown.words(text);
        for (_, words) in text.entries().filter(|(_, words)| *words != first) {
            ui.add(Label::new(self.shown.muted(words)).wrap());
        }
    }

    fn breadcrumb(&mut self, ui: &mut Ui, unit: UnitIndex) {
        let above = self.shown.chart.ancestors(unit);
        if above.is_empty() {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            for (at, &unit) in above.iter().enumerate() {
                if at > 0 {
                    ui.label(self.shown.muted("›"));
                }
                let it = self.shown.chart.unit(unit);
                let words = it.acronym.as_deref().unwrap_or_else(|| self.shown.words(&it.name));
                self.link(ui, words, unit);
            }
        });
    }

    fn link(&mut self, ui: &mut Ui, words: &str, unit: UnitIndex) {
        link(ui, self.shown, words, unit, self.commands);
    }

    fn citations(&mut self, ui: &mut Ui, cite: &[Citation]) {
        if !cite.is_empty() {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                statements::citations(ui, self.shown, cite, self.commands);
            });
        }
    }

    fn post(&mut self, ui: &mut Ui, post: &Post) {
        let shown = self.shown;
        let title = shown.words(&post.title);
        if !title.is_empty() {
            let title = RichText::new(title).font(font(Weight::Medium, size::BODY));
            ui.add(Label::new(title).wrap());
        }
        self.post_facts(ui, post);
    }

    /// Rank, superiors, holders and citations of a post.
    fn post_facts(&mut self, ui: &mut Ui, post: &Post) {
        let shown = self.shown;
        if let Some(rank) = &post.rank {
            ui.label(shown.muted(shown.words(rank)));
        }
        if !post.reports_to.is_empty() {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                ui.label(shown.muted(shown.messages.get("inspector.reports_to")));
                for (at, &party) in post.reports_to.iter().enumerate() {
                    if at > 0 {
                        ui.label(shown.muted("·"));
                    }
                    let words = self.superior(party);
                    self.party(ui, party, &words);
                }
            });
        }
        facts::post(ui, shown, post, self.commands);
        self.citations(ui, &post.cite);
    }

    /// A superior's title, with the unit that the title belongs to.
    fn superior(&self, party: Party) -> String {
        let shown = self.shown;
        let title = shown.words(shown.chart.party_title(party));
        match party {
            Party::Unit(unit) | Party::Post(unit, _) => {
                let it = shown.chart.unit(unit);
                let short = it.acronym.as_deref().unwrap_or_else(|| shown.words(&it.name));
                if title == short { title.to_owned() } else { format!("{title} ({short})") }
            }
            Party::Body(_) => title.to_owned(),
        }
    }

    /// A party's name, as a link to it.
    fn party(&mut self, ui: &mut Ui, party: Party, words: &str) {
        party_link(ui, self.shown, words, party, self.commands);
    }

    fn functions(&mut self, ui: &mut Ui, unit: UnitIndex) {
        let shown = self.shown;
        let functions = shown.chart.functions(unit);
        let heading = shown.messages.get("inspector.functions");
        shown.section(ui, &format!("{heading}  {}", functions.len()));
        if functions.is_empty() {
            let has_more = !shown.chart.unit(unit).children.is_empty();
            let key = if has_more { "inspector.see_below" } else { "inspector.no_functions" };
            running_text(ui, shown.messages.get(key), color32(shown.theme.muted));
        }
        for (at, function) in functions.into_iter().enumerate() {
            let others = holders(shown.chart, unit, &function).len().saturating_sub(1);
            let shared = (others > 0).then(|| shown.messages.count("inspector.shared", others));
            let aside = Aside { remark: shared.as_deref(), function: Some(at) };
            self.statement(ui, Some(unit), function.statement, aside);
        }
    }

    fn statements(
        &mut self,
        ui: &mut Ui,
        heading: &'static str,
        unit: Option<UnitIndex>,
        statements: &[Statement],
    ) {
        if statements.is_empty() {
            return;
        }
        self.shown.section(ui, self.shown.messages.get(heading));
        for statement in statements {
            self.statement(ui, unit, statement, Aside::default());
        }
    }

    fn statement(
        &mut self,
        ui: &mut Ui,
        unit: Option<UnitIndex>,
        statement: &Statement,
        aside: Aside<'_>,
    ) {
        statements::statement(ui, self.shown, unit, statement, aside, self.commands);
    }

    fn relations(&mut self, ui: &mut Ui, unit: UnitIndex) {
        let shown = self.shown;
        let ends_here = |party: Party| party.unit() == Some(unit);
        let lines: Vec<&Relation> = shown
            .chart
            .relations()
            .iter()
            .filter(|line| ends_here(line.from) || ends_here(line.to))
            .collect();
        if lines.is_empty() {
            return;
        }
        let heading = shown.messages.get("inspector.relations");
        shown.section(ui, &format!("{heading}  {}", lines.len()));
        for line in lines {
            self.relation(ui, line, ends_here(line.from));
        }
    }

    fn relation(&mut self, ui: &mut Ui, line: &Relation, leads_away: bool) {
        let shown = self.shown;
        let (other, arrow) = if leads_away { (line.to, "→") } else { (line.from, "←") };
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let kind = shown.messages.get(LineKind::Of(line.kind).key());
            ui.label(shown.muted(format!("{kind} {arrow}")));
            let words = shown.words(shown.chart.party_name(other)).to_owned();
            self.party(ui, other, &words);
        });
        if !line.text.is_empty() {
            statements::words(ui, shown, &line.text);
        }
        self.citations(ui, &line.cite);
        ui.add_space(6.0);
    }

    fn subunits(&mut self, ui: &mut Ui, unit: UnitIndex) {
        let children = &self.shown.chart.unit(unit).children;
        if children.is_empty() {
            return;
        }
        let heading = self.shown.messages.get("inspector.subunits");
        self.shown.section(ui, &format!("{heading}  {}", children.len()));
        for &child in children {
            let words = self.shown.name(child).to_owned();
            self.link(ui, &words, child);
        }
    }
}

/// A link to a unit or body.
pub(super) fn party_link(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    words: &str,
    party: Party,
    commands: &mut Vec<Command>,
) {
    match party {
        Party::Unit(unit) | Party::Post(unit, _) => link(ui, shown, words, unit, commands),
        Party::Body(body) => {
            // Screen readers do not treat selectable text as a link.
            ui.style_mut().interaction.selectable_labels = false;
            if ui.link(words).clicked() {
                commands.push(Command::ShowBody(body));
            }
            ui.style_mut().interaction.selectable_labels = true;
        }
    }
}

/// A link to a unit.
pub(super) fn link(
    ui: &mut Ui,
    shown: &PanelContext<'_>,
    words: &str,
    unit: UnitIndex,
    commands: &mut Vec<Command>,
) {
    // Screen readers do not treat selectable text as a link.
    ui.style_mut().interaction.selectable_labels = false;
    if ui.link(words).on_hover_text(shown.name(unit)).clicked() {
        commands.push(Command::Reveal(unit));
    }
    ui.style_mut().interaction.selectable_labels = true;
}

fn title(ui: &mut Ui, words: &str) {
    if words.is_empty() {
        return;
    }
    let words = RichText::new(words).font(font(Weight::Medium, size::TITLE));
    ui.add(Label::new(words).wrap());
}
