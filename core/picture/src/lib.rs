//! The picture: who is around one child, laid out for a screen.
//!
//! A pure function from a [`Network`] and a [`Viewport`] to a [`PictureLayout`] in
//! density-independent pixels: shapes, words, hit targets, reading order; whoever shows it draws
//! it with their own means. It does no input or output, reads no
//! clock, knows no font, and holds no opinion: a line states when contact was last written down,
//! never how good a tie is, and every agency is drawn alike.
//!
//! The child is in the middle, family and carers around, professionals outside and side by side
//! with their agency. People keep their places as others join. On a phone of 360 dp two rings hold
//! 26 people at 44 dp each; when an agency no longer fits it collapses to a badge. How much is
//! written below the faces depends on the room and on the person's text size; a list beside the
//! picture has it all.
//!
//! ```
//! use patchwork_picture::{Closeness, Kind, Network, Node, Recency, Viewport, layout};
//!
//! let person = |id: &str, name: &str, kind, role: &str, agency: &str| Node {
//!     id: id.into(), name: name.into(), initials: String::new(), kind, role: role.into(),
//!     agency: agency.into(), closeness: Closeness::Close, last_contact: Recency::TwoWeeks,
//!     current: true, deceased: false,
//! };
//! let network = Network {
//!     nodes: vec![
//!         person("1", "Ella", Kind::Child, "", ""),
//!         person("2", "Dawn", Kind::Family, "mum", ""),
//!         person("3", "Joan Field", Kind::Professional, "health visitor", "Health visiting"),
//!     ],
//! };
//! let picture = layout(&network, Viewport::PHONE);
//! assert_eq!(picture.targets[2].spoken,
//!     "Joan Field, health visitor, Health visiting, contact in the last 2 weeks");
//! assert_eq!(picture.key[0].text, "contact in the last 2 weeks");
//! ```
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod fold;
mod labels;
mod layout;
mod network;
mod picture;
mod ring;
mod seating;
mod words;

pub use layout::layout;
pub use network::{Closeness, Kind, Network, Node, Recency, Viewport};
pub use picture::{
    Detail, Face, KeyItem, Label, LabelLine, Line, LineStyle, PictureLayout, Point, Sector, Target,
    Weight,
};
