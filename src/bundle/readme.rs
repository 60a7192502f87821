//! The bundle's own README and the files that run it in a pipeline.

use std::fmt::Write;

use crate::catalog::{Catalog, Id};
use crate::design::{Acceptance, Design, Migration, Strategy};
use crate::problem::Level;
use crate::prove::{Proof, ReviewStatus, StageStatus, Verdict};
use crate::sql::quote::literal;

/// Writes the bundle's README: what is in it and the exact commands.
pub(super) fn readme(design: &Design, catalog: &Catalog, proof: Option<&Proof>) -> String {
    let mut out = String::new();
    // Writing to a String can't fail, hence the ignored results.
    let _ = writeln!(out, "# {}: migrations\n", one_line(&design.name));
    let _ = writeln!(out, "{}\n", proof_sentence(proof));
    unproven(&mut out, proof);
    if let Some(proof) = proof {
        review(&mut out, proof);
    }
    unproven(&mut out, proof);
    migrations(&mut out, design);
    apply(&mut out, design, catalog);
    roll_back(&mut out, design);
    let _ = writeln!(
        out,
        "## Test the wall between tenants\n\n    psql \"$DATABASE_URL\" -v ON_ERROR_STOP=1 -f tests/isolation.sql\n\n\
         It makes rows for two tenants, attacks them from the application's role, and rolls everything back. An \
         exception names the table and the attack that came through. `tests/isolation.pgtap.sql` makes the same \
         attacks as pgTAP tests, for `pg_prove`.\n"
    );
    if uses_tenancy(design) {
        tenant(&mut out, design);
    }
    let _ = writeln!(
        out,
        "## The files\n\n| file | what it is |\n| --- | --- |\n\
         | `roles.sql` | the roles, for an administrator; running it twice is no error |\n\
         | `migrations/<id>/up.sql`, `down.sql` | one migration and its reverse |\n\
         | `all.sql` | every migration in order, for an empty database |\n\
         | `idempotent.sql` | the same, for a database at any earlier state; may be run twice |\n\
         | `rollback.sql` | every migration undone, newest first |\n\
         | `verify.sql` | fails and names the first difference between database and model |\n\
         | `tests/isolation.sql` | the tenant wall attacked in plain SQL |\n\
         | `tests/isolation.pgtap.sql` | the same attacks as pgTAP tests |\n\
         | `application/` | how the application sets the tenant, in a file to each language |\n\
         | `proof.json`, `proof.html` | what the dry run saw |\n\
         | `project.bulkhead.json` | the project; open it in Bulkhead to go on |\n\
         | `ci/apply.sh`, `ci/migrate.yml` | the steps above as a script that stops at the first error, and as a workflow |"
    );
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn proof_sentence(proof: Option<&Proof>) -> String {
    match proof {
        None => "**Not proven:** no dry run was made of exactly these statements.".into(),
        Some(proof) => {
            let ran = proof.stages.iter().filter(|s| s.status != StageStatus::NotRun).count();
            let word = match proof.verdict {
                Verdict::Proven => "**Proven**",
                Verdict::Failed => "**The dry run failed**",
                Verdict::Incomplete => "**Incomplete**",
            };
            format!(
                "{word} on PostgreSQL {}: {ran} of {} stages ran; see `proof.html`.",
                proof.engine.version,
                proof.stages.len()
            )
        }
    }
}

/// The checklist, an item a line; what does not hold with its evidence.
fn review(out: &mut String, proof: &Proof) {
    if proof.review.is_empty() {
        return;
    }
    let _ = writeln!(out, "Review of the last migration:\n");
    for item in &proof.review {
        let mark = if item.status == ReviewStatus::Passed { "x" } else { " " };
        let _ = writeln!(out, "- [{mark}] {}: {}", one_line(&item.title), item.status.word());
        for finding in item.findings.iter().filter(|finding| finding.fails || finding.accepted.is_some()) {
            let accepted = finding.accepted.as_ref().map(|why| format!(". Accepted: {}", one_line(why)));
            let _ = writeln!(out, "  - {}{}", one_line(&finding.text), accepted.unwrap_or_default());
        }
    }
    let _ = writeln!(out);
}

/// What the proof does not say of the version that the scripts are for.
fn unproven(out: &mut String, proof: Option<&Proof>) {
    let list = proof.map_or(&[][..], |proof| &proof.unproven);
    for unproven in list {
        let of = if unproven.objects.is_empty() { String::new() } else { format!(": {}", unproven.objects.join(", ")) };
        let _ = writeln!(out, "- not proven: {}{}", one_line(&unproven.what), one_line(&of));
    }
    if !list.is_empty() {
        let _ = writeln!(out);
    }
}

fn migrations(out: &mut String, design: &Design) {
    let _ = writeln!(out, "Migrations, oldest first:\n");
    if design.migrations.is_empty() {
        let _ = writeln!(out, "none was added.");
    }
    for migration in design.migrations.values() {
        let summary = super::script::summary(design, migration);
        let _ = writeln!(out, "- `{}` ({} statements): {}", migration.id, migration.up.len(), one_line(&summary));
        hazards(out, migration, &design.settings.accepted);
    }
    let _ = writeln!(out);
}

/// What to look out for in a migration, and what of it somebody accepted, and why.
fn hazards(out: &mut String, migration: &Migration, accepted: &[Acceptance]) {
    for statement in &migration.up {
        for hazard in statement.hazards.iter().filter(|hazard| hazard.level != Level::Info) {
            let of = |a: &&Acceptance| a.is_of(&hazard.rule, &statement.object, &statement.name);
            let reason = accepted.iter().find(of).map(|a| format!(" Accepted: {}.", one_line(&a.told())));
            let (name, message) = (one_line(&statement.name), one_line(&hazard.message));
            let _ = writeln!(out, "  - {name}: {message}{}", reason.unwrap_or_default());
        }
    }
}

fn apply(out: &mut String, design: &Design, catalog: &Catalog) {
    let owner = design.settings.owner_role.as_ref().and_then(|id| catalog.role(id)).map(|r| r.name.as_str());
    let _ = writeln!(
        out,
        "## Apply\n\nOnce for each cluster and database, as an administrator:\n\n    \
         psql \"$ADMIN_URL\" -v ON_ERROR_STOP=1 -f roles.sql\n\n\
         It sets no passwords. {}\n\nThen, as that role and as often as you like:\n\n    \
         psql \"$DATABASE_URL\" -v ON_ERROR_STOP=1 -f idempotent.sql\n    \
         psql \"$DATABASE_URL\" -v ON_ERROR_STOP=1 -f verify.sql\n\n\
         On an empty database `all.sql` does the same; `migrations/<id>/up.sql` applies one migration to a database \
         that is at the one before. What was applied is recorded in `{}`.\n",
        match owner {
            Some(owner) => format!(
                "The scripts begin with `SET ROLE` to the owner `{}`: connect as that role or as a member of it.",
                one_line(owner)
            ),
            None => "The project names no owner role: whoever runs the scripts owns the objects.".to_owned(),
        },
        super::script::history_name(&design.settings.history)
    );
}

fn roll_back(out: &mut String, design: &Design) {
    let _ = writeln!(out, "## Roll back\n");
    if let Some(last) = design.migrations.keys().next_back() {
        let _ = writeln!(
            out,
            "The last migration:\n\n    psql \"$DATABASE_URL\" -v ON_ERROR_STOP=1 -f migrations/{last}/down.sql\n"
        );
    }
    let _ = writeln!(
        out,
        "Everything:\n\n    psql \"$DATABASE_URL\" -v ON_ERROR_STOP=1 -f rollback.sql\n\n\
         What can't come back stands at the top of each `down.sql`.\n"
    );
}

fn uses_tenancy(design: &Design) -> bool {
    design.entities.values().any(|e| e.tenancy.is_tenant())
}

fn tenant(out: &mut String, design: &Design) {
    let tenancy = &design.settings.tenancy;
    let setting = match &tenancy.strategy {
        Strategy::Setting => literal(&tenancy.setting),
        Strategy::Claim { claims, .. } => literal(claims),
        Strategy::Membership { user_setting, .. } => literal(user_setting),
        Strategy::Schema => return,
    };
    let what = match &tenancy.strategy {
        Strategy::Setting | Strategy::Schema => "the tenant",
        Strategy::Claim { .. } => "the claims",
        Strategy::Membership { .. } => "the user",
    };
    let _ = writeln!(
        out,
        "## Set {what} from the application\n\nInside the transaction, before anything else, with {what} as a \
         bound parameter:\n\n    SELECT set_config({setting}, $1, true);\n\n\
         `SET LOCAL` takes no parameter. The third argument `true` ends the setting with the transaction, so a pooled \
         connection never carries one tenant into another's request; outside a transaction it has no effect. Without it \
         the policies show no rows and accept none. `application/` has it for EF Core, Npgsql, sqlx, node-postgres, \
         psycopg and JDBC.\n"
    );
}

/// A script that applies the bundle and stops at the first error.
pub(super) fn apply_script() -> &'static str {
    "#!/bin/sh
# Applies this bundle: ci/apply.sh, with DATABASE_URL set, from anywhere. Stops at the first error.
# With ADMIN_URL set, the roles are made first.
set -eu
cd \"$(dirname \"$0\")/..\"
run() { echo \"$1\"; psql \"$2\" -X -q -v ON_ERROR_STOP=1 -f \"$1\"; }
if [ -n \"${ADMIN_URL:-}\" ]; then run roles.sql \"$ADMIN_URL\"; fi
run idempotent.sql \"$DATABASE_URL\"
run verify.sql \"$DATABASE_URL\"
run tests/isolation.sql \"$DATABASE_URL\"
"
}

/// A workflow for GitHub Actions that proves the bundle on an empty server and then applies it.
pub(super) fn workflow(newest: Option<&Id>) -> String {
    let newest = newest.map_or("none yet", Id::as_str);
    format!(
        "# The newest migration here is {newest}.
# Runs the bundle on an empty PostgreSQL for every change, and on the real one when started by hand.
name: migrate
on:
  pull_request:
  workflow_dispatch:
jobs:
  check:
    runs-on: ubuntu-latest
    services:
      postgres:
        image: postgres:18
        env:
          POSTGRES_PASSWORD: postgres
        ports: ['5432:5432']
        options: --health-cmd pg_isready --health-interval 5s --health-retries 20
    env:
      ADMIN_URL: postgresql://postgres:postgres@localhost:5432/postgres
      DATABASE_URL: postgresql://postgres:postgres@localhost:5432/postgres
    steps:
      - uses: actions/checkout@v4
      - run: sh ci/apply.sh
      - run: psql \"$DATABASE_URL\" -X -v ON_ERROR_STOP=1 -f rollback.sql
      - run: sh ci/apply.sh
  migrate:
    if: github.event_name == 'workflow_dispatch'
    needs: check
    runs-on: ubuntu-latest
    env:
      DATABASE_URL: ${{{{ secrets.DATABASE_URL }}}}
    steps:
      - uses: actions/checkout@v4
      - run: sh ci/apply.sh
"
    )
}
