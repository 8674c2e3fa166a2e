//! What the colours, lines and signs on a chart mean: a small row under it.

use std::collections::HashSet;

use emath::{Pos2, Rect, pos2, vec2};

use super::card::line_item;
use super::lines::{is_dual, relation_items};
use super::text::{Weight, face};
use super::theme::{Theme, size};
use super::words::word;
use super::{SceneItem, Subject};
use crate::i18n::Messages;
use crate::model::{Chart, KindIndex, RelationKind, UnitIndex, Word};

/// Between a sign and its words, between two entries, and between two rows.
const WORD_GAP: f32 = 7.0;
const ENTRY_GAP: f32 = 22.0;
const ROW: f32 = 20.0;
/// A row is no narrower than this where the chart is, so that the legend stays low.
const LEAST_WIDTH: f32 = 560.0;

/// A sign with what it means.
struct Entry {
    sign: Sign,
    words: String,
}

#[derive(Clone, Copy)]
enum Sign {
    Kind(KindIndex),
    Connector,
    Relation(RelationKind),
    Functions,
    Stack,
}

impl Sign {
    const fn width(self) -> f32 {
        match self {
            Self::Kind(_) => 14.0,
            Self::Connector | Self::Relation(_) => 34.0,
            Self::Functions => 20.0,
            Self::Stack => 17.0,
        }
    }
}

/// The legend of what is shown, from the left end of a chart's lower edge on.
pub(super) fn legend_items(
    chart: &Chart,
    units: &[UnitIndex],
    subjects: impl Iterator<Item = Subject>,
    messages: &Messages,
    language: &[&str],
    theme: &Theme,
    chart_area: Rect,
) -> Vec<SceneItem> {
    let entries = entries(chart, units, subjects, messages, language);
    let width = chart_area.width().max(LEAST_WIDTH);
    let left = chart_area.min.x;
    let mut corner = pos2(left, chart_area.max.y + ROW);
    let mut items = Vec::new();
    for Entry { sign, words } in entries {
        let words_width = face(Weight::Regular).width(&words, size::SMALL);
        let entry_width = sign.width() + WORD_GAP + words_width;
        if corner.x > left && corner.x + entry_width > left + width {
            corner = pos2(left, corner.y + ROW);
        }
        items.extend(sign_items(sign, chart, corner, theme));
        let place = corner + vec2(sign.width() + WORD_GAP, 0.0);
        let (small, weight) = (size::SMALL, Weight::Regular);
        items.push(line_item(&words, place, ROW, small, weight, theme.muted));
        corner.x += entry_width + ENTRY_GAP;
    }
    items
}

fn entries(
    chart: &Chart,
    units: &[UnitIndex],
    subjects: impl Iterator<Item = Subject>,
    messages: &Messages,
    language: &[&str],
) -> Vec<Entry> {
    let kinds: HashSet<KindIndex> = units.iter().map(|&unit| chart.unit(unit).kind).collect();
    let mut kinds: Vec<KindIndex> = kinds.into_iter().collect();
    kinds.sort_unstable();
    let mut entries: Vec<Entry> = kinds
        .into_iter()
        .map(|kind| Entry {
            sign: Sign::Kind(kind),
            words: chart.kind(kind).label.get(language.iter().copied()).to_owned(),
        })
        .collect();
    let mut add = |sign, it| {
        let words = word(chart, messages, language, it).to_owned();
        entries.push(Entry { sign, words });
    };
    let mut relations = Vec::new();
    let mut has_connectors = false;
    for subject in subjects {
        match subject {
            Subject::Relation(index) => relations.push(&chart.relations()[index as usize]),
            Subject::Connector(_) => has_connectors = true,
            Subject::Heading
            | Subject::Legend
            | Subject::Unit(_)
            | Subject::Body(_)
            | Subject::Elsewhere(_) => {}
        }
    }
    if has_connectors {
        add(Sign::Connector, Word::BelongsTo);
    }
    for &kind in RelationKind::ALL {
        let mut of_kind = relations.iter().filter(|relation| relation.kind == kind);
        let Some(first) = of_kind.next() else { continue };
        let word = if is_dual(chart, first) { Word::Dual } else { Word::Relation(kind) };
        add(Sign::Relation(kind), word);
    }
    if units.iter().any(|&unit| chart.function_count(unit) > 0) {
        add(Sign::Functions, Word::Functions);
    }
    if units.iter().any(|&unit| chart.unit(unit).count.is_many()) {
        add(Sign::Stack, Word::Several);
    }
    entries
}

/// A sign in a row that starts at a corner.
fn sign_items(sign: Sign, chart: &Chart, corner: Pos2, theme: &Theme) -> Vec<SceneItem> {
    let middle = corner.y + ROW / 2.0;
    let area = |width: f32, height: f32| {
        Rect::from_center_size(pos2(corner.x + width / 2.0, middle), vec2(width, height))
    };
    let border = Some((1.0, theme.border));
    let line = vec![pos2(corner.x, middle), pos2(corner.x + sign.width(), middle)];
    match sign {
        Sign::Kind(kind) => {
            let card = area(sign.width(), 12.0);
            let band = Rect::from_min_max(card.min, pos2(card.min.x + 4.0, card.max.y));
            let fill = theme.kind(chart.kind(kind));
            vec![
                SceneItem::Box { rect: card, radius: 2.0, fill: theme.card, border },
                SceneItem::Box { rect: band, radius: 0.0, fill, border: None },
            ]
        }
        Sign::Connector => {
            vec![SceneItem::Line { points: line, width: 1.5, color: theme.line, dash: None }]
        }
        Sign::Relation(kind) => relation_items(kind, line, theme),
        Sign::Functions => {
            let rect = area(sign.width(), 15.0);
            let place = pos2(corner.x + 7.0, corner.y);
            vec![
                SceneItem::Box { rect, radius: 7.5, fill: theme.hover, border },
                line_item("n", place, ROW, size::SMALL, Weight::Regular, theme.muted),
            ]
        }
        Sign::Stack => {
            let card = Rect::from_min_size(pos2(corner.x, middle - 7.0), vec2(12.0, 9.0));
            [4.0, 2.0, 0.0]
                .map(|step| SceneItem::Box {
                    rect: card.translate(vec2(step, step)),
                    radius: 2.0,
                    fill: theme.card,
                    border: Some((1.0, theme.line)),
                })
                .to_vec()
        }
    }
}
