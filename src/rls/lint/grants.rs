//! Who was granted what on a table, its owner aside.

use super::words;
use crate::catalog::{Grantee, Privilege, Role};
use crate::rls::wall::{Wall, WallTable};

/// The privileges that reach rows one by one, which policies judge.
pub(super) const OF_ROWS: [Privilege; 4] = [Privilege::Select, Privilege::Insert, Privilege::Update, Privilege::Delete];

/// Whom any of these privileges was granted to, on the table or on columns of it, and which.
pub(super) fn granted<'a>(
    wall: &Wall<'a>,
    table: &WallTable<'a>,
    wanted: &[Privilege],
) -> Vec<(&'a Grantee, Vec<Privilege>)> {
    let mut found: Vec<(&Grantee, Vec<Privilege>)> = Vec::new();
    let mut add = |to: &'a Grantee, privilege: Privilege| match found.iter_mut().find(|(other, _)| *other == to) {
        Some((_, list)) if list.contains(&privilege) => {}
        Some((_, list)) => list.push(privilege),
        None => found.push((to, vec![privilege])),
    };
    for privilege in wanted {
        wall.grantees(&table.table.id, *privilege).into_iter().for_each(|to| add(to, *privilege));
        let of_columns = table.table.columns.iter().filter(|column| wall.catalog.access.contains_key(&column.id));
        for column in of_columns {
            wall.grantees(&column.id, *privilege).into_iter().for_each(|to| add(to, *privilege));
        }
    }
    found
}

/// True if anybody but the owner may reach rows of a table.
pub(super) fn is_granted<'a>(wall: &Wall<'a>, table: &WallTable<'a>) -> bool {
    !granted(wall, table, &OF_ROWS).is_empty()
}

/// The role that a grantee is; none for PUBLIC.
pub(super) fn role<'a>(wall: &Wall<'a>, to: &Grantee) -> Option<&'a Role> {
    match to {
        Grantee::Public => None,
        Grantee::Role(id) => wall.role(id),
    }
}

/// True if what is given to a grantee the application has.
pub(super) fn reaches_app(wall: &Wall<'_>, to: &Grantee) -> bool {
    match role(wall, to) {
        None => *to == Grantee::Public,
        Some(role) => wall.app_roles().any(|app| wall.has_privileges_of(app, role)),
    }
}

/// `app_user and svc`.
pub(super) fn names(wall: &Wall<'_>, to: &[&Grantee]) -> String {
    words::list(&to.iter().map(|to| words::grantee(wall, to)).collect::<Vec<_>>())
}

/// `app_user, PUBLIC`, as SQL reads it.
pub(super) fn names_sql(wall: &Wall<'_>, to: &[&Grantee]) -> String {
    to.iter().map(|to| words::grantee_sql(wall, to)).collect::<Vec<_>>().join(", ")
}

/// `SELECT, INSERT`.
pub(super) fn words_of(privileges: &[Privilege]) -> String {
    privileges.iter().map(|privilege| privilege.sql()).collect::<Vec<_>>().join(", ")
}
