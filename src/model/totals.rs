//! Totals of branches: numbers of units, posts and holders, and sums of their facts.

use std::collections::BTreeMap;

use super::{
    Chart, Count, FieldEntry, FieldValue, Number, Party, Post, Status, Total, Unit, UnitIndex,
};

/// Totals of a branch: a unit and all units below it.
///
/// A card that represents several units multiplies itself and its branch. Abolished and planned units and posts are not
/// counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// Units.
    pub units: u64,
    /// Heads and further posts.
    pub posts: u64,
    /// Holders of these posts.
    pub holders: u64,
    /// Posts with status vacant.
    pub vacant: u64,
    /// Full-time equivalents, if any are stated.
    pub fte: Option<f64>,
    /// Headcount of units without listed posts, if any is stated.
    pub headcount: Option<f64>,
    /// Span of control: heads of direct child units, and posts of the unit that report to its head.
    pub span: u64,
    /// Levels below the unit.
    pub levels: u32,
    /// Functions; a shared function counts once for each unit.
    pub functions: u64,
    /// Sum or mean of each declared field, by declaration.
    pub fields: BTreeMap<u32, f64>,
    /// Whether a count of `several` is included, so that the numbers are lower bounds.
    pub is_at_least: bool,
}

/// Accumulator of a branch.
#[derive(Clone, Debug, Default)]
struct Sums {
    totals: Totals,
    /// Sum and number of values of each aggregated field.
    fields: BTreeMap<u32, (f64, f64)>,
}

/// Whether the file has numbers, posts or holders to add up.
#[must_use]
pub fn has_totals(chart: &Chart) -> bool {
    let has = |post: &Post| {
        !post.holders.is_empty()
            || post.status.is_some()
            || post.fte.is_some()
            || post.count.is_many()
    };
    let of_unit = |unit: &Unit| {
        unit.headcount.is_some()
            || unit.status.is_some()
            || unit.head.iter().chain(&unit.posts).any(has)
    };
    chart.fields().iter().any(|field| field.total != Total::None)
        || chart.units().iter().any(of_unit)
}

/// The totals of each unit's branch, in the order of the chart's units.
#[must_use]
pub fn totals(chart: &Chart) -> Vec<Totals> {
    let outline: Vec<UnitIndex> = chart.outline().collect();
    let mut sums = vec![Sums::default(); chart.units().len()];
    let mut all = vec![Totals::default(); chart.units().len()];
    for &index in outline.iter().rev() {
        let unit = chart.unit(index);
        let mut sum = std::mem::take(&mut sums[index.get()]);
        sum.add_own(chart, index, unit);
        // A unit that represents a post has the count of the post.
        if chart.post(index).is_none() {
            sum.multiply(unit.count);
        }
        let levels = sum.totals.levels;
        all[index.get()] = sum.finished(chart);
        // A post that is represented by a unit is counted with its unit.
        if let Some(parent) = unit.parent
            && is_counted(unit.status)
            && chart.post(index).is_none()
        {
            let above = &mut sums[parent.get()];
            above.add(sum);
            above.totals.levels = above.totals.levels.max(levels + 1);
            let heads = if unit.head.is_some() { number(unit.count).0 } else { 0 };
            above.totals.span = above.totals.span.saturating_add(heads);
        }
    }
    all
}

const fn is_counted(status: Option<Status>) -> bool {
    !matches!(status, Some(Status::Abolished | Status::Planned))
}

/// Multiplicity, and whether it is exact.
fn number(count: Count) -> (u64, bool) {
    match count {
        Count::Number(number) => (number.into(), true),
        Count::Several => (1, false),
    }
}

impl Sums {
    /// Adds the values of the unit itself.
    fn add_own(&mut self, chart: &Chart, index: UnitIndex, unit: &Unit) {
        self.totals.units = self.totals.units.saturating_add(1);
        self.totals.functions =
            self.totals.functions.saturating_add(chart.function_count(index) as u64);
        for post in unit.head.iter().chain(&unit.posts).filter(|post| is_counted(post.status)) {
            self.add_post(chart, post);
        }
        let answers = |post: &&Post| {
            post.id.is_some()
                && (post.reports_to.is_empty() || post.reports_to.contains(&Party::Unit(index)))
        };
        let counted = unit.posts.iter().filter(|post| is_counted(post.status));
        for post in counted.filter(answers) {
            self.totals.span = self.totals.span.saturating_add(number(post.count).0);
        }
        if unit.posts.is_empty() {
            add(&mut self.totals.headcount, unit.headcount);
        }
        self.add_fields(chart, &unit.fields);
    }

    fn add_post(&mut self, chart: &Chart, post: &Post) {
        let (count, is_exact) = number(post.count);
        self.totals.posts = self.totals.posts.saturating_add(count);
        let holders = post.holders.len() as u64;
        self.totals.holders = self.totals.holders.saturating_add(holders);
        if post.status == Some(Status::Vacant) {
            self.totals.vacant = self.totals.vacant.saturating_add(count);
        }
        add(&mut self.totals.fte, post.fte);
        self.totals.is_at_least |= !is_exact;
        self.add_fields(chart, &post.fields);
    }

    fn add_fields(&mut self, chart: &Chart, entries: &[FieldEntry]) {
        for entry in entries {
            if let FieldValue::Number(number) = entry.value
                && chart.fields()[entry.declaration as usize].total != Total::None
            {
                let (sum, values) = self.fields.entry(entry.declaration).or_default();
                *sum = bounded(*sum + number.get());
                *values += 1.0;
            }
        }
    }

    /// Multiplies everything by the count of the unit.
    fn multiply(&mut self, count: Count) {
        let (times, is_exact) = number(count);
        self.totals.is_at_least |= !is_exact;
        let Totals { units, posts, holders, vacant, functions, fte, headcount, .. } =
            &mut self.totals;
        for value in [units, posts, holders, vacant, functions] {
            *value = value.saturating_mul(times);
        }
        #[expect(clippy::cast_precision_loss, reason = "a number of units")]
        let times = times as f64;
        for value in [fte, headcount].into_iter().flatten() {
            *value = bounded(*value * times);
        }
        for (sum, values) in self.fields.values_mut() {
            *sum = bounded(*sum * times);
            *values = bounded(*values * times);
        }
    }

    fn add(&mut self, below: Self) {
        let Totals {
            units, posts, holders, vacant, functions, fte, headcount, is_at_least, ..
        } = below.totals;
        let own = &mut self.totals;
        own.units = own.units.saturating_add(units);
        own.posts = own.posts.saturating_add(posts);
        own.holders = own.holders.saturating_add(holders);
        own.vacant = own.vacant.saturating_add(vacant);
        own.functions = own.functions.saturating_add(functions);
        own.is_at_least |= is_at_least;
        for (own, below) in [(&mut own.fte, fte), (&mut own.headcount, headcount)] {
            if let Some(below) = below {
                *own = Some(bounded(own.unwrap_or_default() + below));
            }
        }
        for (field, (sum, values)) in below.fields {
            let own = self.fields.entry(field).or_default();
            *own = (bounded(own.0 + sum), bounded(own.1 + values));
        }
    }

    fn finished(&self, chart: &Chart) -> Totals {
        let field = |(&at, &(sum, values)): (&u32, &(f64, f64))| {
            let is_mean = chart.fields()[at as usize].total == Total::Mean;
            (at, if is_mean { sum / values } else { sum })
        };
        Totals { fields: self.fields.iter().map(field).collect(), ..self.totals.clone() }
    }
}

fn add(total: &mut Option<f64>, number: Option<Number>) {
    if let Some(number) = number {
        *total = Some(bounded(total.unwrap_or_default() + number.get()));
    }
}

/// The nearest finite number.
const fn bounded(number: f64) -> f64 {
    number.clamp(f64::MIN, f64::MAX)
}
