//! Finding things by a few letters of what they are called, the best match first.

use crate::catalog::Sorting;

/// Something that can be found.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// What it is called.
    pub label: &'a str,
    /// Other words it may be looked for by: its kind, where it belongs.
    pub words: &'a str,
    /// What it is worth beside how well it matches: what was used lately is worth more.
    pub bonus: i32,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which of the candidates.
    pub at: usize,
    /// The matched characters of its label, by number, in order.
    pub marks: Vec<usize>,
    score: i32,
}

/// The matches of a query, best first, at most `limit`. Every word of the query has to be found, in the label or the other words. Of equal
/// matches the earlier candidate comes first; an empty query finds everything, by bonus.
pub fn find<'a>(query: &str, candidates: impl Iterator<Item = Candidate<'a>>, limit: usize) -> Vec<Found> {
    let words: Vec<Vec<char>> = query.split_whitespace().map(|word| word.chars().map(fold).collect()).collect();
    let mut found: Vec<Found> = candidates
        .enumerate()
        .filter_map(|(at, candidate)| {
            let mut marks = Vec::new();
            let mut score = candidate.bonus;
            for word in &words {
                match match_word(word, candidate.label) {
                    Some((worth, places)) => {
                        score += worth;
                        marks.extend(places);
                    }
                    // What stands beside the label is worth less than any match in it, and has to be there in one piece.
                    None => score += words_worth(word, candidate.words)?,
                }
            }
            marks.sort_unstable();
            marks.dedup();
            Some(Found { at, marks, score })
        })
        .collect();
    found.order_by(|a, b| b.score.cmp(&a.score).then(a.at.cmp(&b.at)));
    found.truncate(limit);
    found
}

fn fold(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

const WHOLE: i32 = 400;
const PREFIX: i32 = 260;
const PIECE_AT_WORD: i32 = 200;
const PIECE: i32 = 120;
const AT_WORD: i32 = 14;
const IN_A_ROW: i32 = 8;
const SCATTERED: i32 = 40;
const GAP: i32 = 2;
/// A label of so many letters is short: whoever types some of them means it.
const SHORT: usize = 20;

/// What a word is worth in a label, and where it is.
fn match_word(word: &[char], label: &str) -> Option<(i32, Vec<usize>)> {
    let original: Vec<char> = label.chars().collect();
    if original.len() < word.len() {
        return None;
    }
    let folded: Vec<char> = original.iter().copied().map(fold).collect();
    let begins = |at: usize| begins_word(&original, at);
    let length = original.len().min(60) as i32;
    let pieces = (0..=folded.len() - word.len()).filter(|at| folded[*at..*at + word.len()] == *word);
    // In one piece: at the beginning of a word if it stands there anywhere.
    let best = pieces.map(|at| (at != 0, !begins(at), at)).min();
    if let Some((_, inside, at)) = best {
        let worth = match (at, inside) {
            (0, _) if folded.len() == word.len() => WHOLE,
            (0, _) => PREFIX,
            (_, false) => PIECE_AT_WORD,
            (_, true) => PIECE,
        };
        return Some((worth - length, (at..at + word.len()).collect()));
    }
    // In a long label any letters are found somewhere: they have to begin words or stand together there.
    let (worth, places) = scattered(word, &folded, &begins)?;
    (worth >= 0 || folded.len() <= SHORT).then_some((SCATTERED + worth - length, places))
}

/// The letters in their order with others between: the beginnings of words are preferred, as in `oi` for `order_items`,
/// as long as the rest can still be found behind them.
fn scattered(word: &[char], label: &[char], begins: &dyn Fn(usize) -> bool) -> Option<(i32, Vec<usize>)> {
    // The last place at which the letters from each one on can still begin.
    let mut latest = vec![0; word.len()];
    let mut end = label.len();
    for at in (0..word.len()).rev() {
        end = label[..end].iter().rposition(|c| *c == word[at])?;
        latest[at] = end;
    }
    let mut places = Vec::with_capacity(word.len());
    let (mut from, mut worth) = (0, 0);
    for (at, letter) in word.iter().enumerate() {
        let mut here = (from..=latest[at]).filter(|place| label[*place] == *letter);
        let next = here.clone().next().filter(|place| at > 0 && *place == from);
        let place = next.or_else(|| here.clone().find(|place| begins(*place))).or_else(|| here.next())?;
        worth += if begins(place) { AT_WORD } else { 0 };
        worth += if at > 0 && place == from { IN_A_ROW } else { -(GAP * (place - from).min(8) as i32) };
        places.push(place);
        from = place + 1;
    }
    Some((worth, places))
}

/// True where a word begins: after a sign, or with a capital after a small letter.
fn begins_word(label: &[char], at: usize) -> bool {
    match at.checked_sub(1).and_then(|before| label.get(before)) {
        None => true,
        Some(before) => {
            !before.is_alphanumeric() || (before.is_lowercase() && label.get(at).is_some_and(|c| c.is_uppercase()))
        }
    }
}

fn words_worth(word: &[char], words: &str) -> Option<i32> {
    let folded: Vec<char> = words.chars().map(fold).collect();
    let at = (0..(folded.len() + 1).saturating_sub(word.len())).find(|at| folded[*at..*at + word.len()] == *word)?;
    Some(if begins_word(&folded, at) { 30 } else { 5 })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(query: &str, labels: &[&str]) -> Vec<String> {
        let candidates = labels.iter().map(|label| Candidate { label, words: "", bonus: 0 });
        find(query, candidates, 10).into_iter().map(|found| labels[found.at].to_owned()).collect()
    }

    #[test]
    fn the_closer_the_earlier() {
        let labels = ["reorder", "order_items", "orders", "order", "purchase_order", "other_random_key"];
        assert_eq!(found("order", &labels), ["order", "orders", "order_items", "purchase_order", "reorder"]);
        assert_eq!(found("oi", &labels), ["order_items"]);
    }

    #[test]
    fn initials_are_found_before_letters_that_happen_to_be_there() {
        assert_eq!(found("cid", &["customer_id", "coincide"]), ["coincide", "customer_id"], "a piece is closer");
        assert_eq!(found("cuid", &["cucumber_side", "customer_id", "CustomerId"])[0], "CustomerId");
    }

    #[test]
    fn letters_that_a_sentence_has_anyway_find_nothing() {
        assert!(found("entid", &["Save now (it is saved by itself, too)"]).is_empty());
        assert_eq!(found("snss", &["Save now (it is saved by itself, too)"]).len(), 1);
    }

    #[test]
    fn every_word_has_to_be_found() {
        let candidate = |label, words| Candidate { label, words, bonus: 0 };
        let all =
            [candidate("name", "column customers"), candidate("name", "column orders"), candidate("id", "column")];
        let at = |query| find(query, all.iter().copied(), 9).into_iter().map(|f| f.at).collect::<Vec<_>>();
        assert_eq!(at("name orders"), [1]);
        assert_eq!(at("orders name"), [1]);
        assert_eq!(at("name"), [0, 1]);
        assert_eq!(at("x"), Vec::<usize>::new());
    }

    #[test]
    fn what_was_used_lately_comes_first() {
        let all = [("undo", 0), ("redo", 0), ("export", 50)];
        let candidates = || all.iter().map(|(label, bonus)| Candidate { label, words: "", bonus: *bonus });
        assert_eq!(find("", candidates(), 9)[0].at, 2);
        assert_eq!(find("undo", candidates(), 9)[0].at, 0);
    }

    #[test]
    fn marks_are_the_letters_that_matched() {
        let marks = |query: &str, label: &str| {
            find(query, [Candidate { label, words: "", bonus: 0 }].into_iter(), 1)[0].marks.clone()
        };
        assert_eq!(marks("oi", "order_items"), [0, 6]);
        assert_eq!(marks("items order", "order_items"), [0, 1, 2, 3, 4, 6, 7, 8, 9, 10]);
        assert_eq!(marks("É", "café"), [3]);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_answered(query in ".{0,12}", label in ".{0,40}", words in ".{0,20}") {
            for found in find(&query, [Candidate { label: &label, words: &words, bonus: 0 }].into_iter(), 3) {
                let letters: Vec<char> = label.chars().collect();
                prop_assert!(found.marks.iter().all(|mark| *mark < letters.len()));
                prop_assert!(found.marks.windows(2).all(|pair| pair[0] < pair[1]));
            }
        }

        #[test]
        fn a_label_is_found_by_its_letters_in_their_order(label in "[a-z_]{1,20}", keep: [bool; 20]) {
            let query: String = label.chars().zip(keep).filter_map(|(c, keep)| keep.then_some(c)).collect();
            let found = find(&query, [Candidate { label: &label, words: "", bonus: 0 }].into_iter(), 1);
            prop_assert_eq!(found.len(), 1);
        }
    }
}
