//! After an update of the app: items that an earlier version refused as a whole.

use patchwork_protocol::{Envelope, LogItem};

use crate::{
    Device, Effect, ItemState, KeptItem, LogView, Space,
    judge::place_of,
    overlay::Overlay,
    receive::{JudgedAgain, SpaceContext},
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
        // The relay has begun its log anew: the item is judged when it comes again.
        if kept.position.is_some_and(|at| at.epoch != self.epoch) {
            return Ok(JudgedAgain::AsBefore);
        }
        if let LogItem::Envelope(bytes) = &kept.item
            && let Ok(envelope) = Envelope::decode(bytes)
        {
            let place = place_of(&envelope);
            let holder = overlay.envelope_at(self.id, place)?;
            // Another envelope has its place; or an own one came that this installation never
            // wrote, of a series that it has given up since.
            let has_lost_its_place = holder.is_some_and(|holder| holder != kept.hash);
            let is_of_a_copy = holder.is_none() && place.replica.device() == context.me;
            if has_lost_its_place || is_of_a_copy {
                return Ok(JudgedAgain::AsBefore);
            }
        }
        Ok(self.judge_again(&kept.state, kept.item, kept.position, context, overlay))
    }
}
