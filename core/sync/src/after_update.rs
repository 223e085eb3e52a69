//! After an update of the app: items that an earlier version refused as a whole.

use patchwork_protocol::{Envelope, ItemHash, LogItem};

use crate::{
    Device, Effect, Evidence, ItemState, KeptItem, LogPosition, LogView, Refusal, Space,
    judge::place_of,
    overlay::Overlay,
    receive::{JudgedAgain, Progress, SpaceContext},
};

impl Device {
    /// Judges an item again that an earlier version refused as a whole, and what waited for it.
    /// Empty if it stays as it is. The caller carries out the effects in the transaction in which
    /// it read the item.
    pub fn judge_refused<V: LogView>(
        &mut self,
        kept: KeptItem,
        log: &V,
    ) -> Result<Vec<Effect>, V::Error> {
        let id = kept.space;
        let is_to_be_judged = match &kept.state {
            ItemState::Refused(refusal) => refusal.may_change_by_update(),
            _ => false,
        };
        if !is_to_be_judged || self.space(id).is_none() || self.is_set_aside(id) {
            return Ok(Vec::new());
        }
        let mut overlay = Overlay::new(log);
        let judged = self.with_space(id, |space, context| {
            space.judge_refused(kept, context, &mut overlay)
        })?;
        if let JudgedAgain::Otherwise(progress) = judged {
            self.follow_up(id, progress, &mut overlay)?;
        }
        Ok(overlay.effects)
    }
}

impl Space {
    fn judge_refused<V: LogView>(
        &mut self,
        kept: KeptItem,
        context: SpaceContext<'_>,
        overlay: &mut Overlay<'_, V>,
    ) -> Result<JudgedAgain, V::Error> {
        let KeptItem {
            hash,
            item,
            position,
            state,
            ..
        } = kept;
        if let LogItem::Envelope(bytes) = &item
            && let Ok(envelope) = Envelope::decode(bytes)
        {
            return self
                .judge_refused_envelope(&envelope, hash, item, position, &state, context, overlay);
        }
        // The relay has begun its log anew: the item is judged when it comes again.
        if position.is_some_and(|at| at.epoch != self.epoch) {
            return Ok(JudgedAgain::AsBefore);
        }
        Ok(self.judge_again(&state, item, position, context, overlay))
    }

    #[allow(clippy::too_many_arguments)] // the fields of one kept item
    fn judge_refused_envelope<V: LogView>(
        &mut self,
        envelope: &Envelope,
        hash: ItemHash,
        item: LogItem,
        position: Option<LogPosition>,
        state: &ItemState,
        context: SpaceContext<'_>,
        overlay: &mut Overlay<'_, V>,
    ) -> Result<JudgedAgain, V::Error> {
        let place = place_of(envelope);
        let is_of_this_epoch = position.is_none_or(|at| at.epoch == self.epoch);
        match overlay.envelope_at(self.id, place)? {
            // It holds its place, and the relay sends it no second time: where its log begins anew,
            // only the item's position changes.
            Some(holder) if holder == hash => {
                let position = position.filter(|_| is_of_this_epoch);
                return Ok(self.judge_again(state, item, position, context, overlay));
            }
            _ if !is_of_this_epoch => return Ok(JudgedAgain::AsBefore),
            Some(_) if self.is_signed(envelope, context) => {
                overlay.push(Effect::Evidence(Evidence::TwoEnvelopes {
                    space: self.id,
                    place,
                }));
                let refused = ItemState::Refused(Refusal::TwoEnvelopes);
                self.keep(overlay, item, hash, position, Some(place), refused);
                return Ok(JudgedAgain::Otherwise(Progress::None));
            }
            Some(_) => return Ok(JudgedAgain::AsBefore),
            // An own one that this installation never wrote: from before it was put back.
            None if place.replica.device() == context.me && self.is_signed(envelope, context) => {
                self.give_up_own(place, overlay);
            }
            None => {}
        }
        self.compare_seen(envelope, place, position, context, overlay)?;
        Ok(self.judge_again(state, item, position, context, overlay))
    }
}
