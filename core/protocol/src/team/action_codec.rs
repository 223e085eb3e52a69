//! Actions on the wire: `[kind, fields …]`.
//!
//! A kind keeps its number and its fields for ever. A new action gets a new kind,
//! so that an older app freezes the space and does not misread the action.

use jiff::Timestamp;
use minicbor::{
    Decode, Decoder, Encode, Encoder,
    data::Type,
    decode::Error as DecodeError,
    encode::{Error as EncodeError, Write},
};

use super::{
    Action, Cosignature, Grant, RecoveryKey,
    limits::{MAX_RECOVERY_KEYS, MAX_SEALED_KEY},
    principal::coded,
};
use crate::{DeviceId, DeviceKeys, DirectoryHead, PartnershipId, PractitionerId, wire};

const ENROL: &[u8] = b"patchwork/enrol/1";
const LINK: &[u8] = b"patchwork/link/1";
const COSIGN: &[u8] = b"patchwork/cosign/1";

mod kind {
    pub(super) const FOUND: u64 = 1;
    pub(super) const ADD: u64 = 2;
    pub(super) const SET_ROLE: u64 = 3;
    pub(super) const REMOVE: u64 = 4;
    pub(super) const ROTATE: u64 = 5;
    pub(super) const CONFIRM_DEVICE: u64 = 6;
    pub(super) const CLOSE: u64 = 7;
    pub(super) const REDACT: u64 = 8;
    pub(super) const ERASE: u64 = 9;
    pub(super) const ADD_AGENCY: u64 = 32;
    pub(super) const INVITE: u64 = 33;
    pub(super) const ENROL: u64 = 34;
    pub(super) const ADMIT: u64 = 35;
    pub(super) const LINK_DEVICE: u64 = 36;
    pub(super) const REVOKE_DEVICE: u64 = 37;
    pub(super) const REMOVE_PRACTITIONER: u64 = 38;
    pub(super) const SET_ADMINISTRATOR: u64 = 39;
    pub(super) const RECOVERY: u64 = 40;
}

coded!(Grant { Given = 1, Withdrawn = 0 });

/// What an invitation's key signs for the device that uses it.
pub fn enrol_signing_input(
    partnership: PartnershipId,
    invite_key: &[u8; 32],
    device: &DeviceKeys,
    mac: Option<&[u8; 32]>,
) -> Vec<u8> {
    let (has_mac, mac) = mac.map_or((0, &[0; 32]), |mac| (1, mac));
    [
        ENROL,
        &partnership.0,
        invite_key,
        &device.signing,
        &device.hpke_signature,
        &[has_mac],
        mac,
        &device.hpke,
    ]
    .concat()
}

/// What a new device signs to become this practitioner's.
pub fn link_signing_input(
    partnership: PartnershipId,
    practitioner: PractitionerId,
    device: &DeviceKeys,
) -> Vec<u8> {
    [
        LINK,
        &partnership.0,
        &practitioner.0,
        &device.signing,
        &device.hpke_signature,
        &device.hpke,
    ]
    .concat()
}

impl Action {
    /// What a second administrator signs who saw the directory at `seen`: the
    /// action without the cosignature itself.
    pub fn cosigning_input(&self, partnership: PartnershipId, seen: DirectoryHead) -> Vec<u8> {
        let mut alone = self.clone();
        if let Self::SetAdministrator { cosigned, .. } | Self::Recovery { cosigned, .. } =
            &mut alone
        {
            *cosigned = None;
        }
        [
            COSIGN,
            &partnership.0,
            &seen.index.to_be_bytes(),
            &seen.hash.0,
            &wire::encode(&alone),
        ]
        .concat()
    }

    /// The same, with times as they are on the wire.
    pub(super) fn in_whole_milliseconds(mut self) -> Self {
        match &mut self {
            Self::Add {
                until: Some(time), ..
            }
            | Self::Invite { expiry: time, .. } => {
                *time = whole_milliseconds(*time);
            }
            _ => {}
        }
        self
    }
}

/// The moment as it can be written.
pub(super) fn whole_milliseconds(time: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time)
}

fn optional<'b, T>(
    d: &mut Decoder<'b>,
    read: impl FnOnce(&mut Decoder<'b>) -> Result<T, DecodeError>,
) -> Result<Option<T>, DecodeError> {
    if d.datatype()? == Type::Null {
        d.null()?;
        return Ok(None);
    }
    read(d).map(Some)
}

impl Encode<()> for Action {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        (): &mut (),
    ) -> Result<(), EncodeError<W::Error>> {
        match self {
            Self::Found {
                kind,
                partnership,
                nonce,
                founder,
                founder_device,
                key_id,
            } => e
                .array(7)?
                .u64(kind::FOUND)?
                .encode(kind)?
                .encode(partnership)?
                .bytes(nonce)?
                .encode(founder)?
                .encode(founder_device)?
                .encode(key_id)?
                .ok(),
            Self::Add {
                principal,
                role,
                until,
            } => {
                e.array(4)?
                    .u64(kind::ADD)?
                    .encode(principal)?
                    .encode(role)?;
                match until {
                    Some(until) => wire::time::encode(*until, e),
                    None => e.null()?.ok(),
                }
            }
            Self::SetRole {
                principal,
                role,
                cut,
            } => e
                .array(4)?
                .u64(kind::SET_ROLE)?
                .encode(principal)?
                .encode(role)?
                .encode(cut)?
                .ok(),
            Self::Remove { principal, cut } => e
                .array(3)?
                .u64(kind::REMOVE)?
                .encode(principal)?
                .encode(cut)?
                .ok(),
            Self::Rotate {
                key_id,
                previous,
                cut,
            } => e
                .array(4)?
                .u64(kind::ROTATE)?
                .encode(key_id)?
                .bytes(previous)?
                .encode(cut)?
                .ok(),
            Self::ConfirmDevice { device } => {
                e.array(2)?.u64(kind::CONFIRM_DEVICE)?.encode(device)?.ok()
            }
            Self::Close => e.array(1)?.u64(kind::CLOSE)?.ok(),
            Self::Redact {
                replica,
                seq,
                item,
                part,
            } => e
                .array(5)?
                .u64(kind::REDACT)?
                .encode(replica)?
                .encode(seq)?
                .encode(item)?
                .u32(*part)?
                .ok(),
            Self::Erase => e.array(1)?.u64(kind::ERASE)?.ok(),
            Self::AddAgency { agency } => e.array(2)?.u64(kind::ADD_AGENCY)?.encode(agency)?.ok(),
            Self::Invite {
                invite_key,
                practitioner,
                agency,
                expiry,
            } => {
                e.array(5)?
                    .u64(kind::INVITE)?
                    .bytes(invite_key)?
                    .encode(practitioner)?
                    .encode(agency)?;
                wire::time::encode(*expiry, e)
            }
            Self::Enrol {
                device,
                invite_key,
                invite_signature,
                mac,
            } => {
                e.array(5)?
                    .u64(kind::ENROL)?
                    .encode(device)?
                    .bytes(invite_key)?
                    .bytes(invite_signature)?;
                match mac {
                    Some(mac) => e.bytes(mac)?.ok(),
                    None => e.null()?.ok(),
                }
            }
            Self::Admit { device } => e.array(2)?.u64(kind::ADMIT)?.encode(device)?.ok(),
            Self::LinkDevice {
                device,
                device_signature,
            } => e
                .array(3)?
                .u64(kind::LINK_DEVICE)?
                .encode(device)?
                .bytes(device_signature)?
                .ok(),
            Self::RevokeDevice { device, cut } => e
                .array(3)?
                .u64(kind::REVOKE_DEVICE)?
                .encode(device)?
                .encode(cut)?
                .ok(),
            Self::RemovePractitioner { practitioner, cut } => e
                .array(3)?
                .u64(kind::REMOVE_PRACTITIONER)?
                .encode(practitioner)?
                .encode(cut)?
                .ok(),
            Self::SetAdministrator {
                practitioner,
                grant,
                cosigned,
            } => e
                .array(4)?
                .u64(kind::SET_ADMINISTRATOR)?
                .encode(practitioner)?
                .encode(grant)?
                .encode(cosigned)?
                .ok(),
            Self::Recovery { keys, cosigned } => {
                e.array(3)?.u64(kind::RECOVERY)?.array(keys.len() as u64)?;
                for key in keys {
                    e.array(2)?.encode(key.agency)?.encode(&key.keys)?;
                }
                e.encode(cosigned)?.ok()
            }
            Self::Unknown { bytes, .. } => {
                e.writer_mut().write_all(bytes).map_err(EncodeError::write)
            }
        }
    }
}

impl<'b> Decode<'b, ()> for Action {
    fn decode(d: &mut Decoder<'b>, (): &mut ()) -> Result<Self, DecodeError> {
        let start = d.position();
        let fields = wire::array_up_to(d, 64)?
            .checked_sub(1)
            .ok_or_else(|| wire::wrong("an action without a kind", start))?;
        let number = d.u64()?;
        let expect = |expected: usize| {
            (fields == expected)
                .then_some(())
                .ok_or_else(|| wire::wrong("an action with other fields", start))
        };
        Ok(match number {
            kind::FOUND => {
                expect(6)?;
                Self::Found {
                    kind: d.decode()?,
                    partnership: d.decode()?,
                    nonce: wire::fixed(d)?,
                    founder: d.decode()?,
                    founder_device: d.decode()?,
                    key_id: d.decode()?,
                }
            }
            kind::ADD => {
                expect(3)?;
                Self::Add {
                    principal: d.decode()?,
                    role: d.decode()?,
                    until: optional(d, wire::time::decode)?,
                }
            }
            kind::SET_ROLE => {
                expect(3)?;
                Self::SetRole {
                    principal: d.decode()?,
                    role: d.decode()?,
                    cut: d.decode()?,
                }
            }
            kind::REMOVE => {
                expect(2)?;
                Self::Remove {
                    principal: d.decode()?,
                    cut: d.decode()?,
                }
            }
            kind::ROTATE => {
                expect(3)?;
                let key_id = d.decode()?;
                let at = d.position();
                let previous = d.bytes()?;
                if previous.len() > MAX_SEALED_KEY {
                    return Err(wire::wrong("a sealed key too long", at));
                }
                Self::Rotate {
                    key_id,
                    previous: previous.to_vec(),
                    cut: d.decode()?,
                }
            }
            kind::CONFIRM_DEVICE => {
                expect(1)?;
                Self::ConfirmDevice {
                    device: d.decode()?,
                }
            }
            kind::CLOSE => {
                expect(0)?;
                Self::Close
            }
            kind::REDACT => {
                expect(4)?;
                Self::Redact {
                    replica: d.decode()?,
                    seq: d.decode()?,
                    item: d.decode()?,
                    part: d.u32()?,
                }
            }
            kind::ERASE => {
                expect(0)?;
                Self::Erase
            }
            kind::ADD_AGENCY => {
                expect(1)?;
                Self::AddAgency {
                    agency: d.decode()?,
                }
            }
            kind::INVITE => {
                expect(4)?;
                Self::Invite {
                    invite_key: wire::fixed(d)?,
                    practitioner: d.decode()?,
                    agency: d.decode()?,
                    expiry: wire::time::decode(d)?,
                }
            }
            kind::ENROL => {
                expect(4)?;
                Self::Enrol {
                    device: d.decode()?,
                    invite_key: wire::fixed(d)?,
                    invite_signature: wire::fixed(d)?,
                    mac: optional(d, wire::fixed)?,
                }
            }
            kind::ADMIT => {
                expect(1)?;
                Self::Admit {
                    device: d.decode()?,
                }
            }
            kind::LINK_DEVICE => {
                expect(2)?;
                Self::LinkDevice {
                    device: d.decode()?,
                    device_signature: wire::fixed(d)?,
                }
            }
            kind::REVOKE_DEVICE => {
                expect(2)?;
                Self::RevokeDevice {
                    device: d.decode()?,
                    cut: d.decode()?,
                }
            }
            kind::REMOVE_PRACTITIONER => {
                expect(2)?;
                Self::RemovePractitioner {
                    practitioner: d.decode()?,
                    cut: d.decode()?,
                }
            }
            kind::SET_ADMINISTRATOR => {
                expect(3)?;
                Self::SetAdministrator {
                    practitioner: d.decode()?,
                    grant: d.decode()?,
                    cosigned: d.decode()?,
                }
            }
            kind::RECOVERY => {
                expect(2)?;
                let length = wire::array_up_to(d, MAX_RECOVERY_KEYS)?;
                let keys = (0..length)
                    .map(|_| {
                        wire::array_of(d, 2)?;
                        Ok(RecoveryKey {
                            agency: d.decode()?,
                            keys: d.decode()?,
                        })
                    })
                    .collect::<Result<_, DecodeError>>()?;
                Self::Recovery {
                    keys,
                    cosigned: d.decode()?,
                }
            }
            kind => {
                for _ in 0..fields {
                    d.skip()?;
                }
                let bytes = d
                    .input()
                    .get(start..d.position())
                    .unwrap_or_default()
                    .to_vec();
                Self::Unknown { kind, bytes }
            }
        })
    }
}

impl<C> Encode<C> for Cosignature {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, c: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.array(3)?
            .encode_with(self.device, c)?
            .encode_with(self.seen, c)?
            .bytes(&self.signature)?
            .ok()
    }
}

impl<'b, C> Decode<'b, C> for Cosignature {
    fn decode(d: &mut Decoder<'b>, c: &mut C) -> Result<Self, DecodeError> {
        wire::array_of(d, 3)?;
        let device: DeviceId = d.decode_with(c)?;
        Ok(Self {
            device,
            seen: d.decode_with(c)?,
            signature: wire::fixed(d)?,
        })
    }
}
