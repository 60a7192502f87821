//! How two catalogs differ, by name, for people.

mod object;
mod options;
mod role;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use crate::catalog::{
    Catalog, DataType, EnumType, Expr, Grant, Grantee, Id, PUBLIC_SCHEMA, Privilege, Sequence, SequenceOptions, Table,
};

/// One difference between two catalogs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Where: `table public.orders / column total: type`.
    pub path: String,
    /// What the expected catalog says there.
    pub expected: String,
    /// What the actual catalog says there.
    pub actual: String,
}

impl Difference {
    /// True if nothing was expected there.
    pub fn is_extra(&self) -> bool {
        self.expected == NONE
    }

    /// True if nothing is there.
    pub fn is_missing(&self) -> bool {
        self.actual == NONE
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} expected {}, found {}", self.path, self.expected, self.actual)
    }
}

/// Every difference between two catalogs whose expressions come from PostgreSQL, by name; ids don't matter, nor does the
/// order of anything but keys and labels. A role is compared where both have it, the owner where one is expected.
pub fn differences(expected: &Catalog, actual: &Catalog) -> Vec<Difference> {
    compare(expected, actual, true)
}

/// The differences between a catalog as lowered and one as introspected: of expressions only whether there is one, for
/// text that a person typed is not what PostgreSQL deparses. What PostgreSQL itself makes of a definition counts as
/// the same: a parenthesised column as an index key is a column, a default of NULL is none.
pub fn structural_differences(expected: &Catalog, actual: &Catalog) -> Vec<Difference> {
    compare(expected, actual, false)
}

const NONE: &str = "none";

/// True if a catalog has anything that the owner of its objects could be told by.
fn has_owned(catalog: &Catalog) -> bool {
    let nothing = catalog.tables.is_empty() && catalog.sequences.is_empty() && catalog.enums.is_empty();
    !nothing || catalog.schemas.iter().any(|s| !s.is_public())
}

fn compare(expected: &Catalog, actual: &Catalog, texts: bool) -> Vec<Difference> {
    let mut out = Out { found: Vec::new(), texts };
    let (e, a) = (Names(expected), Names(actual));
    if let Some(owner) = expected.owner.as_ref().filter(|_| has_owned(actual)) {
        out.text("owner:", &e.role(owner), &actual.owner.as_ref().map_or(NONE.into(), |id| a.role(id)));
    }
    out.roles(e, a);
    out.schemas(e, a);
    let enums = |names: Names| names.0.enums.iter().map(|x| (names.relation(&x.schema, &x.name), x.clone())).collect();
    out.each("", "type", &enums(e), &enums(a), |out, path, x: &EnumType, y: &EnumType| {
        let labels =
            |t: &EnumType| t.labels.iter().map(|l| crate::sql::quote::literal(&l.name)).collect::<Vec<_>>().join(", ");
        out.text(&format!("{path}: labels"), &labels(x), &labels(y));
        out.comment(path, &x.comment, &y.comment);
    });
    let sequences =
        |names: Names| names.0.sequences.iter().map(|x| (names.relation(&x.schema, &x.name), x.clone())).collect();
    out.each("", "sequence", &sequences(e), &sequences(a), |out, path, x: &Sequence, y: &Sequence| {
        out.text(&format!("{path}: type"), &x.data_type, &y.data_type);
        out.text(&format!("{path}: options"), &options(&x.options), &options(&y.options));
        let owner = |names: Names, s: &Sequence| s.owned_by.as_ref().map_or(NONE.into(), |id| names.column(id));
        out.text(&format!("{path}: owned by"), &owner(e, x), &owner(a, y));
        let logged = |s: &Sequence| if s.unlogged { "unlogged" } else { "logged" };
        out.text(&format!("{path}: persistence"), logged(x), logged(y));
        out.comment(path, &x.comment, &y.comment);
        out.grants(path, e, &x.grants, a, &y.grants);
    });
    let tables =
        |names: Names| names.0.tables.iter().map(|x| (names.relation(&x.schema, &x.name), x.clone())).collect();
    out.each("", "table", &tables(e), &tables(a), |out, path, x: &Table, y: &Table| out.table(path, (e, x), (a, y)));
    out.objects(e, a);
    out.found
}

/// What a sequence counts by, for a person.
fn options(options: &SequenceOptions) -> String {
    let said = [
        ("START", options.start),
        ("INCREMENT", options.increment),
        ("MINVALUE", options.min),
        ("MAXVALUE", options.max),
        ("CACHE", options.cache),
    ];
    let said = said.into_iter().filter_map(|(word, value)| Some(format!("{word} {}", value?)));
    let all: Vec<_> = said.chain(options.cycle.then(|| "CYCLE".into())).collect();
    if all.is_empty() { "the defaults".into() } else { all.join(" ") }
}

/// Looks names up.
#[derive(Clone, Copy)]
struct Names<'a>(&'a Catalog);

impl Names<'_> {
    fn role(self, id: &Id) -> String {
        self.0.role(id).map_or_else(|| id.to_string(), |role| role.name.clone())
    }

    fn relation(self, schema: &Id, name: &str) -> String {
        format!("{}.{name}", self.0.schema(schema).map_or(schema.as_str(), |schema| &schema.name))
    }

    fn table(self, id: &Id) -> String {
        self.0.table(id).map_or_else(|| id.to_string(), |t| self.relation(&t.schema, &t.name))
    }

    fn column(self, id: &Id) -> String {
        let found = self.0.tables.iter().find_map(|t| Some((t, t.column(id)?)));
        found.map_or_else(|| id.to_string(), |(t, c)| format!("{}.{}", self.relation(&t.schema, &t.name), c.name))
    }

    fn grantee(self, grantee: &Grantee) -> String {
        match grantee {
            Grantee::Public => "PUBLIC".into(),
            Grantee::Role(id) => self.role(id),
        }
    }

    fn data_type(self, data_type: &DataType) -> String {
        match data_type {
            DataType::Builtin(text) => text.clone(),
            DataType::Defined { id, array } => {
                let of_enum = || self.0.enum_type(id).map(|e| self.relation(&e.schema, &e.name));
                let of_object = || self.0.object(id).map(|o| o.identity.clone());
                let of_table = || self.0.table(id).map(|t| self.relation(&t.schema, &t.name));
                let name = of_enum().or_else(of_object).or_else(of_table).unwrap_or_else(|| id.to_string());
                format!("{name}{}", if *array { "[]" } else { "" })
            }
        }
    }
}

struct Out {
    found: Vec<Difference>,
    /// Whether texts of expressions are compared.
    texts: bool,
}

impl Out {
    fn text(&mut self, path: &str, expected: &str, actual: &str) {
        if expected != actual {
            self.found.push(Difference { path: path.into(), expected: expected.into(), actual: actual.into() });
        }
    }

    /// Compares objects by name.
    fn each<T>(
        &mut self,
        parent: &str,
        kind: &str,
        expected: &BTreeMap<String, T>,
        actual: &BTreeMap<String, T>,
        mut both: impl FnMut(&mut Self, &str, &T, &T),
    ) {
        for (name, x) in expected {
            let path = format!("{parent}{kind} {name}");
            match actual.get(name) {
                Some(y) => both(self, &path, x, y),
                None => self.text(&format!("{path}:"), &format!("a {kind}"), NONE),
            }
        }
        for name in actual.keys().filter(|name| !expected.contains_key(*name)) {
            self.text(&format!("{parent}{kind} {name}:"), NONE, &format!("a {kind}"));
        }
    }

    fn comment(&mut self, path: &str, expected: &Option<String>, actual: &Option<String>) {
        // An empty comment is none to PostgreSQL.
        let text = |comment: &Option<String>| match comment.as_deref() {
            None | Some("") => NONE.to_owned(),
            Some(text) => crate::sql::quote::literal(text),
        };
        self.text(&format!("{path}: comment"), &text(expected), &text(actual));
    }

    fn expr(&mut self, path: &str, expected: Option<&Expr>, actual: Option<&Expr>) {
        if !self.texts && expected.is_some() && actual.is_some() {
            return;
        }
        let text = |expr: Option<&Expr>| expr.map_or(NONE.to_owned(), |e| e.sql().to_owned());
        self.text(path, &text(expected), &text(actual));
    }

    fn roles(&mut self, e: Names, a: Names) {
        for x in &e.0.roles {
            let Some(y) = a.0.roles.iter().find(|y| y.name == x.name) else { continue };
            let path = format!("role {}", x.name);
            let yes = |flag: bool| if flag { "yes" } else { "no" };
            self.text(&format!("{path}: LOGIN"), yes(x.login), yes(y.login));
            self.text(&format!("{path}: BYPASSRLS"), yes(x.bypass_rls), yes(y.bypass_rls));
            self.role_attributes(&path, x, y);
            self.comment(&path, &x.comment, &y.comment);
            let member_of =
                |names: Names, ids: &[Id]| -> BTreeSet<String> { ids.iter().map(|id| names.role(id)).collect() };
            let list = |set: BTreeSet<String>| {
                if set.is_empty() { NONE.to_owned() } else { set.into_iter().collect::<Vec<_>>().join(", ") }
            };
            let (expected, mut actual) = (member_of(e, &x.member_of), member_of(a, &y.member_of));
            // What an administrator lets a role do by a role of PostgreSQL's own is not the model's affair.
            actual.retain(|name| !name.starts_with("pg_") || expected.contains(name));
            self.text(&format!("{path}: member of"), &list(expected), &list(actual));
        }
    }

    /// Schemas; `public` is in every database, whether a catalog says so or not.
    fn schemas(&mut self, e: Names, a: Names) {
        let map = |names: Names| {
            let mut schemas: BTreeMap<String, crate::catalog::Schema> =
                names.0.schemas.iter().map(|s| (s.name.clone(), s.clone())).collect();
            let public = schemas
                .entry(PUBLIC_SCHEMA.into())
                .or_insert_with(|| crate::catalog::Schema::new(Id::new(PUBLIC_SCHEMA), PUBLIC_SCHEMA));
            // What everyone may do in `public` is PostgreSQL's own affair, and differs between its versions.
            public.grants.retain(|grant| grant.to != Grantee::Public);
            schemas
        };
        self.each("", "schema", &map(e), &map(a), |out, path, x, y| {
            out.comment(path, &x.comment, &y.comment);
            out.grants(path, e, &x.grants, a, &y.grants);
        });
    }

    /// Privileges by grantee. The owner's own on its own objects are not compared.
    fn grants(&mut self, path: &str, e: Names, expected: &[Grant], a: Names, actual: &[Grant]) {
        // Where nothing is, nobody is found to own it.
        let role = |names: Names| names.0.owner.as_ref().map(|id| names.role(id));
        let owner = role(e).or_else(|| role(a));
        let map = |names: Names, grants: &[Grant]| {
            let mut map: BTreeMap<String, BTreeSet<Privilege>> = BTreeMap::new();
            for grant in grants {
                let to = names.grantee(&grant.to);
                if matches!(grant.to, Grantee::Public) || Some(&to) != owner.as_ref() {
                    map.entry(to).or_default().extend(&grant.privileges);
                }
            }
            map.retain(|_, set| !set.is_empty());
            map
        };
        let (expected, actual) = (map(e, expected), map(a, actual));
        let list = |set: Option<&BTreeSet<Privilege>>| {
            set.map_or(NONE.to_owned(), |set| set.iter().map(|p| p.sql()).collect::<Vec<_>>().join(", "))
        };
        for to in expected.keys().chain(actual.keys().filter(|to| !expected.contains_key(*to))) {
            self.text(&format!("{path}: grants to {to}"), &list(expected.get(to)), &list(actual.get(to)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Column, ColumnValue, Constraint, ConstraintKind, RowSecurity, Schema};

    fn catalog(change: impl FnOnce(&mut Table)) -> Catalog {
        let mut table = Table::new(Id::new("t"), Id::new("s"), "orders");
        table.columns = vec![
            Column::new(Id::new("a"), "id", DataType::builtin("bigint")).required(),
            Column::new(Id::new("b"), "total", DataType::builtin("numeric(10,2)")).with_default("0"),
        ];
        table.constraints = vec![
            Constraint::new(Id::new("pk"), ConstraintKind::PrimaryKey { columns: vec![Id::new("a")] }).named("pk"),
        ];
        change(&mut table);
        Catalog { schemas: vec![Schema::new(Id::new("s"), "public")], tables: vec![table], ..Catalog::default() }
    }

    fn check(change: impl FnOnce(&mut Table), expected: &[&str], structural: bool) {
        let (x, y) = (catalog(|_| {}), catalog(change));
        let found = if structural { structural_differences(&x, &y) } else { differences(&x, &y) };
        assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn differences_are_told_by_name() {
        check(|_| {}, &[], false);
        check(
            |t| t.columns[1].data_type = DataType::builtin("int"),
            &["table public.orders / column total: type expected numeric(10,2), found integer"],
            true,
        );
        check(
            |t| t.name = "people".into(),
            &["table public.orders: expected a table, found none", "table public.people: expected none, found a table"],
            true,
        );
        check(
            |t| t.columns[1].name = "sum".into(),
            &[
                "table public.orders / column total: expected a column, found none",
                "table public.orders / column sum: expected none, found a column",
            ],
            true,
        );
        check(
            |t| t.row_security = RowSecurity::Forced,
            &["table public.orders: row-level security expected off, found forced"],
            true,
        );
        check(
            |t| t.grants = vec![Grant { to: Grantee::Public, privileges: vec![Privilege::Select] }],
            &["table public.orders: grants to PUBLIC expected none, found SELECT"],
            true,
        );
    }

    #[test]
    fn order_and_ids_do_not_matter() {
        check(|t| t.columns.reverse(), &[], false);
        check(|t| t.id = Id::new("x"), &[], false);
    }

    #[test]
    fn texts_of_expressions_matter_between_introspected_catalogs_only() {
        let change = |t: &mut Table| t.columns[1].value = ColumnValue::Default { expression: Expr::new("0::numeric") };
        check(change, &[], true);
        check(
            change,
            &["table public.orders / column total: value expected DEFAULT 0, found DEFAULT 0::numeric"],
            false,
        );
        check(
            |t| t.columns[1].value = ColumnValue::None,
            &["table public.orders / column total: value expected DEFAULT 0, found none"],
            true,
        );
    }
}
