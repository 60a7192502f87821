//! `bulkhead.exportImage` and `bulkhead.exportDocument`.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::Host;
use crate::app::picture::{Format, Options, make};
use crate::catalog::Id;
use crate::platform::script::{Failure, Object};

/// What a script asks for.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Wanted {
    format: Option<String>,
    theme: Option<String>,
    scale: Option<f64>,
    entities: Option<Vec<String>>,
}

pub(super) fn install(root: &Object, host: Host) {
    export(root, host, "exportImage", "svg", |format| format.is_picture());
    export(root, host, "exportDocument", "html", |format| !format.is_picture());
}

fn export(root: &Object, host: Host, name: &'static str, default: &'static str, offered: fn(Format) -> bool) {
    root.method(name, move |args| {
        Box::pin(async move {
            let wanted: Wanted = args.options(0)?;
            let asked = wanted.format.unwrap_or_else(|| default.to_owned());
            let format = Format::named(&asked).filter(|format| offered(*format)).ok_or_else(|| {
                let known = Format::ALL.into_iter().filter(|format| offered(*format));
                let known: Vec<String> = known.map(|format| format.title().to_lowercase()).collect();
                Failure::new(
                    "unsupported",
                    format!("{name} has no format \"{asked}\": give one of {}.", known.join(", ")),
                )
            })?;
            let dark = match wanted.theme.as_deref() {
                None | Some("light") => false,
                Some("dark") => true,
                Some(other) => {
                    return Err(Failure::new("parse", format!("There is no theme \"{other}\": give light or dark.")));
                }
            };
            let scale = wanted.scale.unwrap_or(1.0);
            if !(0.05..=8.0).contains(&scale) {
                return Err(Failure::new("parse", "Give a scale from 0.05 to 8."));
            }
            let only = wanted.entities.map(|names| chosen(host, &names)).transpose()?;
            let made = make(host.workspace, &Options { format, dark, only, scale })
                .await
                .map_err(|why| Failure::new("engine", why))?;
            let out = Object::new();
            out.set("fileName", made.file_name);
            out.set_bytes("bytes", &made.bytes);
            out.set("remarks", crate::platform::script::json(&made.remarks));
            Ok(out.into())
        })
    });
}

/// The entities with these names or ids.
fn chosen(host: Host, names: &[String]) -> Result<BTreeSet<Id>, Failure> {
    host.workspace.with_design(|design| {
        let find = |name: &String| {
            let is_it = |entity: &&crate::design::Entity| entity.table.name == *name || entity.id().as_str() == name;
            let found = design.entities.values().find(is_it).map(|entity| entity.id().clone());
            found.ok_or_else(|| Failure::new("not-found", format!("There is no entity named \"{name}\".")))
        };
        names.iter().map(find).collect()
    })
}
