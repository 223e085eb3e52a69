//! What the store keeps of a space so that it survives a restart.

use minicbor::{Decode, Encode};
use patchwork_protocol::{
    ChainHash, ChangeHash, Cursor, DirectoryHead, Incarnation, ItemHash, PractitionerId, Replica,
    Seq, SpaceId,
};

use crate::LogEpoch;

/// One row per space, written in the transaction of whatever changed it.
///
/// The team is not in it: [`crate::Device::restore`] makes it from the space's
/// stored team changes, so that it is stored once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceRecord {
    /// Which space.
    pub space: SpaceId,
    /// People who are in the team again only because the relay lost their removal.
    pub back_again: Vec<PractitionerId>,
    /// The epoch that the cursor belongs to.
    pub epoch: LogEpoch,
    /// The last completed epoch.
    pub completed_epoch: LogEpoch,
    /// How many team changes came with the relay's log in this epoch.
    pub confirmed: u64,
    /// How far this device has followed the relay's log; `None` before the relay
    /// has sent or acknowledged anything of it.
    pub cursor: Option<Cursor>,
    /// The series that this device writes, with the number of its last envelope.
    pub own: Option<(Replica, Seq)>,
    /// The last accepted number of every series.
    pub replicas: Vec<(Replica, Seq)>,
    /// Whether the store keeps items whose state may change.
    pub pending: bool,
    /// Whether an item waits for the founding, the directory or a device, so that
    /// the items after it wait too.
    pub blocked: bool,
    /// The head of this directory that an invitation named.
    pub promised: Option<DirectoryHead>,
    /// Items that the relay sent as erased and that no signed change explains yet.
    pub unexplained: Vec<ItemHash>,
}

/// A record that cannot be read: written by a newer version, or damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the record of a space cannot be read: {0}")]
pub struct UnreadableRecord(pub(crate) String);

const VERSION: u8 = 1;

#[derive(Encode, Decode)]
#[cbor(array)]
struct Columns {
    #[n(0)]
    version: u8,
    #[n(1)]
    epoch: u32,
    #[n(2)]
    completed_epoch: u32,
    #[n(3)]
    cursor: Option<CursorColumns>,
    #[n(4)]
    own: Option<SeriesColumns>,
    #[n(5)]
    replicas: Vec<SeriesColumns>,
    #[n(6)]
    pending: bool,
    #[n(7)]
    blocked: bool,
    #[n(8)]
    promised: Option<PromiseColumns>,
    #[n(9)]
    confirmed: u64,
    #[n(10)]
    back_again: Vec<PractitionerId>,
    #[n(11)]
    unexplained: Vec<ItemHash>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct CursorColumns {
    #[n(0)]
    incarnation: Incarnation,
    #[n(1)]
    n: u64,
    #[n(2)]
    chain: ChainHash,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct SeriesColumns {
    #[n(0)]
    replica: Replica,
    #[n(1)]
    seq: Seq,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct PromiseColumns {
    #[n(0)]
    index: u64,
    #[n(1)]
    hash: ChangeHash,
}

impl SpaceRecord {
    /// The record as one blob, beside the space id as the row's key.
    pub fn to_bytes(&self) -> Vec<u8> {
        let columns = Columns {
            version: VERSION,
            back_again: self.back_again.clone(),
            unexplained: self.unexplained.clone(),
            epoch: self.epoch.0,
            completed_epoch: self.completed_epoch.0,
            confirmed: self.confirmed,
            cursor: self.cursor.map(|c| CursorColumns {
                incarnation: c.incarnation,
                n: c.n,
                chain: c.chain,
            }),
            own: self
                .own
                .map(|(replica, seq)| SeriesColumns { replica, seq }),
            replicas: self
                .replicas
                .iter()
                .map(|&(replica, seq)| SeriesColumns { replica, seq })
                .collect(),
            pending: self.pending,
            blocked: self.blocked,
            promised: self.promised.map(|head| PromiseColumns {
                index: head.index,
                hash: head.hash,
            }),
        };
        patchwork_protocol::encode(&columns)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    pub fn from_bytes(space: SpaceId, bytes: &[u8]) -> Result<Self, UnreadableRecord> {
        let columns: Columns =
            minicbor::decode(bytes).map_err(|error| UnreadableRecord(error.to_string()))?;
        if columns.version != VERSION {
            return Err(UnreadableRecord(format!(
                "expected version {VERSION}, got {}",
                columns.version
            )));
        }
        Ok(Self {
            space,
            back_again: columns.back_again,
            unexplained: columns.unexplained,
            epoch: LogEpoch(columns.epoch),
            completed_epoch: LogEpoch(columns.completed_epoch),
            confirmed: columns.confirmed,
            cursor: columns.cursor.map(|c| Cursor {
                incarnation: c.incarnation,
                n: c.n,
                chain: c.chain,
            }),
            own: columns.own.map(|s| (s.replica, s.seq)),
            replicas: columns
                .replicas
                .iter()
                .map(|s| (s.replica, s.seq))
                .collect(),
            pending: columns.pending,
            blocked: columns.blocked,
            promised: columns.promised.map(|p| DirectoryHead {
                index: p.index,
                hash: p.hash,
            }),
        })
    }
}
