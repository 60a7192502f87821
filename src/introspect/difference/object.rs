//! Differences of objects that are their definition.

use std::collections::BTreeMap;

use super::{Names, Out};
use crate::catalog::Object;

impl Out {
    pub(super) fn objects(&mut self, e: Names<'_>, a: Names<'_>) {
        let mut kinds: Vec<&str> = e.0.objects.iter().chain(&a.0.objects).map(|o| o.kind.as_str()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds {
            let of_kind = |names: Names<'_>| -> BTreeMap<String, Object> {
                let objects = names.0.objects.iter().filter(|object| object.kind == kind);
                objects.map(|object| (object.identity.clone(), object.clone())).collect()
            };
            self.each("", kind, &of_kind(e), &of_kind(a), |out, path, x: &Object, y: &Object| {
                out.text(&format!("{path}: definition"), &x.definition, &y.definition);
                let settings = |object: &Object| -> BTreeMap<String, String> {
                    object.settings.iter().map(|setting| (setting.name.clone(), setting.set.clone())).collect()
                };
                let (expected, actual) = (settings(x), settings(y));
                for name in expected.keys().chain(actual.keys().filter(|name| !expected.contains_key(*name))) {
                    let text = |of: &BTreeMap<String, String>| of.get(name).cloned().unwrap_or(super::NONE.into());
                    out.text(&format!("{path}: {name}"), &text(&expected), &text(&actual));
                }
                // Where none is said it is whoever made it, and nothing tells who that was.
                let owner = |names: Names<'_>, object: &Object| object.owner.as_ref().map(|owner| names.role(owner));
                if let (Some(expected), Some(actual)) = (owner(e, x), owner(a, y)) {
                    out.text(&format!("{path}: owner"), &expected, &actual);
                }
                out.comment(path, &x.comment, &y.comment);
                out.grants(path, e, &x.grants, a, &y.grants);
            });
        }
    }
}
