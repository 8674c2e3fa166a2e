//! Finding and reading in the window: search, outline, functions, details, official wording.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use organogram::app::App;

/// The window on the bundled sample, settled.
fn window(language: &'static str) -> Harness<'static, App> {
    let mut harness = Harness::builder()
        .with_size([1280.0, 800.0])
        .with_max_steps(60)
        .build_eframe(move |creation| App::new(creation, None, language));
    harness.run();
    harness
}

fn shows(harness: &Harness<'_, App>, words: &str) -> bool {
    harness.query_all_by_label_contains(words).next().is_some()
}

/// Waits for something that a thread works on.
fn comes_to(harness: &mut Harness<'_, App>, holds: impl Fn(&Harness<'_, App>) -> bool) -> bool {
    for _ in 0..200 {
        harness.run();
        if holds(harness) {
            return true;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    false
}

fn comes_to_show(harness: &mut Harness<'_, App>, words: &str) -> bool {
    comes_to(harness, |harness| shows(harness, words))
}

/// Presses a key with what it types.
fn press(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

/// Goes to the search field and types.
fn search(harness: &mut Harness<'_, App>, words: &str) {
    press(harness, Modifiers::COMMAND, Key::F);
    press(harness, Modifiers::COMMAND, Key::A);
    harness.event(Event::Text(words.into()));
    harness.run();
}

/// The rows of the results from the top, by what they are called.
fn results(harness: &Harness<'_, App>) -> Vec<String> {
    let mut rows: Vec<_> = harness
        .query_all_by_role(Role::Button)
        .filter(|node| node.rect().left() < 100.0 && node.rect().top() > 60.0)
        .filter_map(|node| Some((node.rect().top(), node.accesskit_node().label()?)))
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|(_, name)| name).collect()
}

#[test]
fn a_search_finds_shows_and_is_left() {
    let mut harness = window("zh_CN");
    search(&mut harness, "jst");
    assert!(comes_to_show(&mut harness, "找到 1 个"));
    press(&mut harness, Modifiers::NONE, Key::Enter);
    press(&mut harness, Modifiers::SHIFT, Key::Enter);
    assert!(comes_to_show(&mut harness, "Office of Military Affairs"), "Enter selects the first");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!shows(&harness, "找到"), "Escape clears the search");
    assert!(shows(&harness, "Office of Military Affairs"), "and leaves the selection");
    let slash = Event::Key {
        key: Key::Slash,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    harness.input_mut().events.extend([slash, Event::Text("/".into())]);
    harness.run();
    harness.event(Event::Text("5.5(b)".into()));
    assert!(comes_to_show(&mut harness, "找到 1 个"), "the slash is no part of the query");
}

#[test]
fn enter_shows_the_first_result_even_before_the_search_is_done() {
    let mut harness = window("en_US");
    press(&mut harness, Modifiers::COMMAND, Key::F);
    let enter = |pressed| Event::Key {
        key: Key::Enter,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    harness.input_mut().events.extend([Event::Text("oma".into()), enter(true), enter(false)]);
    assert!(comes_to_show(&mut harness, "1 of"));
    assert!(comes_to_show(&mut harness, "军事厅"), "its other name is among the details");
}

#[test]
fn the_question_of_who_trains_police_is_answered_in_both_languages() {
    for (language, query, name, paragraph, superior) in [
        (
            "en_US",
            "who is responsible for training of police",
            "Integrated Training Service",
            "§5.5(a)",
            "Director (DPET)",
        ),
        ("zh_CN", "谁负责警务人员培训", "综合培训处", "第 5.5(a) 段", "司长 (DPET)"),
    ] {
        let mut harness = window(language);
        search(&mut harness, query);
        assert!(comes_to(&mut harness, |harness| {
            results(harness).first().is_some_and(|first| first == name)
        }));
        press(&mut harness, Modifiers::NONE, Key::Enter);
        assert!(comes_to_show(&mut harness, paragraph), "the paragraph");
        assert!(harness.query_by_role_and_label(Role::Link, superior).is_some(), "the superior");
    }
}

#[test]
fn what_cannot_be_found_is_said() {
    let mut harness = window("en_US");
    search(&mut harness, "police zebra");
    assert!(comes_to_show(&mut harness, "Nowhere in this file: zebra"));
    search(&mut harness, "zzzzqqqq");
    assert!(comes_to_show(&mut harness, "Nothing found."));
    assert!(shows(&harness, "0 found"));
}
