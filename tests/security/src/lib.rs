//! What a machine can check of the security checklist, over the whole workspace: see `tests/`.
