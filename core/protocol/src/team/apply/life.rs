//! Close, redact, erase.

use crate::{
    ItemHash, Replica, Seq,
    team::{
        Refusal,
        space_core::{Life, SpaceCore},
    },
};

impl SpaceCore {
    /// Read-only from now on, for ever. The team can still change: people leave,
    /// and what must not be there can still be redacted.
    pub(super) fn close(&mut self) -> Result<(), Refusal> {
        match self.life {
            Life::Open => self.life = Life::Closed,
            Life::Closed => return Err(Refusal::AlreadyClosed),
            Life::Erased => return Err(Refusal::Erased),
        }
        Ok(())
    }

    pub(super) fn redact(
        &mut self,
        replica: Replica,
        seq: Seq,
        item: ItemHash,
        part: u32,
    ) -> Result<(), Refusal> {
        if self.life == Life::Erased {
            return Err(Refusal::Erased);
        }
        if !self.redacted.insert((replica, seq, part)) {
            return Err(Refusal::AlreadyRedacted);
        }
        self.given_up.insert(item);
        Ok(())
    }

    /// Content goes only from a space that was closed by an earlier decision,
    /// or the same one: closing comes first, so nobody erases what others still write.
    pub(super) fn erase(&mut self) -> Result<(), Refusal> {
        match self.life {
            Life::Open => return Err(Refusal::NotClosed),
            Life::Closed => self.life = Life::Erased,
            Life::Erased => return Err(Refusal::Erased),
        }
        Ok(())
    }
}
