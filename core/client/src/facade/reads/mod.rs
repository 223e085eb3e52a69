//! What screens show, read from the local database: never a document, never the relay.
//!
//! Each read takes the roster (who is who, who is on which team) from the state
//! machine and then one snapshot of the store.

mod attention;
mod case_read;
mod cases;
mod conflicts;
mod directory;
mod duplicates;
mod edit_words;
mod entries;
mod export;
mod for_you;
mod handles;
mod header;
mod looked;
mod names;
mod news;
mod pages;
mod pattern;
mod people;
mod picture;
mod places;
mod reach;
#[cfg(test)]
mod record_tests;
mod roster;
mod search;
mod sheet;
mod status;
mod tasks;
mod team;
mod team_events;
#[cfg(test)]
mod tests;
mod timeline;
mod trouble;
mod unfinished;
mod waiting;
pub(crate) mod words;

pub(crate) use handles::{decode_choice, decode_shown};
pub(crate) use names::{Names, listed_agency};
pub(crate) use people::participant;
pub(crate) use status::own_lost;
pub(crate) use team::nudge;
