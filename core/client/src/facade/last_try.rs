//! The trace that "Try now" leaves.

use patchwork_store::{Reader, setting};

use crate::{Client, SyncTry, Update, WhyStopped, error::Result};

/// Every outcome of a try, by the name under which it is kept, and in words.
const OUTCOMES: [(WhyStopped, &str, &str); 6] = [
    (
        WhyStopped::AllDone,
        "done",
        "everything was sent and fetched",
    ),
    (
        WhyStopped::SwitchedOff,
        "switched-off",
        "the connection is switched off",
    ),
    (
        WhyStopped::NotAMember,
        "not-a-member",
        "this device has not been let in yet",
    ),
    (
        WhyStopped::NoAnswer,
        "no-answer",
        "the relay did not answer in time",
    ),
    (
        WhyStopped::Differs,
        "differs",
        "the relay and this device do not hold the same yet",
    ),
    (
        WhyStopped::SomethingWaits,
        "not-all",
        "not everything was sent in time",
    ),
];

/// When the last try ended, and how it went.
pub(super) fn last_try(r: &Reader<'_>) -> Result<Option<SyncTry>> {
    let kept = r.setting(&setting::LAST_TRY_OUTCOME)?.unwrap_or_default();
    let outcome = OUTCOMES.iter().find(|(_, name, _)| *name == kept);
    let at = r.setting(&setting::LAST_TRY)?;
    Ok(at.zip(outcome).map(|(at, (_, _, words))| SyncTry {
        at,
        outcome: (*words).to_owned(),
    }))
}

impl Client {
    /// Notes how a try went.
    pub(super) async fn note_try(&self, why_stopped: WhyStopped) -> Result<()> {
        let outcome = OUTCOMES.iter().find(|(why, _, _)| *why == why_stopped);
        let name = outcome.map(|(_, name, _)| (*name).to_owned());
        let now = self.now();
        self.write(move |w, touched| {
            w.set(&setting::LAST_TRY, &now)?;
            w.set(&setting::LAST_TRY_OUTCOME, &name.unwrap_or_default())?;
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
        let sync = client.sync_now(20).await.unwrap().status;
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
