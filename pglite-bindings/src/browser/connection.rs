//! One worker and the requests that wait for its replies.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use futures_channel::oneshot;
use wasm_bindgen::prelude::*;
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::clock::{Timer, now};
use super::message::{Incoming, Outgoing};
use crate::EngineError;

/// A worker. Requests are served in the order they are sent. It ends when this is dropped, when [`Connection::end`] is
/// called, or when a request outlives its limit.
pub(super) struct Connection {
    state: Rc<State>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

struct State {
    worker: Worker,
    waiting: RefCell<VecDeque<Waiting>>,
    next_id: Cell<u32>,
    /// When the worker last gave a sign of life. The oldest request has had its attention since then.
    heard: Cell<f64>,
    timer: RefCell<Option<Timer>>,
    ended: Cell<bool>,
    on_event: Box<dyn Fn(&Incoming)>,
}

struct Waiting {
    id: u32,
    limit: Option<u32>,
    parts: Vec<Part>,
    done: oneshot::Sender<Reply>,
}

/// PostgreSQL's bytes for one unit, and how long it took.
pub(super) struct Part {
    pub(super) bytes: Vec<u8>,
    pub(super) ms: f64,
}

/// Everything that came back for one request.
pub(super) struct Reply {
    /// What came ahead of the outcome.
    pub(super) parts: Vec<Part>,
    pub(super) outcome: Result<JsValue, EngineError>,
}

impl Connection {
    pub(super) fn open(url: &str, on_event: impl Fn(&Incoming) + 'static) -> Result<Self, EngineError> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(url, &options)
            .map_err(|error| EngineError::Load { what: url.to_owned(), message: describe(&error) })?;
        let state = Rc::new(State {
            worker,
            waiting: RefCell::default(),
            next_id: Cell::new(1),
            heard: Cell::new(now()),
            timer: RefCell::new(None),
            ended: Cell::new(false),
            on_event: Box::new(on_event),
        });

        let weak = Rc::downgrade(&state);
        let on_message = Closure::new(move |event: MessageEvent| {
            if let Some(state) = weak.upgrade() {
                state.receive(event.data().unchecked_ref());
            }
        });
        state.worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));

        let weak = Rc::downgrade(&state);
        let url = url.to_owned();
        let on_error = Closure::new(move |event: Event| {
            let Some(state) = weak.upgrade() else { return };
            // A script that can't be fetched gives a plain event, one that throws an ErrorEvent.
            let message = match event.dyn_ref::<web_sys::ErrorEvent>() {
                Some(error) if !error.message().is_empty() => error.message(),
                _ => "the worker's script can't be loaded".to_owned(),
            };
            state.end(|_| EngineError::Load { what: url.clone(), message: message.clone() });
        });
        state.worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));

        let weak = Rc::downgrade(&state);
        *state.timer.borrow_mut() = Some(Timer::new(move || {
            weak.upgrade().inspect(|state| state.check_limits());
        }));
        Ok(Self { state, _on_message: on_message, _on_error: on_error })
    }

    /// Sends a request. It is on its way when this returns; the future is only for the reply.
    ///
    /// `limit` is how many milliseconds the worker may work at it without a sign of life; time spent waiting behind other
    /// requests does not count.
    pub(super) fn send(
        &self,
        request: Outgoing,
        limit: Option<u32>,
        transfer: &js_sys::Array,
    ) -> impl Future<Output = Reply> + use<> {
        let posted = self.state.post(request, limit, transfer);
        async move {
            let outcome = match posted {
                Err(error) => Err(error),
                Ok(receiver) => match receiver.await {
                    Ok(reply) => return reply,
                    Err(oneshot::Canceled) => Err(EngineError::Terminated),
                },
            };
            Reply { parts: Vec::new(), outcome }
        }
    }

    /// Ends the worker at once, whatever it is doing.
    pub(super) fn end(&self) {
        self.state.end(|_| EngineError::Terminated);
    }

    pub(super) fn ended(&self) -> bool {
        self.state.ended.get()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.end();
        self.state.worker.set_onmessage(None);
        self.state.worker.set_onerror(None);
    }
}

impl State {
    fn post(
        &self,
        request: Outgoing,
        limit: Option<u32>,
        transfer: &js_sys::Array,
    ) -> Result<oneshot::Receiver<Reply>, EngineError> {
        if self.ended.get() {
            return Err(EngineError::Terminated);
        }
        let id = self.next_id.replace(self.next_id.get() + 1);
        self.worker
            .post_message_with_transfer(&request.into_js(id), transfer)
            .map_err(|error| EngineError::Protocol { message: describe(&error) })?;
        let (done, receiver) = oneshot::channel();
        let mut waiting = self.waiting.borrow_mut();
        if waiting.is_empty() {
            self.heard.set(now());
        }
        waiting.push_back(Waiting { id, limit, parts: Vec::new(), done });
        if waiting.len() == 1 {
            self.watch(&waiting);
        }
        Ok(receiver)
    }

    fn receive(&self, message: &Incoming) {
        self.heard.set(now());
        let Some(id) = message.id() else { return (self.on_event)(message) };
        let mut waiting = self.waiting.borrow_mut();
        let Some(index) = waiting.iter().position(|each| each.id == id) else { return };
        if let Some(answer) = message.answer() {
            waiting[index].parts.push(Part { bytes: answer.bytes().to_vec(), ms: answer.ms() });
            return;
        }
        let Some(Waiting { parts, done, .. }) = waiting.remove(index) else { return };
        self.watch(&waiting);
        drop(waiting);
        let outcome = message.error().map_or_else(|| Ok(message.ok()), |refusal| Err(refusal.to_error()));
        let _ = done.send(Reply { parts, outcome }); // nobody may be waiting any more
    }

    /// Sets the timer for the request that the worker is at.
    fn watch(&self, waiting: &VecDeque<Waiting>) {
        let mut timer = self.timer.borrow_mut();
        let Some(timer) = timer.as_mut() else { return };
        match waiting.front().and_then(|first| first.limit) {
            Some(limit) => timer.set((f64::from(limit) - (now() - self.heard.get())).max(0.0)),
            None => timer.clear(),
        }
    }

    fn check_limits(&self) {
        let waiting = self.waiting.borrow();
        let Some(Waiting { id, limit: Some(limit), .. }) = waiting.front() else { return };
        let (id, ms) = (*id, *limit);
        if now() - self.heard.get() < f64::from(ms) {
            // It gave a sign of life after the timer was set.
            return self.watch(&waiting);
        }
        drop(waiting);
        self.end(|each| if each == id { EngineError::Timeout { ms } } else { EngineError::Terminated });
    }

    fn end(&self, why: impl Fn(u32) -> EngineError) {
        if self.ended.replace(true) {
            return;
        }
        self.worker.terminate();
        if let Some(timer) = self.timer.borrow_mut().as_mut() {
            timer.clear();
        }
        let waiting = std::mem::take(&mut *self.waiting.borrow_mut());
        for Waiting { id, parts, done, .. } in waiting {
            let _ = done.send(Reply { parts, outcome: Err(why(id)) });
        }
    }
}

fn describe(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => format!("{error:?}"),
    }
}
