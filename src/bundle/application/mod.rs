//! `application/`: how an application sets the tenant, in a file to each language, made of the project's settings.

use super::File;
use crate::catalog::{Catalog, DataType};
use crate::design::{Design, Strategy};
use crate::sql::quote;

/// The files, if any table of the project belongs to tenants.
pub(super) fn files(design: &Design, catalog: &Catalog) -> Vec<File> {
    let Some(words) = Words::of(design, catalog) else { return Vec::new() };
    let templates = [
        ("README.md", include_str!("README.md")),
        ("ef-core/TenantInterceptor.cs", include_str!("ef_core.cs")),
        ("npgsql/TenantSession.cs", include_str!("npgsql.cs")),
        ("sqlx/tenant.rs", include_str!("sqlx.rs")),
        ("node-postgres/tenant.mjs", include_str!("node_postgres.mjs")),
        ("psycopg/tenant.py", include_str!("psycopg.py")),
        ("jdbc/TenantSession.java", include_str!("jdbc.java")),
    ];
    templates.into_iter().map(|(path, text)| File::text(format!("application/{path}"), words.fill(text))).collect()
}

/// What the templates leave open.
struct Words(Vec<(&'static str, String)>);

impl Words {
    fn of(design: &Design, catalog: &Catalog) -> Option<Self> {
        if !design.entities.values().any(|entity| entity.tenancy.is_tenant()) {
            return None;
        }
        let tenancy = &design.settings.tenancy;
        let (word, setting, data_type) = match &tenancy.strategy {
            Strategy::Setting => ("tenant", &tenancy.setting, tenancy.data_type.clone()),
            Strategy::Claim { claims, .. } => ("tenant", claims, tenancy.data_type.clone()),
            Strategy::Membership { entity, user_column, user_setting, .. } => {
                let column = catalog.table(entity.as_ref()?)?.column(user_column.as_ref()?)?;
                ("user", user_setting, column.data_type.clone())
            }
            Strategy::Schema => return None,
        };
        let what = match &tenancy.strategy {
            Strategy::Claim { path, .. } => {
                format!("for a JSON document, and in it, at `{path}`, for the tenant that the session works for")
            }
            Strategy::Membership { .. } => {
                "for the user, and the memberships for the tenants that this user is a member of".to_owned()
            }
            Strategy::Setting | Strategy::Schema => "for the tenant that the session works for".to_owned(),
        };
        let more = match &tenancy.strategy {
            Strategy::Claim { .. } => {
                "PostgREST and Supabase make the document of the token for every request: behind them there is nothing to \
                 do. The files are for connections of your own.\n\n"
            }
            _ => "",
        };
        let app = design.settings.app_role.as_ref().and_then(|id| catalog.role(id));
        let app = app.map_or("a role of its own".to_owned(), |role| format!("`{}`", role.name));
        let sql = |parameter: &str| statement(&tenancy.strategy, setting, parameter);
        let types = Types::of(&data_type);
        let mut capital = word.to_owned();
        capital[..1].make_ascii_uppercase();
        Some(Self(vec![
            ("{{word}}", word.to_owned()),
            ("{{Word}}", capital),
            ("{{setting}}", setting.clone()),
            ("{{what}}", what),
            ("{{more}}", more.to_owned()),
            ("{{app}}", app),
            ("{{sql_readme}}", sql("$1")),
            ("{{sql_positional}}", string(&sql("$1"))),
            // What psycopg takes for a parameter is doubled.
            ("{{sql_percent}}", string(&sql("\u{0}").replace('%', "%%").replace('\u{0}', "%s"))),
            ("{{sql_question}}", string(&sql("?"))),
            ("{{cs_type}}", types.cs.to_owned()),
            ("{{rust_type}}", types.rust.to_owned()),
            ("{{js_type}}", types.js.to_owned()),
            ("{{python_type}}", types.python.to_owned()),
            ("{{java_type}}", types.java.to_owned()),
        ]))
    }

    fn fill(&self, template: &str) -> String {
        self.0.iter().fold(template.to_owned(), |text, (mark, word)| text.replace(mark, word))
    }
}

/// The statement that sets the tenant. A document is made by PostgreSQL, so that whatever the key holds stays a value.
fn statement(strategy: &Strategy, setting: &str, parameter: &str) -> String {
    let value = match strategy {
        Strategy::Claim { path, .. } => {
            let object = |inner: String, key: &str| format!("jsonb_build_object({}, {inner})", quote::literal(key));
            format!("{}::text", path.rsplit('.').fold(format!("{parameter}::text"), object))
        }
        Strategy::Setting | Strategy::Membership { .. } | Strategy::Schema => parameter.to_owned(),
    };
    format!("SELECT set_config({}, {value}, true)", quote::literal(setting))
}

/// A string constant that C#, Java, JavaScript, Python and Rust read alike: what a name has beyond ASCII stays as it is.
fn string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// What a key's type is called.
struct Types {
    cs: &'static str,
    rust: &'static str,
    js: &'static str,
    python: &'static str,
    java: &'static str,
}

impl Types {
    fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Builtin(name) if name == "uuid" => {
                Self { cs: "Guid", rust: "uuid::Uuid", js: "string", python: "UUID", java: "java.util.UUID" }
            }
            DataType::Builtin(name) if name == "bigint" => {
                Self { cs: "long", rust: "i64", js: "bigint|string", python: "int", java: "long" }
            }
            DataType::Builtin(name) if name == "integer" || name == "smallint" => {
                Self { cs: "int", rust: "i32", js: "number", python: "int", java: "int" }
            }
            _ => Self { cs: "string", rust: "&str", js: "string", python: "str", java: "String" },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::lower;
    use crate::template;

    fn files_of(design: &Design) -> Vec<(String, String)> {
        let files = files(design, &lower(design).catalog);
        files.into_iter().map(|f| (f.path, String::from_utf8(f.bytes).expect("text"))).collect()
    }

    #[test]
    fn every_file_says_what_the_project_says() {
        let mut design = template::template("beer-competition").expect("the template").design;
        design.settings.tenancy.setting = "beer.tenant".into();
        let files = files_of(&design);
        assert_eq!(files.len(), 7);
        for (path, text) in &files {
            assert!(!text.contains("{{") || path.ends_with(".mjs"), "{path}: {text}");
            assert!(text.contains("set_config('beer.tenant', "), "{path}: {text}");
        }
        assert!(files[0].1.contains("`beercomp_app`"));
        assert!(files[1].1.contains("Guid TenantId") && files[6].1.contains("java.util.UUID tenant"));
        let audit_log = template::template("audit-log").expect("the template").design;
        assert_eq!(files_of(&audit_log), Vec::new());
    }

    #[test]
    fn a_claim_is_a_document_that_postgresql_makes() {
        let claims = Strategy::claim();
        assert_eq!(
            statement(&claims, "request.jwt.claims", "$1"),
            "SELECT set_config('request.jwt.claims', jsonb_build_object('app_metadata', jsonb_build_object('tenant_id', \
             $1::text))::text, true)"
        );
        assert_eq!(string("a\"b\\"), "\"a\\\"b\\\\\"");
    }
}
