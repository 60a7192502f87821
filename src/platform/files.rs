//! Files from and to the person's disk.

use crate::catalog::Sorting;
use gloo::events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, FileList, HtmlAnchorElement, HtmlInputElement, Url};

/// Offers bytes as a download.
pub fn download(name: &str, mime: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let properties = BlobPropertyBag::new();
    properties.set_type(mime);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &properties)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let document = super::document().ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken the blob when the click returns; some take it a moment later.
    super::timer::later(10_000, move || {
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}

/// Bytes that the page can show, as long as this lives.
pub struct Shown {
    url: String,
}

impl Shown {
    /// Bytes of a media type. Nothing if the browser refuses.
    pub fn new(mime: &str, bytes: &[u8]) -> Option<Self> {
        let properties = BlobPropertyBag::new();
        properties.set_type(mime);
        let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
        let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &properties).ok()?;
        Url::create_object_url_with_blob(&blob).ok().map(|url| Self { url })
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.url);
    }
}

/// Lets a person choose a file and gives its name and text. Nothing happens if none is chosen. Has to be called from
/// a click or a key, or browsers show nothing.
pub fn pick_text(accept: &str, then: impl FnOnce(String, Result<String, String>) + 'static) {
    let Some(input) = super::document()
        .and_then(|document| document.create_element("input").ok())
        .and_then(|element| element.dyn_into::<HtmlInputElement>().ok())
    else {
        return;
    };
    input.set_type("file");
    input.set_accept(accept);
    let chosen = input.clone();
    EventListener::once(&input, "change", move |_| {
        let Some(file) = chosen.files().and_then(|files| files.get(0)) else { return };
        read(file, then);
    })
    .forget();
    input.click();
}

/// Lets a person choose files. Like [`pick_text`].
pub fn pick(accept: &str, then: impl FnOnce(FileList) + 'static) {
    let Some(input) = super::document()
        .and_then(|document| document.create_element("input").ok())
        .and_then(|element| element.dyn_into::<HtmlInputElement>().ok())
    else {
        return;
    };
    input.set_type("file");
    input.set_accept(accept);
    input.set_multiple(true);
    let chosen = input.clone();
    EventListener::once(&input, "change", move |_| {
        if let Some(files) = chosen.files().filter(|files| files.length() > 0) {
            then(files);
        }
    })
    .forget();
    input.click();
}

/// Reads files as one text, in the order of their names. The error names the file that could not be read.
pub fn read_all(files: FileList, then: impl FnOnce(Result<String, String>) + 'static) {
    read_each(files, move |read| {
        then(read.map(|list| list.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n")));
    });
}

/// Reads files, in the order of their names, as name and text. The error names the file that could not be read.
pub fn read_each(files: FileList, then: impl FnOnce(Result<Vec<(String, String)>, String>) + 'static) {
    let mut list: Vec<web_sys::File> = (0..files.length()).filter_map(|at| files.get(at)).collect();
    list.order_by_key(web_sys::File::name);
    wasm_bindgen_futures::spawn_local(async move {
        let mut all = Vec::new();
        for file in list {
            let Ok(text) = JsFuture::from(file.text()).await else {
                return then(Err(format!("{} could not be read.", file.name())));
            };
            all.push((file.name(), text.as_string().unwrap_or_default()));
        }
        then(Ok(all));
    });
}

/// Reads a file as text.
pub fn read(file: web_sys::File, then: impl FnOnce(String, Result<String, String>) + 'static) {
    let name = file.name();
    wasm_bindgen_futures::spawn_local(async move {
        let text = JsFuture::from(file.text()).await;
        let text = text.map(|text| text.as_string().unwrap_or_default()).map_err(|error| format!("{error:?}"));
        then(name, text);
    });
}
