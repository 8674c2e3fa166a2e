//! The settings file: read at startup, written after changes.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ron::ser::PrettyConfig;

use crate::app::jobs::background::{Panicked, Tasks, Worker};
use crate::app::state::settings::Settings;
use crate::file;

/// The comment at the top of the settings file.
const HEADER: &str = "\
// What Organogram remembers from one run to the next. It may be edited while no window is open;
// what is missing has its first value. A file that cannot be read is put aside.
";

/// The maximum size of a settings file that is read, in bytes; the window's own are smaller.
const MAX_BYTES: u64 = 4 << 20;

/// The settings file with its content.
pub(crate) struct Store {
    path: Option<PathBuf>,
    written: Option<Settings>,
    /// Pending writes.
    writing: Tasks<Result<(), String>>,
}

/// The settings found at startup.
pub(crate) struct Opened {
    /// The store for further writes.
    pub(crate) store: Store,
    /// The stored settings, or those for a first start.
    pub(crate) settings: Settings,
    /// The new name of a settings file that could not be read.
    pub(crate) aside: Option<PathBuf>,
}

/// The user's settings file, if the system has a place for it.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn settings_path() -> Option<PathBuf> {
    use etcetera::BaseStrategy as _;

    let places = etcetera::base_strategy::choose_base_strategy().ok()?;
    Some(places.config_dir().join("organogram").join("settings.ron"))
}

/// The settings file in the browser's storage.
#[cfg(target_arch = "wasm32")]
pub(crate) fn settings_path() -> Option<PathBuf> {
    Some(Path::new(file::SETTINGS_FOLDER).join("settings.ron"))
}

impl Store {
    fn new(path: Option<PathBuf>, written: Option<Settings>) -> Self {
        Self { path, written, writing: Tasks::default() }
    }

    /// Reads a settings file; `language` is the system's, for a first start. Without a path, nothing is read or
    /// written.
    pub(crate) fn open(path: Option<PathBuf>, language: &str) -> Opened {
        let first = Settings::in_language(language);
        let is_there = path.as_deref().is_some_and(file::exists);
        let Some(file) = path.as_deref().filter(|_| is_there) else {
            let store = Self::new(path, None);
            return Opened { store, settings: first, aside: None };
        };
        let read = file::read_bytes(file, MAX_BYTES).ok();
        let read = read.and_then(|bytes| ron::de::from_bytes::<Settings>(&bytes).ok());
        let read = read.map(Settings::validated);
        let aside = if read.is_none() { move_aside(file) } else { None };
        let settings = read.clone().unwrap_or(first);
        Opened { store: Self::new(path, read), settings, aside }
    }

    /// The path.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether the settings differ from the stored ones.
    pub(crate) fn differs(&self, settings: &Settings) -> bool {
        self.path.is_some() && self.written.as_ref() != Some(settings)
    }

    /// Writes the settings in the background. A failed write is retried when the settings change.
    pub(crate) fn save(&mut self, worker: &Worker, settings: &Settings) {
        let Some(path) = self.path.clone() else { return };
        self.written = Some(settings.clone());
        let settings = settings.clone();
        self.writing.push(worker.spawn(move |_| write(&path, &settings)));
    }

    /// The reason for a failed write, once.
    pub(crate) fn take_failure(&mut self) -> Option<String> {
        self.writing.take_first()?.unwrap_or_else(|Panicked(panic)| Err(panic)).err()
    }

    /// Waits for pending writes, for a limited time.
    pub(crate) fn wait(&self, limit: Duration) {
        self.writing.wait(limit);
    }
}

fn write(path: &Path, settings: &Settings) -> Result<(), String> {
    let text = ron::ser::to_string_pretty(settings, PrettyConfig::new())
        .map_err(|error| error.to_string())?;
    if let Some(folder) = path.parent() {
        file::make_folder(folder).map_err(|error| error.to_string())?;
    }
    file::write_atomically(path, true, |out| writeln!(out, "{HEADER}{text}"))
        .map_err(|error| error.to_string())
}

/// Renames a file to an unused name, such as `settings.broken-1.ron`.
fn move_aside(path: &Path) -> Option<PathBuf> {
    let free = (1..1000).map(|number| path.with_file_name(format!("settings.broken-{number}.ron")));
    let aside = free.into_iter().find(|aside| !aside.exists())?;
    fs::rename(path, &aside).ok()?;
    Some(aside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::jobs::background::Background;
    use crate::app::state::settings::{Branches, Remembered};

    #[test]
    fn round_trips_settings() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("deep/settings.ron");
        let mut opened = Store::open(Some(path.clone()), "en_GB.UTF-8");
        assert_eq!(opened.settings.language, "en", "a first start follows the system");
        assert!(opened.store.differs(&opened.settings));
        let branches = Branches::AllBut(vec!["oma".into()]);
        opened.settings.remember(Remembered {
            path: "/a.ron".into(),
            branches,
            ..Remembered::default()
        });
        opened.settings.outline_width = 251.5;
        let background = Background::steps();
        let worker = Worker::new("test", &background, &egui::Context::default());
        opened.store.save(&worker, &opened.settings);
        assert!(!opened.store.differs(&opened.settings));
        background.finish();
        assert_eq!(opened.store.take_failure(), None);
        let again = Store::open(Some(path.clone()), "zh");
        assert_eq!(again.settings, opened.settings);
        assert_eq!(again.aside, None);
        let text = fs::read_to_string(path).expect("the file is there");
        assert!(text.starts_with("// What Organogram remembers"), "{text}");
        assert!(text.contains("    language: \"en\",\n"), "{text}");
    }

    #[test]
    fn moves_broken_files_aside_and_completes_partial_ones() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("settings.ron");
        fs::write(&path, "(language: 7").expect("a file can be written");
        let opened = Store::open(Some(path.clone()), "en");
        assert_eq!(opened.settings, Settings::in_language("en"));
        assert_eq!(opened.aside, Some(folder.path().join("settings.broken-1.ron")));
        assert!(!path.exists());
        fs::write(&path, [0xff, 0xfe]).expect("a file can be written");
        let opened = Store::open(Some(path.clone()), "en");
        assert_eq!(opened.aside, Some(folder.path().join("settings.broken-2.ron")));
        fs::write(&path, "(appearance: Dark, of_later: 1)").expect("a file can be written");
        let opened = Store::open(Some(path), "en");
        assert_eq!(opened.settings.appearance, crate::app::state::settings::Appearance::Dark);
        assert_eq!(opened.aside, None);
    }

    #[cfg(unix)]
    #[test]
    fn moves_irregular_files_aside_without_blocking() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("settings.ron");
        let pipe = || {
            let made = std::process::Command::new("mkfifo").arg(&path).status();
            assert!(made.expect("it runs").success());
        };
        let endless = || std::os::unix::fs::symlink("/dev/zero", &path).expect("a link");
        let huge = || {
            let file = fs::File::create(&path).expect("a file");
            file.set_len(2 << 30).expect("a sparse file");
        };
        let makers: [&dyn Fn(); 3] = [&pipe, &endless, &huge];
        for (number, make) in (1..).zip(makers) {
            make();
            let opened = Store::open(Some(path.clone()), "en");
            assert_eq!(opened.settings, Settings::in_language("en"));
            let aside = folder.path().join(format!("settings.broken-{number}.ron"));
            assert_eq!(opened.aside, Some(aside));
            assert!(fs::symlink_metadata(&path).is_err(), "its place is free");
        }
    }
}
