//! The arguments and answers of the log's methods.

use std::{fmt, sync::Arc};

use jiff::Timestamp;
use patchwork_protocol::team::{Directory, SpaceState};
use patchwork_protocol::{
    ChainHash, DeviceId, DirectoryHead, KeyId, LogItem, PartnershipId, PractitionerId, Replica,
    Seq, SpaceId,
};

use super::SpaceRow;

/// The device that asks for something, as its session names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requester {
    /// The partnership that the session is for.
    pub partnership: PartnershipId,
    /// The device that the session is for.
    pub device: DeviceId,
    /// Its person; none for a device that is not admitted yet.
    pub practitioner: Option<PractitionerId>,
}

/// An envelope that a device sent, decoded and with its signature checked.
#[derive(Debug)]
pub enum ReceivedEnvelope {
    /// It cannot be decoded.
    Malformed {
        /// The replica and sequence number at its start, if these can be read.
        claimed: Option<(Replica, Seq)>,
    },
    /// It is longer than an envelope may be.
    TooLarge {
        /// The replica that it names.
        replica: Replica,
        /// Its sequence number in that replica.
        seq: Seq,
    },
    /// It can be decoded.
    Readable {
        /// The replica that it belongs to.
        replica: Replica,
        /// Its sequence number in that replica.
        seq: Seq,
        /// The key that it says it is sealed under.
        key_id: KeyId,
        /// Whether the replica's device signed it.
        signed: bool,
        /// The bytes as received.
        bytes: Vec<u8>,
    },
}

impl ReceivedEnvelope {
    /// The replica and sequence number by which the answer names it, if they can be read.
    pub(crate) fn place(&self) -> Option<(Replica, Seq)> {
        match self {
            Self::Malformed { claimed } => *claimed,
            Self::TooLarge { replica, seq } | Self::Readable { replica, seq, .. } => {
                Some((*replica, *seq))
            }
        }
    }

    /// About how many bytes are written for it.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Readable { bytes, .. } => bytes.len(),
            Self::Malformed { .. } | Self::TooLarge { .. } => 0,
        }
    }
}

/// A partnership's directory at its head.
pub struct DirectoryView {
    /// The directory's place in the log.
    pub row: SpaceRow,
    /// Its state, which is always that of a directory.
    pub state: Arc<SpaceState>,
}

impl DirectoryView {
    /// The directory; never none.
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
    /// The chain at the last item.
    pub chain: ChainHash,
}

/// Items of a space from `from_n` to `to_n`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The space's place in the log.
    pub row: SpaceRow,
    /// The first n.
    pub from_n: u64,
    /// The last n.
    pub to_n: u64,
}

/// Items that were read; the n of each is one more than that of the item before.
#[derive(Debug)]
pub struct Page {
    /// The space's place in the log.
    pub row: SpaceRow,
    /// The first item's n.
    pub first_n: u64,
    /// The items.
    pub items: Vec<LogItem>,
}

/// The BLAKE3 hash of a bearer token. The token itself is not stored.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

/// A session to store.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The hash of its token.
    pub token: TokenHash,
    /// A random number of the device's statement, accepted once.
    pub nonce: [u8; 16],
    /// The session itself.
    pub session: StoredSession,
}

/// A session as it is stored.
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
    /// When it expires.
    pub expires_at: Timestamp,
}

/// Why there is no answer. The write may have happened all the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// Too many writes wait, or the writer stopped; ask again.
    #[error("more waits to be written than can be held")]
    Busy,
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The log was closed.
    #[error("the log is closed")]
    Closed,
    /// Any other error of the database.
    #[error("the database failed: {0}")]
    Failed(Arc<str>),
}

/// Why a session was not stored.
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
    /// It cannot be decoded.
    #[error("not a team change: {0}")]
    Malformed(String),
    /// There is no such space, or the device may not know of it. The answer is the same on
    /// purpose.
    #[error("no such space for this device")]
    NoSuchSpace,
    /// It does not follow the last change, or its cut differs from what the log has.
    #[error("the team stands at change {}", head.index)]
    Moved {
        /// The last team change.
        head: DirectoryHead,
        /// The cut that the log has, if that is what differs.
        cut: Vec<(Replica, Seq)>,
    },
    /// It names a head of the directory that the relay does not have.
    #[error("it names a head of the directory that is not known here")]
    UnknownDirectoryHead,
    /// It is of a newer version than this relay, which cannot check it.
    #[error("it is of a newer version than this relay")]
    NotUnderstood,
    /// The rules of teams forbid it.
    #[error("{0}")]
    Refused(String),
    /// The device would add more bytes than it may in a day.
    #[error("the device has added all it may for today")]
    Quota,
    /// The log failed.
    #[error(transparent)]
    Log(#[from] LogError),
}
