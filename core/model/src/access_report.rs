//! Who looked: one part a day and device, reported by the device itself.

use jiff::{Timestamp, civil::Date};
use minicbor::{Decode, Encode};
use patchwork_protocol::wire;

use crate::{
    Malformed, PersonId, ResidenceId,
    facts::{date_cbor, timestamp_cbor},
};

/// The most bytes that an access part may have.
pub const MAX_ACCESS_REPORT: usize = 16 * 1024;
/// The most things looked at that one part may name.
pub const MAX_LOOKS: usize = 200;

/// What one device looked at in one case on one day. Whose device it is, the signature says.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AccessReport {
    /// The day, as the device's owner saw it.
    #[cbor(n(0), with = "date_cbor")]
    pub day: Date,
    /// What was looked at, each once.
    #[n(1)]
    pub looks: Vec<Look>,
}

/// One thing looked at.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Look {
    /// What.
    #[n(0)]
    pub at: LookedAt,
    /// When first on that day.
    #[cbor(n(1), with = "timestamp_cbor")]
    pub first: Timestamp,
    /// How often, at least. This version says 1: on which days counts, how often a day does not.
    #[n(2)]
    pub times: u32,
}

/// What can be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(flat)]
pub enum LookedAt {
    /// The case: header, picture.
    #[n(0)]
    Case,
    /// The timeline.
    #[n(1)]
    Timeline,
    /// A person's page.
    #[n(2)]
    Person(#[n(0)] PersonId),
    /// A withheld address, unmasked.
    #[n(3)]
    WithheldAddress(#[n(0)] ResidenceId),
    /// An export, print or sheet.
    #[n(4)]
    Export,
}

impl AccessReport {
    /// Its bytes.
    pub fn encode(&self) -> Vec<u8> {
        wire::encode(self)
    }

    /// Reads the bytes of an `access` part.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let access: Self = wire::decode_strict(bytes, MAX_ACCESS_REPORT)?;
        if access.looks.len() > MAX_LOOKS {
            return Err(Malformed::TooLarge {
                limit: MAX_LOOKS,
                got: access.looks.len(),
            });
        }
        Ok(access)
    }
}
