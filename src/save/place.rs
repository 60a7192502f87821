//! Where in a JSON text a value stands.

use std::collections::BTreeSet;

/// One step of the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The value under a key.
    Key(String),
    /// The value at a position.
    At(usize),
}

/// The way to a value as a person reads it: `entities[2].columns[0].name`.
pub(super) fn written(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Key(key) if out.is_empty() => out.push_str(key),
            Step::Key(key) => {
                out.push('.');
                out.push_str(key);
            }
            Step::At(at) => out.push_str(&format!("[{at}]")),
        }
    }
    out
}

/// The offset of a value, or of its key if it has one. `text` is valid JSON; a path that leads nowhere leads to the
/// last value on the way.
pub(super) fn offset(text: &str, path: &[Step]) -> usize {
    let mut best = (0, 0);
    walk(text, &mut |way, at| {
        if way.len() <= path.len() && *way == path[..way.len()] && (way.len() > best.0 || way.is_empty()) {
            best = (way.len(), at);
        }
    });
    best.1
}

/// The way to and the offset of the first key that its object has already. JSON parsers take the last one, which would
/// lose the other's value.
pub(super) fn doubled_key(text: &str) -> Option<(Vec<Step>, usize)> {
    // The keys so far of the objects around the value that is shown; one that was left is forgotten.
    let mut seen: Vec<BTreeSet<String>> = Vec::new();
    let mut found = None;
    walk(text, &mut |way, at| {
        seen.resize_with(way.len(), BTreeSet::new);
        if let (Some(Step::Key(key)), Some(keys)) = (way.last(), seen.last_mut())
            && !keys.insert(key.clone())
        {
            found.get_or_insert_with(|| (way.to_vec(), at));
        }
    });
    found
}

/// The line and column of an offset, both from 1; columns count characters.
pub(super) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (line, before[start..].chars().count() + 1)
}

/// Shows every value with its way and offset; for a member of an object the offset is that of its key. The text must
/// have passed a JSON parser, which bounds its depth too.
fn walk(text: &str, see: &mut dyn FnMut(&[Step], usize)) {
    let mut walker = Walker { text, at: 0, path: Vec::new(), see };
    walker.space();
    let start = walker.at;
    (walker.see)(&[], start);
    walker.value();
}

struct Walker<'t, 's> {
    text: &'t str,
    at: usize,
    path: Vec<Step>,
    see: &'s mut dyn FnMut(&[Step], usize),
}

impl Walker<'_, '_> {
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(b'}')
    }

    fn space(&mut self) {
        while matches!(self.byte(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    fn value(&mut self) {
        match self.byte() {
            b'{' => self.members(b'}', |walker| {
                let start = walker.at;
                walker.string();
                let key = serde_json::from_str(walker.text.get(start..walker.at).unwrap_or("\"\"")).unwrap_or_default();
                walker.space();
                walker.at += 1;
                (Step::Key(key), Some(start))
            }),
            b'[' => {
                let mut next = 0;
                self.members(b']', |_| {
                    next += 1;
                    (Step::At(next - 1), None)
                });
            }
            b'"' => self.string(),
            _ => {
                while !matches!(self.byte(), b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r') {
                    self.at += 1;
                }
            }
        }
    }

    fn members(&mut self, end: u8, mut begin: impl FnMut(&mut Self) -> (Step, Option<usize>)) {
        self.at += 1;
        self.space();
        while self.byte() != end && self.at < self.text.len() {
            let (step, start) = begin(self);
            self.space();
            self.path.push(step);
            let start = start.unwrap_or(self.at);
            (self.see)(&self.path, start);
            self.value();
            self.path.pop();
            self.space();
            if self.byte() == b',' {
                self.at += 1;
                self.space();
            }
        }
        self.at += 1;
    }

    fn string(&mut self) {
        self.at += 1;
        while self.at < self.text.len() && self.byte() != b'"' {
            self.at += if self.byte() == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  \"a\": [1, {\"b\\\"\": \"x, }\"}],\n  \"ü\": {\"c\": null}\n}";

    fn check(path: &[Step], expected: (usize, usize)) {
        assert_eq!(line_and_column(TEXT, offset(TEXT, path)), expected, "{}", written(path));
    }

    #[test]
    fn places() {
        let key = |key: &str| Step::Key(key.to_owned());
        check(&[], (1, 1));
        check(&[key("a")], (2, 3));
        check(&[key("a"), Step::At(1)], (2, 12));
        check(&[key("a"), Step::At(1), key("b\"")], (2, 13));
        check(&[key("ü"), key("c")], (3, 9));
        check(&[key("ü"), key("nowhere")], (3, 3));
    }

    #[test]
    fn doubled_keys() {
        assert_eq!(doubled_key(TEXT), None);
        let text = r#"{"a": {"x": 1}, "b": {"x": 1, "x": 2}}"#;
        let (path, at) = doubled_key(text).unwrap();
        assert_eq!(doubled_key(r#"{"a": [{"x": 1}, {"x": 1}], "x": {"a": {"x": 1}}}"#), None);
        assert_eq!((written(&path).as_str(), at), ("b.x", 30));
    }
}
