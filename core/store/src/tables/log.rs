//! Items of logs as received or sent, with what came of judging them. Only an erasure removes the
//! bytes of an item.

use patchwork_protocol::{ChainHash, DeviceId, ItemHash, KeyId, LogItem, Replica, Seq, SpaceId};
use rusqlite::{Row, params};

use super::codes::code;
use crate::{
    Reader, Result, StoreError, Writer,
    columns::{Columns, number},
};

/// Where the relay put an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemPosition {
    /// Core/sync's epoch of the log.
    pub epoch: u32,
    /// Its number, from 1.
    pub n: u64,
    /// The chain up to and with it.
    pub chain: ChainHash,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemStanding {
    /// Verified, opened and handed on.
    Applied,
    /// Verified and opened; some parts were handed on and some refused.
    AppliedInPart,
    /// This device lacks its key.
    Locked(KeyId),
    /// Something else must be known first.
    Waiting,
    /// Kept, skipped and shown.
    Refused,
    /// Its bytes were destroyed.
    Erased,
}

impl ItemStanding {
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Applied => 0,
            Self::AppliedInPart => 1,
            Self::Locked(_) => 2,
            Self::Waiting => 3,
            Self::Refused => 4,
            Self::Erased => 5,
        }
    }

    fn of(code: u8, key: Option<KeyId>) -> Result<Self> {
        Ok(match (code, key) {
            (0, None) => Self::Applied,
            (1, None) => Self::AppliedInPart,
            (2, Some(key)) => Self::Locked(key),
            (3, None) => Self::Waiting,
            (4, None) => Self::Refused,
            (5, None) => Self::Erased,
            _ => return Err(StoreError::damaged("an unknown standing of an item")),
        })
    }

    const fn key(self) -> Option<KeyId> {
        match self {
            Self::Locked(key) => Some(key),
            _ => None,
        }
    }
}

/// What came of judging an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemVerdict {
    /// In short.
    pub standing: ItemStanding,
    /// Whether judging it again could come out differently.
    pub may_change: bool,
    /// In words, for the person; empty where there is nothing to say.
    pub reason: String,
    /// Sync's own state, in its bytes.
    pub detail: Vec<u8>,
}

/// An item as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRow {
    /// In whose log.
    pub space: SpaceId,
    /// Its hash, unique in the space.
    pub hash: ItemHash,
    /// The item.
    pub item: LogItem,
    /// Where the relay put it; `None` while it was only made here.
    pub position: Option<ItemPosition>,
    /// Series and number, for an envelope that could be read.
    pub place: Option<(Replica, Seq)>,
    /// Whether it counts as holding that place; a forged second one does not.
    pub holds_place: bool,
    /// What became of it.
    pub verdict: ItemVerdict,
}

/// The numbers of the kinds of items.
pub(super) mod item_kind {
    pub(in crate::tables) const ENVELOPE: u8 = 0;
    pub(in crate::tables) const TEAM_CHANGE: u8 = 1;
    pub(in crate::tables) const ERASED: u8 = 2;
}

// The column `telling` holds the epoch. Columns keep their names, so that every database opens.
macro_rules! item_columns {
    () => {
        "space, hash, kind, bytes, telling, n, chain, replica, seq, holds, \
         standing, key_id, may_change, reason, detail"
    };
}

pub(crate) const PUT: &str = concat!(
    "INSERT INTO log_item (",
    item_columns!(),
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
     ON CONFLICT (space, hash) DO UPDATE SET
        kind = excluded.kind, bytes = excluded.bytes,
        telling = coalesce(excluded.telling, telling), n = coalesce(excluded.n, n),
        chain = coalesce(excluded.chain, chain),
        replica = excluded.replica, seq = excluded.seq, holds = excluded.holds,
        standing = excluded.standing, key_id = excluded.key_id,
        may_change = excluded.may_change, reason = excluded.reason, detail = excluded.detail
     WHERE excluded.kind <> ",
    code!(item erased),
    " OR log_item.kind = ",
    code!(item erased)
);
pub(crate) const MOVE: &str = "UPDATE log_item SET telling = ?3, n = ?4, chain = ?5
    WHERE space = ?1 AND hash = ?2";
pub(crate) const ITEM: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM log_item WHERE space = ?1 AND hash = ?2"
);
pub(crate) const ENVELOPE_AT: &str = "SELECT hash FROM log_item
    WHERE space = ?1 AND replica = ?2 AND seq = ?3 AND holds = 1";
pub(crate) const CHAIN_AT: &str =
    "SELECT chain FROM log_item WHERE space = ?1 AND telling = ?2 AND n = ?3";
pub(crate) const PENDING: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM log_item INDEXED BY log_item_pending WHERE space = ?1 AND may_change = 1
      ORDER BY n IS NULL, telling, n, row"
);
pub(crate) const OF_SERIES: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM log_item
      WHERE space = ?1 AND replica = ?2 AND seq BETWEEN ?3 AND ?4 AND holds = 1 ORDER BY seq"
);
/// An envelope that counts and may be offered, as core/sync's `KeptItem::counts` says; core/client's
/// tests compare the two. What is given stands before the names of columns.
macro_rules! counts_and_is_offered {
    ($row:literal) => {
        concat!(
            $row,
            "unoffered = 0 AND ",
            $row,
            "kind = ",
            code!(item envelope),
            " AND ",
            $row,
            "standing IN (",
            code!(standing applied),
            ", ",
            code!(standing applied_in_part),
            ", ",
            code!(standing locked),
            ", ",
            code!(standing waiting),
            ")"
        )
    };
}
pub(crate) const LOST: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM log_item INDEXED BY log_item_by_n
      WHERE space = ?1 AND n IS NOT NULL AND telling < ?2 AND ",
    counts_and_is_offered!(""),
    " ORDER BY telling, n LIMIT ?3"
);
pub(crate) const IN_ORDER: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM log_item INDEXED BY log_item_by_n
      WHERE space = ?1 AND n IS NOT NULL AND (telling, n) > (?2, ?3) ORDER BY telling, n LIMIT ?4"
);
pub(crate) const WITHOUT_POSITION: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM log_item INDEXED BY log_item_untold
      WHERE space = ?1 AND replica BETWEEN ?2 AND ?3 AND holds = 1 AND n IS NULL
        AND unoffered = 0 ORDER BY row"
);
/// An envelope `i` of a device's series that counts, has left the outbox and may be offered.
macro_rules! own_and_offered {
    () => {
        concat!(
            "i.space = ?1 AND i.replica BETWEEN ?2 AND ?3 AND i.holds = 1 AND ",
            counts_and_is_offered!("i."),
            " AND NOT EXISTS (SELECT 1 FROM sealed s
                WHERE s.space = i.space AND s.replica = i.replica AND s.seq = i.seq)"
        )
    };
}
// Two probes: what was told in this epoch, which is nearly all, is not looked at.
pub(crate) const OWN_LOST: &str = concat!(
    "SELECT (SELECT count(*) FROM log_item i INDEXED BY log_item_untold
        WHERE i.n IS NULL AND ",
    own_and_offered!(),
    ") + (SELECT count(*) FROM log_item i INDEXED BY log_item_by_n
        WHERE i.n IS NOT NULL AND i.telling < ?4 AND ",
    own_and_offered!(),
    ")"
);
pub(crate) const UNOFFERED: &str = "UPDATE log_item SET unoffered = 1
    WHERE space = ?1 AND replica = ?2 AND seq = ?3 AND unoffered = 0";
pub(crate) const REFUSED: &str = concat!(
    "SELECT ",
    item_columns!(),
    " FROM log_item INDEXED BY log_item_refused WHERE standing = ",
    code!(standing refused),
    " ORDER BY row DESC LIMIT ?1"
);
pub(crate) const REFUSED_AFTER: &str = concat!(
    "SELECT ",
    item_columns!(),
    ", row FROM log_item INDEXED BY log_item_refused WHERE row > ?1 AND standing = ",
    code!(standing refused),
    " ORDER BY row LIMIT ?2"
);
pub(crate) const OPENED_AFTER: &str = concat!(
    "SELECT ",
    item_columns!(),
    ", row FROM log_item WHERE row > ?1 AND kind = ",
    code!(item envelope),
    " AND standing IN (",
    code!(standing applied),
    ", ",
    code!(standing applied_in_part),
    ") ORDER BY row LIMIT ?2"
);
pub(crate) const FORGET: &str = "DELETE FROM log_item
    WHERE space = ?1 AND replica = ?2 AND seq = ?3 AND n IS NULL";

impl Reader<'_> {
    /// One item.
    pub fn item(&self, space: SpaceId, hash: ItemHash) -> Result<Option<ItemRow>> {
        self.one(ITEM, params![space.0, hash.0], item)
    }

    /// The hash of the envelope that holds a place.
    pub fn envelope_at(
        &self,
        space: SpaceId,
        replica: Replica,
        seq: Seq,
    ) -> Result<Option<ItemHash>> {
        self.one(
            ENVELOPE_AT,
            params![space.0, replica.0, number(seq.0)?],
            |row| row.id(0),
        )
    }

    /// The chain after item `n` of an epoch.
    pub fn chain_at(&self, space: SpaceId, epoch: u32, n: u64) -> Result<Option<ChainHash>> {
        self.one(CHAIN_AT, params![space.0, epoch, number(n)?], |row| {
            row.id(0)
        })
    }

    /// The items of a space that may be judged otherwise, by epoch and n. Those without a position
    /// come last, in the order in which they came.
    pub fn pending_items(&self, space: SpaceId) -> Result<Vec<ItemRow>> {
        self.all(PENDING, [space.0], item)
    }

    /// The envelopes of a series from one number to another, both included.
    pub fn items_of_series(
        &self,
        space: SpaceId,
        replica: Replica,
        from: Seq,
        to: Seq,
    ) -> Result<Vec<ItemRow>> {
        let params = params![space.0, replica.0, number(from.0)?, number(to.0)?];
        self.all(OF_SERIES, params, item)
    }

    /// Envelopes whose position is of an earlier epoch than this, in their old order: the relay has
    /// lost them, and they are to be offered to it again.
    pub fn lost_items(&self, space: SpaceId, epoch: u32, limit: u32) -> Result<Vec<ItemRow>> {
        self.all(LOST, params![space.0, epoch, limit], item)
    }

    /// The envelopes of a device's series that never came with the relay's log, in the order
    /// of their sealing; without those that are [offered no more](Writer::stop_offering).
    pub fn envelopes_without_position(
        &self,
        space: SpaceId,
        device: DeviceId,
    ) -> Result<Vec<ItemRow>> {
        let first = Replica::new(device, [0; 8]);
        let last = Replica::new(device, [0xff; 8]);
        self.all(WITHOUT_POSITION, params![space.0, first.0, last.0], item)
    }

    /// How many envelopes of a device's series a relay that was put back may lack: those without
    /// a position of this epoch, which have left the outbox.
    pub fn own_lost(&self, space: SpaceId, device: DeviceId, epoch: u32) -> Result<u32> {
        let first = Replica::new(device, [0; 8]);
        let last = Replica::new(device, [0xff; 8]);
        self.only(OWN_LOST, params![space.0, first.0, last.0, epoch], |row| {
            row.count(0)
        })
    }

    /// The items of a space in the relay's order, after a position: for rebuilding.
    pub fn items_after(
        &self,
        space: SpaceId,
        epoch: u32,
        n: u64,
        limit: u32,
    ) -> Result<Vec<ItemRow>> {
        let params = params![space.0, epoch, number(n)?, limit];
        self.all(IN_ORDER, params, item)
    }

    /// Envelopes that count and could be opened, in the order in which they came, each with its
    /// number in that order; those after a number.
    pub fn opened_after(&self, number: i64, limit: u32) -> Result<Vec<(i64, ItemRow)>> {
        self.all(OPENED_AFTER, params![number, limit], numbered)
    }

    /// Items that were refused as a whole, in the order in which they came, each with its number
    /// in that order; those after a number.
    pub fn refused_after(&self, number: i64, limit: u32) -> Result<Vec<(i64, ItemRow)>> {
        self.all(REFUSED_AFTER, params![number, limit], numbered)
    }

    /// Items that were refused, newest first: for the Sync screen.
    pub fn refused_items(&self, limit: u32) -> Result<Vec<ItemRow>> {
        self.all(REFUSED, [limit], item)
    }
}

impl Writer<'_> {
    /// Keeps an item, or brings the row with its hash up to date. A hash alone never takes
    /// the place of bytes. A position once known stays until it is [moved](Self::move_item).
    pub fn keep_item(&mut self, item: &ItemRow) -> Result<()> {
        let (kind, bytes): (u8, &[u8]) = match &item.item {
            LogItem::Envelope(bytes) => (item_kind::ENVELOPE, bytes),
            LogItem::TeamChange(bytes) => (item_kind::TEAM_CHANGE, bytes),
            LogItem::Erased(_) => (item_kind::ERASED, &[]),
        };
        let n = item.position.map(|at| number(at.n)).transpose()?;
        let seq = item.place.map(|(_, seq)| number(seq.0)).transpose()?;
        let verdict = &item.verdict;
        self.run(
            PUT,
            params![
                item.space.0,
                item.hash.0,
                kind,
                bytes,
                item.position.map(|at| at.epoch),
                n,
                item.position.map(|at| at.chain.0),
                item.place.map(|(replica, _)| replica.0),
                seq,
                item.holds_place,
                verdict.standing.code(),
                verdict.standing.key().map(|key| key.0),
                verdict.may_change,
                verdict.reason,
                verdict.detail,
            ],
        )?;
        Ok(())
    }

    /// Keeps where the relay has an item now.
    pub fn move_item(
        &mut self,
        space: SpaceId,
        hash: ItemHash,
        position: ItemPosition,
    ) -> Result<()> {
        let params = params![
            space.0,
            hash.0,
            position.epoch,
            number(position.n)?,
            position.chain.0
        ];
        match self.run(MOVE, params)? {
            0 => Err(StoreError::NotThere("the item to move")),
            _ => Ok(()),
        }
    }

    /// The relay lacks this envelope and will not take it: it is kept and not offered again.
    /// Returns whether it was until now.
    pub fn stop_offering(&mut self, space: SpaceId, replica: Replica, seq: Seq) -> Result<bool> {
        Ok(self.run(UNOFFERED, params![space.0, replica.0, number(seq.0)?])? > 0)
    }

    /// Forgets an envelope that was made here and that the relay will never take.
    pub(crate) fn forget_unsent_item(
        &mut self,
        space: SpaceId,
        replica: Replica,
        seq: Seq,
    ) -> Result<()> {
        self.run(FORGET, params![space.0, replica.0, number(seq.0)?])?;
        Ok(())
    }
}

fn numbered(row: &Row<'_>) -> Result<(i64, ItemRow)> {
    Ok((row.get(15)?, item(row)?))
}

fn item(row: &Row<'_>) -> Result<ItemRow> {
    let hash = row.id(1)?;
    let item = match row.get(2)? {
        item_kind::ENVELOPE => LogItem::Envelope(row.get(3)?),
        item_kind::TEAM_CHANGE => LogItem::TeamChange(row.get(3)?),
        item_kind::ERASED => LogItem::Erased(hash),
        _ => return Err(StoreError::damaged("an unknown kind of item")),
    };
    let epoch: Option<u32> = row.get(4)?;
    let position = match epoch {
        Some(epoch) => Some(ItemPosition {
            epoch,
            n: row.number(5)?,
            chain: row.id(6)?,
        }),
        None => None,
    };
    let replica: Option<Replica> = row.id_or_none(7)?;
    let place = match replica {
        Some(replica) => Some((replica, Seq(row.number(8)?))),
        None => None,
    };
    Ok(ItemRow {
        space: row.id(0)?,
        hash,
        item,
        position,
        place,
        holds_place: row.get(9)?,
        verdict: ItemVerdict {
            standing: ItemStanding::of(row.get(10)?, row.id_or_none(11)?)?,
            may_change: row.get(12)?,
            reason: row.get(13)?,
            detail: row.get(14)?,
        },
    })
}
