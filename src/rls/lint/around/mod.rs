//! Ways around a policy: views, functions, triggers, rules, foreign keys.

pub(super) mod by01;
pub(super) mod by02;
pub(super) mod by03;
pub(super) mod by04;
pub(super) mod by05;
pub(super) mod by06;
pub(super) mod by07;
pub(super) mod by08;
pub(super) mod by10;
pub(super) mod by11;
