//! Snake case as EFCore.NamingConventions makes it.

/// Rewrites a name to snake case: an underscore before a capital that follows a small letter, and before the last
/// capital of an acronym that a small letter follows; none between a digit and a capital. What is neither letter,
/// digit nor underscore separates words and falls away.
///
/// Two differences to EFCore.NamingConventions: letters of scripts without capitals stay, and a name that would become
/// empty stays as it is, for both would otherwise lose the name.
pub fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut previous = Class::Start;
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '_' {
            out.push('_');
            previous = Class::Start;
            continue;
        }
        let class = Class::of(character);
        match class {
            Class::Upper => {
                let next_is_lower = characters.peek().is_some_and(|next| next.is_lowercase());
                let begins_word = match previous {
                    Class::Lower | Class::Separator => true,
                    Class::Start | Class::Digit => false,
                    Class::Upper | Class::Other => next_is_lower,
                };
                if begins_word {
                    out.push('_');
                }
                match character.is_ascii() {
                    true => out.push(character.to_ascii_lowercase()),
                    false => out.extend(character.to_lowercase()),
                }
            }
            Class::Lower | Class::Digit | Class::Other => {
                if previous == Class::Separator {
                    out.push('_');
                }
                out.push(character);
            }
            Class::Separator | Class::Start => {
                if previous != Class::Start {
                    previous = Class::Separator;
                }
                continue;
            }
        }
        previous = class;
    }
    if out.is_empty() { name.to_owned() } else { out }
}

/// What a character is to the rewriter. `Start` is the start of the name or what follows an underscore.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Start,
    Upper,
    Lower,
    Digit,
    Other,
    Separator,
}

impl Class {
    fn of(character: char) -> Self {
        match character {
            'a'..='z' => return Self::Lower,
            'A'..='Z' => return Self::Upper,
            '0'..='9' => return Self::Digit,
            _ => {}
        }
        if character.is_lowercase() {
            Self::Lower
        } else if character.is_uppercase() || !character.to_lowercase().eq([character]) {
            // The second half is a title-case letter such as the single character for Dz with a small z.
            Self::Upper
        } else if character.is_numeric() {
            Self::Digit
        } else if character.is_alphabetic() {
            Self::Other
        } else {
            Self::Separator
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &str) {
        assert_eq!(snake_case(name), expected, "{name}");
        assert_eq!(snake_case(expected), expected, "rewriting twice changes nothing");
    }

    #[test]
    fn words() {
        check("FullName", "full_name");
        check("fullName", "full_name");
        check("full_name", "full_name");
        check("Full_Name", "full_name");
        check("Id", "id");
        check("", "");
        check("_private", "_private");
        check("__EFMigrationsHistory", "__ef_migrations_history");
    }

    #[test]
    fn acronyms_are_one_word() {
        check("XMLHttpRequest", "xml_http_request");
        check("IOPort", "io_port");
        check("UserID", "user_id");
        check("IPAddressV6", "ip_address_v6");
        check("PK_OrderLines", "pk_order_lines");
    }

    #[test]
    fn digits_begin_no_word_and_end_none() {
        check("OAuth2Token", "o_auth2token");
        check("Address2", "address2");
        check("A1B2", "a1b2");
    }

    #[test]
    fn separators_fall_away() {
        check("Full Name", "full_name");
        check("full-name", "full_name");
        check(" Name", "name");
        check("a~", "a");
        check("--", "--");
    }

    #[test]
    fn other_scripts_stay() {
        check("ÄnderungsDatum", "änderungs_datum");
        check("名前", "名前");
    }
}
