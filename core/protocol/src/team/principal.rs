//! Who can be in a team, as what, and of what kind the team is.

use minicbor::{Decode, Decoder, Encode, Encoder, encode::Write};

use crate::{DeviceId, PractitionerId, wire};

/// What someone in a team may do. The roles are ordered: each may do what the ones
/// before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads, and writes only reports of what they looked at.
    Observer,
    /// Reads and writes, and replaces the key when a rotation is owed.
    Member,
    /// Changes the team too. A space's founder is one.
    Manager,
}

impl Role {
    /// Whether someone in this role writes entries and changes.
    pub const fn writes(self) -> bool {
        !matches!(self, Self::Observer)
    }
}

/// What a space is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpaceKind {
    /// The partnership's list of agencies, practitioners and devices.
    Directory,
    /// One child's network and journal.
    Case,
    /// The restricted part of a sensitive service.
    Compartment,
}

/// Someone in a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Principal {
    /// A person with an account, with all their confirmed devices.
    Practitioner(PractitionerId),
    /// An offline recovery key that the directory lists, named by the id of its
    /// public halves. It holds keys as a device does, and belongs to no person.
    Recovery(DeviceId),
}

impl Principal {
    /// The person, unless it is a recovery key.
    pub const fn practitioner(self) -> Option<PractitionerId> {
        match self {
            Self::Practitioner(id) => Some(id),
            Self::Recovery(_) => None,
        }
    }
}

/// A field of few values, as a small number.
macro_rules! coded {
    ($name:ident { $($variant:ident = $code:literal),+ }) => {
        impl<C> Encode<C> for $name {
            fn encode<W: Write>(
                &self,
                e: &mut Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.u8(match self { $(Self::$variant => $code),+ })?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
                let at = d.position();
                match d.u8()? {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(wire::wrong(concat!("no such ", stringify!($name)), at)),
                }
            }
        }
    };
}
pub(super) use coded;

coded!(Role { Observer = 0, Member = 1, Manager = 2 });
coded!(SpaceKind { Directory = 0, Case = 1, Compartment = 2 });

impl<C> Encode<C> for Principal {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        c: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(2)?;
        match self {
            Self::Practitioner(id) => e.u8(0)?.encode_with(id, c)?.ok(),
            Self::Recovery(id) => e.u8(1)?.encode_with(id, c)?.ok(),
        }
    }
}

impl<'b, C> Decode<'b, C> for Principal {
    fn decode(d: &mut Decoder<'b>, c: &mut C) -> Result<Self, minicbor::decode::Error> {
        wire::array_of(d, 2)?;
        let at = d.position();
        match d.u8()? {
            0 => d.decode_with(c).map(Self::Practitioner),
            1 => d.decode_with(c).map(Self::Recovery),
            _ => Err(wire::wrong("no such principal", at)),
        }
    }
}
