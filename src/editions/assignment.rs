//! Assignment with maximum total value on a sparse graph.

use std::collections::VecDeque;

/// Minimum increase of a bid; the total differs from the optimum by at most this much per pair.
const INCREMENT: f32 = 1e-3;

/// Candidate pair, with its gain over staying unassigned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) object: u32,
    pub(super) value: f32,
}

/// Assigns objects to bidders with Bertsekas's [auction
/// algorithm](https://web.mit.edu/dimitrib/www/Auction_Encycl.pdf): each bidder in turn bids for the object with the
/// highest net value at current prices, and outbids its holder. A bidder for whom no object is worth its price stays
/// unassigned. Returns the object of each bidder.
pub(super) fn assign(bidders: &[Vec<Edge>], objects: usize) -> Vec<Option<u32>> {
    let mut price = vec![0.0_f32; objects];
    let mut holder = vec![u32::MAX; objects];
    let mut assigned = vec![None; bidders.len()];
    let mut waiting: VecDeque<u32> = (0_u32..).take(bidders.len()).collect();
    while let Some(bidder) = waiting.pop_front() {
        let (mut best, mut second) = (None::<(u32, f32)>, 0.0_f32);
        for edge in &bidders[bidder as usize] {
            let profit = edge.value - price[edge.object as usize];
            match best {
                Some((_, most)) if profit <= most => second = second.max(profit),
                _ => {
                    second = best.map_or(second, |(_, most)| second.max(most));
                    best = Some((edge.object, profit));
                }
            }
        }
        let Some((object, profit)) = best.filter(|(_, profit)| *profit > 0.0) else { continue };
        price[object as usize] += profit - second + INCREMENT;
        let outbid = std::mem::replace(&mut holder[object as usize], bidder);
        assigned[bidder as usize] = Some(object);
        if let Some(loser) = assigned.get_mut(outbid as usize) {
            *loser = None;
            waiting.push_back(outbid);
        }
    }
    assigned
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(values: &[(u32, f32)]) -> Vec<Edge> {
        values.iter().map(|&(object, value)| Edge { object, value }).collect()
    }

    #[test]
    fn maximizes_the_total_score() {
        // A greedy algorithm would assign object 0 to bidder 0 for 0.9, and leave bidder 1 unassigned.
        let bidders = [edges(&[(0, 0.9), (1, 0.8)]), edges(&[(0, 0.85)])];
        assert_eq!(assign(&bidders, 2), [Some(1), Some(0)]);
    }

    #[test]
    fn leaves_worthless_pairs_unmatched() {
        let bidders = [edges(&[(0, 0.2)]), edges(&[(0, 0.3)]), edges(&[(1, -0.1)]), edges(&[])];
        assert_eq!(assign(&bidders, 2), [None, Some(0), None, None]);
    }

    #[test]
    fn matches_brute_force() {
        let mut state = 7_u64;
        let mut random = || {
            state = super::super::features::finished(state.wrapping_add(0x9e37_79b9_7f4a_7c15));
            f32::from(u16::try_from(state >> 48).expect("16 bits are left")) / 65_535.0 - 0.3
        };
        for _ in 0..200 {
            let values: Vec<Vec<f32>> =
                (0..5).map(|_| (0..4).map(|_| random()).collect()).collect();
            let bidders: Vec<Vec<Edge>> = values
                .iter()
                .map(|row| {
                    (0_u32..).zip(row).map(|(object, &value)| Edge { object, value }).collect()
                })
                .collect();
            let found = assign(&bidders, 4);
            let total: f32 = found
                .iter()
                .zip(&values)
                .filter_map(|(object, row)| Some(row[object.as_ref().copied()? as usize]))
                .sum();
            let best = best(&values, 0);
            assert!((total - best).abs() < 6e-3, "{total} is not {best}");
        }
    }

    fn best(rows: &[Vec<f32>], used: u32) -> f32 {
        let Some((row, rest)) = rows.split_first() else { return 0.0 };
        let alone = best(rest, used);
        let taken = (0..row.len())
            .filter(|object| used & (1 << object) == 0)
            .map(|object| row[object] + best(rest, used | (1 << object)));
        taken.fold(alone, f32::max)
    }
}
