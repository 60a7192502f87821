//! Row-level security: the policies of the tenant wall. The probes that attack it are part of `prove`.
//!
//! The wall is two permissive policies on each table whose rows belong to tenants, with row-level security forced so
//! that the owner is bound too:
//! - [`tenant_isolation`] lets the application's role see and write the rows of the tenant that the session names;
//! - [`service_access`] lets the service role see and write every row, and is `TO` that role, for permissive policies
//!   are OR-ed: one that applied to everyone would open the wall for all.

mod finding;
mod intent;
mod policy;
pub mod predicate;
pub mod wall;

pub use finding::{Finding, Fix};
pub use intent::{Access, Context, Intent, Means, TableIntent};
pub use policy::{SERVICE_ACCESS, TENANT_ISOLATION, service_access, tenant_isolation, tenant_value};
pub use wall::Wall;
