//! Bulkhead: a PostgreSQL schema designer that runs whole in a browser tab and proves its migrations before it
//! exports them. ARCHITECTURE.md tells how the parts below fit together.

pub mod bundle;
pub mod catalog;
pub mod command;
pub mod design;
pub mod diff;
pub mod document;
pub mod edit;
pub mod engine;
pub mod expr;
pub mod import;
pub mod introspect;
pub mod layout;
pub mod lift;
pub mod lower;
pub mod picture;
pub mod plan;
pub mod problem;
pub mod prove;
pub mod rls;
pub mod save;
pub mod sql;
pub mod template;
pub mod update;

// The component macro makes public items for the properties of private components.
#[cfg(target_arch = "wasm32")]
#[allow(unreachable_pub)]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod platform;
