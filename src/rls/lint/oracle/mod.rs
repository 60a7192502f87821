//! What tells of other tenants' rows without showing them.

pub(super) mod ora1;
pub(super) mod ora2;
