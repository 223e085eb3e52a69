//! What a relay that was put back to an older state is offered again.

use patchwork_protocol::LogItem;

use crate::{ItemState, KeptItem, LogEpoch, Space};

impl Space {
    /// Items whose epoch is older than this one are lost by the relay. They are
    /// to be offered to it again, in their old order. `None` while an epoch is
    /// not completed, or when the relay never contradicted itself.
    pub fn lost_by_the_relay(&self) -> Option<LogEpoch> {
        (self.epoch > LogEpoch(0) && self.completed_epoch == self.epoch).then_some(self.epoch)
    }

    /// Whether the relay may lack this kept item, so that it is offered again.
    ///
    /// An envelope without a position was acknowledged, but the stream ended
    /// before it came with the log: a relay that was put back may have lost it,
    /// and nobody else has it. (An envelope that has no answer yet is in the
    /// outbox and is posted anyway.) Team changes go another way: see
    /// [`Space::changes_to_post`].
    pub fn is_to_be_offered(&self, item: &KeptItem) -> bool {
        self.lost_by_the_relay().is_some() && self.may_be_lost(item)
    }

    /// Whether the relay may be right when it says that it lacks this kept item:
    /// nothing of it came with the log in this epoch.
    pub fn may_be_lost(&self, item: &KeptItem) -> bool {
        item.counts()
            && item
                .position
                .is_none_or(|position| position.epoch < self.epoch)
    }
}

impl KeptItem {
    /// Whether this is an envelope that was neither refused nor erased. A relay
    /// that lacks another may not be given it.
    pub fn counts(&self) -> bool {
        let stands = match self.state {
            ItemState::Applied
            | ItemState::AppliedInPart
            | ItemState::Locked(_)
            | ItemState::Waiting(_) => true,
            ItemState::Refused(_) | ItemState::Erased => false,
        };
        stands && matches!(self.item, LogItem::Envelope(_))
    }
}
