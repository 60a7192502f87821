//! Text made small by the browser's own compression, for what is kept and for links.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStream, ReadableStreamDefaultReader, ReadableWritablePair};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = ReadableWritablePair)]
    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    #[wasm_bindgen(extends = ReadableWritablePair)]
    type DecompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

const FORMAT: &str = "deflate-raw";

/// Unpacked text is never longer than this, in bytes: what comes from a link may be made to fill the memory.
const LONGEST: usize = 64 << 20;

/// The text, compressed (raw DEFLATE).
///
/// # Errors
/// That this browser can't.
pub async fn pack(text: &str) -> Result<Vec<u8>, String> {
    let stream = CompressionStream::new(FORMAT).map_err(told)?;
    through(text.as_bytes(), &stream).await
}

/// The text that [`pack`] made these bytes of.
///
/// # Errors
/// Bytes that are not such, or a text that is too long.
pub async fn unpack(bytes: &[u8]) -> Result<String, String> {
    let stream = DecompressionStream::new(FORMAT).map_err(told)?;
    let bytes = through(bytes, &stream).await?;
    String::from_utf8(bytes).map_err(|_| "it is not text".to_owned())
}

async fn through(bytes: &[u8], pair: &ReadableWritablePair) -> Result<Vec<u8>, String> {
    let blob = Blob::new_with_u8_array_sequence(&js_sys::Array::of1(&Uint8Array::from(bytes))).map_err(told)?;
    let stream: ReadableStream = blob.stream().pipe_through(pair);
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut out = Vec::new();
    loop {
        let piece = JsFuture::from(reader.read()).await.map_err(told)?;
        let get = |name: &str| Reflect::get(&piece, &name.into()).unwrap_or(JsValue::UNDEFINED);
        if get("done").is_truthy() {
            return Ok(out);
        }
        out.extend(Uint8Array::new(&get("value")).to_vec());
        if out.len() > LONGEST {
            let _ = JsFuture::from(reader.cancel()).await;
            return Err("it is longer than any project".to_owned());
        }
    }
}

fn told(error: JsValue) -> String {
    let message = Reflect::get(&error, &"message".into()).ok().and_then(|message| message.as_string());
    message.unwrap_or_else(|| format!("{error:?}"))
}
