//! What a space does with a team change: apply it in its turn, or take the
//! branch that the relay took.

use patchwork_protocol::{
    Action, LogItem, PractitionerId, Principal, Refusal as TeamRefusal, SpaceState, Standing,
    TeamChange,
};

use crate::{
    Effect, Evidence, Held, ItemState, Position, Refusal, Space, TeamChanged, WaitingFor,
    overlay::Overlay,
    receive::{Around, Progress, holds_up},
};

impl Space {
    pub(crate) fn receive_change<H: Held>(
        &mut self,
        change: TeamChange,
        item: LogItem,
        position: Option<Position>,
        around: Around<'_>,
        overlay: &mut Overlay<'_, H>,
    ) -> Progress {
        let hash = item.hash();
        let index = change.index();
        if let Some(known) = self.change_hash(index) {
            if known == change.hash() {
                match position {
                    Some(position) => {
                        overlay.move_to(self.id, hash, position);
                        self.echoed = self.echoed.max(index.saturating_add(1));
                    }
                    None => self.keep(overlay, item, hash, None, None, ItemState::Applied),
                }
                return Progress::None;
            }
            // What the relay has not told in this telling was only applied
            // here, or was lost with an older database of the relay.
            if index >= self.echoed && position.is_some() {
                return self.take_other_branch(change, item, position, around, overlay);
            }
            overlay.push(Effect::Evidence(Evidence::TwoTeamChanges {
                space: self.id,
                index,
            }));
            let state = ItemState::Refused(Refusal::LostItsPlace);
            self.keep(overlay, item, hash, position, None, state);
            return Progress::None;
        }
        if self.blocked && !around.caught_up {
            let state = ItemState::Waiting(WaitingFor::EarlierItem);
            self.keep(overlay, item, hash, position, None, state);
            return Progress::None;
        }
        self.decide_change(change, item, position, around, overlay)
    }

    /// Applies a team change if its turn has come, and keeps it with what came of it.
    pub(crate) fn decide_change<H: Held>(
        &mut self,
        change: TeamChange,
        item: LogItem,
        position: Option<Position>,
        around: Around<'_>,
        overlay: &mut Overlay<'_, H>,
    ) -> Progress {
        let hash = item.hash();
        let state = match self.apply_change(&change, around) {
            Ok(team) => {
                self.keep(overlay, item, hash, position, None, ItemState::Applied);
                self.note_echo(&change, position);
                self.take_effect(change, team, around, overlay);
                return Progress::Team;
            }
            Err(state) => state,
        };
        if let ItemState::Refused(_) = state
            && self
                .promised
                .is_some_and(|head| head.index == change.index() && head.hash != change.hash())
        {
            overlay.push(Effect::Evidence(Evidence::OtherDirectory {
                space: self.id,
            }));
        }
        if holds_up(&state) && !around.caught_up {
            self.blocked = true;
        }
        self.keep(overlay, item, hash, position, None, state);
        Progress::None
    }

    /// The team after this change, or why there is none.
    fn apply_change(
        &self,
        change: &TeamChange,
        around: Around<'_>,
    ) -> Result<SpaceState, ItemState> {
        if self
            .promised
            .is_some_and(|head| head.index == change.index() && head.hash != change.hash())
        {
            return Err(ItemState::Refused(Refusal::Team(
                "the invitation named another directory".to_owned(),
            )));
        }
        let applied = match &self.team {
            None => SpaceState::found(change, around.directory),
            Some(team) => team.apply(change, around.directory),
        };
        let refusal = match applied {
            Ok(team) if team.space() == self.id => return Ok(team),
            Ok(_) => "it founds another space".to_owned(),
            Err(TeamRefusal::UnknownDirectoryHead) => {
                return Err(ItemState::Waiting(WaitingFor::Directory(
                    change.directory().index,
                )));
            }
            Err(TeamRefusal::Frozen) => return Err(ItemState::Waiting(WaitingFor::Update)),
            Err(TeamRefusal::NotNext { expected, got }) if got > expected => {
                return Err(ItemState::Waiting(WaitingFor::TeamChange));
            }
            Err(_) if self.team.is_none() && change.index() > 0 => {
                return Err(ItemState::Waiting(WaitingFor::Founding));
            }
            Err(refusal) => refusal.to_string(),
        };
        Err(ItemState::Refused(Refusal::Team(refusal)))
    }

    fn take_effect<H: Held>(
        &mut self,
        change: TeamChange,
        team: SpaceState,
        around: Around<'_>,
        overlay: &mut Overlay<'_, H>,
    ) {
        self.note_keyed(&change, &team);
        // Gone again, or decided anew by a manager who knows the team as it is.
        let decided: Vec<_> = about(&change, Named::Anyhow).collect();
        self.back_again
            .retain(|person| team.role_of(*person).is_some() && !decided.contains(person));
        overlay.push(Effect::TeamChanged(TeamChanged {
            space: self.id,
            change: change.clone(),
        }));
        self.team = Some(team);
        for action in change.actions() {
            if let Action::Redact { replica, .. } = action {
                self.pass_redacted(*replica);
            }
        }
        self.changes.push(change);
        self.settle_keys(overlay);
        self.withdraw_beyond_cuts(around, overlay);
    }

    /// Replaces the end of this device's team by the branch that the relay
    /// took after it was restored. The relay decided by compare-and-swap for
    /// everyone; what lost its place is issued again by its author.
    fn take_other_branch<H: Held>(
        &mut self,
        change: TeamChange,
        item: LogItem,
        position: Option<Position>,
        around: Around<'_>,
        overlay: &mut Overlay<'_, H>,
    ) -> Progress {
        let keep = usize::try_from(change.index()).unwrap_or(usize::MAX);
        let mut base = Self::new(self.id, self.promised);
        for earlier in self.changes.iter().take(keep) {
            match base.apply_change(earlier, around) {
                Ok(team) => base.adopt(earlier.clone(), team),
                // It took effect before; that it does not now means that the
                // directory itself took another branch. Judge anew from here.
                Err(_) => break,
            }
        }
        let applied = base.apply_change(&change, around);
        let hash = item.hash();
        let team = match applied {
            Ok(team) => team,
            Err(state) => {
                self.keep(overlay, item, hash, position, None, state);
                return Progress::None;
            }
        };
        let mut removed = Vec::new();
        for lost in self
            .changes
            .split_off(base.changes.len().min(self.changes.len()))
        {
            let item = LogItem::TeamChange(lost.bytes().to_vec());
            let state = ItemState::Refused(Refusal::LostItsPlace);
            removed.extend(about(&lost, Named::Removed));
            self.keep(overlay, item.clone(), item.hash(), None, None, state);
            overlay.push(Effect::TeamChangeLost(TeamChanged {
                space: self.id,
                change: lost,
            }));
        }
        self.keyed_at = base.keyed_at;
        self.back_again.extend(removed);
        self.keep(overlay, item, hash, position, None, ItemState::Applied);
        self.note_echo(&change, position);
        self.take_effect(change, team, around, overlay);
        Progress::Team
    }

    fn note_echo(&mut self, change: &TeamChange, position: Option<Position>) {
        if position.is_some_and(|position| position.telling == self.telling) {
            self.echoed = self.echoed.max(change.index().saturating_add(1));
        }
    }

    /// Takes a change into account without telling anyone.
    pub(crate) fn adopt(&mut self, change: TeamChange, team: SpaceState) {
        self.note_keyed(&change, &team);
        self.team = Some(team);
        self.changes.push(change);
    }

    /// Replays a stored change at start.
    pub(crate) fn replay(
        &mut self,
        change: TeamChange,
        around: Around<'_>,
    ) -> Result<(), ItemState> {
        let team = self.apply_change(&change, around)?;
        self.adopt(change, team);
        Ok(())
    }

    fn note_keyed(&mut self, change: &TeamChange, team: &SpaceState) {
        let at = match team {
            SpaceState::Directory(_) => change.index(),
            SpaceState::Team(_) => change.directory().index,
        };
        for action in change.actions() {
            match action {
                Action::Found { founder, .. } => {
                    self.keyed_at.insert(*founder, at);
                }
                Action::Add {
                    principal: Principal::Practitioner(practitioner),
                    ..
                } => {
                    self.keyed_at.insert(*practitioner, at);
                }
                Action::Rotate { .. } => {
                    self.keyed_at.values_mut().for_each(|keyed| *keyed = at);
                }
                _ => {}
            }
        }
    }

    pub(crate) fn settle_keys<H: Held>(&mut self, overlay: &mut Overlay<'_, H>) {
        let Some(team) = &self.team else { return };
        for id in self.keys.settle(self.id, team) {
            if let Some(key) = self.keys.get(id) {
                overlay.push(Effect::KeepKey {
                    space: self.id,
                    key: key.clone(),
                });
            }
        }
    }

    fn withdraw_beyond_cuts<H: Held>(&mut self, around: Around<'_>, overlay: &mut Overlay<'_, H>) {
        let Some(team) = &self.team else { return };
        let directory = self.as_directory().or(around.directory);
        let mut closed = Vec::new();
        for (replica, last) in &self.replicas {
            if let Standing::UpTo(cut) = team.standing(*replica, directory)
                && cut < *last
            {
                closed.push((*replica, cut));
            }
        }
        for (replica, last) in closed {
            self.replicas.insert(replica, last);
            overlay.push(Effect::Withdraw {
                space: self.id,
                replica,
                last,
            });
        }
    }
}

/// In which way a team change names people.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Removed,
    Anyhow,
}

/// The people whom a team change is about.
fn about(change: &TeamChange, named: Named) -> impl Iterator<Item = PractitionerId> + '_ {
    change
        .actions()
        .iter()
        .filter_map(move |action| match action {
            Action::Remove { principal, .. } => principal.practitioner(),
            Action::Add { principal, .. } | Action::SetRole { principal, .. }
                if named == Named::Anyhow =>
            {
                principal.practitioner()
            }
            _ => None,
        })
}
