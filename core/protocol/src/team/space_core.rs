//! What the states of all kinds of spaces have in common.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cut, Refusal, Role, keys::KeyHistory};
use crate::{DirectoryHead, ItemHash, PractitionerId, Replica, Seq, SpaceId};

/// Where a closed replica ends, and the role in which its author wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) last: Seq,
    pub(super) role: Role,
}

/// Whether a space is open, closed or erased. It never goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Life {
    Open,
    Closed,
    Erased,
}

/// What the state of a directory and the state of a team have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SpaceCore {
    pub(super) space: SpaceId,
    pub(super) head: DirectoryHead,
    pub(super) founder: PractitionerId,
    pub(super) keys: KeyHistory,
    pub(super) ended: BTreeMap<Replica, Ended>,
    pub(super) redacted: BTreeSet<(Replica, Seq, u32)>,
    /// The hashes of redacted envelopes.
    pub(super) given_up: BTreeSet<ItemHash>,
    pub(super) life: Life,
    pub(super) is_frozen: bool,
}

impl SpaceCore {
    pub(super) fn new(
        space: SpaceId,
        head: DirectoryHead,
        founder: PractitionerId,
        keys: KeyHistory,
    ) -> Self {
        Self {
            space,
            head,
            founder,
            keys,
            ended: BTreeMap::new(),
            redacted: BTreeSet::new(),
            given_up: BTreeSet::new(),
            life: Life::Open,
            is_frozen: false,
        }
    }

    /// Ends the replicas of a cut. `role_of` says in which role their author wrote
    /// them, and `None` if this cut may not end that replica.
    pub(super) fn end(
        &mut self,
        cut: &Cut,
        role_of: impl Fn(Replica) -> Option<Role>,
    ) -> Result<(), Refusal> {
        for (replica, last) in cut.ends() {
            let role = role_of(*replica).ok_or(Refusal::WrongCut(*replica))?;
            let ended = Ended { last: *last, role };
            if self.ended.insert(*replica, ended).is_some() {
                return Err(Refusal::WrongCut(*replica));
            }
        }
        Ok(())
    }
}
