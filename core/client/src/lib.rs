//! patchwork-client
