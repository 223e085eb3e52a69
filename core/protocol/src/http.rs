//! The names that relay and clients use over HTTP: paths, bodies, problem types.

use minicbor::{Decode, Decoder, Encode, Encoder, encode::Write};

use crate::{
    DirectoryHead, Malformed, Replica, Seq, Wrap,
    limits::{MAX_OUTBOX, MAX_REQUEST, MAX_TEAM_CHANGE, MAX_WRAPS},
    wire,
};

/// Content type of requests and plain replies.
pub const CBOR: &str = "application/cbor";
/// Content type of the reply to `POST /v1/sync`.
pub const STREAM: &str = "application/vnd.patchwork.stream";
/// Content type of refusals (RFC 9457).
pub const PROBLEM: &str = "application/problem+json";

/// `POST`: a [`TeamPost`] whose change is a directory's founding.
pub const PARTNERSHIPS: &str = "/v1/partnerships";
/// `POST`: a [`SessionRequest`](crate::SessionRequest), answered by a [`SessionReply`](crate::SessionReply).
pub const SESSIONS: &str = "/v1/sessions";
/// `POST`: a [`SyncRequest`](crate::SyncRequest), answered by a stream of [`Frame`](crate::Frame)s.
pub const SYNC: &str = "/v1/sync";
/// `POST /v1/team/{space}`: a [`TeamPost`]. The space in hex.
pub const TEAM: &str = "/v1/team/";
/// Header that carries the token of a relay that founds partnerships by token only.
pub const FOUNDING_TOKEN: &str = "patchwork-founding-token";

/// Stable `type` of every refusal.
pub mod problem {
    /// The body could not be read.
    pub const MALFORMED: &str = "urn:patchwork:problem:malformed";
    /// Larger than the relay takes.
    pub const TOO_LARGE: &str = "urn:patchwork:problem:too-large";
    /// No session, or an ended one.
    pub const UNAUTHENTICATED: &str = "urn:patchwork:problem:unauthenticated";
    /// The statement's time differs too much from the relay's, which `relay_time`
    /// says in milliseconds.
    pub const CLOCK: &str = "urn:patchwork:problem:clock";
    /// The statement was used before.
    pub const REPLAYED: &str = "urn:patchwork:problem:replayed";
    /// There is no such space, or the device is not in its team.
    pub const NOT_FOUND: &str = "urn:patchwork:problem:not-found";
    /// Another team change came first; the body is a [`TeamConflict`](super::TeamConflict).
    pub const CONFLICT: &str = "urn:patchwork:problem:team-conflict";
    /// The team's rules refuse the change; `detail` says which.
    pub const REFUSED: &str = "urn:patchwork:problem:refused";
    /// The change is of a newer version than the relay. The relay takes no change that
    /// it cannot judge, because such a change freezes a space for everyone.
    pub const NOT_UNDERSTOOD: &str = "urn:patchwork:problem:team-change-not-understood";
    /// The relay takes no new partnerships, or not without a token.
    pub const CLOSED: &str = "urn:patchwork:problem:closed-to-new-partnerships";
    /// The relay no longer talks to a client of this version: it must be updated.
    pub const TOO_OLD: &str = "urn:patchwork:problem:client-too-old";
    /// Too many requests; `Retry-After` says when.
    pub const RATE: &str = "urn:patchwork:problem:rate";
    /// The relay's disk is full: reading works, nothing was lost.
    pub const FULL: &str = "urn:patchwork:problem:full";
    /// A fault of the relay's, or a shutdown: try again.
    pub const UNAVAILABLE: &str = "urn:patchwork:problem:unavailable";
}

/// A team change and the wraps that belong to it, kept in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamPost {
    /// The team change's bytes.
    pub change: Vec<u8>,
    /// Wraps for the devices that it lets in.
    pub wraps: Vec<Wrap>,
}

/// The answer to a team change that was appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TeamAppended {
    /// Its number in the space's log.
    pub n: u64,
}

/// Why a team change did not fit what the relay holds (409).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamConflict {
    /// Where the space's team changes stand.
    pub head: DirectoryHead,
    /// The true values for the cut, where the named ones differ.
    pub cut: Vec<(Replica, Seq)>,
}

macro_rules! body {
    ($name:ident, $limit:expr) => {
        impl $name {
            /// The body.
            pub fn encode(&self) -> Vec<u8> {
                wire::encode(self)
            }

            /// Reads a body.
            pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
                wire::decode_strict(bytes, $limit)
            }
        }
    };
}

body!(TeamPost, MAX_REQUEST);
body!(TeamAppended, 64);
body!(TeamConflict, MAX_REQUEST);

impl Encode<()> for TeamPost {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        c: &mut (),
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(2)?
            .bytes(&self.change)?
            .array(self.wraps.len() as u64)?;
        for wrap in &self.wraps {
            e.encode_with(wrap, c)?;
        }
        Ok(())
    }
}

impl<'b> Decode<'b, ()> for TeamPost {
    fn decode(d: &mut Decoder<'b>, c: &mut ()) -> Result<Self, minicbor::decode::Error> {
        wire::array_of(d, 2)?;
        let at = d.position();
        let change = d.bytes()?;
        if change.len() > MAX_TEAM_CHANGE {
            return Err(wire::wrong("team change too large", at));
        }
        let wraps = wire::array_up_to(d, MAX_WRAPS)?;
        Ok(Self {
            change: change.to_vec(),
            wraps: (0..wraps)
                .map(|_| d.decode_with(c))
                .collect::<Result<_, _>>()?,
        })
    }
}

impl Encode<()> for TeamAppended {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        (): &mut (),
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(1)?.u64(self.n)?.ok()
    }
}

impl<'b> Decode<'b, ()> for TeamAppended {
    fn decode(d: &mut Decoder<'b>, (): &mut ()) -> Result<Self, minicbor::decode::Error> {
        wire::array_of(d, 1)?;
        Ok(Self { n: d.u64()? })
    }
}

impl Encode<()> for TeamConflict {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        c: &mut (),
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(2)?
            .encode_with(self.head, c)?
            .array(self.cut.len() as u64)?;
        for (replica, seq) in &self.cut {
            e.array(2)?.bytes(&replica.0)?.u64(seq.0)?;
        }
        Ok(())
    }
}

impl<'b> Decode<'b, ()> for TeamConflict {
    fn decode(d: &mut Decoder<'b>, c: &mut ()) -> Result<Self, minicbor::decode::Error> {
        wire::array_of(d, 2)?;
        let head = d.decode_with(c)?;
        let count = wire::array_up_to(d, MAX_OUTBOX)?;
        let mut cut = Vec::with_capacity(count.min(1024));
        for _ in 0..count {
            wire::array_of(d, 2)?;
            cut.push((d.decode_with(c)?, d.decode_with(c)?));
        }
        Ok(Self { head, cut })
    }
}
