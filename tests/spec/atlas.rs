//! Atlas: functions below the cards of their sheet.

use organogram::export::{PageSetup, Paper};
use organogram::model::{Chart, SAMPLE};
use organogram::scene::atlas::{Atlas, AtlasPage, AtlasPageKind};
use organogram::scene::{CardContent, CardPart, SceneItem, SceneRequest, Subject};
use organogram::source::SourceText;

fn atlas(card: Option<CardContent>) -> (Chart, Atlas) {
    let chart = Chart::load(&SourceText::new("dpko.ron", SAMPLE)).0;
    let mut request = SceneRequest::default();
    request.language = "en".into();
    request.card = card.unwrap_or_default();
    let setup = PageSetup { paper: Paper::A4, landscape: true };
    let atlas = Atlas::new(&chart, &request, setup.sheet());
    (chart, atlas)
}

/// Points of the paper for a point of a page's scene.
fn scale(atlas: &Atlas, page: &AtlasPage) -> f64 {
    let size = page.scene.size();
    let across = (atlas.sheet.width - 2.0 * atlas.sheet.margin) / f64::from(size.x);
    let down = (atlas.sheet.height - 2.0 * atlas.sheet.margin) / f64::from(size.y);
    across.min(down).min(0.75)
}

/// Pages of branches with the first lines of the functions on them: page, size on paper, top in the scene.
fn functions(chart: &Chart, atlas: &Atlas) -> Vec<(usize, f64, f32)> {
    let starts: Vec<String> = chart
        .unit_indices()
        .flat_map(|unit| chart.functions(unit))
        .map(|held| held.statement.text.get(["en"]).chars().take(18).collect())
        .collect();
    let branches = atlas.pages.iter().enumerate();
    let branches = branches.filter(|(_, page)| page.kind == AtlasPageKind::Branches);
    let mut found = Vec::new();
    for (at, page) in branches {
        for item in &page.scene.items {
            let SceneItem::Text { run, .. } = item else { continue };
            if starts.iter().any(|start| run.text().starts_with(start.as_str())) {
                let size = f64::from(run.size()) * scale(atlas, page);
                found.push((at, size, item.bounds().top()));
            }
        }
    }
    found
}

#[test]
fn functions_have_one_legible_size() {
    let (chart, atlas) = atlas(None);
    let found = functions(&chart, &atlas);
    // Those of one sheet are too many for it, and stand in the handbook.
    assert!(found.len() >= 100, "{} of 129 functions", found.len());
    let first = found[0].1;
    assert!(first >= 6.99, "{first} points");
    for (page, size, top) in found {
        assert!((size - first).abs() < 0.05, "{size} points on sheet {page}");
        let groups = atlas.pages[page].scene.groups.iter();
        let cards = groups.filter(|group| matches!(group.subject, Subject::Unit(_)));
        let lowest = cards.map(|card| card.bounds.bottom()).fold(f32::NEG_INFINITY, f32::max);
        assert!(top > lowest, "on sheet {page} a function lies on a card");
    }
    for page in &atlas.pages {
        for item in &page.scene.items {
            let slack = page.scene.bounds.expand(1.0);
            assert!(slack.contains_rect(item.bounds()), "{item:?} is beyond the sheet");
        }
    }
}

#[test]
fn shared_functions_of_siblings_appear_once() {
    let (_, atlas) = atlas(None);
    let lines = |start: &str| -> Vec<usize> {
        let pages = atlas.pages.iter().enumerate();
        let has = |page: &AtlasPage| {
            page.scene.texts().filter(|run| run.text().starts_with(start)).count()
        };
        pages.flat_map(|(at, page)| vec![at; has(page)]).collect()
    };
    let heading = lines("Africa I Division · Africa II Division");
    assert_eq!(heading.len(), 1, "{heading:?}");
    assert_eq!(lines("Develop overall integrated"), heading);
}

#[test]
fn hides_functions_when_cards_do_not_count_them() {
    let (chart, atlas) = atlas(Some([CardPart::Acronym].into_iter().collect()));
    assert_eq!(functions(&chart, &atlas), []);
}
