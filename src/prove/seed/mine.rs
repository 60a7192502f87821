//! What a CHECK expression tells about the values it wants: its literals, its numbers, its patterns, its columns.
//!
//! Nothing here understands an expression. It collects what may be a good value; the engine judges.

use super::pattern;

/// What stands in an expression.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mined {
    /// String literals, unquoted, in order and without duplicates.
    pub(crate) literals: Vec<String>,
    /// Numbers, in order and without duplicates.
    pub(crate) numbers: Vec<i64>,
    /// Identifiers, as PostgreSQL folds them.
    pub(crate) identifiers: Vec<String>,
    /// Texts that match the regular expressions and LIKE patterns.
    pub(crate) samples: Vec<String>,
    /// What stands between the wildcards of LIKE patterns.
    pub(crate) cores: Vec<String>,
}

impl Mined {
    /// Adds the values that stand in another expression, which this one calls.
    pub(crate) fn add(&mut self, other: Self) {
        other.literals.into_iter().for_each(|text| push(&mut self.literals, text));
        other.numbers.into_iter().for_each(|number| push(&mut self.numbers, number));
        other.samples.into_iter().for_each(|text| push(&mut self.samples, text));
        other.cores.into_iter().for_each(|text| push(&mut self.cores, text));
    }
}

/// Collects what stands in an expression.
pub(crate) fn mine(sql: &str) -> Mined {
    let mut out = Mined::default();
    let mut operator = String::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' => {
                let (text, length) = quoted(rest, '\'');
                literal(&mut out, &operator, text);
                operator.clear();
                length
            }
            '"' => {
                let (text, length) = quoted(rest, '"');
                push(&mut out.identifiers, text);
                length
            }
            c if c.is_ascii_digit() => {
                let length = run(rest, |c| c.is_ascii_digit() || c == '.');
                if let Ok(number) = rest[..length].parse::<f64>() {
                    push(&mut out.numbers, number as i64);
                }
                length
            }
            c if c.is_alphabetic() || c == '_' => {
                let length = run(rest, |c| c.is_alphanumeric() || c == '_' || c == '$');
                let word = rest[..length].to_lowercase();
                // E'..' and the like: the letter belongs to the string that follows.
                if matches!(word.as_str(), "like" | "ilike" | "similar") {
                    operator = word;
                } else if !(rest[length..].starts_with('\'')) {
                    push(&mut out.identifiers, word);
                }
                length
            }
            '~' => {
                let length = run(rest, |c| "~*".contains(c));
                // PostgreSQL writes LIKE back as ~~.
                operator = if rest.starts_with("~~") { "like".into() } else { "~".into() };
                length
            }
            c => c.len_utf8(),
        };
        rest = &rest[length..];
    }
    out
}

/// Files a string literal by what stands before it.
fn literal(out: &mut Mined, operator: &str, text: String) {
    match operator {
        "~" => {
            for variation in 0..14 {
                if let Some(sample) = pattern::sample(&text, variation) {
                    push(&mut out.samples, sample);
                }
            }
        }
        "like" | "ilike" | "similar" => {
            push(&mut out.cores, text.replace(['%', '_'], ""));
            for filler in ["a", "bc", "def"] {
                push(&mut out.samples, text.replace('%', filler).replace('_', &filler[..1]));
            }
        }
        _ => {
            if let Ok(number) = text.parse::<i64>() {
                push(&mut out.numbers, number);
            }
            push(&mut out.literals, text);
        }
    }
}

/// Reads quoted text with its quotes doubled inside; the length covers the quotes.
fn quoted(text: &str, quote: char) -> (String, usize) {
    let mut out = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != quote {
            out.push(c);
        } else if chars.peek().is_some_and(|(_, next)| *next == quote) {
            out.push(quote);
            chars.next();
        } else {
            return (out, at + 1);
        }
    }
    (out, text.len())
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_numbers_and_columns_are_found() {
        let mined = mine(r#"(status)::text = ANY (ARRAY['open'::text, 'it''s'::text]) AND "Total" >= 12.5"#);
        assert_eq!(mined.literals, ["open", "it's"]);
        assert_eq!(mined.numbers, [12]);
        assert!(mined.identifiers.contains(&"Total".to_owned()) && mined.identifiers.contains(&"status".to_owned()));
    }

    #[test]
    fn patterns_are_sampled() {
        assert_eq!(mine("email ~* '^[a-z]+@x[.]org$'").samples[0], "a@x.org");
        assert_eq!(mine("email LIKE '%@%'").samples[0], "a@a");
        assert_eq!(mine("(email ~~ '%@%'::text)").cores, ["@"]);
    }

    #[test]
    fn broken_text_ends() {
        assert_eq!(mine("a = 'b").literals, ["b"]);
    }
}
