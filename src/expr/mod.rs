//! SQL expressions: parsing, comparing and rewriting names in them.
