//! Compares two catalogs: by id first, by name second.
