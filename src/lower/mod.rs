//! Expands the high-level features (inheritance, tenancy, naming conventions) into plain catalog objects.
