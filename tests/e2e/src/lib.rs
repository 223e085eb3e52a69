//! patchwork-e2e
