//! What goes into the log and comes out of it.

use std::{fmt, sync::Arc};

use jiff::Timestamp;
use patchwork_protocol::team::{Directory, SpaceState};
use patchwork_protocol::{
    ChainHash, DeviceId, DirectoryHead, KeyId, LogItem, PartnershipId, PractitionerId, Replica,
    Seq, SpaceId,
};

use super::SpaceRow;

/// Whose session it is that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requester {
    /// The partnership that the session is for.
    pub partnership: PartnershipId,
    /// The device that the session is for.
    pub device: DeviceId,
    /// Its person; none for a device that is not admitted yet.
    pub practitioner: Option<PractitionerId>,
}

/// An envelope as presented, with what costs most already found out.
#[derive(Debug)]
pub enum ReceivedEnvelope {
    /// It could not be read.
    Malformed {
        /// What it seems to say about its place.
        claimed: Option<(Replica, Seq)>,
    },
    /// It is longer than an envelope may be.
    TooLarge {
        /// The series it says it belongs to.
        replica: Replica,
        /// Its place there.
        seq: Seq,
    },
    /// It can be read.
    Readable {
        /// The series it belongs to.
        replica: Replica,
        /// Its place there.
        seq: Seq,
        /// The key it says it is sealed under.
        key_id: KeyId,
        /// Whether the device named by the replica signed it.
        signed: bool,
        /// The bytes as received.
        bytes: Vec<u8>,
    },
}

impl ReceivedEnvelope {
    /// The replica and the place in it under which it is answered, if it has one.
    pub(crate) fn place(&self) -> Option<(Replica, Seq)> {
        match self {
            Self::Malformed { claimed } => *claimed,
            Self::TooLarge { replica, seq } | Self::Readable { replica, seq, .. } => {
                Some((*replica, *seq))
            }
        }
    }

    /// Bytes to be written, about.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Readable { bytes, .. } => bytes.len(),
            Self::Malformed { .. } | Self::TooLarge { .. } => 0,
        }
    }
}

/// A partnership's directory as it stands.
pub struct DirectoryView {
    /// The directory's place in the log.
    pub row: SpaceRow,
    /// Its state; always the kind of a directory.
    pub state: Arc<SpaceState>,
}

impl DirectoryView {
    /// The directory itself; always there.
    pub fn directory(&self) -> Option<&Directory> {
        match &*self.state {
            SpaceState::Directory(directory) => Some(directory),
            SpaceState::Team(_) => None,
        }
    }
}

impl fmt::Debug for DirectoryView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DirectoryView")
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}

/// Where a space's log ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The space.
    pub space: SpaceId,
    /// Its place in the log.
    pub row: SpaceRow,
    /// How many items it has.
    pub n: u64,
    /// The chain at the last.
    pub chain: ChainHash,
}

/// Items of a space that are wanted: from `from_n` to `to_n`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The space's place in the log.
    pub row: SpaceRow,
    /// The first wanted.
    pub from_n: u64,
    /// The last wanted.
    pub to_n: u64,
}

/// Items that were read, each n one more than the last.
#[derive(Debug)]
pub struct Page {
    /// The space's place in the log.
    pub row: SpaceRow,
    /// The first item's n.
    pub first_n: u64,
    /// What was read.
    pub items: Vec<LogItem>,
}

/// BLAKE3 of a bearer token: what is kept of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

/// A session to keep.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// What is kept of its token.
    pub token: TokenHash,
    /// Drawn by the device; good once.
    pub nonce: [u8; 16],
    /// The session itself.
    pub session: StoredSession,
}

/// A session as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// The partnership it is for.
    pub partnership: PartnershipId,
    /// The device it is for.
    pub device: DeviceId,
    /// That device's public signing key.
    pub signing: [u8; 32],
    /// The invite's public key, while the device is not admitted.
    pub invite: Option<[u8; 32]>,
    /// When it is over.
    pub expires_at: Timestamp,
}

/// Why the log did not do something. None of these says that it was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// More waits than can be held; ask again.
    #[error("more waits to be written than can be held")]
    Busy,
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The log was closed.
    #[error("the log is closed")]
    Closed,
    /// Anything else that the database said.
    #[error("the database failed: {0}")]
    Failed(Arc<str>),
}

/// Why a session was not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// The statement was used before.
    #[error("the statement was used before")]
    Replayed,
    /// The log failed.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// Why a team change was not appended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TeamError {
    /// It cannot be read.
    #[error("not a team change: {0}")]
    Malformed(String),
    /// No such space, or none of this device's business: alike on purpose.
    #[error("no such space for this device")]
    NoSuchSpace,
    /// It does not follow the last change, or its cut is not the true one.
    #[error("the team stands at change {}", head.index)]
    Moved {
        /// Where the team's changes stand.
        head: DirectoryHead,
        /// The true cut, if that is what differs.
        cut: Vec<(Replica, Seq)>,
    },
    /// It names a head of the directory that is not known here.
    #[error("it names a head of the directory that is not known here")]
    UnknownDirectoryHead,
    /// It is of a newer version than this relay, which cannot judge it.
    #[error("it is of a newer version than this relay")]
    NotUnderstood,
    /// The rules of teams forbid it.
    #[error("{0}")]
    Refused(String),
    /// The device has added all it may for today.
    #[error("the device has added all it may for today")]
    Quota,
    /// The log failed.
    #[error(transparent)]
    Log(#[from] LogError),
}
