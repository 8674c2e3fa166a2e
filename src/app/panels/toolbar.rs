//! The toolbar: file, search, view, language and theme.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Align, Button, Frame, Layout, Margin, Panel, PopupCloseBehavior, RichText, Ui, vec2};

use super::{PanelContext, menus};
use crate::app::command::Command;
use crate::app::command::actions::{self, Action};
use crate::app::command::shortcuts::keys;
use crate::app::widgets::named;
use crate::app::widgets::style::icon;
use crate::canvas::color32;
use crate::i18n::next_language;
use crate::scene::theme::{ThemeMode, size};

/// The minimum width of a window whose buttons have words, in points.
const WORDS_FROM: f32 = 1000.0;
const SEARCH_WIDTH: f32 = 240.0;
const ICON_SIZE: f32 = 17.0;

pub(in crate::app) fn show(ui: &mut Ui, shown: &PanelContext<'_>, commands: &mut Vec<Command>) {
    let frame =
        Frame::new().fill(color32(shown.theme.panel)).inner_margin(Margin::symmetric(10, 7));
    Panel::top("toolbar").frame(frame).show(ui, |ui| {
        let has_words = ui.available_width() >= WORDS_FROM;
        let mut bar = Bar { shown, commands, has_words };
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            bar.file(ui);
            bar.search(ui);
            bar.chart(ui);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| bar.look(ui));
        });
    });
}

struct Bar<'a, 's> {
    shown: &'a PanelContext<'s>,
    commands: &'a mut Vec<Command>,
    has_words: bool,
}

/// The content of a menu.
type Menu = fn(&mut Ui, &PanelContext<'_>, &mut Vec<Command>);

impl Bar<'_, '_> {
    fn file(&mut self, ui: &mut Ui) {
        self.button(ui, icon::FOLDER_OPEN, self.has_words, &Command::Open);
        self.menu_of_icon(ui, icon::CARET_DOWN, "menu.recent", menus::recent);
        self.button(ui, icon::ARROW_CLOCKWISE, false, &Command::Reload);
        gap(ui);
    }

    fn search(&mut self, ui: &mut Ui) {
        // The other parts of the bar have fixed widths; the field shrinks.
        let most = ui.available_width() * if self.has_words { 0.35 } else { 0.28 };
        let room = vec2(SEARCH_WIDTH.min(most), ui.spacing().interact_size.y);
        ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
            super::results::field(ui, self.shown, self.commands);
        });
        gap(ui);
    }

    fn chart(&mut self, ui: &mut Ui) {
        self.menu(ui, icon::ARROWS_OUT_LINE_VERTICAL, "menu.expand", menus::expand);
        self.menu(ui, icon::TREE_STRUCTURE, "menu.layout", menus::layout);
        self.menu(ui, icon::FLOW_ARROW, "menu.lines", super::lines_menu::show);
        self.menu(ui, icon::CARDS, "menu.cards", super::cards_menu::show);
        self.menu(ui, icon::EYE, "menu.view", menus::view);
    }

    /// From right to left.
    fn look(&mut self, ui: &mut Ui) {
        self.menu_of_icon(ui, icon::QUESTION, "menu.help", menus::help);
        let (theme, name) = match self.shown.theme.mode {
            ThemeMode::Light => (icon::MOON, "theme.dark"),
            ThemeMode::Dark => (icon::SUN, "theme.light"),
        };
        let hint = self.hint(&Command::SwitchTheme);
        let name = self.shown.messages.get(name);
        let theme = named(ui.add(Button::new(icon_text(theme))), name).on_hover_text(hint);
        if theme.clicked() {
            self.commands.push(Command::SwitchTheme);
        }
        let language = next_language(self.shown.messages.tag()).name();
        let hint = self.hint(&Command::SwitchLanguage);
        if ui.button(language).on_hover_text(hint).clicked() {
            self.commands.push(Command::SwitchLanguage);
        }
        self.button(ui, icon::EXPORT, self.has_words, &Command::Export);
    }

    /// An action's label with its keys.
    fn hint(&self, command: &Command) -> String {
        let label = actions::of(command).map_or("", |action| self.shown.messages.get(action.label));
        let keys = keys(command, self.shown.messages);
        if keys.is_empty() { label.to_owned() } else { format!("{label}  {keys}") }
    }

    /// A button for an action.
    fn button(&mut self, ui: &mut Ui, icon: &str, has_words: bool, command: &Command) {
        let Some(Action { label, when, .. }) = actions::of(command) else { return };
        let label = self.shown.messages.get(label);
        let button = if has_words {
            Button::new((icon_text(icon), label))
        } else {
            Button::new(icon_text(icon))
        };
        let response = named(ui.add_enabled(self.shown.can(*when), button), label);
        if response.on_hover_text(self.hint(command)).clicked() {
            self.commands.push(command.clone());
        }
    }

    /// A menu, with its name if there is room.
    fn menu(&mut self, ui: &mut Ui, icon: &str, name: &'static str, content: Menu) {
        if !self.has_words {
            return self.menu_of_icon(ui, icon, name, content);
        }
        let name = self.shown.messages.get(name);
        let caret = RichText::new(icon::CARET_DOWN).size(size::SMALL);
        self.open(ui, Button::new((icon_text(icon), name, caret)), name, content);
    }

    fn menu_of_icon(&mut self, ui: &mut Ui, icon: &str, name: &'static str, content: Menu) {
        self.open(ui, Button::new(icon_text(icon)), self.shown.messages.get(name), content);
    }

    fn open(&mut self, ui: &mut Ui, button: Button<'_>, name: &str, content: Menu) {
        // Menus of checkboxes stay open; commands close theirs.
        let stays = MenuConfig::new()
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .style(menus::style);
        let menu = MenuButton::from_button(button).config(stays);
        let (response, _) = menu.ui(ui, |ui| content(ui, self.shown, self.commands));
        let is_open = egui::Popup::is_any_open(ui.ctx());
        let response = named(response, name);
        if !self.has_words && !is_open {
            response.on_hover_text(name);
        }
    }
}

/// A gap between parts of the bar.
fn gap(ui: &mut Ui) {
    ui.add_space(6.0);
    ui.separator();
    ui.add_space(6.0);
}

fn icon_text(icon: &str) -> RichText {
    RichText::new(icon).size(ICON_SIZE)
}
