//! A text that a regular expression matches, for the common part of the language.

/// A text that `regex` should match, or nothing if the expression uses what is not known here. Different variations
/// give different texts where the expression leaves a choice.
pub(crate) fn sample(regex: &str, variation: usize) -> Option<String> {
    let chars: Vec<char> = regex.chars().collect();
    let mut reader = Reader { chars: &chars, at: 0, variation, out_limit: 400 };
    let out = reader.alternatives()?;
    (reader.at == chars.len()).then_some(out)
}

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    variation: usize,
    out_limit: usize,
}

impl Reader<'_> {
    /// `a|b|c`: takes one, by the variation.
    fn alternatives(&mut self) -> Option<String> {
        let mut all = vec![self.sequence()?];
        while self.peek() == Some('|') {
            self.at += 1;
            all.push(self.sequence()?);
        }
        let chosen = self.variation % all.len();
        Some(all.swap_remove(chosen))
    }

    fn sequence(&mut self) -> Option<String> {
        let mut out = String::new();
        while let Some(c) = self.peek() {
            if matches!(c, '|' | ')') {
                break;
            }
            self.at += 1;
            let start = self.at;
            let atom = self.atom(c)?;
            let (least, most) = self.quantifier()?;
            // A variation is a repetition more, where the quantifier allows it.
            let times = (least.max(1) + self.variation / 2).min(most).max(least);
            for time in 0..times {
                if out.len() > self.out_limit {
                    break;
                }
                // Each repetition is read anew, so that a class gives different characters.
                let after = self.at;
                self.at = start;
                let saved = self.variation;
                self.variation += time;
                let text = self.atom(c).unwrap_or_else(|| atom.clone());
                self.variation = saved;
                self.at = after;
                out.push_str(&text);
            }
        }
        Some(out)
    }

    /// One atom whose first character was read.
    fn atom(&mut self, first: char) -> Option<String> {
        match first {
            '^' | '$' => Some(String::new()),
            '.' => Some(letter(self.variation)),
            '[' => self.class(),
            '(' => {
                if self.peek() == Some('?') {
                    // Only the group that does not capture is known; look-around is not.
                    if self.chars.get(self.at + 1) != Some(&':') {
                        return None;
                    }
                    self.at += 2;
                }
                let inner = self.alternatives()?;
                (self.next()? == ')').then_some(inner)
            }
            '\\' => {
                let escaped = self.next()?;
                match escaped {
                    'd' => Some(digit(self.variation)),
                    'w' => Some(letter(self.variation)),
                    's' => Some(" ".into()),
                    'm' | 'M' | 'y' | 'A' | 'Z' => Some(String::new()),
                    c if c.is_alphanumeric() => None,
                    c => Some(c.to_string()),
                }
            }
            '*' | '+' | '?' | '{' => None,
            c => Some(c.to_string()),
        }
    }

    /// `[a-z_]`: one of its characters, by the variation.
    fn class(&mut self) -> Option<String> {
        let negated = self.peek() == Some('^');
        if negated {
            self.at += 1;
        }
        let mut members: Vec<char> = Vec::new();
        let mut first = true;
        loop {
            let c = self.next()?;
            if c == ']' && !first {
                break;
            }
            first = false;
            if c == '[' && self.peek() == Some(':') {
                let rest: String = self.chars[self.at..].iter().collect();
                let end = rest.find(":]")?;
                members.extend(match &rest[1..end] {
                    "digit" => "0123456789".chars(),
                    "upper" => "ABCDEF".chars(),
                    "space" => " ".chars(),
                    _ => "abcdef".chars(),
                });
                self.at += end + 2;
                continue;
            }
            let c = if c == '\\' {
                match self.next()? {
                    'd' => {
                        members.extend('0'..='9');
                        continue;
                    }
                    'w' => {
                        members.extend('a'..='z');
                        continue;
                    }
                    's' => ' ',
                    other => other,
                }
            } else {
                c
            };
            if self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|c| *c != ']') {
                self.at += 1;
                let end = self.next()?;
                members.extend((c..=end).take(64));
            } else {
                members.push(c);
            }
        }
        if negated {
            return ('a'..='z').chain('0'..='9').find(|c| !members.contains(c)).map(String::from);
        }
        members.get(self.variation % members.len().max(1)).map(char::to_string)
    }

    fn quantifier(&mut self) -> Option<(usize, usize)> {
        let bounds = match self.peek() {
            Some('*') => (0, 8),
            Some('+') => (1, 8),
            Some('?') => (0, 1),
            Some('{') => {
                let close = self.chars[self.at..].iter().position(|c| *c == '}')? + self.at;
                let text: String = self.chars[self.at + 1..close].iter().collect();
                self.at = close;
                match text.split_once(',') {
                    None => {
                        let n = text.parse().ok()?;
                        (n, n)
                    }
                    Some((least, "")) => (least.parse().ok()?, usize::MAX),
                    Some((least, most)) => (least.parse().ok()?, most.parse().ok()?),
                }
            }
            _ => return Some((1, 1)),
        };
        self.at += 1;
        if self.peek() == Some('?') {
            self.at += 1;
        }
        Some(bounds)
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }
}

fn letter(variation: usize) -> String {
    char::from(b'a' + (variation % 26) as u8).to_string()
}

fn digit(variation: usize) -> String {
    char::from(b'1' + (variation % 9) as u8).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(regex: &str, expected: &[&str]) {
        let samples: Vec<_> = (0..expected.len()).filter_map(|v| sample(regex, v)).collect();
        assert_eq!(samples, expected, "{regex}");
    }

    #[test]
    fn common_expressions_have_samples() {
        check("^[A-Z]{3}$", &["ABC", "BCD"]);
        check(r"^\d{2}-[a-z]+$", &["12-a", "23-b", "34-cd"]);
        check("^(red|green)$", &["red", "green"]);
        check("^[^@]+@[^@]+$", &["a@a"]);
        check(r"^(?:a|b)?c\.d$", &["ac.d", "bc.d"]);
        check("^[[:digit:]]{5}$", &["01234"]);
        check("^#[0-9a-fA-F]{6}$", &["#012345"]);
    }

    #[test]
    fn what_is_not_known_gives_nothing() {
        check("(?=x)y", &[]);
        check(r"\x41", &[]);
        check("(", &[]);
        check("[a", &[]);
    }
}
