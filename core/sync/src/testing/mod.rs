//! For tests of this crate and of whoever keeps its items: a log in memory, and
//! the conformance suite that every [`LogView`](crate::LogView) runs.

pub mod conformance;
mod memory_log;

pub use memory_log::MemoryLog;
