//! Painting a picture in pixels.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, Url};

/// Paints SVG and gives it as PNG.
///
/// # Errors
/// What the browser could not do.
pub async fn png(svg: &str, width: u32, height: u32) -> Result<Vec<u8>, String> {
    let told = |_: JsValue| "The browser could not paint the picture. Try a smaller scale, or SVG.".to_owned();
    let properties = BlobPropertyBag::new();
    properties.set_type("image/svg+xml");
    let blob = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&svg.into()), &properties).map_err(told)?;
    let url = Url::create_object_url_with_blob(&blob).map_err(told)?;
    let painted = paint(&url, width, height).await;
    let _ = Url::revoke_object_url(&url);
    painted.map_err(told)
}

async fn paint(url: &str, width: u32, height: u32) -> Result<Vec<u8>, JsValue> {
    let image = HtmlImageElement::new_with_width_and_height(width, height)?;
    image.set_src(url);
    JsFuture::from(image.decode()).await?;
    let document = super::document().ok_or(JsValue::NULL)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: CanvasRenderingContext2d = context.dyn_into()?;
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width.into(), height.into())?;
    let blob = JsFuture::from(js_sys::Promise::new(&mut |resolve, _| {
        let taken = Closure::once_into_js(move |blob: JsValue| {
            let _ = resolve.call1(&JsValue::NULL, &blob);
        });
        let _ = canvas.to_blob(taken.unchecked_ref());
    }))
    .await?;
    // A canvas that is too large gives nothing.
    let blob: Blob = blob.dyn_into()?;
    let bytes = JsFuture::from(blob.array_buffer()).await?;
    Ok(js_sys::Uint8Array::new(&bytes).to_vec())
}
