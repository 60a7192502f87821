//! Typed bindings to [PGlite](https://pglite.dev), a PostgreSQL in WebAssembly, hosted in a dedicated worker.
