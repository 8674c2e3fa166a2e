//! Generated reorganizations with known truth.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A word in English and in Chinese.
type Word = (&'static str, &'static str);

const TOPICS: &[Word] = &[
    ("harbour", "港口"),
    ("budget", "预算"),
    ("forest", "森林"),
    ("patent", "专利"),
    ("railway", "铁路"),
    ("vaccine", "疫苗"),
    ("census", "普查"),
    ("bridge", "桥梁"),
    ("pension", "养老金"),
    ("museum", "博物馆"),
    ("fishery", "渔业"),
    ("customs", "海关"),
    ("library", "图书"),
    ("mining", "矿产"),
    ("housing", "住房"),
    ("tariff", "关税"),
    ("weather", "气象"),
    ("police", "警务"),
    ("school", "学校"),
    ("hospital", "医院"),
    ("aviation", "航空"),
    ("energy", "能源"),
    ("archive", "档案"),
    ("translation", "翻译"),
    ("satellite", "卫星"),
    ("insurance", "保险"),
    ("audit", "审计"),
    ("recruitment", "招聘"),
    ("prison", "监狱"),
    ("tourism", "旅游"),
    ("sewage", "污水"),
    ("election", "选举"),
    ("broadcast", "广播"),
    ("veterinary", "兽医"),
    ("seed", "种子"),
    ("grain", "粮食"),
    ("lighthouse", "灯塔"),
    ("copyright", "版权"),
    ("passport", "护照"),
    ("standards", "标准"),
];
const PLACES: &[Word] = &[
    ("Northern", "北部"),
    ("Southern", "南部"),
    ("Coastal", "沿海"),
    ("Inland", "内陆"),
    ("Central", "中央"),
    ("Overseas", "海外"),
    ("Urban", "城市"),
    ("Rural", "乡村"),
    ("Alpine", "高山"),
    ("Island", "岛屿"),
    ("Border", "边境"),
    ("Polar", "极地"),
    ("Eastern", "东部"),
    ("Western", "西部"),
    ("River", "河流"),
    ("Desert", "沙漠"),
];
const KINDS: &[Word] =
    &[("Office", "室"), ("Section", "科"), ("Division", "处"), ("Service", "中心")];
const VERBS: &[Word] = &[
    ("Plans", "规划"),
    ("Inspects", "检查"),
    ("Licenses", "许可"),
    ("Registers", "登记"),
    ("Maintains", "维护"),
    ("Publishes", "公布"),
    ("Negotiates", "谈判"),
    ("Trains", "培训"),
    ("Purchases", "采购"),
    ("Collects", "收集"),
    ("Reviews", "审查"),
    ("Drafts", "起草"),
    ("Monitors", "监测"),
    ("Insures", "投保"),
    ("Repairs", "修理"),
    ("Certifies", "认证"),
];
const OBJECTS: &[Word] = &[
    ("contracts", "合同"),
    ("vehicles", "车辆"),
    ("statistics", "统计"),
    ("buildings", "房屋"),
    ("complaints", "投诉"),
    ("instruments", "仪器"),
    ("forecasts", "预报"),
    ("regulations", "条例"),
    ("laboratories", "实验室"),
    ("warehouses", "仓库"),
    ("inspectors", "督察员"),
    ("permits", "执照"),
    ("invoices", "发票"),
    ("boundaries", "界线"),
    ("collections", "藏品"),
    ("apprentices", "学徒"),
    ("machinery", "机械"),
    ("accidents", "事故"),
    ("surveys", "测绘"),
    ("subsidies", "补贴"),
];
const TAILS: &[Word] = &[
    ("every quarter", "每季度"),
    ("before the winter", "入冬之前"),
    ("on request of the courts", "应法院要求"),
    ("with the provinces", "会同各省"),
    ("under the treaty", "依照条约"),
    ("for the ministers", "供部长参考"),
    ("at short notice", "随时"),
    ("within thirty days", "三十日之内"),
    ("by public tender", "公开招标"),
    ("in two languages", "以两种语言"),
    ("at the lowest price", "以最低价格"),
    ("without charge", "免费"),
    ("after each flood", "每次洪水之后"),
    ("from the air", "从空中"),
    ("by random sample", "随机抽样"),
    ("together with the unions", "会同工会"),
];

/// Deterministic pseudorandom numbers (`SplitMix64`).
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).expect("it is below a usize")
    }

    fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    fn pick(&mut self, words: &[Word]) -> Word {
        words[self.below(words.len())]
    }
}

/// The words of a sentence in one language.
type Sentence = Vec<String>;

#[derive(Clone)]
struct Unit {
    parent: Option<usize>,
    name: Vec<String>,
    kind: usize,
    /// Each with its origins in the old chart: the number of the unit and of the function.
    functions: Vec<(Vec<(usize, usize)>, Sentence)>,
    /// The old units from which it was made.
    from: Vec<usize>,
}

/// The two texts, and the pairs of units and of functions by `id` and `citation`.
pub(super) struct Reorganization {
    pub(super) old: String,
    pub(super) new: String,
    pub(super) truth: BTreeSet<[String; 5]>,
}

fn words(word: Word, is_chinese: bool) -> Vec<String> {
    let text = if is_chinese { word.1 } else { word.0 };
    text.split(' ').map(str::to_owned).collect()
}

fn name(random: &mut Random, zh: bool) -> Vec<String> {
    let mut all = words(random.pick(PLACES), zh);
    all.extend(words(random.pick(TOPICS), zh));
    all.extend(words(random.pick(TOPICS), zh));
    all
}

fn sentence(random: &mut Random, zh: bool) -> Sentence {
    let parts = [
        random.pick(VERBS),
        random.pick(TOPICS),
        random.pick(OBJECTS),
        random.pick(TAILS),
        random.pick(TAILS),
    ];
    parts.into_iter().flat_map(|word| words(word, zh)).collect()
}

/// Deletes, swaps or replaces a word.
fn reword(sentence: &mut Sentence, random: &mut Random, zh: bool) {
    let at = random.below(sentence.len());
    match random.below(3) {
        0 if sentence.len() > 4 => drop(sentence.remove(at)),
        1 => {
            let other = random.below(sentence.len());
            sentence.swap(at, other);
        }
        _ => sentence[at] = words(random.pick(OBJECTS), zh).concat(),
    }
}

/// Returns an organization of `count` units and the result of a reform in which all ids are new.
pub(super) fn reorganization(count: usize, seed: u64, zh: bool) -> Reorganization {
    let random = &mut Random(seed);
    let old: Vec<Unit> = (0..count)
        .map(|at| Unit {
            parent: (at > 0).then(|| (at - 1) / 5),
            name: name(random, zh),
            kind: random.below(KINDS.len()),
            functions: (0..2 + random.below(4))
                .map(|place| (vec![(at, place)], sentence(random, zh)))
                .collect(),
            from: vec![at],
        })
        .collect();
    let mut new = old.clone();
    for unit in &mut new {
        if random.percent(15) {
            let at = random.below(unit.name.len());
            unit.name[at] = words(random.pick(TOPICS), zh).concat();
        }
        if random.percent(10) {
            unit.kind = random.below(KINDS.len());
        }
        for (_, sentence) in &mut unit.functions {
            if random.percent(35) {
                reword(sentence, random, zh);
            }
        }
        unit.functions.retain(|_| !random.percent(3));
        if random.percent(8) {
            unit.functions.push((Vec::new(), sentence(random, zh)));
        }
    }
    // Units without children among the last fifth: moved, split, merged, abolished, new.
    let leaves = count - count / 5..count;
    let mut is_gone = vec![false; count];
    let mut extra = Vec::new();
    for at in leaves {
        match random.below(10) {
            0 | 1 => new[at].parent = Some(random.below(count / 5)),
            2 if new[at].functions.len() >= 4 => {
                let functions = new[at].functions.split_off(2);
                let unit = Unit { name: name(random, zh), functions, ..new[at].clone() };
                extra.push(unit);
            }
            3 if !is_gone[at - 1] && new[at].functions.len() >= 2 => {
                let gone = new[at].clone();
                is_gone[at] = true;
                new[at - 1].functions.extend(gone.functions);
                new[at - 1].from.push(at);
            }
            4 => is_gone[at] = true,
            5 => extra.push(Unit {
                parent: Some(random.below(count / 5)),
                name: name(random, zh),
                kind: random.below(KINDS.len()),
                functions: (0..3).map(|_| (Vec::new(), sentence(random, zh))).collect(),
                from: Vec::new(),
            }),
            6 => {
                let to = random.below(count / 2);
                if let Some(function) = new[at].functions.pop() {
                    new[to].functions.push(function);
                }
            }
            _ => {}
        }
    }
    let kept = (0..count).filter(|&at| !is_gone[at]);
    let after: Vec<(usize, &Unit)> =
        kept.map(|at| (at, &new[at])).chain(extra.iter().map(|unit| (usize::MAX, unit))).collect();
    let mut truth = BTreeSet::new();
    for (number, (_, unit)) in after.iter().enumerate() {
        for from in &unit.from {
            let pair = [format!("u{from}"), String::new(), format!("n{number}"), String::new()];
            let [a, b, c, d] = pair;
            truth.insert(["unit".to_owned(), a, b, c, d]);
        }
        for (place, (from, _)) in unit.functions.iter().enumerate() {
            for (of, at) in from {
                let [a, b] = [format!("u{of}"), format!("{of}.{at}")];
                let [c, d] = [format!("n{number}"), format!("{}.{place}", 5_000 + number)];
                truth.insert(["function".to_owned(), a, b, c, d]);
            }
        }
    }
    let place = |parent: usize| after.iter().position(|(at, _)| *at == parent);
    let old_units: Vec<&Unit> = old.iter().collect();
    Reorganization {
        old: text(&old_units, "u", 0, &|parent| Some(parent), zh),
        new: text(&after.iter().map(|it| it.1).collect::<Vec<_>>(), "n", 5_000, &place, zh),
        truth,
    }
}

fn text(
    units: &[&Unit],
    letter: &str,
    first: usize,
    place: &dyn Fn(usize) -> Option<usize>,
    zh: bool,
) -> String {
    let language = if zh { "zh" } else { "en" };
    let blank = if zh { "" } else { " " };
    let mut text = format!("(organogram: 1, languages: [\"{language}\"], units: [\n");
    for (at, unit) in units.iter().enumerate() {
        let (en, han) = KINDS[unit.kind];
        let kind = if zh { han } else { en };
        let name = format!("{}{blank}{kind}", unit.name.join(blank));
        let _ = write!(
            text,
            "(id: \"{letter}{at}\", kind: \"{}\", name: \"{name}\", ",
            en.to_lowercase()
        );
        if let Some(parent) = unit.parent.and_then(place) {
            let _ = write!(text, "parent: \"{letter}{parent}\", ");
        }
        text.push_str("functions: [");
        for (place, (_, sentence)) in unit.functions.iter().enumerate() {
            let number = first + at;
            let words = sentence.join(blank);
            let _ = write!(text, "(cite: \"{number}.{place}\", text: \"{words}\"), ");
        }
        text.push_str("]),\n");
    }
    text.push_str("])");
    text
}
