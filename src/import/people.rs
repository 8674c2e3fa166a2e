//! Tables of people: each row is a post with its holder, below the superior named in a cell.

use std::collections::HashMap;

use super::columns::{Target, folded};
use super::draft::{Draft, DraftPost, DraftUnit, Ids, SOURCE_ID};
use super::references::{Found, References, Resolution, open_rings};
use super::report::Report;
use super::rows::Columns;
use super::table::{Row, Table};
use crate::message;

/// A post with its superior.
struct Place<'a> {
    row: &'a Row,
    id: &'a str,
    name: &'a str,
    department: &'a str,
    post: DraftPost,
    manager: Option<usize>,
}

/// The units for the posts of a table: the departments if there is a column for them, otherwise one for each post with
/// subordinates.
pub(super) fn units(table: &Table, columns: &Columns<'_>, report: &mut Report) -> Draft {
    let mut places = places(table, columns, report);
    answer(table, columns, &mut places, report);
    let groups = if columns.has(&Target::Department) {
        by_department(&places, columns.column(&Target::Department), report)
    } else {
        by_manager(&places)
    };
    draft(places, &groups, columns.column(&Target::Id), report)
}

/// The posts of the rows; rows with the same id and title are several holders of one post.
fn places<'a>(table: &'a Table, columns: &Columns<'a>, report: &mut Report) -> Vec<Place<'a>> {
    let mut places: Vec<Place<'_>> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for row in &table.rows {
        let mut post = columns.post(row, &Target::PostTitle, &Target::PostHolder, report);
        let name = columns.cell(row, &Target::PostHolder);
        if post.title.is_empty() && name.is_empty() {
            let column = columns.column(&Target::PostHolder);
            let message = message!("the row has neither a post nor a person");
            report.leave_out(row.number, column, "I002", message);
            continue;
        }
        if post.title.is_empty() {
            name.clone_into(&mut post.title);
        }
        post.fields = columns.fields(row);
        let id = columns.cell(row, &Target::Id);
        if let Some(&first) = known.get(id).filter(|_| !id.is_empty()) {
            let column = columns.column(&Target::Id);
            let of = &mut places[first].post;
            if of.title == post.title {
                of.holders.append(&mut post.holders);
                of.fte = of.fte.zip(post.fte).map(|(a, b)| a + b).or(of.fte).or(post.fte);
                report.second_holders += 1;
                let message = message!("{0} occurs twice: the post has two holders", id);
                report.correct(row.number, column, "holder", message);
                continue;
            }
            let message = message!("{0} occurs twice, for two posts", id);
            report.correct(row.number, column, "double", message);
        } else if !id.is_empty() {
            known.insert(id, places.len());
        }
        let department = columns.cell(row, &Target::Department);
        places.push(Place { row, id, name, department, post, manager: None });
    }
    places
}

/// Finds the superior of each post.
fn answer(table: &Table, columns: &Columns<'_>, places: &mut [Place<'_>], report: &mut Report) {
    let words = places.iter().map(|place| [place.id, place.name, place.post.title.as_str()]);
    let references = References::new(words);
    let column = columns.column(&Target::Manager);
    let mut above: Vec<Option<usize>> = Vec::with_capacity(places.len());
    let mut mended = Vec::new();
    let mut answers_to = |place: &Place<'_>, at: usize| {
        let cell = columns.cell(place.row, &Target::Manager);
        let mut correct = |how, message| mended.push((place.row.number, how, message));
        match references.resolve(cell) {
            Resolution::Nothing => None,
            Resolution::These(found) if found[0].row != at => {
                let Found { row: manager, spelling, how } = found[0];
                if let Some(how) = how {
                    correct(how, message!("{0} is read as {1}", cell, spelling));
                }
                Some(manager)
            }
            Resolution::These(_) => {
                correct("self", message!("{0} is the row itself: the post has no superior", cell));
                None
            }
            Resolution::Several => {
                correct("several", message!("{0} is ambiguous: the post has no superior", cell));
                None
            }
            Resolution::Unknown => {
                correct("unknown", message!("{0} was not found: the post has no superior", cell));
                None
            }
        }
    };
    for (at, place) in places.iter().enumerate() {
        above.push(if table.is_nested {
            let number = place.row.parent.map(|row| table.rows[row].number);
            number.and_then(|number| places.binary_search_by_key(&number, |it| it.row.number).ok())
        } else {
            answers_to(place, at)
        });
    }
    for (row, how, message) in mended {
        report.correct(row, column, how, message);
    }
    for at in open_rings(&mut above) {
        let message =
            message!("the superiors of these posts form a cycle: this post has no superior");
        report.correct(places[at].row.number, column, "ring", message);
    }
    for (place, manager) in places.iter_mut().zip(above) {
        place.manager = manager;
    }
}

/// Posts that form a unit.
struct Group {
    name: String,
    /// Index of its head.
    head: usize,
    members: Vec<usize>,
    /// Index of the parent group.
    parent: Option<usize>,
}

/// Depth of a post below the top.
fn depths(places: &[Place<'_>]) -> Vec<usize> {
    let mut depths: Vec<Option<usize>> = vec![None; places.len()];
    for start in 0..places.len() {
        let mut path = Vec::new();
        let mut at = Some(start);
        while let Some(here) = at.filter(|&here| depths[here].is_none()) {
            path.push(here);
            at = places[here].manager;
        }
        let first = at.and_then(|here| depths[here]).map_or(0, |depth| depth + 1);
        for (depth, &here) in (first..).zip(path.iter().rev()) {
            depths[here] = Some(depth);
        }
    }
    depths.into_iter().map(Option::unwrap_or_default).collect()
}

/// Number of posts below each post.
fn sizes(places: &[Place<'_>], depths: &[usize]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(depths[at]));
    let mut sizes = vec![0; places.len()];
    for at in order {
        if let Some(manager) = places[at].manager {
            sizes[manager] += sizes[at] + 1;
        }
    }
    sizes
}

/// One unit per department. Its head is the post with the most posts below, among those whose manager is in another
/// department; the unit is below the department of that manager. A post without a department belongs to the department
/// of its manager, or forms a separate unit.
fn by_department(places: &[Place<'_>], column: &str, report: &mut Report) -> Vec<Group> {
    let depths = depths(places);
    let sizes = sizes(places, &depths);
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|&at| (depths[at], at));
    let mut groups: Vec<Group> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut group_of: Vec<usize> = vec![0; places.len()];
    for at in order {
        let place = &places[at];
        let key = folded(place.department);
        let group = match (key.is_empty(), place.manager, known.get(&key)) {
            (true, Some(manager), _) => group_of[manager],
            (false, _, Some(&group)) => group,
            _ => {
                let name = if key.is_empty() { &place.post.title } else { place.department };
                groups.push(Group {
                    name: name.to_owned(),
                    head: at,
                    members: Vec::new(),
                    parent: None,
                });
                if !key.is_empty() {
                    known.insert(key, groups.len() - 1);
                }
                groups.len() - 1
            }
        };
        group_of[at] = group;
        groups[group].members.push(at);
    }
    for (number, group) in groups.iter_mut().enumerate() {
        group.members.sort_unstable();
        let from_outside =
            |&&at: &&usize| places[at].manager.is_none_or(|manager| group_of[manager] != number);
        let tops = group.members.iter().filter(from_outside);
        // If several have equally many, the first row is used.
        let head = tops.max_by_key(|&&at| (sizes[at], std::cmp::Reverse(at)));
        group.head = head.copied().unwrap_or(group.head);
    }
    let mut above: Vec<Option<usize>> = groups
        .iter()
        .map(|group| places[group.head].manager.map(|manager| group_of[manager]))
        .collect();
    for group in open_rings(&mut above) {
        let row = places[groups[group].head].row.number;
        let message =
            message!("the parents of these units form a cycle: this unit is at top level");
        report.correct(row, column, "ring", message);
    }
    in_order_of_heads(groups, &above)
}

/// The groups in the order of their heads' rows, with the index of the parent of each.
fn in_order_of_heads(groups: Vec<Group>, above: &[Option<usize>]) -> Vec<Group> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&group| groups[group].head);
    let mut new_places = vec![0; order.len()];
    for (new, &old) in order.iter().enumerate() {
        new_places[old] = new;
    }
    let with_parent = |(group, above): (Group, &Option<usize>)| Group {
        parent: above.map(|above| new_places[above]),
        ..group
    };
    let mut groups: Vec<Group> = groups.into_iter().zip(above).map(with_parent).collect();
    groups.sort_by_key(|group| group.head);
    groups
}

/// One unit for each post with subordinates, named after its title; all other posts belong to these units.
fn by_manager(places: &[Place<'_>]) -> Vec<Group> {
    let mut leads = vec![false; places.len()];
    for manager in places.iter().filter_map(|place| place.manager) {
        leads[manager] = true;
    }
    let is_unit = |at: usize| leads[at] || places[at].manager.is_none();
    let mut groups: Vec<Group> = Vec::new();
    let mut group_of: HashMap<usize, usize> = HashMap::new();
    for at in (0..places.len()).filter(|&at| is_unit(at)) {
        group_of.insert(at, groups.len());
        let name = places[at].post.title.clone();
        groups.push(Group { name, head: at, members: vec![at], parent: None });
    }
    for (at, place) in places.iter().enumerate() {
        let above = place.manager.and_then(|manager| group_of.get(&manager).copied());
        match (group_of.get(&at), above) {
            (Some(&group), above) => groups[group].parent = above,
            (None, Some(above)) => groups[above].members.push(at),
            (None, None) => {}
        }
    }
    groups
}

/// An id for a post: its row id prefixed by `post-`, otherwise one derived from its title.
fn post_id(place: &mut Place<'_>, ids: &mut Ids, column: &str, report: &mut Report) -> String {
    let (number, given) = (place.row.number, place.id);
    let otherwise = format!("post-row-{number}");
    if given.is_empty() {
        return ids.take(&format!("post {}", place.post.title), &otherwise);
    }
    let wanted = format!("post-{given}");
    let id = ids.keep(&wanted, &otherwise);
    if id != wanted {
        report.correct(number, column, "id", message!("the id {0} is changed to {1}", given, &id));
        place.post.fields.push((SOURCE_ID.into(), given.to_owned()));
    }
    id
}

/// The draft of some groups.
fn draft(
    mut places: Vec<Place<'_>>,
    groups: &[Group],
    id_column: &str,
    report: &mut Report,
) -> Draft {
    let mut ids = Ids::default();
    let unit_ids: Vec<String> = groups
        .iter()
        .enumerate()
        .map(|(at, group)| ids.take(&group.name, &format!("unit-{}", at + 1)))
        .collect();
    let mut post_ids: Vec<String> = vec![String::new(); places.len()];
    for (number, group) in groups.iter().enumerate() {
        for &at in &group.members {
            if at == group.head {
                post_ids[at].clone_from(&unit_ids[number]);
            } else {
                post_ids[at] = post_id(&mut places[at], &mut ids, id_column, report);
            }
        }
    }
    let unit = |(number, group): (usize, &Group)| {
        let mut unit = DraftUnit {
            row: Some(places[group.head].row.number),
            id: unit_ids[number].clone(),
            names: vec![(String::new(), group.name.clone())],
            kind: if group.parent.is_none() { "department" } else { "unit" }.into(),
            parent: group.parent,
            ..DraftUnit::default()
        };
        for &at in &group.members {
            let mut post = std::mem::take(&mut places[at].post);
            let said_by_tree = |manager: usize| {
                if at == group.head {
                    group.parent.map(|parent| groups[parent].head) == Some(manager)
                } else {
                    manager == group.head
                }
            };
            if let Some(manager) = places[at].manager.filter(|&manager| !said_by_tree(manager)) {
                post.reports_to = vec![post_ids[manager].clone()];
            }
            if at == group.head {
                unit.head = Some(post);
            } else {
                post.id.clone_from(&post_ids[at]);
                unit.posts.push(post);
            }
        }
        unit
    };
    Draft { units: groups.iter().enumerate().map(unit).collect(), ..Draft::default() }
}
