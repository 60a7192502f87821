//! The names in an expression, what they stand for, and rewriting them.

use std::ops::Range;

use squawk_syntax::{SyntaxKind, SyntaxNode};

use super::output::is_output;
use super::parsed::Parsed;
use super::scope::{Part, Source, common_table, part, relation, scopes};
use super::token::{Token, TokenKind, is_continued};
use crate::sql::quote;

/// A table's name as an expression writes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableName {
    /// The schema's name, unquoted, if it is written.
    pub schema: Option<String>,
    /// The table's name, unquoted.
    pub name: String,
}

/// A name in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The bytes of the identifier, its quotes included.
    pub range: Range<usize>,
    /// The name, unquoted.
    pub name: String,
    /// What it stands for.
    pub referent: Referent,
    /// For a column by its bare name, what PostgreSQL looks in before or beside the table that has it.
    nearer: Vec<Nearer>,
    /// For a column of another table by its bare name, the alias that can qualify it.
    alias: Option<String>,
    /// True if the query around may know the column by this name.
    is_output: bool,
}

/// What a query takes rows from that could take a bare name for one of its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Nearer {
    table: Option<TableName>,
    columns: Vec<String>,
    alias: Option<String>,
}

impl Nearer {
    fn of(source: &Source) -> Self {
        let alias = source.called.clone().filter(|_| source.aliased || source.table.is_none());
        Self { table: source.table.clone(), columns: source.columns.clone().unwrap_or_default(), alias }
    }

    fn takes(&self, column: &String, tables: &dyn Tables) -> bool {
        let table = self.table.as_ref();
        table.is_some_and(|table| tables.will_have_column(table, column)) || self.columns.contains(column)
    }
}

/// What a name in an expression stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Referent {
    /// A column of the table that the expression belongs to.
    Column,
    /// A column of another table, which the expression queries.
    ColumnOf(TableName),
    /// Another table, which the expression queries.
    Table(TableName),
    /// The table that the expression belongs to, as the qualifier of a column.
    OwnTable,
    /// The schema that qualifies another table, or that of the expression itself.
    Schema(TableName),
}

/// What is known of the tables that an expression can name.
pub trait Tables {
    /// True if the name, as the qualifier of a column, is that of the table that the expression belongs to.
    fn is_own(&self, table: &TableName) -> bool;
    /// Whether a table has a column. `None` if the table is not known: a bare name that could be its column is then
    /// left alone.
    fn has_column(&self, table: &TableName, column: &str) -> Option<bool>;
    /// Whether a table will have a column by the time that what [`rewrite`] writes is read. A bare name that it would
    /// take for its own is then qualified.
    fn will_have_column(&self, _table: &TableName, _column: &str) -> bool {
        false
    }
    /// What the columns of the expression's own table can be qualified with by then.
    fn own_name(&self) -> Option<String> {
        None
    }
}

/// Knows no table.
struct Unknown;

impl Tables for Unknown {
    fn is_own(&self, _: &TableName) -> bool {
        false
    }

    fn has_column(&self, _: &TableName, _: &str) -> Option<bool> {
        None
    }
}

/// The columns of its own table that an expression may mention by their bare names, unquoted, each once, in order of
/// appearance. Names inside a query that has a FROM clause may be columns of the tables it names and are left out.
pub fn columns(sql: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for reference in references(sql, &Unknown) {
        if reference.referent == Referent::Column && !out.contains(&reference.name) {
            out.push(reference.name);
        }
    }
    out
}

/// True if some word of a text that may be a name, folded and unquoted, is one of those looked for.
pub fn has_word(sql: &str, is_one: &dyn Fn(&str) -> bool) -> bool {
    Parsed::of(sql).words.iter().any(|word| is_one(word))
}

/// Rewrites the columns of an expression's own table that it mentions by their bare names: `new_name` is asked with the
/// unquoted name, and `None` leaves it as it is written. Functions, types, strings, qualified names and names inside a
/// query that has a FROM clause stay; see [`rewrite`] for those. Text that [`check`](super::check()) refuses for its
/// tokens or its depth stays as it is.
pub fn rename(sql: &str, new_name: &dyn Fn(&str) -> Option<String>) -> String {
    rewrite(sql, &Unknown, &|reference| match reference.referent {
        Referent::Column => new_name(&reference.name),
        _ => None,
    })
}

/// Rewrites the names of tables and columns in an expression: `new_name` is asked for each [`Reference`], and `None`
/// leaves it as it is written. A column of a query in FROM or WITH keeps its old name outside that query. A bare name that would then be another table's column is qualified, so that it goes on
/// meaning what it meant; where that can't be done it keeps its old name, which leads nowhere and is seen.
pub fn rewrite(sql: &str, tables: &dyn Tables, new_name: &dyn Fn(&Reference) -> Option<String>) -> String {
    let mut out = String::new();
    let mut done = 0;
    for reference in references(sql, tables) {
        let new = new_name(&reference).filter(|name| *name != reference.name);
        let name = new.as_ref().unwrap_or(&reference.name);
        let written = if reference.nearer.iter().any(|nearer| nearer.takes(name, tables)) {
            let qualifier = reference.qualifier(tables, new_name);
            qualifier.map(|qualifier| format!("{}.{}", quote::ident(&qualifier), quote::ident(name)))
        } else {
            new.as_deref().map(quote::ident)
        };
        let Some(mut written) = written else { continue };
        if reference.is_output && *name != reference.name {
            written = format!("{written} AS {}", quote::ident(&reference.name));
        }
        out.push_str(&sql[done..reference.range.start]);
        if clings_before(&sql[..reference.range.start], &written) {
            out.push(' ');
        }
        out.push_str(&written);
        if clings_after(&sql[reference.range.end..], &written) {
            out.push(' ');
        }
        done = reference.range.end;
    }
    out.push_str(&sql[done..]);
    out
}

impl Reference {
    fn new(part: &Part, referent: Referent) -> Self {
        Self {
            range: part.range.clone(),
            name: part.name.clone(),
            referent,
            nearer: Vec::new(),
            alias: None,
            is_output: false,
        }
    }

    /// What can qualify a column that is written by its bare name, if nothing nearer is called the same.
    fn qualifier(&self, tables: &dyn Tables, new_name: &dyn Fn(&Self) -> Option<String>) -> Option<String> {
        let new_table = |table: &TableName| {
            let part = Part { name: table.name.clone(), range: self.range.clone() };
            new_name(&Self::new(&part, Referent::Table(table.clone()))).unwrap_or_else(|| table.name.clone())
        };
        let qualifier = match &self.referent {
            Referent::Column => tables.own_name()?,
            Referent::ColumnOf(table) => self.alias.clone().unwrap_or_else(|| new_table(table)),
            Referent::Table(_) | Referent::OwnTable | Referent::Schema(_) => return None,
        };
        let called = |nearer: &Nearer| nearer.alias.clone().or_else(|| nearer.table.as_ref().map(new_table));
        (!self.nearer.iter().any(|nearer| called(nearer).as_ref() == Some(&qualifier))).then_some(qualifier)
    }
}

/// True if a name would melt into the text before it: `1x`, or `u&"x"`, which would be another kind of quoted name.
fn clings_before(before: &str, name: &str) -> bool {
    let quoted = name.starts_with('"');
    before.ends_with(|c: char| is_continued(c) || c == '"' || (quoted && c == '&'))
}

/// True if a name would melt into the text after it.
fn clings_after(after: &str, name: &str) -> bool {
    let prefix = matches!(name, "u" | "b" | "e" | "n" | "x");
    after.starts_with(|c: char| is_continued(c) || c == '"' || c == '\'') || (prefix && after.starts_with('&'))
}

/// The names of tables and columns in an expression, in order. Text that [`check`](super::check()) refuses for its
/// tokens or its depth has none.
pub fn references(sql: &str, tables: &dyn Tables) -> Vec<Reference> {
    let mut out = Vec::new();
    for occurrence in &Parsed::of(sql).occurrences {
        match occurrence {
            Occurrence::Column(name) => column_reference(name, tables, &mut out),
            Occurrence::Table { schema, table } => table_reference(schema.as_ref(), table, &mut out),
        }
    }
    out.sort_by_key(|reference: &Reference| reference.range.start);
    out
}

/// A name in an expression as far as the text tells: what it stands for depends on the tables there are.
pub(super) enum Occurrence {
    Column(Dotted),
    Table { schema: Option<Part>, table: Part },
}

/// A name where an expression can stand: `column`, `table.column`, `schema.table.*`.
pub(super) struct Dotted {
    parts: Vec<Part>,
    /// True if it ends in a star.
    star: bool,
    /// The sources of the queries around it, innermost first.
    scopes: Vec<Vec<Source>>,
    /// True if the query around may know the column by this name.
    is_output: bool,
}

/// The names in a text that was parsed.
pub(super) fn occurrences(sql: &str, tokens: &[Token], root: &SyntaxNode) -> Vec<Occurrence> {
    let identifiers = [TokenKind::Ident, TokenKind::QuotedIdent];
    // Most expressions are constants and calls: no need to walk through those that can't name a column.
    let named = tokens.iter().enumerate().any(|(at, token)| {
        identifiers.contains(&token.kind)
            && tokens[at + 1..].iter().find(|t| !t.is_blank()).is_none_or(|t| t.text(sql) != "(")
    });
    if !named {
        return Vec::new();
    }
    let occurrence = |node: SyntaxNode| match node.kind() {
        SyntaxKind::NAME_REF => dotted(&node).map(Occurrence::Column),
        SyntaxKind::RELATION_NAME_REF => {
            let (schema, table) = relation(&node)?;
            let is_common = schema.is_none() && common_table(&node, &table.name).is_some();
            (!is_common).then_some(Occurrence::Table { schema, table })
        }
        _ => None,
    };
    root.descendants().filter_map(occurrence).collect()
}

/// The dotted name that begins with this node, so that each is seen once.
fn dotted(node: &SyntaxNode) -> Option<Dotted> {
    let mut parts = Vec::new();
    parts.extend(part(node));
    let mut star = false;
    let mut whole = node.clone();
    while let Some(parent) = whole.parent().filter(|p| p.kind() == SyntaxKind::FIELD_EXPR) {
        if parent.first_child().as_ref() != Some(&whole) {
            return None;
        }
        // `t.*` names a table and no column.
        match parent.children().nth(1) {
            Some(field) => parts.extend(part(&field)),
            None => star = true,
        }
        whole = parent;
    }
    let called = whole
        .parent()
        .is_some_and(|parent| parent.kind() == SyntaxKind::CALL_EXPR && parent.first_child().as_ref() == Some(&whole));
    (!called).then(|| Dotted { parts, star, scopes: scopes(node), is_output: !star && is_output(&whole) })
}

/// Adds what a dotted name refers to.
fn column_reference(name: &Dotted, tables: &dyn Tables, out: &mut Vec<Reference>) {
    let first = out.len();
    let scopes = &name.scopes;
    match name.parts.as_slice() {
        [table] if name.star => qualified([None, Some(table), None], scopes, tables, out),
        [schema, table] if name.star => qualified([Some(schema), Some(table), None], scopes, tables, out),
        [column] => out.extend(bare(column, scopes, tables)),
        [table, column] => qualified([None, Some(table), Some(column)], scopes, tables, out),
        [schema, table, column] => qualified([Some(schema), Some(table), Some(column)], scopes, tables, out),
        _ => {}
    }
    if name.is_output
        && let Some(column) = out[first..].last_mut()
    {
        column.is_output = true;
    }
}

fn table_reference(schema: Option<&Part>, part: &Part, out: &mut Vec<Reference>) {
    let table = TableName { schema: schema.map(|schema| schema.name.clone()), name: part.name.clone() };
    if let Some(schema) = schema {
        out.push(Reference::new(schema, Referent::Schema(table.clone())));
    }
    out.push(Reference::new(part, Referent::Table(table)));
}

/// What a bare name stands for: PostgreSQL looks in the innermost query first.
fn bare(column: &Part, scopes: &[Vec<Source>], tables: &dyn Tables) -> Option<Reference> {
    let mut nearer = Vec::new();
    for sources in scopes {
        let has = |source: &Source| match &source.table {
            Some(table) => tables.has_column(table, &column.name),
            None => source.columns.as_ref().map(|columns| columns.contains(&column.name)),
        };
        let found = sources.iter().position(|source| has(source) == Some(true));
        // A column of an unknown table, perhaps: better left alone than taken for another's.
        if found.is_none() && sources.iter().any(|source| has(source).is_none()) {
            return None;
        }
        nearer.extend(sources.iter().enumerate().filter(|(at, _)| Some(*at) != found).map(|(_, s)| Nearer::of(s)));
        if let Some(source) = found.map(|at| &sources[at]) {
            let referent = Referent::ColumnOf(source.table.clone()?);
            let alias = Nearer::of(source).alias;
            return Some(Reference { nearer, alias, ..Reference::new(column, referent) });
        }
    }
    Some(Reference { nearer, ..Reference::new(column, Referent::Column) })
}

/// Adds what the parts of a qualified name stand for: schema, table and column, as far as they are written.
fn qualified(parts: [Option<&Part>; 3], scopes: &[Vec<Source>], tables: &dyn Tables, out: &mut Vec<Reference>) {
    let [schema, table, column] = parts;
    let Some(written) = table else { return };
    let mut add = |part: Option<&Part>, referent: Referent| {
        out.extend(part.map(|part| Reference::new(part, referent)));
    };
    match scopes.iter().flatten().find(|source| source.called.as_deref() == Some(written.name.as_str())) {
        Some(Source { table: Some(source), aliased, .. }) => {
            // An alias is the expression's own word; a table's name used as a qualifier follows the table.
            if !aliased {
                add(schema, Referent::Schema(source.clone()));
                add(table, Referent::Table(source.clone()));
            }
            add(column, Referent::ColumnOf(source.clone()));
        }
        Some(Source { table: None, .. }) => {}
        None => {
            let name = TableName { schema: schema.map(|schema| schema.name.clone()), name: written.name.clone() };
            if tables.is_own(&name) {
                add(schema, Referent::Schema(name));
                add(table, Referent::OwnTable);
                add(column, Referent::Column);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Renames `a` to `Ä "1"`, and a few more.
    fn check(sql: &str, expected: &str) {
        let new_name = |name: &str| match name {
            "a" => Some("b".to_owned()),
            "Old Name" => Some("new_name".to_owned()),
            "value" => Some("New \"Value\"".to_owned()),
            "user" => Some("order".to_owned()),
            _ => None,
        };
        assert_eq!(rename(sql, &new_name), expected, "{sql}");
    }

    #[test]
    fn columns_are_renamed() {
        check("a > 0 AND A < 9 OR \"a\" = 5", "b > 0 AND b < 9 OR b = 5");
        check("\"Old Name\" IS NOT NULL", "new_name IS NOT NULL");
        check("value+1", "\"New \"\"Value\"\"\"+1");
        check("f(a, g(a)) /* a */ -- a\n", "f(a, g(a)) /* a */ -- a\n");
        check("f(a, g(a)) /* a */ -- a\n + a", "f(b, g(b)) /* a */ -- a\n + b");
        check("CASE WHEN a THEN a ELSE -a END", "CASE WHEN b THEN b ELSE -b END");
        check("(a).a", "(b).a");
        check("a[a]", "b[b]");
        check("(SELECT a)", "(SELECT b)");
        check("sum(a) FILTER (WHERE a > 0)", "sum(b) FILTER (WHERE b > 0)");
    }

    #[test]
    fn what_is_no_column_stays() {
        check("a(1) + a.a(2)", "a(1) + a.a(2)");
        check("'a' || $$a$$ || E'a'", "'a' || $$a$$ || E'a'");
        check("1::a", "1::a");
        check("CAST(1 AS a)", "CAST(1 AS a)");
        check("a '1'", "a '1'");
        check("\"A\" = 1", "\"A\" = 1");
        check("'x' COLLATE a", "'x' COLLATE a");
        check("extract(a FROM c)", "extract(a FROM c)");
        check("f(a => 1)", "f(a => 1)");
        check("user", "user");
        check("\"user\"", "\"order\"");
        check("t.a", "t.a");
        check("EXISTS (SELECT 1 FROM t WHERE a = t.a)", "EXISTS (SELECT 1 FROM t WHERE a = t.a)");
        check("a; DROP", "a; DROP");
    }

    #[test]
    fn a_new_name_does_not_melt_into_its_neighbours() {
        check("\"Old Name\"IS NULL", "new_name IS NULL");
        check("NOT\"Old Name\"", "NOT new_name");
        check("u&value", "u& \"New \"\"Value\"\"\"");
    }

    #[test]
    fn mentioned_columns() {
        let check = |sql: &str, expected: &[&str]| assert_eq!(columns(sql), expected, "{sql}");
        check("a > b AND lower(c) = 'd' AND a IS NOT NULL", &["a", "b", "c"]);
        check("now() + interval '1 day'", &[]);
        check("current_user", &[]);
        check("\"A\" + t.b", &["A"]);
        check("a IN (SELECT b FROM t)", &["a"]);
        check("'{}'::jsonb", &[]);
    }

    /// Knows the expression's own table `posts (id, author)` and `s.members (user_id, team)`.
    struct Known;

    impl Tables for Known {
        fn is_own(&self, table: &TableName) -> bool {
            table.name == "posts"
        }

        fn has_column(&self, table: &TableName, column: &str) -> Option<bool> {
            match table.name.as_str() {
                "posts" => Some(["id", "author"].contains(&column)),
                "members" => Some(["user_id", "team"].contains(&column)),
                _ => None,
            }
        }
    }

    /// Marks each name with what it stands for.
    fn check_known(sql: &str, expected: &str) {
        let mark = |reference: &Reference| {
            Some(match &reference.referent {
                Referent::Column => format!("own_{}", reference.name),
                Referent::OwnTable => "own".to_owned(),
                Referent::ColumnOf(table) => format!("{}_{}", table.name, reference.name),
                Referent::Table(table) => format!("t_{}", table.name),
                Referent::Schema(table) => format!("schema_of_{}", table.name),
            })
        };
        assert_eq!(rewrite(sql, &Known, &mark), expected);
    }

    #[test]
    fn names_in_queries_are_looked_up_as_postgresql_does() {
        check_known(
            "EXISTS (SELECT 1 FROM members WHERE user_id = author AND members.team = posts.id)",
            "EXISTS (SELECT 1 FROM t_members WHERE members_user_id = own_author AND t_members.members_team = own.own_id)",
        );
        check_known(
            "EXISTS (SELECT 1 FROM s.members m WHERE m.user_id = author)",
            "EXISTS (SELECT 1 FROM schema_of_members.t_members m WHERE m.members_user_id = own_author)",
        );
        check_known(
            "EXISTS (SELECT members.* FROM s.members WHERE s.members.user_id = p.posts.author AND posts.* IS NULL)",
            "EXISTS (SELECT t_members.* FROM schema_of_members.t_members WHERE \
             schema_of_members.t_members.members_user_id = schema_of_posts.own.own_author AND own.* IS NULL)",
        );
        check_known(
            "EXISTS (SELECT members.* FROM members AS members WHERE members.team = 1)",
            "EXISTS (SELECT members.* FROM t_members AS members WHERE members.members_team = 1)",
        );
        check_known(
            "id IN (SELECT team FROM members JOIN posts p ON p.author = user_id)",
            "own_id IN (SELECT members_team FROM t_members JOIN t_posts p ON p.posts_author = members_user_id)",
        );
        check_known("id IN (SELECT x FROM other)", "own_id IN (SELECT x FROM t_other)");
        check_known("id IN (SELECT id FROM f(author))", "own_id IN (SELECT id FROM f(author))");
        check_known(
            "EXISTS (WITH members AS (SELECT 1 AS id) SELECT id FROM members)",
            "EXISTS (WITH members AS (SELECT 1 AS id) SELECT id FROM members)",
        );
        check_known("EXISTS (SELECT id FROM members AS posts (id))", "EXISTS (SELECT id FROM t_members AS posts (id))");
    }

    fn name() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-z_][a-z0-9_]{0,6}",
            "[A-Za-z \"'$é.;()\\-]{1,8}",
            proptest::sample::select(vec!["user", "order", "value", "select", "u", "e", "zone", "time", "null"])
                .prop_map(str::to_owned),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        /// A column renamed there and back is written as before up to its dress, and nothing else moves.
        #[test]
        fn there_and_back(old in name(), new in name(), shape in 0..8_usize) {
            let shapes = [
                "@ > 0", "lower(@)='@'", "NOT@AND x", "(@)::text || u&@", "CASE WHEN @ IS NULL THEN 1 END",
                "@[1]+@", "(SELECT @) IN (@, y)", "f(x=>@)",
            ];
            prop_assume!(old != new && ![&old, &new].iter().any(|n| ["u", "x", "y"].contains(&n.as_str())));
            let write = |name: &str| shapes[shape].replace("'@'", "'!'").replace('@', &quote::ident(name)).replace("NOT\"", "NOT \"");
            let before = write(&old).replace("u&\"", "u& \"").replace(&format!("NOT{old}AND"), &format!("NOT {old} AND"));
            let there = rename(&before, &|n| (n == old).then(|| new.clone()));
            prop_assert!(columns(&there).contains(&new), "{} to {}", before, there);
            prop_assert!(!columns(&there).contains(&old), "{} to {}", before, there);
            let back = rename(&there, &|n| (n == new).then(|| old.clone()));
            prop_assert!(crate::expr::same(&back, &before), "{} to {} to {}", before, there, back);
        }
    }
}
