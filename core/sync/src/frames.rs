//! What the device does with each frame of a conversation with the relay.

use patchwork_crypto::unwrap_key;
use patchwork_protocol::{
    Answer, Chain, ChainHash, Cursor, Envelope, Frame, Incarnation, LogItem, Replica, Seq, SpaceId,
    Standing, Wrap,
};

use crate::{
    AfterAnswer, Attention, Device, Effect, Fault, LogPosition, LogView, SeriesPlace, SignedAhead,
    Space, StreamFault, judge::place_of, overlay::Overlay, receive::Progress,
};

impl Device {
    /// Takes one frame. The caller carries out the effects in order and in one
    /// store transaction, which several frames may share.
    ///
    /// On [`Fault::Stream`] nothing has changed: close the connection. On
    /// [`Fault::Store`] restore the device from its store.
    pub fn handle<V: LogView>(
        &mut self,
        frame: Frame,
        log: &V,
    ) -> Result<Vec<Effect>, Fault<V::Error>> {
        self.handle_frame(frame, Overlay::new(log))
    }

    /// The same, while another thread verifies signatures of this frame and the ones after it.
    pub fn handle_signed_ahead<V: LogView>(
        &mut self,
        frame: Frame,
        log: &V,
        signed_ahead: &SignedAhead,
    ) -> Result<Vec<Effect>, Fault<V::Error>> {
        let mut overlay = Overlay::new(log);
        overlay.signed_ahead = Some(signed_ahead);
        self.handle_frame(frame, overlay)
    }

    fn handle_frame<V: LogView>(
        &mut self,
        frame: Frame,
        mut overlay: Overlay<'_, V>,
    ) -> Result<Vec<Effect>, Fault<V::Error>> {
        match frame {
            Frame::Hello { incarnation } => self.greet(incarnation, &mut overlay),
            // Both are about something that this device said of the space: else a
            // relay could fill its memory with names.
            Frame::Acks { space, .. } | Frame::Contradiction { space, .. }
                if self.space(space).is_none() => {}
            // This device knows no place in that log which could be contradicted. It asked as one
            // that waits to be admitted, and was admitted meanwhile.
            Frame::Contradiction { space, .. }
                if self
                    .space(space)
                    .is_some_and(|space| space.cursor.is_none()) => {}
            // Where its items belong, nobody can tell: the relay sends them again once the record
            // can be read.
            Frame::Items { space, .. } | Frame::TeamChanges { space, .. }
                if self.lacks_record(space) => {}
            Frame::Acks { space, answers } => {
                for (replica, seq, answer) in answers {
                    let place = SeriesPlace { replica, seq };
                    let after = self.answered(space, place, answer);
                    if matches!(after, AfterAnswer::Acked { .. }) {
                        self.note_incarnation(space);
                    }
                    overlay.push(Effect::Answered {
                        space,
                        place,
                        after,
                    });
                }
                overlay.push(Effect::KeepRecord(space));
            }
            Frame::Wraps(wraps) => self.take_wraps(wraps, &mut overlay).map_err(Fault::Store)?,
            Frame::Items {
                space,
                first_n,
                items,
            } => {
                self.take_items(space, first_n, items, &mut overlay)?;
            }
            Frame::TeamChanges { space, changes } => {
                self.take_changes(space, changes, &mut overlay)
                    .map_err(Fault::Store)?;
            }
            Frame::Contradiction { space, head } => {
                self.contradict(space, head.incarnation, &mut overlay);
            }
            Frame::NeedCursors => {
                self.conversation.owes_cursors = true;
                overlay.push(Effect::SendCursors);
            }
            Frame::CaughtUp { digest } => {
                self.conversation.caught_up = true;
                self.settle_everywhere(&mut overlay).map_err(Fault::Store)?;
                self.report_withheld(&mut overlay);
                self.complete_epochs(&mut overlay);
                let agrees = digest == self.digest();
                self.conversation.owes_cursors = !agrees;
                overlay.push(Effect::CaughtUp { agrees });
            }
            Frame::Goodbye { reason } => overlay.push(Effect::Ended(format!("{reason:?}"))),
            Frame::Heartbeat | Frame::Unknown => {}
        }
        Ok(overlay.effects)
    }

    /// Notes which database speaks. Another one numbers its wraps anew, so that the
    /// request, which named a number of the old one, left out wraps that this device
    /// lacks: the device asks again, from the first.
    fn greet<V: LogView>(&mut self, incarnation: Incarnation, overlay: &mut Overlay<'_, V>) {
        self.conversation.incarnation = Some(incarnation);
        let is_another = self
            .directory
            .cursor
            .is_some_and(|cursor| cursor.incarnation != incarnation);
        if is_another && self.wraps_after > 0 {
            self.conversation.misses_wraps = true;
            self.wraps_after = 0;
            self.conversation.owes_cursors = true;
            overlay.push(Effect::WrapsUpTo(0));
            overlay.push(Effect::SendCursors);
        }
    }

    /// Notes which database of the relay has acknowledged something in a space
    /// of whose log nothing came yet. Else another database, which lacks it,
    /// would contradict nothing, and nobody would offer it again.
    fn note_incarnation(&mut self, id: SpaceId) {
        let Some(incarnation) = self.conversation.incarnation else {
            return;
        };
        if self.lacks_record(id) {
            return;
        }
        self.with_space(id, |space, _| {
            space.cursor.get_or_insert(Cursor {
                incarnation,
                n: 0,
                chain: ChainHash::ZERO,
            });
        });
    }

    fn take_items<V: LogView>(
        &mut self,
        id: SpaceId,
        first_n: u64,
        items: Vec<LogItem>,
        overlay: &mut Overlay<'_, V>,
    ) -> Result<(), Fault<V::Error>> {
        let incarnation = self.conversation.incarnation.ok_or(StreamFault::NoHello)?;
        let known = self.space(id).and_then(|space| space.cursor);
        let start = Cursor {
            incarnation,
            n: 0,
            chain: ChainHash::ZERO,
        };
        let mut cursor = known
            .filter(|cursor| cursor.incarnation == incarnation)
            .unwrap_or(start);
        let expected = cursor.n.saturating_add(1);
        if first_n > expected || first_n == 0 {
            return Err(StreamFault::Gap {
                space: id,
                expected,
                got: first_n,
            }
            .into());
        }
        if known.is_some_and(|cursor| cursor.incarnation != incarnation) {
            // Items from another database contradict the log, also when the relay
            // sends no `Contradiction` before them.
            self.contradict(id, incarnation, overlay);
        }
        // A frame may come twice: skip the items that are kept already.
        let repeated = usize::try_from(expected - first_n).unwrap_or(usize::MAX);
        let mut total = Progress::None;
        for item in items.into_iter().skip(repeated) {
            let next = Chain {
                n: cursor.n,
                hash: cursor.chain,
            }
            .extend(&item.hash());
            cursor = Cursor {
                incarnation,
                n: next.n,
                chain: next.hash,
            };
            let progress = self.with_space(id, |space, context| {
                space.cursor = Some(cursor);
                let position = LogPosition {
                    epoch: space.epoch,
                    n: cursor.n,
                    chain: cursor.chain,
                };
                space.receive(item, Some(position), context, overlay)
            });
            let progress = progress.map_err(Fault::Store)?;
            // The items after a team change are judged by it: settle at once.
            if progress == Progress::Team {
                self.follow_up(id, progress, overlay)
                    .map_err(Fault::Store)?;
            } else if progress != Progress::None {
                total = progress;
            }
        }
        self.follow_up(id, total, overlay).map_err(Fault::Store)
    }

    fn contradict<V: LogView>(
        &mut self,
        id: SpaceId,
        incarnation: Incarnation,
        overlay: &mut Overlay<'_, V>,
    ) {
        self.with_space(id, |space, _| space.begin_epoch(incarnation));
        overlay.push(Effect::Contradicted { space: id });
        overlay.push(Effect::KeepRecord(id));
        // Another database numbers its wraps anew.
        self.wraps_after = 0;
        overlay.push(Effect::WrapsUpTo(0));
    }

    fn take_changes<V: LogView>(
        &mut self,
        id: SpaceId,
        changes: Vec<Vec<u8>>,
        overlay: &mut Overlay<'_, V>,
    ) -> Result<(), V::Error> {
        for bytes in changes {
            let item = LogItem::TeamChange(bytes);
            let progress = self.with_space(id, |space, context| {
                space.receive(item, None, context, overlay)
            })?;
            self.follow_up(id, progress, overlay)?;
        }
        Ok(())
    }

    fn take_wraps<V: LogView>(
        &mut self,
        wraps: Vec<(u64, Wrap)>,
        overlay: &mut Overlay<'_, V>,
    ) -> Result<(), V::Error> {
        for (number, wrap) in wraps {
            if !self.conversation.misses_wraps {
                self.wraps_after = self.wraps_after.max(number);
            }
            let has_key = self
                .space(wrap.space)
                .is_some_and(|space| space.keys.get(wrap.key_id).is_some());
            if wrap.recipient != self.me || has_key {
                continue;
            }
            // Anyone in a team may upload a wrap. Skip one that does not open, or
            // opens to another key than the one it names.
            let Ok(key) = unwrap_key(&self.secrets, &wrap) else {
                continue;
            };
            self.take_key(wrap.space, key, overlay)?;
        }
        overlay.push(Effect::WrapsUpTo(self.wraps_after));
        Ok(())
    }

    /// A space that is set aside has no team that could explain what was erased: it is looked at
    /// once it was judged again.
    fn report_withheld<V: LogView>(&mut self, overlay: &mut Overlay<'_, V>) {
        let ids: Vec<SpaceId> = self
            .spaces()
            .filter(|space| !space.unexplained.is_empty() && space.set_aside.is_none())
            .map(Space::id)
            .collect();
        for id in ids {
            self.with_space(id, |space, _| space.report_withheld(overlay));
        }
    }

    /// The relay has sent everything: the epoch of every space is completed. What
    /// did not come in it is to be offered.
    fn complete_epochs<V: LogView>(&mut self, overlay: &mut Overlay<'_, V>) {
        self.notice_lost_spaces(overlay);
        let ended: Vec<SpaceId> = self
            .followed()
            .filter(|space| space.is_in_new_epoch())
            .map(|space| space.id)
            .collect();
        for id in ended {
            let before = self.with_space(id, |space, _| {
                space.completed_epoch = space.epoch;
                space.epoch
            });
            overlay.push(Effect::OfferLost { space: id, before });
            overlay.push(Effect::KeepRecord(id));
        }
    }

    /// A space of which another database of the relay sent nothing is one that it
    /// has lost as a whole, its founding included.
    fn notice_lost_spaces<V: LogView>(&mut self, overlay: &mut Overlay<'_, V>) {
        let Some(incarnation) = self.conversation.incarnation else {
            return;
        };
        let lost: Vec<SpaceId> = self
            .followed()
            .filter(|space| {
                space
                    .cursor
                    .is_some_and(|cursor| cursor.incarnation != incarnation)
            })
            .map(|space| space.id)
            .collect();
        for id in lost {
            self.contradict(id, incarnation, overlay);
        }
    }

    /// What follows from the relay's answer to an envelope that was posted.
    ///
    /// When the relay refuses an envelope of this device for good, the device gives
    /// up the envelope's series: the relay will never take the envelopes after it.
    pub fn answered(&mut self, space: SpaceId, place: SeriesPlace, answer: Answer) -> AfterAnswer {
        let own = place.replica.device() == self.me;
        let after = match answer {
            Answer::Accepted { n } | Answer::Duplicate { n } => return AfterAnswer::Acked { n },
            Answer::Busy | Answer::Held | Answer::Quota => return AfterAnswer::Repost,
            // An answer alone never proves that this device is off the team: the
            // relay may have lost the space, or the signed change may still come.
            Answer::NotMember | Answer::Closed
                if self.may_write(space) || self.is_set_aside(space) =>
            {
                if own && self.is_cut(space, place) {
                    // This device was off the team and is back: its old series stays
                    // closed.
                    self.give_up_series(space, place.replica);
                    return AfterAnswer::SealAgain;
                }
                return AfterAnswer::Repost;
            }
            Answer::Gap { .. } if !own => return AfterAnswer::Repost,
            _ if !own => return AfterAnswer::OfferRefused,
            Answer::Gap { expected } if expected < place.seq => {
                // In a series that was given up, nothing can follow. In the current
                // one, the relay has lost earlier envelopes: offer them again first.
                return if self.is_current(space, place.replica) {
                    AfterAnswer::OfferFrom(expected)
                } else {
                    AfterAnswer::SealAgain
                };
            }
            Answer::Gap { .. } | Answer::Fork => {
                // Everything sealed here goes, of whichever series: see `Space::give_up_own`.
                self.with_space(space, |space, _| space.own = None);
                return AfterAnswer::Copied;
            }
            Answer::StaleKey => AfterAnswer::SealAgain,
            Answer::NotMember => AfterAnswer::NeedsAttention(Attention::NotOnTeam),
            Answer::Closed => AfterAnswer::NeedsAttention(Attention::Closed),
            Answer::TooLarge => AfterAnswer::NeedsAttention(Attention::TooLarge),
            Answer::BadSignature | Answer::Malformed => {
                AfterAnswer::NeedsAttention(Attention::NotUnderstood)
            }
        };
        self.give_up_series(space, place.replica);
        after
    }

    /// Checks an envelope of this device's outbox before it is posted. If it cannot
    /// be read any more, as from a damaged store, the device gives it up, and this
    /// is what follows; `None` if it can be read. The relay refuses a whole
    /// request for one envelope that it cannot read.
    pub fn unreadable(
        &mut self,
        space: SpaceId,
        place: SeriesPlace,
        bytes: &[u8],
    ) -> Option<Effect> {
        if Envelope::decode(bytes).is_ok_and(|envelope| place_of(&envelope) == place) {
            return None;
        }
        let after = self.answered(space, place, Answer::Malformed);
        Some(Effect::Answered {
            space,
            place,
            after,
        })
    }

    /// Whether this device may write in a space, by all signed changes that it
    /// holds.
    fn may_write(&self, space: SpaceId) -> bool {
        self.space(space)
            .and_then(Space::team)
            .is_some_and(|team| team.may_write(self.me, self.directory()))
    }

    /// Whether a cut that this device knows closed the series before this envelope.
    fn is_cut(&self, space: SpaceId, place: SeriesPlace) -> bool {
        let standing = self
            .space(space)
            .and_then(Space::team)
            .map(|team| team.standing(place.replica, self.directory()));
        match standing {
            Some(Standing::UpTo(last)) => place.seq > last,
            Some(Standing::Closed) => true,
            _ => false,
        }
    }

    fn is_current(&self, space: SpaceId, replica: Replica) -> bool {
        self.space(space)
            .and_then(|space| space.own)
            .is_some_and(|(current, _): (Replica, Seq)| current == replica)
    }

    /// Nothing can follow in this series any more: the next
    /// [`seal`](Device::seal) starts a fresh one. Seal again what has no answer in
    /// it, and keep the record.
    pub fn give_up_series(&mut self, space: SpaceId, replica: Replica) {
        if self.is_current(space, replica) {
            self.with_space(space, |space, _| space.own = None);
        }
    }

    /// Takes in a key that came as a wrap, or was made here.
    pub(crate) fn take_key<V: LogView>(
        &mut self,
        id: SpaceId,
        key: patchwork_crypto::SpaceKey,
        overlay: &mut Overlay<'_, V>,
    ) -> Result<(), V::Error> {
        let taken = self.with_space(id, |space, _| {
            let team = space.team.as_ref();
            let is_named = team.is_some_and(|team| team.has_key(key.id()));
            let taken = space.keys.offer(key.clone(), is_named);
            space.settle_keys(overlay);
            taken
        });
        if !taken {
            return Ok(());
        }
        overlay.push(Effect::KeepKey { space: id, key });
        self.follow_up(id, Progress::Accepted, overlay)
    }
}
