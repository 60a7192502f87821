//! The audit log of a deployment system, as a guide to EF Core migrations builds it: a base entity, three that derive
//! from it, each mapped to a table of its own.

use super::build::{EntityBuilder, naming, role};
use super::{Note, Template, TemplateInfo};
use crate::catalog::Id;
use crate::design::{Convention, Design, Inheritance};

pub(super) const INFO: TemplateInfo = TemplateInfo {
    id: "audit-log",
    title: "Audit log",
    summary: "A base entity and three that derive from it, one table per type, with EF Core's names.",
};

pub(super) fn template() -> Template {
    let mut design = Design::empty("Audit log");
    design.settings.naming = naming(Convention::Ef);
    design.settings.owner_role =
        role(&mut design, "hotswap_owner", "Owns the tables of the audit log and runs its migrations.");
    design.settings.app_role = role(&mut design, "hotswap_app", "What the application connects as.");

    let mut audit_log = EntityBuilder::new("audit_log", "AuditLog", "audit_logs")
        .required("id", "Id", "bigint")
        .identity()
        .required("timestamp", "Timestamp", "timestamptz")
        .required("event_type", "EventType", "varchar(100)")
        .optional("user_id", "UserId", "varchar(256)")
        .optional("trace_id", "TraceId", "varchar(100)")
        .optional("details", "Details", "jsonb")
        .optional("source_ip", "SourceIp", "varchar(45)")
        .optional("user_agent", "UserAgent", "text")
        .key("id");
    audit_log.entity.inheritance = Inheritance::TablePerType;
    for (word, name) in [
        ("timestamp", "idx_audit_logs_timestamp"),
        ("event_type", "idx_audit_logs_event_type"),
        ("trace_id", "idx_audit_logs_trace_id"),
    ] {
        let column = audit_log.id(word);
        audit_log = audit_log.index(&format!("{word}_index"), name, [column]);
    }
    audit_log.place(&mut design, 420.0, 80.0);

    let deployment = derived("deployment_audit_event", "DeploymentAuditEvent", "deployment_audit_events")
        .required("deployment_id", "DeploymentId", "text")
        .optional("stage", "Stage", "text")
        .optional("status", "Status", "text")
        .optional("duration", "Duration", "interval")
        .optional("error_message", "ErrorMessage", "text");
    indexed(deployment, "deployment_id", "idx_deployment_events_deployment_id").place(&mut design, 80.0, 388.0);

    let approval = derived("approval_audit_event", "ApprovalAuditEvent", "approval_audit_events")
        .required("approval_id", "ApprovalId", "text")
        .required("deployment_id", "DeploymentId", "text")
        .optional("decision", "Decision", "text")
        .optional("reason", "Reason", "text")
        .optional("approver_email", "ApproverEmail", "text");
    indexed(approval, "approval_id", "idx_approval_events_approval_id").place(&mut design, 420.0, 388.0);

    let authentication =
        derived("authentication_audit_event", "AuthenticationAuditEvent", "authentication_audit_events")
            .optional("username", "Username", "text")
            .optional("event_subtype", "EventSubtype", "text")
            .required("success", "Success", "boolean")
            .optional("failure_reason", "FailureReason", "text");
    indexed(authentication, "username", "idx_authentication_events_username").place(&mut design, 760.0, 388.0);

    Template { design, notes: notes() }
}

fn derived(id: &str, name: &str, table: &str) -> EntityBuilder {
    let mut builder = EntityBuilder::new(id, name, table);
    builder.entity.base = Some(Id::new("audit_log"));
    builder
}

fn indexed(builder: EntityBuilder, word: &str, name: &str) -> EntityBuilder {
    let column = builder.id(word);
    builder.index(&format!("{word}_index"), name, [column])
}

fn notes() -> Vec<Note> {
    let note = |element: &str, title, why| Note { element: Id::new(element), title, why };
    vec![
        note(
            "audit_log",
            "One table per type",
            "The guide maps each of the four entities to a table of its own, which in EF Core means one table per \
             type: a deployment event is a row of audit_logs and a row of deployment_audit_events with the same Id. \
             The foreign key between them is part of it, although the guide shows the migration of audit_logs only.",
        ),
        note(
            "audit_log",
            "Dropped last, not first",
            "The guide's Down() drops audit_logs before the three tables that reference it. PostgreSQL refuses that. \
             Here down is made by the same engine as up, and drops the derived tables first.",
        ),
        note(
            "hotswap_app",
            "A role of its own for the application",
            "The guide connects as postgres, a superuser, to migrate and to run. Here hotswap_owner owns the tables and \
             runs migrations, and hotswap_app has SELECT, INSERT, UPDATE and DELETE and nothing else.",
        ),
        note(
            "audit_log",
            "Tested on PostgreSQL, not on SQLite",
            "The guide tries the migration on SQLite first, which knows neither jsonb nor identity columns nor \
             interval: passing there says little. The dry run here runs PostgreSQL itself.",
        ),
    ]
}
