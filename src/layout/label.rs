//! Short names of types, for narrow cards.

/// Long canonical names, and what people call them.
const SHORT: &[(&str, &str)] = &[
    ("character varying", "varchar"),
    ("character", "char"),
    ("timestamp with time zone", "timestamptz"),
    ("timestamp without time zone", "timestamp"),
    ("time with time zone", "timetz"),
    ("time without time zone", "time"),
    ("double precision", "float8"),
    ("bit varying", "varbit"),
];

/// A canonical type name in its short spelling, which means the same to PostgreSQL.
pub fn short_type(canonical: &str) -> String {
    let (element, brackets) = match canonical.strip_suffix("[]") {
        Some(element) => (element, "[]"),
        None => (canonical, ""),
    };
    let (name, modifier) = match (element.find('('), element.find(')')) {
        (Some(open), Some(close)) if open < close => {
            (format!("{}{}", &element[..open], &element[close + 1..]), &element[open..=close])
        }
        _ => (element.to_owned(), ""),
    };
    match SHORT.iter().find(|(long, _)| *long == name) {
        Some((_, short)) => format!("{short}{modifier}{brackets}"),
        None => canonical.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::DataType;

    fn check(canonical: &str, expected: &str) {
        assert_eq!(short_type(canonical), expected);
        assert_eq!(DataType::builtin(expected), DataType::builtin(canonical), "{expected} means another type");
    }

    #[test]
    fn short_spellings_mean_the_same() {
        check("character varying(100)", "varchar(100)");
        check("character varying[]", "varchar[]");
        check("timestamp(3) with time zone", "timestamptz(3)");
        check("timestamp with time zone", "timestamptz");
        check("double precision", "float8");
        check("numeric(10,2)", "numeric(10,2)");
        check("uuid", "uuid");
    }
}
