//! patchwork-ffi
