//! The public halves of a device's keys.

use ed25519_dalek::VerifyingKey;
use minicbor::{Decode, Decoder, Encode, Encoder, encode::Write};

use crate::{BadSignature, DeviceId, signature, wire};

const DOMAIN: &[u8] = b"patchwork/device-hpke/1";

/// The public keys of a device: a signing key, an HPKE key, and the signature by which the first
/// vouches for the second. Decoding does not check that signature: see [`DeviceKeys::verify`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DeviceKeys {
    /// Ed25519.
    pub signing: [u8; 32],
    /// X-Wing (ML-KEM-768 + X25519), [`DeviceKeys::HPKE_LEN`] bytes.
    pub hpke: Vec<u8>,
    /// The signing key's, over both.
    pub hpke_signature: [u8; 64],
}

impl DeviceKeys {
    /// Length of an X-Wing public key in bytes.
    pub const HPKE_LEN: usize = 1216;

    /// The id that comes from the signing key.
    pub fn device_id(&self) -> DeviceId {
        DeviceId::of(&self.signing)
    }

    /// What the signing key signs of an HPKE key.
    pub fn hpke_signing_input(signing: &[u8; 32], hpke: &[u8]) -> Vec<u8> {
        [DOMAIN, signing, hpke].concat()
    }

    /// Whether the device that holds the signing key vouches for the HPKE key (strict Ed25519).
    /// Returns the key to verify the device's signatures with.
    pub fn verify(&self) -> Result<VerifyingKey, BadSignature> {
        let signed = Self::hpke_signing_input(&self.signing, &self.hpke);
        let key = VerifyingKey::from_bytes(&self.signing).map_err(|_| BadSignature)?;
        signature::verify(&key, &signed, &self.hpke_signature)?;
        Ok(key)
    }
}

impl<C> Encode<C> for DeviceKeys {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(3)?
            .bytes(&self.signing)?
            .bytes(&self.hpke)?
            .bytes(&self.hpke_signature)?
            .ok()
    }
}

impl<'b, C> Decode<'b, C> for DeviceKeys {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        wire::array_of(d, 3)?;
        Ok(Self {
            signing: wire::fixed(d)?,
            hpke: wire::fixed::<{ Self::HPKE_LEN }>(d)?.to_vec(),
            hpke_signature: wire::fixed(d)?,
        })
    }
}
