//! Delay between a save and the chart that shows it: from the last write to the first frame with the new name, with the
//! real file system and its watcher, for each way in which editors save.
//!
//! The benchmark requests a frame every 16 milliseconds, as a screen does.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::{App, Options};
use organogram::model::SAMPLE;

const SAVES: usize = 20;
const FRAME: Duration = Duration::from_millis(16);

/// Old name of the unit that each save renames.
const NAME: &str = "Office of Operations";

type Save = fn(&Path, &str);

#[expect(clippy::print_stdout, reason = "what a benchmark is for")]
fn main() {
    let ways: [(&str, Save); 4] = [
        ("written in place", in_place),
        ("another file renamed over it", renamed),
        ("deleted and made anew", made_anew),
        ("moved away as a backup, then made anew", with_backup),
    ];
    for (way, save) in ways {
        let mut times = measure(save);
        times.sort_unstable();
        let (median, slowest) = (times[SAVES / 2], times[SAVES - 1]);
        println!("{way}: median {median:.0?}, slowest of {SAVES} {slowest:.0?}");
    }
}

fn measure(save: Save) -> Vec<Duration> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("dpko.ron");
    fs::write(&path, SAMPLE).expect("a temporary file can be written");
    let opened = path.clone();
    let mut harness = Harness::builder()
        .with_size([1280.0, 800.0])
        .build_eframe(move |creation| App::new(creation, Options::new(Some(opened), "en")));
    harness.run();
    let times = (0..SAVES).map(|round| {
        let name = format!("Office number {round}");
        let text = SAMPLE.replace(&format!("\"{NAME}\""), &format!("\"{name}\""));
        save(&path, &text);
        let saved = Instant::now();
        while !has_card(&harness, &name) {
            assert!(saved.elapsed() < Duration::from_secs(20), "the save is not followed");
            let frame = Instant::now();
            harness.step();
            std::thread::sleep(FRAME.saturating_sub(frame.elapsed()));
        }
        let taken = saved.elapsed();
        // Late events belong to this save.
        std::thread::sleep(Duration::from_millis(300));
        harness.step();
        taken
    });
    times.collect()
}

fn has_card(harness: &Harness<'_, App>, name: &str) -> bool {
    harness.query_all_by_label(name).any(|node| node.accesskit_node().role() == Role::TreeItem)
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("the file can be written");
}

fn in_place(path: &Path, text: &str) {
    write(path, text);
}

fn renamed(path: &Path, text: &str) {
    let other = path.with_extension("swp");
    write(&other, text);
    fs::rename(&other, path).expect("the file can be renamed");
}

fn made_anew(path: &Path, text: &str) {
    fs::remove_file(path).expect("the file can be removed");
    write(path, text);
}

fn with_backup(path: &Path, text: &str) {
    fs::rename(path, path.with_extension("ron~")).expect("the file can be renamed");
    write(path, text);
}
