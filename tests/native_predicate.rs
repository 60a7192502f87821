//! Clauses made at random with as few parentheses as may be: the tree that they are read into, written with all of them,
//! must be to PostgreSQL what the clause itself is, by its own deparse and by every row; and another parser's tree must be
//! the same. What PostgreSQL deparses must be read into the same tree again.

mod support;

use bulkhead::catalog::{Catalog, Column, DataType, Id, Schema, Table};
use bulkhead::rls::predicate::{self, Op, Predicate, Scalar, Test};
use bulkhead::rls::{Intent, Wall};
use bulkhead::sql::quote;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sqlparser::ast::{self, BinaryOperator, Expr, UnaryOperator};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use support::native::{NativeEngine, servers};

const CLAUSES: usize = 400;

const TABLE: &str = "CREATE TABLE t (a integer, b integer, c boolean, d text, e text)";

fn number() -> impl Strategy<Value = String> + Clone {
    let leaf = prop::sample::select(vec!["a", "b", "1", "2"]).prop_map(str::to_owned);
    leaf.prop_recursive(2, 5, 2, |inner| {
        prop_oneof![
            (inner.clone(), prop::sample::select(vec!["+", "-", "*"]), inner.clone())
                .prop_map(|(l, op, r)| format!("{l} {op} {r}")),
            inner.clone().prop_map(|n| format!("- {n}")),
            inner.clone().prop_map(|n| format!("({n})")),
            inner.prop_map(|n| format!("COALESCE({n}, 0)")),
        ]
    })
}

fn text() -> impl Strategy<Value = String> + Clone {
    let leaf = prop::sample::select(vec!["d", "e", "'x'", "'x%'", "\"d\""]).prop_map(str::to_owned);
    leaf.prop_recursive(2, 4, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(l, r)| format!("{l} || {r}")),
            inner.clone().prop_map(|t| format!("({t})")),
            (inner.clone(), inner).prop_map(|(l, r)| format!("NULLIF({l}, {r})")),
        ]
    })
}

fn clause() -> impl Strategy<Value = String> {
    let compare = prop::sample::select(vec!["=", "<>", "!=", "<", "<=", ">", ">="]);
    let leaf = prop_oneof![
        1 => Just("c".to_owned()),
        1 => prop::sample::select(vec!["true", "false", "NULL"]).prop_map(str::to_owned),
        4 => (number(), compare.clone(), number()).prop_map(|(l, op, r)| format!("{l} {op} {r}")),
        2 => (text(), compare, text()).prop_map(|(l, op, r)| format!("{l} {op} {r}")),
        1 => (text(), prop::sample::select(vec!["LIKE", "NOT LIKE", "ILIKE", "~", "~~"]), text())
            .prop_map(|(l, op, r)| format!("{l} {op} {r}")),
        1 => (number(), prop::sample::select(vec!["", "NOT "]), number(), number())
            .prop_map(|(n, not, l, r)| format!("{n} {not}BETWEEN {l} AND {r}")),
        1 => (number(), prop::sample::select(vec!["", "NOT "]), number(), number())
            .prop_map(|(n, not, l, r)| format!("{n} {not}IN ({l}, {r})")),
        1 => (number(), number(), number()).prop_map(|(n, l, r)| format!("{n} = ANY (ARRAY[{l}, {r}])")),
        1 => (number(), number()).prop_map(|(l, r)| format!("{l} OPERATOR(pg_catalog.=) {r}")),
        1 => (number(), prop::sample::select(vec!["", "NOT "]), number())
            .prop_map(|(l, not, r)| format!("{l} IS {not}DISTINCT FROM {r}")),
        1 => (text(), prop::sample::select(vec!["", "NOT "])).prop_map(|(t, not)| format!("{t} IS {not}NULL")),
    ];
    leaf.prop_recursive(4, 14, 2, |inner| {
        prop_oneof![
            4 => (inner.clone(), prop::sample::select(vec!["AND", "OR"]), inner.clone())
                .prop_map(|(l, word, r)| format!("{l} {word} {r}")),
            2 => inner.clone().prop_map(|c| format!("NOT {c}")),
            2 => inner.clone().prop_map(|c| format!("({c})")),
            1 => (inner.clone(), prop::sample::select(vec!["=", "<>"]), inner.clone())
                .prop_map(|(l, op, r)| format!("{l} {op} {r}")),
            1 => (inner.clone(), prop::sample::select(vec!["IS NULL", "IS NOT TRUE", "IS FALSE"]))
                .prop_map(|(c, test)| format!("{c} {test}")),
            1 => (inner.clone(), inner.clone()).prop_map(|(l, r)| format!("{l} IS DISTINCT FROM {r}")),
            1 => (inner.clone(), inner.clone(), inner)
                .prop_map(|(w, t, e)| format!("CASE WHEN {w} THEN {t} ELSE {e} END")),
        ]
    })
}

/// A tree with every parenthesis. What was not looked into is written by `opaque`.
struct Written<'a>(&'a dyn Fn(&str) -> String);

impl Written<'_> {
    fn predicate(&self, of: &Predicate) -> String {
        let all = |parts: &[Predicate], word: &str| {
            let parts: Vec<_> = parts.iter().map(|part| self.predicate(part)).collect();
            format!("({})", parts.join(word))
        };
        let not = |yes: bool| if yes { "NOT " } else { "" };
        match of {
            Predicate::Constant(value) => value.map_or("NULL".to_owned(), |value| value.to_string()),
            Predicate::And(parts) => all(parts, " AND "),
            Predicate::Or(parts) => all(parts, " OR "),
            Predicate::Not(inner) => format!("(NOT {})", self.predicate(inner)),
            Predicate::Compare { op, left, right } => {
                let op = match op {
                    Op::Eq => "=",
                    Op::Ne => "<>",
                    Op::Lt => "<",
                    Op::Le => "<=",
                    Op::Gt => ">",
                    Op::Ge => ">=",
                    Op::Other(other) => other,
                };
                format!("({} {op} {})", self.scalar(left), self.scalar(right))
            }
            Predicate::Distinct { left, right, negated } => {
                format!("({} IS {}DISTINCT FROM {})", self.scalar(left), not(*negated), self.scalar(right))
            }
            Predicate::IsNull { of, negated } => format!("({} IS {}NULL)", self.scalar(of), not(*negated)),
            Predicate::Is { of, test, negated } => {
                let test = match test {
                    Test::Null => "NULL",
                    Test::True => "TRUE",
                    Test::False => "FALSE",
                };
                format!("({} IS {}{test})", self.predicate(of), not(*negated))
            }
            Predicate::Among { of, items, positive } => {
                let items: Vec<_> = items.iter().map(|item| self.scalar(item)).collect();
                format!("({} {}IN ({}))", self.scalar(of), not(!positive), items.join(", "))
            }
            Predicate::Truth(of) => self.scalar(of),
            Predicate::Opaque(opaque) => (self.0)(&opaque.text),
            other => panic!("{other:?}"),
        }
    }

    fn scalar(&self, of: &Scalar) -> String {
        match of {
            Scalar::Null => "NULL".to_owned(),
            Scalar::Bool(value) => value.to_string(),
            Scalar::Text(text) => quote::literal(text),
            Scalar::Number(number) if number.starts_with('-') => format!("(- {})", &number[1..]),
            Scalar::Number(number) => number.clone(),
            Scalar::Column(column) => column.name.clone(),
            Scalar::NullIf(left, right) => format!("NULLIF({}, {})", self.scalar(left), self.scalar(right)),
            Scalar::Coalesce(items) => {
                let items: Vec<_> = items.iter().map(|item| self.scalar(item)).collect();
                format!("COALESCE({})", items.join(", "))
            }
            Scalar::Cast(inner, to) => format!("({}::{to})", self.scalar(inner)),
            Scalar::Condition(inner) => self.predicate(inner),
            Scalar::Case { arms, otherwise } => {
                let arms: Vec<_> = arms
                    .iter()
                    .map(|(when, then)| format!("WHEN {} THEN {}", self.predicate(when), self.scalar(then)))
                    .collect();
                format!("CASE {} ELSE {} END", arms.join(" "), self.scalar(otherwise))
            }
            Scalar::Opaque(opaque) => (self.0)(&opaque.text),
            other => panic!("{other:?}"),
        }
    }
}

/// Another parser's tree, written in the same way.
fn brackets(of: &Expr) -> String {
    let not = |yes: bool| if yes { "NOT " } else { "" };
    match of {
        Expr::Nested(inner) => brackets(inner),
        Expr::Identifier(name) => name.value.clone(),
        Expr::Value(value) => match &value.value {
            ast::Value::SingleQuotedString(text) => quote::literal(text),
            ast::Value::Null => "NULL".to_owned(),
            other => other.to_string(),
        },
        Expr::BinaryOp { left, op, right } => {
            let op = match op {
                BinaryOperator::NotEq => "<>".to_owned(),
                BinaryOperator::PGCustomBinaryOperator(_) => "=".to_owned(),
                other => other.to_string(),
            };
            format!("({} {op} {})", brackets(left), brackets(right))
        }
        Expr::UnaryOp { op: UnaryOperator::Not, expr } => format!("(NOT {})", brackets(expr)),
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => match brackets(expr) {
            number if number.starts_with(|c: char| c.is_ascii_digit()) => format!("(- {number})"),
            // A number's sign is its own: two are none.
            number if number.starts_with("(- ") && !number.contains(['a', 'b', 'C']) => {
                number[3..].trim_end_matches(')').to_owned()
            }
            other => format!("(- {other})"),
        },
        Expr::IsNull(inner) => format!("({} IS NULL)", brackets(inner)),
        Expr::IsNotNull(inner) => format!("({} IS NOT NULL)", brackets(inner)),
        Expr::IsNotTrue(inner) => format!("({} IS NOT TRUE)", brackets(inner)),
        Expr::IsFalse(inner) => format!("({} IS FALSE)", brackets(inner)),
        Expr::Between { expr, negated, low, high } => {
            let (expr, low, high) = (brackets(expr), brackets(low), brackets(high));
            let between = format!("(({expr} >= {low}) AND ({expr} <= {high}))");
            if *negated { format!("(NOT {between})") } else { between }
        }
        Expr::InList { expr, list, negated } => {
            let items: Vec<_> = list.iter().map(brackets).collect();
            format!("({} {}IN ({}))", brackets(expr), not(*negated), items.join(", "))
        }
        Expr::AnyOp { left, right, .. } => match right.as_ref() {
            Expr::Array(array) => {
                let items: Vec<_> = array.elem.iter().map(brackets).collect();
                format!("({} IN ({}))", brackets(left), items.join(", "))
            }
            other => panic!("{other:?}"),
        },
        Expr::Like { expr, pattern, negated, .. } => {
            let like = format!("({} ~~ {})", brackets(expr), brackets(pattern));
            if *negated { format!("(NOT {like})") } else { like }
        }
        Expr::ILike { expr, pattern, .. } => format!("({} ~~* {})", brackets(expr), brackets(pattern)),
        Expr::Function(call) => {
            let ast::FunctionArguments::List(list) = &call.args else { panic!("{call:?}") };
            let items = list.args.iter().map(|item| match item {
                ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(item)) => brackets(item),
                other => panic!("{other:?}"),
            });
            format!("{}({})", call.name, items.collect::<Vec<_>>().join(", "))
        }
        Expr::Case { operand: None, conditions, else_result: Some(otherwise), .. } => {
            let arms: Vec<_> = conditions
                .iter()
                .map(|arm| format!("WHEN {} THEN {}", brackets(&arm.condition), brackets(&arm.result)))
                .collect();
            format!("CASE {} ELSE {} END", arms.join(" "), brackets(otherwise))
        }
        other => panic!("{other:?}"),
    }
}

fn other_tree(sql: &str) -> Expr {
    let mut parser = Parser::new(&PostgreSqlDialect {}).try_with_sql(sql).expect("tokens");
    parser.parse_expr().unwrap_or_else(|error| panic!("{error}: {sql}"))
}

/// What stands in parentheses, and what stands beside them.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    Group(Vec<Piece>),
}

/// A text cut at its parentheses, `AND` in `AND` and `OR` in `OR` made one, `!~~` written as `NOT` of `~~`.
fn pieces(text: &str) -> Vec<Piece> {
    fn group(text: &mut &str) -> Vec<Piece> {
        let mut out = Vec::new();
        while let Some(at) = text.find(['(', ')', '\'']) {
            let before = text[..at].trim();
            out.extend(before.split_whitespace().map(|word| Piece::Text(word.to_owned())));
            let sign = text.as_bytes()[at];
            *text = &text[at + 1..];
            match sign {
                b'(' => out.push(Piece::Group(group(text))),
                b'\'' => {
                    let end = text.find('\'').unwrap_or(text.len());
                    out.push(Piece::Text(format!("'{}'", &text[..end])));
                    *text = text.get(end + 1..).unwrap_or_default();
                }
                _ => break,
            }
        }
        alike(out)
    }
    fn alike(pieces: Vec<Piece>) -> Vec<Piece> {
        let word = |word: &str| Piece::Text(word.to_owned());
        if let Some(at) = pieces.iter().position(|piece| *piece == word("!~~")) {
            let mut inner = pieces;
            inner[at] = word("~~");
            return vec![word("NOT"), Piece::Group(inner)];
        }
        for joint in ["AND", "OR"].map(word) {
            if pieces.contains(&joint) {
                let splice = |piece: Piece| match piece {
                    Piece::Group(inner) if inner.contains(&joint) => inner,
                    other => vec![other],
                };
                return pieces.into_iter().flat_map(splice).collect();
            }
        }
        pieces
    }
    let wrapped = format!("{text})");
    group(&mut wrapped.as_str())
}

fn catalog() -> Catalog {
    let mut table = Table::new(Id::new("t"), Id::new("public"), "t");
    for (name, kind) in [("a", "integer"), ("b", "integer"), ("c", "boolean"), ("d", "text"), ("e", "text")] {
        table.columns.push(Column::new(Id::new(name), name, DataType::builtin(kind)));
    }
    Catalog { schemas: vec![Schema::new(Id::new("public"), "public")], tables: vec![table], ..Catalog::default() }
}

/// A clause as PostgreSQL deparses it; nothing if it is none.
fn deparsed(engine: &mut NativeEngine, sql: &str) -> Option<String> {
    engine.query(&format!("CREATE POLICY p ON t USING ({sql})")).ok()?;
    let text = engine.query("SELECT pg_get_expr(polqual, polrelid) FROM pg_policy").expect("reads");
    engine.must("DROP POLICY p ON t");
    text.value().map(str::to_owned)
}

#[test]
fn a_clause_is_read_as_postgresql_reads_it() {
    let catalog = catalog();
    let intent = Intent::default();
    let wall = Wall::new(&catalog, &intent);
    let table = &catalog.tables[0];
    let bracketed = |sql: &str| Written(&|text| format!("({text})")).predicate(&predicate::read(&wall, table, sql));
    for server in servers() {
        let mut engine = NativeEngine::connect(&server.url);
        engine.must(TABLE);
        engine.must(
            "INSERT INTO t SELECT a, b, c, d, e FROM (VALUES (0), (1), (-2), (NULL)) a(a), (VALUES (1), (2), (NULL)) b(b),
             (VALUES (true), (false), (NULL)) c(c), (VALUES ('x'), ('xx'), (NULL)) d(d), (VALUES ('x'), ('y'), (NULL)) e(e)",
        );
        let config = Config { failure_persistence: None, ..Config::default() };
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[server.major as u8; 32]);
        let mut runner = TestRunner::new_with_rng(config, rng);
        let (mut judged, mut compared) = (0, 0);
        for _ in 0..CLAUSES {
            let sql = clause().new_tree(&mut runner).expect("a clause").current();
            // Made without a thought for types: PostgreSQL says which are clauses.
            let Some(own) = deparsed(&mut engine, &sql) else { continue };
            let whole = predicate::read(&wall, table, &sql);
            assert!(!matches!(whole, Predicate::Opaque(_)), "not read: {sql}");
            let written = bracketed(&sql);
            let differing = format!("SELECT count(*) FROM t WHERE ({sql}) IS DISTINCT FROM ({written})");
            let answer = engine.query(&differing).unwrap_or_else(|error| panic!("{error}\n{sql}\n{written}"));
            assert_eq!(answer.value(), Some("0"), "{sql}\n{written}");
            let again = bracketed(&own);
            let differing = format!("SELECT count(*) FROM t WHERE ({sql}) IS DISTINCT FROM ({again})");
            assert_eq!(engine.query(&differing).expect("compares").value(), Some("0"), "{sql}\n{own}\n{again}");
            judged += 1;
            // NOT BETWEEN is deparsed as two comparisons and read as the opposite of two; IN and = ANY are read alike.
            if !sql.contains("NOT BETWEEN") && !sql.contains("= ANY") {
                let other = deparsed(&mut engine, &written).unwrap_or_else(|| panic!("{sql}\n{written}"));
                assert_eq!(pieces(&own), pieces(&other), "{sql}\n{written}\n{own}\n{other}");
                compared += 1;
            }
        }
        eprintln!("PostgreSQL {}: {judged} of {CLAUSES} clauses, {compared} by their deparse", server.major);
        assert!(judged > CLAUSES / 3 && compared > CLAUSES / 4, "{judged} clauses, {compared} compared");
    }
}

#[test]
fn another_parser_reads_the_same_tree() {
    let catalog = catalog();
    let intent = Intent::default();
    let wall = Wall::new(&catalog, &intent);
    let table = &catalog.tables[0];
    let config = Config { failure_persistence: None, cases: 600, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    // It takes everything to the right of DISTINCT FROM for the operand, and OPERATOR(…) and ~ for other than they are:
    // those are PostgreSQL's to judge.
    let own = ["DISTINCT", "OPERATOR", "~"];
    let clause = clause().prop_filter("as it reads", move |sql| own.iter().all(|word| !sql.contains(word)));
    let judged = runner.run(&clause, |sql| {
        let ours = Written(&|text| brackets(&other_tree(text))).predicate(&predicate::read(&wall, table, &sql));
        let other = brackets(&other_tree(&sql));
        prop_assert_eq!(pieces(&ours), pieces(&other), "{}\n{}\n{}", sql, ours, other);
        Ok(())
    });
    judged.unwrap_or_else(|error| panic!("{error}"));
}
