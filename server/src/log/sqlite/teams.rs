//! Team changes: whether each may be appended, and what the relay does because of it.

use jiff::SignedDuration;
use patchwork_protocol::team::{
    Action, DeviceRecord, Directory, Member, Refusal, Role, SpaceState, TeamChange,
};
use patchwork_protocol::{DeviceId, LogItem, Replica, Seq, SpaceId, http::TeamPost};
use rusqlite::Connection;

use super::{
    admission::Admission,
    items,
    job::{Fault, NotDone, Outcome},
    members,
    space::{Hold, Space},
    wraps,
};
use crate::log::{Notice, Requester, TeamError};

/// How long uploads of a device are refused after the author of a change was told its cut.
const HOLD: SignedDuration = SignedDuration::from_secs(30);

/// The n of a change, or why it was not appended.
pub(super) type Changed = Outcome<u64, TeamError>;

impl From<TeamError> for NotDone<TeamError> {
    fn from(error: TeamError) -> Self {
        Self::Refused(error)
    }
}

impl From<Refusal> for TeamError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::UnknownDirectoryHead => Self::UnknownDirectoryHead,
            other => Self::Refused(other.to_string()),
        }
    }
}

impl Admission {
    /// Appends one team change with its wraps, or says why it may not be appended.
    pub(super) fn change_team(
        &mut self,
        db: &Connection,
        author: Option<Requester>,
        space: Option<SpaceId>,
        post: &TeamPost,
    ) -> Changed {
        let change = TeamChange::decode(&post.change)
            .map_err(|error| TeamError::Malformed(error.to_string()))?;
        // The relay cannot check a change that it does not understand. If it let such a change
        // pass, one member could freeze a case, or the whole directory, for everyone: clients
        // freeze a space at a change that they do not understand.
        if !change.is_understood() {
            return Err(TeamError::NotUnderstood.into());
        }
        match (change.founded_space(), author, space) {
            (Some(founded), None, None) => self.found_partnership(db, founded, &change, post),
            (Some(founded), Some(author), Some(space)) if founded == space => {
                self.found_space(db, author, founded, &change, post)
            }
            (None, Some(author), Some(space)) => {
                self.append_change(db, author, space, &change, post)
            }
            _ => Err(TeamError::Malformed(
                "a founding goes to the space that it founds, and only a founding makes one"
                    .to_owned(),
            )
            .into()),
        }
    }

    fn append_change(
        &mut self,
        db: &Connection,
        author: Requester,
        id: SpaceId,
        change: &TeamChange,
        post: &TeamPost,
    ) -> Changed {
        self.spaces.ensure_directory(db, author.partnership)?;
        let Some(mut space) = self.spaces.take(db, id)? else {
            return Err(TeamError::NoSuchSpace.into());
        };
        let appended = self.compare_and_append(db, author, id, &mut space, change, post);
        self.spaces.put(id, space);
        let n = appended?;
        self.touched.insert(id);
        if id == author.partnership.directory() {
            self.spaces.publish_directory(author.partnership);
        }
        self.add_wraps(db, author, &post.wraps)?;
        Ok(n)
    }

    fn compare_and_append(
        &mut self,
        db: &Connection,
        author: Requester,
        id: SpaceId,
        space: &mut Space,
        change: &TeamChange,
        post: &TeamPost,
    ) -> Changed {
        if space.partnership != author.partnership || !self.may_change(space, author, change) {
            return Err(TeamError::NoSuchSpace.into());
        }
        if let Some(n) = find_appended(db, space, change)? {
            return Ok(n);
        }
        let head = space.state.head();
        if change.previous() != head.hash || change.index() != head.index.saturating_add(1) {
            return Err(TeamError::Moved {
                head,
                cut: Vec::new(),
            }
            .into());
        }

        let before = space.state.clone();
        let directory = match &*before {
            SpaceState::Directory(own) => own,
            SpaceState::Team(_) => match self.spaces.directory(author.partnership) {
                Some(directory) => directory,
                None => return Err(TeamError::NoSuchSpace.into()),
            },
        };
        if let Some(refused) = self.refusal_by_clock(directory, change) {
            return Err(refused.into());
        }
        let next = space
            .state
            .apply(change, Some(directory))
            .map_err(TeamError::from)?;
        if !redacted_items_exist(db, space, change)? {
            return Err(
                TeamError::Refused("it redacts an envelope that is not here".to_owned()).into(),
            );
        }
        if let Some(TrueCut { ends, devices }) = wrong_cut(space, directory, change) {
            let until = self.now.saturating_add(HOLD).unwrap_or(self.now);
            space.holds.retain(|hold| hold.until > self.now);
            space
                .holds
                .extend(devices.into_iter().map(|device| Hold { device, until }));
            return Err(TeamError::Moved { head, cut: ends }.into());
        }
        if !self.spend(author, post.change.len()) {
            return Err(TeamError::Quota.into());
        }

        let is_wanted = self.listener.wants_items(author.partnership);
        let n = space.append(
            db,
            LogItem::TeamChange(post.change.clone()),
            None,
            is_wanted,
        )?;
        // Those who leave are told of this change, and of nothing after it, even if that is
        // written in the same group.
        let mut audience = space.audience(self.now);
        space.state = next.into();
        space.holds.clear();
        audience.join(space.audience(self.now));
        if let Some(appended) = space.take_appended(id) {
            self.notices
                .push((space.partnership, Notice::ItemsAppended(audience, appended)));
        }
        store_members(db, space, Some(&before))?;
        self.apply_effects(db, space, change)?;
        Ok(n)
    }

    /// Whether the author may change this team at all: members may, and an invited device may
    /// enrol itself.
    fn may_change(&self, space: &Space, author: Requester, change: &TeamChange) -> bool {
        match author.practitioner {
            Some(person) => {
                space.is_member(person, self.now)
                    || self.promotes_from_outside(space, author, change)
            }
            None => {
                space.directory().is_some()
                    && change.author() == author.device
                    && change
                        .actions()
                        .iter()
                        .all(|action| matches!(action, Action::Enrol { .. }))
            }
        }
    }

    /// Whether the change makes a member of the team a manager, by an administrator who is not in
    /// the team. The rules of teams allow that where no manager is left who could. An administrator
    /// must not learn by trying that a space exists, so unless the change names the space's last
    /// change, or may be appended, the answer is that there is no such space.
    fn promotes_from_outside(&self, space: &Space, author: Requester, change: &TeamChange) -> bool {
        let is_alone = matches!(
            change.actions(),
            [Action::SetRole {
                role: Role::Manager,
                ..
            }]
        );
        let is_outside = author
            .practitioner
            .is_some_and(|person| space.state.role_of(person).is_none());
        is_alone
            && is_outside
            && change.author() == author.device
            && (change.head() == space.state.head()
                || space
                    .state
                    .apply(change, self.spaces.directory(author.partnership))
                    .is_ok())
    }

    /// Refuses what only the relay's clock and its present directory can decide: an enrolment by an
    /// expired invitation, a change by a device that is not active.
    fn refusal_by_clock(&self, directory: &Directory, change: &TeamChange) -> Option<TeamError> {
        let author = change.author();
        for action in change.actions() {
            if let Action::Enrol { invite_key, .. } = action {
                let is_over = directory
                    .invite(invite_key)
                    .is_none_or(|invite| invite.expiry <= self.now);
                return is_over.then(|| Refusal::InviteExpired.into());
            }
        }
        let is_active = directory
            .device(author)
            .is_some_and(DeviceRecord::is_active);
        (!is_active).then(|| Refusal::UnknownAuthor(author).into())
    }

    /// Carries out what an appended change demands of the relay: erases bytes, and notes whose
    /// access ended.
    fn apply_effects(
        &mut self,
        db: &Connection,
        space: &Space,
        change: &TeamChange,
    ) -> Result<(), Fault> {
        for action in change.actions() {
            match action {
                Action::Redact { replica, seq, .. } => {
                    if let Some(series) = space.series.get(replica)
                        && let Some(found) = items::find_in_series(db, series.row, *seq)?
                        && let Some(bytes) = found.body
                    {
                        let hash = LogItem::Envelope(bytes).hash();
                        items::erase(db, space.key.row, found.n, hash)?;
                    }
                }
                Action::Erase => {
                    for (n, bytes) in items::envelopes_of(db, space.key.row)? {
                        let hash = LogItem::Envelope(bytes).hash();
                        items::erase(db, space.key.row, n, hash)?;
                    }
                    wraps::remove_all(db, space.key.row)?;
                }
                Action::RevokeDevice { device, .. } => self
                    .notices
                    .push((space.partnership, Notice::DeviceRevoked(*device))),
                Action::RemovePractitioner { practitioner, .. } => self.notices.push((
                    space.partnership,
                    Notice::PractitionerRemoved(*practitioner),
                )),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether each envelope that a change redacts is in the log under the hash that it names, erased or
/// not. Otherwise a change could claim to redact what was never written.
fn redacted_items_exist(
    db: &Connection,
    space: &Space,
    change: &TeamChange,
) -> Result<bool, Fault> {
    for action in change.actions() {
        let Action::Redact {
            replica, seq, item, ..
        } = action
        else {
            continue;
        };
        let found = match space.series.get(replica) {
            Some(series) => items::find_in_series(db, series.row, *seq)?,
            None => None,
        };
        if found.and_then(items::StoredItem::into_hash) != Some(*item) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The n of this change, if the log has it already.
pub(super) fn find_appended(
    db: &Connection,
    space: &Space,
    change: &TeamChange,
) -> Result<Option<u64>, Fault> {
    if change.index() > space.state.head().index {
        return Ok(None);
    }
    Ok(items::find_team_change(db, space.key.row, change.index())?
        .filter(|(_, body)| body == change.bytes())
        .map(|(n, _)| n))
}

/// Stores who is on the team now.
pub(super) fn store_members(
    db: &Connection,
    space: &Space,
    before: Option<&SpaceState>,
) -> Result<(), Fault> {
    if space.directory().is_some() {
        return Ok(());
    }
    let after = space.state.members();
    let of = |members: &[Member]| -> Vec<_> {
        members
            .iter()
            .filter_map(|member| Some((member.principal.practitioner()?, member.until)))
            .collect()
    };
    let staying = of(&after);
    for (person, _) in before.map(|state| of(&state.members())).unwrap_or_default() {
        if !staying.iter().any(|(other, _)| *other == person) {
            members::remove(db, space.key.directory, person, space.key.row)?;
        }
    }
    for (person, until) in staying {
        members::set(db, space.key.directory, person, space.key.row, until)?;
    }
    Ok(())
}

/// The last items of those who leave, as the log has them, and their devices.
struct TrueCut {
    ends: Vec<(Replica, Seq)>,
    devices: Vec<DeviceId>,
}

/// The cut that the log has, if the change names another.
fn wrong_cut(space: &Space, directory: &Directory, change: &TeamChange) -> Option<TrueCut> {
    space
        .state
        .cut_claims(change, Some(directory))
        .into_iter()
        .find_map(|claim| {
            let truth: Vec<_> = space
                .ends_of(|device| claim.devices.contains(&device))
                .into_iter()
                .filter(|(replica, _)| space.state.cut_of(*replica).is_none())
                .collect();
            (claim.ends != truth).then(|| TrueCut {
                ends: truth,
                devices: claim.devices.into_iter().collect(),
            })
        })
}
