//! CodeMirror, which shows SQL. It is loaded when the first panel with SQL is opened.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use crate::expr::complete::Completions;

#[wasm_bindgen(inline_js = "export function importModule(url) { return import(new URL(url, document.baseURI).href); }")]
extern "C" {
    #[wasm_bindgen(js_name = importModule)]
    fn import_module(url: &str) -> Promise;
}

/// The byte at a place that is counted in UTF-16.
pub fn byte(text: &str, place: usize) -> usize {
    let mut left = place;
    let found = text.char_indices().find(|(_, c)| {
        let here = left == 0;
        left = left.saturating_sub(c.len_utf16());
        here
    });
    found.map_or(text.len(), |(at, _)| at)
}

/// How long a text is in UTF-16, as the browser counts.
pub fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Completions as the editor takes them.
fn offered(text: &str, found: &Completions) -> JsValue {
    let place = |at: usize| JsValue::from(utf16(text.get(..at).unwrap_or(text)) as u32);
    let object = |fields: &[(&str, JsValue)]| {
        let object = Object::new();
        for (name, value) in fields {
            // A plain object takes whatever it is given.
            let _ = Reflect::set(&object, &(*name).into(), value);
        }
        object
    };
    let items: Array = found
        .items
        .iter()
        .map(|item| {
            let caret = utf16(item.insert.get(..item.caret).unwrap_or(&item.insert)) as u32;
            object(&[
                ("label", item.label.as_str().into()),
                ("detail", item.detail.as_str().into()),
                ("kind", item.kind.word().into()),
                ("insert", item.insert.as_str().into()),
                ("caret", caret.into()),
            ])
        })
        .collect();
    object(&[("from", place(found.range.start)), ("to", place(found.range.end)), ("items", items.into())]).into()
}

const MODULE: &str = "./vendor/codemirror.js";

/// What an editor is like.
#[derive(Default)]
pub struct Options {
    /// Its text.
    pub text: String,
    /// True if it can't be typed into.
    pub read_only: bool,
    /// True for the dark theme.
    pub dark: bool,
    /// True if long lines are broken.
    pub wrap: bool,
    /// What the element is called for people who can't see it.
    pub label: String,
    /// Called with the whole text when a person changed it.
    pub on_change: Option<Box<dyn Fn(String)>>,
    /// Says what can be typed at a place of the text.
    pub complete: Option<Complete>,
    /// Called with the line (from 1) that a person clicked or moved to.
    pub on_line: Option<Box<dyn Fn(u32)>>,
}

/// What can be typed at a byte of a text; true if a person asked for it.
pub type Complete = Box<dyn Fn(&str, usize, bool) -> Option<Completions>>;

/// The same as the editor asks for it: in UTF-16.
type Asked = dyn Fn(String, u32, bool) -> JsValue;

/// An editor in the page. It goes when it is dropped.
pub struct Editor {
    handle: JsValue,
    _on_change: Option<Closure<dyn Fn(String)>>,
    _on_line: Option<Closure<dyn Fn(u32)>>,
    _complete: Option<Closure<Asked>>,
}

impl Editor {
    /// Makes an editor inside an element.
    ///
    /// # Errors
    /// What the browser said when the module could not be loaded.
    pub async fn create(parent: HtmlElement, options: Options) -> Result<Self, JsValue> {
        let module = JsFuture::from(import_module(MODULE)).await?;
        let create: Function = Reflect::get(&module, &"create".into())?.dyn_into()?;
        let settings = Object::new();
        let set = |name: &str, value: &JsValue| Reflect::set(&settings, &name.into(), value);
        set("doc", &options.text.into())?;
        set("readOnly", &options.read_only.into())?;
        set("dark", &options.dark.into())?;
        set("lineWrapping", &options.wrap.into())?;
        set("label", &options.label.into())?;
        let on_change = options.on_change.map(Closure::wrap);
        if let Some(callback) = &on_change {
            set("onChange", callback.as_ref())?;
        }
        let on_line = options.on_line.map(Closure::wrap);
        if let Some(callback) = &on_line {
            set("onCursorLine", callback.as_ref())?;
        }
        let complete = options.complete.map(|complete| {
            Closure::wrap(Box::new(move |text: String, at: u32, asked: bool| {
                let at = byte(&text, at as usize);
                complete(&text, at, asked).map_or(JsValue::NULL, |found| offered(&text, &found))
            }) as Box<Asked>)
        });
        if let Some(callback) = &complete {
            set("complete", callback.as_ref())?;
        }
        let handle = create.call2(&JsValue::NULL, &parent, &settings)?;
        Ok(Self { handle, _on_change: on_change, _on_line: on_line, _complete: complete })
    }

    /// Replaces the text.
    pub fn set_text(&self, text: &str) {
        self.call("setDoc", &[text.into()]);
    }

    /// The text.
    pub fn text(&self) -> String {
        self.call("getDoc", &[]).as_string().unwrap_or_default()
    }

    /// Changes the theme.
    pub fn set_dark(&self, dark: bool) {
        self.call("setDark", &[dark.into()]);
    }

    /// Lights up lines, counted from 1.
    pub fn highlight(&self, lines: impl IntoIterator<Item = u32>) {
        let list = Array::new();
        for line in lines {
            list.push(&line.into());
        }
        self.call("highlightLines", &[list.into()]);
    }

    /// Shows a line, counted from 1.
    pub fn scroll_to(&self, line: u32) {
        self.call("scrollToLine", &[line.into()]);
    }

    /// Takes the keyboard.
    pub fn focus(&self) {
        self.call("focus", &[]);
    }

    fn call(&self, name: &str, arguments: &[JsValue]) -> JsValue {
        let list: Array = arguments.iter().collect();
        Reflect::get(&self.handle, &name.into())
            .and_then(|function| function.dyn_into::<Function>())
            .and_then(|function| function.apply(&self.handle, &list))
            .unwrap_or(JsValue::UNDEFINED)
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.call("destroy", &[]);
    }
}
