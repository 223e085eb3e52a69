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
            return Ok(Err(TeamError::Refused(
                "a partnership begins with its directory".to_owned(),
            )));
        }
        let state = match SpaceState::found(change, None) {
            Ok(state) => state,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        let partnership = PartnershipId::from(id);
        let requester = Requester {
            partnership,
            device: change.author(),
            practitioner: founder,
        };
        if !self.spend(requester, post.change.len()) {
            return Ok(Err(TeamError::Quota));
        }
        let key = items::add_space(db, id, None)?;
        let mut space = Space::new(key, partnership, state);
        let n = space.append(db, LogItem::TeamChange(post.change.clone()), None, false)?;
        self.spaces.put(id, space);
        self.spaces.publish_directory(partnership);
        self.add_wraps(db, requester, &post.wraps)?;
        Ok(Ok(n))
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
        let no_such_space = Ok(Err(TeamError::NoSuchSpace));
        if author.practitioner.is_none() || change.author() != author.device {
            return no_such_space;
        }
        if items::find_space(db, id)?.is_some() {
            return self.repeated_founding(db, id, change);
        }
        self.spaces.ensure_directory(db, author.partnership)?;
        let Some(directory) = self.spaces.directory(author.partnership) else {
            return no_such_space;
        };
        let state = match SpaceState::found(change, Some(directory)) {
            Ok(state @ SpaceState::Team(_)) => state,
            Ok(SpaceState::Directory(_)) => return no_such_space,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        if !self.spend(author, post.change.len()) {
            return Ok(Err(TeamError::Quota));
        }
        let Some(home) = items::find_space(db, author.partnership.directory())? else {
            return no_such_space;
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
        Ok(Ok(n))
    }

    /// Answers a founding of a space that exists. The same change gets the same answer again, because
    /// its sender may not have received the first one.
    fn repeated_founding(&mut self, db: &Connection, id: SpaceId, change: &TeamChange) -> Changed {
        let Some(space) = self.spaces.take(db, id)? else {
            return Ok(Err(TeamError::NoSuchSpace));
        };
        let appended = find_appended(db, &space, change);
        self.spaces.put(id, space);
        // A space's id is the hash of what was signed, without the signature. The same content under
        // another signature is another change.
        Ok(appended?.ok_or(TeamError::NoSuchSpace))
    }
}
