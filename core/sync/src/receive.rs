//! What a space does with one item: it judges the item, keeps it, and hands its
//! parts on.

use ed25519_dalek::VerifyingKey;
use patchwork_protocol::{DeviceId, Directory, Envelope, ItemHash, LogItem, TeamChange};

use crate::{
    AfterAnswer, Effect, Evidence, ItemState, KeptItem, LogPosition, LogView, Refusal, SeriesPlace,
    Space, WaitingFor,
    judge::{Judgement, judge, place_of},
    overlay::Overlay,
};

/// How many erased items are remembered until a signed change explains them. One
/// that is never explained is proof enough.
const MOST_UNEXPLAINED: usize = 4096;

/// What a space needs to know and does not hold itself.
#[derive(Clone, Copy)]
pub(crate) struct SpaceContext<'a> {
    /// The partnership's directory; `None` when the space is the directory.
    pub(crate) directory: Option<&'a Directory>,
    /// This device.
    pub(crate) me: DeviceId,
    /// Whether the relay has sent everything that it held. Then an item that
    /// still waits for the directory holds up nothing else. Otherwise one member
    /// who names a directory entry that never comes would stop a space for good.
    pub(crate) caught_up: bool,
}

/// What an item has changed for the items that wait, the more the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Progress {
    /// Nothing that an item could wait for.
    None,
    /// An envelope was accepted.
    Accepted,
    /// A team change took effect.
    Team,
}

/// What came of judging an item once more.
pub(crate) enum JudgedAgain {
    /// The same as before; nothing has changed.
    AsBefore,
    /// Something else, and it has changed this for the others.
    Otherwise(Progress),
}

impl Space {
    /// Takes the item that the relay put at `position`. The cursor already stands
    /// there.
    pub(crate) fn receive<V: LogView>(
        &mut self,
        item: LogItem,
        position: Option<LogPosition>,
        context: SpaceContext<'_>,
        overlay: &mut Overlay<'_, V>,
    ) -> Result<Progress, V::Error> {
        let hash = item.hash();
        match &item {
            LogItem::Erased(_) => self.receive_erased(item, position, overlay),
            LogItem::TeamChange(bytes) => {
                let change = match TeamChange::decode(bytes) {
                    Ok(change) => change,
                    Err(error) => {
                        let state = ItemState::Refused(Refusal::Malformed(error.to_string()));
                        self.keep(overlay, item, hash, position, None, state);
                        return Ok(Progress::None);
                    }
                };
                Ok(self.receive_change(change, item, position, context, overlay))
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
                self.receive_envelope(&envelope, item, position, context, overlay)
            }
        }
    }

    /// Takes a hash in place of an item. Only a signed redaction or erasure allows
    /// the relay to send it, and that change stands later in the log than the item
    /// that it destroys. So [`Space::report_withheld`] looks for it when the relay
    /// has sent everything. Bytes that this device holds stay.
    fn receive_erased<V: LogView>(
        &mut self,
        item: LogItem,
        position: Option<LogPosition>,
        overlay: &mut Overlay<'_, V>,
    ) -> Result<Progress, V::Error> {
        let hash = item.hash();
        if !self.gives_up(hash) && self.unexplained.len() < MOST_UNEXPLAINED {
            self.unexplained.insert(hash);
        }
        if !overlay.holds(self.id, hash)? {
            self.keep(overlay, item, hash, position, None, ItemState::Erased);
        } else if let Some(position) = position {
            overlay.move_to(self.id, hash, position);
        }
        Ok(Progress::None)
    }

    fn gives_up(&self, item: ItemHash) -> bool {
        self.team.as_ref().is_some_and(|team| team.gives_up(item))
    }

    /// The relay has sent everything: it withholds what it sent as erased and no
    /// signed change allows it to destroy. Each item is reported once.
    pub(crate) fn report_withheld<V: LogView>(&mut self, overlay: &mut Overlay<'_, V>) {
        let unexplained = core::mem::take(&mut self.unexplained);
        if unexplained.is_empty() {
            return;
        }
        let space = self.id;
        for item in unexplained {
            if !self.gives_up(item) {
                overlay.push(Effect::Evidence(Evidence::Withheld { space, item }));
            }
        }
        overlay.push(Effect::KeepRecord(space));
    }

    fn receive_envelope<V: LogView>(
        &mut self,
        envelope: &Envelope,
        item: LogItem,
        position: Option<LogPosition>,
        context: SpaceContext<'_>,
        overlay: &mut Overlay<'_, V>,
    ) -> Result<Progress, V::Error> {
        let hash = item.hash();
        let place = place_of(envelope);
        let own = place.replica.device() == context.me;
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
                        // The answer to its upload may have been lost. That it is in
                        // the log says the same.
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
                let state = if self.is_signed(envelope, context) {
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
            None if own && self.is_signed(envelope, context) => self.give_up_own(place, overlay),
            None => {}
        }
        self.compare_seen(envelope, place, position, context, overlay)?;
        if self.blocked && !context.caught_up {
            let state = ItemState::Waiting(WaitingFor::EarlierItem);
            self.keep(overlay, item, hash, position, Some(place), state);
            return Ok(Progress::None);
        }
        Ok(self.decide(envelope, item, position, context, overlay))
    }

    /// Judges an envelope and keeps it with what came of it.
    pub(crate) fn decide<V: LogView>(
        &mut self,
        envelope: &Envelope,
        item: LogItem,
        position: Option<LogPosition>,
        context: SpaceContext<'_>,
        overlay: &mut Overlay<'_, V>,
    ) -> Progress {
        let place = place_of(envelope);
        let hash = item.hash();
        let directory = self.as_directory().or(context.directory);
        let is_signed_by = |key: &VerifyingKey| match overlay.signed_ahead {
            Some(ahead) => ahead.is_signed(envelope, hash, self.id, key),
            None => envelope.verify(self.id, key).is_ok(),
        };
        let (state, opened, counts) = match judge(
            self,
            directory,
            envelope,
            is_signed_by,
            position.map(|position| position.n),
        ) {
            Judgement::Opened(opened) if opened.refused.is_empty() => {
                (ItemState::Applied, Some(opened), true)
            }
            Judgement::Opened(opened) => (ItemState::AppliedInPart, Some(opened), true),
            Judgement::Locked(key) => (ItemState::Locked(key), None, true),
            Judgement::Unusable(refusal) => (ItemState::Refused(refusal), None, true),
            // It is verified and stands in its series, and the relay counts it there: what waits is its
            // parts. A cut that left it out would be refused for ever.
            Judgement::Waiting(what @ WaitingFor::Directory(_)) => {
                (ItemState::Waiting(what), None, true)
            }
            Judgement::Waiting(what) => (ItemState::Waiting(what), None, false),
            Judgement::Refused(refusal) => (ItemState::Refused(refusal), None, false),
        };
        if holds_up(&state) && !context.caught_up {
            self.blocked = true;
        }
        let names_another = state == ItemState::Refused(Refusal::OtherDirectory);
        self.keep(overlay, item, hash, position, Some(place), state);
        if names_another {
            overlay.push(Effect::Evidence(Evidence::ForkedDirectory {
                space: self.id,
                place,
                author: place.replica.device(),
            }));
        }
        if let Some(opened) = opened {
            overlay.push(Effect::Apply(opened));
        }
        if !counts {
            return Progress::None;
        }
        self.accept(place.replica, place.seq);
        Progress::Accepted
    }

    /// Judges again everything that is undecided, until one round changes nothing.
    pub(crate) fn settle<V: LogView>(
        &mut self,
        context: SpaceContext<'_>,
        overlay: &mut Overlay<'_, V>,
    ) -> Result<Progress, V::Error> {
        let mut total = self.judge_set_aside(context, overlay);
        while self.pending {
            let undecided = overlay.pending(self.id)?;
            self.pending = !undecided.is_empty();
            self.blocked = false;
            let mut moved = false;
            for pending in undecided {
                let before = pending.state;
                if self.blocked && !context.caught_up && matches!(before, ItemState::Waiting(_)) {
                    continue;
                }
                let judged =
                    self.judge_again(&before, pending.item, pending.position, context, overlay);
                let JudgedAgain::Otherwise(progress) = judged else {
                    continue;
                };
                moved |= progress != Progress::None;
                total = total.max(progress);
            }
            if !moved {
                break;
            }
        }
        Ok(total)
    }

    pub(crate) fn judge_again<V: LogView>(
        &mut self,
        before: &ItemState,
        item: LogItem,
        position: Option<LogPosition>,
        context: SpaceContext<'_>,
        overlay: &mut Overlay<'_, V>,
    ) -> JudgedAgain {
        let start = overlay.effects.len();
        let hash = item.hash();
        let progress = match &item {
            LogItem::Envelope(bytes) => match Envelope::decode(bytes) {
                Ok(envelope) => self.decide(&envelope, item, position, context, overlay),
                Err(_) => return JudgedAgain::AsBefore,
            },
            LogItem::TeamChange(bytes) => match TeamChange::decode(bytes) {
                Ok(change) => self.decide_change_again(change, item, position, context, overlay),
                Err(_) => return JudgedAgain::AsBefore,
            },
            LogItem::Erased(_) => return JudgedAgain::AsBefore,
        };
        // Evidence that comes with the same refusal was told the first time. Other items may be
        // kept too: those that lost their place to this one.
        let is_kept_as_before = |effect: &Effect| matches!(effect, Effect::Keep(kept) if kept.hash == hash && kept.state == *before);
        let same = overlay.effects.iter().skip(start).any(is_kept_as_before);
        if same {
            overlay.forget_from(start);
            return JudgedAgain::AsBefore;
        }
        JudgedAgain::Otherwise(progress)
    }

    pub(crate) fn keep<V: LogView>(
        &mut self,
        overlay: &mut Overlay<'_, V>,
        item: LogItem,
        hash: ItemHash,
        position: Option<LogPosition>,
        place: Option<SeriesPlace>,
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

    /// An own envelope came that this store lacks. The caller drops everything
    /// that is sealed here and has no answer, so the current series ends too,
    /// even when the envelope is of an older one: its next number would lie
    /// behind a dropped one, and the relay would never take it.
    pub(crate) fn give_up_own<V: LogView>(
        &mut self,
        place: SeriesPlace,
        overlay: &mut Overlay<'_, V>,
    ) {
        self.own = None;
        overlay.push(Effect::Copied {
            space: self.id,
            replica: place.replica,
        });
    }

    pub(crate) fn is_signed(&self, envelope: &Envelope, context: SpaceContext<'_>) -> bool {
        self.as_directory()
            .or(context.directory)
            .and_then(|directory| directory.device(envelope.header().replica.device()))
            .is_some_and(|record| envelope.verify(self.id, &record.verifying_key).is_ok())
    }

    /// Compares the head of the log that a member signed as seen with the log that
    /// the relay sent here.
    pub(crate) fn compare_seen<V: LogView>(
        &self,
        envelope: &Envelope,
        place: SeriesPlace,
        position: Option<LogPosition>,
        context: SpaceContext<'_>,
        overlay: &mut Overlay<'_, V>,
    ) -> Result<(), V::Error> {
        let (Some(cursor), Some(position)) = (self.cursor, position) else {
            return Ok(());
        };
        let seen = envelope.header().seen;
        if seen.n == 0 || !seen.is_of(cursor.incarnation) {
            return Ok(());
        }
        let agrees = if seen.n >= position.n {
            // Nobody can have seen what stands after their own envelope.
            false
        } else {
            overlay
                .chain_at(self.id, position.epoch, seen.n)?
                .is_none_or(|chain| seen.names(chain))
        };
        if !agrees && self.is_signed(envelope, context) {
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
pub(crate) fn holds_up(state: &ItemState) -> bool {
    matches!(
        state,
        ItemState::Waiting(WaitingFor::Founding | WaitingFor::Directory(_) | WaitingFor::Device(_))
    )
}
