//! The definitions of views, functions and their like, carried through renames.
//!
//! PostgreSQL keeps them as trees that name nothing: what they mention may be renamed, and they then read as if they had
//! always said the new name. Here they are text, so the text must follow.

use super::names::{Reference, Referent, TableName, Tables, rewrite};
use super::token::{Token, TokenKind, identifier, string_value, tokens};
use crate::catalog::{Catalog, Id, Map, Object, Pair, Schema, Setting, Table};
use crate::sql::quote;

/// What is called otherwise in one catalog than in another, by ids that both have.
#[derive(Debug)]
pub struct Renames<'a> {
    previous: &'a Catalog,
    next: &'a Catalog,
    tables: Map<&'a Id, Pair<&'a Table>>,
    /// Previous tables by their names.
    by_name: Map<&'a str, Vec<&'a Table>>,
    /// The other names that live in schemas, of enums and sequences: from which to which.
    names: Map<(&'a str, &'a str), (&'a str, &'a str)>,
    /// Schemas that are called otherwise.
    schemas: Map<&'a str, &'a str>,
    /// Labels by their enum's previous name.
    labels: Map<(&'a str, &'a str), Map<&'a str, &'a str>>,
}

impl<'a> Renames<'a> {
    /// `None` if nothing that a definition can mention is called otherwise.
    pub fn between(pair: Pair<&'a Catalog>) -> Option<Self> {
        let Pair { previous, next } = pair;
        let schemas = pair.map(names_of_schemas);
        let after: Map<&Id, &Table> = next.tables.iter().map(|table| (&table.id, table)).collect();
        let kept = previous.tables.iter().filter_map(|t| Some((&t.id, Pair::new(t, *after.get(&t.id)?))));
        let tables: Map<&Id, Pair<&Table>> = kept.collect();
        let name = |of: &Map<&'a Id, &'a str>, schema: &'a Id| of.get(schema).copied().unwrap_or(schema.as_str());
        let mut names = Map::default();
        let mut labels: Map<(&str, &str), Map<&str, &str>> = Map::default();
        for was in &previous.enums {
            let Some(is) = next.enum_type(&was.id) else { continue };
            let old = (name(&schemas.previous, &was.schema), was.name.as_str());
            names.insert(old, (name(&schemas.next, &is.schema), is.name.as_str()));
            for label in &was.labels {
                if let Some(new) = is.labels.iter().find(|l| l.id == label.id).filter(|l| l.name != label.name) {
                    labels.entry(old).or_default().insert(&label.name, &new.name);
                }
            }
        }
        for was in &previous.sequences {
            let Some(is) = next.sequence(&was.id) else { continue };
            let old = (name(&schemas.previous, &was.schema), was.name.as_str());
            names.insert(old, (name(&schemas.next, &is.schema), is.name.as_str()));
        }
        names.retain(|old, new| old != new);
        let moved = schemas.previous.iter().filter_map(|(id, old)| Some((*old, *schemas.next.get(*id)?)));
        let moved: Map<&str, &str> = moved.filter(|(old, new)| old != new).collect();
        let mut renamed = !moved.is_empty();
        let mut by_name: Map<&str, Vec<&Table>> = Map::default();
        for Pair { previous: was, next: is } in tables.values().copied() {
            by_name.entry(&was.name).or_default().push(was);
            renamed |= was.name != is.name
                || name(&schemas.previous, &was.schema) != name(&schemas.next, &is.schema)
                || was.columns.iter().any(|c| is.column(&c.id).is_some_and(|after| after.name != c.name));
        }
        let renamed = renamed || !names.is_empty() || !labels.is_empty();
        renamed.then_some(Self { previous, next, tables, by_name, names, schemas: moved, labels })
    }

    /// The object as PostgreSQL shows it after the renames.
    pub fn object(&self, object: &Object) -> Object {
        let own = object.relation.as_ref().and_then(|id| self.tables.get(id)).map(|pair| pair.previous);
        let text = |sql: &str| self.text(object, sql, own);
        Object {
            identity: text(&object.identity),
            definition: match self.query(&object.definition) {
                // Its query has scopes, and names that mean something only there.
                Some((before, query, after)) => {
                    format!("{}{}{after}", self.words(object, before, own, false), self.rewritten(object, query))
                }
                None => text(&object.definition),
            },
            settings: object
                .settings
                .iter()
                .map(|s| Setting { name: s.name.clone(), set: text(&s.set), reset: text(&s.reset) })
                .collect(),
            ..object.clone()
        }
    }

    /// The query of a view's definition, with what stands before and after it.
    fn query<'s>(&self, definition: &'s str) -> Option<(&'s str, &'s str, &'s str)> {
        let is_view = ["CREATE VIEW ", "CREATE MATERIALIZED VIEW "].iter().any(|words| definition.starts_with(words));
        let at = definition.find(" AS\n").filter(|_| is_view)? + 4;
        let end = [" WITH NO DATA", " WITH CASCADED CHECK OPTION", " WITH LOCAL CHECK OPTION"];
        let rest = &definition[at..];
        let found = end.iter().find_map(|words| rest.strip_suffix(words).map(|query| query.trim_end().len()));
        let length = found.unwrap_or(rest.len());
        Some((&definition[..at], &rest[..length], &rest[length..]))
    }

    fn rewritten(&self, object: &Object, query: &str) -> String {
        // In FROM a query keeps its columns' names, as a view does.
        let (before, after) = ("(SELECT 1 FROM (", ") bulkhead)");
        let whole = format!("{before}{query}{after}");
        let known = Known { renames: self };
        let whole = rewrite(&whole, &known, &|reference| known.new_name(reference));
        let query = whole.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).unwrap_or(query);
        self.words(object, &without_needless_as(query), None, false)
    }

    fn text(&self, object: &Object, sql: &str, own: Option<&'a Table>) -> String {
        self.words(object, sql, own, true)
    }

    /// Rewrites what a row of words tells by itself: names that are qualified by their schema, `NEW` or `OLD`, and,
    /// of what has no query, its relation's columns. `relations` says whether tables are still to be renamed.
    fn words(&self, object: &Object, sql: &str, own: Option<&'a Table>, relations: bool) -> String {
        let all = tokens(sql);
        let solid: Vec<&Token> = all.iter().filter(|token| !token.is_blank()).collect();
        let name = |at: usize| {
            let token = solid.get(at)?;
            let is_name = matches!(token.kind, TokenKind::Ident | TokenKind::QuotedIdent);
            is_name.then(|| identifier(token.text(sql))).flatten()
        };
        let is = |at: usize, text: &str| solid.get(at).is_some_and(|token| token.text(sql) == text);
        let mut edits: Vec<(std::ops::Range<usize>, String)> = Vec::new();
        let mut last = own;
        let mut at = 0;
        while at < solid.len() {
            let range = solid[at].range.clone();
            if matches!(solid[at].kind, TokenKind::String) {
                if let Some(new) = self.literal(sql, &solid, at) {
                    edits.push((range, new));
                }
                at += 1;
                continue;
            }
            let Some(first) = name(at) else {
                at += 1;
                continue;
            };
            let second = if is(at + 1, ".") { name(at + 2) } else { None };
            let Some(second) = second else {
                if relations && !is(at + 1, "(") && (at == 0 || !is(at - 1, ".")) {
                    let column = self.bare(object, last.filter(|_| owns_words(object)), &first);
                    edits.extend(column.map(|new| (range, quote::ident(new))));
                }
                at += 1;
                continue;
            };
            let second_range = solid[at + 2].range.clone();
            let table = self.find(Some(&first), &second);
            if let Some((schema, new)) = self.names.get(&(first.as_str(), second.as_str())) {
                edits.push((range, quote::ident(schema)));
                edits.push((second_range, quote::ident(new)));
                at += 3;
            } else if let Some(table) = table.filter(|_| relations) {
                let pair = self.tables[&table.id];
                let schema = self.next.schema(&pair.next.schema).map_or(first.as_str(), |schema| schema.name.as_str());
                edits.push((range, quote::ident(schema)));
                edits.push((second_range, quote::ident(&pair.next.name)));
                last = Some(table);
                let third = if is(at + 3, ".") { name(at + 4) } else { None };
                let column = third.and_then(|third| self.column(table, &third));
                edits.extend(column.map(|new| (solid[at + 4].range.clone(), quote::ident(new))));
                at += 3;
            } else {
                let of_row = matches!(first.as_str(), "new" | "old");
                let table = own.filter(|_| of_row).or_else(|| self.find(None, &first).filter(|_| relations));
                if let Some(table) = table {
                    let column = self.column(table, &second);
                    edits.extend(column.map(|new| (second_range, quote::ident(new))));
                    if !of_row && !is(at + 3, "(") && (at == 0 || !is(at - 1, ".")) {
                        edits.push((range, quote::ident(&self.tables[&table.id].next.name)));
                    }
                } else if let Some(schema) = self.schemas.get(first.as_str()) {
                    // A function, a type, the object itself.
                    edits.push((range, quote::ident(schema)));
                }
                at += 3;
            }
        }
        edits.sort_by_key(|(range, _)| range.start);
        let mut out = String::new();
        let mut done = 0;
        for (range, new) in edits {
            out.push_str(&sql[done..range.start]);
            out.push_str(&new);
            done = range.end;
        }
        out.push_str(&sql[done..]);
        out
    }

    /// A label before its enum's name, or a name before `regclass`.
    fn literal(&self, sql: &str, solid: &[&Token], at: usize) -> Option<String> {
        let mut after = at + 1;
        while solid.get(after).is_some_and(|token| matches!(token.text(sql), ":" | "::")) {
            after += 1;
        }
        if after == at + 1 {
            return None;
        }
        let text = |at: usize| solid.get(at).and_then(|token| identifier(token.text(sql)));
        let value = string_value(solid[at].text(sql))?;
        let first = text(after)?;
        if first == "regclass" {
            let parts: Vec<_> = tokens(&value).iter().filter_map(|token| identifier(token.text(&value))).collect();
            let [schema, name] = parts.as_slice() else { return None };
            let (schema, name) = self.names.get(&(schema.as_str(), name.as_str()))?;
            return Some(quote::literal(&quote::qualified(schema, name)));
        }
        let second = text(after + 2)?;
        let labels = self.labels.get(&(first.as_str(), second.as_str()))?;
        labels.get(value.as_str()).map(|new| quote::literal(new))
    }

    /// The new name of a column that is written by its bare name: of the relation whose words these are, or of the only
    /// table with such a column among those that the object stands on.
    fn bare(&self, object: &Object, own: Option<&'a Table>, column: &str) -> Option<&'a str> {
        if let Some(own) = own {
            return self.column(own, column);
        }
        let on = self.previous.dependencies.get(&object.id)?;
        let mut found = self.tables.values().filter_map(|pair| {
            let own = pair.previous.columns.iter().find(|c| c.name == column)?;
            (on.contains(&own.id) || on.contains(&pair.previous.id)).then_some(pair.previous)
        });
        let table = found.next().filter(|_| found.next().is_none())?;
        self.column(table, column)
    }

    /// A previous table by its name, if both catalogs have it. Without a schema's name it must be the only one.
    fn find(&self, schema: Option<&str>, name: &str) -> Option<&'a Table> {
        let in_schema = |table: &&&Table| {
            schema.is_none_or(|schema| self.previous.schema(&table.schema).is_some_and(|s| s.name == schema))
        };
        let mut found = self.by_name.get(name).into_iter().flatten().filter(in_schema);
        found.next().filter(|_| found.next().is_none()).copied()
    }

    /// The next name of a previous table's column, if it is another.
    fn column(&self, table: &Table, name: &str) -> Option<&'a str> {
        let column = table.columns.iter().find(|column| column.name == name)?;
        let next = self.tables.get(&table.id)?.next.column(&column.id)?;
        (next.name != name).then_some(next.name.as_str())
    }
}

/// Takes away the name of a column in a SELECT that is the name which the column has by itself.
fn without_needless_as(query: &str) -> String {
    let all = tokens(query);
    let solid: Vec<&Token> = all.iter().filter(|token| !token.is_blank()).collect();
    let text = |at: usize| solid.get(at).map_or("", |token| token.text(query));
    let mut out = String::new();
    let mut done = 0;
    for at in 1..solid.len() {
        let same = || identifier(text(at - 1)).is_some_and(|name| identifier(text(at + 1)) == Some(name));
        if !text(at).eq_ignore_ascii_case("AS") || !same() {
            continue;
        }
        // What is no more than a name, with qualifiers or not, begins an entry of the list.
        let mut first = at - 1;
        while first >= 2 && text(first - 1) == "." {
            first -= 2;
        }
        let begins = first.checked_sub(1).map(text).unwrap_or("SELECT");
        if begins == "," || begins.eq_ignore_ascii_case("SELECT") || begins.eq_ignore_ascii_case("DISTINCT") {
            out.push_str(&query[done..solid[at - 1].range.end]);
            done = solid[at + 1].range.end;
        }
    }
    out.push_str(&query[done..]);
    out
}

/// True if the bare words of a definition are columns of the table it is about.
fn owns_words(object: &Object) -> bool {
    matches!(object.kind.as_str(), "trigger" | "statistics" | "publication")
}

fn names_of_schemas(catalog: &Catalog) -> Map<&Id, &str> {
    catalog.schemas.iter().map(|schema: &Schema| (&schema.id, schema.name.as_str())).collect()
}

/// What a query of a view can name.
struct Known<'x, 'a> {
    renames: &'x Renames<'a>,
}

impl Known<'_, '_> {
    fn new_name(&self, reference: &Reference) -> Option<String> {
        let find = |name: &TableName| self.renames.find(name.schema.as_deref(), &name.name);
        let renames = self.renames;
        match &reference.referent {
            Referent::Column | Referent::OwnTable => None,
            Referent::ColumnOf(table) => renames.column(find(table)?, &reference.name).map(str::to_owned),
            Referent::Table(table) => Some(renames.tables.get(&find(table)?.id)?.next.name.clone()),
            Referent::Schema(table) => {
                let next = renames.tables.get(&find(table)?.id)?.next;
                renames.next.schema(&next.schema).map(|schema| schema.name.clone())
            }
        }
    }
}

impl Tables for Known<'_, '_> {
    fn is_own(&self, _: &TableName) -> bool {
        false
    }

    fn has_column(&self, table: &TableName, column: &str) -> Option<bool> {
        let table = self.renames.find(table.schema.as_deref(), &table.name)?;
        Some(table.columns.iter().any(|c| c.name == column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Column, DataType};

    fn catalog(table: &str, columns: [&str; 2]) -> Catalog {
        let mut catalog = Catalog::default();
        catalog.schemas.push(Schema::new(Id::new("s"), "public"));
        let mut made = Table::new(Id::new("t"), Id::new("s"), table);
        for (id, name) in ["a", "b"].into_iter().zip(columns) {
            made.columns.push(Column::new(Id::new(id), name, DataType::builtin("integer")));
        }
        catalog.tables.push(made);
        catalog
    }

    fn object(kind: &str, definition: &str) -> Object {
        Object {
            id: Id::new("o"),
            kind: kind.into(),
            schema: None,
            relation: Some(Id::new("t")),
            name: "o".into(),
            identity: "o ON public.orders".into(),
            definition: definition.into(),
            replaces: None,
            updates: Vec::new(),
            settings: Vec::new(),
            shape: None,
            owner: None,
            comment: None,
            grants: Vec::new(),
        }
    }

    fn carried(kind: &str, definition: &str) -> Object {
        let (previous, next) = (catalog("orders", ["total", "state"]), catalog("sales", ["sum", "state"]));
        let renames = Renames::between(Pair::new(&previous, &next)).expect("renames");
        renames.object(&object(kind, definition))
    }

    #[test]
    fn a_view_keeps_its_columns_names() {
        let view = "CREATE VIEW public.v AS\n SELECT orders.total,\n    orders.state AS total2\n   FROM public.orders\n  WHERE (orders.total > 0)";
        let expected = "CREATE VIEW public.v AS\n SELECT sales.sum AS total,\n    sales.state AS total2\n   FROM public.sales\n  WHERE (sales.sum > 0)";
        assert_eq!(carried("view", view).definition, expected);
        let bare = "CREATE VIEW public.v AS\n SELECT total\n   FROM public.orders\n  WHERE (total > 0)";
        let expected = "CREATE VIEW public.v AS\n SELECT sum AS total\n   FROM public.sales\n  WHERE (sum > 0)";
        assert_eq!(carried("view", bare).definition, expected);
    }

    #[test]
    fn a_trigger_follows_its_table() {
        let trigger = "CREATE TRIGGER o BEFORE UPDATE OF total, state ON public.orders FOR EACH ROW WHEN ((new.total > old.total)) EXECUTE FUNCTION public.total()";
        let expected = "CREATE TRIGGER o BEFORE UPDATE OF sum, state ON public.sales FOR EACH ROW WHEN ((new.sum > old.sum)) EXECUTE FUNCTION public.total()";
        let carried = carried("trigger", trigger);
        assert_eq!((carried.definition.as_str(), carried.identity.as_str()), (expected, "o ON public.sales"));
    }

    #[test]
    fn what_is_called_the_same_needs_nothing() {
        let same = catalog("orders", ["total", "state"]);
        assert!(Renames::between(Pair::new(&same, &same.clone())).is_none());
    }
}
