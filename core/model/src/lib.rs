//! patchwork-model
