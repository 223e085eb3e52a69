//! Syncing once, for whoever waits for it: a person, or a system that lets apps sync now and then.

use std::{sync::Arc, time::Duration};

use patchwork_store::setting;
use tokio::sync::Notify;

use crate::{
    Client, ClientError, SyncOutcome, Update, UpdateListener, WhyStopped, engine::is_active,
    error::Result, facade::reads::own_lost,
};

/// Wakes when something was sent, came or failed.
struct News(Notify);

impl UpdateListener for News {
    fn updated(&self, update: Update) {
        if update == Update::Sync {
            self.0.notify_one();
        }
    }
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Sends and fetches now, for at most so long, and says what came of it. The relay is asked
    /// anew, whatever stream is open. Ends open undo windows.
    pub async fn sync_now(&self, deadline_ms: u32) -> Result<SyncOutcome> {
        self.send_now().await?;
        let unread = self.unread_total().await?;
        let why_stopped = self
            .settle(Duration::from_millis(deadline_ms.into()))
            .await?;
        // A full device that cannot note it has synced all the same.
        if let Err(error) = self.note_try(why_stopped).await {
            tracing::debug!(%error, "the try left no trace");
        }
        let status = self.sync_status().await?;
        let now_unread = self.unread_total().await?;
        Ok(SyncOutcome {
            new_entries: now_unread.saturating_sub(unread),
            waiting: status.waiting,
            why_stopped,
            status,
        })
    }
}

impl Client {
    async fn settle(&self, deadline: Duration) -> Result<WhyStopped> {
        let is_switched_off =
            |r: &patchwork_store::Reader<'_>| Ok(r.setting(&setting::IS_OFFLINE)?.unwrap_or(false));
        if !self.has_joined().await? {
            return Ok(WhyStopped::NotAMember);
        }
        if self.read(is_switched_off).await? {
            return Ok(WhyStopped::SwitchedOff);
        }
        let news = Arc::new(News(Notify::new()));
        let _listening = self
            .listeners
            .subscribe(Arc::clone(&news) as Arc<dyn UpdateListener>);
        let link = self.driver.link();
        // This network may let through what another did not.
        link.way_up.start_over();
        let rounds = &link.signals.rounds;
        let mut watched = rounds.watch();
        let asked = rounds.ask();
        let mine = asked.number;
        let settled = async {
            loop {
                let has_agreed = watched.borrow_and_update().agreed >= mine;
                if has_agreed && self.nothing_waits().await? {
                    return Ok::<_, ClientError>(());
                }
                tokio::select! {
                    _ = watched.changed() => {}
                    () = news.0.notified(), if has_agreed => {}
                }
            }
        };
        let settled = tokio::time::timeout(deadline, settled).await;
        drop(asked);
        self.driver.link().signals.rest_if_nobody_waits();
        if let Ok(done) = settled {
            done?;
            let is_member = self.inspect(|device| Ok(is_active(device))).await?;
            return Ok(if is_member {
                WhyStopped::AllDone
            } else {
                WhyStopped::NotAMember
            });
        }
        let reached = *rounds.watch().borrow();
        Ok(if self.read(is_switched_off).await? {
            WhyStopped::SwitchedOff
        } else if reached.told < mine {
            WhyStopped::NoAnswer
        } else if reached.agreed < mine {
            WhyStopped::Differs
        } else {
            WhyStopped::SomethingWaits
        })
    }

    async fn nothing_waits(&self) -> Result<bool> {
        let roster = self.roster().await?;
        let now = self.now();
        self.read(move |r| {
            let counts = r.outbox_counts(now)?;
            let waiting = counts.held + counts.waiting + counts.team_waiting;
            Ok(waiting == 0 && own_lost(&roster, r)? == 0)
        })
        .await
    }
}
