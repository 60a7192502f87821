//! Row-level security: the policies of the tenant wall and the probes that attack it.
