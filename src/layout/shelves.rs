//! Routing on shelves.
//!
//! The router treats a shelf as a card without extent from which its trees hang, and all shelves as one column. A line
//! therefore leaves a shelf through the space above its trees and continues beside the column; it crosses no other
//! shelf.

use emath::{Pos2, Rect, Vec2, pos2};

use super::placement::{Attachment, Placement};
use super::routing::{self, LineEnd, Routing};
use super::{LayoutRequest, Tree, gap};

/// Routes the lines of a request for a forest on shelves, and moves cards apart to make room for them; `shelves` are
/// the first roots of each.
pub(super) fn route(
    request: &LayoutRequest,
    tree: &Tree,
    placement: &mut Placement,
    shelves: &[usize],
) -> Routing {
    // Index of each card among cards and shelves.
    let mut places = Vec::with_capacity(tree.len());
    let mut parents: Vec<Option<u32>> = Vec::with_capacity(tree.len() + shelves.len());
    let mut joint = Placement::default();
    let mut rest = shelves.iter().peekable();
    let mut shelf = None;
    for node in 0..tree.len() {
        let (card, attachment) = (placement.cards[node], placement.attachments[node]);
        if rest.next_if(|&&first| first == node).is_some() {
            shelf = index(parents.len());
            parents.push(None);
            let top = pos2(0.0, card.min.y - gap::LEVEL);
            joint.cards.push(Rect::from_min_size(top, Vec2::ZERO));
            joint.attachments.push(Attachment::Nested(-gap::GUTTER / 2.0));
        }
        places.push(parents.len());
        let parent = tree.parent(node);
        parents.push(parent.map_or(shelf, |parent| index(places[parent])));
        joint.cards.push(card);
        joint.attachments.push(match (parent, attachment) {
            // Otherwise the tree would belong to the column of shelves.
            (None, Attachment::Nested(trunk) | Attachment::Hung(trunk)) => Attachment::Trunk(trunk),
            _ => attachment,
        });
    }
    joint.heads = placement.heads.iter().map(|&head| places[head]).collect();
    // The space above the first shelf ends at depth 0.
    joint.move_to_origin();
    let mut request = LayoutRequest { nodes: Vec::new(), ..request.clone() };
    for end in request.lines.iter_mut().flat_map(|line| [&mut line.from, &mut line.to]) {
        if let LineEnd::Card(card) = end {
            *card = index(places[*card as usize]).unwrap_or(*card);
        }
    }
    let staff = (0..).zip(&joint.attachments).filter(|(_, attachment)| attachment.is_of_staff());
    let staff: Vec<u32> = staff.map(|(at, _)| at).collect();
    let joint_tree = Tree::new(parents).with_staff(&staff);
    let mut routing = routing::route(&request, &joint_tree, &mut joint);
    routing.bars = places.iter().map(|&at| routing.bars[at]).collect();
    placement.cards = places.iter().map(|&at| joint.cards[at]).collect();
    placement.attachments = places.iter().map(|&at| joint.attachments[at]).collect();
    // The cards start at the origin, not the shelf above them.
    let corner = placement.bounds().min.to_vec2();
    placement.move_to_origin();
    routing.translate(-corner);
    routing
}

fn index(at: usize) -> Option<u32> {
    u32::try_from(at).ok()
}

impl Routing {
    fn translate(&mut self, by: Vec2) {
        for body in &mut self.bodies {
            *body = body.translate(by);
        }
        for bar in &mut self.bars {
            *bar += by.y;
        }
        let moved = |point: &mut Pos2| *point += by;
        for route in &mut self.routes {
            let points = route.points.iter_mut().chain(&mut route.own).chain(&mut route.joint);
            points.for_each(moved);
        }
    }
}
