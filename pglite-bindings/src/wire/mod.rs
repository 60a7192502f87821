//! PostgreSQL's frontend/backend protocol, version 3, as much of it as one session in memory needs: no start-up, no
//! authentication, no cancellation.

#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code, unused_imports))]

mod read;
mod write;

pub(crate) use read::answer;
pub(crate) use write::{copy_in, parameterised, query};
