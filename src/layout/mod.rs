//! Geometry without a screen: how large cards are, what the pointer is over, where lines run, how zooming works.
//!
//! Nothing here measures text or asks a browser. A card's size follows from the number of its rows alone, so that
//! culling, hit testing and routing need no element to exist.

mod align;
mod arrange;
mod card;
mod edge;
mod index;
mod label;
mod maze;
mod rect;
mod viewport;
mod walk;

pub use align::{Align, Guides, align, guide};
pub use arrange::{Box as ArrangeBox, arrange};
pub use card::{
    CARD_WIDTH, CardShape, FOOTER_HEIGHT, GRID, HEADER_HEIGHT, MAX_ROWS, ROW_HEIGHT, beside, free_place, snap,
};
pub use edge::{EdgeEnd, EdgePath, Side, route, route_among, route_inheritance};
pub use index::CardIndex;
pub use label::short_type;
pub use rect::{Point, Rect};
pub use viewport::{Detail, MAX_ZOOM, MIN_ZOOM, Viewport};
pub use walk::{nearest_to, walk};
