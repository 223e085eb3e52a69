//! What every backend of [`Log`](super::Log) must do.
