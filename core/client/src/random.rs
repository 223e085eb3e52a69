//! Randomness of the operating system, handed to the crates that draw none of their own.

use rand_core::{CryptoRng, UnwrapErr};

/// The operating system's generator.
///
/// It panics when the system has no randomness to give: there is no way to go
/// on safely from that.
pub(crate) fn rng() -> impl CryptoRng {
    UnwrapErr(getrandom::SysRng)
}

/// Random bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand_core::Rng::fill_bytes(&mut rng(), &mut bytes);
    bytes
}
