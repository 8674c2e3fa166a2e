//! The new edition made from the old one and the list of changes, as any program can from the JSON of both.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value, json};

/// Keys of a unit that follow from others.
const DERIVED: &[&str] = &["depth", "totals"];

/// A chart from its JSON export, comparable: lists of what has an id are maps, and what is derived, or leads to the
/// edition before, is left out.
pub(super) fn comparable(export: &Value) -> Value {
    let mut chart = plain(export);
    without(&mut chart, &["organogram", "previous"]);
    for key in ["sources", "bodies", "kinds", "fields", "shared_sets", "units"] {
        chart[key] = by_id(&chart[key]);
    }
    for unit in values(&mut chart["units"]) {
        without(unit, DERIVED);
        let own = list(&unit["functions"]).into_iter().filter(|held| held["shared"].is_null());
        let mut own: Vec<Value> = own.collect();
        own.sort_by_key(|held| held["place"].as_u64());
        for held in &mut own {
            without(held, &["place", "shared"]);
        }
        unit["functions"] = own.into();
    }
    // What a post reports to is drawn as a line, and stands with the post.
    let is_stated = |line: &Value| line["kind"] != "reports_to" || !line["text"].is_null();
    chart["relations"] = list(&chart["relations"]).into_iter().filter(is_stated).collect();
    sorted(chart)
}

/// The chart of the new edition.
pub(super) fn rebuilt(old: &Value, diff: &Value) -> Value {
    // An empty list of posts says that there are none now.
    let units = list(&diff["units"]);
    let (old, diff) = (comparable(old), plain(diff));
    let ids = Ids::of(&old, &diff);
    let mut new = old.clone();
    new["units"] = json!({});
    new["relations"] = json!([]);
    for row in units {
        match (list(&row["old"]).as_slice(), list(&row["new"]).as_slice()) {
            ([before], [after]) => {
                let unit = kept(&old["units"][text(before)], after, &row, &ids);
                new["units"][text(after)] = unit;
            }
            _ => {
                for unit in list(&row["new_units"]) {
                    let id = text(&unit["id"]).to_owned();
                    new["units"][id] = plain(&unit);
                }
            }
        }
    }
    for row in list(&diff["changes"]) {
        if row["part"] != "relation" {
            change(&mut new, &row);
        }
    }
    functions(&old, &mut new, &diff);
    new["relations"] = lines(&old, &diff, &ids).into();
    for row in list(&diff["references"]) {
        let unit = &mut new["units"][text(&row["unit"])];
        match (text(&row["part"]), &row["post"]) {
            ("parent", _) => unit["parent"] = row["value"].clone(),
            ("reports_to", Value::String(_)) => unit["head"]["reports_to"] = row["value"].clone(),
            ("reports_to", at) => {
                unit["posts"][number(at)]["reports_to"] = row["value"].clone();
            }
            _ => {}
        }
    }
    values(&mut new["units"]).for_each(|unit| without(unit, DERIVED));
    sorted(plain(&new))
}

/// What the ids of the old edition are now.
struct Ids {
    now: HashMap<String, String>,
    /// Units that were split, in both editions, and their posts.
    split: BTreeSet<String>,
}

impl Ids {
    fn of(old_chart: &Value, diff: &Value) -> Self {
        let mut ids = Self { now: HashMap::new(), split: BTreeSet::new() };
        for row in list(&diff["units"]) {
            let (old, new) = (list(&row["old"]), list(&row["new"]));
            match new.as_slice() {
                [one] => {
                    let pairs = old.iter().map(|it| (text(it).to_owned(), text(one).to_owned()));
                    ids.now.extend(pairs);
                }
                [] => {}
                _ => {
                    let after = list(&row["new_units"]);
                    let before = old.iter().map(|id| &old_chart["units"][text(id)]);
                    for unit in before.chain(&after) {
                        let posts = list(&unit["posts"]);
                        let all = std::iter::once(unit).chain(&posts);
                        ids.split.extend(all.map(|it| text(&it["id"]).to_owned()));
                    }
                }
            }
        }
        ids
    }

    fn now(&self, id: &Value) -> Value {
        self.now.get(text(id)).map_or_else(|| id.clone(), |now| now.as_str().into())
    }
}

/// A unit that is one to one, before its changes.
fn kept(old: &Value, id: &Value, row: &Value, ids: &Ids) -> Value {
    let mut unit = old.clone();
    unit["id"] = id.clone();
    if !unit["parent"].is_null() {
        unit["parent"] = ids.now(&unit["parent"]);
    }
    if row["posts"].is_array() {
        let post = |row: Value| {
            let mut post = place(&row["old"]).map_or(json!({}), |at| old["posts"][at].clone());
            post["id"] = row["id"].clone();
            post
        };
        unit["posts"] = list(&row["posts"]).into_iter().map(post).collect();
    }
    let Value::Object(fields) = &mut unit else { return unit };
    let head = fields.get_mut("head").into_iter();
    let head: Vec<&mut Value> = head.filter(|it| it.is_object()).collect();
    for post in head {
        post["reports_to"] = list(&post["reports_to"]).iter().map(|to| ids.now(to)).collect();
    }
    for post in fields.get_mut("posts").and_then(Value::as_array_mut).into_iter().flatten() {
        post["reports_to"] = list(&post["reports_to"]).iter().map(|to| ids.now(to)).collect();
    }
    unit
}

fn change(chart: &mut Value, row: &Value) {
    let (part, key) = (text(&row["part"]), text(&row["id"]));
    let is_gone = row["new"].is_null();
    if row["new_unit"].is_null() {
        let (list, value) = match part {
            "source" => ("sources", row["new_value"].clone()),
            "kinds" | "fields" => (part, row["new_value"].clone()),
            "words" => ("words", row["new"].clone()),
            "body" if is_gone => ("bodies", Value::Null),
            "body" => ("bodies", json!({ "id": key, "name": row["new"] })),
            "shared_set" if is_gone => ("shared_sets", Value::Null),
            "shared_set" => ("shared_sets", json!({ "id": key, "cite": row["new_cite"] })),
            "languages" => return chart["languages"] = row["new_value"].clone(),
            "provision" | "note" => return chart[format!("{part}s")] = row["new_value"].clone(),
            _ => return chart[part] = row["new"].clone(),
        };
        return chart[list][key] = value;
    }
    let unit = &mut chart["units"][text(&row["new_unit"])];
    let holder = match (&row["post"], place(&row["new_post"])) {
        (Value::Null, _) => unit,
        // A further post that is gone.
        (_, None) if !row["old_post"].is_null() => return,
        (_, Some(at)) => &mut unit["posts"][at],
        (_, None) if part == "head" && is_gone => return unit["head"] = Value::Null,
        (_, None) if unit["head"].is_null() && is_gone => return,
        (_, None) => &mut unit["head"],
    };
    match part {
        "head" | "post" => holder["title"] = row["new"].clone(),
        "holder" => holder["holders"] = row["new_value"].clone(),
        "field" => holder["fields"][key] = row["new_value"].clone(),
        "cite" => holder["cite"] = row["new_cite"].clone(),
        "basis" if is_gone => holder["basis"] = Value::Null,
        "basis" => holder["basis"] = json!({ "cite": row["new_cite"], "text": row["new"] }),
        "provision" | "note" => holder[format!("{part}s")] = row["new_value"].clone(),
        _ if row["new_value"].is_null() => holder[part] = row["new"].clone(),
        _ => holder[part] = row["new_value"].clone(),
    }
}

/// Functions and duties by the rows of all of them, each of which has its places.
fn functions(old: &Value, new: &mut Value, diff: &Value) {
    for unit in values(&mut new["units"]) {
        remove(unit, "functions");
        remove(&mut unit["head"], "duties");
        for post in unit["posts"].as_array_mut().into_iter().flatten() {
            remove(post, "duties");
        }
    }
    values(&mut new["shared_sets"]).for_each(|set| remove(set, "functions"));
    let mut lists: BTreeMap<(String, String), BTreeMap<usize, Value>> = BTreeMap::new();
    for row in list(&diff["functions"]) {
        for place in list(&row["new"]) {
            let mut said = json!({ "cite": place["cite"], "text": place["text"] });
            if place["text"].is_null() {
                let before = &row["old"][0];
                let holder = old.pointer(&pointer(before)).expect("its place is there");
                said["text"] = holder[number(&before["index"])]["text"].clone();
            }
            let pointer = pointer(&place);
            let (holder, key) = pointer.rsplit_once('/').expect("it is a path");
            let all = lists.entry((holder.to_owned(), key.to_owned())).or_default();
            all.insert(number(&place["index"]), said);
        }
    }
    for ((holder, key), all) in lists {
        let holder = new.pointer_mut(&holder).expect("its holder is there");
        holder[key] = all.into_values().collect();
    }
}

/// The list that a function stands in.
fn pointer(place: &Value) -> String {
    let (unit, set) = (text(&place["unit"]), text(&place["set"]));
    match (place["post_index"].as_u64(), place["post"].is_string()) {
        _ if !set.is_empty() => format!("/shared_sets/{set}/functions"),
        (Some(at), _) => format!("/units/{unit}/posts/{at}/duties"),
        (None, true) => format!("/units/{unit}/head/duties"),
        (None, false) => format!("/units/{unit}/functions"),
    }
}

/// Lines besides the tree.
fn lines(old: &Value, diff: &Value, ids: &Ids) -> Vec<Value> {
    let is_at_split =
        |from: &Value, to: &Value| [from, to].iter().any(|end| ids.split.contains(text(end)));
    let line = |from: &Value, to: &Value, kind: &Value, said: &Value, cite: &Value| {
        plain(&json!({ "from": from, "to": to, "kind": kind, "text": said, "cite": cite }))
    };
    let mut lines: Vec<Value> = list(&old["relations"])
        .iter()
        .filter(|it| !is_at_split(&it["from"], &it["to"]))
        .map(|it| {
            line(&ids.now(&it["from"]), &ids.now(&it["to"]), &it["kind"], &it["text"], &it["cite"])
        })
        .collect();
    for row in list(&diff["changes"]).iter().filter(|row| row["part"] == "relation") {
        let (from, to, kind) = (&row["from_id"], &row["to_id"], &row["id"]);
        if is_at_split(from, to) {
            continue;
        }
        if row["old"] != Value::Null || row["new"].is_null() {
            let ends = if row["new"].is_null() {
                (ids.now(from), ids.now(to))
            } else {
                (from.clone(), to.clone())
            };
            let before = line(&ends.0, &ends.1, kind, &row["old"], &row["old_cite"]);
            let at = lines.iter().position(|it| *it == before);
            lines.remove(at.unwrap_or_else(|| panic!("no line {before}")));
        }
        if !row["new"].is_null() {
            lines.push(line(from, to, kind, &row["new"], &row["new_cite"]));
        }
    }
    let references = list(&diff["references"]).into_iter().filter(|row| row["part"] == "relation");
    lines.extend(
        references
            .map(|it| line(&it["from_id"], &it["to_id"], &it["id"], &it["text"], &it["cite"])),
    );
    lines
}

/// Without nulls, empty lists and maps; a text that is the same in every language is a string.
fn plain(value: &Value) -> Value {
    match value {
        Value::Array(all) => all.iter().map(plain).collect(),
        Value::Object(fields) => {
            if let (1, Some(words)) = (fields.len(), fields.get("en")) {
                return words.clone();
            }
            // It leads to the edition before.
            let kept = fields.iter().filter(|(key, _)| *key != "was");
            let kept = kept.map(|(key, value)| (key.clone(), plain(value)));
            let is_empty = |value: &Value| match value {
                Value::Null => true,
                Value::Array(all) => all.is_empty(),
                Value::Object(fields) => fields.is_empty(),
                _ => false,
            };
            kept.filter(|(_, value)| !is_empty(value)).collect::<Map<_, _>>().into()
        }
        _ => value.clone(),
    }
}

fn sorted(mut chart: Value) -> Value {
    if let Some(lines) = chart["relations"].as_array_mut() {
        lines.sort_by_key(|it| {
            ["from", "to", "kind", "cite", "text"].map(|key| it[key].to_string())
        });
    }
    plain(&chart)
}

fn by_id(all: &Value) -> Value {
    list(all).into_iter().map(|it| (text(&it["id"]).to_owned(), it)).collect::<Map<_, _>>().into()
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn values(map: &mut Value) -> impl Iterator<Item = &mut Value> {
    map.as_object_mut().into_iter().flat_map(|fields| fields.values_mut())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn number(value: &Value) -> usize {
    place(value).expect("a place")
}

fn place(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

fn without(value: &mut Value, keys: &[&str]) {
    for key in keys {
        remove(value, key);
    }
}

fn remove(value: &mut Value, key: &str) {
    if let Some(fields) = value.as_object_mut() {
        fields.remove(key);
    }
}
