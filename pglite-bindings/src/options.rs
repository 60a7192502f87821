//! What a start takes and tells.

use std::fmt;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

/// How to start an engine.
#[derive(Clone)]
pub struct StartOptions {
    /// The folder with `worker.js` and what belongs to it, relative to the page or absolute.
    pub base_url: String,
    /// Told how the first start goes. Later ones have nothing to fetch and nothing to tell.
    pub on_progress: Option<Rc<dyn Fn(Progress)>>,
}

impl StartOptions {
    /// Start from the files in this folder.
    pub fn new(base_url: impl Into<String>) -> Self {
        Self { base_url: base_url.into(), on_progress: None }
    }

    /// Have progress reported.
    pub fn on_progress(mut self, report: impl Fn(Progress) + 'static) -> Self {
        self.on_progress = Some(Rc::new(report));
        self
    }

    /// The address of the worker's script.
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
    pub(crate) fn worker_url(&self) -> String {
        let slash = if self.base_url.is_empty() || self.base_url.ends_with('/') { "" } else { "/" };
        format!("{}{slash}worker.js", self.base_url)
    }
}

impl fmt::Debug for StartOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StartOptions").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// How far a start has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// How much of it is done: bytes of a download, 0 or 1 of a start.
    pub loaded: u64,
    /// How much there is to do, in the same unit.
    pub total: u64,
}

/// A part of starting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Phase {
    /// Fetching, unpacking and compiling, which overlap.
    Download,
    /// PostgreSQL's own start.
    Start,
}

/// What a script does after a statement that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnError {
    /// The statements after it are not run.
    #[default]
    Stop,
    /// The statements after it are run all the same.
    Continue,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_is_in_the_folder() {
        for (base, url) in [("", "worker.js"), ("a/b", "a/b/worker.js"), ("./a/", "./a/worker.js")] {
            assert_eq!(StartOptions::new(base).worker_url(), url);
        }
    }
}
