//! Where the words are that were typed in the form of a draft, whatever became of the draft since
//! the form was made: another form saved it or threw it away, or wrote in it.

use jiff::{SignedDuration, Timestamp};
use patchwork_model::typed;
use patchwork_store::{DraftKey, Reader, Writer};

use crate::{
    Client, Update,
    error::{ClientError, Result},
    facade::{
        kept_draft::{KeptDraft, kept_of, view_of},
        requests::{DraftPlace, TypedWords},
        views::DraftView,
    },
    ids::DraftId,
    workspace::Touched,
};

/// How long a draft that was thrown away can be taken back.
const TAKEN_BACK_WITHIN: SignedDuration = SignedDuration::from_hours(1);

/// The most characters that one text of an entry may have.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn longest_text() -> u32 {
    u32::try_from(patchwork_model::MAX_TEXT).unwrap_or(u32::MAX)
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// What became of a draft.
    pub async fn find_draft(&self, draft: DraftId) -> Result<DraftPlace> {
        let now = self.now();
        self.read(move |r| place_of(draft, r, now)).await
    }

    /// Keeps what a form of a draft holds, and says where. Words are never lost and never replace
    /// others: where the draft was saved or thrown away meanwhile, or another form wrote something
    /// else in it, they are kept in another draft. The same words, sent again, are kept once.
    pub async fn keep_words(&self, words: TypedWords) -> Result<DraftPlace> {
        self.write(move |w, touched| keep(words, w, touched)).await
    }

    /// Takes back a draft that was thrown away within the last hour.
    ///
    /// # Errors
    /// [`ClientError::NotFound`] if it is too late.
    pub async fn undo_discard(&self, draft: DraftId) -> Result<DraftView> {
        self.write(move |w, touched| {
            let row = w.draft(draft)?.ok_or(ClientError::NotFound)?;
            let kept = kept_of(&row)?;
            if kept
                .discarded_at
                .is_some_and(|at| is_over(at, touched.now()))
            {
                return Err(ClientError::NotFound);
            }
            let view = view_of(row)?;
            let back = KeptDraft {
                discarded_at: None,
                ..kept
            };
            touched.update(Update::Drafts);
            w.keep_draft(&back.row_of(&view, touched.now()))?;
            Ok(view)
        })
        .await
    }
}

fn is_over(discarded_at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(discarded_at) >= TAKEN_BACK_WITHIN
}

fn place_of(draft: DraftKey, r: &Reader<'_>, now: Timestamp) -> Result<DraftPlace> {
    if let Some(row) = r.draft(draft)? {
        let kept = kept_of(&row)?;
        let case = row.space;
        return Ok(match kept.discarded_at {
            Some(at) if is_over(at, now) => DraftPlace::Gone,
            Some(at) => DraftPlace::Discarded {
                draft,
                case,
                until: at.checked_add(TAKEN_BACK_WITHIN).unwrap_or(at),
            },
            None => DraftPlace::Open {
                draft: view_of(row)?,
                form: kept.form,
            },
        });
    }
    Ok(match r.saved_draft(draft)? {
        Some(saved) => DraftPlace::Saved {
            case: saved.space,
            entry: saved.entry,
        },
        None => DraftPlace::Gone,
    })
}

fn keep(words: TypedWords, w: &mut Writer<'_>, touched: &mut Touched) -> Result<DraftPlace> {
    let TypedWords {
        mut draft,
        form,
        follows,
    } = words;
    let now = touched.now();
    let says_something = texts(&draft).iter().any(|text| !text.is_empty());
    loop {
        let place = place_of(draft.draft, w, now)?;
        let is_free = match &place {
            DraftPlace::Open {
                draft: there,
                form: last,
            } => {
                let is_ours = form.is_empty() || *last == form || *last == follows;
                is_ours || draft.text.starts_with(&there.text)
            }
            DraftPlace::Gone => says_something,
            DraftPlace::Saved { .. } | DraftPlace::Discarded { .. } => false,
        };
        if is_free {
            let kept = KeptDraft {
                form: form.clone(),
                discarded_at: None,
            };
            w.keep_draft(&kept.row_of(&draft, now))?;
            touched.update(Update::Drafts);
            return Ok(DraftPlace::Open { draft, form });
        }
        if !says_something || holds(&place, &draft, w)? {
            return Ok(place);
        }
        draft.draft = following(draft.draft);
    }
}

/// What was typed, as an entry would hold it.
pub(super) fn texts(draft: &DraftView) -> [String; 3] {
    [&draft.text, &draft.detail, &draft.with_whom].map(|text| typed(text))
}

/// Whether the words are where the draft went.
fn holds(place: &DraftPlace, draft: &DraftView, r: &Reader<'_>) -> Result<bool> {
    match place {
        DraftPlace::Saved { case, entry } => {
            let Some(saved) = r.entry(*case, *entry)? else {
                return Ok(false);
            };
            Ok(are_in(texts(draft), &saved.row.body.texts()))
        }
        DraftPlace::Discarded { .. } => match r.draft(draft.draft)? {
            Some(row) => {
                let there = texts(&view_of(row)?);
                Ok(are_in(texts(draft), &there.each_ref().map(String::as_str)))
            }
            None => Ok(false),
        },
        DraftPlace::Open { .. } | DraftPlace::Gone => Ok(false),
    }
}

/// Whether every text is one of these, or the beginning of one: an earlier keeping of the same form
/// may come after the last.
fn are_in(typed: [String; 3], there: &[&str]) -> bool {
    typed
        .iter()
        .all(|text| text.is_empty() || there.iter().any(|whole| whole.starts_with(text)))
}

/// The draft that takes words for which this one has no room. It follows from this one, so that
/// the same words, sent twice, find the same place.
fn following(draft: DraftKey) -> DraftKey {
    DraftKey(u128::from_be_bytes(draft.0).wrapping_add(1).to_be_bytes())
}

/// Marks a draft as thrown away, and erases those that can no longer be taken back.
pub(super) fn discard(draft: DraftKey, w: &mut Writer<'_>, touched: &mut Touched) -> Result<()> {
    let now = touched.now();
    for row in w.drafts()? {
        let kept = kept_of(&row)?;
        if kept.discarded_at.is_some_and(|at| is_over(at, now)) {
            w.discard_draft(row.id)?;
        } else if row.id == draft && kept.discarded_at.is_none() {
            let view = view_of(row)?;
            if texts(&view).iter().all(String::is_empty) {
                w.discard_draft(draft)?;
            } else {
                let discarded = KeptDraft {
                    discarded_at: Some(now),
                    ..kept
                };
                w.keep_draft(&discarded.row_of(&view, now))?;
            }
        }
    }
    touched.update(Update::Drafts);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CaseId, testing::Kitchen};

    fn words(draft: &DraftView, form: &str, follows: &str, text: &str) -> TypedWords {
        TypedWords {
            draft: DraftView {
                text: text.to_owned(),
                ..draft.clone()
            },
            form: form.to_owned(),
            follows: follows.to_owned(),
        }
    }

    async fn begun(kitchen: &Kitchen) -> (CaseId, DraftView) {
        let case = kitchen.ella().await;
        let draft = kitchen.client.new_draft(Some(case)).await.unwrap();
        kitchen.client.keep_draft(draft.clone()).await.unwrap();
        (case, draft)
    }

    fn open(place: DraftPlace) -> DraftView {
        match place {
            DraftPlace::Open { draft, .. } => draft,
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_form_sent_after_its_draft_was_saved_leads_to_the_entry_or_keeps_its_words() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let (case, draft) = begun(&kitchen).await;
        let first = words(&draft, "a", "", "Ella was quiet.");
        let saved = client.save_entry(first.draft.clone()).await.unwrap();
        let same = client.keep_words(first.clone()).await.unwrap();
        assert_eq!(
            same,
            DraftPlace::Saved {
                case,
                entry: saved.entry
            }
        );
        let more = words(&draft, "a", "", "Ella was quiet. Mum was out.");
        let kept = open(client.keep_words(more.clone()).await.unwrap());
        assert_ne!(kept.draft, draft.draft);
        assert_eq!(kept.text, "Ella was quiet. Mum was out.");
        let again = open(client.keep_words(more).await.unwrap());
        assert_eq!(again.draft, kept.draft, "kept once");
        assert_eq!(client.drafts().await.unwrap().len(), 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn two_forms_of_one_draft_never_write_over_each_others_words() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let (_, draft) = begun(&kitchen).await;
        let one = words(&draft, "a", "", "Ella was quiet.");
        client.keep_words(one).await.unwrap();
        let other = words(&draft, "b", "", "Rang the school.");
        let other = open(client.keep_words(other).await.unwrap());
        assert_ne!(other.draft, draft.draft);
        // The first goes on in its own, also where it takes words away.
        let on = words(&draft, "a", "", "Ella was");
        let on = open(client.keep_words(on).await.unwrap());
        assert_eq!(on.draft, draft.draft);
        // A form that was made from what the first wrote goes on there.
        let next = words(&draft, "c", "a", "Tom");
        let next = open(client.keep_words(next).await.unwrap());
        assert_eq!(next.draft, draft.draft);
        let mut kept: Vec<String> = client
            .drafts()
            .await
            .unwrap()
            .into_iter()
            .map(|draft| draft.text)
            .collect();
        kept.sort();
        assert_eq!(kept, ["Rang the school.", "Tom"]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_draft_that_was_thrown_away_can_be_taken_back_and_late_words_are_not_lost() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let (case, draft) = begun(&kitchen).await;
        let first = words(&draft, "a", "", "Ella was quiet.");
        client.keep_words(first.clone()).await.unwrap();
        client.discard_draft(draft.draft).await.unwrap();
        assert_eq!(client.drafts().await.unwrap(), []);
        assert_eq!(client.draft(draft.draft).await, Err(ClientError::NotFound));
        // What comes late with the same words brings nothing back.
        let late = client.keep_words(first).await.unwrap();
        assert!(
            matches!(&late, DraftPlace::Discarded { case: of, .. } if *of == Some(case)),
            "{late:?}"
        );
        assert_eq!(client.drafts().await.unwrap(), []);
        let other = words(&draft, "b", "", "Mum rang.");
        let other = open(client.keep_words(other).await.unwrap());
        assert_ne!(other.draft, draft.draft);
        let back = client.undo_discard(draft.draft).await.unwrap();
        assert_eq!(back.text, "Ella was quiet.");
        assert_eq!(client.drafts().await.unwrap().len(), 2);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn words_without_any_draft_begin_one_and_an_empty_form_leaves_nothing() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let draft = client.new_draft(Some(case)).await.unwrap();
        let nothing = client.keep_words(words(&draft, "a", "", " ")).await;
        assert_eq!(nothing, Ok(DraftPlace::Gone));
        let kept = client.keep_words(words(&draft, "a", "", "Hello")).await;
        assert_eq!(open(kept.unwrap()).draft, draft.draft);
    }

    #[test]
    fn an_hour_after_it_was_thrown_away_a_draft_is_gone() {
        let at: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        assert!(!is_over(at, "2026-11-24T10:59:59Z".parse().unwrap()));
        assert!(is_over(at, "2026-11-24T11:00:00Z".parse().unwrap()));
    }
}
