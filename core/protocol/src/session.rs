//! Sessions: a device proves itself once and gets a token for a day.
//!
//! `[version, origin, device, at, nonce, signature]`
//! and, for a device that is not in the directory yet,
//! `[version, origin, partnership, signing key, invite key, at, nonce, invite signature, signature]`.

use ed25519_dalek::VerifyingKey;
use jiff::Timestamp;
use minicbor::{Decode, Decoder, Encode, Encoder, encode::Write};

use crate::{
    BadSignature, DeviceId, Malformed, PartnershipId, limits::MAX_ORIGIN, signature, wire,
};

const VERSION: u64 = 1;
const SESSION: &[u8] = b"patchwork/session/1";
const ENROL_SESSION: &[u8] = b"patchwork/enrol-session/1";
const MAX_STATEMENT: usize = 1024;

/// What a device of the directory says to get a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionStatement {
    /// The relay it is meant for: scheme, host and port. Another relay refuses it.
    pub origin: String,
    /// The device.
    pub device: DeviceId,
    /// The device's time. If it differs too much from the relay's, the relay refuses
    /// and names its own.
    pub at: Timestamp,
    /// Never used twice.
    pub nonce: [u8; 16],
    /// By the device's signing key.
    pub signature: [u8; 64],
}

impl SessionStatement {
    /// What the device signs. It names the partnership, so that the statement is valid
    /// for one partnership only.
    pub fn signing_input(&self, partnership: PartnershipId) -> Vec<u8> {
        let mut bytes = [SESSION, &partnership.0].concat();
        bytes.extend(wire::encode(&Self {
            signature: [0; 64],
            ..self.clone()
        }));
        bytes
    }

    /// The statement, signed.
    pub fn with_signature(self, signature: [u8; 64]) -> Self {
        Self { signature, ..self }
    }

    /// Whether the device's key signed it for this partnership (strict Ed25519).
    pub fn verify(
        &self,
        partnership: PartnershipId,
        key: &VerifyingKey,
    ) -> Result<(), BadSignature> {
        signature::verify(key, &self.signing_input(partnership), &self.signature)
    }
}

/// What a device that was invited says to get a session that can only enrol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolStatement {
    /// The relay it is meant for.
    pub origin: String,
    /// The partnership.
    pub partnership: PartnershipId,
    /// The device's own signing key.
    pub signing_key: [u8; 32],
    /// The public half of the invitation's key.
    pub invite_key: [u8; 32],
    /// The device's time.
    pub at: Timestamp,
    /// Never used twice.
    pub nonce: [u8; 16],
    /// By the invitation's key.
    pub invite_signature: [u8; 64],
    /// By the device's signing key.
    pub signature: [u8; 64],
}

impl EnrolStatement {
    /// The device that asks.
    pub fn device(&self) -> DeviceId {
        DeviceId::of(&self.signing_key)
    }

    /// What both keys sign.
    pub fn signing_input(&self) -> Vec<u8> {
        let mut bytes = ENROL_SESSION.to_vec();
        bytes.extend(wire::encode(&Self {
            invite_signature: [0; 64],
            signature: [0; 64],
            ..self.clone()
        }));
        bytes
    }

    /// The statement, signed by the invitation's key and by the device's.
    pub fn with_signatures(self, invite_signature: [u8; 64], signature: [u8; 64]) -> Self {
        Self {
            invite_signature,
            signature,
            ..self
        }
    }

    /// Whether both keys signed it (strict Ed25519). Says nothing about the invitation.
    pub fn verify(&self) -> Result<(), BadSignature> {
        let input = self.signing_input();
        for (key, signed) in [
            (&self.invite_key, &self.invite_signature),
            (&self.signing_key, &self.signature),
        ] {
            signature::verify_by(key, &input, signed)?;
        }
        Ok(())
    }
}

/// The body of `POST /v1/sessions`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionRequest {
    /// By a device of the directory.
    Device(PartnershipId, SessionStatement),
    /// By a device that was invited.
    Enrol(EnrolStatement),
}

impl SessionRequest {
    /// The body.
    pub fn encode(&self) -> Vec<u8> {
        wire::encode(self)
    }

    /// Reads a body.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        wire::decode_strict(bytes, MAX_STATEMENT)
    }
}

/// A session.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionReply {
    /// The bearer token. A secret: whoever has it speaks as the device.
    pub token: [u8; 32],
    /// Until when it holds.
    pub expires: Timestamp,
}

impl SessionReply {
    /// The body.
    pub fn encode(&self) -> Vec<u8> {
        wire::encode(self)
    }

    /// Reads a body.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        wire::decode_strict(bytes, MAX_STATEMENT)
    }
}

impl core::fmt::Debug for SessionReply {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SessionReply")
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

fn origin(d: &mut Decoder<'_>) -> Result<String, minicbor::decode::Error> {
    let at = d.position();
    let text = d.str()?;
    if text.len() > MAX_ORIGIN {
        return Err(wire::wrong("origin too long", at));
    }
    Ok(text.to_owned())
}

fn version(d: &mut Decoder<'_>) -> Result<(), minicbor::decode::Error> {
    let at = d.position();
    (d.u64()? == VERSION)
        .then_some(())
        .ok_or_else(|| wire::wrong("unknown version", at))
}

impl Encode<()> for SessionStatement {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        (): &mut (),
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(6)?
            .u64(VERSION)?
            .str(&self.origin)?
            .bytes(&self.device.0)?;
        wire::time::encode(self.at, e)?;
        e.bytes(&self.nonce)?.bytes(&self.signature)?.ok()
    }
}

impl<'b> Decode<'b, ()> for SessionStatement {
    fn decode(d: &mut Decoder<'b>, c: &mut ()) -> Result<Self, minicbor::decode::Error> {
        wire::array_of(d, 6)?;
        version(d)?;
        Ok(Self {
            origin: origin(d)?,
            device: d.decode_with(c)?,
            at: wire::time::decode(d)?,
            nonce: wire::fixed(d)?,
            signature: wire::fixed(d)?,
        })
    }
}

impl Encode<()> for EnrolStatement {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        (): &mut (),
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(9)?
            .u64(VERSION)?
            .str(&self.origin)?
            .bytes(&self.partnership.0)?
            .bytes(&self.signing_key)?
            .bytes(&self.invite_key)?;
        wire::time::encode(self.at, e)?;
        e.bytes(&self.nonce)?
            .bytes(&self.invite_signature)?
            .bytes(&self.signature)?
            .ok()
    }
}

impl<'b> Decode<'b, ()> for EnrolStatement {
    fn decode(d: &mut Decoder<'b>, c: &mut ()) -> Result<Self, minicbor::decode::Error> {
        wire::array_of(d, 9)?;
        version(d)?;
        Ok(Self {
            origin: origin(d)?,
            partnership: d.decode_with(c)?,
            signing_key: wire::fixed(d)?,
            invite_key: wire::fixed(d)?,
            at: wire::time::decode(d)?,
            nonce: wire::fixed(d)?,
            invite_signature: wire::fixed(d)?,
            signature: wire::fixed(d)?,
        })
    }
}

impl Encode<()> for SessionRequest {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        c: &mut (),
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        match self {
            Self::Device(partnership, statement) => e
                .array(3)?
                .u8(0)?
                .bytes(&partnership.0)?
                .encode_with(statement, c)?
                .ok(),
            Self::Enrol(statement) => e.array(2)?.u8(1)?.encode_with(statement, c)?.ok(),
        }
    }
}

impl<'b> Decode<'b, ()> for SessionRequest {
    fn decode(d: &mut Decoder<'b>, c: &mut ()) -> Result<Self, minicbor::decode::Error> {
        let at = d.position();
        let fields = wire::array_up_to(d, 3)?;
        match (d.u8()?, fields) {
            (0, 3) => Ok(Self::Device(d.decode_with(c)?, d.decode_with(c)?)),
            (1, 2) => Ok(Self::Enrol(d.decode_with(c)?)),
            _ => Err(wire::wrong("unknown kind of session", at)),
        }
    }
}

impl Encode<()> for SessionReply {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        (): &mut (),
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(2)?.bytes(&self.token)?;
        wire::time::encode(self.expires, e)
    }
}

impl<'b> Decode<'b, ()> for SessionReply {
    fn decode(d: &mut Decoder<'b>, (): &mut ()) -> Result<Self, minicbor::decode::Error> {
        wire::array_of(d, 2)?;
        Ok(Self {
            token: wire::fixed(d)?,
            expires: wire::time::decode(d)?,
        })
    }
}
