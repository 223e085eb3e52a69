//! Close, redact, erase.

use crate::{
    ItemHash, Replica, Seq,
    team::{
        Refusal,
        space_core::{Life, SpaceCore},
    },
};

impl SpaceCore {
    /// Makes the space read-only for ever. Its team can still change, because people
    /// leave, and what must not be in it can still be redacted.
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

    /// Destroys the content of a closed space. Closing comes first, in an earlier
    /// change or in the same one, so that nobody erases what others are writing.
    pub(super) fn erase(&mut self) -> Result<(), Refusal> {
        match self.life {
            Life::Open => return Err(Refusal::NotClosed),
            Life::Closed => self.life = Life::Erased,
            Life::Erased => return Err(Refusal::Erased),
        }
        Ok(())
    }
}
