//! The clipboard.

use wasm_bindgen_futures::JsFuture;

/// Puts text on the clipboard. False if the browser does not let us.
pub async fn copy(text: &str) -> bool {
    let Some(window) = super::window() else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// The text on the clipboard. Nothing if the browser or the person does not let us.
pub async fn read() -> Option<String> {
    let window = super::window()?;
    JsFuture::from(window.navigator().clipboard().read_text()).await.ok()?.as_string()
}
