//! Quality of line breaks: penalties of line ends, and breaks between Chinese words.
//!
//! Chinese is segmented by forward maximum matching with a list of administrative terms
//! ([text segmentation](https://en.wikipedia.org/wiki/Text_segmentation)). A few characters that are not in the list
//! count as a word, a single one as a suffix.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_linebreak::BreakOpportunity;

/// Penalty of a line end after an article, a preposition or a conjunction, in square ems.
const AFTER_SMALL_WORD: f32 = 5.0;
/// Penalty after a hyphen in a word.
const AFTER_HYPHEN: f32 = 6.0;
/// Penalty after a syllable.
const WITHIN_WORD: f32 = 26.0;
/// Penalty after a Chinese conjunction or comma. Before any other Chinese word, a line may end without a penalty.
const AFTER_CHINESE_PAUSE: f32 = 2.0;

/// Words that should not be at the end of a line.
const SMALL_WORDS: &[&str] = &[
    "a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "am",
    "an", "auf", "das", "dem", "den", "der", "des", "die", "für", "im", "mit", "und", "von", "vom",
    "zu", "zum", "zur", "au", "aux", "d’", "de", "du", "en", "et", "la", "le", "les", "pour",
    "sur", "da", "del", "do", "dos", "e", "el", "los", "y", "и", "в", "на", "по", "с",
];

/// Administrative terms, longest first for each start.
const CHINESE_WORDS: &str = "\
办公室 办公厅 委员会 副秘书长 助理秘书长 秘书长 秘书处 书记处 主任 副主任 主管 处长 科长 司长 厅长 局长 部长 \
省长 市长 县长 组长 院长 所长 校长 馆长 总监 总裁 经理 顾问 助理 干事 官员 代表 特使 大使 参赞 专员 委员 常委 \
维持 和平 维和 行动 军事 警务 警察 政策 评价 培训 综合 最佳 做法 公共 事务 情况 中心 执行 政治 外勤 支助 法治 \
安全 机构 部门 改革 刑法 司法 咨询 解除 武装 复员 重返 社会 地雷 方案 管理 监督 信息 资源 规划 计划 长期 航空 \
海上活动 海上 活动 专业 规划员 部队 组建 备用 安排 人员 当前 基于 地域 小组 工作组 工作队 战略 发展 特派团 常设 能力 \
统筹 非洲 联盟 亚洲 中东 欧洲 拉丁美洲 美洲 前沿 特别 特等 高级 媒体 关系 联合国 国际 国家 全国 中国 中央 \
人民 政府 共和国 人力 财务 财政 审计 纪检 监察 组织 宣传 统战 政法 教育 科技 科学 技术 工业 信息化 民族 民政 \
司法 社会保障 保障 自然 环境 生态 住房 城乡 建设 交通 运输 水利 农业 农村 商务 文化 旅游 卫生 健康 退役 军人 \
应急 人民银行 银行 税务 海关 市场 监管 广播 电视 体育 统计 知识 产权 医疗 保险 信访 气象 地震 能源 国防 烟草 \
移民 林业 草原 铁路 民用 邮政 文物 中医药 药品 食品 外汇 档案 保密 密码 行政 审批 服务 数据 大数据 网络 信用 \
金融 证券 国有 资产 资本 投资 贸易 经济 合作 区域 城市 县城 街道 乡镇 社区 综合处 秘书 机要 文书 法规 法制 法律 \
研究 研究所 研究院 实验室 学院 大学 中学 小学 医院 门诊 病房 护理 手术 药剂 检验 影像 后勤 设备 采购 基建 保卫 \
质量 标准 客户 销售 市场部 产品 研发 工程 运营 运维 生产 物流 仓储 公司 集团 分公司 子公司 董事会 监事会 股东 \
总部 分部 分处 支部 党委 党组 工会 共青团 妇联 团委 直属 机关 事业 单位 企业 协会 学会 基金会 理事会 新闻 发言人 \
外交 外事 港澳 台湾 侨务 宗教 民主 人权 难民 儿童 妇女 老龄 残疾 志愿 救援 消防 公安 检察 法院 监狱 边防 海事 \
水务 园林 绿化 规范 考核 评估 协调 指导 支持 支援 联络 调查 统一 预算 决算 会计 出纳 收费 资金 项目 办事处 领事馆 \
";

/// Penalty of a line end after a part of a text, in square ems.
pub(super) fn ends_weakly(part: &str, is_hyphenated: bool) -> f32 {
    if is_hyphenated {
        return WITHIN_WORD;
    }
    match part.chars().next_back() {
        Some('、' | '和' | '与' | '及' | '，' | '的') => AFTER_CHINESE_PAUSE,
        Some('-' | '‐') => AFTER_HYPHEN,
        Some(_) if SMALL_WORDS.contains(&part.to_lowercase().as_str()) => AFTER_SMALL_WORD,
        _ => 0.0,
    }
}

/// The break opportunities of a text, except those within Chinese words.
pub(super) fn word_breaks<'a>(
    text: &'a str,
    breaks: impl Iterator<Item = (usize, BreakOpportunity)> + 'a,
) -> impl Iterator<Item = (usize, BreakOpportunity)> + 'a {
    let words = if text.chars().any(is_han) { words_in(text) } else { Vec::new() };
    breaks.filter(move |&(at, kind)| kind == BreakOpportunity::Mandatory || !is_within(&words, at))
}

fn is_within(words: &[(usize, usize)], at: usize) -> bool {
    let after = words.partition_point(|&(start, _)| start < at);
    after.checked_sub(1).is_some_and(|index| at < words[index].1)
}

/// The bytes at which Chinese words start and end.
fn words_in(text: &str) -> Vec<(usize, usize)> {
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut unknown: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let is_word = is_han(first);
        let end = at + if is_word { longest_word(&text[at..]) } else { first.len_utf8() };
        let is_known = end > at + first.len_utf8() || matches!(first, '和' | '与' | '及' | '的');
        if is_word && !is_known {
            unknown.push((at, end));
        } else {
            add_unknown(&mut words, &mut unknown);
            words.extend(is_word.then_some((at, end)));
        }
        at = end;
    }
    add_unknown(&mut words, &mut unknown);
    words
}

/// Adds a run of characters that are not in a known word: a single one belongs to the preceding word, as a suffix such
/// as 部 or 科; two or three form a word, four form two words; longer runs may be broken anywhere except before the last
/// character.
fn add_unknown(words: &mut Vec<(usize, usize)>, unknown: &mut Vec<(usize, usize)>) {
    match (unknown.as_slice(), words.last_mut()) {
        (&[(start, end)], Some(word)) if word.1 == start && word.1 - word.0 >= MIN_KNOWN_BYTES => {
            word.1 = end;
        }
        (&[(start, _), (_, end)] | &[(start, _), _, (_, end)], _) => words.push((start, end)),
        (&[(start, _), (_, middle), _, (_, end)], _) => {
            words.extend([(start, middle), (middle, end)]);
        }
        (&[.., (start, _), (_, end)], _) => {
            words.extend_from_slice(&unknown[..unknown.len() - 2]);
            words.push((start, end));
        }
        (single, _) => words.extend_from_slice(single),
    }
    unknown.clear();
}

/// Minimum length of a word to which a suffix is added: two characters, in bytes.
const MIN_KNOWN_BYTES: usize = 6;

/// Length of the longest known word at the start of a text, or of its first character, in bytes.
fn longest_word(text: &str) -> usize {
    static WORDS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| CHINESE_WORDS.split_whitespace().collect());
    const MAX_LETTERS: usize = 5;
    let ends = text.char_indices().map(|(start, letter)| start + letter.len_utf8());
    let ends: Vec<usize> = ends.take(MAX_LETTERS).collect();
    let known = ends.iter().rev().find(|&&end| WORDS.contains(&text[..end]));
    known.or(ends.first()).copied().unwrap_or(0)
}

const fn is_han(letter: char) -> bool {
    matches!(letter, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}

#[cfg(test)]
mod tests {
    use unicode_linebreak::linebreaks;

    use super::*;

    fn segmented(text: &str) -> String {
        let mut start = 0;
        let words = word_breaks(text, linebreaks(text)).map(|(end, _)| {
            let word = &text[start..end];
            start = end;
            word
        });
        words.collect::<Vec<_>>().join("|")
    }

    #[test]
    fn breaks_chinese_between_words() {
        assert_eq!(segmented("政策、评价和培训司"), "政策、|评价|和|培训司");
        assert_eq!(
            segmented("主管维持和平行动副秘书长办公室"),
            "主管|维持|和平|行动|副秘书长|办公室"
        );
        assert_eq!(segmented("解除武装、复员和重返社会科"), "解除|武装、|复员|和|重返|社会科");
        assert_eq!(segmented("采购合同科"), "采购|合同科");
        assert_eq!(segmented("资产维护处"), "资产|维护处");
        assert_eq!(segmented("社会保障厅"), "社会保障厅");
    }

    #[test]
    fn breaks_unknown_words_anywhere() {
        assert_eq!(segmented("噫吁嚱危乎高哉蜀道之难"), "噫|吁|嚱|危|乎|高|哉|蜀|道|之难");
    }
}
