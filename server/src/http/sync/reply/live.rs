//! Staying connected: what is appended while the device listens.

use std::time::Duration;

use jiff::Timestamp;
use patchwork_protocol::{Frame, Goodbye, PractitionerId, team::DeviceRecord};

use super::{
    StreamError,
    catch_up::{CatchUp, put_directory_page},
    cursors::Wanted,
    outgoing::Outgoing,
};
use crate::{
    http::{Relay, session::Session},
    live::{Mail, Subscription},
    log::{Head, SpaceRow},
};

/// What a device has been sent.
pub(super) struct Sent {
    /// The last n of each space, in order of the rows.
    spaces: Vec<(SpaceRow, u64)>,
    /// The next n of the directory, for a device that is not admitted yet.
    pub(super) directory_next_n: u64,
}

impl Sent {
    fn nothing() -> Self {
        Self {
            spaces: Vec::new(),
            directory_next_n: 1,
        }
    }

    /// Records that every space was sent up to these heads.
    pub(super) fn record_heads(&mut self, heads: &[Head]) {
        self.spaces = heads.iter().map(|head| (head.row, head.n)).collect();
        self.spaces.sort_unstable();
        self.spaces.shrink_to_fit();
    }

    fn last_n(&self, space: SpaceRow) -> u64 {
        self.place(space)
            .ok()
            .and_then(|at| self.spaces.get(at))
            .map_or(0, |(_, n)| *n)
    }

    fn record(&mut self, space: SpaceRow, last_n: u64) {
        match self.place(space) {
            Ok(at) => {
                if let Some((_, n)) = self.spaces.get_mut(at) {
                    *n = last_n;
                }
            }
            Err(at) => self.spaces.insert(at, (space, last_n)),
        }
    }

    /// Where a space is in the list, or where it would be.
    fn place(&self, space: SpaceRow) -> Result<usize, usize> {
        self.spaces.binary_search_by_key(&space, |(row, _)| *row)
    }
}

/// What happened while a stream waited.
pub(super) enum Waited {
    /// All that was appended was passed on.
    UpToDate,
    /// Some of what was appended is to be read from the log.
    MustCatchUp(CatchUp),
    /// The stream ends.
    Goodbye(Goodbye),
}

/// A device that stays connected.
pub(super) struct Live {
    subscription: Subscription,
    expires_at: Timestamp,
    sent: Sent,
}

impl Live {
    pub(super) fn subscribe(relay: &Relay, session: &Session) -> Self {
        let requester = session.requester;
        Self {
            subscription: relay.hub().listen(
                requester.partnership,
                requester.device,
                requester.practitioner,
            ),
            expires_at: session.expires_at,
            sent: Sent::nothing(),
        }
    }

    pub(super) fn sent_mut(&mut self) -> &mut Sent {
        &mut self.sent
    }

    /// Waits until something was appended or a heartbeat is due, and writes it.
    pub(super) async fn wait(&mut self, out: &mut Outgoing) -> Result<Waited, StreamError> {
        let left = self.expires_at.duration_since(Timestamp::now());
        let Ok(left) = Duration::try_from(left) else {
            return Ok(Waited::Goodbye(Goodbye::SessionEnded));
        };
        let heartbeat = Duration::from_secs(out.relay.config().heartbeat_seconds);
        let mail = tokio::select! {
            mail = self.subscription.next() => mail,
            () = tokio::time::sleep(heartbeat.min(left)) => {
                out.put(&Frame::Heartbeat)?;
                return Ok(Waited::UpToDate);
            }
            () = out.relay.stop().cancelled() => {
                return Ok(Waited::Goodbye(Goodbye::ShuttingDown));
            }
        };
        if mail.access_ended {
            // The signed change that revokes the device is among what is passed on. An app locks
            // because of that change, and never because the relay says so.
            self.forward(out, mail);
            return Ok(Waited::Goodbye(Goodbye::SessionEnded));
        }
        if mail.wraps {
            out.put_wraps().await?;
        }
        let Some(practitioner) = out.requester.practitioner else {
            return self.await_admission(out).await;
        };
        if self.forward(out, mail) {
            return Ok(Waited::UpToDate);
        }
        self.read_from_log(out, practitioner).await
    }

    /// Passes encoded blocks on. False if some are missing and the log must be read.
    fn forward(&mut self, out: &mut Outgoing, mail: Mail) -> bool {
        if mail.behind {
            return false;
        }
        for appended in mail.blocks {
            let sent = self.sent.last_n(appended.space);
            if appended.last_n <= sent {
                continue;
            }
            let Some(block) = appended
                .bytes
                .as_ref()
                .filter(|_| appended.first_n == sent + 1)
            else {
                return false;
            };
            out.put_block(block);
            self.sent.record(appended.space, appended.last_n);
        }
        true
    }

    async fn read_from_log(
        &mut self,
        out: &Outgoing,
        practitioner: PractitionerId,
    ) -> Result<Waited, StreamError> {
        let heads = out
            .log()
            .heads(out.requester.partnership, practitioner)
            .await?;
        let wanted = heads
            .iter()
            .filter_map(|head| Wanted::after(self.sent.last_n(head.row), head))
            .collect();
        self.sent.record_heads(&heads);
        Ok(Waited::MustCatchUp(CatchUp::SendingItems {
            wanted,
            then: None,
        }))
    }

    /// Sends new team changes to a device that waits. Once it is admitted it opens another
    /// session, so this stream ends.
    async fn await_admission(&mut self, out: &mut Outgoing) -> Result<Waited, StreamError> {
        while let Some(next_n) = put_directory_page(out, self.sent.directory_next_n).await? {
            self.sent.directory_next_n = next_n;
        }
        let is_admitted = out
            .log()
            .directory_at_hand(out.requester.partnership)
            .is_some_and(|view| {
                view.directory()
                    .and_then(|directory| directory.device(out.requester.device))
                    .is_some_and(DeviceRecord::is_active)
            });
        Ok(if is_admitted {
            Waited::Goodbye(Goodbye::SessionEnded)
        } else {
            Waited::UpToDate
        })
    }
}
