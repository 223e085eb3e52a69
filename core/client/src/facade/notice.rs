//! What an app tells a person, ready to be shown. An app shows every [`Notice`] the same way, so
//! that a later version can have new ones and the app needs no new code for them.

use crate::{Client, ClientError, FailedItem, SyncView, error::Result};

/// Something to tell a person.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Notice {
    /// A stable name of what it is: `phone-full`. It is never shown.
    pub code: String,
    /// A few words.
    pub title: String,
    /// What happened and what to do, in sentences.
    pub body: String,
    /// What the person can do about it here and now, each a button; none where there is nothing.
    pub actions: Vec<NoticeAction>,
}

/// Something that a person can do about a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NoticeAction {
    /// The button's words.
    pub label: String,
    /// For [`act`](Client::act).
    pub handle: String,
}

/// What an action does, by the word that begins its handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    Retry,
    Dismiss,
}

impl Does {
    const ALL: [Self; 2] = [Self::Retry, Self::Dismiss];

    const fn word(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::Dismiss => "dismiss",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Retry => "Try again",
            Self::Dismiss => "I have seen this",
        }
    }

    fn to(self, what: &str) -> NoticeAction {
        NoticeAction {
            label: self.label().to_owned(),
            handle: format!("{} {what}", self.word()),
        }
    }
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// What this person should know beyond what each screen says: that nothing can be saved, what
    /// could not be sent or used, cases that cannot be judged now, a clock that is wrong. Read it
    /// at [`Update::Sync`](crate::Update::Sync).
    pub async fn notices(&self) -> Result<Vec<Notice>> {
        let mut notices = Vec::from_iter(self.read_only_notice());
        notices.extend(notices_of(self.sync_status().await?));
        Ok(notices)
    }

    /// That nothing can be saved, where the folder can only be read: for the top of every screen.
    /// It stays the same until the client is locked.
    pub fn read_only_notice(&self) -> Option<Notice> {
        self.is_read_only
            .then(|| describe_error(ClientError::ReadOnly))
    }

    /// Does what an action of a notice offers.
    pub async fn act(&self, handle: String) -> Result<()> {
        let (word, what) = handle.split_once(' ').ok_or(ClientError::NotFound)?;
        let what = what.to_owned();
        match Does::ALL.into_iter().find(|does| does.word() == word) {
            Some(Does::Retry) => self.retry(what).await,
            Some(Does::Dismiss) => self.dismiss(what).await,
            None => Err(ClientError::NotFound),
        }
    }
}

fn notices_of(sync: SyncView) -> Vec<Notice> {
    let mut notices: Vec<Notice> = sync.failed.into_iter().map(of_failed).collect();
    if !sync.clock_trouble.is_empty() {
        notices.push(Notice {
            code: "clock".to_owned(),
            title: "This device’s clock is wrong".to_owned(),
            body: sync.clock_trouble,
            actions: Vec::new(),
        });
    }
    notices
}

fn of_failed(item: FailedItem) -> Notice {
    let title = match (item.child.is_empty(), item.is_mine) {
        (false, _) => item.child,
        (true, true) => "Something of yours".to_owned(),
        (true, false) => "Something of the team".to_owned(),
    };
    let retry = item.retry.map(|what| Does::Retry.to(&what));
    let dismiss = item.dismiss.map(|what| Does::Dismiss.to(&what));
    Notice {
        code: if item.is_mine { "unsent" } else { "told" }.to_owned(),
        title,
        body: item.explanation,
        actions: retry.into_iter().chain(dismiss).collect(),
    }
}

/// Why a call failed, in words: errors lose their sentences where they become those of another
/// language.
#[cfg_attr(feature = "uniffi", uniffi::export)]
#[allow(clippy::needless_pass_by_value)] // so it comes through the native boundary
pub fn describe_error(error: ClientError) -> Notice {
    let (code, title) = heading(&error);
    Notice {
        code: code.to_owned(),
        title: title.to_owned(),
        body: error.to_string(),
        actions: Vec::new(),
    }
}

const fn heading(error: &ClientError) -> (&'static str, &'static str) {
    match error {
        ClientError::Locked => ("locked", "Locked"),
        ClientError::InUse => ("in-use", "Open already"),
        ClientError::KeyGone { .. } => ("key-gone", "The key is gone"),
        ClientError::VaultCancelled => ("vault-cancelled", "Still locked"),
        ClientError::VaultNotReady { .. } => ("vault-not-ready", "Still locked"),
        ClientError::SavedMaybe => ("saved-maybe", "Look before you go on"),
        ClientError::TooOld => ("too-old", "Update Patchwork"),
        ClientError::NotOnTeam => ("not-on-team", "You are not on this team"),
        ClientError::NotAllowed { .. } => ("not-allowed", "You may not do this"),
        ClientError::PhoneFull => ("phone-full", "This device is full"),
        ClientError::ReadOnly => ("read-only", "Nothing can be saved here"),
        ClientError::NotFound => ("not-found", "Not here any more"),
        ClientError::Invalid { .. } => ("invalid", "Something needs changing"),
        ClientError::Offline { .. } => ("offline", "No connection"),
        ClientError::Refused { .. } => ("refused", "The relay would not take this"),
        ClientError::UpdateNeeded => ("update-needed", "Update Patchwork"),
        ClientError::Damaged { .. } => ("damaged", "A file is damaged or missing"),
        ClientError::Internal { .. } => ("internal", "Something went wrong"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Kitchen;

    #[tokio::test(flavor = "multi_thread")]
    async fn what_needs_attention_is_a_notice_with_buttons_that_work() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        assert_eq!(client.notices().await.unwrap(), []);
        let case = kitchen.ella().await;
        kitchen.unsent(case).await;
        let notice = client.notices().await.unwrap().remove(0);
        assert_eq!(
            (notice.code.as_str(), notice.title.as_str()),
            ("unsent", "Ella Marsh")
        );
        let labels: Vec<_> = notice
            .actions
            .iter()
            .map(|does| does.label.as_str())
            .collect();
        assert_eq!(labels, ["Try again", "I have seen this"]);
        client.act(notice.actions[1].handle.clone()).await.unwrap();
        let notice = client.notices().await.unwrap().remove(0);
        assert_eq!(notice.actions.len(), 1, "it was seen: {notice:?}");
        client.act(notice.actions[0].handle.clone()).await.unwrap();
        assert_eq!(client.notices().await.unwrap(), []);
        for handle in ["", "retry", "retry part-x", "erase part-1"] {
            let refused = client.act(handle.to_owned()).await;
            assert_eq!(refused, Err(ClientError::NotFound), "{handle}");
        }
    }
}
