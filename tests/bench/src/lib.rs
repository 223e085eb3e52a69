//! patchwork-bench
