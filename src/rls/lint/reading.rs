//! The clauses of a table's policies, read once, and what the rules ask of them.

use super::parts::{
    asks_tables, bare, correlates, each_part, each_scalar, is_empty, is_literal, is_opaque, is_true, names_row,
    row_column,
};
use super::scope::{Scope, key};
use crate::catalog::{Policy, PolicyCommand};
use crate::rls::predicate::{Helper, Op, Predicate, Query, RowColumn, Scalar, Source, read};
use crate::rls::wall::{RowKind, Wall, WallTable};

/// A table's policies, read.
pub(super) struct TableReading<'w> {
    pub(super) policies: Vec<PolicyReading<'w>>,
    /// The rows that everyone may read, as the intent says it.
    pub(super) shared: Option<Predicate>,
}

/// A policy, read.
pub(super) struct PolicyReading<'w> {
    pub(super) policy: &'w Policy,
    pub(super) using: Option<Predicate>,
    pub(super) check: Option<Predicate>,
}

impl PolicyReading<'_> {
    /// The clause that judges a row of this kind.
    pub(super) fn clause(&self, row: RowKind) -> Option<&Predicate> {
        match row {
            RowKind::Old => self.using.as_ref(),
            RowKind::New => self.check.as_ref().or(self.using.as_ref()),
        }
    }

    /// The clauses, with the words that SQL has for them.
    pub(super) fn clauses(&self) -> impl Iterator<Item = (&'static str, &Predicate)> {
        let using = self.using.as_ref().map(|clause| ("USING", clause));
        using.into_iter().chain(self.check.as_ref().map(|clause| ("WITH CHECK", clause)))
    }

    /// True if the policy lets new rows be written.
    pub(super) fn writes(&self) -> bool {
        matches!(self.policy.command, PolicyCommand::All | PolicyCommand::Insert | PolicyCommand::Update)
    }
}

impl<'w> TableReading<'w> {
    pub(super) fn of(wall: &'w Wall<'w>, table: &WallTable<'w>) -> Self {
        let read_clause = |sql: &str| read(wall, table.table, sql);
        let policies = table.table.policies.iter().map(|policy| {
            let using = policy.using.as_ref().map(|clause| read_clause(clause.sql()));
            // Most policies say the same twice.
            let same = policy.check == policy.using;
            let check = if same { using.clone() } else { policy.check.as_ref().map(|c| read_clause(c.sql())) };
            PolicyReading { policy, using, check }
        });
        let shared = table.intent.and_then(|intent| intent.shared_when.as_deref()).map(read_clause);
        Self { policies: policies.collect(), shared }
    }
}

/// What one alternative of a clause lets through though it does not tie the row to the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loose {
    /// Every row.
    Everything,
    /// Rows that the intent says everyone may read.
    Declared,
    /// Rows without a tenant, or of a tenant that stands for nobody.
    Shared,
    /// Every row, as long as the session says nothing.
    Unset,
    /// Every row, if a setting says so.
    Switch,
    /// Rows that a sub-select finds without asking who calls.
    Unbound,
    /// Rows by what they are.
    RowOnly,
    /// Whatever it is, it does not ask for the caller's rows.
    Other,
}

/// Asks questions of clauses of one table.
pub(super) struct Asker<'s, 'w> {
    pub(super) scope: &'s Scope<'w>,
    pub(super) table: &'s WallTable<'w>,
}

impl<'s, 'w> Asker<'s, 'w> {
    pub(super) fn new(scope: &'s Scope<'w>, table: &'s WallTable<'w>) -> Self {
        Self { scope, table }
    }

    /// True if a value depends on who asks.
    pub(super) fn is_caller(&self, scalar: &Scalar) -> bool {
        match scalar {
            Scalar::Setting { .. } | Scalar::CurrentUser | Scalar::SessionUser => true,
            Scalar::Null | Scalar::Bool(_) | Scalar::Text(_) | Scalar::Number(_) => false,
            Scalar::Column(_) | Scalar::Inner(_) => false,
            Scalar::NullIf(of, _) | Scalar::Cast(of, _) | Scalar::Select(of) | Scalar::Json { of, .. } => {
                self.is_caller(of)
            }
            Scalar::Coalesce(items) | Scalar::Array(items) => items.iter().any(|item| self.is_caller(item)),
            Scalar::Query(query) => self.query_asks(query),
            Scalar::Helper(helper) => self.helper_asks(helper),
            Scalar::Case { arms, otherwise } => {
                self.is_caller(otherwise) || arms.iter().any(|(when, then)| self.asks(when) || self.is_caller(then))
            }
            Scalar::Condition(condition) => self.asks(condition),
            Scalar::Opaque(opaque) => self.scope.text_asks_who(&opaque.text),
        }
    }

    pub(super) fn helper_asks(&self, helper: &Helper) -> bool {
        !helper.reads.is_empty()
            || helper.arguments.iter().any(|argument| self.is_caller(argument))
            || self.scope.wall.routine(&helper.routine).is_some_and(|routine| self.scope.asks_who(routine))
    }

    pub(super) fn query_asks(&self, query: &Query) -> bool {
        query.conditions.iter().any(|condition| self.asks(condition))
            || query.columns.iter().any(|column| self.is_caller(column))
    }

    fn source_asks(&self, source: &Source) -> bool {
        match source {
            Source::Helper(helper) => self.helper_asks(helper),
            Source::Query(query) => self.query_asks(query),
            Source::Array(array) => self.is_caller(array),
        }
    }

    /// True if a condition depends on who asks.
    pub(super) fn asks(&self, predicate: &Predicate) -> bool {
        let mut found = false;
        each_scalar(predicate, &mut |scalar| found |= self.is_caller(scalar));
        each_part(predicate, &mut |part| match part {
            Predicate::Exists(query) => found |= self.query_asks(query),
            Predicate::Member { set, .. } => found |= self.source_asks(&set.source),
            Predicate::HasRole { .. } => found = true,
            Predicate::Opaque(opaque) => found |= self.scope.text_asks_who(&opaque.text),
            _ => {}
        });
        found
    }

    /// True if a condition lets through only rows whose wanted column is the caller's. `wanted` judges a column of the row.
    pub(super) fn ties(&self, predicate: &Predicate, wanted: &dyn Fn(&RowColumn) -> bool) -> bool {
        if self.is_for_others(predicate) {
            return true;
        }
        let is_wanted = |scalar: &Scalar| row_column(scalar).is_some_and(wanted);
        match predicate {
            Predicate::Constant(value) => *value != Some(true),
            Predicate::And(parts) => parts.iter().any(|part| self.ties(part, wanted)),
            Predicate::Or(parts) => parts.iter().all(|part| self.ties(part, wanted)),
            Predicate::Compare { op: Op::Eq, left, right } | Predicate::Distinct { left, right, negated: true } => {
                (is_wanted(left) && self.is_caller(right)) || (is_wanted(right) && self.is_caller(left))
            }
            Predicate::Among { of, items, positive: true } => {
                is_wanted(of) && !items.is_empty() && items.iter().all(|item| self.is_caller(item))
            }
            Predicate::Member { of, set, positive: true } => {
                let of_row = |source: &Source| matches!(source, Source::Array(array) if is_wanted(array));
                (is_wanted(of) && self.source_asks(&set.source)) || (self.is_caller(of) && of_row(&set.source))
            }
            Predicate::Exists(query) => self.query_asks(query) && correlates(query, wanted),
            Predicate::Truth(Scalar::Select(of)) => self.ties(&Predicate::Truth((**of).clone()), wanted),
            Predicate::Truth(Scalar::Helper(helper)) => {
                self.helper_asks(helper) && helper.arguments.iter().any(is_wanted)
            }
            Predicate::Truth(Scalar::Query(query)) => self.query_asks(query) && correlates(query, wanted),
            Predicate::Truth(Scalar::Condition(condition)) => self.ties(condition, wanted),
            Predicate::Is { of, test: crate::rls::predicate::Test::True, negated: false } => self.ties(of, wanted),
            // What is not understood is not accused: it asks who calls and names a column that is wanted.
            Predicate::Opaque(opaque) => self.opaque_ties(&opaque.text, wanted),
            _ => false,
        }
    }

    fn opaque_ties(&self, text: &str, wanted: &dyn Fn(&RowColumn) -> bool) -> bool {
        let named = self.table.table.columns.iter().any(|column| {
            let as_row =
                RowColumn { id: column.id.clone(), name: column.name.clone(), data_type: column.data_type.clone() };
            wanted(&as_row) && crate::expr::has_word(text, &|word| word == column.name)
        });
        named && self.scope.text_asks_who(text)
    }

    /// True if a condition lets through only rows of the caller's tenant (or the caller's own, where there is no tenant).
    pub(super) fn ties_key(&self, predicate: &Predicate) -> bool {
        let Some(key) = key(self.table) else { return self.ties_any(predicate) };
        self.ties(predicate, &|column| column.id == key.id)
    }

    /// True if a condition lets through only rows that some column ties to the caller.
    pub(super) fn ties_any(&self, predicate: &Predicate) -> bool {
        self.ties(predicate, &|_| true)
    }

    /// True for a role test that no role of the application passes: `current_user = 'service'`.
    fn is_for_others(&self, predicate: &Predicate) -> bool {
        let other = |left: &Scalar, right: &Scalar| match (bare(left), bare(right)) {
            (Scalar::CurrentUser | Scalar::SessionUser, Scalar::Text(name)) => {
                !self.scope.wall.app_roles().any(|app| app.name == *name)
            }
            _ => false,
        };
        match predicate {
            Predicate::Compare { op: Op::Eq, left, right } => other(left, right) || other(right, left),
            Predicate::HasRole { role, how, .. } => {
                let role = self.scope.wall.role_named(role);
                role.is_some_and(|role| {
                    !self.scope.wall.app_roles().any(|app| {
                        self.scope.wall.has_privileges_of(app, role)
                            || (how != "usage" && self.scope.wall.can_set_role(app, role))
                    })
                })
            }
            _ => false,
        }
    }

    /// The alternatives of a clause that tie no row to the caller, and what each lets through.
    pub(super) fn loose<'p>(&self, predicate: &'p Predicate) -> Vec<(Loose, &'p Predicate)> {
        if self.ties_any(predicate) {
            return Vec::new();
        }
        if let Predicate::Or(parts) = predicate {
            return parts.iter().flat_map(|part| self.loose(part)).collect();
        }
        vec![(self.what(predicate), predicate)]
    }

    /// True if a clause lets rows through that are neither the caller's nor declared to be everyone's.
    pub(super) fn opens(&self, predicate: &Predicate) -> bool {
        self.loose(predicate).iter().any(|(what, _)| *what != Loose::Declared)
    }

    fn what(&self, predicate: &Predicate) -> Loose {
        if is_true(predicate) {
            return Loose::Everything;
        }
        let shared = &self.scope.reading(self.table).shared;
        if shared.as_ref().is_some_and(|shared| holds_only(predicate, shared)) {
            return Loose::Declared;
        }
        let is_key = |scalar: &Scalar| {
            row_column(scalar).is_some_and(|column| key(self.table).is_some_and(|key| key.id == column.id))
        };
        match predicate {
            Predicate::IsNull { of, negated: false } if is_key(of) => return Loose::Shared,
            Predicate::Compare { op: Op::Eq, left, right }
                if (is_key(left) && is_literal(right)) || (is_key(right) && is_literal(left)) =>
            {
                return Loose::Shared;
            }
            Predicate::IsNull { of, negated: false } if self.is_caller(of) => return Loose::Unset,
            Predicate::Compare { op: Op::Eq, left, right }
                if (self.is_caller(left) && is_empty(right)) || (self.is_caller(right) && is_empty(left)) =>
            {
                return Loose::Unset;
            }
            _ => {}
        }
        let (columns, queries, opaque) = (names_row(predicate), asks_tables(predicate), is_opaque(predicate));
        match (columns, queries, self.asks(predicate)) {
            (false, false, true) if !opaque => Loose::Switch,
            (_, true, false) => Loose::Unbound,
            (true, false, false) if !opaque => Loose::RowOnly,
            _ => Loose::Other,
        }
    }
}

/// True if every row that passes is one that was declared: the same condition, or one of which it is a part.
fn holds_only(predicate: &Predicate, declared: &Predicate) -> bool {
    predicate == declared || matches!(predicate, Predicate::And(parts) if parts.iter().any(|part| part == declared))
}
