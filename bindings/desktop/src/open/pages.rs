//! One module a screen: the handlers fetch, the templates draw.

pub(crate) mod capture;
pub(crate) mod case;
pub(crate) mod case_fact;
pub(crate) mod cases;
pub(crate) mod changes;
pub(crate) mod child;
pub(crate) mod directory;
pub(crate) mod entrance;
pub(crate) mod form;
pub(crate) mod invite;
pub(crate) mod involvements;
mod listed;
pub(crate) mod markers;
pub(crate) mod person;
pub(crate) mod picture;
mod questions;
pub(crate) mod residences;
pub(crate) mod settings;
pub(crate) mod sheet;
pub(crate) mod support;
pub(crate) mod sync;
pub(crate) mod tasks;
pub(crate) mod team;
pub(crate) mod ties;
pub(crate) mod withheld;
