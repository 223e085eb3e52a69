//! Parts that were opened but could not be used: changes that wait for others, and what this
//! version refuses. Their bytes are kept; an update of the app tries them again.

use patchwork_protocol::{DeviceId, PartKind, PractitionerId, Replica, Seq, SpaceId};
use rusqlite::{Row, params};

use crate::{
    Reader, Result, Writer,
    columns::{Columns, number},
};

/// The name of a part for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartPlace {
    /// In which space.
    pub space: SpaceId,
    /// The series of its envelope.
    pub replica: Replica,
    /// Its envelope's number.
    pub seq: Seq,
    /// Its index in the envelope.
    pub index: u32,
}

/// Why a part is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeldBecause {
    /// Something that it builds on has not come.
    Waits,
    /// It cannot be used; why, in words.
    Refused(String),
    /// It is of a kind that this version does not know.
    Newer,
}

/// A part that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldPart {
    /// Which.
    pub place: PartPlace,
    /// What it is.
    pub kind: PartKind,
    /// The device that signed it.
    pub device: DeviceId,
    /// Whose device that is.
    pub author: PractitionerId,
    /// What it says.
    pub body: Vec<u8>,
    /// Why it is held.
    pub because: HeldBecause,
}

// What stands in the column `waiting`.
const REFUSED: i64 = 0;
const WAITS: i64 = 1;
const NEWER: i64 = 2;

const PUT: &str = "INSERT INTO held_part
    (space, replica, seq, idx, kind, device, author, body, waiting, reason)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
    ON CONFLICT DO UPDATE SET waiting = excluded.waiting, reason = excluded.reason";
const OF_SPACE: &str =
    "SELECT space, replica, seq, idx, kind, device, author, body, waiting, reason
    FROM held_part WHERE space = ?1 ORDER BY replica, seq, idx";
const ALL: &str = "SELECT space, replica, seq, idx, kind, device, author, body, waiting, reason
    FROM held_part ORDER BY space, replica, seq, idx";
const UNUSED_AFTER: &str =
    "SELECT space, replica, seq, idx, kind, device, author, body, waiting, reason
    FROM held_part WHERE waiting <> 1 AND (space, replica, seq, idx) > (?1, ?2, ?3, ?4)
    ORDER BY space, replica, seq, idx LIMIT ?5";
pub(crate) const ALL_REFUSED: &str =
    "SELECT space, replica, seq, idx, kind, device, author, body, waiting, reason
    FROM held_part INDEXED BY held_part_refused WHERE waiting = 0
    ORDER BY space, replica, seq, idx";
const DROP: &str = "DELETE FROM held_part
    WHERE space = ?1 AND replica = ?2 AND seq = ?3 AND idx = ?4";

const HAS_NEWER: &str = "SELECT 1 FROM held_part WHERE space = ?1 AND waiting = 2 LIMIT 1";

impl Reader<'_> {
    /// Whether a space has parts of a kind that this version does not know.
    pub fn has_newer_parts(&self, space: SpaceId) -> Result<bool> {
        let newer = self.one(HAS_NEWER, [space.0], |_| Ok(()))?;
        Ok(newer.is_some())
    }

    /// The held parts of a space, each series in order.
    pub fn held_parts(&self, space: SpaceId) -> Result<Vec<HeldPart>> {
        self.all(OF_SPACE, [space.0], part)
    }

    /// The parts that this version, or the one before it, refused or did not know: those after a
    /// place.
    pub fn unused_parts_after(
        &self,
        place: Option<PartPlace>,
        limit: u32,
    ) -> Result<Vec<HeldPart>> {
        let (space, replica, seq, index) = match place {
            None => (Vec::new(), Vec::new(), 0, 0),
            Some(place) => (
                place.space.0.to_vec(),
                place.replica.0.to_vec(),
                number(place.seq.0)?,
                place.index,
            ),
        };
        let params = params![space, replica, seq, index, limit];
        self.all(UNUSED_AFTER, params, part)
    }

    /// The held parts that this version refuses: few, or something is wrong.
    pub fn refused_parts(&self) -> Result<Vec<HeldPart>> {
        self.all(ALL_REFUSED, [], part)
    }

    /// All held parts: few, or something is wrong.
    pub fn all_held_parts(&self) -> Result<Vec<HeldPart>> {
        self.all(ALL, [], part)
    }
}

impl Writer<'_> {
    /// Holds a part.
    pub fn hold_part(&mut self, part: &HeldPart) -> Result<()> {
        let (waiting, reason) = match &part.because {
            HeldBecause::Waits => (WAITS, ""),
            HeldBecause::Refused(reason) => (REFUSED, reason.as_str()),
            HeldBecause::Newer => (NEWER, ""),
        };
        let place = part.place;
        self.run(
            PUT,
            params![
                place.space.0,
                place.replica.0,
                number(place.seq.0)?,
                place.index,
                number(part.kind.code())?,
                part.device.0,
                part.author.0,
                part.body,
                waiting,
                reason,
            ],
        )?;
        Ok(())
    }

    /// It could be used after all.
    pub fn release_part(&mut self, place: PartPlace) -> Result<()> {
        let seq = number(place.seq.0)?;
        self.run(
            DROP,
            params![place.space.0, place.replica.0, seq, place.index],
        )?;
        Ok(())
    }
}

fn part(row: &Row<'_>) -> Result<HeldPart> {
    Ok(HeldPart {
        place: PartPlace {
            space: row.id(0)?,
            replica: row.id(1)?,
            seq: Seq(row.number(2)?),
            index: row.count(3)?,
        },
        kind: PartKind::from_code(row.number(4)?),
        device: row.id(5)?,
        author: row.id(6)?,
        body: row.get(7)?,
        because: match row.get(8)? {
            REFUSED => HeldBecause::Refused(row.get(9)?),
            NEWER => HeldBecause::Newer,
            _ => HeldBecause::Waits,
        },
    })
}
