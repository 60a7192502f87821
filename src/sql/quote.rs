//! The one place where names and values become SQL text.

/// Quotes an identifier where PostgreSQL needs it: `orders` stays, `Order` becomes `"Order"`, `a"b` becomes `"a""b"`.
///
/// An identifier longer than 63 bytes is written whole: PostgreSQL would cut it with a notice, which
/// [`crate::problem`] reports before it comes to that.
pub fn ident(name: &str) -> String {
    let plain = name.chars().next().is_some_and(|c| c.is_ascii_lowercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !super::keyword::must_quote(name);
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// Joins a schema and a name: `public.orders`.
pub fn qualified(schema: &str, name: &str) -> String {
    format!("{}.{}", ident(schema), ident(name))
}

/// Quotes a string literal. Backslashes are ordinary characters (`standard_conforming_strings` is on by default
/// since 9.1; a script that must not depend on it sets it).
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Quotes text as a dollar-quoted string with a tag that does not occur in it.
pub fn dollar(text: &str, tag: &str) -> String {
    let mut tag = tag.to_owned();
    while text.contains(&format!("${tag}$")) {
        tag.push('_');
    }
    format!("${tag}${text}${tag}$")
}
