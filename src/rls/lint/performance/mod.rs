//! What policies cost.

pub(super) mod pf01;
pub(super) mod pf02;
pub(super) mod pf03;
pub(super) mod pf04;
pub(super) mod pf05;
pub(super) mod pf06;
pub(super) mod pf07;
pub(super) mod pf08;
pub(super) mod pf09;
