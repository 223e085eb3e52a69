//! What a space does with a team change: it applies the change in its turn, or
//! takes the branch that the relay took.

use std::sync::Arc;

use patchwork_protocol::{
    Action, LogItem, PractitionerId, Principal, Refusal as TeamRefusal, SpaceState, Standing,
    TeamChange,
};

use crate::{
    Effect, Evidence, ItemState, LogPosition, LogView, Refusal, Space, TeamChanged, WaitingFor,
    overlay::Overlay,
    receive::{Progress, SpaceContext, holds_up},
};

/// How a team change came to this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Came {
    /// Just now, from somewhere.
    Now,
    /// It took effect here before, and the store kept it.
    Before,
}

impl Space {
    pub(crate) fn receive_change<V: LogView>(
        &mut self,
        change: TeamChange,
        item: LogItem,
        position: Option<LogPosition>,
        context: SpaceContext<'_>,
        overlay: &mut Overlay<'_, V>,
    ) -> Progress {
        let hash = item.hash();
        let index = change.index();
        if let Some(known) = self.change_hash(index) {
            if known == change.hash() {
                match position {
                    Some(position) => {
                        overlay.move_to(self.id, hash, position);
                        self.confirmed = self.confirmed.max(index.saturating_add(1));
                    }
                    None => self.keep(overlay, item, hash, None, None, ItemState::Applied),
                }
                return Progress::None;
            }
            return self.contest(change, item, position, context, overlay);
        }
        if self.blocked && !context.caught_up {
            let state = ItemState::Waiting(WaitingFor::EarlierItem);
            self.keep(overlay, item, hash, position, None, state);
            return Progress::None;
        }
        self.decide_change(change, item, position, context, overlay)
    }

    /// Judges a team change again that was kept undecided, or refused by an earlier version.
    pub(crate) fn decide_change_again<V: LogView>(
        &mut self,
        change: TeamChange,
        item: LogItem,
        position: Option<LogPosition>,
        context: SpaceContext<'_>,
        overlay: &mut Overlay<'_, V>,
    ) -> Progress {
        let is_contested = self
            .change_hash(change.index())
            .is_some_and(|known| known != change.hash());
        if is_contested {
            return self.contest(change, item, position, context, overlay);
        }
        self.decide_change(change, item, position, context, overlay)
    }

    /// What becomes of a team change whose place another one has here.
    fn contest<V: LogView>(
        &mut self,
        change: TeamChange,
        item: LogItem,
        position: Option<LogPosition>,
        context: SpaceContext<'_>,
        overlay: &mut Overlay<'_, V>,
    ) -> Progress {
        let index = change.index();
        let is_of_this_epoch = position.is_some_and(|at| at.epoch == self.epoch);
        // A change that is not confirmed in this epoch was only applied here, or
        // another database of the relay has lost it.
        if index >= self.confirmed && is_of_this_epoch {
            return self.take_other_branch(change, item, position, context, overlay);
        }
        overlay.push(Effect::Evidence(Evidence::TwoTeamChanges {
            space: self.id,
            index,
        }));
        let hash = item.hash();
        let state = ItemState::Refused(Refusal::LostItsPlace);
        self.keep(overlay, item, hash, position, None, state);
        Progress::None
    }

    /// Applies a team change if its turn has come, and keeps it with its state.
    pub(crate) fn decide_change<V: LogView>(
        &mut self,
        change: TeamChange,
        item: LogItem,
        position: Option<LogPosition>,
        context: SpaceContext<'_>,
        overlay: &mut Overlay<'_, V>,
    ) -> Progress {
        let hash = item.hash();
        let state = match self.apply_change(&change, context, Came::Now) {
            Ok(team) => {
                self.keep(overlay, item, hash, position, None, ItemState::Applied);
                self.note_confirmed(&change, position);
                self.take_effect(change, team, context, overlay);
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
        if holds_up(&state) && !context.caught_up {
            self.blocked = true;
        }
        self.keep(overlay, item, hash, position, None, state);
        Progress::None
    }

    /// The team after this change, or why there is none.
    pub(crate) fn apply_change(
        &self,
        change: &TeamChange,
        context: SpaceContext<'_>,
        came: Came,
    ) -> Result<SpaceState, ItemState> {
        if self
            .promised
            .is_some_and(|head| head.index == change.index() && head.hash != change.hash())
        {
            return Err(ItemState::Refused(Refusal::Team(
                "the invitation named another directory".to_owned(),
            )));
        }
        if came == Came::Now && self.is_unreadable() {
            return Err(ItemState::Waiting(WaitingFor::Update));
        }
        let applied = match (&self.team, came) {
            (None, Came::Now) => SpaceState::found(change, context.directory),
            (None, Came::Before) => SpaceState::found_before(change, context.directory),
            (Some(team), Came::Now) => team.apply(change, context.directory),
            (Some(team), Came::Before) => team.replay(change, context.directory),
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

    fn take_effect<V: LogView>(
        &mut self,
        change: TeamChange,
        team: SpaceState,
        context: SpaceContext<'_>,
        overlay: &mut Overlay<'_, V>,
    ) {
        self.note_keyed(&change, &team);
        // Who is gone again, or was decided about by a manager who knows the team as
        // it is, needs no other decision.
        let decided: Vec<_> = about(&change, Named::Anyhow).collect();
        self.back_again
            .retain(|person| team.role_of(*person).is_some() && !decided.contains(person));
        overlay.push(Effect::TeamChanged(TeamChanged {
            space: self.id,
            change: change.clone(),
        }));
        self.team = Some(Arc::new(team));
        self.so_far = None;
        if self.set_aside.take().is_some() {
            overlay.push(Effect::JudgedAgain { space: self.id });
        }
        for action in change.actions() {
            if let Action::Redact { replica, .. } = action {
                self.pass_redacted(*replica);
            }
        }
        Arc::make_mut(&mut self.changes).push(Arc::new(change));
        self.settle_keys(overlay);
        self.withdraw_beyond_cuts(context, overlay);
    }

    /// Replaces the end of this device's team by the branch that the relay took
    /// after it was restored. The relay decided for everyone, by compare-and-swap.
    /// The author of a change that lost its place issues it again.
    fn take_other_branch<V: LogView>(
        &mut self,
        change: TeamChange,
        item: LogItem,
        position: Option<LogPosition>,
        context: SpaceContext<'_>,
        overlay: &mut Overlay<'_, V>,
    ) -> Progress {
        let hash = item.hash();
        // Among the changes that nobody here can read may be a removal: it would be undone.
        if self.is_unreadable() {
            let state = ItemState::Waiting(WaitingFor::Update);
            self.keep(overlay, item, hash, position, None, state);
            return Progress::None;
        }
        let keep = usize::try_from(change.index()).unwrap_or(usize::MAX);
        let mut base = Self::new(self.id, self.promised);
        for earlier in self.changes.iter().take(keep) {
            match base.apply_change(earlier, context, Came::Before) {
                Ok(team) => base.adopt(Arc::clone(earlier), team),
                // It took effect before. That it does not now means that the
                // directory itself took another branch: judge anew from here.
                Err(_) => break,
            }
        }
        let applied = base.apply_change(&change, context, Came::Now);
        let team = match applied {
            Ok(team) => team,
            Err(state) => {
                self.keep(overlay, item, hash, position, None, state);
                return Progress::None;
            }
        };
        let mut removed = Vec::new();
        let kept = base.changes.len().min(self.changes.len());
        for lost in Arc::make_mut(&mut self.changes).split_off(kept) {
            let lost = Arc::unwrap_or_clone(lost);
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
        self.note_confirmed(&change, position);
        self.take_effect(change, team, context, overlay);
        Progress::Team
    }

    fn note_confirmed(&mut self, change: &TeamChange, position: Option<LogPosition>) {
        if position.is_some_and(|position| position.epoch == self.epoch) {
            self.confirmed = self.confirmed.max(change.index().saturating_add(1));
        }
    }

    /// Takes a change in, without telling the caller.
    pub(crate) fn adopt(&mut self, change: Arc<TeamChange>, team: SpaceState) {
        self.note_keyed(&change, &team);
        self.team = Some(Arc::new(team));
        Arc::make_mut(&mut self.changes).push(change);
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

    pub(crate) fn settle_keys<V: LogView>(&mut self, overlay: &mut Overlay<'_, V>) {
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

    fn withdraw_beyond_cuts<V: LogView>(
        &mut self,
        context: SpaceContext<'_>,
        overlay: &mut Overlay<'_, V>,
    ) {
        let Some(team) = &self.team else { return };
        let directory = self.as_directory().or(context.directory);
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

/// Which of the people that a team change names are meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    /// Those whom it removes.
    Removed,
    /// Those whom it removes or adds, or whose role it sets.
    Anyhow,
}

/// The people whom a team change names.
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
