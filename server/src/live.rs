//! Open streams, and what they are told of each commit.
//!
//! The [`Hub`] listens to the log. After each commit it puts what happened into the mailbox of
//! every stream that may know of it. A mailbox is bounded: a stream that does not keep up is told
//! that it is *behind*, and reads from the log itself from where it stands. So a slow reader costs
//! a flag and no queue.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use patchwork_protocol::{
    DeviceId, Frame, FrameWriter, PartnershipId, PractitionerId, limits::ITEMS_PER_FRAME,
};
use tokio::sync::Notify;

use crate::log::{AppendedItems, CommitListener, CommitNotices, Notice, SpaceRow};

/// AppendedBlock that one mailbox holds before its stream counts as behind.
const MAILBOX: usize = 32;

/// Appended items of one space, made ready once for all streams.
#[derive(Debug)]
pub struct AppendedBlock {
    /// The space's place in the log.
    pub space: SpaceRow,
    /// The first item's n.
    pub first_n: u64,
    /// The last item's n.
    pub last_n: u64,
    /// All of them as one plain block of the stream; none where it would be large, and they are
    /// to be read from the log.
    pub block: Option<Bytes>,
}

impl From<AppendedItems> for AppendedBlock {
    fn from(appended: AppendedItems) -> Self {
        let AppendedItems {
            space,
            row,
            first_n,
            last_n,
            items,
        } = appended;
        let frame = items
            .filter(|items| items.len() <= ITEMS_PER_FRAME)
            .map(|items| Frame::Items {
                space,
                first_n,
                items,
            });
        Self {
            space: row,
            first_n,
            last_n,
            block: frame
                .and_then(|frame| FrameWriter::plain().write(&frame).ok())
                .map(Bytes::from),
        }
    }
}

/// What waits for one stream.
#[derive(Debug, Default)]
pub struct Mail {
    /// The device may not listen any longer.
    pub access_ended: bool,
    /// New wraps are in the log; they come before the appended.
    pub wraps: bool,
    /// More happened than the mailbox holds: compare with the log.
    pub behind: bool,
    /// What happened, in order.
    pub blocks: Vec<Arc<AppendedBlock>>,
}

impl Mail {
    fn is_empty(&self) -> bool {
        !self.access_ended && !self.wraps && !self.behind && self.blocks.is_empty()
    }

    fn add(&mut self, block: Arc<AppendedBlock>) {
        if self.blocks.len() < MAILBOX {
            self.blocks.push(block);
        } else {
            self.blocks = Vec::new();
            self.behind = true;
        }
    }
}

#[derive(Debug, Default)]
struct Mailbox {
    waiting: Mutex<Mail>,
    wake: Notify,
}

impl Mailbox {
    /// After a cut nothing more is put in: what was before it may still be read.
    fn put(&self, change: impl FnOnce(&mut Mail)) {
        let mut waiting = lock(&self.waiting);
        if !waiting.access_ended {
            change(&mut waiting);
        }
        drop(waiting);
        self.wake.notify_one();
    }
}

#[derive(Debug)]
struct Listener {
    id: u64,
    device: DeviceId,
    practitioner: Option<PractitionerId>,
    mailbox: Arc<Mailbox>,
}

#[derive(Debug, Default)]
struct Listeners {
    next_id: u64,
    of: HashMap<PartnershipId, Vec<Listener>>,
}

/// All live streams of this relay.
#[derive(Debug, Clone, Default)]
pub struct Hub {
    listeners: Arc<Mutex<Listeners>>,
}

impl Hub {
    /// Starts to listen. Read the log's heads after this, not before: what
    /// happens in between is then in the mailbox. `practitioner` is none for a
    /// device that is not admitted yet.
    pub fn listen(
        &self,
        partnership: PartnershipId,
        device: DeviceId,
        practitioner: Option<PractitionerId>,
    ) -> Subscription {
        let mailbox = Arc::new(Mailbox::default());
        let mut listeners = lock(&self.listeners);
        let id = listeners.next_id;
        listeners.next_id += 1;
        listeners.of.entry(partnership).or_default().push(Listener {
            id,
            device,
            practitioner,
            mailbox: mailbox.clone(),
        });
        Subscription {
            hub: self.clone(),
            partnership,
            id,
            mailbox,
        }
    }

    /// How many streams are open.
    pub fn len(&self) -> usize {
        lock(&self.listeners).of.values().map(Vec::len).sum()
    }

    /// Whether none is open.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Changes the mailboxes of those streams of a partnership for which `concerns` holds.
    fn put(
        &self,
        partnership: PartnershipId,
        concerns: impl Fn(&Listener) -> bool,
        change: impl Fn(&mut Mail),
    ) {
        if let Some(listeners) = lock(&self.listeners).of.get(&partnership) {
            let concerned = listeners.iter().filter(|listener| concerns(listener));
            concerned.for_each(|listener| listener.mailbox.put(&change));
        }
    }

    fn deliver(&self, partnership: PartnershipId, notice: Notice) {
        match notice {
            Notice::WrapsAdded(recipient) => self.put(
                partnership,
                |listener| listener.device == recipient,
                |mail| mail.wraps = true,
            ),
            Notice::ItemsAppended(audience, appended) => {
                let block = Arc::new(AppendedBlock::from(appended));
                self.put(
                    partnership,
                    |listener| audience.includes(listener.practitioner),
                    |mail| mail.add(block.clone()),
                );
            }
            Notice::DeviceRevoked(device) => self.put(
                partnership,
                |listener| listener.device == device,
                |mail| mail.access_ended = true,
            ),
            Notice::PractitionerRemoved(person) => self.put(
                partnership,
                |listener| listener.practitioner == Some(person),
                |mail| mail.access_ended = true,
            ),
        }
    }
}

impl CommitListener for Hub {
    fn wants_items(&self, partnership: PartnershipId) -> bool {
        lock(&self.listeners).of.contains_key(&partnership)
    }

    fn notify(&self, notices: CommitNotices) {
        for (partnership, notice) in notices.notices {
            self.deliver(partnership, notice);
        }
    }
}

/// One stream's place in the hub; leaves it when dropped.
#[derive(Debug)]
pub struct Subscription {
    hub: Hub,
    partnership: PartnershipId,
    id: u64,
    mailbox: Arc<Mailbox>,
}

impl Subscription {
    /// Waits until something happened, and takes all of it.
    pub async fn next(&self) -> Mail {
        loop {
            let mail = self.take();
            if !mail.is_empty() {
                return mail;
            }
            self.mailbox.wake.notified().await;
        }
    }

    /// Takes what waits now.
    pub fn take(&self) -> Mail {
        std::mem::take(&mut *lock(&self.mailbox.waiting))
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut listeners = lock(&self.hub.listeners);
        if let Some(of_partnership) = listeners.of.get_mut(&self.partnership) {
            of_partnership.retain(|listener| listener.id != self.id);
            if of_partnership.is_empty() {
                listeners.of.remove(&self.partnership);
            }
        }
    }
}

/// A panic elsewhere leaves these lists whole: each change is one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use patchwork_protocol::{FrameReader, LogItem, SpaceId};

    use super::*;
    use crate::log::Audience;

    const HERE: PartnershipId = PartnershipId([1; 32]);
    const ANNA: PractitionerId = PractitionerId([1; 16]);
    const BEN: PractitionerId = PractitionerId([2; 16]);

    fn appended(n: u64, audience: Audience) -> CommitNotices {
        let items = AppendedItems {
            space: SpaceId([3; 32]),
            row: SpaceRow(7),
            first_n: n,
            last_n: n,
            items: Some(vec![LogItem::Envelope(vec![9; 40])]),
        };
        happened(Notice::ItemsAppended(audience, items))
    }

    fn happened(notice: Notice) -> CommitNotices {
        CommitNotices {
            notices: vec![(HERE, notice)],
            measure: None,
        }
    }

    #[tokio::test]
    async fn only_the_team_hears_of_a_space() {
        let hub = Hub::default();
        let anna = hub.listen(HERE, DeviceId([1; 8]), Some(ANNA));
        let ben = hub.listen(HERE, DeviceId([2; 8]), Some(BEN));
        let elsewhere = hub.listen(PartnershipId([2; 32]), DeviceId([1; 8]), Some(ANNA));
        hub.notify(appended(1, Audience::Practitioners(vec![ANNA])));
        assert_eq!(anna.next().await.blocks.len(), 1);
        assert!(ben.take().blocks.is_empty());
        assert!(elsewhere.take().blocks.is_empty());
    }

    #[tokio::test]
    async fn new_items_are_one_block_that_every_stream_passes_on() {
        let hub = Hub::default();
        let anna = hub.listen(HERE, DeviceId([1; 8]), Some(ANNA));
        hub.notify(appended(4, Audience::Everybody));
        let mail = anna.next().await;
        let mut reader = FrameReader::new();
        reader.push(mail.blocks[0].block.as_ref().unwrap());
        assert_eq!(
            reader.next_frame().unwrap(),
            Some(Frame::Items {
                space: SpaceId([3; 32]),
                first_n: 4,
                items: vec![LogItem::Envelope(vec![9; 40])],
            })
        );
    }

    #[tokio::test]
    async fn a_reader_that_lags_is_told_so_and_holds_no_queue() {
        let hub = Hub::default();
        let slow = hub.listen(HERE, DeviceId([1; 8]), Some(ANNA));
        for n in 0..1_000 {
            hub.notify(appended(n, Audience::Everybody));
        }
        let mail = slow.next().await;
        assert!(mail.behind);
        assert!(mail.blocks.len() <= MAILBOX);
    }

    #[tokio::test]
    async fn only_the_recipient_hears_of_its_wraps() {
        let hub = Hub::default();
        let anna = hub.listen(HERE, DeviceId([1; 8]), Some(ANNA));
        let ben = hub.listen(HERE, DeviceId([2; 8]), Some(BEN));
        hub.notify(happened(Notice::WrapsAdded(DeviceId([2; 8]))));
        assert!(ben.next().await.wraps);
        assert!(!anna.take().wraps);
    }

    #[tokio::test]
    async fn a_device_that_is_out_is_cut_and_only_it() {
        for notice in [
            Notice::DeviceRevoked(DeviceId([2; 8])),
            Notice::PractitionerRemoved(BEN),
        ] {
            let hub = Hub::default();
            let anna = hub.listen(HERE, DeviceId([1; 8]), Some(ANNA));
            let ben = hub.listen(HERE, DeviceId([2; 8]), Some(BEN));
            hub.notify(happened(notice));
            assert!(ben.next().await.access_ended);
            assert!(!anna.take().access_ended);
        }
    }

    #[test]
    fn a_stream_that_ends_leaves_nothing_behind() {
        let hub = Hub::default();
        let anna = hub.listen(HERE, DeviceId([1; 8]), Some(ANNA));
        assert!(hub.wants_items(HERE));
        drop(anna);
        assert!(!hub.wants_items(HERE));
        assert!(hub.is_empty());
    }
}
