//! The family in the middle, as a small genogram: rows by generation, ties between them, a soft
//! shape around who lives together.

mod block;
mod pedigree;
mod rows;
mod seating;
mod ties;
mod uncrossed;

pub(crate) use block::{FamilyBlock, FamilySetting, face, family_block};
pub(crate) use seating::Seating;
