//! patchwork-crypto
