//! Watching the open file on disk.
//!
//! Editors save by writing in place, by renaming another file over it, or by deleting and recreating it; folders are
//! replaced, links are changed, and a file may appear later. Therefore every folder on the path to the file is watched,
//! each for one name. A save causes several events within a few milliseconds, which are debounced; whether the text has
//! changed is determined when it is read.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use egui::Context;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use parking_lot::Mutex;

use crate::app::command::Command;
use crate::file::FileState;

/// Time without changes after which a file is read.
const QUIET: Duration = Duration::from_millis(80);
/// Maximum delay after the first change for a file that keeps changing.
const MAX_DELAY: Duration = Duration::from_millis(500);

/// The longest chain of symbolic links that is followed.
const MAX_LINKS: usize = 40;

/// Maximum number of path changes that are followed while setting up the watch.
const MAX_CHANGES: usize = 100;

/// The folders on the path to a file, each with the name of the next component.
type WatchedFolders = BTreeSet<(PathBuf, OsString)>;

/// The watch over one file; it ends when dropped.
pub(crate) struct Watch {
    path: PathBuf,
    /// The file's state when the watch began, until it is taken.
    began: Arc<Mutex<Option<FileState>>>,
    commands: Receiver<Command>,
    signals: Sender<Signal>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        // The thread may have ended before.
        let _ = self.signals.send(Signal::Stop);
    }
}

impl Watch {
    /// Starts to watch a file, existing or not; `None` if the system cannot.
    pub(crate) fn new(path: &Path, context: &Context) -> Option<Self> {
        let target = std::path::absolute(path).ok()?;
        let way = Arc::new(Mutex::new(WatchedFolders::new()));
        let (events, changed) = channel();
        let (known, signals) = (Arc::clone(&way), events.clone());
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let Ok(event) = event else { return };
            let is_read = matches!(event.kind, EventKind::Access(_));
            if !is_read && concerns(&event, &known.lock()) {
                // Sending fails only if the thread has ended.
                let _ = events.send(Signal::Changed);
            }
        })
        .ok()?;
        let (sender, commands) = channel();
        let mut follower = Follower { target, way, watcher };
        let (context, began) = (context.clone(), Arc::<Mutex<_>>::default());
        let tell = Arc::clone(&began);
        std::thread::spawn(move || {
            follower.watch_path();
            let state = FileState::of(&follower.target);
            *tell.lock() = Some(state);
            context.request_repaint();
            follower.run(&changed, &sender, &context);
        });
        Some(Self { path: path.to_owned(), began, commands, signals })
    }

    /// The file's state when the watch began, once: if another state was read, the file must be
    /// reloaded.
    pub(crate) fn take_beginning(&self) -> Option<FileState> {
        self.began.lock().take()
    }

    /// The watched file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The commands since the last call.
    pub(crate) fn commands(&self) -> Vec<Command> {
        self.commands.try_iter().collect()
    }
}

/// A message to the thread.
enum Signal {
    Changed,
    Stop,
}

/// Changes that lead to one reading.
#[derive(Clone, Copy, Debug)]
struct Burst {
    first: Instant,
    last: Instant,
}

impl Burst {
    const fn starting(now: Instant) -> Self {
        Self { first: now, last: now }
    }

    /// Time at which the file is read if nothing else changes.
    fn end(&self) -> Instant {
        (self.last + QUIET).min(self.first + MAX_DELAY)
    }
}

/// The thread's side of a watch.
struct Follower {
    target: PathBuf,
    way: Arc<Mutex<WatchedFolders>>,
    watcher: RecommendedWatcher,
}

impl Follower {
    /// Waits until a burst of changes is over or has lasted too long, then asks for a reload.
    fn run(mut self, changed: &Receiver<Signal>, commands: &Sender<Command>, context: &Context) {
        while let Ok(Signal::Changed) = changed.recv() {
            let mut burst = Burst::starting(Instant::now());
            // A queued signal is received before any timeout.
            while let Some(left) = burst.end().checked_duration_since(Instant::now()) {
                match changed.recv_timeout(left) {
                    Ok(Signal::Changed) => burst.last = Instant::now(),
                    Err(RecvTimeoutError::Timeout) => break,
                    Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                }
            }
            // Watch before reading, so that no change is missed.
            self.watch_path();
            if commands.send(Command::Follow).is_err() {
                return;
            }
            context.request_repaint();
        }
    }

    /// Watches every folder on the current path; a recreated folder is another one.
    fn watch_path(&mut self) {
        let mut way = way_to(&self.target);
        for _ in 0..MAX_CHANGES {
            let folders: BTreeSet<&PathBuf> = way.iter().map(|(folder, _)| folder).collect();
            for folder in folders {
                // Folders that may not be watched are skipped.
                let _ = self.watcher.watch(folder, RecursiveMode::NonRecursive);
            }
            self.way.lock().clone_from(&way);
            // A folder may have been created before its parent was watched.
            let now = way_to(&self.target);
            if now == way {
                return;
            }
            way = now;
        }
    }
}

/// Whether an event concerns one of the names on the path to the file.
fn concerns(event: &Event, way: &WatchedFolders) -> bool {
    event.paths.iter().any(|path| match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => {
            way.iter().any(|(known, lead)| is_same(lead, name) && is_same(known, folder))
        }
        _ => false,
    })
}

/// Compares two paths like the file systems of the platform: events contain names as they are on the disk, which may
/// differ from the user's spelling.
fn is_same(one: impl AsRef<Path>, other: impl AsRef<Path>) -> bool {
    let (one, other) = (one.as_ref(), other.as_ref());
    let ignores_case = cfg!(any(windows, target_os = "macos"));
    let lower = |path: &Path| path.to_string_lossy().to_lowercase();
    one == other || ignores_case && lower(one) == lower(other)
}

/// The components through which an absolute path resolves, including links, as far as it exists.
fn way_to(target: &Path) -> WatchedFolders {
    let mut way = WatchedFolders::new();
    let mut ahead: Vec<OsString> = names(target);
    let mut at: PathBuf = root(target);
    let mut links = 0;
    while let Some(name) = ahead.pop() {
        let next =
            if name == ".." { at.parent().unwrap_or(&at).to_owned() } else { at.join(&name) };
        if name == ".." {
            at = next;
            continue;
        }
        way.insert((at.clone(), name));
        match std::fs::read_link(&next) {
            Ok(leads_to) if links < MAX_LINKS => {
                links += 1;
                if leads_to.is_absolute() {
                    at = root(&leads_to);
                }
                ahead.extend(names(&leads_to));
            }
            Err(_) if next.exists() => at = next,
            Ok(_) | Err(_) => break,
        }
    }
    way
}

/// The components of a path, last first.
fn names(path: &Path) -> Vec<OsString> {
    let name = |part: Component<'_>| match part {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some("..".into()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir => None,
    };
    path.components().rev().filter_map(name).collect()
}

/// The prefix and root of a path.
fn root(path: &Path) -> PathBuf {
    path.components()
        .take_while(|part| matches!(part, Component::Prefix(_) | Component::RootDir))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Times at which a file with changes at given times is read, in milliseconds from the start.
    fn readings(changes: &[u64]) -> Vec<u64> {
        let start = Instant::now();
        let at = |milliseconds: &u64| start + Duration::from_millis(*milliseconds);
        let mut readings = Vec::new();
        let mut ahead = changes.iter().map(at).peekable();
        while let Some(first) = ahead.next() {
            let mut burst = Burst::starting(first);
            while let Some(next) = ahead.next_if(|&next| next < burst.end()) {
                burst.last = next;
            }
            readings.push(burst.end());
        }
        let since = |time: &Instant| time.duration_since(start).as_millis();
        readings.iter().map(|time| u64::try_from(since(time)).expect("a small number")).collect()
    }

    #[test]
    fn reads_a_constantly_changing_file_twice_a_second() {
        assert_eq!(readings(&[0, 3, 5]), [85]);
        assert_eq!(readings(&[0, 79, 158, 400]), [238, 480]);
        let restless: Vec<u64> = (0..10).map(|step| step * 50).chain([500, 550, 600]).collect();
        assert_eq!(readings(&restless), [500, 680]);
    }

    proptest! {
        #[test]
        fn follows_every_change(pauses in prop::collection::vec(0_u64..700, 1..60)) {
            let changes: Vec<u64> = pauses
                .iter()
                .scan(0, |time, pause| { *time += pause; Some(*time) })
                .collect();
            let readings = readings(&changes);
            for change in &changes {
                let follows = |reading: &&u64| *reading >= change;
                let reading = readings.iter().find(follows).expect("it is read");
                prop_assert!(reading - change <= 500, "{change} at {reading}");
            }
            prop_assert!(readings.windows(2).all(|pair| pair[1] - pair[0] >= 80));
        }
    }

    #[test]
    fn ignores_case_like_the_file_system() {
        assert!(is_same("/charts/a.ron", "/charts/a.ron"));
        assert!(!is_same("/charts/a.ron", "/charts/b.ron"));
        let ignores_case = cfg!(any(windows, target_os = "macos"));
        assert_eq!(is_same("/Charts/Ämter.ron", "/charts/ämter.RON"), ignores_case);
    }

    #[cfg(unix)]
    #[test]
    fn watches_links_and_missing_ancestors() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let top = folder.path().canonicalize().expect("it is there");
        std::fs::create_dir(top.join("real")).expect("a folder can be made");
        std::os::unix::fs::symlink("real", top.join("link")).expect("a link can be made");
        let way = way_to(&top.join("link/sub/chart.ron"));
        let leads = |at: PathBuf, name: &str| way.contains(&(at, name.into()));
        assert!(leads(top.clone(), "link"));
        assert!(leads(top.clone(), "real"));
        assert!(leads(top.join("real"), "sub"), "the first that is missing");
        assert!(!way.iter().any(|(_, name)| name == "chart.ron"));
        std::fs::create_dir(top.join("real/sub")).expect("a folder can be made");
        let way = way_to(&top.join("link/sub/chart.ron"));
        assert!(way.contains(&(top.join("real/sub"), "chart.ron".into())));
    }

    #[cfg(unix)]
    #[test]
    fn survives_cyclic_links() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::os::unix::fs::symlink("b", folder.path().join("a")).expect("a link can be made");
        std::os::unix::fs::symlink("a", folder.path().join("b")).expect("a link can be made");
        assert!(!way_to(&folder.path().join("a")).is_empty());
    }
}
