//! Roles, and what they may do beside what policies judge.

pub(super) mod ro01;
pub(super) mod ro02;
pub(super) mod ro03;
pub(super) mod ro04;
pub(super) mod ro05;
pub(super) mod ro06;
pub(super) mod ro07;
pub(super) mod ro08;
pub(super) mod ro09;
pub(super) mod ro10;
pub(super) mod ro11;
