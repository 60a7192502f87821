//! How tables and their parts differ in what is said less often of them.

use super::{NONE, Names, Out};
use crate::catalog::{Column, Constraint, Deferral, Id, Index, IndexKey, Parameters, ReplicaIdentity, Table};

impl Out {
    pub(super) fn table_options(&mut self, path: &str, (e, x): (Names, &Table), (a, y): (Names, &Table)) {
        let (p, q) = (&x.options, &y.options);
        // How a person writes a partition key or a bound is not how PostgreSQL deparses it.
        let texts = self.texts;
        let typed = |text: Option<&String>| match text {
            Some(text) if texts => text.clone(),
            Some(_) => "one".into(),
            None => NONE.into(),
        };
        self.text(&format!("{path}: PARTITION BY"), &typed(p.partition_by.as_ref()), &typed(q.partition_by.as_ref()));
        let bound = |t: &Table| typed(t.options.partition_of.as_ref().map(|of| &of.bound));
        self.text(&format!("{path}: bound"), &bound(x), &bound(y));
        let parents =
            |names: Names, t: &Table| some(&t.parents().map(|id| names.table(id)).collect::<Vec<_>>().join(", "));
        self.text(&format!("{path}: parents"), &parents(e, x), &parents(a, y));
        let logged = |unlogged: bool| if unlogged { "UNLOGGED" } else { "LOGGED" };
        self.text(&format!("{path}: persistence"), logged(p.unlogged), logged(q.unlogged));
        let method = |method: &Option<String>| method.clone().unwrap_or_else(|| "heap".into());
        self.text(&format!("{path}: access method"), &method(&p.method), &method(&q.method));
        self.parameters(path, &p.parameters, &q.parameters);
        let identity = |t: &Table| match &t.options.replica_identity {
            ReplicaIdentity::Default => "DEFAULT".to_owned(),
            ReplicaIdentity::Full => "FULL".to_owned(),
            ReplicaIdentity::Nothing => "NOTHING".to_owned(),
            ReplicaIdentity::Index(id) => part(t, id),
        };
        self.text(&format!("{path}: replica identity"), &identity(x), &identity(y));
        let cluster = |t: &Table| t.options.cluster_on.as_ref().map_or(NONE.to_owned(), |id| part(t, id));
        self.text(&format!("{path}: CLUSTER ON"), &cluster(x), &cluster(y));
    }

    pub(super) fn column_options(&mut self, path: &str, x: &Column, y: &Column) {
        let (p, q) = (&x.options, &y.options);
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "the type's own".into());
        self.text(&format!("{path}: storage"), &text(&p.storage), &text(&q.storage));
        self.text(&format!("{path}: compression"), &text(&p.compression), &text(&q.compression));
        let target = |value: Option<i32>| value.map_or(NONE.to_owned(), |value| value.to_string());
        self.text(&format!("{path}: statistics"), &target(p.statistics), &target(q.statistics));
        self.parameters(path, &p.parameters, &q.parameters);
    }

    pub(super) fn constraint_options(
        &mut self,
        path: &str,
        (t, x): (&Table, &Constraint),
        (u, y): (&Table, &Constraint),
    ) {
        // A plan may leave a constraint unvalidated where rows break it: that is told elsewhere.
        let said = |t: &Table, c: &Constraint| {
            let o = &c.options;
            let words = [
                (o.period, "WITHOUT OVERLAPS"),
                (o.match_full, "MATCH FULL"),
                (o.no_inherit, "NO INHERIT"),
                (o.not_enforced, "NOT ENFORCED"),
                (o.deferral == Deferral::InitiallyImmediate, "DEFERRABLE INITIALLY IMMEDIATE"),
                (o.deferral == Deferral::InitiallyDeferred, "DEFERRABLE INITIALLY DEFERRED"),
            ];
            let mut said: Vec<String> =
                words.iter().filter(|(yes, _)| *yes).map(|(_, word)| word.to_string()).collect();
            for (word, columns) in [("INCLUDE", &o.include), ("SET", &o.delete_columns)] {
                if !columns.is_empty() {
                    said.push(format!("{word} {}", super::table::column_list(Some(t), columns)));
                }
            }
            some(&said.join(" "))
        };
        self.text(&format!("{path}: options"), &said(t, x), &said(u, y));
        self.parameters(path, &x.options.parameters, &y.options.parameters);
    }

    pub(super) fn index_options(&mut self, path: &str, x: &Index, y: &Index) {
        let (p, q) = (&x.options, &y.options);
        let nulls = |flag: bool| if flag { "NULLS NOT DISTINCT" } else { "NULLS DISTINCT" };
        self.text(&format!("{path}: nulls"), nulls(p.nulls_not_distinct), nulls(q.nulls_not_distinct));
        let targets = |i: &Index| {
            some(
                &i.options
                    .statistics
                    .iter()
                    .map(|(key, target)| format!("{key}: {target}"))
                    .collect::<Vec<_>>()
                    .join(", "),
            )
        };
        self.text(&format!("{path}: statistics"), &targets(x), &targets(y));
        self.parameters(path, &p.parameters, &q.parameters);
    }

    fn parameters(&mut self, path: &str, expected: &Parameters, actual: &Parameters) {
        let text = |parameters: &Parameters| {
            let mut all: Vec<_> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
            all.sort();
            some(&all.join(", "))
        };
        self.text(&format!("{path}: parameters"), &text(expected), &text(actual));
    }
}

/// What a key says beside its column and operator class. Where the class lives, a design need not say.
pub(super) fn key(key: &IndexKey) -> String {
    let collation = key.options.collation.as_ref().map_or(String::new(), |collation| format!(" COLLATE {collation}"));
    let parameters: Vec<_> =
        key.options.class_parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if parameters.is_empty() { collation } else { format!("{collation} ({})", parameters.join(", ")) }
}

fn some(text: &str) -> String {
    if text.is_empty() { NONE.to_owned() } else { text.to_owned() }
}

/// The name of an index, or of the constraint that owns it.
fn part(table: &Table, id: &Id) -> String {
    let constraint = table.constraints.iter().find(|c| c.id == *id).map(|c| c.name.clone());
    constraint
        .or_else(|| table.indexes.iter().find(|i| i.id == *id).map(|i| i.name.clone()))
        .unwrap_or_else(|| id.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::differences;
    use crate::catalog::{Catalog, Id, Schema, Table};

    #[test]
    fn what_is_said_less_often_is_compared() {
        let table = Table::new(Id::new("t"), Id::new("s"), "orders");
        let of = |table: Table| Catalog {
            schemas: vec![Schema::new(Id::new("s"), "public")],
            tables: vec![table],
            ..Catalog::default()
        };
        let mut other = table.clone();
        other.options.unlogged = true;
        other.options.parameters = vec![("fillfactor".into(), "70".into())];
        let found: Vec<_> = differences(&of(table), &of(other)).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "table public.orders: persistence expected LOGGED, found UNLOGGED",
                "table public.orders: parameters expected none, found fillfactor=70"
            ]
        );
    }
}
