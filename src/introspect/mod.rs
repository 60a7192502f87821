//! Reads an engine's system catalogs into a catalog.
