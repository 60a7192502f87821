//! The time: the core is told it, and never asks.

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

/// Milliseconds since the page was opened, or the worker started.
pub fn now_ms() -> f64 {
    now()
}

/// Milliseconds since 1970.
pub fn epoch_ms() -> f64 {
    js_sys::Date::now()
}

/// The time in UTC as the stamp of a migration's id: `yyyyMMddHHmmss`.
pub fn migration_stamp() -> String {
    let iso = js_sys::Date::new_0().to_iso_string();
    String::from(iso).chars().filter(char::is_ascii_digit).take(14).collect()
}

/// A moment in the reader's own words: the time if it is today, else the date and the time.
pub fn for_people(epoch_ms: f64) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(epoch_ms));
    let today = js_sys::Date::new_0();
    let same_day = date.to_date_string() == today.to_date_string();
    let time = format!("{:02}:{:02}", date.get_hours(), date.get_minutes());
    if same_day {
        time
    } else {
        format!("{}-{:02}-{:02} {time}", date.get_full_year(), date.get_month() + 1, date.get_date())
    }
}
