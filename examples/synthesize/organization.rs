//! Invented organizations of any size with the shape of real ones, deterministic for a given size and seed.
//!
//! Managers have about five direct reports; about three percent have a long list of them. A hundred units form six
//! levels, a million form twelve. Names, titles and functions are in Chinese and English; some are short, some take two
//! lines.

use std::io::{self, Write};

/// Target number of levels by the decimal logarithm of the number of units.
const LEVELS: [(f64, f64); 5] = [(2.0, 8.5), (3.0, 7.8), (4.0, 8.6), (5.0, 10.0), (6.0, 11.4)];
/// Direct reports of a manager, on average.
const MEAN_SPAN: f64 = 6.3;

/// A word in Chinese and English.
type Word = (&'static str, &'static str);

const AREAS: [Word; 9] = [
    ("华东", "East China"),
    ("华南", "South China"),
    ("华北", "North China"),
    ("海外", "Overseas"),
    ("亚太", "Asia-Pacific"),
    ("欧洲", "Europe"),
    ("北美", "Americas"),
    ("总部", "Headquarters"),
    ("大湾区", "Greater Bay Area"),
];
const FIELDS: [Word; 20] = [
    ("研发", "R&D"),
    ("产品", "Product"),
    ("销售", "Sales"),
    ("市场", "Marketing"),
    ("财务", "Finance"),
    ("法务", "Legal"),
    ("人力资源", "Personnel"),
    ("供应链", "Supply Chain"),
    ("质量管理", "Quality"),
    ("客户服务", "Customer Success"),
    ("信息技术", "IT"),
    ("战略规划", "Strategy"),
    ("投资", "Investment"),
    ("行政", "Administration"),
    ("采购", "Procurement"),
    ("制造", "Manufacturing"),
    ("物流", "Logistics"),
    ("数据平台", "Data Platform"),
    ("安全", "Security"),
    ("合规审计", "Compliance and Internal Audit"),
];
/// Each kind's id, and the word for a unit of it.
const KINDS: [(&str, Word); 7] = [
    ("department", ("部", "Department")),
    ("office", ("办公室", "Office")),
    ("division", ("司", "Division")),
    ("service", ("处", "Service")),
    ("section", ("科", "Section")),
    ("unit", ("股", "Unit")),
    ("team", ("小组", "Team")),
];
const SURNAMES: [Word; 16] = [
    ("王", "Wang"),
    ("李", "Li"),
    ("张", "Zhang"),
    ("刘", "Liu"),
    ("陈", "Chen"),
    ("杨", "Yang"),
    ("赵", "Zhao"),
    ("黄", "Huang"),
    ("周", "Zhou"),
    ("吴", "Wu"),
    ("徐", "Xu"),
    ("孙", "Sun"),
    ("马", "Ma"),
    ("罗", "Luo"),
    ("梁", "Liang"),
    ("宋", "Song"),
];
const GIVEN_NAMES: [Word; 12] = [
    ("伟", "Wei"),
    ("思远", "Siyuan"),
    ("娜", "Na"),
    ("敏", "Min"),
    ("静", "Jing"),
    ("子涵", "Zihan"),
    ("强", "Qiang"),
    ("磊", "Lei"),
    ("雨欣", "Yuxin"),
    ("勇", "Yong"),
    ("艳", "Yan"),
    ("嘉豪", "Jiahao"),
];
const TITLES: [Word; 8] = [
    ("总监", "Director"),
    ("经理", "Manager"),
    ("高级经理", "Senior Manager"),
    ("主任", "Head"),
    ("副总裁", "Vice President"),
    ("负责人", "Lead"),
    ("高级工程师", "Principal Engineer"),
    ("首席架构师", "Chief Architect"),
];
const TASKS: [Word; 6] = [
    ("规划并汇报{}工作", "Plans {} and reports on it"),
    ("为{}提供咨询和培训", "Advises and trains staff in {}"),
    ("协调各单位的{}事务", "Coordinates {} with other units"),
    ("编制{}预算", "Draws up the budget for {}"),
    ("管理{}的日常运行", "Runs {} from day to day"),
    ("审查{}的成果", "Reviews the results of {}"),
];

/// A unit of an invented organization.
pub(crate) struct Unit {
    /// Index of its parent among the units; always smaller than its own.
    pub(crate) parent: Option<u32>,
    /// Distance from the root.
    pub(crate) depth: u32,
    /// Name in Chinese and English.
    pub(crate) name: [String; 2],
    /// Title of its head, if it has one.
    pub(crate) title: Option<[String; 2]>,
    /// Its functions.
    pub(crate) functions: Vec<[String; 2]>,
}

impl Unit {
    /// Returns the width and height in points of a card with the name and title in English, at most 236 wide.
    pub(crate) fn card_size(&self) -> (f32, f32) {
        const MOST: f32 = 236.0;
        let name = text_width(&self.name[1], 7.4);
        let title = self.title.as_ref().map_or(0.0, |title| text_width(&title[1], 6.4));
        let lines = |width: f32| (width / MOST).ceil();
        let width = name.min(MOST).max(title.min(MOST)).ceil() + 24.0;
        let height = 14.0 + 19.0 * lines(name).max(1.0) + 16.0 * lines(title);
        (width.clamp(120.0, 260.0), height.clamp(40.0, 110.0))
    }
}

fn text_width(words: &str, letter: f32) -> f32 {
    words.chars().map(|_| letter).sum()
}

/// Returns the units of an organization, level by level; siblings are adjacent.
pub(crate) fn organization(count: u32, seed: u64) -> Vec<Unit> {
    let mut random = Random(seed.wrapping_mul(1_000_003).wrapping_add(u64::from(count)));
    let places = tree(count, &mut random);
    let unit = |(parent, depth): (Option<u32>, u32)| random.unit(parent, depth);
    places.into_iter().map(unit).collect()
}

/// Returns the parent and depth of each unit.
fn tree(count: u32, random: &mut Random) -> Vec<(Option<u32>, u32)> {
    let growth = f64::from(count).powf(1.0 / levels(count));
    let is_manager = (growth / MEAN_SPAN).min(0.9);
    let mut units = vec![(None, 0)];
    // The units of the lowest level so far; the members of a long list get no children.
    let mut level = vec![0_u32];
    let mut next_number = 1;
    while next_number < count {
        let mut managers: Vec<u32> = level.clone();
        managers.retain(|&unit| unit == 0 || random.chance(is_manager));
        if managers.is_empty() {
            managers.push(level[random.below(level.len())]);
        }
        let last = level;
        level = Vec::new();
        for manager in managers {
            let (span, is_list) = if manager == 0 { (6, false) } else { random.span() };
            for _ in 0..span.min(count - next_number) {
                units.push((Some(manager), units[manager as usize].1 + 1));
                if !is_list {
                    level.push(next_number);
                }
                next_number += 1;
            }
        }
        if level.is_empty() {
            level = last;
        }
    }
    units.truncate(count as usize);
    units
}

/// Returns the target number of levels for an organization of a given size.
fn levels(count: u32) -> f64 {
    let x = f64::from(count.max(100)).log10();
    let between = LEVELS.windows(2).find(|pair| x <= pair[1].0);
    between.map_or(LEVELS[4].1, |pair| {
        pair[0].1 + (pair[1].1 - pair[0].1) * (x - pair[0].0) / (pair[1].0 - pair[0].0)
    })
}

/// Writes an organization as a structure file.
pub(crate) fn write_structure(units: &[Unit], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "(\n    organogram: 1,\n    languages: [\"zh\", \"en\"],")?;
    writeln!(out, "    title: {{\"zh\": \"示例集团\", \"en\": \"Example Group\"}},\n    units: [")?;
    for (at, unit) in units.iter().enumerate() {
        let kind = KINDS[(unit.depth as usize).min(KINDS.len() - 1)].0;
        write!(out, "        (id: \"u{at}\", ")?;
        if let Some(parent) = unit.parent {
            write!(out, "parent: \"u{parent}\", ")?;
        }
        write!(out, "kind: \"{kind}\", name: {}", text(&unit.name))?;
        if let Some(title) = &unit.title {
            write!(out, ",\n         head: (title: {}, ", text(title))?;
            if let Some(parent) = unit.parent {
                write!(out, "reports_to: [\"u{parent}\"], ")?;
            }
            write!(out, "cite: [\"{at}.1\"])")?;
        }
        write!(out, ",\n         functions: [")?;
        for (letter, function) in ('a'..).zip(&unit.functions) {
            write!(out, "(cite: [\"{at}.2({letter})\"], text: {}), ", text(function))?;
        }
        writeln!(out, "]),")?;
    }
    writeln!(out, "    ],\n)")
}

/// Returns a text in both languages as RON.
fn text([zh, en]: &[String; 2]) -> String {
    format!("{{\"zh\": {zh:?}, \"en\": {en:?}}}")
}

/// Deterministic pseudorandom numbers (`SplitMix64`).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    /// Returns a number from 0 up to, but not including, 1.
    fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or(0)) / 4_294_967_296.0
    }

    fn chance(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or(0)
    }

    fn pick(&mut self, words: &[Word]) -> Word {
        words[self.below(words.len())]
    }

    /// Returns the number of direct reports of a manager, and whether they form a long list of units without children.
    fn span(&mut self) -> (u32, bool) {
        if self.chance(0.03) {
            return (20 + u32::try_from(self.below(23)).unwrap_or(0), true);
        }
        let angle = std::f64::consts::TAU * self.share();
        let normal = (-2.0 * (1.0 - self.share()).ln()).sqrt() * angle.cos();
        let span = (5.0 * (0.5 * normal).exp()).round();
        let nearest = (1..=16_u32).find(|&whole| span <= f64::from(whole));
        (nearest.unwrap_or(16), false)
    }

    fn unit(&mut self, parent: Option<u32>, depth: u32) -> Unit {
        let (_, kind) = KINDS[(depth as usize).min(KINDS.len() - 1)];
        let field = self.pick(&FIELDS);
        let area = if self.chance(0.5) { self.pick(&AREAS) } else { ("", "") };
        let name = [
            format!("{}{}{}", area.0, field.0, kind.0),
            format!("{} {} {}", area.1, field.1, kind.1).trim().to_owned(),
        ];
        let title = (!self.chance(0.12)).then(|| self.title(field));
        let functions = (0..=self.below(3))
            .map(|_| {
                let task = self.pick(&TASKS);
                [task.0.replace("{}", field.0), task.1.replace("{}", &field.1.to_lowercase())]
            })
            .collect();
        Unit { parent, depth, name, title, functions }
    }

    fn title(&mut self, field: Word) -> [String; 2] {
        let (surname, given) = (self.pick(&SURNAMES), self.pick(&GIVEN_NAMES));
        let title = self.pick(&TITLES);
        let mut words = [
            format!("{}{} {}", surname.0, given.0, title.0),
            format!("{} {}, {}", given.1, surname.1, title.1),
        ];
        if self.chance(0.3) {
            let second = self.pick(&FIELDS);
            words[0].push_str(&format!("（{}）兼 {}", field.0, second.0));
            words[1].push_str(&format!(", {}, and acting for {}", field.1, second.1));
        }
        words
    }
}
