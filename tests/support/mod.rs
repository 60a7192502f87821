//! What the tests of several files share.

// Each test file is a crate of its own and uses a part of this.
#![allow(dead_code, unreachable_pub, missing_docs)]

pub mod build;
pub mod create;
pub mod design;
pub mod dump;
pub mod judge;
pub mod lint_cases;
pub mod model;
pub mod native;
pub mod pairs;
pub mod plan_cases;
pub mod random_pairs;
pub mod rls_cases;
pub mod rows;
