//! Drafts to go on with, as a list names them.

use patchwork_model::display_name;

use super::case_read::child_name;
use crate::{
    Client, Result, UnfinishedDraft,
    facade::{
        kept_draft::{kept_of, view_of},
        typed_words::texts,
    },
};

/// For whom a draft is whose child is not chosen.
const NO_CHILD: &str = "No child chosen yet";

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Drafts in which something is written, the latest first, each with the child that it is for.
    pub async fn unfinished_drafts(&self) -> Result<Vec<UnfinishedDraft>> {
        self.read(|r| {
            let mut unfinished = Vec::new();
            for row in r.drafts()? {
                if kept_of(&row)?.discarded_at.is_some() {
                    continue;
                }
                let draft = view_of(row)?;
                let words = texts(&draft).into_iter().find(|text| !text.is_empty());
                let Some(text) = words else { continue };
                let for_whom = match draft.case {
                    Some(case) => child_name(case, r)?,
                    None => NO_CHILD.to_owned(),
                };
                unfinished.push(UnfinishedDraft {
                    draft: draft.draft,
                    case: draft.case,
                    text,
                    for_whom: if for_whom.is_empty() {
                        display_name("", "", None)
                    } else {
                        for_whom
                    },
                });
            }
            Ok(unfinished)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use crate::{DraftView, EntryKind, testing::Kitchen};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_draft_is_listed_with_its_child_or_that_none_is_chosen_once_words_are_in_it() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let empty = client.new_draft(Some(case)).await.unwrap();
        client.keep_draft(empty).await.unwrap();
        for (case, text) in [(Some(case), "Ella was quiet."), (None, "Rang the school.")] {
            let draft = DraftView {
                text: text.to_owned(),
                ..client.new_draft(case).await.unwrap()
            };
            client.keep_draft(draft).await.unwrap();
        }
        let only_why = DraftView {
            kind: EntryKind::SharingDecision,
            detail: "Mum asked us not to".to_owned(),
            ..client.new_draft(Some(case)).await.unwrap()
        };
        client.keep_draft(only_why).await.unwrap();
        let unfinished = client.unfinished_drafts().await.unwrap();
        let mut listed: Vec<_> = unfinished
            .iter()
            .map(|draft| (&*draft.for_whom, &*draft.text))
            .collect();
        listed.sort_unstable();
        assert_eq!(
            listed,
            [
                ("Ella Marsh", "Ella was quiet."),
                ("Ella Marsh", "Mum asked us not to"),
                ("No child chosen yet", "Rang the school."),
            ]
        );
        let thrown_away = unfinished[0].draft;
        client.discard_draft(thrown_away).await.unwrap();
        let left = client.unfinished_drafts().await.unwrap();
        assert!(left.len() == 2 && left.iter().all(|draft| draft.draft != thrown_away));
    }
}
