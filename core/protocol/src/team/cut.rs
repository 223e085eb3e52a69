//! Where the replicas of someone who leaves end.

use minicbor::{Decode, Decoder, Encode, Encoder, encode::Write};

use super::limits::MAX_CUT;
use crate::{Replica, Seq, wire};

/// The last accepted envelope of each replica that is closed.
///
/// It is sorted by replica, names each at most once, and names none of which
/// nothing was accepted. The relay compares it with what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Cut(Vec<(Replica, Seq)>);

impl Cut {
    /// The cut of people of whom nothing was ever accepted.
    pub const NONE: Self = Self(Vec::new());

    /// The cut after these envelopes. If a replica is given twice, the higher
    /// number counts.
    pub fn new(ends: impl IntoIterator<Item = (Replica, Seq)>) -> Self {
        let mut ends: Vec<_> = ends.into_iter().filter(|(_, last)| last.0 > 0).collect();
        ends.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        ends.dedup_by_key(|(replica, _)| *replica);
        Self(ends)
    }

    /// Each replica with its last envelope.
    pub fn ends(&self) -> &[(Replica, Seq)] {
        &self.0
    }

    /// Whether it closes nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<C> Encode<C> for Cut {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        c: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(self.0.len() as u64)?;
        for (replica, last) in &self.0 {
            e.array(2)?.encode_with(replica, c)?.u64(last.0)?;
        }
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for Cut {
    fn decode(d: &mut Decoder<'b>, c: &mut C) -> Result<Self, minicbor::decode::Error> {
        let at = d.position();
        let length = wire::array_up_to(d, MAX_CUT)?;
        let mut ends: Vec<(Replica, Seq)> = Vec::with_capacity(length);
        for _ in 0..length {
            wire::array_of(d, 2)?;
            let end = (d.decode_with(c)?, Seq(d.u64()?));
            if end.1.0 == 0 || ends.last().is_some_and(|(before, _)| *before >= end.0) {
                return Err(wire::wrong("cut not in order", at));
            }
            ends.push(end);
        }
        Ok(Self(ends))
    }
}
