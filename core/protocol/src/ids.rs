//! Identifiers: byte strings of fixed length, each kind with a type of its own.
//!
//! Every id shows itself as lower-case hex, parses from it, and travels as a
//! CBOR byte string of exactly its own length. None of them is a secret.

use core::fmt;

use minicbor::{
    Decode, Decoder, Encode, Encoder,
    decode::Error as DecodeError,
    encode::{Error as EncodeError, Write},
};

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} hexadecimal digits, got {got:?}")]
pub struct ParseIdError {
    expected: usize,
    got: String,
}

impl ParseIdError {
    /// `text` is not this many hexadecimal digits.
    pub fn expected(digits: usize, text: &str) -> Self {
        Self {
            expected: digits,
            got: text.chars().take(80).collect(),
        }
    }
}

/// Makes an id: a newtype over a fixed number of bytes that shows itself as
/// lower-case hexadecimal digits, parses from them, and travels as a CBOR byte
/// string of exactly its own length. core/model makes its ids with it too.
#[doc(hidden)]
#[macro_export]
macro_rules! byte_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// The bytes themselves.
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = ::core::array::TryFromSliceError;
            fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
                bytes.try_into().map(Self)
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                self.0.iter().try_for_each(|byte| ::core::write!(f, "{byte:02x}"))
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::write!(f, "{}({self})", stringify!($name))
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::ParseIdError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::id_macro::from_hex(text).map(Self)
            }
        }

        impl<C> $crate::id_macro::Encode<C> for $name {
            fn encode<W: $crate::id_macro::Write>(
                &self,
                e: &mut $crate::id_macro::Encoder<W>,
                _: &mut C,
            ) -> Result<(), $crate::id_macro::EncodeError<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> $crate::id_macro::Decode<'b, C> for $name {
            fn decode(
                d: &mut $crate::id_macro::Decoder<'b>,
                _: &mut C,
            ) -> Result<Self, $crate::id_macro::DecodeError> {
                let at = d.position();
                Self::try_from(d.bytes()?).map_err(|_| {
                    $crate::id_macro::DecodeError::message(
                        concat!("wrong length for ", stringify!($name)),
                    )
                    .at(at)
                })
            }
        }
    };
}

/// What [`byte_id`] needs where it is expanded.
#[doc(hidden)]
pub mod id_macro {
    pub use minicbor::{
        Decode, Decoder, Encode, Encoder,
        decode::Error as DecodeError,
        encode::{Error as EncodeError, Write},
    };

    use super::ParseIdError;

    /// Reads `N` bytes from their hexadecimal digits.
    pub fn from_hex<const N: usize>(text: &str) -> Result<[u8; N], ParseIdError> {
        data_encoding::HEXLOWER_PERMISSIVE
            .decode(text.as_bytes())
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| ParseIdError::expected(2 * N, text))
    }
}

macro_rules! protocol_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        byte_id!($(#[$doc])* $name, $len);

        impl $name {
            /// All zeros: "none yet", where the protocol says so.
            pub const ZERO: Self = Self([0; $len]);
        }
    };
}

protocol_id!(
    /// A space: one team, one history of keys, one log. It is BLAKE3 of the signed bytes of the
    /// space's `Found` change.
    SpaceId, 32
);
protocol_id!(
    /// All agencies of an area: the space id of their directory.
    PartnershipId, 32
);
protocol_id!(
    /// One installation: the first 8 bytes of BLAKE3 of its signing key.
    DeviceId, 8
);
protocol_id!(
    /// A person with an account, whatever devices they use. Random.
    PractitionerId, 16
);
protocol_id!(
    /// An agency of the partnership. Random; its name is a sealed card.
    AgencyId, 16
);
protocol_id!(
    /// One contiguous series of envelopes in one space: device id, then 8 random bytes.
    Replica, 16
);
protocol_id!(
    /// Commits to a space key without revealing it. 16 bytes, so that not even the key's
    /// maker finds two keys for one id.
    KeyId, 16
);
protocol_id!(
    /// The identity of one database of a relay; renewed whenever it is restored.
    Incarnation, 16
);
protocol_id!(
    /// BLAKE3 of one item of a log.
    ItemHash, 32
);
protocol_id!(
    /// BLAKE3 over a whole log up to some item.
    ChainHash, 32
);
protocol_id!(
    /// BLAKE3 of one team change.
    ChangeHash, 32
);
protocol_id!(
    /// A digest of what a device holds, over all its spaces.
    CursorDigest, 32
);

impl PartnershipId {
    /// The directory of this partnership, as a space.
    pub const fn directory(self) -> SpaceId {
        SpaceId(self.0)
    }
}

impl From<SpaceId> for PartnershipId {
    fn from(directory: SpaceId) -> Self {
        Self(directory.0)
    }
}

impl DeviceId {
    /// The id of the device that signs with this key.
    pub fn of(signing_key: &[u8; 32]) -> Self {
        let mut id = [0; 8];
        blake3::Hasher::new()
            .update(signing_key)
            .finalize_xof()
            .fill(&mut id);
        Self(id)
    }
}

impl Replica {
    /// A new series of this device. `random` distinguishes it from the others.
    pub fn new(device: DeviceId, random: [u8; 8]) -> Self {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&device.0);
        bytes[8..].copy_from_slice(&random);
        Self(bytes)
    }

    /// The device that writes this series.
    pub fn device(&self) -> DeviceId {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        DeviceId([a, b, c, d, e, f, g, h])
    }
}

/// The place of an envelope in its replica: 1, 2, 3 …
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Seq(pub u64);

impl Seq {
    /// The first envelope of a replica.
    pub const FIRST: Self = Self(1);

    /// The one after this.
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<C> Encode<C> for Seq {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), EncodeError<W::Error>> {
        e.u64(self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Seq {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, DecodeError> {
        d.u64().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_shows() {
        let id = DeviceId([0, 1, 2, 0xfd, 4, 5, 6, 0xff]);
        assert_eq!(id.to_string(), "000102fd040506ff");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("000102".parse::<DeviceId>().is_err());
        assert!("zz0102fd040506ff".parse::<DeviceId>().is_err());
    }

    #[test]
    fn a_replica_names_its_device() {
        let device = DeviceId([7; 8]);
        assert_eq!(Replica::new(device, [9; 8]).device(), device);
    }
}
