//! Envelopes whose bytes are fixed, until the relay has answered.

use patchwork_model::{AccessReport, ClosedList as _, NotSent};
use patchwork_protocol::{Replica, Seq, SpaceId};
use rusqlite::params;

use super::{
    codes::code,
    outbox::{part, part_columns},
};
use crate::{
    OutboxId, OutboxPart, Reader, Result, StoreError, Writer,
    columns::{Columns, number},
};

/// An envelope with its bytes fixed, without an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedEnvelope {
    /// To which space.
    pub space: SpaceId,
    /// Its series.
    pub replica: Replica,
    /// Its number.
    pub seq: Seq,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

pub(crate) const SEAL: &str =
    "INSERT INTO sealed (space, replica, seq, bytes) VALUES (?1, ?2, ?3, ?4)";
pub(crate) const INTO_ENVELOPE: &str = "UPDATE outbox SET sealed = ?2, undo_until = NULL
    WHERE id = ?1 AND sealed IS NULL AND attention IS NULL";
pub(crate) const SEALED: &str = "SELECT space, replica, seq, bytes FROM sealed ORDER BY id";
pub(crate) const SEALED_ID: &str =
    "SELECT id FROM sealed WHERE space = ?1 AND replica = ?2 AND seq = ?3";
pub(crate) const SEALED_OF_SERIES: &str =
    "SELECT seq FROM sealed WHERE space = ?1 AND replica = ?2";
pub(crate) const SEALED_IN: &str = "SELECT DISTINCT replica FROM sealed WHERE space = ?1";
pub(crate) const DROP_PARTS: &str = "DELETE FROM outbox WHERE sealed = ?1";
pub(crate) const FREE_PARTS: &str = "UPDATE outbox SET sealed = NULL WHERE sealed = ?1";
pub(crate) const ATTENTION: &str =
    "UPDATE outbox SET sealed = NULL, attention = ?2, attention_detail = NULL WHERE sealed = ?1";
pub(crate) const REPORTS_IN: &str = concat!(
    "SELECT body FROM outbox WHERE sealed = ?1 AND kind = ",
    code!(part access)
);
pub(crate) const DROP_REPORTS: &str = concat!(
    "DELETE FROM outbox WHERE sealed = ?1 AND kind = ",
    code!(part access)
);
pub(crate) const DROP_SEALED: &str = "DELETE FROM sealed WHERE id = ?1";
pub(crate) const OF_ENVELOPE: &str = concat!(
    "SELECT ",
    part_columns!(),
    " FROM sealed s JOIN outbox o INDEXED BY outbox_sealed ON o.sealed = s.id
      WHERE s.space = ?1 AND s.replica = ?2 AND s.seq = ?3 ORDER BY o.id"
);

impl Reader<'_> {
    /// The envelopes that have no answer, in the order of sealing.
    pub fn sealed_envelopes(&self) -> Result<Vec<SealedEnvelope>> {
        self.all(SEALED, [], |row| {
            Ok(SealedEnvelope {
                space: row.id(0)?,
                replica: row.id(1)?,
                seq: Seq(row.number(2)?),
                bytes: row.get(3)?,
            })
        })
    }

    /// The parts in an envelope that has no answer.
    pub fn parts_of(&self, space: SpaceId, replica: Replica, seq: Seq) -> Result<Vec<OutboxPart>> {
        let params = params![space.0, replica.0, number(seq.0)?];
        self.all(OF_ENVELOPE, params, part)
    }

    fn sealed_id(&self, space: SpaceId, replica: Replica, seq: Seq) -> Result<Option<i64>> {
        let params = params![space.0, replica.0, number(seq.0)?];
        self.one(SEALED_ID, params, |row| Ok(row.get(0)?))
    }
}

impl Writer<'_> {
    /// Keeps an envelope's bytes, which never change again, with the parts that are in it.
    pub fn seal(&mut self, envelope: &SealedEnvelope, parts: &[OutboxId]) -> Result<()> {
        let params = params![
            envelope.space.0,
            envelope.replica.0,
            number(envelope.seq.0)?,
            envelope.bytes
        ];
        let sealed = self.insert(SEAL, params)?;
        for part in parts {
            if self.run(INTO_ENVELOPE, params![part.0, sealed])? == 0 {
                return Err(StoreError::NotThere("a part to be sealed"));
            }
        }
        Ok(())
    }

    /// The relay has an envelope, durably: its parts leave the outbox. Returns them.
    pub fn acked(&mut self, space: SpaceId, replica: Replica, seq: Seq) -> Result<Vec<OutboxPart>> {
        let parts = self.parts_of(space, replica, seq)?;
        if let Some(id) = self.sealed_id(space, replica, seq)? {
            self.run(DROP_PARTS, [id])?;
            self.run(DROP_SEALED, [id])?;
        }
        Ok(parts)
    }

    /// An envelope was definitely refused: its bytes go and its parts wait to be sealed again.
    /// Returns whether it was in the outbox; for another, nothing changes.
    pub fn seal_again(&mut self, space: SpaceId, replica: Replica, seq: Seq) -> Result<bool> {
        let Some(id) = self.sealed_id(space, replica, seq)? else {
            return Ok(false);
        };
        self.take_reports_back(space, id)?;
        self.run(FREE_PARTS, [id])?;
        self.run(DROP_SEALED, [id])?;
        self.forget_unsent_item(space, replica, seq)?;
        Ok(true)
    }

    /// The same for every envelope of a series without an answer.
    pub fn give_up_series(&mut self, space: SpaceId, replica: Replica) -> Result<()> {
        let numbers = self.all(SEALED_OF_SERIES, params![space.0, replica.0], |row| {
            row.number(0)
        })?;
        for seq in numbers {
            self.seal_again(space, replica, Seq(seq))?;
        }
        Ok(())
    }

    /// The same for every envelope of a space without an answer.
    pub fn give_up_all_series(&mut self, space: SpaceId) -> Result<()> {
        for replica in self.all(SEALED_IN, [space.0], |row| row.id(0))? {
            self.give_up_series(space, replica)?;
        }
        Ok(())
    }

    /// Takes the reports of what was looked at out of an envelope. They are made anew for another
    /// one, and never need attention.
    fn take_reports_back(&mut self, space: SpaceId, sealed: i64) -> Result<()> {
        for body in self.all(REPORTS_IN, [sealed], |row| Ok(row.get::<_, Vec<u8>>(0)?))? {
            // One that cannot be read says nothing, and keeps nobody's words back.
            if let Ok(report) = AccessReport::decode(&body) {
                self.access_unreported(space, &report)?;
            }
        }
        self.run(DROP_REPORTS, [sealed])?;
        Ok(())
    }

    /// An envelope was refused for good: its bytes go, its parts stay and are shown. Returns
    /// whether it was in the outbox; for another, nothing changes.
    pub fn envelope_needs_attention(
        &mut self,
        space: SpaceId,
        replica: Replica,
        seq: Seq,
        why: NotSent,
    ) -> Result<bool> {
        let Some(id) = self.sealed_id(space, replica, seq)? else {
            return Ok(false);
        };
        self.take_reports_back(space, id)?;
        self.run(ATTENTION, params![id, why.code_name()])?;
        self.run(DROP_SEALED, [id])?;
        self.forget_unsent_item(space, replica, seq)?;
        Ok(true)
    }
}
