//! What a finger asks for that has no button: the menu, by staying where it is.

use web_sys::{EventTarget, MouseEvent, MouseEventInit};

/// How long a finger stays until it asks for the menu, in milliseconds.
pub(super) const HOLD_MS: u32 = 500;

/// Asks for the menu of what is at a point of the window, as the right button does there.
pub fn open_menu_at(target: &EventTarget, x: i32, y: i32) {
    let init = MouseEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_client_x(x);
    init.set_client_y(y);
    init.set_button(2);
    if let Ok(event) = MouseEvent::new_with_mouse_event_init_dict("contextmenu", &init) {
        // Whether somebody answers is theirs to know.
        let _ = target.dispatch_event(&event);
    }
}
