//! Open streams, and what they are told of each commit.
//!
//! The [`Hub`] gets the log's notices. After each commit it puts them into the mailbox of every
//! stream that may know of them. A mailbox is bounded: when it is full it is emptied and marked
//! *behind*, and the stream reads what it lacks from the log. So a slow reader needs no more
//! memory than a full mailbox.

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

/// Blocks that one mailbox holds.
const MAILBOX_CAPACITY: usize = 32;

/// Appended items of one space, encoded once for all streams.
#[derive(Debug)]
pub struct AppendedBlock {
    /// The space's place in the log.
    pub space: SpaceRow,
    /// The first item's n.
    pub first_n: u64,
    /// The last item's n.
    pub last_n: u64,
    /// All of them as one plain block of the stream; none if the log did not hand them out or they
    /// do not fit one frame, so that they are to be read from the log.
    pub bytes: Option<Bytes>,
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
            bytes: frame
                .and_then(|frame| FrameWriter::plain().write(&frame).ok())
                .map(Bytes::from),
        }
    }
}

/// What waits for one stream.
#[derive(Debug, Default)]
pub struct Mail {
    /// The device was revoked, or its person removed.
    pub access_ended: bool,
    /// New wraps for the device are in the log. They are sent before the blocks.
    pub wraps: bool,
    /// The mailbox was full: some blocks are missing and must be read from the log.
    pub behind: bool,
    /// What was appended, in order.
    pub blocks: Vec<Arc<AppendedBlock>>,
}

impl Mail {
    fn is_empty(&self) -> bool {
        !self.access_ended && !self.wraps && !self.behind && self.blocks.is_empty()
    }

    fn add(&mut self, block: Arc<AppendedBlock>) {
        if self.blocks.len() < MAILBOX_CAPACITY {
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
    /// Changes what waits, unless access has ended: nothing that came later may be sent then.
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

/// The mailboxes of all open streams of this relay.
#[derive(Debug, Clone, Default)]
pub struct Hub {
    listeners: Arc<Mutex<Listeners>>,
}

impl Hub {
    /// Opens a mailbox for a stream. Read the log's heads after this call and not before, so that
    /// what is appended in between is in the mailbox. `practitioner` is none for a device that is
    /// not admitted yet.
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

    /// Changes the mailboxes of the partnership's streams for which `concerns` is true.
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

/// One stream's mailbox. The hub forgets it when this is dropped.
#[derive(Debug)]
pub struct Subscription {
    hub: Hub,
    partnership: PartnershipId,
    id: u64,
    mailbox: Arc<Mailbox>,
}

impl Subscription {
    /// Waits until there is something in the mailbox, and takes all of it.
    pub async fn next(&self) -> Mail {
        loop {
            let mail = self.take();
            if !mail.is_empty() {
                return mail;
            }
            self.mailbox.wake.notified().await;
        }
    }

    /// Takes what is in the mailbox now, which may be nothing.
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

/// Locks even if a thread panicked while it held the lock: each change is a single step, so what
/// it guards is whole.
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
            set_aside: 0,
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
        reader.push(mail.blocks[0].bytes.as_ref().unwrap());
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
        assert!(mail.blocks.len() <= MAILBOX_CAPACITY);
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
