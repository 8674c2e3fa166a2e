//! Remembering the view of a file, and the size of the window.

use std::path::Path;

use egui::{Context, Id};

use crate::app::App;
use crate::app::state::settings::{Branches, Lines, Look, Parts, Remembered, WindowSize};
use crate::canvas::Camera;
use crate::i18n::Messages;

impl App {
    /// Saves the settings if they have changed and no mouse button is down: a width that is being dragged is not final.
    pub(in crate::app) fn save_changes(&mut self, context: &Context) {
        let is_held = context.input(|input| input.pointer.any_down());
        if !is_held && self.store.differs(&self.settings) {
            self.save(context);
        }
        if let Some(error) = self.store.take_failure() {
            let words =
                move |messages: &Messages| messages.fill("notice.settings_unsaved", &[&error]);
            self.notify(words, true);
        }
    }

    /// Writes the settings, with the current state of the window and the open file.
    pub(in crate::app) fn save(&mut self, context: &Context) {
        self.note_window(context);
        self.remember_file();
        if !self.store.differs(&self.settings) {
            return;
        }
        self.store.save(&self.keeper, &self.settings);
    }

    /// Records the size of the window and the widths of its panels.
    fn note_window(&mut self, context: &Context) {
        let (size, is_maximized) = context.input(|input| {
            let viewport = input.viewport();
            (viewport.inner_rect.map(|rect| rect.size()), viewport.maximized.unwrap_or(false))
        });
        let window = &mut self.settings.window;
        window.is_maximized = is_maximized;
        if let Some(size) = size.filter(|_| !is_maximized) {
            *window = WindowSize { width: size.x.round(), height: size.y.round(), is_maximized };
        }
        let width = |name: &'static str| {
            egui::PanelState::load(context, Id::new(name)).map(|panel| panel.size().x.round())
        };
        let settings = &mut self.settings;
        settings.outline_width = width("outline").unwrap_or(settings.outline_width);
        settings.inspector_width = width("inspector").unwrap_or(settings.inspector_width);
    }

    /// Records the view of the open file.
    pub(super) fn remember_file(&mut self) {
        let Some(path) = &self.document.path else { return };
        let chart = &self.document.chart;
        if chart.units().is_empty() {
            return;
        }
        self.settings.remember(Remembered {
            path: path.clone(),
            selected: self.view.selected.clone(),
            branches: Branches::of(chart, &self.view.collapsed),
            camera: self.canvas.camera().map(|camera| {
                let [x, y] = camera.centre();
                Look { x, y, zoom: camera.zoom() }
            }),
            layout: self.view.style,
            direction: self.view.direction,
            lines: Lines::of(&self.view.relations),
            without_persons: self.view.without_persons,
            color_by: self.view.color_by.clone(),
            card: Parts::of(&self.view.card),
            has_posts: self.view.has_posts,
            filter: self.view.filter.query.clone(),
            rest: self.view.filter.rest,
            texts: self.inspector.texts.attached(),
        });
    }

    /// The remembered view of a file; the default for a new one.
    pub(super) fn remembered(&self, path: Option<&Path>) -> Remembered {
        path.and_then(|path| self.settings.remembered(path)).cloned().unwrap_or_default()
    }

    /// Restores the remembered view of the open file.
    pub(super) fn restore_view(&mut self) {
        let before = self.remembered(self.document.path.as_deref());
        self.view = self.view.first_look(&self.document.chart, &before);
        for (source, path) in before.texts {
            self.attach_text_to(&source, &path, false);
        }
        let camera = before.camera.and_then(|it| Camera::looking_at([it.x, it.y], it.zoom));
        if let Some(camera) = camera {
            self.canvas.restore(camera);
        }
    }
}
