//! patchwork-store
