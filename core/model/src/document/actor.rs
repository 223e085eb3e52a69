//! Who writes into a document: a device, and one of its lives.

use core::fmt;

use minicbor::{Decode, Encode};
use patchwork_protocol::DeviceId;
use rand_core::CryptoRng;

/// An Automerge actor: device id, then 8 random bytes.
///
/// A new one is drawn when the store finds itself restored or copied, so that
/// two copies of one phone never write under one name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Actor(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

impl Actor {
    /// An actor of this device's; `random` tells it apart from the others.
    pub fn new(device: DeviceId, random: [u8; 8]) -> Self {
        let mut bytes = [0; 16];
        let (left, right) = bytes.split_at_mut(8);
        left.copy_from_slice(&device.0);
        right.copy_from_slice(&random);
        Self(bytes)
    }

    /// A new life of this device.
    pub fn random(device: DeviceId, rng: &mut impl CryptoRng) -> Self {
        let mut random = [0; 8];
        rng.fill_bytes(&mut random);
        Self::new(device, random)
    }

    /// Its device.
    pub const fn device(&self) -> DeviceId {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        DeviceId([a, b, c, d, e, f, g, h])
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Actor({self})")
    }
}
