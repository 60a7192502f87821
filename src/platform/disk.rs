//! Files of the disk that are saved in place, where the browser lets a page do that (File System Access).

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FileSystemFileHandle, FileSystemWritableFileStream};

/// A file of the disk. It may have been moved or removed since.
#[derive(Clone, Debug, PartialEq)]
pub struct DiskFile(FileSystemFileHandle);

/// What a file held.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// When it was last changed, in milliseconds since 1970.
    pub modified: f64,
    /// Its text.
    pub text: String,
}

/// Why a file could not be had.
#[derive(Clone, Debug, PartialEq)]
pub enum NoFile {
    /// The person chose none.
    Cancelled,
    /// The browser or the disk refused.
    Refused(String),
}

/// True if this browser saves files in place.
pub fn can() -> bool {
    picker("showSaveFilePicker").is_some()
}

fn picker(name: &str) -> Option<Function> {
    Reflect::get(super::window()?.as_ref(), &name.into()).ok()?.dyn_into().ok()
}

/// Lets a person choose a file to open. Has to be called from a click or a key.
///
/// # Errors
/// That none was chosen, or the browser's refusal.
pub async fn open() -> Result<DiskFile, NoFile> {
    let options = options();
    let answer = call("showOpenFilePicker", &options).await?;
    first(&answer).ok_or(NoFile::Cancelled)
}

/// Lets a person choose where to save. Has to be called from a click or a key.
///
/// # Errors
/// That nothing was chosen, or the browser's refusal.
pub async fn choose(name: &str) -> Result<DiskFile, NoFile> {
    let options = options();
    set(&options, "suggestedName", name.into());
    call("showSaveFilePicker", &options).await?.dyn_into().map(DiskFile).map_err(|_| NoFile::Cancelled)
}

fn first(answer: &JsValue) -> Option<DiskFile> {
    Array::from(answer).get(0).dyn_into().ok().map(DiskFile)
}

async fn call(name: &str, options: &JsValue) -> Result<JsValue, NoFile> {
    let pick = picker(name).ok_or_else(|| NoFile::Refused("this browser can't".to_owned()))?;
    let promise: Promise = pick.call1(&JsValue::UNDEFINED, options).map_err(no_file)?.unchecked_into();
    JsFuture::from(promise).await.map_err(no_file)
}

fn no_file(error: JsValue) -> NoFile {
    match property(&error, "name").as_deref() {
        Some("AbortError") => NoFile::Cancelled,
        _ => NoFile::Refused(told(&error)),
    }
}

fn told(error: &JsValue) -> String {
    match property(error, "name").as_deref() {
        Some("NotFoundError") => "it is no longer there".to_owned(),
        Some("NotAllowedError") => "the browser was not allowed to".to_owned(),
        _ => property(error, "message").unwrap_or_else(|| format!("{error:?}")),
    }
}

fn property(value: &JsValue, name: &str) -> Option<String> {
    Reflect::get(value, &name.into()).ok()?.as_string()
}

fn set(object: &Object, name: &str, value: JsValue) {
    // Setting a property of a fresh object can't fail.
    let _ = Reflect::set(object, &name.into(), &value);
}

/// Project files, for the browser's dialogs.
fn options() -> Object {
    let accept = Object::new();
    set(&accept, "application/json", Array::of1(&".json".into()).into());
    let kind = Object::new();
    set(&kind, "description", "Bulkhead project".into());
    set(&kind, "accept", accept.into());
    let options = Object::new();
    set(&options, "types", Array::of1(&kind).into());
    set(&options, "id", "bulkhead-project".into());
    options
}

impl DiskFile {
    /// The file that [`DiskFile::handle`] was of.
    pub fn of(handle: JsValue) -> Option<Self> {
        handle.dyn_into().ok().map(Self)
    }

    /// What the browser can keep of it.
    pub fn handle(&self) -> &JsValue {
        &self.0
    }

    /// Its name, without a folder.
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// True if the browser lets the page read and write it; a browser that has no say in it lets it. A browser that wants
    /// to ask does so only if `ask`, which has to come from a click or a key.
    pub async fn allowed(&self, ask: bool) -> bool {
        let mode = Object::new();
        set(&mode, "mode", "readwrite".into());
        let name = if ask { "requestPermission" } else { "queryPermission" };
        let method = Reflect::get(&self.0, &name.into()).ok().and_then(|method| method.dyn_into::<Function>().ok());
        let Some(method) = method else { return true };
        let Ok(promise) = method.call1(&self.0, &mode) else { return false };
        let answer = JsFuture::from(promise.unchecked_into::<Promise>()).await;
        answer.is_ok_and(|answer| answer.as_string().as_deref() == Some("granted"))
    }

    /// When it was last changed, in milliseconds since 1970.
    ///
    /// # Errors
    /// That it is gone, or the browser's refusal.
    pub async fn modified(&self) -> Result<f64, String> {
        Ok(self.file().await?.last_modified())
    }

    /// What it holds.
    ///
    /// # Errors
    /// That it is gone, or the browser's refusal.
    pub async fn read(&self) -> Result<Held, String> {
        let file = self.file().await?;
        let text = JsFuture::from(file.text()).await.map_err(|error| told(&error))?;
        Ok(Held { modified: file.last_modified(), text: text.as_string().unwrap_or_default() })
    }

    /// Writes it anew; what it held stays until all is written. Gives when it was changed.
    ///
    /// # Errors
    /// The browser's or the disk's refusal.
    pub async fn write(&self, text: &str) -> Result<f64, String> {
        let stream: FileSystemWritableFileStream =
            JsFuture::from(self.0.create_writable()).await.map_err(|error| told(&error))?.unchecked_into();
        let write = async {
            JsFuture::from(stream.write_with_str(text)?).await?;
            JsFuture::from(stream.close()).await
        };
        write.await.map_err(|error| told(&error))?;
        self.modified().await
    }

    async fn file(&self) -> Result<web_sys::File, String> {
        let file = JsFuture::from(self.0.get_file()).await.map_err(|error| told(&error))?;
        Ok(file.unchecked_into())
    }
}

/// A file that was dropped on the page, as the browser promises it.
pub struct Promised(Promise);

/// The file that was dropped on the page, if the browser gives the way to it. Has to be asked for at once: what is dropped
/// is gone when the event is over.
pub fn dropped(data: &web_sys::DataTransfer) -> Option<Promised> {
    let item = data.items().get(0)?;
    let method: Function = Reflect::get(&item, &"getAsFileSystemHandle".into()).ok()?.dyn_into().ok()?;
    method.call0(&item).ok()?.dyn_into().ok().map(Promised)
}

impl Promised {
    /// The file, if it is one.
    pub async fn file(self) -> Option<DiskFile> {
        DiskFile::of(JsFuture::from(self.0).await.ok()?)
    }
}
