//! Identifiers inside a case: random, made on a device, told apart by type.

use core::{fmt, str::FromStr};

use minicbor::{
    Decode, Decoder, Encode, Encoder,
    decode::Error as DecodeError,
    encode::{Error as EncodeError, Write},
};
use patchwork_protocol::DeviceId;
use rand_core::CryptoRng;

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} hexadecimal digits")]
pub struct NotAnId {
    expected: usize,
}

impl NotAnId {
    pub(crate) const fn expected(expected: usize) -> Self {
        Self { expected }
    }
}

macro_rules! model_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 16]);

        impl $name {
            /// The bytes themselves.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = core::array::TryFromSliceError;
            fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
                bytes.try_into().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                data_encoding::HEXLOWER_PERMISSIVE
                    .decode(text.as_bytes())
                    .ok()
                    .and_then(|bytes| Self::try_from(bytes.as_slice()).ok())
                    .ok_or(NotAnId::expected(32))
            }
        }

        impl<C> Encode<C> for $name {
            fn encode<W: Write>(
                &self,
                e: &mut Encoder<W>,
                _: &mut C,
            ) -> Result<(), EncodeError<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
                let at = d.position();
                Self::try_from(d.bytes()?).map_err(|_| {
                    DecodeError::message(concat!("wrong length for ", stringify!($name))).at(at)
                })
            }
        }
    };
}

macro_rules! random_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        model_id!($(#[$doc])* $name);

        impl $name {
            /// A new one.
            pub fn random(rng: &mut impl CryptoRng) -> Self {
                let mut bytes = [0; 16];
                rng.fill_bytes(&mut bytes);
                Self(bytes)
            }
        }
    )*};
}

random_id! {
    /// Someone in the child's life, without an account.
    PersonId;
    /// One way to reach a person.
    ContactDetailId;
    /// A tie between two people.
    RelationshipId;
    /// Someone living somewhere, for a while.
    ResidenceId;
    /// A practitioner's or professional's part in the child's life.
    InvolvementId;
    /// Something that someone is to do.
    TaskId;
    /// A risk marker.
    MarkerId;
}

model_id!(
    /// One entry of the journal: the author's device, then 8 bytes drawn at save.
    ///
    /// It stays the same however often the entry is sealed again.
    EntryId
);

impl PersonId {
    /// The child whose case this is. Everyone else has a random id.
    pub const CHILD: Self = Self([0; 16]);
}

impl EntryId {
    /// The entry that `device` wrote under this number.
    pub fn new(device: DeviceId, number: [u8; 8]) -> Self {
        let mut bytes = [0; 16];
        let (left, right) = bytes.split_at_mut(8);
        left.copy_from_slice(&device.0);
        right.copy_from_slice(&number);
        Self(bytes)
    }

    /// The device that wrote it.
    pub const fn device(&self) -> DeviceId {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        DeviceId([a, b, c, d, e, f, g, h])
    }

    /// Its number on that device.
    pub const fn number(&self) -> [u8; 8] {
        let [.., a, b, c, d, e, f, g, h] = self.0;
        [a, b, c, d, e, f, g, h]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_id_names_its_device_and_number() {
        let id = EntryId::new(DeviceId([1; 8]), [2; 8]);
        assert_eq!((id.device(), id.number()), (DeviceId([1; 8]), [2; 8]));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("12".parse::<EntryId>().is_err());
    }
}
