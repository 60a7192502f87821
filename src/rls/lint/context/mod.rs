//! What of the session says who asks.

pub(super) mod cx01;
pub(super) mod cx02;
pub(super) mod cx03;
pub(super) mod cx04;
pub(super) mod cx05;
pub(super) mod cx06;
pub(super) mod cx08;
pub(super) mod cx09;
