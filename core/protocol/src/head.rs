//! Where a chain of team changes stands.

use minicbor::{Decode, Decoder, Encode, Encoder, encode::Write};

use crate::{ChangeHash, wire};

/// The last team change of a space: its index and hash. `Found` has index 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DirectoryHead {
    /// Index of the team change.
    pub index: u64,
    /// Its hash.
    pub hash: ChangeHash,
}

impl<C> Encode<C> for DirectoryHead {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        c: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(2)?.u64(self.index)?.encode_with(self.hash, c)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for DirectoryHead {
    fn decode(d: &mut Decoder<'b>, c: &mut C) -> Result<Self, minicbor::decode::Error> {
        wire::array_of(d, 2)?;
        Ok(Self {
            index: d.u64()?,
            hash: d.decode_with(c)?,
        })
    }
}
