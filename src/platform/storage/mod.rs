//! Projects kept by this browser, in IndexedDB.
//!
//! Each project is one record with a version that grows with every save. Saving reads the record and replaces it in
//! one transaction, and only if its version is the one this tab last saw: two tabs can't overwrite each other unseen.
//! What a save replaces can be kept in the same transaction as an earlier version ([`versions`]).
//!
//! A connection lives as long as what it is opened for, so that a page that brings another shape of the database never
//! waits for one that sleeps.

mod disk;
mod kept;
mod tabs;
pub mod versions;

use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, Transaction, TransactionMode};
use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

pub use disk::{attach, attached, detach};
pub use kept::{Kept, forget_kept, keep_for_next_start, take_kept};
pub use tabs::Tabs;
pub use versions::Version;

use crate::catalog::Sorting;

const DATABASE: &str = "bulkhead";
/// The shape of the database: stores were added with 2.
const SHAPE: u32 = 2;
const STORE: &str = "projects";
const STORES: [&str; 3] = [STORE, versions::STORE, disk::STORE];

/// A project as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The key of the record.
    pub key: String,
    /// The project's name, for lists.
    pub name: String,
    /// The project file's text.
    pub text: String,
    /// Grows with every save.
    pub version: u32,
    /// When it was saved, in milliseconds since 1970.
    pub saved: f64,
    /// How many entities it has, for lists.
    pub entities: u32,
    /// The template it began with, as long as its notes are of interest.
    pub template: Option<String>,
}

/// Why a project was not saved.
#[derive(Clone, Debug, PartialEq)]
pub enum NotSaved {
    /// Another tab saved it meanwhile: the record has this version.
    Conflict(u32),
    /// The browser refused: no room, or no right to keep anything.
    Refused(String),
}

fn refused(error: impl std::fmt::Debug) -> NotSaved {
    NotSaved::Refused(format!("{error:?}"))
}

/// A connection that is closed when it is no longer needed.
struct Connection(Database);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.close();
    }
}

async fn open() -> Result<Connection, idb::Error> {
    let mut request = Factory::new()?.open(DATABASE, Some(SHAPE))?;
    request.on_upgrade_needed(|event| {
        if let Ok(database) = event.database() {
            let there = database.store_names();
            for store in STORES.into_iter().filter(|store| !there.iter().any(|name| name == store)) {
                let _ = database.create_object_store(store, ObjectStoreParams::new());
            }
        }
    });
    request.await.map(Connection)
}

/// Waits until a transaction is kept. A browser takes one back when there is no room for it, and doesn't say so.
async fn finish(transaction: Transaction) -> Result<(), NotSaved> {
    let result = transaction.commit().map_err(refused)?.await.map_err(refused)?;
    let why = "the browser took the change back, most likely for want of room";
    if result.is_committed() { Ok(()) } else { Err(NotSaved::Refused(why.to_owned())) }
}

/// Saves a project if its record still has the version `seen` (nothing: there is no record yet), and keeps with it what
/// it replaces, if that is worth it. Gives the new version.
///
/// # Errors
/// A conflict with another tab, or the browser's refusal.
pub async fn save(project: &Stored, seen: Option<u32>, earlier: Option<&Version>) -> Result<u32, NotSaved> {
    let connection = open().await.map_err(refused)?;
    let transaction = connection.0.transaction(&STORES, TransactionMode::ReadWrite).map_err(refused)?;
    let store = transaction.object_store(STORE).map_err(refused)?;
    let key = JsValue::from_str(&project.key);
    let found = store.get(key.clone()).map_err(refused)?.await.map_err(refused)?;
    let found = found.as_ref().and_then(read).map(|record| record.version);
    if found.is_some() && found != seen {
        return Err(NotSaved::Conflict(found.unwrap_or_default()));
    }
    let version = found.or(seen).unwrap_or(0) + 1;
    let value = write(&Stored { version, ..project.clone() }).map_err(refused)?;
    store.put(&value, Some(&key)).map_err(refused)?.await.map_err(refused)?;
    if let Some(earlier) = earlier.filter(|earlier| Some(earlier.number) == found) {
        versions::put(&transaction, &project.key, earlier).await.map_err(refused)?;
    }
    finish(transaction).await?;
    Ok(version)
}

/// The project with this key, if the browser has it.
///
/// # Errors
/// The browser's refusal.
pub async fn load(key: &str) -> Result<Option<Stored>, String> {
    let get = async {
        let connection = open().await?;
        let transaction = connection.0.transaction(&[STORE], TransactionMode::ReadOnly)?;
        transaction.object_store(STORE)?.get(JsValue::from_str(key))?.await
    };
    get.await.map(|value| value.as_ref().and_then(read)).map_err(|error: idb::Error| format!("{error:?}"))
}

/// All projects, the last saved first.
///
/// # Errors
/// The browser's refusal.
pub async fn list() -> Result<Vec<Stored>, String> {
    let get = async {
        let connection = open().await?;
        let transaction = connection.0.transaction(&[STORE], TransactionMode::ReadOnly)?;
        transaction.object_store(STORE)?.get_all(None, None)?.await
    };
    let values = get.await.map_err(|error: idb::Error| format!("{error:?}"))?;
    let mut all: Vec<Stored> = values.iter().filter_map(read).collect();
    all.order_by(|a, b| b.saved.total_cmp(&a.saved).then_with(|| a.key.cmp(&b.key)));
    Ok(all)
}

/// Removes a project with its versions.
///
/// # Errors
/// The browser's refusal.
pub async fn remove(key: &str) -> Result<(), String> {
    let remove = async {
        let connection = open().await?;
        let transaction = connection.0.transaction(&STORES, TransactionMode::ReadWrite)?;
        transaction.object_store(STORE)?.delete(JsValue::from_str(key))?.await?;
        transaction.object_store(disk::STORE)?.delete(JsValue::from_str(key))?.await?;
        versions::remove_all(&transaction, key).await?;
        transaction.commit()?.await.map(|_| ())
    };
    remove.await.map_err(|error: idb::Error| format!("{error:?}"))
}

fn write(project: &Stored) -> Result<JsValue, JsValue> {
    let object = Object::new();
    let set = |name: &str, value: JsValue| Reflect::set(&object, &name.into(), &value);
    set("key", project.key.as_str().into())?;
    set("name", project.name.as_str().into())?;
    set("text", project.text.as_str().into())?;
    set("version", project.version.into())?;
    set("saved", project.saved.into())?;
    set("entities", project.entities.into())?;
    set("template", project.template.as_deref().map_or(JsValue::NULL, JsValue::from_str))?;
    Ok(object.into())
}

fn read(value: &JsValue) -> Option<Stored> {
    let get = |name: &str| Reflect::get(value, &name.into()).ok();
    Some(Stored {
        key: get("key")?.as_string()?,
        name: get("name")?.as_string()?,
        text: get("text")?.as_string()?,
        version: get("version")?.as_f64()? as u32,
        saved: get("saved")?.as_f64()?,
        entities: get("entities")?.as_f64()? as u32,
        template: get("template").and_then(|value| value.as_string()),
    })
}
