//! The spaces that are in the writer's memory.
//!
//! A space is read when it is first needed. Its team changes are applied one after another, which
//! checks them again. When there are too many spaces, the least recently used leave. After a group
//! that failed all leave, because they hold changes that were rolled back.
//!
//! A space whose rows contradict each other is set aside, until a group fails or the relay starts
//! again: it takes no more time than a look into a set, and its rows can still be read by the team.

use std::collections::{HashMap, HashSet};

use patchwork_protocol::team::{Directory, SpaceState, TeamChange};
use patchwork_protocol::{PartnershipId, SpaceId};
use rusqlite::Connection;

use super::{
    directories::DirectoryUpdate,
    items::{self, SpaceKey},
    job::Fault,
    space::Space,
};

pub(super) struct SpaceCache {
    /// How many spaces may stay after a group.
    capacity: usize,
    spaces: HashMap<SpaceId, Space>,
    /// Spaces whose rows contradict each other.
    damaged: HashSet<SpaceId>,
    /// How many times a space was put back, over all spaces.
    uses: u64,
    /// Directories that changed or left memory in this group.
    directory_updates: Vec<DirectoryUpdate>,
}

impl SpaceCache {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            spaces: HashMap::new(),
            damaged: HashSet::new(),
            uses: 0,
            directory_updates: Vec::new(),
        }
    }

    /// Lets all spaces leave memory. A space may have been set aside because of a directory that was
    /// rolled back, so each is judged again.
    pub(super) fn clear(&mut self) {
        self.spaces.clear();
        self.damaged.clear();
        self.directory_updates.clear();
    }

    /// Takes a space out to work on it; put it back with [`Self::put`].
    pub(super) fn take(&mut self, db: &Connection, space: SpaceId) -> Result<Option<Space>, Fault> {
        if let Some(found) = self.spaces.remove(&space) {
            return Ok(Some(found));
        }
        if self.damaged.contains(&space) {
            return Err(Fault::Damaged("a space that was set aside".to_owned()));
        }
        let Some(key) = items::find_space(db, space)? else {
            return Ok(None);
        };
        let read = self.read(db, space, key);
        if let Err(Fault::Damaged(what)) = &read
            && self.damaged.insert(space)
        {
            tracing::error!(%what, "a damaged space was set aside; nothing is appended to it");
        }
        read.map(Some)
    }

    /// How many spaces are set aside.
    pub(super) fn set_aside(&self) -> usize {
        self.damaged.len()
    }

    pub(super) fn put(&mut self, id: SpaceId, mut space: Space) {
        self.uses = self.uses.saturating_add(1);
        space.last_use = self.uses;
        self.spaces.insert(id, space);
    }

    pub(super) fn get_mut(&mut self, id: SpaceId) -> Option<&mut Space> {
        self.spaces.get_mut(&id)
    }

    fn read(&mut self, db: &Connection, id: SpaceId, key: SpaceKey) -> Result<Space, Fault> {
        let damaged = |what: String| Fault::Damaged(format!("space {}: {what}", key.row.0));
        let partnership = PartnershipId::from(if key.row == key.directory {
            id
        } else {
            items::space_id(db, key.directory)?
        });
        if key.row != key.directory {
            self.ensure_directory(db, partnership)?;
        }
        let directory = self.directory(partnership);
        let mut state: Option<SpaceState> = None;
        for (_, bytes) in items::team_changes(db, key.row, 1, usize::MAX)? {
            let change = TeamChange::decode(&bytes).map_err(|error| damaged(error.to_string()))?;
            let next = match &state {
                None => SpaceState::found(&change, directory),
                Some(state) => state.apply(&change, directory),
            };
            state = Some(next.map_err(|error| damaged(error.to_string()))?);
        }
        let state = state.ok_or_else(|| damaged("it has no Found".to_owned()))?;
        let mut space = Space::new(key, partnership, state);
        space.read_ends(db)?;
        Ok(space)
    }

    /// Makes sure that a directory is in memory, if there is one.
    pub(super) fn ensure_directory(
        &mut self,
        db: &Connection,
        partnership: PartnershipId,
    ) -> Result<(), Fault> {
        let id = partnership.directory();
        if !self.spaces.contains_key(&id)
            && let Some(space) = self.take(db, id)?
        {
            self.put(id, space);
        }
        Ok(())
    }

    /// The directory, if it is in memory.
    pub(super) fn directory(&self, partnership: PartnershipId) -> Option<&Directory> {
        self.spaces
            .get(&partnership.directory())
            .and_then(Space::directory)
    }

    /// Loads a directory into memory and publishes it to readers.
    pub(super) fn load_directory(
        &mut self,
        db: &Connection,
        partnership: PartnershipId,
    ) -> Result<(), Fault> {
        self.ensure_directory(db, partnership)?;
        self.publish_directory(partnership);
        Ok(())
    }

    /// Publishes a directory that is in memory to readers, once the group is committed.
    pub(super) fn publish_directory(&mut self, partnership: PartnershipId) {
        if let Some(space) = self.spaces.get(&partnership.directory())
            && space.directory().is_some()
        {
            let view = space.view();
            self.directory_updates.push((partnership, Some(view)));
        }
    }

    pub(super) fn take_directory_updates(&mut self) -> Vec<DirectoryUpdate> {
        std::mem::take(&mut self.directory_updates)
    }

    /// Removes the least recently used spaces, if there are too many.
    pub(super) fn make_room(&mut self) {
        if self.spaces.len() <= self.capacity {
            return;
        }
        // An eighth is removed at once, so that the sort is needed only once in many loads.
        let keep = self.capacity - self.capacity / 8;
        let mut by_use: Vec<_> = self
            .spaces
            .iter()
            .map(|(id, space)| (space.last_use, *id))
            .collect();
        by_use.sort_unstable();
        for (_, id) in by_use.iter().take(self.spaces.len().saturating_sub(keep)) {
            if let Some(space) = self.spaces.remove(id)
                && space.directory().is_some()
            {
                self.directory_updates.push((space.partnership, None));
            }
        }
    }
}
