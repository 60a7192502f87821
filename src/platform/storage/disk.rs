//! Which file of the disk a project of this browser belongs to. The browser keeps the way to the file itself.

use idb::TransactionMode;
use wasm_bindgen::JsValue;

use super::open;

pub(super) const STORE: &str = "files";

/// Remembers a project's file. What is remembered is a `FileSystemFileHandle`; a browser that can't keep one forgets it.
///
/// # Errors
/// The browser's refusal.
pub async fn attach(project: &str, file: &JsValue) -> Result<(), String> {
    let put = async {
        let connection = open().await?;
        let transaction = connection.0.transaction(&[STORE], TransactionMode::ReadWrite)?;
        transaction.object_store(STORE)?.put(file, Some(&JsValue::from_str(project)))?.await?;
        transaction.commit()?.await.map(|_| ())
    };
    put.await.map_err(|error: idb::Error| format!("{error:?}"))
}

/// The file of a project, if it has one.
pub async fn attached(project: &str) -> Option<JsValue> {
    let get = async {
        let connection = open().await?;
        let transaction = connection.0.transaction(&[STORE], TransactionMode::ReadOnly)?;
        transaction.object_store(STORE)?.get(JsValue::from_str(project))?.await
    };
    get.await.ok().flatten()
}

/// Forgets the file of a project.
///
/// # Errors
/// The browser's refusal.
pub async fn detach(project: &str) -> Result<(), String> {
    let delete = async {
        let connection = open().await?;
        let transaction = connection.0.transaction(&[STORE], TransactionMode::ReadWrite)?;
        transaction.object_store(STORE)?.delete(JsValue::from_str(project))?.await?;
        transaction.commit()?.await.map(|_| ())
    };
    delete.await.map_err(|error: idb::Error| format!("{error:?}"))
}
