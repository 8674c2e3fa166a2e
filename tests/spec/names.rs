//! Names of every kind on cards, chips and pills, in the legend and in the heading: nothing is cut off, and nothing
//! extends beyond its background.

use std::sync::Arc;

use emath::Rect;
use organogram::layout::LayoutStyle;
use organogram::model::{Chart, UnitIndex};
use organogram::scene::text::{SOFT_HYPHEN, TextRun};
use organogram::scene::theme::ThemeMode;
use organogram::scene::{
    IndexedScene, MAX_CARD_WIDTH, RelationFilter, Role, Scene, SceneItem, SceneRequest, Subject,
    build,
};
use organogram::source::SourceText;
use proptest::prelude::*;

use crate::cases::cases;
use crate::volume::quick_or_thorough;

/// Approximate free space to the right of a card's text; the band is to its left.
const PADDING: f32 = 7.0;
/// Rounding error of a width, in points.
const ROUNDING: f32 = 0.5;

/// Returns a chart with the name of one unit and the title of its head.
fn chart(languages: &str, name: &str, title: &str) -> Chart {
    let (name, title) = (ron(name), ron(title));
    let text = format!(
        r#"(organogram: 1, title: {name}, languages: {languages},
            kinds: [(id: "own", label: {title})],
            bodies: [(id: "outside", name: {name})],
            units: [
                (id: "top", kind: "own", name: {name}, acronym: {title}, count: 12,
                 head: (title: {title}, reports_to: "outside"), functions: [(text: "f")]),
                (id: "below", parent: "top", kind: "office", name: {name}),
                (id: "hidden", parent: "below", kind: "team", name: {name},
                 head: (title: {title}, reports_to: "aside")),
                (id: "alike", parent: "below", kind: "team", name: {name},
                 head: (title: {title}, reports_to: "aside")),
                (id: "aside", parent: "top", kind: "office", name: {title}),
            ])"#
    );
    Chart::load(&SourceText::new("names.ron", text)).0
}

/// Returns a text as it is written in the file.
fn ron(text: &str) -> String {
    let escaped: String = text.chars().map(|c| format!("\\u{{{:x}}}", u32::from(c))).collect();
    format!("\"{escaped}\"")
}

/// Returns the whole chart, and the branch of one unit with the rest folded.
fn stages(chart: &Chart, language: &str) -> Vec<IndexedScene> {
    let whole = |mode, depth, root: Option<UnitIndex>| {
        let mut request = SceneRequest::default();
        request.language = language.into();
        request.mode = mode;
        request.depth = depth;
        request.root = root;
        request.relations = RelationFilter::all();
        request.heading = true;
        request.legend = true;
        request
    };
    let requests = [
        whole(ThemeMode::Light, None, None),
        whole(ThemeMode::Dark, Some(1), None),
        whole(ThemeMode::Light, None, chart.find("below")),
    ];
    requests.iter().map(|request| build(chart, request)).collect()
}

/// Returns the text of a group as one would read it: joined inside a word, otherwise with spaces.
fn text_of(scene: &Scene, subject: Subject) -> String {
    let mut text = String::new();
    let group = scene.find(subject).expect("it is in the scene");
    for item in scene.items_of(group) {
        let SceneItem::Text { run, .. } = item else { continue };
        match run.continued() {
            Some(part) => text.push_str(part),
            None => text.push_str(&format!("{} ", run.text())),
        }
    }
    text
}

/// Returns a text without invisible characters, with runs of spaces collapsed.
fn seen(text: &str) -> String {
    let visible = text.chars().filter(|&c| c != SOFT_HYPHEN && c != '\u{2060}');
    let spaced: String = visible.map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

type Held = Result<(), TestCaseError>;

fn nothing_leaves_its_place(stage: &IndexedScene) -> Held {
    let scene = &stage.scene;
    for card in &stage.cards {
        let rect = card.rect;
        let is_head = card.chip.is_some();
        prop_assert!(is_head || rect.width() <= MAX_CARD_WIDTH + ROUNDING, "{rect:?} is too wide");
        let items = scene.find(Subject::Unit(card.unit)).expect("every card is drawn");
        // The chip with the number of hidden units extends beyond the edge.
        let is_chip =
            |place: Rect| card.chip.is_some_and(|chip| chip.expand(1.0).contains_rect(place));
        texts_are_in(scene, items.items.clone(), rect, is_chip)?;
    }
    for group in &scene.groups {
        match group.subject {
            Subject::Body(_) | Subject::Stub(_) => {
                let pill = scene.items_of(group).iter().find_map(|item| match item {
                    SceneItem::Box { rect, .. } => Some(*rect),
                    _ => None,
                });
                let pill = pill.expect("a pill is a box");
                prop_assert!(pill.width() <= 400.0, "{pill:?}");
                texts_are_in(scene, group.items.clone(), pill, |_| false)?;
            }
            Subject::Heading | Subject::Legend | Subject::Levels => {
                texts_are_in(scene, group.items.clone(), scene.bounds, |_| false)?;
                // As wide as the chart, or the minimum that is always allowed.
                let cards = stage.cards.iter().map(|card| card.rect);
                let others = scene.groups.iter().filter(|other| {
                    !matches!(other.subject, Subject::Heading | Subject::Legend | Subject::Levels)
                });
                let around = others.map(|other| other.bounds).chain(cards);
                let around = around.fold(Rect::NOTHING, Rect::union);
                prop_assert!(group.bounds.width() <= around.width().max(560.0) + 2.0);
            }
            Subject::Unit(_) | Subject::Connector(_) | Subject::Relation(_) => {}
        }
    }
    Ok(())
}

fn texts_are_in(
    scene: &Scene,
    items: std::ops::Range<usize>,
    place: Rect,
    is_elsewhere: impl Fn(Rect) -> bool,
) -> Held {
    for item in &scene.items[items] {
        let SceneItem::Text { origin, run, .. } = item else { continue };
        let (size, words) = (run.size(), run.text());
        // From the top of capitals to the bottom of descenders.
        let top = emath::pos2(origin.x, origin.y - size * 0.8);
        let text =
            Rect::from_min_max(top, emath::pos2(origin.x + run.width(), origin.y + size * 0.25));
        let room = place.shrink2(emath::vec2(PADDING.min(place.width() / 8.0), 0.0));
        prop_assert!(
            room.expand(ROUNDING).contains_rect(text) || is_elsewhere(text),
            "{words:?} at {text:?} leaves {place:?}"
        );
    }
    Ok(())
}

fn holds(languages: &str, language: &str, name: &str, title: &str) -> Held {
    let chart = chart(languages, name, title);
    for stage in stages(&chart, language) {
        nothing_leaves_its_place(&stage)?;
        for card in &stage.cards {
            let text = seen(&text_of(&stage.scene, Subject::Unit(card.unit)));
            let whole = seen(chart.unit(card.unit).name.get([language]));
            prop_assert!(text.starts_with(&whole), "{text:?} is not {whole:?}");
        }
    }
    Ok(())
}

fn words(letters: &'static str, longest: usize) -> impl Strategy<Value = String> {
    let word = prop::collection::vec(
        prop::sample::select(letters.chars().collect::<Vec<_>>()),
        1..longest,
    );
    let word = word.prop_map(|letters| letters.into_iter().collect::<String>());
    prop::collection::vec(word, 1..14).prop_map(|words| words.join(" "))
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        words("abcdefghijklmnopqrstuvwxyzABCXYZ-/.", 24),
        words("aeiounrstdlgchkmbßäöüzf", 60),
        (1..200_usize).prop_map(|count| "联合国维持和平行动部法治和安全机构厅解除武装"
            .chars()
            .cycle()
            .take(count)
            .collect()),
        words("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", 16),
        words("สำนักงานคณะกรรมการเพื่อการทดสอบ", 60),
        words("ab维和\u{ad}\u{200b}\u{300}\u{301}👩🔬\u{200d}€½…—\t\n\u{7}\u{85}\u{e000}", 20),
        any::<String>().prop_filter("a name", |name| !name.trim().is_empty()),
        (900..1_100_usize).prop_map(|count| "abcdefg".chars().cycle().take(count).collect()),
    ]
}

proptest! {
    #![proptest_config(cases(160))]

    #[test]
    fn texts_stay_inside_their_cards(name in any_name(), title in any_name()) {
        holds("[\"de\", \"zh\"]", "de", &name, &title)?;
    }
}

#[test]
fn chinese_names_fit_their_cards() {
    let letters = "联合国维持和平行动部法治和安全机构厅解除武装复员和重返社会方案区域协调与能力建设支助事务高级代表办公室";
    for count in (1..=200).step_by(quick_or_thorough(4, 1)) {
        let name: String = letters.chars().cycle().take(count).collect();
        holds("[\"zh\"]", "zh", &name, "主任").expect("it stays");
    }
}

/// Returns the lines of the name on the card of a single unit.
fn name_lines(languages: &str, name: &str) -> Vec<String> {
    name_runs(languages, name).iter().map(|run| run.text().to_owned()).collect()
}

fn name_runs(languages: &str, name: &str) -> Vec<Arc<TextRun>> {
    let chart = chart(languages, name, "x");
    let style = LayoutStyle::Tidy;
    let mut request = SceneRequest::default();
    request.language = "de".into();
    request.style = style;
    let stage = build(&chart, &request);
    let unit = chart.find("below").expect("it is there");
    let group = stage.scene.find(Subject::Unit(unit)).expect("it is drawn");
    let texts = stage.scene.items_of(group).iter().filter_map(|item| match item {
        SceneItem::Text { role: Role::Name, run, .. } => Some(Arc::clone(run)),
        _ => None,
    });
    texts.collect()
}

#[test]
fn cards_grow_to_fit_long_words() {
    let de = "[\"de\"]";
    assert_eq!(name_lines(de, "Senatsverwaltung für Wetter"), ["Senatsverwaltung", "für Wetter"]);
    assert_eq!(name_lines(de, "Neugeborenenintensivstation"), ["Neugeborenenintensivstation"]);
    let expected = ["Telecommunications", "Authority"];
    assert_eq!(name_lines("[\"en\"]", "Telecommunications Authority"), expected);
}

#[test]
fn breaks_words_wider_than_a_card() {
    let name = "Donaudampfschifffahrtsgesellschaftsverwaltung";
    let expected = ["Donaudampfschifffahrts-", "gesellschaftsverwaltung"];
    assert_eq!(name_lines("[\"de\"]", name), expected);
    let lines = name_runs("[\"tlh\"]", name);
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0].continued(), Some(lines[0].text()));
    assert_eq!(format!("{}{}", lines[0].text(), lines[1].text()), name);
}

#[test]
fn shows_soft_hyphens_only_at_line_ends() {
    let name = "Donau\u{ad}dampf\u{ad}schiff Elbe";
    assert_eq!(name_lines("[\"de\"]", name), ["Donaudampfschiff Elbe"]);
    let name = "Kraftfahrzeug\u{ad}haftpflicht\u{ad}versicherungs\u{ad}gesellschaft";
    let expected = ["Kraftfahrzeughaftpflicht-", "versicherungsgesellschaft"];
    assert_eq!(name_lines("[\"de\"]", name), expected);
}

#[test]
fn treats_control_characters_as_blanks() {
    assert_eq!(name_lines("[\"de\"]", "A tab\there\u{7}!"), ["A tab here !"]);
    assert_eq!(
        name_lines("[\"de\"]", "First\r\n\r\nsecond\u{2028}third"),
        ["First", "second", "third"]
    );
}

#[test]
fn reads_a_trailing_wide_space_as_a_space() {
    holds("[\"de\", \"zh\"]", "de", "M\u{2001}aቚ𞥐ઓꨀA෦¡A𐝠%ⷘ𓑠", "a").expect("the name is whole");
}
