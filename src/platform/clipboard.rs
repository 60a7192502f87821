//! The clipboard.

use wasm_bindgen_futures::JsFuture;

/// Puts text on the clipboard. False if the browser does not let us.
pub async fn copy(text: &str) -> bool {
    let Some(window) = super::window() else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}
