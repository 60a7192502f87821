//! Rightful use that a policy breaks.

pub(super) mod fn01;
pub(super) mod fn02;
