//! Whether row-level security is on, and binds whom it must.

pub(super) mod en01;
pub(super) mod en02;
pub(super) mod en03;
pub(super) mod en04;
pub(super) mod en05;
pub(super) mod en06;
pub(super) mod en07;
pub(super) mod en08;
