//! The browser's entry point, and where the page's module is cut into parts that are loaded when they are used. Natively
//! there is nothing to run: the tests use the library.

#[cfg(target_arch = "wasm32")]
fn main() {
    use bulkhead::app::parts::Loads;

    bulkhead::app::start(Loads {
        drawing: || Box::pin(split::canvas()),
        dialogs: || Box::pin(split::dialogs()),
        panels: || Box::pin(split::panels()),
        details: || Box::pin(split::details()),
        editing: || Box::pin(split::editing()),
        planner: || Box::pin(split::planner()),
        prover: || Box::pin(split::prover()),
        scripting: || Box::pin(split::scripting()),
        commands: || Box::pin(split::commands()),
    });
}

/// The cuts. Each name is a file, and each set of names that share something. They are here and not in the library, whose
/// functions with `wasm_split` the prover would have too.
#[cfg(target_arch = "wasm32")]
mod split {
    use bulkhead::app::commands;
    use bulkhead::app::engine::Spawn;
    use bulkhead::app::inspector::Subject;
    use bulkhead::app::parts::{self, Drawing, Editing, Perform, Planner};
    use bulkhead::app::scripting::{self, Host};
    use bulkhead::app::ui::{Dialog, DockTab};
    use bulkhead::platform::script::Object;
    use leptos::prelude::AnyView;
    use leptos::wasm_split::{SplitLoaderError, wasm_split};

    type Loaded<T> = Result<T, SplitLoaderError>;

    // What is needed as soon as something is drawn: first what draws it.

    #[wasm_split(canvas, wasm_split_path = leptos::wasm_split, fallible)]
    pub(super) fn canvas() -> Loaded<Drawing> {
        Ok(parts::drawing())
    }

    #[wasm_split(drawing, wasm_split_path = leptos::wasm_split, fallible)]
    pub(super) fn details() -> Loaded<fn(Subject) -> AnyView> {
        Ok(parts::details)
    }

    #[wasm_split(drawing, wasm_split_path = leptos::wasm_split, fallible)]
    pub(super) fn planner() -> Loaded<Planner> {
        Ok(parts::planner())
    }

    #[wasm_split(drawing, wasm_split_path = leptos::wasm_split, fallible)]
    pub(super) fn editing() -> Loaded<Editing> {
        Ok(parts::editing())
    }

    // What is done with a drawing.

    #[wasm_split(tools, wasm_split_path = leptos::wasm_split, fallible)]
    pub(super) fn dialogs() -> Loaded<fn(Dialog) -> AnyView> {
        Ok(parts::dialog)
    }

    #[wasm_split(tools, wasm_split_path = leptos::wasm_split, fallible)]
    pub(super) fn panels() -> Loaded<fn(DockTab) -> AnyView> {
        Ok(parts::panel)
    }

    #[wasm_split(tools, wasm_split_path = leptos::wasm_split, fallible)]
    pub(super) fn prover() -> Loaded<Spawn> {
        Ok(parts::prover)
    }

    #[wasm_split(tools, wasm_split_path = leptos::wasm_split, fallible)]
    pub(super) fn commands() -> Loaded<Perform> {
        Ok(commands::perform)
    }

    #[wasm_split(scripting, wasm_split_path = leptos::wasm_split, fallible)]
    pub(super) fn scripting() -> Loaded<fn(Host) -> Object> {
        Ok(scripting::functions)
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Bulkhead runs in a browser: use `make serve`.");
}
