//! BY06: a trigger that copies tenants' rows to where no policy guards them.
//!
//! A trigger's function runs as the caller, or as its owner if it is SECURITY DEFINER, and writes what it is told to:
//! <https://www.postgresql.org/docs/current/sql-createtrigger.html>.

use super::super::grants;
use super::super::rule::{Rule, Seen};
use super::super::scope::Scope;
use crate::catalog::Privilege;
use crate::expr::{Token, TokenKind, identifier, tokens};
use crate::problem::Level;
use crate::rls::Finding;
use crate::rls::wall::{Wall, WallTable};

/// The rule.
pub(in crate::rls::lint) const RULE: Rule = Rule {
    id: "BY06",
    level: Level::Error,
    title: "A trigger copies rows of a tenant's table to one that no policy guards.",
    why: "Tables of audits, outboxes and searches hold what every tenant wrote. Whoever may read one reads all of it.",
    seen: Seen::Static,
};

pub(in crate::rls::lint) fn check(scope: &Scope<'_>, out: &mut Vec<Finding>) {
    let wall = scope.wall;
    for trigger in wall.catalog.objects.iter().filter(|object| object.kind == "trigger") {
        let table = trigger.relation.as_ref().and_then(|id| wall.table_by_id(id)).filter(|table| table.is_walled());
        let Some(table) = table else { continue };
        let after = after_execute(&trigger.definition);
        for routine in scope.calls().in_text(after) {
            for target in written(wall, &routine.body) {
                let app =
                    wall.app_roles().find(|app| wall.on_any_column(app, target.table, Privilege::Select).is_some());
                let Some(app) = app.filter(|_| target.table.row_security.is_off() && target.table.id != table.table.id)
                else {
                    continue;
                };
                let message = format!(
                    "The trigger {} of {} calls {}, which writes to {}. That table has no row-level security, and \
                     {} may read it: every tenant's rows stand there. Give it the tenant's key and policies, or \
                     take the privilege away.",
                    trigger.name,
                    table.name(),
                    routine.name(),
                    target.name(),
                    app.name
                );
                let who = wall.grantees(&target.table.id, Privilege::Select);
                let who: Vec<_> = who.into_iter().filter(|to| grants::reaches_app(wall, to)).collect();
                let sql = format!("REVOKE SELECT ON {} FROM {};", target.sql(), grants::names_sql(wall, &who));
                let finding = RULE.at(target, message).on(&trigger.id);
                out.push(finding.mended_if("Take reading away", (!who.is_empty()).then_some(sql)));
            }
        }
    }
}

/// What a trigger executes.
fn after_execute(definition: &str) -> &str {
    let lower = definition.to_ascii_lowercase();
    lower.rfind(" execute ").map_or("", |at| &definition[at..])
}

/// The tables after the words INSERT INTO.
fn written<'w>(wall: &'w Wall<'w>, body: &str) -> Vec<&'w WallTable<'w>> {
    let tokens: Vec<Token> = tokens(body).into_iter().filter(|token| !token.is_blank()).collect();
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.text(body).eq_ignore_ascii_case(word));
    let name = |at: usize| {
        let token = tokens.get(at).filter(|t| matches!(t.kind, TokenKind::Ident | TokenKind::QuotedIdent))?;
        identifier(token.text(body))
    };
    let mut found: Vec<&WallTable<'_>> = Vec::new();
    for at in (0..tokens.len()).filter(|at| is(*at, "insert") && is(*at + 1, "into")) {
        let Some(first) = name(at + 2) else { continue };
        let second = if is(at + 3, ".") { name(at + 4) } else { None };
        let is_it = |table: &&WallTable<'_>| match &second {
            Some(called) => table.schema == first && table.table.name == *called,
            None => table.table.name == first,
        };
        found.extend(wall.tables().iter().filter(is_it));
    }
    found
}
