//! Comma-separated values, as RFC 4180 has them, with NULL told from the empty text.

/// A record and the line it begins on, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// The line.
    pub(super) line: usize,
    /// Its fields. One that is empty and not quoted is nothing.
    pub(super) fields: Vec<Option<String>>,
}

/// The records of a text. Blank lines are none. A quote that is never closed reaches to the end.
pub(super) fn records(text: &str) -> Vec<Record> {
    let mut chars = text.strip_prefix('\u{feff}').unwrap_or(text).chars().peekable();
    let (mut out, mut line) = (Vec::new(), 1);
    while chars.peek().is_some() {
        let mut record = Record { line, fields: Vec::new() };
        loop {
            let (mut field, mut quoted) = (String::new(), false);
            if chars.next_if_eq(&'"').is_some() {
                quoted = true;
                while let Some(c) = chars.next() {
                    if c == '"' && chars.next_if_eq(&'"').is_none() {
                        break;
                    }
                    line += usize::from(c == '\n');
                    field.push(c);
                }
            }
            while let Some(c) = chars.next_if(|c| !matches!(c, ',' | '\n' | '\r')) {
                field.push(c);
            }
            record.fields.push((quoted || !field.is_empty()).then_some(field));
            if chars.next_if_eq(&',').is_none() {
                break;
            }
        }
        while chars.next_if_eq(&'\r').is_some() {}
        line += usize::from(chars.next_if_eq(&'\n').is_some());
        if record.fields != [None] {
            out.push(record);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(usize, &[Option<&str>])]) {
        let found = records(text);
        let found: Vec<(usize, Vec<Option<&str>>)> =
            found.iter().map(|r| (r.line, r.fields.iter().map(Option::as_deref).collect())).collect();
        let expected: Vec<_> = expected.iter().map(|(line, fields)| (*line, fields.to_vec())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn quotes_nulls_and_lines_are_read() {
        check("a,b\r\n1,\"x, \"\"y\"\"\"\r\n", &[(1, &[Some("a"), Some("b")]), (2, &[Some("1"), Some("x, \"y\"")])]);
        check(
            "a,b\n,\"\"\n\n\"two\nlines\",z",
            &[(1, &[Some("a"), Some("b")]), (2, &[None, Some("")]), (4, &[Some("two\nlines"), Some("z")])],
        );
        check("\u{feff}id\n\"open", &[(1, &[Some("id")]), (2, &[Some("open")])]);
        check("", &[]);
        check("a,", &[(1, &[Some("a"), None])]);
    }
}
