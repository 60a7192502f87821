//! Projects to start from.
