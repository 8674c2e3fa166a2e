//! PDF tags for the structure of pages.

use std::num::NonZeroU16;

use krilla::geom::Rect as Area;
use krilla::tagging::{
    BBox, Identifier, ListNumbering, Node as TagNode, TableHeaderScope, Tag, TagGroup, TagKind,
};

use super::painter::Sheet;
use crate::scene::structure::{Element, HeadOf, Node, Said};

/// The tags of a structure. `drawn` contains the identifiers of each leaf, in order.
pub(super) fn of(
    nodes: &[Node<'_>],
    sheets: &[Sheet],
    drawn: &mut impl Iterator<Item = Vec<Identifier>>,
) -> Vec<TagNode> {
    let mut found = Vec::with_capacity(nodes.len());
    for node in nodes {
        match node {
            Node::Leaf(_) => {
                found.extend(drawn.next().unwrap_or_default().into_iter().map(TagNode::Leaf));
            }
            Node::Group(element, children) => {
                let children = of(children, sheets, drawn);
                // Rows of a table have equally many cells.
                if !children.is_empty() || matches!(element, Element::Cell) {
                    let tag = tag_of(element, sheets);
                    found.push(TagGroup::with_children(tag, children).into());
                }
            }
        }
    }
    found
}

fn tag_of(element: &Element<'_>, sheets: &[Sheet]) -> TagKind {
    match element {
        Element::Section => Tag::Section.into(),
        Element::Heading(level, words) => {
            let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(words.to_string())).into()
        }
        Element::Paragraph => Tag::P.into(),
        Element::List => Tag::L(ListNumbering::None).into(),
        Element::LabelledList => Tag::L(ListNumbering::Square).into(),
        Element::Item => Tag::LI.into(),
        Element::Label(None) => Tag::Lbl.into(),
        Element::Label(Some(said)) => {
            Tag::Lbl.with_alt_text(Some(said.words.to_string())).with_lang(language(said)).into()
        }
        Element::Body => Tag::LBody.into(),
        Element::Table => Tag::Table.into(),
        Element::Row => Tag::TR.into(),
        Element::HeadCell(HeadOf::Row) => Tag::TH(TableHeaderScope::Row).into(),
        Element::HeadCell(HeadOf::Column) => Tag::TH(TableHeaderScope::Column).into(),
        Element::Cell => Tag::TD.into(),
        Element::Contents => Tag::TOC.into(),
        Element::ContentsEntry => Tag::TOCI.into(),
        Element::Link => Tag::Link.into(),
        Element::Figure(said, page, bounds) => {
            let sheet = &sheets[*page];
            let (min, max) = (sheet.point(bounds.min), sheet.point(bounds.max));
            let area = Area::from_ltrb(min.x, min.y, max.x, max.y);
            Tag::Figure(Some(said.words.to_string()))
                .with_lang(language(said))
                .with_bbox(area.map(|area| BBox::new(*page, area)))
                .into()
        }
    }
}
fn language(said: &Said<'_>) -> Option<String> {
    Some(said.language).filter(|tag| !tag.is_empty()).map(str::to_owned)
}
