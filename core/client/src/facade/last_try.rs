//! The trace that "Try now" leaves.

use patchwork_store::{Reader, setting};

use crate::{Client, SyncTry, SyncView, Update, error::Result};

/// What came of a try, as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    NotAll,
    NoConnection,
    SwitchedOff,
}

impl Outcome {
    const ALL: [Self; 4] = [
        Self::Done,
        Self::NotAll,
        Self::NoConnection,
        Self::SwitchedOff,
    ];

    const fn of(sync: &SyncView, is_live: bool) -> Self {
        if sync.is_switched_off {
            Self::SwitchedOff
        } else if !is_live {
            Self::NoConnection
        } else if sync.waiting > 0 {
            Self::NotAll
        } else {
            Self::Done
        }
    }

    const fn code_name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::NotAll => "not-all",
            Self::NoConnection => "no-connection",
            Self::SwitchedOff => "switched-off",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Done => "everything was sent and fetched",
            Self::NotAll => "not everything was sent in time",
            Self::NoConnection => "there was no connection to the relay",
            Self::SwitchedOff => "the connection is switched off",
        }
    }
}

/// When the last try ended, and how it went.
pub(super) fn last_try(r: &Reader<'_>) -> Result<Option<SyncTry>> {
    let code_name = r.setting(&setting::LAST_TRY_OUTCOME)?.unwrap_or_default();
    let mut all = Outcome::ALL.into_iter();
    let outcome = all.find(|outcome| outcome.code_name() == code_name);
    let at = r.setting(&setting::LAST_TRY)?;
    Ok(at.zip(outcome).map(|(at, outcome)| SyncTry {
        at,
        outcome: outcome.label().to_owned(),
    }))
}

impl Client {
    /// Notes how a try went.
    pub(super) async fn note_try(&self, sync: &SyncView) -> Result<()> {
        let outcome = Outcome::of(sync, self.driver.connection().is_live);
        let now = self.now();
        self.write(move |w, touched| {
            w.set(&setting::LAST_TRY, &now)?;
            w.set(&setting::LAST_TRY_OUTCOME, &outcome.code_name().to_owned())?;
            touched.update(Update::Sync);
            Ok(())
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::Kitchen;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_try_leaves_a_trace_and_what_waits_is_listed_by_case() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let ella = kitchen.ella().await;
        assert_eq!(client.sync_status().await.unwrap().last_try, None);
        let sync = client.sync_now(20).await.unwrap();
        let tried = sync.last_try.unwrap();
        assert_eq!(tried.outcome, "the connection is switched off");
        assert!(tried.at <= client.now());
        let listed: u32 = sync.waiting_where.iter().map(|place| place.changes).sum();
        assert_eq!(listed, sync.waiting);
        let of_ella = sync
            .waiting_where
            .iter()
            .find(|place| place.case == Some(ella));
        let of_ella = of_ella.unwrap();
        assert_eq!(of_ella.child, "Ella Marsh");
        let of_none = sync.waiting_where.iter().find(|place| place.case.is_none());
        assert_eq!(of_none.unwrap().child, "");
        assert!(sync.waiting_where.is_sorted_by_key(|place| place.oldest));
    }
}
