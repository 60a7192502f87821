//! The walls that hold, from which parts are taken away.

use bulkhead::rls::{Access, Context, Means};

pub(crate) const A: &str = "11111111-1111-4111-8111-111111111111";
pub(crate) const B: &str = "22222222-2222-4222-8222-222222222222";
pub(crate) const PERSON_A: &str = "33333333-3333-4333-8333-333333333333";
pub(crate) const PERSON_B: &str = "44444444-4444-4444-8444-444444444444";
pub(crate) const TOKEN_A: &str = "55555555-5555-4555-8555-555555555555";
pub(crate) const TOKEN_B: &str = "66666666-6666-4666-8666-666666666666";

/// A table as the statements by hand see it.
pub(crate) struct Walled {
    pub(crate) name: &'static str,
    /// An INSERT's columns and values; `{f}`, `{p}` and `{n}` stand for the tenant, the user and a number.
    pub(crate) insert: (&'static str, &'static str),
    /// A harmless SET.
    pub(crate) set: &'static str,
    /// The rows that are not B's alone.
    pub(crate) shared: Option<&'static str>,
    /// The intent's access, and whether rows belong to a user.
    pub(crate) access: Access,
    pub(crate) by_user: bool,
}

pub(crate) struct Template {
    pub(crate) file: &'static str,
    pub(crate) sql: &'static str,
    pub(crate) context: fn() -> Vec<Context>,
    pub(crate) settings: &'static [(&'static str, [&'static str; 2])],
    /// Rows that stand for A and B elsewhere.
    pub(crate) seed: &'static [&'static str],
    pub(crate) tables: Vec<Walled>,
    pub(crate) roles: &'static [&'static str],
    pub(crate) services: &'static [&'static str],
}

fn setting(name: &str, means: Means) -> Context {
    Context::Setting { setting: name.into(), data_type: "uuid".into(), means }
}

const fn walled(name: &'static str, insert: (&'static str, &'static str), set: &'static str) -> Walled {
    Walled { name, insert, set, shared: None, access: Access::Tenant, by_user: false }
}

const TENANT: &[(&str, [&str; 2])] = &[("shop.tenant", [A, B])];
const BOTH: &[(&str, [&str; 2])] = &[("shop.tenant", [A, B]), ("shop.person", [PERSON_A, PERSON_B])];
const WORDS: (&str, &str) = ("firm, id, words", "'{f}', '00000000-0000-4000-8000-00000000000{n}', 'w{n}'");
const CENTS: (&str, &str) = ("firm, id, cents", "'{f}', '00000000-0000-4000-8000-00000000000{n}', {n}");
const FIRMS: &str = "INSERT INTO shop.firms VALUES ('{a}', 'a'), ('{b}', 'b')";

pub(crate) fn templates() -> Vec<Template> {
    let tenant = || vec![setting("shop.tenant", Means::Tenant)];
    let both = || vec![setting("shop.tenant", Means::Tenant), setting("shop.person", Means::User)];
    vec![
        Template {
            file: "t1_setting",
            sql: include_str!("../wall/t1_setting.sql"),
            context: tenant,
            settings: TENANT,
            seed: &[FIRMS],
            tables: vec![
                walled(
                    "shop.boards",
                    ("firm, id, slug", "'{f}', '00000000-0000-4000-8000-00000000000{n}', 's{n}'"),
                    "state = 'shut'",
                ),
                walled(
                    "shop.cards",
                    (
                        "firm, id, board, words",
                        "'{f}', '00000000-0000-4000-8000-00000000000{n}', '00000000-0000-4000-8000-00000000000{n}', 'w'",
                    ),
                    "words = 'x'",
                ),
            ],
            roles: &["m_app", "m_read"],
            services: &[],
        },
        Template {
            file: "t2_claim",
            sql: include_str!("../wall/t2_claim.sql"),
            context: || {
                let claim = |path: &str, means| Context::Claim {
                    claims: "request.jwt.claims".into(),
                    path: path.into(),
                    means,
                };
                vec![claim("app_metadata.firm", Means::Tenant), claim("sub", Means::User)]
            },
            settings: &[(
                "request.jwt.claims",
                [
                    "{\"sub\":\"33333333-3333-4333-8333-333333333333\",\"app_metadata\":{\"firm\":\"11111111-1111-4111-8111-111111111111\"}}",
                    "{\"sub\":\"44444444-4444-4444-8444-444444444444\",\"app_metadata\":{\"firm\":\"22222222-2222-4222-8222-222222222222\"}}",
                ],
            )],
            seed: &[],
            tables: vec![Walled {
                by_user: true,
                ..walled(
                    "shop.things",
                    ("firm, id, person, words", "'{f}', '00000000-0000-4000-8000-00000000000{n}', '{p}', 'w'"),
                    "words = 'x'",
                )
            }],
            roles: &["m_app"],
            services: &[],
        },
        Template {
            file: "t3_owner",
            sql: include_str!("../wall/t3_owner.sql"),
            context: both,
            settings: BOTH,
            seed: &[],
            tables: vec![Walled {
                access: Access::Owner,
                by_user: true,
                ..walled(
                    "shop.drafts",
                    ("firm, id, person, words", "'{f}', '00000000-0000-4000-8000-00000000000{n}', '{p}', 'w'"),
                    "words = 'x'",
                )
            }],
            roles: &["m_app"],
            services: &[],
        },
        Template {
            file: "t4_members",
            sql: include_str!("../wall/t4_members.sql"),
            context: || vec![setting("shop.person", Means::User)],
            settings: &[("shop.person", [PERSON_A, PERSON_B])],
            seed: &[FIRMS, "INSERT INTO hidden.members VALUES ('{pa}', '{a}', 'admin'), ('{pb}', '{b}', 'admin')"],
            tables: vec![Walled { access: Access::Membership, ..walled("shop.papers", WORDS, "words = 'x'") }],
            roles: &["m_app"],
            services: &[],
        },
        Template {
            file: "t5_tree",
            sql: include_str!("../wall/t5_tree.sql"),
            context: tenant,
            settings: TENANT,
            seed: &["INSERT INTO hidden.tree VALUES ('{a}', '{a}'), ('{b}', '{b}')"],
            tables: vec![walled("shop.figures", WORDS, "words = 'x'")],
            roles: &["m_app"],
            services: &[],
        },
        Template {
            file: "t6_public",
            sql: include_str!("../wall/t6_public.sql"),
            context: tenant,
            settings: TENANT,
            seed: &[],
            tables: vec![Walled {
                shared: Some("shown"),
                ..walled(
                    "shop.posts",
                    ("firm, id, shown, words", "'{f}', '00000000-0000-4000-8000-00000000000{n}', {n} > 2, 'w'"),
                    "words = 'x'",
                )
            }],
            roles: &["m_app"],
            services: &[],
        },
        Template {
            file: "t7_service",
            sql: include_str!("../wall/t7_service.sql"),
            context: tenant,
            settings: TENANT,
            seed: &[],
            tables: vec![walled("shop.bills", CENTS, "cents = 7")],
            roles: &["m_app"],
            services: &["m_jobs"],
        },
        Template {
            file: "t8_soft",
            sql: include_str!("../wall/t8_soft.sql"),
            context: tenant,
            settings: TENANT,
            seed: &[],
            tables: vec![walled("shop.files", WORDS, "words = 'x'")],
            roles: &["m_app"],
            services: &[],
        },
        Template {
            file: "t9_support",
            sql: include_str!("../wall/t9_support.sql"),
            context: both,
            settings: BOTH,
            seed: &["INSERT INTO hidden.helpers VALUES ('{pa}', '{a}', 'infinity'), ('{pb}', '{b}', 'infinity')"],
            tables: vec![walled("shop.orders", CENTS, "cents = 7")],
            roles: &["m_app", "m_read"],
            services: &[],
        },
        Template {
            file: "t10_secret",
            sql: include_str!("../wall/t10_secret.sql"),
            context: || vec![setting("shop.visit", Means::Session)],
            settings: &[("shop.visit", [TOKEN_A, TOKEN_B])],
            seed: &[
                "INSERT INTO hidden.visits VALUES ('{ta}', '{a}', '{pa}', 'infinity'), ('{tb}', '{b}', '{pb}', 'infinity')",
            ],
            tables: vec![walled("shop.books", CENTS, "cents = 7")],
            roles: &["m_app"],
            services: &[],
        },
    ]
}
