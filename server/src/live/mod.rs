//! Who is listening, and telling them what was appended.
//!
//! The log tells the [`Hub`] after each commit; the hub puts the news into the
//! mailbox of every live stream that may have it. A mailbox is bounded: a
//! stream that does not keep up is told that it is *behind*, and reads from the
//! log itself from where it stands. So a slow reader costs a flag, not a queue.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use patchwork_protocol::{DeviceId, PartnershipId, PractitionerId};
use tokio::sync::Notify;

use crate::log::SpaceRow;

/// News that one mailbox holds before its stream counts as behind.
const MAILBOX: usize = 32;

/// Items of one space that were just made durable.
#[derive(Debug)]
pub struct News {
    /// The space's place in the log.
    pub space: SpaceRow,
    /// The first item's n.
    pub first_n: u64,
    /// The last item's n.
    pub last_n: u64,
    /// All of them as one plain block of the stream, made once for everybody;
    /// none where it would be large: read the log.
    pub frame: Option<Bytes>,
}

/// Who may have a piece of news.
#[derive(Debug, Clone)]
pub enum Audience {
    /// Every device of the partnership (its directory).
    Everybody,
    /// The devices of these practitioners.
    Practitioners(Vec<PractitionerId>),
}

impl Audience {
    /// Both.
    pub fn join(&mut self, other: Self) {
        match (self, other) {
            (Self::Everybody, _) => {}
            (this, Self::Everybody) => *this = Self::Everybody,
            (Self::Practitioners(all), Self::Practitioners(more)) => {
                all.extend(more);
                all.sort_unstable();
                all.dedup();
            }
        }
    }
}

/// What waits for one stream.
#[derive(Debug, Default)]
pub struct Mail {
    /// The device may not listen any longer.
    pub cut: bool,
    /// New wraps are in the log; they come before the news.
    pub wraps: bool,
    /// More happened than the mailbox holds: compare with the log.
    pub behind: bool,
    /// What happened, in order.
    pub news: Vec<Arc<News>>,
}

#[derive(Debug, Default)]
struct Mailbox {
    waiting: Mutex<Waiting>,
    bell: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    cut: bool,
    wraps: bool,
    behind: bool,
    news: VecDeque<Arc<News>>,
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

    /// Whether anybody of this partnership listens at all.
    pub fn is_heard(&self, partnership: PartnershipId) -> bool {
        lock(&self.listeners).of.contains_key(&partnership)
    }

    /// Tells everybody who may know.
    pub fn tell(&self, partnership: PartnershipId, audience: &Audience, news: News) {
        let news = Arc::new(news);
        self.each(partnership, |listener| {
            let may_know = match audience {
                Audience::Everybody => true,
                Audience::Practitioners(allowed) => listener
                    .practitioner
                    .is_some_and(|person| allowed.contains(&person)),
            };
            if may_know {
                listener.mailbox.put(|waiting| {
                    if waiting.news.len() < MAILBOX {
                        waiting.news.push_back(news.clone());
                    } else {
                        waiting.news = VecDeque::new();
                        waiting.behind = true;
                    }
                });
            }
        });
    }

    /// Tells a device that wraps for it were added.
    pub fn tell_of_wraps(&self, partnership: PartnershipId, recipient: DeviceId) {
        self.each(partnership, |listener| {
            if listener.device == recipient {
                listener.mailbox.put(|waiting| waiting.wraps = true);
            }
        });
    }

    /// Ends the streams of every device for which `is_out` holds.
    pub fn cut(
        &self,
        partnership: PartnershipId,
        is_out: impl Fn(DeviceId, Option<PractitionerId>) -> bool,
    ) {
        self.each(partnership, |listener| {
            if is_out(listener.device, listener.practitioner) {
                listener.mailbox.put(|waiting| waiting.cut = true);
            }
        });
    }

    /// How many streams are open.
    pub fn len(&self) -> usize {
        lock(&self.listeners).of.values().map(Vec::len).sum()
    }

    /// Whether none is open.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn each(&self, partnership: PartnershipId, tell: impl Fn(&Listener)) {
        if let Some(listeners) = lock(&self.listeners).of.get(&partnership) {
            listeners.iter().for_each(tell);
        }
    }
}

impl Mailbox {
    /// After a cut nothing more is put in: what was before it may still be read.
    fn put(&self, change: impl FnOnce(&mut Waiting)) {
        let mut waiting = lock(&self.waiting);
        if !waiting.cut {
            change(&mut waiting);
        }
        drop(waiting);
        self.bell.notify_one();
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
            if mail.cut || mail.wraps || mail.behind || !mail.news.is_empty() {
                return mail;
            }
            self.mailbox.bell.notified().await;
        }
    }

    /// Takes what waits now.
    pub fn take(&self) -> Mail {
        let waiting = std::mem::take(&mut *lock(&self.mailbox.waiting));
        Mail {
            cut: waiting.cut,
            wraps: waiting.wraps,
            behind: waiting.behind,
            news: waiting.news.into(),
        }
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
    use super::*;

    const HERE: PartnershipId = PartnershipId([1; 32]);
    const ANNA: PractitionerId = PractitionerId([1; 16]);
    const BEN: PractitionerId = PractitionerId([2; 16]);

    fn news(n: u64) -> News {
        News {
            space: SpaceRow(7),
            first_n: n,
            last_n: n,
            frame: None,
        }
    }

    #[tokio::test]
    async fn only_the_team_hears_of_a_space() {
        let hub = Hub::default();
        let anna = hub.listen(HERE, DeviceId([1; 8]), Some(ANNA));
        let ben = hub.listen(HERE, DeviceId([2; 8]), Some(BEN));
        let elsewhere = hub.listen(PartnershipId([2; 32]), DeviceId([1; 8]), Some(ANNA));
        hub.tell(HERE, &Audience::Practitioners(vec![ANNA]), news(1));
        assert_eq!(anna.next().await.news.len(), 1);
        assert!(ben.take().news.is_empty());
        assert!(elsewhere.take().news.is_empty());
    }

    #[tokio::test]
    async fn a_reader_that_lags_is_told_so_and_holds_no_queue() {
        let hub = Hub::default();
        let slow = hub.listen(HERE, DeviceId([1; 8]), Some(ANNA));
        for n in 0..1_000 {
            hub.tell(HERE, &Audience::Everybody, news(n));
        }
        let mail = slow.next().await;
        assert!(mail.behind);
        assert!(mail.news.len() <= MAILBOX);
    }

    #[tokio::test]
    async fn a_device_that_is_out_is_cut_and_only_it() {
        let hub = Hub::default();
        let anna = hub.listen(HERE, DeviceId([1; 8]), Some(ANNA));
        let ben = hub.listen(HERE, DeviceId([2; 8]), Some(BEN));
        hub.cut(HERE, |device, _| device == DeviceId([2; 8]));
        assert!(ben.next().await.cut);
        assert!(!anna.take().cut);
    }

    #[test]
    fn a_stream_that_ends_leaves_nothing_behind() {
        let hub = Hub::default();
        let anna = hub.listen(HERE, DeviceId([1; 8]), Some(ANNA));
        assert!(hub.is_heard(HERE));
        drop(anna);
        assert!(!hub.is_heard(HERE));
        assert!(hub.is_empty());
    }
}
