//! Partitions and children.

pub(super) mod inh1;
pub(super) mod inh2;
