//! Pushing demands down to columns.

use std::collections::BTreeMap;

use super::class::Class;
use super::tree::{Form, Node, Tree};
use crate::prove::seed::kind::Kind;
use crate::prove::seed::pattern;
use crate::prove::seed::plan::{Source, TablePlan};
use crate::sql::quote;

/// Values in SQL longer than this are not built upon.
const LONGEST: usize = 4_000;

/// A solution on its way.
pub(crate) struct Solution<'a> {
    pub(super) plan: &'a TablePlan,
    pub(super) variation: u64,
    given: &'a dyn Fn(usize) -> Option<Vec<String>>,
    /// How many choices were made.
    choices: u64,
    /// The columns' values in SQL, `None` for NULL.
    pub(super) values: BTreeMap<usize, Option<String>>,
    /// Columns of JSON whose objects are being put together.
    objects: Vec<usize>,
}

impl<'a> Solution<'a> {
    pub(super) fn new(plan: &'a TablePlan, variation: u64, given: &'a dyn Fn(usize) -> Option<Vec<String>>) -> Self {
        Self { plan, variation, given, choices: 0, values: BTreeMap::new(), objects: Vec::new() }
    }

    /// Satisfies every check, those first that leave the least choice.
    pub(super) fn satisfy_all(&mut self, trees: &[Tree]) {
        let mut demands: Vec<(&Tree, &Node)> = Vec::new();
        for tree in trees {
            match &tree.root.form {
                Form::And(parts) => demands.extend(parts.iter().map(|part| (tree, part))),
                _ => demands.push((tree, &tree.root)),
            }
        }
        demands.sort_by_key(|(tree, node)| rank(tree, node));
        while !demands.is_empty() {
            // What says what a column is comes before what that column goes into.
            let made = |(tree, node): &(&Tree, &Node)| defined(tree, node);
            let waits = |at: usize| {
                let (tree, node) = demands[at];
                let goes_in = tree.columns(node);
                let others = demands.iter().enumerate().filter(|(other, _)| *other != at);
                others.filter_map(|(_, demand)| made(demand)).any(|c| goes_in.contains(&c))
            };
            let least = rank(demands[0].0, demands[0].1).0;
            let next = (0..demands.len()).take_while(|at| rank(demands[*at].0, demands[*at].1).0 == least);
            let next = if least == TIED { next.into_iter().find(|at| !waits(*at)) } else { None };
            let (tree, node) = demands.remove(next.unwrap_or_default());
            self.satisfy(tree, node, true);
        }
    }

    /// One of so many choices. The first solutions take the first, second, … everywhere, the later ones any.
    pub(super) fn pick(&mut self, choices: usize) -> usize {
        self.choices += 1;
        let n = match self.variation < 20 {
            true => self.variation,
            false => (self.variation * 31 + self.choices).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40,
        };
        (n % choices.max(1) as u64) as usize
    }

    /// True if the solution may choose the column's value.
    fn is_open(&self, column: usize) -> bool {
        !self.values.contains_key(&column) && self.may_choose(column)
    }

    fn may_choose(&self, column: usize) -> bool {
        let plan = &self.plan.columns[column];
        (self.given)(column).is_none() && plan.source != Source::Auto && !matches!(plan.kind, Kind::OneOf(_))
    }

    pub(super) fn has_open(&self, tree: &Tree, node: &Node) -> bool {
        tree.columns(node).into_iter().any(|column| self.is_open(column) || self.objects.contains(&column))
    }

    /// Gives a column a value if it has none: one of those given, or a made-up one.
    pub(super) fn ensure(&mut self, column: usize) {
        if self.values.contains_key(&column) {
            return;
        }
        let plan = &self.plan.columns[column];
        let text = match (self.given)(column) {
            Some(values) if !values.is_empty() => {
                let at = self.pick(values.len());
                values[at].clone()
            }
            // Days apart, so that what is made to follow one value is not beyond the next one.
            _ if matches!(plan.kind, Kind::Date | Kind::Timestamp(_)) => plan.kind.nth(self.variation * 40),
            _ => plan.kind.nth(self.variation),
        };
        let value = format!("{}::{}", quote::literal(&text), plan.kind_of);
        self.values.insert(column, Some(value));
    }

    pub(super) fn ensure_all(&mut self, tree: &Tree, node: &Node) {
        for column in tree.columns(node) {
            self.ensure(column);
        }
    }

    /// A part's value in SQL, for what was chosen so far.
    pub(super) fn render(&self, tree: &Tree, node: &Node) -> String {
        if let Some(literal) = node.elsewhere() {
            return literal;
        }
        tree.render(node, &|column| {
            let value = self.values.get(&column).cloned().flatten();
            format!("(({})::{})", value.unwrap_or_else(|| "NULL".into()), self.plan.columns[column].kind_of)
        })
    }

    pub(super) fn assign(&mut self, column: usize, value: String) {
        if self.is_open(column) && value.len() < LONGEST {
            self.values.insert(column, Some(value));
        }
    }

    /// Makes a condition true, or false.
    fn satisfy(&mut self, tree: &Tree, node: &Node, truth: bool) {
        match (&node.form, truth) {
            (Form::And(parts), true) | (Form::Or(parts), false) => {
                let mut parts: Vec<&Node> = parts.iter().collect();
                parts.sort_by_key(|part| rank(tree, part));
                for part in parts {
                    self.satisfy(tree, part, truth);
                }
            }
            (Form::And(parts) | Form::Or(parts), _) => {
                let at = self.pick(parts.len());
                self.satisfy(tree, &parts[at], truth);
            }
            (Form::Not(inner), _) => self.satisfy(tree, inner, !truth),
            (Form::Column(column), _) => self.assign(*column, truth.to_string()),
            (Form::Cast(inner, _), _) => self.satisfy(tree, inner, truth),
            (Form::Null(inner, null), _) => self.nullify(tree, inner, *null == truth),
            (Form::In(left, items, is_in), _) if *is_in == truth && !items.is_empty() => {
                let at = self.pick(items.len());
                self.ensure_all(tree, &items[at]);
                let value = self.render(tree, &items[at]);
                self.target(tree, left, value);
            }
            (Form::Case(arms, otherwise), _) => {
                let at = self.pick(arms.len() + usize::from(otherwise.is_some()));
                for (condition, _) in arms.iter().take(at) {
                    self.satisfy(tree, condition, false);
                }
                match (arms.get(at), otherwise) {
                    (Some((condition, result)), _) => {
                        self.satisfy(tree, condition, true);
                        self.satisfy(tree, result, truth);
                    }
                    (None, Some(result)) => self.satisfy(tree, result, truth),
                    (None, None) => {}
                }
            }
            (Form::Binary(operator, left, right), _) => self.relate(tree, operator, left, right, truth),
            (Form::Call(name, arguments), true) if name == "starts_with" && arguments.len() == 2 => {
                let value = self.render(tree, &arguments[1]);
                self.target(tree, &arguments[0], value);
            }
            (Form::Call(name, arguments), true) if name == "coalesce" && !arguments.is_empty() => {
                self.satisfy(tree, &arguments[0], true);
            }
            _ => {}
        }
    }

    fn nullify(&mut self, tree: &Tree, node: &Node, null: bool) {
        for column in tree.columns(node) {
            let nullable = self.plan.columns[column].nullable && !self.values.contains_key(&column);
            if !null {
                self.ensure(column);
            } else if nullable && self.plan.columns[column].source != Source::Auto {
                self.values.insert(column, None);
            }
        }
    }

    fn relate(&mut self, tree: &Tree, operator: &str, left: &Node, right: &Node, truth: bool) {
        let operator = match (operator, truth) {
            (operator, true) => operator,
            ("=", false) => "<>",
            ("<>", false) => "=",
            ("<", false) => ">=",
            ("<=", false) => ">",
            (">", false) => "<=",
            (">=", false) => "<",
            _ => return,
        };
        match operator {
            "=" | "<>" | "<" | "<=" | ">" | ">=" => {}
            "~" | "~*" | "~~" | "~~*" | "similar" => return self.matching(tree, operator, left, right),
            "@>" | "&&" | "<@" | "~=" => {
                let value = self.render(tree, right);
                if !self.has_open(tree, right) {
                    self.target(tree, left, value);
                }
                return;
            }
            "?" | "?&" | "?|" => {
                let key = match &right.form {
                    Form::Call(_, items) => items.iter().filter_map(Node::string).map(str::to_owned).collect(),
                    _ => right.string().map(str::to_owned).into_iter().collect::<Vec<_>>(),
                };
                for key in key {
                    self.put(left, &key, "1".into());
                }
                return;
            }
            _ => return,
        }
        if self.is_count(tree, operator, left, right) {
            return;
        }
        // a = f(a): what f makes of a value is what it leaves alone, for most functions that are used so.
        for (column, other) in [(left, right), (right, left)] {
            if let Form::Column(column) = column.form
                && operator == "="
                && self.is_open(column)
                && tree.columns(other).contains(&column)
            {
                self.ensure_all(tree, other);
                let value = self.render(tree, other);
                self.values.insert(column, Some(value));
                return;
            }
        }
        let flipped = match operator {
            "<" => ">",
            "<=" => ">=",
            ">" => "<",
            ">=" => "<=",
            other => other,
        };
        let (from_left, from_right) = (self.has_open(tree, left), self.has_open(tree, right));
        // Of two sides that are open the one that is a mere column is the easier to hit.
        let hit_left = from_left && (!from_right || matches!(left.form, Form::Column(_)) && operator == "=");
        let (hit, other, operator) = match (hit_left, from_right) {
            (true, _) => (left, right, operator),
            (false, true) => (right, left, flipped),
            _ => return self.ensure_sides(tree, left, right),
        };
        self.ensure_all(tree, other);
        let class = match self.class(tree, hit) {
            Class::Other => self.class(tree, other),
            class => class,
        };
        let value = self.render(tree, other);
        let value = self.beside(value, operator, class);
        self.target(tree, hit, value);
    }

    fn ensure_sides(&mut self, tree: &Tree, left: &Node, right: &Node) {
        self.ensure_all(tree, left);
        self.ensure_all(tree, right);
    }

    /// `num_nonnulls(a, b) = 1` and its like.
    fn is_count(&mut self, tree: &Tree, operator: &str, left: &Node, right: &Node) -> bool {
        let Form::Call(name, arguments) = &left.form else { return false };
        if !matches!(name.as_str(), "num_nonnulls" | "num_nulls") {
            return false;
        }
        let Ok(number) = tree.sql[right.start..right.end].trim_matches(['(', ')']).parse::<usize>() else {
            return false;
        };
        let number = match operator {
            "<" => number.saturating_sub(1),
            ">" => number + 1,
            "<>" => {
                if number == 0 {
                    1
                } else {
                    number - 1
                }
            }
            _ => number,
        };
        let full = if name == "num_nulls" { arguments.len().saturating_sub(number) } else { number };
        let first = self.pick(arguments.len());
        for (place, argument) in arguments.iter().cycle().skip(first).take(arguments.len()).enumerate() {
            self.nullify(tree, argument, place >= full);
        }
        true
    }

    fn matching(&mut self, tree: &Tree, operator: &str, left: &Node, right: &Node) {
        let pattern = match &right.form {
            // SIMILAR TO, as PostgreSQL writes it back.
            Form::Call(name, arguments) if name.starts_with("similar_to") => {
                arguments.first().and_then(Node::string).map(|text| ("similar", text))
            }
            _ => right.string().map(|text| (operator, text)),
        };
        let Some((operator, text)) = pattern else { return };
        let variation = self.pick(16);
        let sample = match operator {
            "~" | "~*" => {
                pattern::sample(text, variation).map(|sample| match (text.starts_with('^'), text.ends_with('$')) {
                    // Where the expression may match anywhere, what stands around it tells texts apart.
                    (false, _) if variation > 0 => format!("x{variation}{sample}"),
                    (true, false) if variation > 0 => format!("{sample}x{variation}"),
                    _ => sample,
                })
            }
            "similar" => pattern::sample(&text.replace('%', ".*").replace('_', "."), variation),
            _ => {
                let filler = ["a", "bc", "def", "x1"][variation % 4];
                Some(text.replace('%', &format!("{filler}{variation}")).replace('_', &filler[..1]))
            }
        };
        if let Some(sample) = sample {
            self.target(tree, left, quote::literal(&sample));
        }
    }

    /// Puts a key into the JSON object that a column is.
    pub(super) fn put(&mut self, node: &Node, key: &str, value: String) {
        let column = match &node.form {
            Form::Column(column) => *column,
            Form::Cast(inner, _) => return self.put(inner, key, value),
            _ => return,
        };
        let pair = format!("jsonb_build_object({}, {value})", quote::literal(key));
        match self.values.get(&column).cloned().flatten() {
            Some(before) if self.objects.contains(&column) => {
                self.values.insert(column, Some(format!("({before} || {pair})")));
            }
            None if self.is_open(column) => {
                self.objects.push(column);
                self.values.insert(column, Some(pair));
            }
            _ => {}
        }
    }
}

/// The rank of what ties columns together.
const TIED: u8 = 3;

/// The column that a condition says the value of, in terms of others.
fn defined(tree: &Tree, node: &Node) -> Option<usize> {
    let Form::Binary(operator, left, right) = &node.form else { return None };
    let by = |side: &Node, other: &Node| match side.form {
        Form::Column(column) if operator == "=" && !tree.columns(other).contains(&column) => Some(column),
        _ => None,
    };
    by(left, right).or_else(|| by(right, left))
}

/// What leaves the least choice comes first: a list or an equality with a literal, NULL or not, then what compares one
/// column, then what ties columns together, and alternatives last.
fn rank(tree: &Tree, node: &Node) -> (u8, usize) {
    let columns = tree.columns(node).len();
    let class = match &node.form {
        Form::In(_, _, true) | Form::Column(_) => 0,
        Form::Not(inner) if matches!(inner.form, Form::Column(_)) => 0,
        Form::Binary(operator, ..) if operator == "=" && columns == 1 => 0,
        Form::Null(..) => 1,
        Form::Or(_) | Form::Case(..) => 4,
        _ if columns == 1 => 2,
        _ => TIED,
    };
    (class, columns)
}
