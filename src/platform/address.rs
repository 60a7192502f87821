//! The page's address, whose fragment may hold something for the page alone: browsers never send it.

/// The fragment of the page's address, without its mark.
pub fn fragment() -> Option<String> {
    let hash = super::window()?.location().hash().ok()?;
    hash.strip_prefix('#').filter(|fragment| !fragment.is_empty()).map(str::to_owned)
}

/// The page's address with this fragment.
pub fn with_fragment(fragment: &str) -> String {
    let address = super::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    let bare = address.split('#').next().unwrap_or_default();
    format!("{bare}#{fragment}")
}

/// Takes the fragment out of the page's address, without another entry in the browser's history.
pub fn clear_fragment() {
    let Some(window) = super::window() else { return };
    let address = window.location().href().unwrap_or_default();
    let bare = address.split('#').next().unwrap_or_default();
    if let Ok(history) = window.history() {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(bare));
    }
}

/// Bytes as text that can stand in an address (base64url without padding, RFC 4648 §5).
pub fn encode(bytes: &[u8]) -> String {
    // A string in which every character stands for a byte is what the browser's function takes.
    let binary: String = bytes.iter().copied().map(char::from).collect();
    let text = super::window().and_then(|window| window.btoa(&binary).ok()).unwrap_or_default();
    text.trim_end_matches('=').replace('+', "-").replace('/', "_")
}

/// The bytes that [`encode`] made this text of.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.replace('-', "+").replace('_', "/");
    let binary = super::window()?.atob(&text).ok()?;
    binary.chars().map(|character| u8::try_from(u32::from(character)).ok()).collect()
}
