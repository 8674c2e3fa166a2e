//! Rails to corners, and what of a line is its own.

use emath::{Pos2, Rangef, Rect, pos2};

use super::Route;
use super::places::Places;
use super::rails::{Path, Rails, Zone};

/// The ways of all lines.
pub(super) fn ways(rails: &Rails, cards: &[Rect], places: &Places) -> Vec<Route> {
    let mut drawn = vec![None; rails.len()];
    rails.paths.iter().map(|path| Drawer { rails, cards, places, path }.way(&mut drawn)).collect()
}

struct Drawer<'a> {
    rails: &'a Rails,
    cards: &'a [Rect],
    places: &'a Places,
    path: &'a Path,
}

impl Drawer<'_> {
    /// The way of one line; `drawn` is from where to where each rail is drawn so far.
    fn way(&self, drawn: &mut [Option<Rangef>]) -> Route {
        let corners = self.corners();
        if corners.is_empty() {
            return Route::default();
        }
        let rails = &self.path.rails;
        let met = rails.iter().position(|&rail| drawn[rail as usize].is_some());
        let mut own = corners[..=met.unwrap_or(rails.len())].to_vec();
        let mut joint = None;
        if let Some(met) = met {
            let rail = rails[met] as usize;
            let range = drawn[rail].unwrap_or(Rangef::NOTHING);
            let enters = self.along(rails[met], corners[met]);
            let nearest = enters.clamp(range.min, range.max);
            let at = self.on_rail(rails[met], nearest);
            if own.last() != Some(&at) {
                own.push(at);
            }
            joint = Some(at);
        }
        for (at, &rail) in rails.iter().enumerate().take(met.map_or(rails.len(), |met| met + 1)) {
            let [start, end] =
                [corners[at], corners[at + 1]].map(|corner| self.along(rail, corner));
            let known = drawn[rail as usize].unwrap_or(Rangef::NOTHING);
            let range = Rangef::new(known.min.min(start.min(end)), known.max.max(start.max(end)));
            drawn[rail as usize] = Some(range);
        }
        let mut points = corners;
        if own.len() < 2 {
            (own, joint) = (Vec::new(), None);
        }
        if !self.path.meets_at_end {
            points.reverse();
            own.reverse();
        }
        Route { points, own, joint }
    }

    /// From the line's own end to its bundle's: one corner more than there are rails.
    fn corners(&self) -> Vec<Pos2> {
        let rails = &self.path.rails;
        let (Some(&first), Some(&last)) = (rails.first(), rails.last()) else { return Vec::new() };
        let mut corners = Vec::with_capacity(rails.len() + 1);
        corners.push(self.end(first));
        corners.extend(rails.windows(2).map(|pair| self.on_rail(pair[0], self.at(pair[1]))));
        corners.push(self.end(last));
        corners
    }

    fn at(&self, rail: u32) -> f32 {
        self.places.at[rail as usize]
    }

    /// A point on a rail, so far along it.
    fn on_rail(&self, rail: u32, along: f32) -> Pos2 {
        if self.rails.zones[rail as usize].is_level() {
            pos2(along, self.at(rail))
        } else {
            pos2(self.at(rail), along)
        }
    }

    fn along(&self, rail: u32, point: Pos2) -> f32 {
        if self.rails.zones[rail as usize].is_level() { point.x } else { point.y }
    }

    /// Where the first or last rail of a line meets what it ends at.
    fn end(&self, rail: u32) -> Pos2 {
        let along = match self.rails.zones[rail as usize] {
            Zone::Top(card) => self.cards[card as usize].min.y,
            Zone::Bottom(card) => self.cards[card as usize].max.y,
            Zone::Side(card) => self.cards[card as usize].max.x,
            Zone::Face(body) => self.places.bodies[body as usize].max.y,
            Zone::End(body) => self.places.bodies[body as usize].min.x,
            // Lines end at cards and bodies only.
            Zone::Left(_) | Zone::Right(_) | Zone::Shaft(_) | Zone::Shelf(_) | Zone::Channel(_) => {
                0.0
            }
        };
        self.on_rail(rail, along)
    }
}
