//! Generated organizations with everything that a file can say, and reforms of them.

use std::fmt::Write as _;

use super::reorganization::Random;

const NOUNS: &[(&str, &str)] = &[
    ("Harbour", "港口"),
    ("Budget", "预算"),
    ("Forest", "森林"),
    ("Patent", "专利"),
    ("Railway", "铁路"),
    ("Vaccine", "疫苗"),
    ("Census", "普查"),
    ("Bridge", "桥梁"),
    ("Museum", "博物馆"),
    ("Fishery", "渔业"),
    ("Archive", "档案"),
    ("Grain", "粮食"),
    ("Tariff", "关税"),
    ("Weather", "气象"),
    ("Lighthouse", "灯塔"),
    ("Passport", "护照"),
];
const KINDS: &[&str] = &["division", "office", "section", "crew"];
const LINES: &[&str] = &["supports", "advises", "coordinates", "serves", "reports_to"];

/// Text in English and Chinese, or the same in both.
#[derive(Clone)]
enum Words {
    Both(String, String),
    Plain(String),
}

impl Words {
    fn ron(&self) -> String {
        match self {
            Self::Both(en, zh) => format!("{{\"en\": \"{en}\", \"zh\": \"{zh}\"}}"),
            Self::Plain(words) => format!("\"{words}\""),
        }
    }
}

/// Sentence with its citation.
#[derive(Clone)]
struct Said {
    cite: String,
    text: Words,
}

impl Said {
    fn ron(&self) -> String {
        format!("(cite: \"{}\", text: {})", self.cite, self.text.ron())
    }
}

fn list<T>(all: &[T], ron: impl Fn(&T) -> String) -> String {
    format!("[{}]", all.iter().map(ron).collect::<Vec<_>>().join(", "))
}

/// End of a line, or a superior.
#[derive(Clone, PartialEq)]
enum End {
    Unit(usize),
    Post(String),
    Body(String),
}

#[derive(Clone)]
struct Post {
    id: String,
    title: Words,
    reports_to: Vec<End>,
    duties: Vec<Said>,
    /// Other fields, written out.
    facts: Vec<(&'static str, String)>,
}

#[derive(Clone)]
struct Unit {
    /// What stays the same when its id changes.
    key: usize,
    id: String,
    parent: Option<usize>,
    kind: &'static str,
    name: Words,
    head: Option<Post>,
    posts: Vec<Post>,
    functions: Vec<Said>,
    shared: Vec<&'static str>,
    /// Other fields, written out.
    facts: Vec<(&'static str, String)>,
    was: Option<Vec<String>>,
}

#[derive(Clone)]
struct Line {
    from: End,
    to: End,
    kind: &'static str,
    said: Said,
}

/// Organization with everything that a file can say.
#[derive(Clone)]
pub(super) struct Organization {
    units: Vec<Unit>,
    lines: Vec<Line>,
    bodies: Vec<(String, Words)>,
    sets: Vec<(&'static str, Vec<Said>)>,
    /// Fields of the file, written out.
    facts: Vec<(&'static str, String)>,
    next: usize,
}

/// Source of words and facts.
struct Maker<'r>(&'r mut Random);

impl Maker<'_> {
    fn one_in(&mut self, count: usize) -> bool {
        self.0.below(count) == 0
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.0.below(all.len())].clone()
    }

    fn words(&mut self, count: usize) -> Words {
        let all: Vec<(&str, &str)> = (0..count).map(|_| self.pick(NOUNS)).collect();
        let en = all.iter().map(|word| word.0).collect::<Vec<_>>().join(" ");
        if self.one_in(4) {
            return Words::Plain(en);
        }
        Words::Both(en, all.iter().map(|word| word.1).collect())
    }

    fn said(&mut self) -> Said {
        let cite = format!("{}.{}", 1 + self.0.below(30), 1 + self.0.below(9));
        Said { cite, text: self.words(6) }
    }

    fn some_said(&mut self, most: usize) -> Vec<Said> {
        (0..self.0.below(most + 1)).map(|_| self.said()).collect()
    }

    fn person(&mut self) -> String {
        let name = self.pick(&["Ada Marsh", "Ben Oduya", "Mei Lindqvist", "Ivo Reyes"]);
        match self.0.below(3) {
            0 => format!("\"{name}\""),
            1 => format!("(name: \"{name}\", acting: true, since: \"2022-03\")"),
            _ => format!("(name: \"{name}\", share: 0.5, email: \"quay@harbour.example\")"),
        }
    }

    /// A fact that units and posts may have.
    fn fact(&mut self) -> (&'static str, String) {
        let number = 1 + self.0.below(40);
        match self.0.below(3) {
            0 => ("count", if number > 30 { "several".to_owned() } else { number.to_string() }),
            1 => {
                let state = self.pick(&["pilot", "permanent"]);
                let site = self.words(1).ron();
                let all = [
                    format!("\"site\": {site}"),
                    format!("\"budget\": {number}.5"),
                    format!("\"state\": \"{state}\""),
                ];
                ("fields", format!("{{{}}}", all[self.0.below(3)..].join(", ")))
            }
            _ => ("cite", format!("[\"{number}.1\", \"{number}.2\"]")),
        }
    }

    fn post_fact(&mut self) -> (&'static str, String) {
        match self.0.below(5) {
            0 => ("rank", self.words(1).ron()),
            1 => ("fte", format!("{}.5", self.0.below(4))),
            2 => {
                let persons: Vec<String> = (0..=self.0.below(2)).map(|_| self.person()).collect();
                ("holder", list(&persons, Clone::clone))
            }
            3 => ("status", "planned".to_owned()),
            _ => self.fact(),
        }
    }

    fn unit_fact(&mut self) -> (&'static str, String) {
        match self.0.below(11) {
            0 => ("acronym", format!("\"{}\"", self.pick(&["HA", "PX", "QK", "RD"]))),
            1 => ("headcount", self.0.below(90).to_string()),
            2 => ("link", "\"https://harbour.example\"".to_owned()),
            3 => ("position", "staff".to_owned()),
            4 => ("status", self.pick(&["planned", "abolished"]).to_owned()),
            5 => ("layout", self.pick(&["row", "columns", "list"]).to_owned()),
            6 => ("also_named", list(&[self.words(2), self.words(2)], Words::ron)),
            7 => ("basis", self.said().ron()),
            8 => ("notes", list(&self.some_said(2), Said::ron)),
            9 => ("provisions", list(&self.some_said(3), Said::ron)),
            _ => self.fact(),
        }
    }

    fn end(&mut self, made: &Organization) -> End {
        let posts = || made.units.iter().flat_map(|unit| &unit.posts);
        match self.0.below(4) {
            0 => End::Body(self.pick(&made.bodies).0),
            1 if posts().next().is_some() => {
                End::Post(self.pick(&posts().map(|post| post.id.clone()).collect::<Vec<_>>()))
            }
            _ => End::Unit(self.pick(&made.units).key),
        }
    }

    fn post(&mut self, made: &mut Organization) -> Post {
        let id = format!("post{}", made.number());
        let reports_to = (0..self.0.below(3)).map(|_| self.end(made)).collect();
        let mut post =
            Post { id, title: self.words(2), reports_to, duties: self.some_said(2), facts: vec![] };
        for _ in 0..self.0.below(3) {
            set(&mut post.facts, self.post_fact());
        }
        post
    }

    fn unit(&mut self, made: &mut Organization, parent: Option<usize>) -> Unit {
        let key = made.number();
        let mut unit = Unit {
            key,
            id: format!("u{key}"),
            parent,
            kind: self.pick(KINDS),
            name: self.words(3),
            head: None,
            posts: Vec::new(),
            functions: self.some_said(5),
            shared: Vec::new(),
            facts: Vec::new(),
            was: None,
        };
        for _ in 0..self.0.below(4) {
            set(&mut unit.facts, self.unit_fact());
        }
        if self.one_in(4) {
            unit.shared = vec![self.pick(&made.sets).0];
        }
        unit
    }

    fn line(&mut self, made: &Organization) -> Line {
        let (mut from, to) = (self.end(made), self.end(made));
        while from == to {
            from = self.end(made);
        }
        Line { from, to, kind: self.pick(LINES), said: self.said() }
    }

    fn file_fact(&mut self) -> (&'static str, String) {
        let words = |maker: &mut Self| maker.words(1).ron();
        match self.0.below(6) {
            0 => ("title", words(self)),
            1 => ("words", format!("{{\"dual\": {}, \"vacant\": {}}}", words(self), words(self))),
            2 => ("provisions", list(&self.some_said(3), Said::ron)),
            3 => ("notes", list(&self.some_said(2), Said::ron)),
            4 => {
                let (label, choice) = (words(self), words(self));
                let color = self.pick(&["", ", color: \"#7a5fb0\""]);
                let fields = format!(
                    "[(id: \"site\", label: {label}, type: text), \
                     (id: \"budget\", type: number, unit: \"EUR\", total: {}), \
                     (id: \"state\", type: choice, values: [(id: \"pilot\", label: {choice}{color}), \
                     (id: \"permanent\")])]",
                    self.pick(&["sum", "mean"])
                );
                ("fields", fields)
            }
            _ => {
                let symbol = self.0.below(99);
                let numbering = self.pick(&["paragraphs", "free"]);
                let title = words(self);
                let source = format!(
                    "[(id: \"charter\", symbol: \"C/{symbol}\", title: {title}, numbering: {numbering})]"
                );
                ("sources", source)
            }
        }
    }
}

/// Puts a field in the place of one with its name.
fn set(facts: &mut Vec<(&'static str, String)>, fact: (&'static str, String)) {
    facts.retain(|(key, _)| *key != fact.0);
    facts.push(fact);
}

impl Organization {
    fn number(&mut self) -> usize {
        self.next += 1;
        self.next
    }

    /// An organization of some units.
    pub(super) fn of(count: usize, random: &mut Random) -> Self {
        let maker = &mut Maker(random);
        let bodies = (0..3).map(|at| (format!("body{at}"), maker.words(2))).collect();
        let sets = ["watch", "plan"].map(|id| (id, vec![maker.said(), maker.said()])).into();
        let (units, lines) = (Vec::new(), Vec::new());
        let mut made = Self { units, lines, bodies, sets, facts: Vec::new(), next: 0 };
        let fields = "[(id: \"site\", type: text), (id: \"budget\", type: number), \
                      (id: \"state\", type: choice, values: [(id: \"pilot\"), (id: \"permanent\")])]";
        made.facts.push(("fields", fields.to_owned()));
        for at in 0..count {
            let parent = (at > 0).then(|| made.units[(at - 1) / 3].key);
            let unit = maker.unit(&mut made, parent);
            made.units.push(unit);
        }
        for at in 0..count {
            for _ in 0..maker.0.below(3) {
                let post = maker.post(&mut made);
                made.units[at].posts.push(post);
            }
            if !maker.one_in(3) {
                made.units[at].head = Some(maker.post(&mut made));
            }
        }
        for _ in 0..count / 2 {
            let line = maker.line(&made);
            made.lines.push(line);
        }
        made
    }

    /// The organization after some reforms.
    pub(super) fn reformed(&self, reforms: usize, random: &mut Random) -> Self {
        let mut made = self.clone();
        made.units.iter_mut().for_each(|unit| unit.was = None);
        for _ in 0..reforms {
            made.reform(&mut Maker(random));
        }
        if random.below(2) == 0 {
            // All ids are new, or a few.
            let share = 1 + random.below(5);
            for unit in made.units.iter_mut().filter(|unit| unit.key % share == 0) {
                unit.id = format!("n{}", unit.key);
            }
        }
        made
    }

    fn reform(&mut self, make: &mut Maker<'_>) {
        let at = make.0.below(self.units.len());
        match make.0.below(22) {
            0 => self.units[at].name = make.words(3),
            1 => {
                let to = self.units[make.0.below(self.units.len())].key;
                if !self.is_in_branch(to, self.units[at].key) {
                    self.units[at].parent = Some(to);
                }
            }
            2 => self.split(at, make),
            3 => self.merge(at, make),
            4 => {
                let parent = Some(self.units[at].key);
                let unit = make.unit(self, parent);
                self.units.push(unit);
            }
            5 => self.abolish(at),
            6 => self.units[at].kind = make.pick(KINDS),
            7 => {
                let to = make.0.below(self.units.len());
                if let Some(said) = self.units[at].functions.pop() {
                    self.units[to].functions.insert(0, said);
                }
            }
            8 => {
                let new = make.said();
                if let Some(said) = self.units[at].functions.first_mut() {
                    *said = new;
                } else {
                    self.units[at].functions.push(new);
                }
            }
            9 => {
                let cite = make.said().cite;
                self.units[at].functions.iter_mut().for_each(|said| said.cite.clone_from(&cite));
            }
            10 => set(&mut self.units[at].facts, make.unit_fact()),
            11 => drop(self.units[at].facts.pop()),
            12 => self.units[at].head = (!make.one_in(3)).then(|| make.post(self)),
            13 => {
                let post = make.post(self);
                let place = make.0.below(self.units[at].posts.len() + 1);
                self.units[at].posts.insert(place, post);
            }
            14 => {
                if let Some(post) = self.units[at].posts.pop() {
                    self.forget(|end| *end == End::Post(post.id.clone()));
                }
            }
            15 | 16 => {
                let (title, duty, fact) = (make.words(2), make.said(), make.post_fact());
                let to = make.end(self);
                let unit = &mut self.units[at];
                if let Some(post) = unit.posts.first_mut().or(unit.head.as_mut()) {
                    match make.0.below(4) {
                        0 => post.title = title,
                        1 => post.duties = vec![duty],
                        2 => post.reports_to = vec![to],
                        _ => set(&mut post.facts, fact),
                    }
                }
            }
            17 => {
                let line = make.line(self);
                self.lines.push(line);
            }
            18 => drop(self.lines.pop()),
            19 => {
                let said = make.said();
                self.lines.iter_mut().take(1).for_each(|line| line.said = said.clone());
            }
            20 => {
                let name = make.words(2);
                self.bodies[0].1 = name;
                self.sets[0].1.push(make.said());
                self.units[at].shared = vec![make.pick(&self.sets).0];
            }
            _ => set(&mut self.facts, make.file_fact()),
        }
    }

    fn is_in_branch(&self, unit: usize, of: usize) -> bool {
        let parent = self.units.iter().find(|it| it.key == unit).and_then(|it| it.parent);
        unit == of || parent.is_some_and(|parent| self.is_in_branch(parent, of))
    }

    /// Divides the functions, posts and children of a unit among itself and a new one.
    fn split(&mut self, at: usize, make: &mut Maker<'_>) {
        let (own, parent) = (self.units[at].key, self.units[at].parent);
        if parent.is_none() {
            return;
        }
        let mut unit = make.unit(self, parent);
        let middle = self.units[at].functions.len() / 2;
        unit.functions = self.units[at].functions.split_off(middle);
        if make.one_in(2) {
            let id = self.units[at].id.clone();
            self.units[at].was = Some(vec![id.clone()]);
            unit.was = Some(vec![id]);
            unit.posts = std::mem::take(&mut self.units[at].posts);
        }
        let key = unit.key;
        self.units.push(unit);
        let children = self.units.iter_mut().filter(|it| it.parent == Some(own));
        children.step_by(2).for_each(|child| child.parent = Some(key));
        let is_own = |end: &End| *end == End::Unit(own);
        for line in self.lines.iter_mut().step_by(2).filter(|line| is_own(&line.from)) {
            line.from = End::Unit(key);
        }
    }

    /// Lets a unit go on in another one.
    fn merge(&mut self, at: usize, make: &mut Maker<'_>) {
        let to = make.0.below(self.units.len());
        let (from_key, to_key) = (self.units[at].key, self.units[to].key);
        if self.is_in_branch(to_key, from_key) || self.units[at].parent.is_none() {
            return;
        }
        let ids = vec![self.units[to].id.clone(), self.units[at].id.clone()];
        self.units[to].was = make.one_in(2).then_some(ids);
        let functions = std::mem::take(&mut self.units[at].functions);
        self.units[to].functions.extend(functions);
        for unit in self.units.iter_mut().filter(|it| it.parent == Some(from_key)) {
            unit.parent = Some(to_key);
        }
        self.remove(from_key);
    }

    fn abolish(&mut self, at: usize) {
        let (key, parent) = (self.units[at].key, self.units[at].parent);
        if parent.is_some() && self.units.len() > 4 {
            for unit in self.units.iter_mut().filter(|it| it.parent == Some(key)) {
                unit.parent = parent;
            }
            self.remove(key);
        }
    }

    fn remove(&mut self, key: usize) {
        let Some(at) = self.units.iter().position(|it| it.key == key) else { return };
        let posts: Vec<End> =
            self.units.remove(at).posts.into_iter().map(|post| End::Post(post.id)).collect();
        self.forget(|end| *end == End::Unit(key) || posts.contains(end));
    }

    /// Takes out references to what is gone.
    fn forget(&mut self, is_gone: impl Fn(&End) -> bool) {
        self.lines.retain(|line| !is_gone(&line.from) && !is_gone(&line.to));
        for post in
            self.units.iter_mut().flat_map(|unit| unit.head.iter_mut().chain(&mut unit.posts))
        {
            post.reports_to.retain(|end| !is_gone(end));
        }
    }

    fn end(&self, end: &End) -> String {
        match end {
            End::Unit(key) => {
                let unit = self.units.iter().find(|unit| unit.key == *key);
                format!("\"{}\"", unit.expect("what is gone is forgotten").id)
            }
            End::Post(id) | End::Body(id) => format!("\"{id}\""),
        }
    }

    fn post(&self, post: &Post, id: Option<&str>) -> String {
        let mut ron = id.map_or_else(String::new, |id| format!("id: \"{id}\", "));
        let superiors = list(&post.reports_to, |end| self.end(end));
        let duties = list(&post.duties, Said::ron);
        let _ =
            write!(ron, "title: {}, reports_to: {superiors}, duties: {duties}", post.title.ron());
        for (key, value) in &post.facts {
            let _ = write!(ron, ", {key}: {value}");
        }
        format!("({ron})")
    }

    fn unit(&self, unit: &Unit) -> String {
        let mut ron =
            format!("id: \"{}\", kind: \"{}\", name: {}", unit.id, unit.kind, unit.name.ron());
        if let Some(parent) = unit.parent {
            let _ = write!(ron, ", parent: {}", self.end(&End::Unit(parent)));
        }
        if let Some(head) = &unit.head {
            let _ = write!(ron, ", head: {}", self.post(head, None));
        }
        let posts = list(&unit.posts, |post| self.post(post, Some(&post.id)));
        let functions = list(&unit.functions, Said::ron);
        let shared = list(&unit.shared, |id| format!("\"{id}\""));
        let _ = write!(ron, ", posts: {posts}, functions: {functions}, shared_functions: {shared}");
        if let Some(was) = &unit.was {
            let _ = write!(ron, ", was: {}", list(was, |id| format!("\"{id}\"")));
        }
        for (key, value) in &unit.facts {
            let _ = write!(ron, ", {key}: {value}");
        }
        format!("    ({ron}),\n")
    }

    /// The structure file.
    pub(super) fn ron(&self, effective: &str) -> String {
        let mut ron = format!(
            "(\n    organogram: 1, languages: [\"en\", \"zh\"], effective: \"{effective}\",\n    \
             kinds: [(id: \"crew\", label: {{\"en\": \"Crew\", \"zh\": \"班组\"}})],\n"
        );
        for (key, value) in &self.facts {
            let _ = writeln!(ron, "    {key}: {value},");
        }
        let bodies =
            list(&self.bodies, |(id, name)| format!("(id: \"{id}\", name: {})", name.ron()));
        let sets = list(&self.sets, |(id, functions)| {
            format!("(id: \"{id}\", functions: {})", list(functions, Said::ron))
        });
        let _ = writeln!(ron, "    bodies: {bodies},\n    shared_functions: {sets},\n    units: [");
        self.units.iter().for_each(|unit| ron.push_str(&self.unit(unit)));
        let line = |line: &Line| {
            let (from, to) = (self.end(&line.from), self.end(&line.to));
            let Said { cite, text } = &line.said;
            let (kind, text) = (line.kind, text.ron());
            format!("(from: {from}, to: {to}, kind: {kind}, cite: \"{cite}\", text: {text})")
        };
        let _ = writeln!(ron, "    ],\n    relations: {},\n)", list(&self.lines, line));
        ron
    }
}
