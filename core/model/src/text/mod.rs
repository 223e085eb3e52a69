//! What people type, as text: one normal form for storing it, one folding for finding and
//! comparing it, and isolation for showing it.

mod folding;
mod isolation;
mod normal;
mod sounds;
mod words;

pub use folding::{fold, same_words};
pub use isolation::isolated;
pub use normal::{has_visible, typed};
pub use sounds::sounds;
pub use words::{SearchWord, search_words};

pub(crate) use normal::is_ignorable;
