//! The competitions of a multi-tenant platform, as an architecture decision on code-first migrations builds them: a
//! tenant-scoped entity with row-level security, corrected where the document leaves a hole.

use super::build::{EntityBuilder, naming, role};
use super::{Note, Template, TemplateInfo};
use crate::catalog::{ConstraintKind, Deferral, Id, ReferentialAction};
use crate::design::{Convention, Design, HandSql, HandSqlPosition, Tenancy};

pub(super) const INFO: TemplateInfo = TemplateInfo {
    id: "beer-competition",
    title: "Beer competition",
    summary: "Tenant-scoped entities with row-level security, in snake case.",
};

pub(super) fn template() -> Template {
    let mut design = Design::empty("Beer competition");
    design.settings.naming = naming(Convention::SnakeCase);
    design.settings.tenancy.column = "TenantId".to_owned();
    design.settings.owner_role = role(&mut design, "beercomp_owner", "Owns the tables and runs migrations.");
    design.settings.app_role =
        role(&mut design, "beercomp_app", "What the application connects as: one tenant at a time.");
    design.settings.service_role = role(&mut design, "beercomp_service", "Background workers: every tenant's rows.");

    competition().place(&mut design, 80.0, 80.0);
    entry().place(&mut design, 420.0, 80.0);

    let id = Id::new("analyze_competitions");
    let analyze = HandSql {
        id: id.clone(),
        title: "Update statistics for the query planner".to_owned(),
        position: HandSqlPosition::After,
        up: "ANALYZE competitions;".to_owned(),
        down: String::new(),
    };
    design.hand_sql.insert(id, analyze);
    Template { design, notes: notes() }
}

fn competition() -> EntityBuilder {
    let mut competition = EntityBuilder::new("competition", "Competition", "competitions")
        .required("id", "Id", "uuid")
        .required("tenant_id", "TenantId", "uuid")
        .required("name", "Name", "varchar(255)")
        .required("registration_deadline", "RegistrationDeadline", "timestamptz")
        .required("status", "Status", "integer")
        .key("id");
    let (id, tenant, status) = (competition.id("id"), competition.id("tenant_id"), competition.id("status"));
    competition.entity.tenancy = Tenancy::Tenant { column: Some(tenant.clone()) };
    competition
        .constraint(
            "tenant_key",
            ConstraintKind::Unique { columns: vec![tenant.clone(), id], nulls_not_distinct: false },
        )
        .index("tenant_id_index", "", [tenant.clone()])
        .index("tenant_status_index", "ix_competitions_tenant_status", [tenant, status])
}

fn entry() -> EntityBuilder {
    let mut entry = EntityBuilder::new("entry", "Entry", "entries")
        .required("id", "Id", "uuid")
        .required("competition_id", "CompetitionId", "uuid")
        .key("id");
    entry.entity.tenancy = Tenancy::Tenant { column: None };
    let columns = vec![entry.entity.id().part("tenant"), entry.id("competition_id")];
    let reference = ConstraintKind::ForeignKey {
        columns: columns.clone(),
        target: Id::new("competition"),
        target_columns: vec![Id::new("competition.tenant_id"), Id::new("competition.id")],
        on_delete: ReferentialAction::Cascade,
        on_update: ReferentialAction::NoAction,
        deferral: Deferral::NotDeferrable,
    };
    entry.constraint("competition", reference).index("competition_index", "", columns)
}

fn notes() -> Vec<Note> {
    let note = |element: &str, title, why| Note { element: Id::new(element), title, why };
    vec![
        note(
            "competition",
            "The service account's policy is for the service account only",
            "The document writes USING (current_user = 'beercomp_service') WITH CHECK (true), for everyone. Permissive \
             policies are OR-ed: a row may be written if any one of them allows it, and WITH CHECK (true) allows every \
             row to every role. On PostgreSQL 18 a tenant could insert a row for another tenant. Here the policy is TO \
             beercomp_service, so that it counts for that role and no other.",
        ),
        note(
            "competition",
            "No tenant means no rows, not an error",
            "current_setting('app.current_tenant') fails when the setting was never made, and once a transaction that \
             made it with SET LOCAL has ended it is an empty string, which is no uuid. Here the policy compares with \
             NULLIF(current_setting('app.current_tenant', true), '')::uuid: NULL equals nothing, so no row is seen. It \
             stands in a scalar sub-select, so that it is evaluated once per statement and not once per row.",
        ),
        note(
            "competition",
            "Set the tenant with set_config",
            "The document sends SET LOCAL app.current_tenant = {0}. SET takes no parameters, and SET LOCAL outside a \
             transaction does nothing. Use SELECT set_config('app.current_tenant', $1, true) inside the transaction \
             that does the work.",
        ),
        note(
            "competition",
            "Row-level security is forced",
            "Without FORCE ROW LEVEL SECURITY the table's owner passes every policy by: an application that connects as \
             the role that migrates has no wall at all.",
        ),
        note(
            "competition",
            "The tenant fills itself in",
            "The document has the application put TenantId into each new entity. The column's default takes it from \
             the session as well, so that an INSERT from anywhere gets the tenant it runs for.",
        ),
        note(
            "entry",
            "Entries, as far as they are known",
            "The document's Competition has a collection of entries and says no more of them. This is the least such a \
             table can be: a key, a tenant and the competition.",
        ),
        note(
            "entry",
            "The foreign key carries the tenant",
            "PostgreSQL checks foreign keys without regard to row-level security: with the competition's id alone a \
             tenant could attach entries to another tenant's competition, and find out which ids exist. So it \
             references tenant and id together, for which competitions has a unique constraint that the document does \
             not have.",
        ),
        note(
            "analyze_competitions",
            "Nothing to undo",
            "The document's migration ends with ANALYZE competitions. It is kept as hand-written SQL after the \
             generated steps. Its undo is empty: statistics go with the table. A new table has no rows to gather \
             statistics from, so it does little here.",
        ),
        note(
            "beercomp_service",
            "Three roles",
            "The document names beercomp_service only. beercomp_owner owns the tables and runs migrations, beercomp_app \
             is what the application connects as. Neither of the two workers has TRUNCATE, TRIGGER or REFERENCES, which \
             row-level security does not bind.",
        ),
    ]
}
