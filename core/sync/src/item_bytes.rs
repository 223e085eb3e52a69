//! The state of a kept item as bytes, for the store's row.

use minicbor::{Decoder, Encode, Encoder, encode::Write};
use patchwork_protocol::{DeviceId, KeyId, Seq};

use crate::{ItemState, Refusal, UnreadableRecord, WaitingFor};

impl ItemState {
    /// Its bytes: `[code, detail…]`.
    pub fn to_bytes(&self) -> Vec<u8> {
        patchwork_protocol::encode(&Written(self))
    }

    fn write<W: Write>(&self, e: &mut Encoder<W>) -> Result<(), minicbor::encode::Error<W::Error>> {
        match self {
            Self::Applied | Self::AppliedInPart | Self::Erased => e.array(1)?.u8(self.code())?,
            Self::Locked(key) => e.array(2)?.u8(self.code())?.bytes(&key.0)?,
            Self::Waiting(what) => {
                e.array(3)?.u8(self.code())?;
                match what {
                    WaitingFor::Founding => e.u8(0)?.null()?,
                    WaitingFor::Directory(index) => e.u8(1)?.u64(*index)?,
                    WaitingFor::Device(device) => e.u8(2)?.bytes(&device.0)?,
                    WaitingFor::Predecessor(seq) => e.u8(3)?.u64(seq.0)?,
                    WaitingFor::TeamChange => e.u8(4)?.null()?,
                    WaitingFor::EarlierItem => e.u8(5)?.null()?,
                    WaitingFor::Update => e.u8(6)?.null()?,
                }
            }
            Self::Refused(why) => {
                e.array(3)?.u8(self.code())?;
                match why {
                    Refusal::Malformed(reason) => e.u8(0)?.str(reason)?,
                    Refusal::BadSignature => e.u8(1)?.null()?,
                    Refusal::TwoEnvelopes => e.u8(2)?.null()?,
                    Refusal::BeyondCut { last } => e.u8(3)?.u64(last.0)?,
                    Refusal::NotMember => e.u8(4)?.null()?,
                    Refusal::ForeignKey(key) => e.u8(5)?.bytes(&key.0)?,
                    Refusal::OtherDirectory => e.u8(6)?.null()?,
                    Refusal::Unopenable(reason) => e.u8(7)?.str(reason)?,
                    Refusal::Team(reason) => e.u8(8)?.str(reason)?,
                    Refusal::LostItsPlace => e.u8(9)?.null()?,
                }
            }
        };
        Ok(())
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, UnreadableRecord> {
        read(&mut Decoder::new(bytes)).map_err(|error| UnreadableRecord(error.to_string()))
    }
}

/// A state on its way into bytes.
struct Written<'a>(&'a ItemState);

impl Encode<()> for Written<'_> {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        (): &mut (),
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        self.0.write(e)
    }
}

fn read(d: &mut Decoder<'_>) -> Result<ItemState, minicbor::decode::Error> {
    let unknown = || minicbor::decode::Error::message("unknown state of an item");
    d.array()?;
    Ok(match d.u8()? {
        0 => ItemState::Applied,
        1 => ItemState::AppliedInPart,
        2 => ItemState::Locked(d.decode::<KeyId>()?),
        3 => ItemState::Waiting(match d.u8()? {
            0 => WaitingFor::Founding,
            1 => WaitingFor::Directory(d.u64()?),
            2 => WaitingFor::Device(d.decode::<DeviceId>()?),
            3 => WaitingFor::Predecessor(Seq(d.u64()?)),
            4 => WaitingFor::TeamChange,
            5 => WaitingFor::EarlierItem,
            6 => WaitingFor::Update,
            _ => return Err(unknown()),
        }),
        4 => ItemState::Refused(match d.u8()? {
            0 => Refusal::Malformed(d.str()?.to_owned()),
            1 => Refusal::BadSignature,
            2 => Refusal::TwoEnvelopes,
            3 => Refusal::BeyondCut {
                last: Seq(d.u64()?),
            },
            4 => Refusal::NotMember,
            5 => Refusal::ForeignKey(d.decode()?),
            6 => Refusal::OtherDirectory,
            7 => Refusal::Unopenable(d.str()?.to_owned()),
            8 => Refusal::Team(d.str()?.to_owned()),
            9 => Refusal::LostItsPlace,
            _ => return Err(unknown()),
        }),
        5 => ItemState::Erased,
        _ => return Err(unknown()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_reads_back() {
        for state in [
            ItemState::Applied,
            ItemState::AppliedInPart,
            ItemState::Erased,
            ItemState::Locked(KeyId([7; 16])),
            ItemState::Waiting(WaitingFor::Founding),
            ItemState::Waiting(WaitingFor::Directory(9)),
            ItemState::Waiting(WaitingFor::Device(DeviceId([1; 8]))),
            ItemState::Waiting(WaitingFor::Predecessor(Seq(3))),
            ItemState::Waiting(WaitingFor::TeamChange),
            ItemState::Waiting(WaitingFor::EarlierItem),
            ItemState::Waiting(WaitingFor::Update),
            ItemState::Refused(Refusal::Malformed("it".to_owned())),
            ItemState::Refused(Refusal::BadSignature),
            ItemState::Refused(Refusal::TwoEnvelopes),
            ItemState::Refused(Refusal::BeyondCut { last: Seq(4) }),
            ItemState::Refused(Refusal::NotMember),
            ItemState::Refused(Refusal::ForeignKey(KeyId([8; 16]))),
            ItemState::Refused(Refusal::OtherDirectory),
            ItemState::Refused(Refusal::Unopenable("it".to_owned())),
            ItemState::Refused(Refusal::Team("it".to_owned())),
            ItemState::Refused(Refusal::LostItsPlace),
        ] {
            assert_eq!(ItemState::from_bytes(&state.to_bytes()), Ok(state));
        }
        assert!(ItemState::from_bytes(&[0x81, 0x18, 0x63]).is_err());
    }
}
