//! patchwork-picture
