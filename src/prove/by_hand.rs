//! What hand-written SQL did, judged: what it makes besides the model is its own affair, what it does to the model is
//! not.

use std::collections::{BTreeMap, BTreeSet};

use super::build::shortened;
use crate::catalog::{Catalog, Id};
use crate::introspect::{Difference, Found, NOT_VALIDATED, OtherObject, differences};
use crate::plan::Statement;
use crate::sql::quote;

/// What one piece of hand-written SQL changed in what there is.
#[derive(Clone, Debug)]
pub(crate) struct HandMade {
    /// The piece's id.
    by: Id,
    /// What it is called.
    title: String,
    differences: Vec<Difference>,
    other: Vec<OtherObject>,
}

/// Two states that should be the same and are not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unlike {
    /// How they differ, for a person.
    pub(crate) told: String,
    /// The piece of hand-written SQL that is to blame for some of it.
    pub(crate) element: Option<Id>,
}

impl HandMade {
    /// What is different between two looks, before and after a piece.
    pub(crate) fn between(piece: &Statement, before: &Found, after: &Found) -> Self {
        let other = after.other.iter().filter(|o| !before.other.contains(o)).cloned().collect();
        let mut differences = differences(&before.catalog, &after.catalog);
        differences.extend(owner_differences(before, after));
        Self { by: piece.object.clone(), title: piece.name.clone(), differences, other }
    }

    /// Whether it left a place as it was found.
    pub(crate) fn left(&self, difference: &Difference) -> bool {
        self.differences.iter().any(|m| m.path == difference.path && m.actual == difference.actual)
    }

    fn made(&self, object: &OtherObject) -> bool {
        self.other.contains(object)
    }

    fn told(&self) -> String {
        match self.title.trim() {
            "" => "hand-written SQL".into(),
            title if title.eq_ignore_ascii_case("hand-written SQL") => "hand-written SQL".into(),
            title => format!("hand-written SQL “{title}”"),
        }
    }
}

/// The tables that both looks show and that somebody else owns in the second. Who owns the tables of a database is
/// compared only where hand-written SQL changed it: otherwise it is an administrator's affair.
pub(crate) fn owner_differences(expected: &Found, found: &Found) -> Vec<Difference> {
    let changed = |(table, owner): (&String, &String)| {
        let actual = found.owners.get(table).filter(|actual| *actual != owner)?;
        let path = format!("table {table}: owner");
        Some(Difference { path, expected: owner.clone(), actual: actual.clone() })
    };
    expected.owners.iter().filter_map(changed).collect()
}

/// What was told of differences, and who is to blame.
#[derive(Default)]
pub(crate) struct Verdict {
    told: Vec<String>,
    /// What was told already, by where it is.
    paths: BTreeSet<String>,
    element: Option<Id>,
    besides: BTreeSet<String>,
}

impl Verdict {
    /// Judges a difference from a model: `hand` is what hand-written SQL did on the way.
    pub(crate) fn beside_model(&mut self, difference: &Difference, hand: &[HandMade]) {
        if is_besides(difference, hand) {
            self.besides.insert(difference.path.trim_end_matches(':').to_owned());
            return;
        }
        match hand.iter().rev().find(|h| h.left(difference)) {
            Some(to_blame) => self.against(difference, to_blame),
            None => self.tell(difference.to_string()),
        }
    }

    /// Judges an object that the catalog doesn't model, and that nothing expected.
    pub(crate) fn unexpected(&mut self, object: &OtherObject, model: &Catalog, hand: &[HandMade]) {
        let to_blame = hand.iter().rev().find(|h| h.made(object));
        match to_blame {
            None => self.tell(format!("{} {}: expected none", object.kind, object.name)),
            Some(_) if !spoils(object, model) => {
                self.besides.insert(format!("{} {}", object.kind, object.name));
            }
            Some(hand) => {
                self.tell(format!("{} {}: made so by {}", object.kind, object.name, hand.told()));
                self.blame(hand);
            }
        }
    }

    /// Judges a difference between two states that must be the same. `hand` is what hand-written SQL did on the way to
    /// the second, `earlier` what it had done that should have been undone.
    pub(crate) fn beside_state(&mut self, difference: &Difference, hand: &[HandMade], earlier: &[HandMade]) {
        if let Some(to_blame) = hand.iter().rev().find(|h| h.left(difference)) {
            return self.against(difference, to_blame);
        }
        match earlier.iter().rev().find(|h| h.left(difference)) {
            Some(hand) => {
                self.tell(format!("{difference}, which {} made and its down does not undo", hand.told()));
                self.blame(hand);
            }
            None => self.tell(difference.to_string()),
        }
    }

    /// Judges an object that is left over, or missing, and that the catalog doesn't model.
    pub(crate) fn other(&mut self, object: &OtherObject, what: &str, earlier: &[HandMade]) {
        let text = format!("{} {} {what}", object.kind, object.name);
        match earlier.iter().rev().find(|h| h.made(object)) {
            Some(hand) => {
                self.tell(format!("{text}, which {} made and its down does not undo", hand.told()));
                self.blame(hand);
            }
            None => self.tell(text),
        }
    }

    /// What hand-written SQL made besides, or how the two are unlike.
    pub(crate) fn end(self) -> Result<Option<String>, Unlike> {
        match self.told.is_empty() {
            true => Ok((!self.besides.is_empty()).then(|| shortened(self.besides.into_iter().collect()))),
            false => Err(Unlike { told: shortened(self.told), element: self.element }),
        }
    }

    fn against(&mut self, difference: &Difference, hand: &HandMade) {
        self.blame(hand);
        // The same place may be compared twice, as PostgreSQL deparses it and as it was written.
        if !self.paths.insert(difference.path.clone()) {
            return;
        }
        let by = hand.told();
        self.tell(match difference.path.strip_suffix(':') {
            Some(object) if difference.is_missing() => format!("{object} removed by {by}"),
            Some(object) => format!("{object} made by {by}"),
            None => format!(
                "{} changed by {by}: expected {}, found {}",
                difference.path, difference.expected, difference.actual
            ),
        });
    }

    fn blame(&mut self, hand: &HandMade) {
        self.element.get_or_insert_with(|| hand.by.clone());
    }

    fn tell(&mut self, text: String) {
        if !self.told.contains(&text) {
            self.told.push(text);
        }
    }
}

/// True for what hand-written SQL made and the model does not name: an object, a comment or a default where the model
/// has none, or privileges beside the model's. A default's absence is not much of a statement; a type, whether NULL is
/// allowed and the flags of row-level security always say something.
fn is_besides(difference: &Difference, hand: &[HandMade]) -> bool {
    if let (Some(expected), Some(actual)) = (privileges(difference, true), privileges(difference, false)) {
        let mut given: BTreeSet<&str> = BTreeSet::new();
        for made in hand.iter().flat_map(|h| &h.differences).filter(|m| m.path == difference.path) {
            given.extend(privileges(made, false).into_iter().flatten());
        }
        return expected.is_subset(&actual) && actual.difference(&expected).all(|p| given.contains(p));
    }
    difference.is_extra() && hand.iter().any(|h| h.left(difference))
}

/// The privileges of a difference between grants, as expected or as found.
fn privileges(difference: &Difference, expected: bool) -> Option<BTreeSet<&str>> {
    if !difference.path.contains(": grants to ") {
        return None;
    }
    let (text, nothing) = match expected {
        true => (difference.expected.as_str(), difference.is_extra()),
        false => (difference.actual.as_str(), difference.is_missing()),
    };
    Some(if nothing { BTreeSet::new() } else { text.split(", ").collect() })
}

/// True for an object that says of one of the model's that it does not hold as the model says.
fn spoils(object: &OtherObject, model: &Catalog) -> bool {
    if object.kind != NOT_VALIDATED && object.kind != "invalid index" {
        return false;
    }
    let schemas: BTreeMap<&Id, &str> = model.schemas.iter().map(|s| (&s.id, s.name.as_str())).collect();
    model.tables.iter().any(|table| {
        let schema = schemas.get(&table.schema).copied().unwrap_or("public");
        let on = quote::qualified(schema, &table.name);
        let constraints = table.constraints.iter().map(|c| &c.name);
        let mut names = constraints.chain(table.indexes.iter().map(|i| &i.name));
        names.any(|name| object.name == format!("{} on {on}", quote::ident(name)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(path: &str, expected: &str, actual: &str) -> Difference {
        Difference { path: path.into(), expected: expected.into(), actual: actual.into() }
    }

    fn hand(title: &str, differences: &[Difference]) -> HandMade {
        HandMade { by: Id::new("h1"), title: title.into(), differences: differences.to_vec(), other: Vec::new() }
    }

    fn judged(difference: &Difference, hand: &[HandMade]) -> Result<Option<String>, Unlike> {
        let mut verdict = Verdict::default();
        verdict.beside_model(difference, hand);
        verdict.end()
    }

    #[test]
    fn what_is_made_besides_is_no_fault_and_what_is_undone_is() {
        for (path, expected, actual, told) in [
            ("table public.x:", "none", "a table", Ok("table public.x")),
            ("table public.a / column b: comment", "none", "'x'", Ok("table public.a / column b: comment")),
            ("table public.a / column b: value", "none", "DEFAULT 1", Ok("table public.a / column b: value")),
            ("table public.a: grants to app", "SELECT", "SELECT, UPDATE", Ok("table public.a: grants to app")),
            ("table public.a:", "a table", "none", Err("table public.a removed by hand-written SQL “Tidy”")),
            (
                "table public.a: grants to app",
                "SELECT, UPDATE",
                "SELECT, DELETE",
                Err("table public.a: grants to app changed by hand-written SQL “Tidy”: expected SELECT, UPDATE, \
                     found SELECT, DELETE"),
            ),
            (
                "table public.a: row-level security",
                "off",
                "enabled",
                Err(
                    "table public.a: row-level security changed by hand-written SQL “Tidy”: expected off, found enabled",
                ),
            ),
        ] {
            let it = difference(path, expected, actual);
            let got = judged(&it, &[hand("Tidy", std::slice::from_ref(&it))]);
            let element = Some(Id::new("h1"));
            assert_eq!(
                got,
                told.map(|t| Some(t.to_owned())).map_err(|t| Unlike { told: t.to_owned(), element }),
                "{path}"
            );
        }
    }

    #[test]
    fn what_hand_written_sql_did_not_do_is_told_as_it_is() {
        let it = difference("table public.a:", "none", "a table");
        let told = judged(&it, &[hand("", &[])]).expect_err("nobody made it by hand");
        assert_eq!(told, Unlike { told: "table public.a: expected none, found a table".into(), element: None });
    }

    #[test]
    fn privileges_given_by_hand_outlive_those_that_the_model_gives_later() {
        let by_hand = hand("Grants", &[difference("table public.a: grants to app", "SELECT", "SELECT, UPDATE")]);
        let later = difference("table public.a: grants to app", "SELECT, DELETE", "SELECT, UPDATE, DELETE");
        assert!(judged(&later, std::slice::from_ref(&by_hand)).is_ok());
        let more = difference("table public.a: grants to app", "SELECT", "SELECT, TRIGGER, UPDATE");
        assert!(judged(&more, &[by_hand]).is_err());
    }
}
