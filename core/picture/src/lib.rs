//! The picture: who is around one child, laid out for a screen or for paper.
//!
//! A pure function from a [`Network`] to a [`PictureLayout`] in density-independent pixels: shapes,
//! words, hit targets, reading order; whoever shows it draws it with their own means. It does no
//! input or output, reads no clock, knows no font, and holds no opinion: a line states when contact
//! was last written down, never how good a tie is, and every agency is drawn alike.
//!
//! The family is in the middle as a small genogram: rows by generation, ties as the field draws
//! them, a soft shape around who lives together. Helpers are around it by agency. Where everyone
//! can be named, everyone is; else an agency is gathered to a few faces and a count, and
//! [`Focus::Group`] spreads it in its place. A line leads from each agency to the family's shape
//! and runs past nobody. People keep their places as others join.
//!
//! Whoever draws measures the [`texts`] and passes the widths; without them they are estimated.
//!
//! ```
//! use patchwork_picture::{
//!     Focus, Kind, Measured, Network, Person, Recency, Viewport, layout,
//! };
//!
//! let person = |id: &str, name: &str, kind, role: &str, agency: &str, generation| Person {
//!     id: id.into(), name: name.into(), initials: String::new(), kind, role: role.into(),
//!     agency: agency.into(), generation, last_contact: Recency::TwoWeeks, current: true,
//!     deceased: false, news: None,
//! };
//! let network = Network {
//!     people: vec![
//!         person("1", "Ella", Kind::Child, "", "", None),
//!         person("2", "Dawn", Kind::Family, "Mum", "", Some(-1)),
//!         person("3", "Joan Field", Kind::Helper, "health visitor", "Health visiting", None),
//!     ],
//!     ..Network::default()
//! };
//! let picture = layout(&network, Viewport::PHONE, &Focus::Whole, &Measured::default());
//! assert_eq!(picture.targets[2].spoken,
//!     "Joan Field, health visitor, Health visiting, contact in the last 2 weeks");
//! assert_eq!(picture.key[0].text(), "contact in the last 2 weeks");
//! ```
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]

mod around;
mod card;
mod contact;
mod family;
mod geometry;
mod layout;
mod lettering;
mod measure;
mod network;
mod picture;
mod setting;
mod uncut;
mod words;

pub use contact::LineStyle;
pub use geometry::{Curve, Path, Point, Rect};
pub use layout::layout;
pub use measure::{Measured, TextStyle, texts};
pub use network::{
    Focus, Home, Kind, Medium, Missing, Network, News, Person, Recency, Tie, TieKind, Viewport,
};
pub use picture::{
    Contact, Face, Group, Held, HomeShape, KeyEntry, Label, LabelLine, PictureLayout, Target,
    TieLine,
};
pub use words::initials_of;
