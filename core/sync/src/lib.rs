//! patchwork-sync
