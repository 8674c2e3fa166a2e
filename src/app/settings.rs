//! What is remembered from one run to the next.

use std::path::PathBuf;

use crate::i18n::Messages;

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) enum Appearance {
    #[default]
    System,
    Light,
    Dark,
}

/// What is remembered from one run to the next.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub(super) struct Settings {
    /// The language of the interface, and of the content where the file has it.
    pub(super) language: String,
    pub(super) appearance: Appearance,
    pub(super) shows_outline: bool,
    pub(super) shows_inspector: bool,
    pub(super) shows_problems: bool,
    pub(super) last_file: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: "zh".into(),
            appearance: Appearance::System,
            shows_outline: true,
            shows_inspector: true,
            shows_problems: false,
            last_file: None,
        }
    }
}

impl Settings {
    /// The settings of a first start, for a system in some language.
    pub(super) fn in_language(tag: &str) -> Self {
        Self { language: Messages::of(tag).tag().into(), ..Self::default() }
    }
}
