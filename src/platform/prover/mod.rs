//! The prover: everything that needs PostgreSQL, in a worker with a WebAssembly module of its own.
//!
//! The page is there before the prover is, and loads without it; a dry run of whatever size never stops the page from
//! answering. This is the page's end of the line, [`worker`] is the other one.

mod message;
mod stand;
pub mod worker;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures::channel::oneshot;
use futures::future::LocalBoxFuture;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

pub use message::{Answer, By, Request, Told};
use message::{Reply, text_and_bytes};

use crate::engine::SqlError;

/// The worker's script, below the page.
const SCRIPT: &str = "bulkhead-prover_loader.js";

/// What is asked of a prover. Whoever knows no more of it can be loaded before the code that talks to it.
pub trait Asked {
    /// Asks for something. `told` hears how far it is. The answer is why there is none, or it and its bytes.
    fn ask(&self, request: Request, told: Box<dyn Fn(Told)>) -> LocalBoxFuture<'static, Result<Done, SqlError>>;

    /// Ends the statement that runs, if one does. Nothing is answered to this.
    fn cancel(&self);

    /// True if it has broken down. Another one can be spawned.
    fn ended(&self) -> bool;
}

/// The prover. It ends when it is dropped.
pub struct Prover {
    line: Rc<Line>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

struct Line {
    worker: Worker,
    waiting: RefCell<BTreeMap<u32, Waiting>>,
    next_id: Cell<u32>,
    /// What was said before the prover could hear.
    unheard: RefCell<Option<Vec<Array>>>,
    ended: RefCell<Option<SqlError>>,
}

struct Waiting {
    told: Box<dyn Fn(Told)>,
    done: oneshot::Sender<Result<Done, SqlError>>,
}

/// What a request came to.
#[derive(Debug)]
pub struct Done {
    /// The answer.
    pub answer: Answer,
    /// The bytes that belong to it, if any do.
    pub bytes: Vec<u8>,
}

impl Prover {
    /// Starts the worker. What is wrong with its script is the answer to the first request.
    ///
    /// # Errors
    /// That the browser has no workers for this page.
    pub fn spawn() -> Result<Self, SqlError> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(SCRIPT, &options)
            .map_err(|_| SqlError::engine("engine", "This browser does not let the page start a worker."))?;
        let line = Rc::new(Line {
            worker,
            waiting: RefCell::default(),
            next_id: Cell::new(1),
            unheard: RefCell::new(Some(Vec::new())),
            ended: RefCell::default(),
        });

        let weak = Rc::downgrade(&line);
        let on_message = Closure::new(move |event: MessageEvent| {
            if let (Some(line), Some((text, bytes))) = (weak.upgrade(), text_and_bytes(&event)) {
                line.receive(&text, bytes);
            }
        });
        line.worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));

        let weak = Rc::downgrade(&line);
        let on_error = Closure::new(move |_: Event| {
            if let Some(line) = weak.upgrade() {
                line.end(&SqlError::engine("engine", format!("{SCRIPT} could not be loaded, or broke down.")));
            }
        });
        line.worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { line, _on_message: on_message, _on_error: on_error })
    }
}

impl Asked for Prover {
    fn ask(&self, request: Request, told: Box<dyn Fn(Told)>) -> LocalBoxFuture<'static, Result<Done, SqlError>> {
        let line = self.line.clone();
        Box::pin(async move {
            let answer = line.post(&request, told)?;
            answer.await.unwrap_or_else(|_| Err(SqlError::engine("terminated", "The prover was ended.")))
        })
    }

    fn cancel(&self) {
        // Whoever waits for the dry run hears of its end.
        let _ = self.line.post(&Request::Cancel, Box::new(|_| ()));
    }

    fn ended(&self) -> bool {
        self.line.ended.borrow().is_some()
    }
}

impl Line {
    fn post(
        &self,
        request: &Request,
        told: Box<dyn Fn(Told)>,
    ) -> Result<oneshot::Receiver<Result<Done, SqlError>>, SqlError> {
        if let Some(why) = &*self.ended.borrow() {
            return Err(why.clone());
        }
        let id = self.next_id.replace(self.next_id.get() + 1);
        let text = serde_json::to_string(request).map_err(|error| SqlError::engine("engine", error.to_string()))?;
        self.send(Array::of2(&id.into(), &text.into()))?;
        let (done, receiver) = oneshot::channel();
        if *request != Request::Cancel {
            self.waiting.borrow_mut().insert(id, Waiting { told, done });
        }
        Ok(receiver)
    }

    fn send(&self, message: Array) -> Result<(), SqlError> {
        match self.unheard.borrow_mut().as_mut() {
            Some(unheard) => {
                unheard.push(message);
                Ok(())
            }
            None => self
                .worker
                .post_message(&message)
                .map_err(|_| SqlError::engine("engine", "The prover does not take messages.")),
        }
    }

    fn receive(&self, text: &str, bytes: Option<Uint8Array>) {
        let value: serde_json::Result<serde_json::Value> = serde_json::from_str(text);
        let Ok((id, reply)) = value.and_then(serde_json::from_value::<(u32, Reply)>) else { return };
        let result = match reply {
            Reply::Here => {
                let unheard = self.unheard.take().unwrap_or_default();
                // Plain texts can always be sent.
                unheard.into_iter().for_each(|message| drop(self.send(message)));
                return;
            }
            Reply::Told(told) => {
                if let Some(waiting) = self.waiting.borrow().get(&id) {
                    (waiting.told)(told);
                }
                return;
            }
            Reply::Broken(why) => return self.end(&SqlError::engine("engine", why)),
            Reply::Done(answer) => Ok(Done { answer, bytes: bytes.map(|b| b.to_vec()).unwrap_or_default() }),
            Reply::Failed(error) => Err(error),
        };
        let waiting = self.waiting.borrow_mut().remove(&id);
        if let Some(waiting) = waiting {
            // Nobody may be waiting any more.
            let _ = waiting.done.send(result);
        }
    }

    fn end(&self, why: &SqlError) {
        if self.ended.borrow().is_none() {
            *self.ended.borrow_mut() = Some(why.clone());
            self.worker.terminate();
        }
        for (_, waiting) in std::mem::take(&mut *self.waiting.borrow_mut()) {
            let _ = waiting.done.send(Err(why.clone()));
        }
    }
}

impl Drop for Prover {
    fn drop(&mut self) {
        self.line.worker.set_onmessage(None);
        self.line.worker.set_onerror(None);
        self.line.worker.terminate();
    }
}
