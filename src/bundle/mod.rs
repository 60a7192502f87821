//! The zip that a DBA applies.
