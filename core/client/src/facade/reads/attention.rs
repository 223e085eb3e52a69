//! Handles of what needs attention, for the buttons beside it.

use core::{fmt, str::FromStr};

use data_encoding::HEXLOWER;
use patchwork_protocol::{ItemHash, PartKind, Replica, Seq, SpaceId};
use patchwork_store::{
    OutboxId, OutboxPart, PartPlace, Reader, TeamIntentId, TeamIntentState, Writer, setting,
};

use super::trouble::MOST_SHOWN;
use crate::{Client, ClientError, Result, Update, workspace::StoredTeamIntent};

/// Something that needs attention, by the store's own name for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attended {
    /// A part that the relay would not take.
    Part(OutboxId),
    /// A change of a team that must be decided again.
    TeamIntent(TeamIntentId),
    /// Something that the person was told.
    Notice(i64),
    /// A part that came and cannot be used.
    Held(PartPlace),
    /// An item that came and cannot be used.
    Item(SpaceId, ItemHash),
}

impl fmt::Display for Attended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part(id) => write!(f, "part-{}", id.0),
            Self::TeamIntent(id) => write!(f, "team-{}", id.0),
            Self::Notice(id) => write!(f, "notice-{id}"),
            Self::Held(place) => write!(
                f,
                "held-{}-{}-{}-{}",
                HEXLOWER.encode(&place.space.0),
                HEXLOWER.encode(&place.replica.0),
                place.seq.0,
                place.index
            ),
            Self::Item(space, hash) => write!(
                f,
                "item-{}-{}",
                HEXLOWER.encode(&space.0),
                HEXLOWER.encode(&hash.0)
            ),
        }
    }
}

impl FromStr for Attended {
    type Err = ClientError;

    fn from_str(text: &str) -> Result<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        let read = match parts.as_slice() {
            ["part", id] => id.parse().ok().map(|id| Self::Part(OutboxId(id))),
            ["team", id] => id.parse().ok().map(|id| Self::TeamIntent(TeamIntentId(id))),
            ["notice", id] => id.parse().ok().map(Self::Notice),
            ["held", place @ ..] => place_of(place).map(Self::Held),
            ["item", space, hash] => bytes(space)
                .zip(bytes(hash))
                .map(|(space, hash)| Self::Item(SpaceId(space), ItemHash(hash))),
            _ => None,
        };
        read.ok_or(ClientError::NotFound)
    }
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

fn place_of(texts: &[&str]) -> Option<PartPlace> {
    let [space, replica, seq, index] = texts else {
        return None;
    };
    Some(PartPlace {
        space: SpaceId(bytes(space)?),
        replica: Replica(bytes(replica)?),
        seq: Seq(seq.parse().ok()?),
        index: index.parse().ok()?,
    })
}

/// The handles of what was acknowledged.
pub(super) fn acknowledged(r: &Reader<'_>) -> Result<Vec<String>> {
    let kept = r.setting(&setting::ACKNOWLEDGED)?.unwrap_or_default();
    Ok(kept.lines().map(str::to_owned).collect())
}

/// Notes that the person has seen this, and forgets what is not there any more.
fn acknowledge(attended: Attended, w: &mut Writer<'_>) -> Result<()> {
    let mut kept = acknowledged(w)?;
    kept.push(attended.to_string());
    let mut there: Vec<Attended> = Vec::new();
    there.extend(
        w.parts_with_attention()?
            .iter()
            .map(|part| Attended::Part(part.id)),
    );
    there.extend(
        w.intents()?
            .iter()
            .map(|intent| Attended::TeamIntent(intent.id)),
    );
    there.extend(
        w.all_held_parts()?
            .iter()
            .map(|part| Attended::Held(part.place)),
    );
    let items = w.refused_items(MOST_SHOWN)?;
    there.extend(items.iter().map(|row| Attended::Item(row.space, row.hash)));
    kept.retain(|handle| {
        handle
            .parse()
            .is_ok_and(|attended| there.contains(&attended))
    });
    kept.sort();
    kept.dedup();
    w.set(&setting::ACKNOWLEDGED, &kept.join("\n"))?;
    Ok(())
}

/// What is tried again needs attention anew if it fails again.
fn forget(attended: Attended, w: &mut Writer<'_>) -> Result<()> {
    let mut kept = acknowledged(w)?;
    kept.retain(|handle| *handle != attended.to_string());
    w.set(&setting::ACKNOWLEDGED, &kept.join("\n"))?;
    Ok(())
}

/// What one's own hand wrote and could not be sent.
pub(super) fn unsent_part(handle: &str, r: &Reader<'_>) -> Result<OutboxPart> {
    let Attended::Part(id) = handle.parse()? else {
        return Err(ClientError::NotFound);
    };
    let mut parts = r.parts_with_attention()?;
    parts.retain(|part| part.id == id);
    parts.pop().ok_or(ClientError::NotFound)
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Tries again what needs attention, by its [`FailedItem::retry`](crate::FailedItem::retry).
    pub async fn retry(&self, handle: String) -> Result<()> {
        let handle: Attended = handle.parse()?;
        self.write_to_send(move |w, touched| {
            forget(handle, w)?;
            match handle {
                Attended::Part(id) => w.retry_part(id)?,
                Attended::TeamIntent(id) => {
                    if !is_founding(id, w)? {
                        w.plan_intent(id, None)?;
                    }
                    w.set_intent_state(id, &TeamIntentState::Waiting)?;
                }
                Attended::Notice(_) | Attended::Held(_) | Attended::Item(..) => {
                    return Err(ClientError::NotFound);
                }
            }
            touched.update(Update::Sync);
            Ok(())
        })
        .await
    }

    /// Acknowledges what needs attention, by its
    /// [`FailedItem::dismiss`](crate::FailedItem::dismiss): it asks for none any more. What one
    /// wrote oneself stays on the list; anything else leaves it, and what is kept stays kept.
    pub async fn dismiss(&self, handle: String) -> Result<()> {
        let handle: Attended = handle.parse()?;
        self.write(move |w, touched| {
            match handle {
                // Without its founding a case could never be shared again.
                Attended::TeamIntent(id) if is_founding(id, w)? => acknowledge(handle, w)?,
                Attended::TeamIntent(id) => w.drop_intent(id)?,
                Attended::Notice(id) => w.dismiss_notice(id)?,
                Attended::Part(_) | Attended::Held(_) | Attended::Item(..) => {
                    acknowledge(handle, w)?;
                }
            }
            touched.update(Update::Sync);
            Ok(())
        })
        .await
    }

    /// Throws away what this person wrote and could not send, by its
    /// [`FailedItem::discard`](crate::FailedItem::discard). Nobody else has it: show
    /// [`unsent_words`](Self::unsent_words) first.
    pub async fn discard_unsent(&self, handle: String) -> Result<()> {
        self.change(move |_, w, touched| {
            let part = unsent_part(&handle, w)?;
            w.discard_part(&part)?;
            if part.part.kind == PartKind::Change {
                touched.documents.rebuild.insert(part.space);
            }
            touched.case(part.space);
            touched.update(Update::Sync);
            touched.update(Update::Tasks);
            Ok(())
        })
        .await
    }
}

fn is_founding(id: TeamIntentId, r: &Reader<'_>) -> Result<bool> {
    match r.intents()?.iter().find(|intent| intent.id == id) {
        Some(intent) => Ok(StoredTeamIntent::is_founding(intent)),
        None => Err(ClientError::NotFound),
    }
}

#[cfg(test)]
mod tests {
    use patchwork_model::NotSent;

    use super::*;
    use crate::{SyncState, testing::Kitchen};

    #[test]
    fn a_handle_reads_back_and_nothing_else_does() {
        for handle in [
            Attended::Part(OutboxId(7)),
            Attended::TeamIntent(TeamIntentId(8)),
            Attended::Notice(9),
            Attended::Held(PartPlace {
                space: SpaceId([1; 32]),
                replica: Replica([2; 16]),
                seq: Seq(3),
                index: 4,
            }),
            Attended::Item(SpaceId([5; 32]), ItemHash([6; 32])),
        ] {
            assert_eq!(handle.to_string().parse::<Attended>().unwrap(), handle);
        }
        for text in ["", "part", "part-", "part-x", "space-1"] {
            assert!(text.parse::<Attended>().is_err(), "{text}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn ones_own_unsent_words_are_acknowledged_tried_again_and_thrown_away_on_purpose() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let entry = kitchen.unsent(case).await;
        let sync = client.sync_status().await.unwrap();
        assert_eq!(sync.state, SyncState::NeedsAttention);
        assert!(sync.waiting_label.ends_with("changes waiting"), "{sync:?}");
        let failed = &sync.failed[0];
        let (dismiss, discard) = (failed.dismiss.clone(), failed.discard.clone());

        client.dismiss(dismiss.unwrap()).await.unwrap();
        let sync = client.sync_status().await.unwrap();
        assert_ne!(sync.state, SyncState::NeedsAttention);
        assert_eq!(sync.failed.len(), 1, "the words are still on the list");
        assert_eq!(sync.failed[0].dismiss, None);

        let handle = discard.unwrap();
        let words = client.unsent_words(handle.clone()).await.unwrap();
        assert!(words.contains("same clothes"), "{words}");
        client.discard_unsent(handle.clone()).await.unwrap();
        assert_eq!(client.sync_status().await.unwrap().failed, []);
        assert!(client.entry(case, entry).await.is_err());
        assert_eq!(
            client.discard_unsent(handle).await,
            Err(ClientError::NotFound)
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_tried_again_needs_attention_anew_when_it_fails_again() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        let entry = kitchen.unsent(case).await;
        let failed = client.sync_status().await.unwrap().failed.remove(0);
        client.dismiss(failed.dismiss.unwrap()).await.unwrap();
        client.retry(failed.retry.unwrap()).await.unwrap();
        let again = client.write(move |w, _| {
            let parts = w.unsent()?;
            let part = parts.iter().find(|part| part.entry == Some(entry));
            Ok(w.part_needs_attention(part.ok_or(ClientError::NotFound)?.id, NotSent::Closed)?)
        });
        again.await.unwrap();
        let sync = client.sync_status().await.unwrap();
        assert_eq!(sync.state, SyncState::NeedsAttention);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_change_that_is_thrown_away_is_in_its_document_no_more() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        client
            .add_marker(
                case,
                crate::NewMarker {
                    text: "Large dog".to_owned(),
                    ..crate::NewMarker::default()
                },
            )
            .await
            .unwrap();
        let set_aside = client.write(|w, _| {
            let parts = w.unsent()?;
            let last = parts
                .iter()
                .rfind(|part| part.part.kind == PartKind::Change);
            Ok(w.part_needs_attention(last.ok_or(ClientError::NotFound)?.id, NotSent::Closed)?)
        });
        set_aside.await.unwrap();
        let failed = client.sync_status().await.unwrap().failed.remove(0);
        client
            .discard_unsent(failed.discard.unwrap())
            .await
            .unwrap();
        let header = client.case_view(case).await.unwrap().header;
        assert_eq!(header.markers, []);
        assert_eq!(header.child, "Ella Marsh");
    }
}
