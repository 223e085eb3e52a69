//! What follows from a frame: the only output of the state machine.

use patchwork_crypto::SpaceKey;
use patchwork_protocol::{
    DeviceId, DirectoryHead, ItemHash, Part, PractitionerId, Replica, Seq, SpaceId, TeamChange,
};

use crate::{AfterAnswer, Evidence, KeptItem, LogEpoch, LogPosition, SeriesPlace};

/// One thing for the client to do. It carries out the effects of a frame in their
/// order and in one store transaction, which several frames may share.
#[derive(Debug)]
pub enum Effect {
    /// Keep an item, or bring the row that holds it up to date
    /// ([`LogView`](crate::LogView) says how).
    Keep(KeptItem),
    /// Apply these parts to entries and document. The same parts may come again:
    /// then they must change nothing.
    Apply(Opened),
    /// The item that is kept with this hash has this position now; its state
    /// stays.
    Move {
        /// In which space.
        space: SpaceId,
        /// Which item.
        hash: ItemHash,
        /// Where the relay has it.
        position: LogPosition,
    },
    /// A cut closed a series before envelopes that were applied: mark those
    /// refused, and rebuild the space without them.
    Withdraw {
        /// In which space.
        space: SpaceId,
        /// The series.
        replica: Replica,
        /// The last that counts.
        last: Seq,
    },
    /// A team change took effect: read the space's team and roles anew.
    TeamChanged(TeamChanged),
    /// A team change that had taken effect lost its place to another one.
    TeamChangeLost(TeamChanged),
    /// A space that was [set aside](crate::SetAside) has its team again. Build its document
    /// anew: nothing could be opened meanwhile.
    JudgedAgain {
        /// Which space.
        space: SpaceId,
    },
    /// Keep this key of the space. The store's own encryption protects it.
    KeepKey {
        /// Of which space.
        space: SpaceId,
        /// The key.
        key: SpaceKey,
    },
    /// Keep the number of the last wrap that was taken in.
    WrapsUpTo(u64),
    /// The relay has answered about an envelope of the outbox.
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
    /// An epoch is completed after a contradiction. The relay lacks what is kept
    /// with an older epoch: offer it, in its old order
    /// ([`Space::is_to_be_offered`](crate::Space::is_to_be_offered)). It may have
    /// lost wraps too: forget which were given in this space.
    OfferLost {
        /// Which space.
        space: SpaceId,
        /// Items of an older epoch than this are lost.
        before: LogEpoch,
    },
    /// The relay contradicts what it sent before: tell the person.
    Contradicted {
        /// Which space.
        space: SpaceId,
    },
    /// Something that cannot be honest: tell the person.
    Evidence(Evidence),
    /// The relay wants the list of cursors instead of a digest.
    SendCursors,
    /// Everything that the relay held has come.
    CaughtUp {
        /// Whether the relay's digest equals this device's. If not, the next
        /// request lists cursors.
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
    /// The parts of a kind that this version does not know.
    pub newer: Vec<(u32, Part)>,
    /// The parts that may not be applied.
    pub refused: Vec<(u32, PartRefusal)>,
}

/// Why one part of an envelope was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PartRefusal {
    /// An observer's envelopes may hold only reports of what they looked at.
    #[error("its author may only read")]
    AuthorMayOnlyRead,
    /// Changes of the document share no envelope with entries, because a redaction
    /// destroys a whole envelope.
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
    /// The change.
    pub change: TeamChange,
}
