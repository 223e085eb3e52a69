//! What a frame leads to: the only way in which the state machine speaks.

use patchwork_crypto::SpaceKey;
use patchwork_protocol::{
    DeviceId, DirectoryHead, ItemHash, Part, PractitionerId, Replica, Seq, SpaceId, TeamChange,
};

use crate::{AfterAnswer, Evidence, KeptItem, LogEpoch, LogPosition, SeriesPlace};

/// One thing for the client to do, in order, all effects of a frame in one
/// store transaction (several frames may share one).
#[derive(Debug)]
pub enum Effect {
    /// Keep an item, or update the row that holds it.
    Keep(KeptItem),
    /// Apply these parts to entries and document. Handing the same parts over
    /// twice must change nothing the second time.
    Apply(Opened),
    /// The item that is kept with this hash has (also) this position now; its
    /// state stays.
    Move {
        /// In which space.
        space: SpaceId,
        /// Which item.
        hash: ItemHash,
        /// Where the relay has it.
        position: LogPosition,
    },
    /// A cut closed a series below what was applied of it: mark its later
    /// envelopes refused and rebuild the space without them.
    Withdraw {
        /// In which space.
        space: SpaceId,
        /// The series.
        replica: Replica,
        /// The last that counts.
        last: Seq,
    },
    /// A team change took effect; the space's team and roles are to be read anew.
    TeamChanged(TeamChanged),
    /// A team change that had taken effect lost its place to another one.
    TeamChangeLost(TeamChanged),
    /// Keep this key of the space, sealed by the store's own encryption.
    KeepKey {
        /// Of which space.
        space: SpaceId,
        /// The key.
        key: SpaceKey,
    },
    /// Keep the number of the last wrap that was taken in.
    WrapsUpTo(u64),
    /// What to do with an envelope of the outbox.
    Answered {
        /// In which space.
        space: SpaceId,
        /// Which envelope.
        place: SeriesPlace,
        /// What follows.
        after: AfterAnswer,
    },
    /// An envelope of this device's own that it lacks came from the relay: the
    /// store is a restored backup or a copy. Its parts follow as [`Effect::Apply`];
    /// rebuild the document, replay stored edits under a new actor, drop the
    /// space's sealed bytes without an answer, of whichever series, and seal
    /// their parts again: they go into a fresh series.
    Copied {
        /// In which space.
        space: SpaceId,
        /// The series that the envelope is in.
        replica: Replica,
    },
    /// The relay has told the log to its end after a contradiction, and lacks
    /// what is kept with an older epoch: offer it, in its old order. It may
    /// have lost wraps too: forget which were given in this space.
    OfferLost {
        /// Which space.
        space: SpaceId,
        /// Items of an older epoch than this are lost.
        before: LogEpoch,
    },
    /// The relay contradicts what it told before; the person is told.
    Contradicted {
        /// Which space.
        space: SpaceId,
    },
    /// Something that cannot be honest; the person is told.
    Evidence(Evidence),
    /// The relay wants the list of cursors in place of a digest.
    SendCursors,
    /// Everything that the relay held has come.
    CaughtUp {
        /// Whether the relay's digest is also this device's. If not, the next
        /// request sends its cursors.
        agrees: bool,
    },
    /// The relay ends the conversation; try again later.
    Ended(String),
    /// The record of this space changed: keep [`crate::Device::record`].
    KeepRecord(SpaceId),
}

/// An envelope that was verified and opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The space.
    pub space: SpaceId,
    /// Which envelope.
    pub place: SeriesPlace,
    /// The device that signed: the author of every part.
    pub device: DeviceId,
    /// The person whose device it is.
    pub practitioner: PractitionerId,
    /// The directory that the author held.
    pub directory: DirectoryHead,
    /// Its number in the relay's log; `None` if it came another way.
    pub n: Option<u64>,
    /// The parts that may be applied, with their index in the envelope.
    pub parts: Vec<(u32, Part)>,
    /// The parts that may not.
    pub refused: Vec<(u32, PartRefusal)>,
}

/// Why one part of an envelope was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PartRefusal {
    /// Observers may only say what they looked at.
    #[error("its author may only read")]
    AuthorMayOnlyRead,
    /// Document changes travel by themselves, so that redaction can never touch them.
    #[error("a change may not share an envelope with entries")]
    ChangeAmongEntries,
    /// Cards belong in the directory, and nothing else does.
    #[error("this kind of part does not belong in this space")]
    WrongSpace,
}

/// A team change that took effect, or lost its effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamChanged {
    /// The space.
    pub space: SpaceId,
    /// The change; its index is its row's.
    pub change: TeamChange,
}
