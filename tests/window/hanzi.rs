//! A chart with very many different characters.

use organogram::model::Chart;
use organogram::scene::text::{FontSet, Weight};
use organogram::source::SourceText;

/// Returns a chart whose names contain 3,000 different characters.
pub(crate) fn chart() -> Chart {
    let fonts = FontSet::default();
    let font = fonts.font(Weight::Regular).face();
    let known = |&character: &char| font.covers(character);
    let hanzi: Vec<char> = ('\u{4e00}'..='\u{9fa5}').filter(known).take(3000).collect();
    assert_eq!(hanzi.len(), 3000);
    let mut text = String::from("(organogram: 1, languages: [\"zh\"], units: [");
    for (at, name) in hanzi.chunks(10).enumerate() {
        let parent =
            if at == 0 { String::new() } else { format!("parent: \"u{}\", ", (at - 1) / 6) };
        let name: String = name.iter().collect();
        text.push_str(&format!("(id: \"u{at}\", {parent}kind: \"team\", name: \"{name}\"),"));
    }
    text.push_str("])");
    Chart::load(&SourceText::new("hanzi.ron", text)).0
}
