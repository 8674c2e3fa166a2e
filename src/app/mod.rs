//! The window: panels around the chart. Panels read the state and push commands; `execute.rs` is
//! the one place that changes the document.

mod command;
mod execute;
mod jobs;
mod panels;
mod start;
mod state;
mod widgets;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use egui::{Context, Frame, Margin, Ui, ViewportCommand};

pub use jobs::background;
pub use start::{Options, run};

use command::actions::When;
use command::shortcuts::pressed;
use command::{Command, EditCommand};
use jobs::background::{Background, Worker};
use jobs::dialogs::Dialogs;
use jobs::finder::{Finder, Results};
use jobs::importer::is_table;
use jobs::loader::Loader;
use jobs::memo::{Memo, Same};
use jobs::merging::Merger;
use jobs::previous::PreviousCheck;
use jobs::scenes::StageCache;
use jobs::series::Origin;
use jobs::watch::Watch;
use panels::PanelContext;
use state::backups::Backups;
use state::changes::Changes;
use state::document::{Document, ReadOptions};
use state::drafts::Drafts;
use state::editing::EditSession;
use state::editions::{Beside, EditionTable};
use state::export::ExportDialog;
use state::form::FormSession;
use state::functions::FunctionTable;
use state::import::ImportDialog;
use state::inspector::Inspector;
use state::matrix::{self, MatrixMemo};
use state::modal::{Modal, Modals};
use state::print::PrintDialog;
use state::settings::{Appearance, Settings};
use state::store::{Opened, Store};
use state::timeline::Timeline;
use state::view::{Notice, OutlineRows, Until, View};

use crate::canvas::{Canvas, color32};
use crate::file::{TextRequest, remove_unfinished};
use crate::fonts::FontLibrary;
use crate::i18n::Messages;
use crate::model::{Chart, Totals, UnitIndex};
use crate::scene::SceneRequest;
use crate::scene::text::FontSet;
use crate::scene::theme::{Theme, ThemeMode};

/// The maximum side of the glyph atlas, in pixels.
const MAX_TEXTURE_SIDE: usize = 4096;

/// Time for which the first frame waits for a file, so that a small chart does not appear after an empty window.
const FIRST_FRAME_WAIT: Duration = Duration::from_millis(50);

/// Time for which the program waits at exit for settings and drafts to be written.
const EXIT_LIMIT: Duration = Duration::from_secs(5);

/// The application.
pub struct App {
    document: Document,
    /// The largest file that is opened, in bytes.
    max_bytes: u64,
    /// Source texts to attach to the first file, and the files that structure files may refer to.
    wanted_texts: TextRequest,
    /// Structure files that the user allows to refer to texts anywhere.
    trusted_files: HashSet<PathBuf>,
    view: View,
    settings: Settings,
    store: Store,
    canvas: Canvas,
    stages: StageCache,
    finder: Finder,
    inspector: Inspector,
    function_table: FunctionTable,
    outline: OutlineRows,
    /// The open chart with units for posts.
    with_posts: Memo<Same<Chart>, Chart>,
    matrix: MatrixMemo,
    changes: Changes,
    editing: EditSession,
    forms: FormSession,
    dialogs: Dialogs,
    drafts: Drafts,
    loader: Loader,
    merger: Merger,
    backups: Backups,
    export: ExportDialog,
    print: PrintDialog,
    import: ImportDialog,
    previous: PreviousCheck,
    editions: EditionTable,
    timeline: Timeline,
    notice: Option<Notice>,
    watch: Option<Watch>,
    modals: Modals,
    background: Background,
    /// Writes settings and drafts.
    keeper: Worker,
    /// Commands that wait until the typed text is parsed.
    deferred: Vec<Command>,
    /// The commands of the last frame's last pass. egui may lay out a frame twice, and both passes see each click; only
    /// the last pass counts.
    queue: Vec<Command>,
    /// The current window title.
    title: String,
    /// The installed fallback fonts.
    installed_fonts: FontSet,
    /// For `on_exit`, which gets no context.
    context: Context,
}

impl App {
    /// Creates the window's state from options and saved settings.
    #[must_use]
    pub fn new(creation: &eframe::CreationContext<'_>, options: Options) -> Self {
        let opened = Store::open(options.settings.clone(), &options.language);
        Self::start(creation, options, opened)
    }

    /// Installs the style, restores what is remembered, and opens a file.
    fn start(creation: &eframe::CreationContext<'_>, options: Options, opened: Opened) -> Self {
        widgets::style::install(&creation.egui_ctx);
        let Opened { store, settings, aside } = opened;
        // A page cannot tell whether the window of a draft is still open.
        let keeps_drafts = !cfg!(target_arch = "wasm32");
        let drafts_folder = store.path().filter(|_| keeps_drafts);
        let drafts_folder = drafts_folder.map(|path| path.with_file_name("drafts"));
        let backups = Backups::beside(store.path());
        let last = settings.last_file.clone().filter(|last| last.is_file());
        // A requested file is shown even if it cannot be read; the last file never replaces it.
        let Options { file, editions, texts, max_bytes, limits, background, .. } = options;
        let worker = |name| Worker::new(name, &background, &creation.egui_ctx);
        let keeper = worker("keeper");
        let exporter = Worker::new("exporter", &background.of_exports(), &creation.egui_ctx);
        let options = ReadOptions { limits, library: FontLibrary::default() };
        let asked = file.or(last).map(|path| std::path::absolute(&path).unwrap_or(path));
        // Behind the dialog that imports a table is the default chart.
        let shown = asked.clone().filter(|path| !is_table(path));
        let mut app = Self {
            document: shown.map_or_else(|| Document::sample(0), Document::unread),
            max_bytes,
            wanted_texts: texts,
            trusted_files: HashSet::new(),
            view: View::default(),
            settings,
            store,
            canvas: Canvas::default(),
            stages: StageCache::new(worker("scenes")),
            finder: Finder::new(worker("search")),
            inspector: Inspector::new(worker("texts")),
            function_table: FunctionTable::default(),
            outline: OutlineRows::default(),
            with_posts: Memo::default(),
            matrix: MatrixMemo::default(),
            changes: Changes::default(),
            editing: EditSession::default(),
            forms: FormSession::default(),
            dialogs: Dialogs::default(),
            drafts: Drafts::new(drafts_folder, keeper.clone()),
            keeper,
            loader: Loader::new(worker("reader"), options.clone()),
            timeline: Timeline::new(worker("series"), options.clone()),
            merger: Merger::new(worker("merger"), options),
            backups,
            export: ExportDialog::new(exporter),
            print: PrintDialog::new(worker("printer")),
            import: ImportDialog::new(worker("importer")),
            previous: PreviousCheck::new(worker("previous edition"), limits),
            editions: EditionTable::new(worker("editions")),
            notice: None,
            watch: None,
            modals: Modals::default(),
            background,
            deferred: Vec::new(),
            queue: Vec::new(),
            title: String::new(),
            installed_fonts: FontSet::default(),
            context: creation.egui_ctx.clone(),
        };
        app.drafts.look_for(asked.clone(), false);
        app.timeline.awaited = (!editions.is_empty()).then_some(Origin::Files(editions));
        match asked {
            Some(path) => {
                app.execute(&creation.egui_ctx, Command::OpenPath(path));
                app.background.wait(FIRST_FRAME_WAIT);
            }
            None => app.attach_wanted_texts(),
        }
        if let Some(aside) = aside {
            let place = aside.display().to_string();
            app.notify(move |messages| messages.fill("notice.settings_broken", &[&place]), true);
        }
        app
    }

    fn messages(&self) -> &'static Messages {
        Messages::of(&self.settings.language)
    }

    /// Languages of texts, in order of preference.
    fn languages(&self) -> Vec<&str> {
        let first = self.document.chart.languages().first().map(String::as_str);
        std::iter::once(self.settings.language.as_str()).chain(first).collect()
    }

    fn theme(context: &Context) -> Theme {
        Theme::of(match context.theme() {
            egui::Theme::Light => ThemeMode::Light,
            egui::Theme::Dark => ThemeMode::Dark,
        })
    }

    fn apply_appearance(&self, context: &Context) {
        context.set_theme(match self.settings.appearance {
            Appearance::System => egui::ThemePreference::System,
            Appearance::Light => egui::ThemePreference::Light,
            Appearance::Dark => egui::ThemePreference::Dark,
        });
    }

    fn apply_title(&mut self, context: &Context) {
        let document = self.timeline.present(&self.document);
        let title = match document.name() {
            Some(name) if document.disk.is_some() => format!("• {name} – Organogram"),
            Some(name) => format!("{name} – Organogram"),
            None => "Organogram".to_owned(),
        };
        if title != self.title {
            context.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// The commands since the last frame: of panels, keys, file dialogs, the watch and dropped files.
    fn commands(&mut self, context: &Context) -> Vec<Command> {
        let mut commands = std::mem::take(&mut self.queue);
        let keys = pressed(context, panels::typing(context), !self.modals.is_empty());
        commands.extend(keys.into_iter().filter_map(|(command, when)| {
            let is_copy = command == Command::Edit(EditCommand::CopyUnit);
            let is_sample = when == When::Unit && self.document.path.is_none() && !is_copy;
            let can = when.holds(&self.document, &self.view);
            let explains = is_sample && self.view.selected(&self.document.chart).is_some();
            let explanation = explains.then_some(Command::Edit(EditCommand::ExplainSample));
            can.then_some(command).or(explanation)
        }));
        let dropped = context.input(|input| input.raw.dropped_files.clone());
        self.dialogs.take_dropped(context, &dropped);
        commands.extend(self.dialogs.answers());
        self.apply_watch(context);
        commands.extend(self.watch.iter().flat_map(Watch::commands));
        self.guard_closing(context);
        commands
    }

    fn apply_finished_jobs(&mut self, context: &Context) {
        self.show_finished(context);
        self.show_merged(context);
        self.report_scene_failure();
        self.finish_export(context);
        self.follow_import(context);
        self.check_previous();
        self.measure_export();
        self.finish_print();
        self.prepare_print(context);
        self.follow_timeline();
        self.follow_comparison();
    }

    /// The totals of branches, if the details or the outline show them.
    fn shown_totals(&mut self) -> Arc<Vec<Totals>> {
        let chart = &self.document.chart;
        if self.view.selected(chart).is_some() || self.view.card.has_totals() {
            self.inspector.totals(chart)
        } else {
            Arc::default()
        }
    }

    /// The rows of the outline: those of the results while searching.
    fn outline_rows(&mut self, results: &Results) -> Arc<Vec<UnitIndex>> {
        if !self.view.query.is_empty() {
            return Arc::clone(&results.rows);
        }
        let chart = &self.document.chart;
        let key = (Same::of(chart), Same::of(&self.view.collapsed));
        self.outline.get(key, |_| self.view.outline(chart))
    }

    /// Both editions of the comparison side by side, if they are open.
    fn beside(&mut self, mode: ThemeMode) -> Option<Arc<Beside>> {
        self.modals.iter().find(|modal| matches!(modal, Modal::SideBySide))?;
        let (fonts, language) = (&self.document.fonts, self.settings.language.as_str());
        let request = self.view.request(&self.document.chart, fonts, language, mode);
        // The filter applies to the units of the open chart.
        self.editions.beside(SceneRequest { filter: None, heading: true, legend: true, ..request })
    }

    /// Points the watch at the open file.
    fn apply_watch(&mut self, context: &Context) {
        let path = self.document.path.as_deref();
        if self.watch.as_ref().map(Watch::path) != path {
            self.watch = path.and_then(|path| Watch::new(path, context));
        }
        // The watch does not report changes made between the reading and its own start.
        if self.loader.opening().is_none()
            && let Some(state) = self.watch.as_ref().and_then(Watch::take_beginning)
            && self.document.file_state.is_some_and(|read| read != state)
        {
            self.follow(context);
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, context: &Context, _frame: &mut eframe::Frame) {
        self.background.step_in_frame();
        self.apply_appearance(context);
        self.apply_title(context);
        #[cfg(target_arch = "wasm32")]
        self.inform_browser();
        let was_covered = !self.modals.is_empty();
        for command in self.commands(context) {
            self.execute(context, command);
        }
        self.apply_finished_jobs(context);
        self.follow_persons();
        self.follow_filter();
        widgets::style::install_fallbacks(context, &self.document.fonts, &mut self.installed_fonts);
        self.find_edit_target();
        self.show_awaited_result();
        if self.document.disk.is_some() {
            self.notice.take_if(|notice| notice.until == Until::Unsaved);
        }
        self.yield_focus(context, was_covered);
        self.save_changes(context);
        self.keep_draft(context);
        self.read_texts();
    }

    fn raw_input_hook(&mut self, _context: &Context, input: &mut egui::RawInput) {
        // The glyph atlas grows up to this size; beyond it, egui rebuilds the atlas.
        let most = input.max_texture_side.unwrap_or(MAX_TEXTURE_SIDE).min(MAX_TEXTURE_SIDE);
        input.max_texture_side = Some(most);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let mut commands = Vec::new();
        let theme = Self::theme(ui.ctx());
        let languages: Vec<String> = self.languages().iter().map(ToString::to_string).collect();
        let (chart, drawn) = (Arc::clone(&self.document.chart), self.drawn_chart());
        let results = self.finder.results(&chart, &self.view.query);
        let marks = self.changes.marks(&chart);
        let wording = self.inspector.wording(&chart);
        let wordings = self.inspector.wordings(&chart, self.view.selected(&chart));
        let coverage = self.inspector.coverage(&chart);
        let totals = self.shown_totals();
        let is_table_open = self.function_table.is_open;
        let functions = is_table_open.then(|| self.function_table.rows(&chart, &languages));
        let functions = functions.unwrap_or_default();
        let outline = self.outline_rows(&results);
        let is_matrix_open = self.modals.iter().any(|modal| matches!(modal, Modal::Matrix));
        let matrix = is_matrix_open.then(|| {
            let language = self.languages().first().copied().unwrap_or_default().to_owned();
            let fonts = &self.document.fonts;
            let request = self.view.request(&chart, fonts, &language, theme.mode);
            matrix::get(&mut self.matrix, &chart, request)
        });
        let changes_listed = self.editions.listed();
        let marked = self.editions.marked(&chart);
        let beside = self.beside(theme.mode);
        let form = self.forms.sheet(&self.document, &self.view);
        let shown = PanelContext {
            matrix: matrix.as_deref(),
            editions: &self.editions,
            timeline: &self.timeline,
            marked: marked.as_deref(),
            beside: beside.as_deref(),
            changes_listed: &changes_listed,
            outline: &outline,
            functions: &functions,
            function_table: &self.function_table,
            inspector: &self.inspector,
            wording: wording.as_deref(),
            wordings: wordings.as_deref().map(Vec::as_slice),
            coverage: &coverage,
            totals: &totals,
            marks: &marks,
            editing: &self.editing,
            form: form.as_ref().as_ref(),
            form_draft: self.forms.draft.as_ref(),
            previous_units: self.previous.units(),
            modals: &self.modals,
            export: &self.export,
            print: &self.print,
            import: &self.import,
            document: &self.document,
            chart: &chart,
            drawn: &drawn,
            view: &self.view,
            results: &results,
            settings: &self.settings,
            settings_path: self.store.path(),
            messages: self.messages(),
            languages: &languages,
            theme,
            zoom: self.canvas.zoom(),
            is_watching: self.watch.is_some(),
            is_loading: self.loader.opening().is_some(),
        };
        panels::toolbar::show(ui, &shown, &mut commands);
        panels::status::show(ui, &shown, self.notice.as_ref(), &mut commands);
        if self.editions.old.is_some() {
            panels::editions::show(ui, &shown, &mut commands);
        }
        if self.function_table.is_open {
            panels::functions::show(ui, &shown, &mut commands);
        }
        if self.settings.shows_problems {
            panels::problems::show(ui, &shown, &mut commands);
        }
        panels::beside(ui, &shown, &mut commands);
        if self.timeline.origin.is_some() {
            panels::timeline::show(ui, &shown, &mut commands);
        }
        if let Some(opening) = self.loader.opening() {
            let wait = opening.seconds_until_shown(ui.input(|input| input.time));
            if wait > 0.0 {
                ui.ctx().request_repaint_after(Duration::from_secs_f64(wait));
            } else {
                panels::loading::show(ui, &shown, opening, &mut commands);
            }
        }
        panels::over(ui, &shown, &mut commands);
        let ground = Frame::new().fill(color32(theme.ground)).inner_margin(Margin::ZERO);
        egui::CentralPanel::default().frame(ground).show(ui, |ui| {
            panels::chart::show(ui, &mut self.canvas, &mut self.stages, &shown, &mut commands);
        });
        if !commands.is_empty() {
            ui.ctx().request_repaint();
        }
        self.queue = commands;
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        let context = self.context.clone();
        self.return_to_present(&context);
        self.save(&context);
        self.drafts.keep(&self.document);
        self.background.run_queue();
        self.drafts.wait(EXIT_LIMIT);
        self.store.wait(EXIT_LIMIT);
        // Removes the temporary files of unfinished writes.
        remove_unfinished();
    }
}
