//! What a space does with one item: judge it, keep it, hand its parts on.

use patchwork_protocol::{
    Action, DeviceId, Directory, Envelope, ItemHash, LogItem, PractitionerId, Principal,
    Refusal as TeamRefusal, SpaceState, TeamChange,
};

use crate::{
    AfterAnswer, Effect, Evidence, Held, ItemState, KeptItem, Place, Position, Refusal, Space,
    TeamChanged, WaitingFor,
    judge::{Judgement, judge, place_of},
    overlay::Overlay,
};

/// What a space needs to know from around it.
#[derive(Clone, Copy)]
pub(crate) struct Around<'a> {
    /// The partnership's directory; `None` when the space is the directory.
    pub(crate) directory: Option<&'a Directory>,
    /// This device.
    pub(crate) me: DeviceId,
    /// Whether the relay has told everything it had: then what still waits
    /// for the directory holds nothing else up. Without this end, one member
    /// who names a directory entry that never comes would stop a space for good.
    pub(crate) caught_up: bool,
}

/// What came of an item, as far as it concerns the ones after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Nothing that anything could wait for.
    None,
    /// An envelope was accepted.
    Accepted,
    /// A team change took effect.
    Team,
}

impl Space {
    /// Takes the item that the relay put at `position`; the cursor is already there.
    pub(crate) fn receive<H: Held>(
        &mut self,
        item: LogItem,
        position: Option<Position>,
        around: Around<'_>,
        overlay: &mut Overlay<'_, H>,
    ) -> Result<Progress, H::Error> {
        let hash = item.hash();
        match &item {
            LogItem::Erased(_) => {
                self.keep(overlay, item, hash, position, None, ItemState::Erased);
                Ok(Progress::None)
            }
            LogItem::TeamChange(bytes) => {
                let change = match TeamChange::decode(bytes) {
                    Ok(change) => change,
                    Err(error) => {
                        let state = ItemState::Refused(Refusal::Malformed(error.to_string()));
                        self.keep(overlay, item, hash, position, None, state);
                        return Ok(Progress::None);
                    }
                };
                Ok(self.receive_change(change, item, position, around, overlay))
            }
            LogItem::Envelope(bytes) => {
                let envelope = match Envelope::decode(bytes) {
                    Ok(envelope) => envelope,
                    Err(error) => {
                        let state = ItemState::Refused(Refusal::Malformed(error.to_string()));
                        self.keep(overlay, item, hash, position, None, state);
                        return Ok(Progress::None);
                    }
                };
                self.receive_envelope(&envelope, item, position, around, overlay)
            }
        }
    }

    fn receive_envelope<H: Held>(
        &mut self,
        envelope: &Envelope,
        item: LogItem,
        position: Option<Position>,
        around: Around<'_>,
        overlay: &mut Overlay<'_, H>,
    ) -> Result<Progress, H::Error> {
        let hash = item.hash();
        let place = place_of(envelope);
        let own = place.replica.device() == around.me;
        let passed = self
            .replicas
            .get(&place.replica)
            .is_some_and(|last| place.seq <= *last);
        let held = if own || passed {
            overlay.envelope_at(self.id, place)?
        } else {
            None
        };
        match held {
            Some(known) if known == hash => {
                if let Some(position) = position {
                    overlay.move_to(self.id, hash, position);
                    if own {
                        self.accept(place.replica, place.seq);
                        // The answer may have been lost; the echo says the same.
                        let after = AfterAnswer::Acked { n: position.n };
                        overlay.push(Effect::Answered {
                            space: self.id,
                            place,
                            after,
                        });
                    }
                }
                return Ok(Progress::None);
            }
            Some(_) => {
                let state = if self.is_signed(envelope, around) {
                    overlay.push(Effect::Evidence(Evidence::TwoEnvelopes {
                        space: self.id,
                        place,
                    }));
                    if own {
                        self.give_up_own(place, overlay);
                    }
                    ItemState::Refused(Refusal::TwoEnvelopes)
                } else {
                    ItemState::Refused(Refusal::BadSignature)
                };
                self.keep(overlay, item, hash, position, Some(place), state);
                return Ok(Progress::None);
            }
            None if own && self.is_signed(envelope, around) => self.give_up_own(place, overlay),
            None => {}
        }
        self.compare_seen(envelope, place, position, around, overlay)?;
        if self.blocked && !around.caught_up {
            let state = ItemState::Waiting(WaitingFor::EarlierItem);
            self.keep(overlay, item, hash, position, Some(place), state);
            return Ok(Progress::None);
        }
        Ok(self.decide(envelope, item, position, around, overlay))
    }

    /// Judges an envelope and keeps it with what came of it.
    pub(crate) fn decide<H: Held>(
        &mut self,
        envelope: &Envelope,
        item: LogItem,
        position: Option<Position>,
        around: Around<'_>,
        overlay: &mut Overlay<'_, H>,
    ) -> Progress {
        let place = place_of(envelope);
        let hash = item.hash();
        let directory = self.as_directory().or(around.directory);
        let (state, opened, counts) = match judge(
            self,
            directory,
            envelope,
            position.map(|position| position.n),
        ) {
            Judgement::Opened(opened) if opened.refused.is_empty() => {
                (ItemState::Applied, Some(opened), true)
            }
            Judgement::Opened(opened) => (ItemState::AppliedInPart, Some(opened), true),
            Judgement::Locked(key) => (ItemState::Locked(key), None, true),
            Judgement::Unusable(refusal) => (ItemState::Refused(refusal), None, true),
            Judgement::Waiting(what) => (ItemState::Waiting(what), None, false),
            Judgement::Refused(refusal) => (ItemState::Refused(refusal), None, false),
        };
        if holds_up(&state) && !around.caught_up {
            self.blocked = true;
        }
        self.keep(overlay, item, hash, position, Some(place), state);
        if let Some(opened) = opened {
            overlay.push(Effect::Apply(opened));
        }
        if !counts {
            return Progress::None;
        }
        self.accept(place.replica, place.seq);
        Progress::Accepted
    }

    fn receive_change<H: Held>(
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

    /// Judges again everything that is undecided, until nothing moves.
    pub(crate) fn settle<H: Held>(
        &mut self,
        around: Around<'_>,
        overlay: &mut Overlay<'_, H>,
    ) -> Result<Progress, H::Error> {
        let mut total = Progress::None;
        while self.pending {
            let undecided = overlay.pending(self.id)?;
            self.pending = !undecided.is_empty();
            self.blocked = false;
            let mut moved = false;
            for pending in undecided {
                let before = pending.state;
                if self.blocked && !around.caught_up && matches!(before, ItemState::Waiting(_)) {
                    continue;
                }
                let Some(progress) =
                    self.judge_again(&before, pending.item, pending.position, around, overlay)
                else {
                    continue;
                };
                moved |= progress != Progress::None;
                if progress == Progress::Team || total == Progress::None {
                    total = if total == Progress::Team {
                        total
                    } else {
                        progress
                    };
                }
            }
            if !moved {
                break;
            }
        }
        Ok(total)
    }

    /// `None` if it came out as before.
    fn judge_again<H: Held>(
        &mut self,
        before: &ItemState,
        item: LogItem,
        position: Option<Position>,
        around: Around<'_>,
        overlay: &mut Overlay<'_, H>,
    ) -> Option<Progress> {
        let start = overlay.effects.len();
        let progress = match &item {
            LogItem::Envelope(bytes) => {
                let envelope = Envelope::decode(bytes).ok()?;
                self.decide(&envelope, item, position, around, overlay)
            }
            LogItem::TeamChange(bytes) => {
                let change = TeamChange::decode(bytes).ok()?;
                self.decide_change(change, item, position, around, overlay)
            }
            LogItem::Erased(_) => return None,
        };
        let same = overlay
            .effects
            .get(start)
            .is_some_and(|effect| matches!(effect, Effect::Keep(kept) if kept.state == *before));
        if same {
            overlay.forget_from(start);
            return None;
        }
        Some(progress)
    }

    fn keep<H: Held>(
        &mut self,
        overlay: &mut Overlay<'_, H>,
        item: LogItem,
        hash: ItemHash,
        position: Option<Position>,
        place: Option<Place>,
        state: ItemState,
    ) {
        self.pending |= state.may_change();
        overlay.keep(KeptItem {
            space: self.id,
            hash,
            item,
            position,
            place,
            state,
        });
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
            if let patchwork_protocol::Standing::UpTo(cut) = team.standing(*replica, directory)
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

    fn give_up_own<H: Held>(&mut self, place: Place, overlay: &mut Overlay<'_, H>) {
        if self
            .own
            .is_some_and(|(replica, _)| replica == place.replica)
        {
            self.own = None;
        }
        overlay.push(Effect::Copied {
            space: self.id,
            replica: place.replica,
        });
    }

    fn is_signed(&self, envelope: &Envelope, around: Around<'_>) -> bool {
        self.as_directory()
            .or(around.directory)
            .and_then(|directory| directory.device(envelope.header().replica.device()))
            .is_some_and(|record| envelope.verify(self.id, &record.verifying_key).is_ok())
    }

    /// A member's signed `seen` against the log as the relay told it here.
    fn compare_seen<H: Held>(
        &self,
        envelope: &Envelope,
        place: Place,
        position: Option<Position>,
        around: Around<'_>,
        overlay: &mut Overlay<'_, H>,
    ) -> Result<(), H::Error> {
        let (Some(cursor), Some(position)) = (self.cursor, position) else {
            return Ok(());
        };
        let seen = envelope.header().seen;
        if seen.n == 0 || !seen.is_of(cursor.incarnation) {
            return Ok(());
        }
        let agrees = if seen.n >= position.n {
            // Nobody can have seen what came after their own words.
            false
        } else {
            overlay
                .chain_at(self.id, position.telling, seen.n)?
                .is_none_or(|chain| seen.names(chain))
        };
        if !agrees && self.is_signed(envelope, around) {
            let author = place.replica.device();
            overlay.push(Effect::Evidence(Evidence::ForkedLog {
                space: self.id,
                place,
                author,
                seen,
            }));
        }
        Ok(())
    }
}

/// Whether an item in this state holds up the ones after it.
fn holds_up(state: &ItemState) -> bool {
    matches!(
        state,
        ItemState::Waiting(WaitingFor::Founding | WaitingFor::Directory(_) | WaitingFor::Device(_))
    )
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
