//! The data model: the tenant's key in tables and foreign keys.

pub(super) mod da01;
pub(super) mod da02;
pub(super) mod da03;
