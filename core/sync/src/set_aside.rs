//! A space whose team was judged once and cannot be judged now. It stops nothing else,
//! and nothing of it is lost.

use std::{collections::BTreeMap, sync::Arc};

use patchwork_protocol::{
    Action, Directory, KeyId, PractitionerId, Principal, Role, SpaceId, TeamChange,
};

use crate::{
    Device, Effect, ItemState, LogView, Space, WaitingFor,
    changes::Came,
    overlay::Overlay,
    receive::{Progress, SpaceContext},
};

/// Why the kept changes of a team, which took effect before, do not take effect now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetAside {
    /// A change names an entry that the directory lacks: a relay that was put back to
    /// an older state took another one in its place. It may come back.
    #[error("change {index} names entry {entry} of the directory, which is not known any more")]
    Directory {
        /// The change.
        index: u64,
        /// The entry.
        entry: u64,
    },
    /// A change cannot be read: a newer version wrote it, or it is damaged.
    #[error("change {index} cannot be read")]
    Unreadable {
        /// The change.
        index: u64,
    },
    /// The record that the store keeps of the space cannot be read: a newer version wrote
    /// it, or it is damaged. How far the log was followed is not known: nothing of the space is
    /// taken in, and the record is not written.
    #[error("its record cannot be read: {reason}")]
    Record {
        /// What is wrong with it.
        reason: String,
    },
    /// The rules refuse a change.
    #[error("change {index}: {reason}")]
    Refused {
        /// The change.
        index: u64,
        /// Why.
        reason: String,
    },
}

impl SetAside {
    fn of(index: u64, state: &ItemState) -> Self {
        match state {
            ItemState::Waiting(WaitingFor::Directory(entry)) => Self::Directory {
                index,
                entry: *entry,
            },
            state => Self::Refused {
                index,
                reason: state.to_string(),
            },
        }
    }

    /// A name for reports that holds nothing of the space.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Directory { .. } => "directory-lost",
            Self::Unreadable { .. } => "change-unreadable",
            Self::Record { .. } => "record-unreadable",
            Self::Refused { .. } => "refused",
        }
    }
}

impl Space {
    /// Why this space is set aside, if it is. Then it has no team: nothing is sealed or
    /// decided in it, its items wait, and its keys and changes are kept.
    pub fn set_aside(&self) -> Option<&SetAside> {
        self.set_aside.as_ref()
    }

    /// Whom the kept changes put on the team, in which role, unjudged: for screens,
    /// while the space is set aside.
    pub fn named_members(&self) -> BTreeMap<PractitionerId, Role> {
        let mut members = BTreeMap::new();
        for action in self.changes.iter().flat_map(|change| change.actions()) {
            match action {
                Action::Found { founder, .. } => {
                    members.insert(*founder, Role::Manager);
                }
                Action::Add {
                    principal: Principal::Practitioner(who),
                    role,
                    ..
                }
                | Action::SetRole {
                    principal: Principal::Practitioner(who),
                    role,
                    ..
                } => {
                    members.insert(*who, *role);
                }
                Action::Remove {
                    principal: Principal::Practitioner(who),
                    ..
                } => {
                    members.remove(who);
                }
                _ => {}
            }
        }
        members
    }

    /// Whether a kept change, or the record, cannot be read. Then nothing is decided here before
    /// the app is opened by a version that reads it.
    pub(crate) fn is_unreadable(&self) -> bool {
        matches!(
            self.set_aside,
            Some(SetAside::Unreadable { .. } | SetAside::Record { .. })
        )
    }

    /// Whether its record could be read.
    pub(crate) fn has_record(&self) -> bool {
        !matches!(self.set_aside, Some(SetAside::Record { .. }))
    }

    /// Sets it aside, for another reason than that its kept changes do not take effect. The team
    /// of those that do is an old one.
    pub(crate) fn put_aside(&mut self, why: SetAside) {
        if self.set_aside.is_none() {
            self.so_far = self.team.take();
        }
        self.set_aside = Some(why);
    }

    /// Whether a kept change names this key.
    pub(crate) fn names_key(&self, id: KeyId) -> bool {
        let mut actions = self.changes.iter().flat_map(|change| change.actions());
        actions.any(|action| match action {
            Action::Found { key_id, .. } | Action::Rotate { key_id, .. } => *key_id == id,
            _ => false,
        })
    }

    /// Takes the changes that the store kept, as far as they can be read.
    pub(crate) fn take_kept(&mut self, stored: &[Vec<u8>], context: SpaceContext<'_>) {
        let mut kept = Vec::with_capacity(stored.len());
        let mut unreadable = None;
        for (index, bytes) in (0_u64..).zip(stored) {
            let Ok(change) = TeamChange::decode(bytes) else {
                unreadable = Some(SetAside::Unreadable { index });
                break;
            };
            kept.push(Arc::new(change));
        }
        self.changes = Arc::new(kept);
        self.judge_kept(context);
        // What comes after it was decided too.
        if let Some(why) = unreadable {
            self.put_aside(why);
        }
    }

    /// Makes the team of the kept changes. Their signatures were verified before they
    /// were kept. If one does not take effect, the space is set aside.
    fn judge_kept(&mut self, context: SpaceContext<'_>) {
        let mut judged = Self::new(self.id, self.promised);
        for change in self.changes.iter() {
            match judged.apply_change(change, context, Came::Before) {
                Ok(team) => judged.adopt(Arc::clone(change), team),
                Err(state) => {
                    self.so_far = judged.team;
                    self.set_aside = Some(SetAside::of(change.index(), &state));
                    return;
                }
            }
        }
        self.team = judged.team;
        self.keyed_at = judged.keyed_at;
        self.so_far = None;
        self.set_aside = None;
    }

    /// Judges a space that is set aside again, with what is known now.
    pub(crate) fn judge_set_aside<V: LogView>(
        &mut self,
        context: SpaceContext<'_>,
        overlay: &mut Overlay<'_, V>,
    ) -> Progress {
        if self.set_aside.is_none() || self.is_unreadable() {
            return Progress::None;
        }
        self.judge_kept(context);
        if self.set_aside.is_some() {
            return Progress::None;
        }
        self.settle_keys(overlay);
        overlay.push(Effect::JudgedAgain { space: self.id });
        Progress::Team
    }
}

impl Device {
    /// The directory, or as much of it as could be judged: for names on screens.
    /// Nothing is decided by it.
    pub fn known_directory(&self) -> Option<&Directory> {
        self.directory()
            .or_else(|| self.directory.directory_so_far())
    }

    pub(crate) fn lacks_record(&self, space: SpaceId) -> bool {
        self.space(space).is_some_and(|space| !space.has_record())
    }

    pub(crate) fn is_set_aside(&self, space: SpaceId) -> bool {
        self.space(space)
            .is_some_and(|space| space.set_aside.is_some())
    }
}
