//! Row-level security: the policies of the tenant wall. The probes that attack it are part of `prove`.
//!
//! The wall of a table whose rows belong to tenants is row-level security, forced so that the owner is bound too, and:
//! - [`tenant_isolation`], or a policy to each command, lets the application's role see and write the rows of the
//!   session's tenant;
//! - [`service_access`] lets the service role see and write every row, and is `TO` that role, for permissive policies
//!   are OR-ed: one that applied to everyone would open the wall for all.

mod authored;
pub mod decide;
mod finding;
pub mod infer;
mod intent;
pub mod lint;
pub mod matrix;
mod policy;
pub mod predicate;
pub mod sentence;
mod session;
pub mod template;
pub mod wall;

pub use authored::authored;
pub use finding::{Finding, Fix};
pub use intent::{Access, Context, Intent, Means, TableIntent};
pub use policy::{
    Clauses, SERVICE_ACCESS, SHARED_READ, SHARED_ROWS, TENANT_ISOLATION, cast, own_rows, permissive, service_access,
    setting_value, tenant_isolation, tenant_value,
};
pub use session::session_values;
pub use wall::Wall;
