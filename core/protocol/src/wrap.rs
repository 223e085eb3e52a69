//! Space keys, sealed to a device. The relay keeps them outside the log and can delete them.

use minicbor::{Decode, Decoder, Encode, Encoder, encode::Write};

use crate::{DeviceId, KeyId, SpaceId, limits::WRAP_SEALED, wire};

/// A space key sealed to one device.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Wrap {
    /// The space.
    pub space: SpaceId,
    /// Which of its keys.
    pub key_id: KeyId,
    /// The only device that can open it.
    pub recipient: DeviceId,
    /// The device that sealed it.
    pub sender: DeviceId,
    /// HPKE encapsulation and ciphertext, [`WRAP_SEALED`] bytes.
    pub sealed: Vec<u8>,
}

impl core::fmt::Debug for Wrap {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Wrap")
            .field("space", &self.space)
            .field("key_id", &self.key_id)
            .field("recipient", &self.recipient)
            .field("sender", &self.sender)
            .finish_non_exhaustive()
    }
}

impl<C> Encode<C> for Wrap {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(5)?
            .bytes(&self.space.0)?
            .bytes(&self.key_id.0)?
            .bytes(&self.recipient.0)?
            .bytes(&self.sender.0)?
            .bytes(&self.sealed)?
            .ok()
    }
}

impl<'b, C> Decode<'b, C> for Wrap {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        wire::array_of(d, 5)?;
        Ok(Self {
            space: SpaceId(wire::fixed(d)?),
            key_id: KeyId(wire::fixed(d)?),
            recipient: DeviceId(wire::fixed(d)?),
            sender: DeviceId(wire::fixed(d)?),
            sealed: wire::fixed::<WRAP_SEALED>(d)?.to_vec(),
        })
    }
}
