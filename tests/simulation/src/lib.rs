//! patchwork-simulation
