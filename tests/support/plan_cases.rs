//! Named pairs of catalogs that planners get wrong.

use bulkhead::catalog::{
    Catalog, ColumnValue, ConstraintKind, DataType, Deferral, Expr, Id, IndexKey, PolicyCommand, Privilege,
    ReferentialAction, RowSecurity,
};
use bulkhead::design::{HandSql, HandSqlPosition};

use super::build::{CatalogExt, TableExt, catalog, empty, grant, label, policy, table};

/// A pair of catalogs with a name.
pub struct Case {
    pub name: &'static str,
    pub about: &'static str,
    pub before: Catalog,
    pub after: Catalog,
    pub hand: Vec<HandSql>,
    pub online: bool,
    /// The oldest server it is planned for.
    pub version: u8,
    /// Rows to have before up: a script.
    pub rows: &'static str,
    /// What must be true after up, as SQL that yields true.
    pub then: &'static str,
    /// True if up is to fail on these rows.
    pub up_fails: bool,
    /// True if the plan is to warn of it.
    pub warns: bool,
}

fn case(name: &'static str, about: &'static str, before: Catalog, edit: impl FnOnce(&mut Catalog)) -> Case {
    let mut after = before.clone();
    edit(&mut after);
    let hand = Vec::new();
    Case {
        name,
        about,
        before,
        after,
        hand,
        online: false,
        version: 15,
        rows: "",
        then: "",
        up_fails: false,
        warns: false,
    }
}

impl Case {
    fn rows(mut self, rows: &'static str) -> Self {
        self.rows = rows;
        self
    }

    fn then(mut self, then: &'static str) -> Self {
        self.then = then;
        self
    }

    fn online(mut self) -> Self {
        self.online = true;
        self
    }

    fn version(mut self, version: u8) -> Self {
        self.version = version;
        self
    }

    /// Up is refused on these rows, as it must be.
    fn refused(mut self) -> Self {
        self.up_fails = true;
        self
    }

    /// Up fails on these rows, and the plan says so.
    fn fails(mut self) -> Self {
        (self.up_fails, self.warns) = (true, true);
        self
    }
}

/// Every case.
pub fn cases() -> Vec<Case> {
    [creation(), renames(), columns(), values(), enums(), keys(), policies(), drops(), online()]
        .into_iter()
        .flatten()
        .collect()
}

fn shop() -> Catalog {
    catalog([
        table("customers", &["id bigint! = identity", "email text!", "name text"]).key(&["id"]).unique(&["email"]),
        table("orders", &["id bigint! = identity", "customer_id bigint!", "total numeric(10,2)! = 0", "note text"])
            .key(&["id"])
            .references(&["customer_id"], "customers", &["id"])
            .check("orders_total_check", "total >= 0")
            .index("orders_customer_id_idx", &["customer_id"]),
    ])
}

const SHOP_ROWS: &str = "INSERT INTO customers (email, name) VALUES ('a@x', 'A'), ('b@x', 'B');
    INSERT INTO orders (customer_id, total, note) VALUES (1, 5, 'x'), (2, 7.5, NULL);";

/// The same where row-level security is forced.
const HIDDEN_SHOP_ROWS: &str = "ALTER TABLE customers NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE orders NO FORCE ROW LEVEL SECURITY;
    INSERT INTO customers (email, name) VALUES ('a@x', 'A'), ('b@x', 'B');
    INSERT INTO orders (customer_id, total, note) VALUES (1, 5, 'x'), (2, 7.5, NULL);
    ALTER TABLE customers FORCE ROW LEVEL SECURITY;
    ALTER TABLE orders FORCE ROW LEVEL SECURITY;";

fn swap<T>(list: &mut [T], a: usize, b: usize, name: fn(&mut T) -> &mut String) {
    let first = std::mem::take(name(&mut list[a]));
    let second = std::mem::replace(name(&mut list[b]), first);
    *name(&mut list[a]) = second;
}

fn creation() -> Vec<Case> {
    vec![
        case("create-shop", "A schema, an enum, two tables, and all that belongs to them.", empty(), |c| {
            let next =
                shop().with_enum("status", &["open", "it's closed"]).with_schema("Audit").with_sequence("numbers");
            *c = next;
            c.schemas[1].grants = vec![grant(&[Privilege::Usage])];
            c.schemas[1].comment = Some("What happened.".into());
            let orders = c.table_mut("orders");
            orders.add_column("status @status! = 'open'");
            orders.add_column("number bigint! = nextval numbers");
            orders.comment = Some("Sales.".into());
            orders.at("total").comment = Some("With tax; never negative.".into());
            orders.row_security = RowSecurity::Forced;
            orders.policies.push(policy("orders_app", "total > 0"));
            orders.grants = vec![grant(&[Privilege::Select, Privilege::Insert])];
        }),
        case(
            "create-circle",
            "Two new tables that refer to each other, and one that refers to itself.",
            empty(),
            |c| {
                let people = table("people", &["id bigint!", "team_id bigint", "boss_id bigint"])
                    .key(&["id"])
                    .references(&["team_id"], "teams", &["id"])
                    .references(&["boss_id"], "people", &["id"]);
                let teams = table("teams", &["id bigint!", "lead_id bigint"]).key(&["id"]).references(
                    &["lead_id"],
                    "people",
                    &["id"],
                );
                c.tables = vec![people, teams];
            },
        ),
        case(
            "create-second-key",
            "A unique constraint over the primary key's columns: CREATE TABLE would merge the two.",
            empty(),
            |c| {
                c.tables = vec![table("t", &["id bigint!"]).key(&["id"]).unique(&["id"])];
            },
        ),
    ]
}

fn renames() -> Vec<Case> {
    let two = || catalog([table("a", &["id bigint!"]).key(&["id"]), table("b", &["id bigint!"]).key(&["id"])]);
    vec![
        case(
            "rename-everything",
            "Nothing but RENAME, and expressions follow.",
            {
                let mut c =
                    shop().with_enum("status", &["open", "closed"]).with_schema("audit").with_sequence("numbers");
                c.table_mut("orders").policies.push(policy("orders_app", "total > 0"));
                c
            },
            |c| {
                c.schemas[1].name = "Log".into();
                c.enums[0].name = "order status".into();
                c.enums[0].labels[1].name = "done".into();
                c.sequences[0].name = "order_numbers".into();
                let orders = c.table_mut("orders");
                orders.name = "sales".into();
                orders.at("total").name = "amount".into();
                orders.part("orders_pkey").name = "sales_pkey".into();
                orders.part("orders_total_check").name = "amount_is_not_negative".into();
                orders.part("amount_is_not_negative").kind =
                    ConstraintKind::Check { expression: Expr::new("amount >= 0") };
                orders.part("orders_customer_id_fkey").name = "sales_customer".into();
                orders.indexes[0].name = "sales_customer_idx".into();
                orders.policies[0].name = "sales_app".into();
                orders.policies[0].using = Some(Expr::new("amount > 0"));
            },
        )
        .rows(SHOP_ROWS)
        .then("SELECT count(*) = 2 FROM sales WHERE amount > 0"),
        case("swap-tables", "Two tables swap names, and so do their keys.", two(), |c| {
            swap(&mut c.tables, 0, 1, |t| &mut t.name);
            let (a, b) = c.tables.split_at_mut(1);
            std::mem::swap(&mut a[0].constraints[0].name, &mut b[0].constraints[0].name);
        })
        .rows("INSERT INTO a VALUES (1); INSERT INTO b VALUES (2)")
        .then("SELECT (SELECT id FROM a) = 2 AND (SELECT id FROM b) = 1"),
        case(
            "swap-columns",
            "Two columns swap names; the check follows by itself.",
            catalog([table("t", &["a integer!", "b integer!"]).check("order", "a < b")]),
            |c| {
                let t = c.table_mut("t");
                swap(&mut t.columns, 0, 1, |c| &mut c.name);
                t.constraints[0].kind = ConstraintKind::Check { expression: Expr::new("b < a") };
            },
        )
        .rows("INSERT INTO t VALUES (1, 2)")
        .then("SELECT b = 1 AND a = 2 FROM t"),
        case(
            "rotate-columns",
            "Three columns hand their names on in a circle.",
            catalog([table("t", &["a integer", "b integer", "c integer"])]),
            |c| {
                let t = c.table_mut("t");
                swap(&mut t.columns, 0, 1, |c| &mut c.name);
                swap(&mut t.columns, 1, 2, |c| &mut c.name);
            },
        )
        .rows("INSERT INTO t VALUES (1, 2, 3)")
        .then("SELECT b = 1 AND c = 2 AND a = 3 FROM t"),
        case(
            "rename-chain",
            "Each table takes the name the next one gives up, and the last name goes to a new table.",
            catalog([table("a", &["x integer"]), table("b", &["x integer"]), table("c", &["x integer"])]),
            |c| {
                c.tables[0].name = "b".into();
                c.tables[1].name = "c".into();
                c.tables[2].name = "d".into();
                let mut new = table("a", &["y text"]);
                new.id = Id::new("new");
                c.tables.push(new);
            },
        ),
        case(
            "swap-indexes",
            "Two indexes of one table swap names.",
            catalog([table("t", &["a integer", "b integer"]).index("one", &["a"]).index("two", &["b"])]),
            |c| {
                swap(&mut c.table_mut("t").indexes, 0, 1, |i| &mut i.name);
            },
        ),
        case(
            "swap-constraints-and-policies",
            "Checks, policies and labels swap names.",
            {
                let mut t = table("t", &["a integer", "s @mood"]).check("one", "a > 1").check("two", "a > 2");
                t.policies = vec![policy("p", "a > 3"), policy("q", "a > 4")];
                catalog([t]).with_enum("mood", &["sad", "happy"])
            },
            |c| {
                swap(&mut c.enums[0].labels, 0, 1, |l| &mut l.name);
                let t = c.table_mut("t");
                swap(&mut t.constraints, 0, 1, |k| &mut k.name);
                swap(&mut t.policies, 0, 1, |p| &mut p.name);
            },
        )
        .rows("INSERT INTO t VALUES (5, 'sad')")
        .then("SELECT s = 'happy' FROM t"),
        case(
            "swap-enums",
            "Two enums swap names; columns keep their own.",
            catalog([table("t", &["x @one", "y @two"])]).with_enum("one", &["a"]).with_enum("two", &["b"]),
            |c| {
                swap(&mut c.enums, 0, 1, |e| &mut e.name);
            },
        )
        .rows("INSERT INTO t VALUES ('a', 'b')")
        .then("SELECT x = 'a' AND pg_typeof(x)::text = 'two' FROM t"),
        case(
            "move-to-schema",
            "A table, its enum and a sequence move to a new schema; the table is renamed too.",
            catalog([table("orders", &["id bigint!", "status @status"]).key(&["id"])])
                .with_enum("status", &["open"])
                .with_sequence("numbers"),
            |c| {
                *c = std::mem::take(c).with_schema("sales");
                c.tables[0].schema = Id::new("sales");
                c.tables[0].name = "all_orders".into();
                c.enums[0].schema = Id::new("sales");
                c.sequences[0].schema = Id::new("sales");
            },
        )
        .rows("INSERT INTO orders VALUES (1, 'open')")
        .then("SELECT count(*) = 1 FROM sales.all_orders"),
        case(
            "swap-across-schemas",
            "Two tables of one name change places between schemas.",
            {
                let mut c = catalog([table("t", &["a integer"]), table("u", &["b integer"])]).with_schema("other");
                c.tables[1].schema = Id::new("other");
                c.tables[1].name = "t".into();
                c
            },
            |c| {
                c.tables[0].schema = Id::new("other");
                c.tables[1].schema = Id::new("public");
            },
        ),
        case(
            "drop-and-take-the-name",
            "A table goes and another takes its name.",
            catalog([table("old", &["a integer"]), table("new", &["b integer"])]),
            |c| {
                c.tables.remove(0);
                c.tables[0].name = "old".into();
            },
        ),
        case(
            "schema-goes-name-stays",
            "A schema goes, its table moves out, and another schema takes its name.",
            {
                let mut c = catalog([table("t", &["a integer"])]).with_schema("one").with_schema("two");
                c.tables[0].schema = Id::new("one");
                c
            },
            |c| {
                c.tables[0].schema = Id::new("two");
                c.schemas.remove(1);
                c.schemas[1].name = "one".into();
            },
        )
        .rows("INSERT INTO one.t VALUES (1)")
        .then("SELECT count(*) = 1 FROM one.t"),
    ]
}

fn columns() -> Vec<Case> {
    vec![
        case("change-type", "Types that PostgreSQL assigns, and one that it does not; defaults go off and on.",
            catalog([table("t", &["a integer! = 0", "b text = 'x'", "c text", "d character varying(20)"])
                .index("t_a", &["a"])]), |c| {
            let t = c.table_mut("t");
            t.at("a").data_type = DataType::builtin("bigint");
            t.at("b").data_type = DataType::builtin("character varying(40)");
            t.at("c").data_type = DataType::builtin("integer");
            t.at("d").data_type = DataType::builtin("character varying(10)");
        })
        .rows("INSERT INTO t (c, d) VALUES ('12', 'short')")
        .then("SELECT c = 12 AND a = 0 AND b = 'x' FROM t"),
        case("change-type-under-dependants", "A column's type changes under a check, an index, a generated column, a policy, and a policy of another table.", {
            let mut t = table("t", &["id bigint!", "a integer", "twice integer = stored a * 2"])
                .key(&["id"])
                .check("positive", "a > 0")
                .with_index({
                    let mut index = bulkhead::catalog::Index::on(Id::new("ix"), []).named("t_big");
                    index.keys = vec![IndexKey::column(Id::new("t.id"))];
                    index.predicate = Some(Expr::new("a > 100"));
                    index
                });
            t.policies.push(policy("t_app", "a < 1000"));
            let mut u = table("u", &["id bigint!"]).key(&["id"]);
            u.policies.push(policy("u_app", "EXISTS (SELECT 1 FROM public.t WHERE t.id = u.id AND t.a > 5)"));
            catalog([t, u])
        }, |c| c.table_mut("t").at("a").data_type = DataType::builtin("numeric"))
        .rows("INSERT INTO t VALUES (1, 5); INSERT INTO u VALUES (1)")
        .then("SELECT a = 5 AND twice = 10 FROM t"),
        case("change-type-of-key", "A key and the foreign keys on it get another type: the foreign keys step aside.",
            catalog([
                table("a", &["id integer!"]).key(&["id"]),
                table("b", &["id integer!", "a_id integer!"]).key(&["id"]).references(&["a_id"], "a", &["id"]),
            ]), |c| {
            c.table_mut("a").at("id").data_type = DataType::builtin("text");
            c.table_mut("b").at("a_id").data_type = DataType::builtin("text");
        })
        .rows("INSERT INTO a VALUES (7); INSERT INTO b VALUES (1, 7)")
        .then("SELECT a_id = '7' FROM b"),
        case("widen-key", "A key and its foreign key become bigint: PostgreSQL carries the foreign key along.",
            catalog([
                table("a", &["id integer! = identity"]).key(&["id"]),
                table("b", &["a_id integer!"]).references(&["a_id"], "a", &["id"]),
            ]), |c| {
            c.table_mut("a").at("id").data_type = DataType::builtin("bigint");
            c.table_mut("b").at("a_id").data_type = DataType::builtin("bigint");
        })
        .rows("INSERT INTO a DEFAULT VALUES; INSERT INTO b VALUES (1)"),
        case("add-required-column", "A required column without a default: fails on rows, and says so.",
            catalog([table("t", &["id bigint!"]).key(&["id"])]), |c| {
            c.table_mut("t").add_column("code text!");
        })
        .rows("INSERT INTO t VALUES (1)")
        .fails(),
        case("drop-required-columns", "Required columns go; down brings them back on rows that are there.",
            catalog([table("t", &["id bigint!", "code text!", "number integer!", "tenant uuid!", "state @mood!"])
                .key(&["id"]).unique(&["number"]).unique(&["code"])])
            .with_enum("mood", &["sad", "happy"]), |c| {
            let t = c.table_mut("t");
            t.columns.truncate(1);
            t.constraints.truncate(1);
        })
        .rows("INSERT INTO t VALUES (1, 'a', 5, gen_random_uuid(), 'sad'), (2, 'b', 6, gen_random_uuid(), 'sad')"),
        case("drop-defaulted-keys", "Columns of keys go that have defaults or may be NULL; down tells the rows apart where it must.", {
            let t = table("t", &["id bigint!", "code text = 'x'", "number integer! = 0", "day date! = current_date", "tag text"])
                .key(&["id"]).unique(&["code"]).unique(&["number"]).unique(&["id", "day"]).unique(&["tag"]);
            let mut c = catalog([t]);
            if let ConstraintKind::Unique { nulls_not_distinct, .. } = &mut c.table_mut("t").part("t_tag_key").kind {
                *nulls_not_distinct = true;
            }
            c
        }, |c| {
            let t = c.table_mut("t");
            t.columns.truncate(1);
            t.constraints.truncate(1);
        })
        .rows("INSERT INTO t VALUES (1, 'a', 5, '2024-01-01', 'a'), (2, 'b', 6, '2024-01-01', 'b')"),
        case("drop-required-reference", "A required reference goes with its table; down brings both back, and rows that refer to nothing.", {
            let mut c = shop();
            c.table_mut("customers").row_security = RowSecurity::Forced;
            c.table_mut("orders").row_security = RowSecurity::Forced;
            let checked = c.table_mut("orders").clone().check("customer_id_check", "customer_id > 0");
            *c.table_mut("orders") = checked;
            c
        }, |c| {
            c.tables.remove(0);
            let orders = c.table_mut("orders");
            orders.columns.remove(1);
            orders.indexes.clear();
            orders.constraints.retain(|k| k.name == "orders_pkey");
        })
        .rows(HIDDEN_SHOP_ROWS),
        case("foreign-key-under-forced-row-security", "A foreign key between tables with forced row-level security, which hides the rows from the owner.", {
            let mut c = shop();
            c.table_mut("customers").row_security = RowSecurity::Forced;
            c.table_mut("orders").row_security = RowSecurity::Forced;
            c.table_mut("orders").constraints.retain(|k| k.name != "orders_customer_id_fkey");
            c
        }, |c| {
            let with = c.table_mut("orders").clone().references(&["customer_id"], "customers", &["id"]);
            *c.table_mut("orders") = with;
        })
        .rows("ALTER TABLE orders NO FORCE ROW LEVEL SECURITY; INSERT INTO orders (customer_id) VALUES (77);
            ALTER TABLE orders FORCE ROW LEVEL SECURITY")
        .refused(),
        case("drop-used-column", "A column that an index, a key, a check, a policy and a foreign key use.", {
            let mut t = table("t", &["id bigint!", "a integer!", "b integer"])
                .key(&["id"])
                .unique(&["a"])
                .check("both", "a > b")
                .index("t_a_b", &["a", "b"]);
            t.policies.push(policy("p", "a > 0"));
            let u = table("u", &["a integer"]).references(&["a"], "t", &["a"]);
            catalog([t, u])
        }, |c| {
            let t = c.table_mut("t");
            t.columns.remove(1);
            t.constraints.truncate(1);
            t.indexes.clear();
            t.policies[0].using = Some(Expr::new("b > 0"));
            c.table_mut("u").constraints.clear();
        }),
        case("drop-column-read-by-a-policy-that-goes", "A column goes with the table whose policy reads it.", {
            let t = table("t", &["id bigint!", "a integer"]).key(&["id"]);
            let mut u = table("u", &["id bigint!"]).key(&["id"]);
            u.policies.push(policy("p", "EXISTS (SELECT 1 FROM t WHERE t.a > 0)"));
            catalog([t, u])
        }, |c| {
            c.table_mut("t").columns.truncate(1);
            c.tables.retain(|table| table.name != "u");
        }),
        case("set-not-null", "A column becomes required, another stops being so.",
            catalog([table("t", &["a integer", "b integer!"])]), |c| {
            let t = c.table_mut("t");
            t.at("a").not_null = true;
            t.at("b").not_null = false;
        })
        .rows("INSERT INTO t VALUES (1, 1)"),
        case("change-collation", "A text column gets another collation.",
            catalog([table("t", &["a text!"]).key(&["a"])]), |c| {
            c.table_mut("t").at("a").collation = Some("C".into());
        })
        .rows("INSERT INTO t VALUES ('x')"),
        case("arrays", "A scalar becomes an array, and an array text.",
            catalog([table("t", &["a integer", "b text[]"])]), |c| {
            let t = c.table_mut("t");
            t.at("a").data_type = DataType::builtin("integer[]");
            t.at("b").data_type = DataType::builtin("text");
        })
        .rows("INSERT INTO t VALUES (1, '{x,y}'), (NULL, NULL)")
        .then("SELECT a = '{1}' FROM t WHERE a IS NOT NULL"),
        case("reorder-columns", "The order of columns is not changed: PostgreSQL can't.",
            catalog([table("t", &["a integer", "b integer"])]), |c| c.table_mut("t").columns.reverse()),
    ]
}

fn values() -> Vec<Case> {
    let t = |value: &str| catalog([table("t", &["id bigint!", value]).key(&["id"])]).with_sequence("numbers");
    let set = |c: &mut Catalog, value: ColumnValue| c.table_mut("t").at("n").value = value;
    vec![
        case("default-to-identity", "A default becomes an identity, which goes on after the rows that are there.",
            t("n bigint! = 5"), |c| set(c, ColumnValue::Identity { always: true }))
        .rows("INSERT INTO t VALUES (1, 41)")
        .then("INSERT INTO t (id) VALUES (2); SELECT n = 42 FROM t WHERE id = 2"),
        case("identity-under-forced-row-security", "The owner sees no rows of a table with forced row-level security, and must not start again at 1.", {
            let mut c = t("n bigint!");
            c.table_mut("t").row_security = RowSecurity::Forced;
            c
        }, |c| set(c, ColumnValue::Identity { always: false }))
        .rows("ALTER TABLE t NO FORCE ROW LEVEL SECURITY; INSERT INTO t VALUES (1, 41); ALTER TABLE t FORCE ROW LEVEL SECURITY")
        .then("SELECT nextval(pg_get_serial_sequence('t', 'n')) = 42"),
        case("sequence-to-identity", "A column's sequence goes, and an identity takes its place.",
            t("n bigint! = nextval numbers"), |c| {
            set(c, ColumnValue::Identity { always: false });
            c.sequences.clear();
        })
        .rows("INSERT INTO t (id) VALUES (1), (2)")
        .then("INSERT INTO t (id) VALUES (3); SELECT n = 3 FROM t WHERE id = 3"),
        case("identity-to-none", "An identity goes.", t("n bigint! = identity"), |c| set(c, ColumnValue::None))
            .rows("INSERT INTO t (id) VALUES (1)"),
        case("switch-identity", "An identity becomes ALWAYS.", t("n bigint! = identity"), |c| {
            set(c, ColumnValue::Identity { always: true });
        }),
        case("default-to-generated", "A column becomes generated: it is made again, and its values are lost.",
            t("n bigint = 5"), |c| {
            set(c, ColumnValue::Generated { expression: Expr::new("id * 2"), stored: true });
        })
        .rows("INSERT INTO t VALUES (4)")
        .then("SELECT n = 8 FROM t"),
        case("generated-to-default", "A generated column keeps its values and gets a default.", t("n bigint = stored id * 2"), |c| {
            set(c, ColumnValue::Default { expression: Expr::new("7") });
        })
        .rows("INSERT INTO t (id) VALUES (4)")
        .then("SELECT n = 8 FROM t"),
        case("generation-before-17", "Before PostgreSQL 17 a generated column with another expression is made again, with its index.", {
            let mut c = t("n bigint = stored id * 2");
            c.tables[0] = c.tables[0].clone().index("t_n", &["n"]);
            c.tables[0].at("n").comment = Some("Twice.".into());
            c
        }, |c| set(c, ColumnValue::Generated { expression: Expr::new("id * 3"), stored: true }))
        .rows("INSERT INTO t (id) VALUES (4)")
        .then("SELECT n = 12 FROM t"),
        case("generation-since-17", "Since PostgreSQL 17 it gets the expression in place.", t("n bigint = stored id * 2"), |c| {
            set(c, ColumnValue::Generated { expression: Expr::new("id * 3"), stored: true });
        })
        .version(17)
        .rows("INSERT INTO t (id) VALUES (4)")
        .then("SELECT n = 12 FROM t"),
        case("virtual-before-18", "A virtual column, which the target can't have.", t("m integer"), |c| {
            c.table_mut("t").add_column("n bigint").value =
                ColumnValue::Generated { expression: Expr::new("id * 3"), stored: false };
        }),
        case("sequence-goes", "A default's sequence goes; the default becomes a constant.", t("n bigint! = nextval numbers"), |c| {
            set(c, ColumnValue::Default { expression: Expr::new("0") });
            c.sequences.clear();
        })
        .rows("INSERT INTO t (id) VALUES (1), (2)"),
    ]
}

fn enums() -> Vec<Case> {
    let mood = || {
        catalog([table("t", &["id bigint!", "m @mood! = 'sad'", "all @mood[]"])
            .key(&["id"])
            .check("not_angry", "m <> 'angry'")
            .index("t_m", &["m"])])
        .with_enum("mood", &["sad", "angry", "happy"])
    };
    const ROWS: &str = "INSERT INTO t VALUES (1, 'sad', '{sad,happy}'), (2, 'happy', NULL)";
    vec![
        case("enum-labels-added", "Labels are added at the front, in the middle and at the end.", mood(), |c| {
            c.enums[0].labels.insert(0, label("calm"));
            c.enums[0].labels.insert(2, label("bored"));
            c.enums[0].labels.push(label("ecstatic"));
        })
        .rows(ROWS)
        .then("SELECT enum_range(NULL::mood)::text = '{calm,sad,bored,angry,happy,ecstatic}'"),
        case(
            "enum-label-used-at-once",
            "A new label is used by a default of the same migration: the type is made anew.",
            mood(),
            |c| {
                c.enums[0].labels.push(label("calm"));
                c.table_mut("t").at("m").value = ColumnValue::Default { expression: Expr::new("'calm'") };
            },
        )
        .rows(ROWS),
        case("enum-label-used-at-once-online", "Online the label is added in a transaction of its own.", mood(), |c| {
            c.enums[0].labels.push(label("calm"));
            c.table_mut("t").at("m").value = ColumnValue::Default { expression: Expr::new("'calm'") };
        })
        .online()
        .rows(ROWS),
        {
            let mut case = case("enum-label-used-by-hand", "Hand-written SQL uses a new label.", mood(), |c| {
                c.enums[0].labels.push(label("calm"));
            })
            .rows(ROWS)
            .then("SELECT count(*) = 2 FROM t WHERE m = 'calm'");
            case.hand.push(HandSql {
                id: Id::new("hand"),
                title: "Everybody calms down".into(),
                position: HandSqlPosition::After,
                up: "UPDATE t SET m = 'calm';".into(),
                down: "UPDATE t SET m = 'sad';\nDELETE FROM t WHERE id > 100;".into(),
            });
            // Down runs its own undo first, so that nobody has the label any more.
            case
        },
        case("enum-label-removed", "A label goes: the type is made anew around what uses it.", mood(), |c| {
            c.enums[0].labels.remove(1);
            let t = c.table_mut("t");
            t.constraints[1].kind = ConstraintKind::Check { expression: Expr::new("m <> 'happy' OR id > 0") };
        })
        .rows(ROWS)
        .then("SELECT enum_range(NULL::mood)::text = '{sad,happy}'"),
        case(
            "enum-labels-reordered",
            "Labels change their order, one has a new name, and the type has one too.",
            mood(),
            |c| {
                c.enums[0].labels.reverse();
                c.enums[0].labels[0].name = "glad".into();
                c.enums[0].name = "feeling".into();
            },
        )
        .rows(ROWS)
        .then("SELECT m = 'glad' FROM t WHERE id = 2"),
        case("enum-removed-label-gives-its-name", "A label goes, and another takes its name.", mood(), |c| {
            c.enums[0].labels.remove(1);
            c.enums[0].labels[1].name = "angry".into();
            c.table_mut("t").constraints.truncate(1);
        })
        .rows(ROWS)
        .then("SELECT m = 'angry' FROM t WHERE id = 2"),
        case("enum-dropped", "An enum goes, its column becomes text.", mood(), |c| {
            c.enums.clear();
            let t = c.table_mut("t");
            t.at("m").data_type = DataType::builtin("text");
            t.at("all").data_type = DataType::builtin("text[]");
        })
        .rows(ROWS)
        .then("SELECT count(*) = 1 FROM t WHERE m = 'happy'"),
        case("enum-dropped-name-taken", "An enum goes, and a table takes its name.", mood(), |c| {
            c.enums.clear();
            let t = c.table_mut("t");
            t.at("m").data_type = DataType::builtin("text");
            t.at("all").data_type = DataType::builtin("text[]");
            c.tables.push(table("mood", &["id bigint!"]));
        })
        .rows(ROWS),
    ]
}

fn keys() -> Vec<Case> {
    vec![
        case(
            "change-primary-key",
            "Another primary key, while a foreign key rests on the old one.",
            {
                let a = table("a", &["id bigint!", "code text!"]).key(&["id"]).unique(&["code"]);
                let b = table("b", &["a_id bigint!"]).references(&["a_id"], "a", &["id"]);
                catalog([a, b])
            },
            |c| {
                let a = c.table_mut("a");
                a.constraints[0].kind = ConstraintKind::PrimaryKey { columns: a.ids(&["code"]) };
                a.constraints[1].kind = ConstraintKind::Unique { columns: a.ids(&["id"]), nulls_not_distinct: false };
            },
        )
        .rows("INSERT INTO a VALUES (1, 'x'); INSERT INTO b VALUES (1)"),
        case(
            "unique-index-under-foreign-key",
            "A unique index that a foreign key rests on becomes another.",
            {
                let mut a = table("a", &["id bigint!", "x integer"]).index("a_id", &["id"]);
                a.indexes[0].unique = true;
                catalog([a, table("b", &["a_id bigint!"]).references(&["a_id"], "a", &["id"])])
            },
            |c| c.table_mut("a").indexes[0].include = vec![Id::new("a.x")],
        )
        .rows("INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)"),
        case(
            "foreign-key-actions",
            "Other actions: dropped and added. Only the deferral: altered.",
            {
                let mut c = shop();
                c.tables.push(table("notes", &["order_id bigint!"]).references(&["order_id"], "orders", &["id"]));
                c
            },
            |c| {
                if let ConstraintKind::ForeignKey { on_delete, .. } =
                    &mut c.table_mut("orders").part("orders_customer_id_fkey").kind
                {
                    *on_delete = ReferentialAction::Cascade;
                }
                if let ConstraintKind::ForeignKey { deferral, .. } =
                    &mut c.table_mut("notes").part("notes_order_id_fkey").kind
                {
                    *deferral = Deferral::InitiallyDeferred;
                }
            },
        )
        .rows(SHOP_ROWS),
        case(
            "nulls-not-distinct",
            "NULLs become equal to each other.",
            catalog([table("t", &["a integer"]).unique(&["a"])]),
            |c| {
                let t = c.table_mut("t");
                t.constraints[0].kind = ConstraintKind::Unique { columns: t.ids(&["a"]), nulls_not_distinct: true };
            },
        )
        .rows("INSERT INTO t VALUES (1), (NULL)"),
        case(
            "index-changes",
            "Another definition: dropped and created. Only another name: renamed.",
            catalog([table("t", &["a integer", "b integer"]).index("one", &["a"]).index("two", &["b"])]),
            |c| {
                let t = c.table_mut("t");
                t.indexes[0].keys[0].descending = true;
                t.indexes[1].name = "second".into();
            },
        ),
    ]
}

fn policies() -> Vec<Case> {
    let secured = || {
        let mut t = table("t", &["id bigint!", "tenant uuid!"]).key(&["id"]);
        t.row_security = RowSecurity::Forced;
        t.policies = vec![policy("t_app", "tenant = current_setting('app.tenant')::uuid"), policy("t_more", "id > 0")];
        t.grants = vec![grant(&[Privilege::Select, Privilege::Insert])];
        catalog([t])
    };
    vec![
        case("policies", "One policy is altered, one made again, one added; privileges change.", secured(), |c| {
            let t = c.table_mut("t");
            t.policies[0].check = Some(Expr::new("id > 0"));
            t.policies[1].command = PolicyCommand::Select;
            t.policies.push(policy("t_third", "EXISTS (SELECT 1 FROM public.later WHERE later.id = t.id)"));
            t.grants = vec![grant(&[Privilege::Select, Privilege::Update])];
            c.tables.push(table("later", &["id bigint!"]));
        }),
        case(
            "row-security-off",
            "Row-level security and its policies go: off first, so that nobody is locked out in between.",
            secured(),
            |c| {
                let t = c.table_mut("t");
                t.row_security = RowSecurity::Off;
                t.policies.clear();
                t.grants.clear();
            },
        ),
        case(
            "comments",
            "Comments come, change and go.",
            {
                let mut c = shop();
                c.table_mut("orders").comment = Some("Sales.".into());
                c.table_mut("orders").at("note").comment = Some("Old.".into());
                c
            },
            |c| {
                c.table_mut("orders").comment = None;
                c.table_mut("orders").at("note").comment = Some("It's new.".into());
                c.table_mut("orders").part("orders_pkey").comment = Some("Key.".into());
                c.table_mut("orders").indexes[0].comment = Some("For the join.".into());
            },
        ),
    ]
}

fn drops() -> Vec<Case> {
    vec![
        case(
            "drop-circle",
            "Tables that refer to each other go: the foreign keys of the circle first, no CASCADE.",
            catalog([
                table("a", &["id bigint!", "b_id bigint"]).key(&["id"]).references(&["b_id"], "b", &["id"]),
                table("b", &["id bigint!", "a_id bigint", "b_id bigint"])
                    .key(&["id"])
                    .references(&["a_id"], "a", &["id"])
                    .references(&["b_id"], "b", &["id"]),
                table("c", &["a_id bigint"]).references(&["a_id"], "a", &["id"]),
            ]),
            |c| c.tables.clear(),
        )
        .rows("INSERT INTO a VALUES (1, NULL); INSERT INTO b VALUES (1, 1, 1); UPDATE a SET b_id = 1"),
        case(
            "drop-everything",
            "All of a database goes, in an order that needs no CASCADE.",
            {
                let mut c = shop().with_enum("status", &["open"]).with_sequence("numbers").with_schema("audit");
                let orders = c.table_mut("orders");
                orders.add_column("status @status! = 'open'");
                orders.add_column("number bigint! = nextval numbers");
                orders
                    .policies
                    .push(policy("orders_app", "EXISTS (SELECT 1 FROM public.customers WHERE id = customer_id)"));
                c
            },
            |c| *c = empty(),
        )
        .rows(SHOP_ROWS),
        case(
            "drop-referenced-table",
            "A table goes that another refers to, in a column and in a policy.",
            {
                let mut c = shop();
                c.table_mut("orders")
                    .policies
                    .push(policy("orders_app", "customer_id IN (SELECT id FROM public.customers)"));
                c
            },
            |c| {
                c.tables.remove(0);
                let orders = c.table_mut("orders");
                orders.constraints.retain(|k| k.name != "orders_customer_id_fkey");
                orders.policies[0].using = Some(Expr::new("total > 0"));
            },
        )
        .rows(SHOP_ROWS),
    ]
}

fn online() -> Vec<Case> {
    vec![
        case("online", "Online: indexes are built beside writers, constraints are validated apart.", shop(), |c| {
            let orders = c.table_mut("orders");
            orders.add_column("code text");
            let table =
                orders.clone().index("orders_note", &["note"]).unique(&["code"]).check("has_note", "note <> ''");
            *orders = table;
            orders.indexes.remove(0);
            orders.at("note").not_null = true;
            let mut reviews = table_reviews();
            reviews = reviews.index("reviews_order", &["order_id"]);
            c.tables.push(reviews);
            let customers = c.table_mut("customers");
            customers.add_column("favourite bigint");
            let with_key = customers.clone().references(&["favourite"], "orders", &["id"]);
            *customers = with_key;
        })
        .online()
        .rows("INSERT INTO customers (email) VALUES ('a@x'); INSERT INTO orders (customer_id, note) VALUES (1, 'x')"),
        case("online-columns-in-batches", "Online a column of many values is filled in batches.", shop(), |c| {
            let orders = c.table_mut("orders");
            orders.add_column("token uuid! = gen_random_uuid()");
            orders.add_column("lot double precision = random()");
            orders.add_column("state text! = 'new'");
            let table = orders.clone().unique(&["token"]);
            *orders = table;
        })
        .online()
        .rows(
            "INSERT INTO customers (email) VALUES ('a@x');
             INSERT INTO orders (customer_id, total) SELECT 1, n FROM generate_series(1, 20000) n",
        )
        .then(
            "SELECT (SELECT count(DISTINCT token) = 20000 AND count(lot) = 20000 AND bool_and(state = 'new') FROM orders)
             AND (SELECT pg_relation_size('orders') / 8192 > 200)",
        ),
    ]
}

fn table_reviews() -> bulkhead::catalog::Table {
    table("reviews", &["order_id bigint!"]).references(&["order_id"], "orders", &["id"])
}
