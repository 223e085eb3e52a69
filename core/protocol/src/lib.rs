//! ids, envelopes, team changes, chain, sync frames, verification
mod ids;
pub use ids::*;
