//! Fuzzy matching of typed letters against names.

use pinyin::ToPinyin as _;

/// The rank of a name for a query: lower is better; `None` if it does not match. The letters must be a subsequence of
/// the name or of its pinyin, in full or by initials.
pub(crate) fn rank(query: &str, name: &str) -> Option<usize> {
    let query: Vec<char> = fold(query);
    if query.is_empty() {
        return Some(0);
    }
    let spelt = |part: fn(pinyin::Pinyin) -> &'static str| -> String {
        name.chars()
            .map(|it| it.to_pinyin().map_or_else(|| it.to_string(), |it| part(it).into()))
            .collect()
    };
    let whole = spelt(pinyin::Pinyin::plain);
    let initials = spelt(pinyin::Pinyin::first_letter);
    [name, &whole, &initials].iter().filter_map(|name| distance(&query, &fold(name))).min()
}

/// Lower-case letters without spaces.
fn fold(words: &str) -> Vec<char> {
    words.chars().filter(|it| !it.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// 0 for a prefix, 1 for a substring, otherwise 2 plus the length of the gaps.
fn distance(query: &[char], name: &[char]) -> Option<usize> {
    if let Some(at) = name.windows(query.len()).position(|piece| piece == query) {
        return Some(usize::from(at > 0));
    }
    let mut rest = name.iter().enumerate();
    let mut ends = None;
    for letter in query {
        let (at, _) = rest.find(|(_, known)| *known == letter)?;
        ends = Some((ends.map_or(at, |(first, _)| first), at));
    }
    ends.map(|(first, last)| 2 + last - first + 1 - query.len())
}

#[cfg(test)]
mod tests {
    use super::rank;

    #[test]
    fn closer_letters_rank_higher() {
        assert_eq!(rank("zoom", "Zoom in"), Some(0));
        assert_eq!(rank("in", "Zoom in"), Some(1));
        assert_eq!(rank("zin", "Zoom in"), Some(5));
        assert_eq!(rank("fd", "放大"), Some(0));
        assert_eq!(rank("fangda", "放大"), Some(0));
        assert_eq!(rank("ni", "Zoom in"), None);
        assert_eq!(rank("", "Zoom in"), Some(0));
    }
}
