//! Foundings: the team changes that make a space.

use patchwork_protocol::team::{Action, SpaceKind, SpaceState, TeamChange};
use patchwork_protocol::{LogItem, PartnershipId, SpaceId, http::TeamPost};
use rusqlite::Connection;

use super::{
    admission::Admission,
    items,
    space::Space,
    teams::{Changed, find_appended, store_members},
};
use crate::log::{Requester, TeamError};

impl Admission {
    /// Makes a partnership by the founding change of its directory.
    pub(super) fn found_partnership(
        &mut self,
        db: &Connection,
        id: SpaceId,
        change: &TeamChange,
        post: &TeamPost,
    ) -> Changed {
        if items::find_space(db, id)?.is_some() {
            return self.repeated_founding(db, id, change);
        }
        let founder = change.actions().iter().find_map(|action| match action {
            Action::Found {
                kind: SpaceKind::Directory,
                founder,
                ..
            } => Some(*founder),
            _ => None,
        });
        if founder.is_none() {
            return Err(
                TeamError::Refused("a partnership begins with its directory".to_owned()).into(),
            );
        }
        let state = SpaceState::found(change, None).map_err(TeamError::from)?;
        let partnership = PartnershipId::from(id);
        let requester = Requester {
            partnership,
            device: change.author(),
            practitioner: founder,
        };
        if !self.spend(requester, post.change.len()) {
            return Err(TeamError::Quota.into());
        }
        let key = items::add_space(db, id, None)?;
        let mut space = Space::new(key, partnership, state);
        let n = space.append(db, LogItem::TeamChange(post.change.clone()), None, false)?;
        self.spaces.put(id, space);
        self.spaces.publish_directory(partnership);
        self.add_wraps(db, requester, &post.wraps)?;
        Ok(n)
    }

    /// Makes a space of an existing partnership.
    pub(super) fn found_space(
        &mut self,
        db: &Connection,
        author: Requester,
        id: SpaceId,
        change: &TeamChange,
        post: &TeamPost,
    ) -> Changed {
        if author.practitioner.is_none() || change.author() != author.device {
            return Err(TeamError::NoSuchSpace.into());
        }
        if items::find_space(db, id)?.is_some() {
            return self.repeated_founding(db, id, change);
        }
        self.spaces.ensure_directory(db, author.partnership)?;
        let Some(directory) = self.spaces.directory(author.partnership) else {
            return Err(TeamError::NoSuchSpace.into());
        };
        let state = SpaceState::found(change, Some(directory)).map_err(TeamError::from)?;
        if matches!(state, SpaceState::Directory(_)) {
            return Err(TeamError::NoSuchSpace.into());
        }
        if !self.spend(author, post.change.len()) {
            return Err(TeamError::Quota.into());
        }
        let Some(home) = items::find_space(db, author.partnership.directory())? else {
            return Err(TeamError::NoSuchSpace.into());
        };
        let key = items::add_space(db, id, Some(home.row))?;
        let mut space = Space::new(key, author.partnership, state);
        let is_wanted = self.listener.wants_items(author.partnership);
        let n = space.append(
            db,
            LogItem::TeamChange(post.change.clone()),
            None,
            is_wanted,
        )?;
        store_members(db, &space, None)?;
        self.touched.insert(id);
        self.spaces.put(id, space);
        self.add_wraps(db, author, &post.wraps)?;
        Ok(n)
    }

    /// Answers a founding of a space that exists. The same change gets the same answer again, because
    /// its sender may not have received the first one.
    fn repeated_founding(&mut self, db: &Connection, id: SpaceId, change: &TeamChange) -> Changed {
        let Some(space) = self.spaces.take(db, id)? else {
            return Err(TeamError::NoSuchSpace.into());
        };
        let appended = find_appended(db, &space, change);
        self.spaces.put(id, space);
        // A space's id is the hash of what was signed, without the signature. The same content under
        // another signature is another change.
        Ok(appended?.ok_or(TeamError::NoSuchSpace)?)
    }
}
