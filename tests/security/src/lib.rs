//! What a machine can check of the security of the whole workspace: see `tests/`.
