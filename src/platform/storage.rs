//! Projects kept by this browser, in IndexedDB.
//!
//! Each project is one record with a version that grows with every save. Saving reads the record and replaces it in
//! one transaction, and only if its version is the one this tab last saw: two tabs can't overwrite each other unseen.

use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, TransactionMode};
use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

use super::preferences;
use crate::catalog::Sorting;

const DATABASE: &str = "bulkhead";
const STORE: &str = "projects";

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

async fn open() -> Result<Database, idb::Error> {
    let mut request = Factory::new()?.open(DATABASE, Some(1))?;
    request.on_upgrade_needed(|event| {
        if let Ok(database) = event.database() {
            let _ = database.create_object_store(STORE, ObjectStoreParams::new());
        }
    });
    request.await
}

/// Saves a project if its record still has the version `seen` (nothing: there is no record yet). Gives the new version.
///
/// # Errors
/// A conflict with another tab, or the browser's refusal.
pub async fn save(project: &Stored, seen: Option<u32>) -> Result<u32, NotSaved> {
    let database = open().await.map_err(refused)?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite).map_err(refused)?;
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
    let result = transaction.commit().map_err(refused)?.await.map_err(refused)?;
    if result.is_committed() { Ok(version) } else { Err(NotSaved::Refused("the browser took the change back".into())) }
}

/// The project with this key, if the browser has it.
///
/// # Errors
/// The browser's refusal.
pub async fn load(key: &str) -> Result<Option<Stored>, String> {
    let get = async {
        let database = open().await?;
        let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
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
        let database = open().await?;
        let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
        transaction.object_store(STORE)?.get_all(None, None)?.await
    };
    let values = get.await.map_err(|error: idb::Error| format!("{error:?}"))?;
    let mut all: Vec<Stored> = values.iter().filter_map(read).collect();
    all.order_by(|a, b| b.saved.total_cmp(&a.saved).then_with(|| a.key.cmp(&b.key)));
    Ok(all)
}

/// Removes a project.
///
/// # Errors
/// The browser's refusal.
pub async fn remove(key: &str) -> Result<(), String> {
    let remove = async {
        let database = open().await?;
        let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
        transaction.object_store(STORE)?.delete(JsValue::from_str(key))?.await?;
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

/// Tells other tabs that a project was saved, and hears from them. Clones share the channel.
#[derive(Clone)]
pub struct Tabs {
    channel: Option<web_sys::BroadcastChannel>,
}

impl Tabs {
    /// Opens the channel. `heard` is called with the key and the version of what another tab saved.
    pub fn open(heard: impl Fn(String, u32) + 'static) -> Self {
        let channel = web_sys::BroadcastChannel::new("bulkhead").ok();
        if let Some(channel) = &channel {
            gloo::events::EventListener::new(channel, "message", move |event| {
                let data = Reflect::get(event, &"data".into()).unwrap_or(JsValue::UNDEFINED);
                let key = Reflect::get(&data, &"key".into()).ok().and_then(|value| value.as_string());
                let version = Reflect::get(&data, &"version".into()).ok().and_then(|value| value.as_f64());
                if let (Some(key), Some(version)) = (key, version) {
                    heard(key, version as u32);
                }
            })
            .forget();
        }
        Self { channel }
    }

    /// Tells that a project was saved.
    pub fn tell(&self, key: &str, version: u32) {
        let message = Object::new();
        let _ = Reflect::set(&message, &"key".into(), &key.into());
        let _ = Reflect::set(&message, &"version".into(), &version.into());
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(&message);
        }
    }
}

/// What a page kept when it had to go.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The version of the record that the page had seen.
    pub seen: Option<u32>,
    /// The project file's text.
    pub text: String,
}

/// Keeps an unsaved project at once, when the page is about to go and IndexedDB would answer too late. Each page keeps
/// what is its own, under a name that no other page has.
pub fn keep_for_next_start(key: &str, page: &str, seen: Option<u32>, text: &str) {
    let seen = seen.map(|version| version.to_string()).unwrap_or_default();
    preferences::set(&format!("{}{page}", kept_prefix(key)), &format!("{seen}\n{text}"));
}

/// Forgets what this page has kept: it came back and has saved it.
pub fn forget_kept(key: &str, page: &str) {
    preferences::remove(&format!("{}{page}", kept_prefix(key)));
}

/// What pages that had to go have kept for a project. From now on it is the caller's to keep.
pub fn take_kept(key: &str) -> Vec<Kept> {
    let names = preferences::names(&kept_prefix(key));
    let taken = names.iter().filter_map(|name| {
        let kept = preferences::get(name)?;
        preferences::remove(name);
        let (seen, text) = kept.split_once('\n')?;
        (!text.is_empty()).then(|| Kept { seen: seen.parse().ok(), text: text.to_owned() })
    });
    taken.collect()
}

fn kept_prefix(key: &str) -> String {
    format!("unsaved.{key}.")
}
