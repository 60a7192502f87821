//! Earlier versions of the projects that this browser keeps: the last fifty of each, packed.
//!
//! A version is what a save replaced, under the record's own number, and is kept by the transaction that replaces it: there
//! is no moment at which neither is there.

use idb::{KeyRange, Transaction, TransactionMode};
use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::JsValue;

use super::open;

pub(super) const STORE: &str = "versions";
/// So many versions of a project are kept; beyond that the oldest go.
pub const KEPT: usize = 50;

/// An earlier version of a project.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The version that the record had.
    pub number: u32,
    /// The project's name then.
    pub name: String,
    /// When it was saved, in milliseconds since 1970.
    pub saved: f64,
    /// How many entities it had.
    pub entities: u32,
    /// The project file's text, packed by [`crate::platform::packed::pack`].
    pub packed: Vec<u8>,
}

/// The versions of a project, the newest first.
///
/// # Errors
/// The browser's refusal.
pub async fn list(project: &str) -> Result<Vec<Version>, String> {
    let get = async {
        let connection = open().await?;
        let transaction = connection.0.transaction(&[STORE], TransactionMode::ReadOnly)?;
        transaction.object_store(STORE)?.get_all(Some(range(project)?.into()), None)?.await
    };
    let values = get.await.map_err(|error: idb::Error| format!("{error:?}"))?;
    // Keys are sorted by number.
    Ok(values.iter().rev().filter_map(read).collect())
}

/// Keeps a version, and lets go of those that are too many.
pub(super) async fn put(transaction: &Transaction, project: &str, version: &Version) -> Result<(), idb::Error> {
    let store = transaction.object_store(STORE)?;
    let key = JsValue::from_str(&format!("{}{:010}", prefix(project), version.number));
    store.put(&write(version), Some(&key))?.await?;
    let keys = store.get_all_keys(Some(range(project)?.into()), None)?.await?;
    for key in keys.iter().take(keys.len().saturating_sub(KEPT)) {
        store.delete(key.clone())?.await?;
    }
    Ok(())
}

/// Removes every version of a project.
pub(super) async fn remove_all(transaction: &Transaction, project: &str) -> Result<(), idb::Error> {
    transaction.object_store(STORE)?.delete(range(project)?)?.await
}

fn prefix(project: &str) -> String {
    format!("{project}/")
}

/// All keys of a project's versions: their numbers are digits, which come before a colon.
fn range(project: &str) -> Result<KeyRange, idb::Error> {
    let from = prefix(project);
    KeyRange::bound(&JsValue::from_str(&from), &JsValue::from_str(&format!("{from}:")), None, None)
}

fn write(version: &Version) -> JsValue {
    let object = Object::new();
    let set = |name: &str, value: JsValue| Reflect::set(&object, &name.into(), &value);
    // Setting a property of a fresh object can't fail.
    let _ = set("number", version.number.into());
    let _ = set("name", version.name.as_str().into());
    let _ = set("saved", version.saved.into());
    let _ = set("entities", version.entities.into());
    let _ = set("packed", Uint8Array::from(version.packed.as_slice()).into());
    object.into()
}

fn read(value: &JsValue) -> Option<Version> {
    let get = |name: &str| Reflect::get(value, &name.into()).ok();
    Some(Version {
        number: get("number")?.as_f64()? as u32,
        name: get("name")?.as_string()?,
        saved: get("saved")?.as_f64()?,
        entities: get("entities")?.as_f64()? as u32,
        packed: Uint8Array::new(&get("packed")?).to_vec(),
    })
}
