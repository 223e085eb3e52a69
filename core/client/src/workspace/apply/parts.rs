//! Parts of an opened envelope: entries, changes, cards, looks.

use patchwork_model::{AccessReport, Card, CardAuthor, CardBody, Entry, EntryBody, project_entry};
use patchwork_protocol::{Part, PartKind, PractitionerId};
use patchwork_store::{CardPlace, HeldBecause, HeldPart, NewEntry, PartPlace, Seen, Writer};
use patchwork_sync::{Device, Opened, PartRefusal};

use crate::{
    Update,
    error::Result,
    workspace::{Touched, best_time, open_documents::ArrivedChange},
};

/// Applies what may be applied and holds the rest. Applying the same parts
/// twice changes nothing the second time.
pub(super) fn apply(
    opened: &Opened,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<()> {
    for (index, part) in opened.parts.iter().chain(&opened.newer) {
        apply_part(place(opened, *index), part, opened, device, w, touched)?;
    }
    for (index, refusal) in &opened.refused {
        hold_refused(place(opened, *index), opened, *refusal, w)?;
        touched.update(Update::Sync);
    }
    Ok(())
}

/// Which part of an envelope.
pub(super) const fn place(opened: &Opened, index: u32) -> PartPlace {
    PartPlace {
        space: opened.space,
        replica: opened.place.replica,
        seq: opened.place.seq,
        index,
    }
}

/// Applies a part, or holds it.
pub(super) fn apply_part(
    place: PartPlace,
    part: &Part,
    opened: &Opened,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<()> {
    match take(place, part, opened, device, w, touched)? {
        Taken::Used if is_of_newer(part) => {
            hold(place, part, opened, HeldBecause::Newer, w)?;
            touched.case(opened.space);
        }
        Taken::Used => {}
        Taken::Unusable(reason) => {
            hold(place, part, opened, HeldBecause::Refused(reason), w)?;
            touched.update(Update::Sync);
        }
    }
    Ok(())
}

/// Whether a part is held until a version comes that knows what it is. A card or a report of a
/// newer version is not: when the app was updated, all of them are taken in again.
pub(super) fn is_of_newer(part: &Part) -> bool {
    match part.kind {
        PartKind::Entry => Entry::decode(&part.body)
            .is_ok_and(|entry| matches!(entry.body, EntryBody::Unknown { .. })),
        PartKind::Carried | PartKind::Unknown(_) => true,
        PartKind::Change | PartKind::Card | PartKind::Access => false,
    }
}

/// Notes that a part was refused. Its bytes stay in the envelope; this row is what *Sync* shows
/// of it.
pub(super) fn hold_refused(
    place: PartPlace,
    opened: &Opened,
    refusal: PartRefusal,
    w: &mut Writer<'_>,
) -> Result<()> {
    let nothing = Part {
        kind: PartKind::Unknown(0),
        body: Vec::new(),
    };
    let because = HeldBecause::Refused(refusal.to_string());
    hold(place, &nothing, opened, because, w)
}

/// What became of a part.
enum Taken {
    /// It took effect, or asks for nothing.
    Used,
    /// It cannot be used, and why.
    Unusable(String),
}

fn take(
    place: PartPlace,
    part: &Part,
    opened: &Opened,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<Taken> {
    let is_mine = device.practitioner() == Some(opened.practitioner);
    match part.kind {
        PartKind::Entry => {
            let entry = match Entry::decode(&part.body) {
                Ok(entry) => entry,
                Err(error) => return Ok(Taken::Unusable(error.to_string())),
            };
            let received_at = best_time(touched.now(), w)?;
            let heard_at = entry.written_at.min(received_at);
            w.heard_from(opened.space, opened.practitioner, heard_at)?;
            let row = project_entry(opened.device, entry);
            let is_new = w.put_entry(&NewEntry {
                space: opened.space,
                row: &row,
                part: &part.body,
                author: opened.practitioner,
                seen: if is_mine { Seen::Yes } else { Seen::NotYet },
                received_at,
            })?;
            if !is_new {
                // What an earlier version could not read may be read now.
                w.derive_entry(opened.space, row.id)?;
            }
            touched.case(opened.space);
        }
        PartKind::Change => {
            touched
                .documents
                .arrived
                .entry(opened.space)
                .or_default()
                .push(ArrivedChange {
                    place,
                    device: opened.device,
                    author: opened.practitioner,
                    body: part.body.clone(),
                    was_held: false,
                });
            touched.case(opened.space);
        }
        PartKind::Card => {
            let card = match Card::decode(&part.body) {
                Ok(card) => card,
                Err(error) => return Ok(Taken::Unusable(error.to_string())),
            };
            // Judged at the directory that the author held, so that everyone
            // judges alike whenever they hear of it.
            let is_administrator = device.directory().is_some_and(|directory| {
                directory.is_administrator_at(opened.practitioner, opened.directory.index)
            });
            let author = if is_administrator {
                CardAuthor::Administrator
            } else {
                CardAuthor::Practitioner
            };
            if !card.may_come_from(author) {
                let reason = "only an administrator may write this card".to_owned();
                return Ok(Taken::Unusable(reason));
            }
            let place = opened.n.map_or(CardPlace::NotSent, CardPlace::Item);
            keep_card(opened.practitioner, &card, place, w)?;
            touched.update(Update::Directory);
            touched.update(Update::Cases);
        }
        PartKind::Access => {
            // What a newer version reports of, nobody here misses: it stays in its envelope.
            if let Ok(access) = AccessReport::decode(&part.body) {
                w.put_access_report(opened.space, opened.device, opened.practitioner, &access)?;
                touched.case(opened.space);
            }
        }
        // Carried parts come with redaction, which no version writes yet.
        PartKind::Carried | PartKind::Unknown(_) => {}
    }
    Ok(Taken::Used)
}

pub(super) fn hold(
    place: PartPlace,
    part: &Part,
    opened: &Opened,
    because: HeldBecause,
    w: &mut Writer<'_>,
) -> Result<()> {
    w.hold_part(&HeldPart {
        place,
        kind: part.kind,
        device: opened.device,
        author: opened.practitioner,
        body: part.body.clone(),
        because,
    })?;
    Ok(())
}

/// Keeps what a card says; of two for one subject the later in the log counts.
pub(crate) fn keep_card(
    author: PractitionerId,
    card: &Card,
    place: CardPlace,
    w: &mut Writer<'_>,
) -> Result<()> {
    keep_body(author, card, &card.body, place, w)
}

fn keep_body(
    author: PractitionerId,
    card: &Card,
    body: &CardBody,
    place: CardPlace,
    w: &mut Writer<'_>,
) -> Result<()> {
    match body {
        CardBody::Agency(agency) => w.put_agency(agency, place)?,
        CardBody::Practitioner(practitioner) => w.put_practitioner(practitioner, place)?,
        CardBody::Contact(contact) => w.put_contact_card(author, contact, card.at, place)?,
        CardBody::Partnership(partnership) => w.put_partnership(partnership, place)?,
        CardBody::Newer(read) => keep_body(author, card, read, place, w)?,
        // Its bytes stay in their envelope.
        CardBody::Unknown(_) => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use patchwork_model::{EntryKind, FrontDoor, LookedAt, PartnershipCard, TimelineFilter};
    use patchwork_protocol::{DeviceId, Replica, Seq, SpaceId};
    use patchwork_sync::SeriesPlace;

    use super::*;
    use crate::testing::Kitchen;

    /// Takes in an envelope by this person with these parts.
    async fn arrives(
        kitchen: &Kitchen,
        space: SpaceId,
        author: PractitionerId,
        parts: Vec<(PartKind, Vec<u8>)>,
    ) {
        let arrived = move |device: &mut Device, w: &mut Writer<'_>, touched: &mut Touched| {
            let author_device = DeviceId([7; 8]);
            let parts = (0..)
                .zip(parts)
                .map(|(index, (kind, body))| (index, Part { kind, body }));
            let (newer, parts) =
                parts.partition(|(_, part)| matches!(part.kind, PartKind::Unknown(_)));
            let opened = Opened {
                space,
                place: SeriesPlace {
                    replica: Replica::new(author_device, [1; 8]),
                    seq: Seq(1),
                },
                device: author_device,
                practitioner: author,
                directory: device.directory().unwrap().head(),
                n: Some(1),
                parts,
                newer,
                refused: vec![],
            };
            apply(&opened, device, w, touched)
        };
        kitchen.client.change(arrived).await.unwrap();
    }

    fn evil(at: jiff::Timestamp) -> Vec<u8> {
        let card = Card {
            at,
            body: CardBody::Partnership(PartnershipCard {
                name: "Westtown".to_owned(),
                front_door: Some(FrontDoor {
                    number: "01632 960666".to_owned(),
                    hours: None,
                }),
            }),
        };
        card.encode().unwrap()
    }

    async fn held(kitchen: &Kitchen) -> usize {
        let held = kitchen.client.read(|r| Ok(r.all_held_parts()?.len()));
        held.await.unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_partnership_is_named_by_its_administrators_only() {
        let kitchen = Kitchen::new().await;
        let directory = kitchen.client.inspect(|d| Ok(d.partnership().directory()));
        let directory = directory.await.unwrap();
        let card = vec![(PartKind::Card, evil(kitchen.client.now()))];
        arrives(&kitchen, directory, PractitionerId([9; 16]), card.clone()).await;
        assert_eq!(held(&kitchen).await, 1);
        let known = kitchen.client.partnership().await.unwrap();
        assert_eq!((known.name.as_str(), known.front_door.as_str()), ("", ""));

        arrives(&kitchen, directory, kitchen.priya, card).await;
        assert_eq!(kitchen.client.partnership().await.unwrap().name, "Westtown");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_a_newer_version_says_or_reports_is_skipped_without_trouble() {
        let kitchen = Kitchen::new().await;
        let case = kitchen.ella().await;
        let newer_card = vec![0x82, 0x00, 0x82, 0x09, 0x00];
        let newer_look = vec![0x82, 0x00, 0x81, 0x83, 0x81, 0x09, 0x00, 0x01];
        let parts = vec![(PartKind::Card, newer_card), (PartKind::Access, newer_look)];
        arrives(&kitchen, case, PractitionerId([9; 16]), parts).await;
        assert_eq!(held(&kitchen).await, 0);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_look_is_its_signers_own_whatever_day_it_claims() {
        let kitchen = Kitchen::new().await;
        let case = kitchen.ella().await;
        let now = kitchen.client.now();
        let report = |day: &str| {
            let access = AccessReport {
                day: day.parse().unwrap(),
                looks: vec![patchwork_model::Look {
                    at: LookedAt::Case,
                    first: now,
                    times: u32::MAX,
                }],
            };
            (PartKind::Access, access.encode())
        };
        let parts = vec![report("2026-03-12"), report("9999-12-31")];
        let mallory = PractitionerId([9; 16]);
        arrives(&kitchen, case, mallory, parts).await;
        let looked = kitchen.client.who_looked(case).await.unwrap();
        for view in looked {
            let day = (view.practitioner == mallory).then(|| "2026-03-12".parse().unwrap());
            assert_eq!(view.last_opened, day);
        }
    }

    /// `[number, at, kind, content …]`, as a newer version may write it.
    fn newer_entry(
        number: u8,
        kind: u8,
        length: u64,
        rest: impl FnOnce(&mut minicbor::Encoder<&mut Vec<u8>>),
    ) -> (PartKind, Vec<u8>) {
        let mut bytes = Vec::new();
        let mut encoder = minicbor::Encoder::new(&mut bytes);
        let head = encoder.array(length).unwrap().bytes(&[number; 8]).unwrap();
        head.i64(1_773_312_120_000).unwrap().u8(kind).unwrap();
        rest(&mut encoder);
        (PartKind::Entry, bytes)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_entry_of_a_newer_version_stands_on_the_timeline_and_is_not_urgent() {
        let kitchen = Kitchen::new().await;
        let case = kitchen.ella().await;
        // A worry with a second text, a response of an unknown sort, a note with a ninth field.
        let target = [5; 16];
        let parts = vec![
            newer_entry(1, 3, 4, |e| {
                e.array(2).unwrap().str("quiet").unwrap();
                e.str("since Monday").unwrap();
            }),
            newer_entry(2, 11, 4, |e| {
                e.array(3).unwrap().bytes(&target).unwrap();
                e.u8(77).unwrap().str("rang school").unwrap();
            }),
            newer_entry(3, 1, 9, |e| {
                e.str("hello").unwrap().i64(60_000).unwrap();
                e.null().unwrap().null().unwrap().null().unwrap();
                e.str("of a newer version").unwrap();
            }),
        ];
        let bytes: Vec<Vec<u8>> = parts.iter().map(|(_, bytes)| bytes.clone()).collect();
        arrives(&kitchen, case, PractitionerId([9; 16]), parts).await;

        let page = kitchen.client.timeline(case, None, 9, TimelineFilter::All);
        let mut entries = page.await.unwrap().entries;
        entries.sort_by_key(|entry| entry.entry);
        assert_eq!(entries.len(), 3);
        for entry in &entries {
            assert_eq!(
                entry.text,
                "Written by a newer Patchwork. Update this app to read it."
            );
            assert_eq!(entry.author, PractitionerId([9; 16]));
            assert_eq!(entry.written_at.as_millisecond(), 1_773_312_120_000);
        }
        let labels: Vec<&str> = entries.iter().map(|entry| entry.label.as_str()).collect();
        assert_eq!(labels, ["Worry", "Response", "Note"]);
        assert_eq!(entries[1].target.map(|target| target.0), Some(target));
        assert_eq!(entries[2].happened_at.as_millisecond(), 1_773_312_060_000);

        let sync = kitchen.client.sync_status().await.unwrap();
        assert_eq!(sync.failed, []);
        assert_ne!(sync.state, crate::SyncState::NeedsAttention);
        let kept = kitchen
            .client
            .read(move |r| {
                let all = r.entries(case)?.into_iter();
                let kept = all.map(|entry| Ok(r.entry_part(case, entry.row.id)?));
                kept.collect::<Result<Vec<_>>>()
            })
            .await
            .unwrap();
        for part in bytes {
            assert!(kept.contains(&Some(part.clone())), "{part:02x?}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_nobody_here_can_read_answers_no_worry_and_strikes_nothing_through() {
        let kitchen = Kitchen::new().await;
        let case = kitchen.ella().await;
        let text = "flinches when touched";
        let worry = kitchen.write(case, EntryKind::Worry, text, None).await;
        let answer = newer_entry(1, 11, 4, |e| {
            let head = e.array(3).unwrap().bytes(worry.0.as_slice()).unwrap();
            head.u8(77).unwrap().str("rang school").unwrap();
        });
        arrives(&kitchen, case, PractitionerId([9; 16]), vec![answer]).await;
        let strike = newer_entry(2, 10, 4, |e| {
            let head = e.array(3).unwrap().bytes(worry.0.as_slice()).unwrap();
            head.str("wrong child").unwrap().u8(1).unwrap();
        });
        arrives(&kitchen, case, kitchen.priya, vec![strike]).await;

        let shown = kitchen.client.entry(case, worry).await.unwrap();
        assert!(shown.is_unanswered);
        let listed = kitchen
            .client
            .read(move |r| Ok(r.unanswered_worries(case)?));
        let listed: Vec<_> = listed.await.unwrap().iter().map(|row| row.entry).collect();
        assert_eq!(listed, [worry]);
        let page = kitchen.client.timeline(case, None, 9, TimelineFilter::All);
        let entries = page.await.unwrap().entries;
        let targets = entries.iter().filter_map(|entry| entry.target);
        assert_eq!(targets.collect::<Vec<_>>(), [worry, worry]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_part_of_a_newer_version_is_kept_whole_and_its_case_says_so() {
        let kitchen = Kitchen::new().await;
        let case = kitchen.ella().await;
        let part = (PartKind::Unknown(77), b"of a newer version".to_vec());
        arrives(&kitchen, case, PractitionerId([9; 16]), vec![part]).await;
        let header = kitchen.client.case_view(case).await.unwrap().header;
        assert_eq!(
            header.notice,
            "Update the app: a newer one wrote something here that this one cannot show."
        );
        let kept = kitchen.client.read(move |r| Ok(r.held_parts(case)?));
        assert_eq!(kept.await.unwrap()[0].body, b"of a newer version");
        let sync = kitchen.client.sync_status().await.unwrap();
        assert_eq!(sync.failed, []);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_this_version_knows_of_a_newer_card_is_read() {
        let kitchen = Kitchen::new().await;
        let directory = kitchen.client.inspect(|d| Ok(d.partnership().directory()));
        let directory = directory.await.unwrap();
        // [at, [0, [agency, name, sort 250, not sensitive, "one field more"]]]
        let mut card = Vec::new();
        let mut e = minicbor::Encoder::new(&mut card);
        let head = e.array(2).unwrap().i64(0).unwrap().array(2).unwrap();
        head.u8(0)
            .unwrap()
            .array(5)
            .unwrap()
            .bytes(&[3; 16])
            .unwrap();
        e.str("Riverside")
            .unwrap()
            .u8(250)
            .unwrap()
            .bool(false)
            .unwrap();
        e.str("one field more").unwrap();
        arrives(
            &kitchen,
            directory,
            kitchen.priya,
            vec![(PartKind::Card, card)],
        )
        .await;
        assert_eq!(held(&kitchen).await, 0);
        let known = kitchen.client.read(|r| Ok(r.agencies()?)).await.unwrap();
        let named = |name: &str| known.iter().any(|agency| agency.card.name == name);
        assert!(named("Riverside"), "{known:?}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_cannot_be_used_of_somebody_else_is_acknowledged_until_more_comes() {
        let kitchen = Kitchen::new().await;
        let directory = kitchen.client.inspect(|d| Ok(d.partnership().directory()));
        let directory = directory.await.unwrap();
        let card = (PartKind::Card, evil(kitchen.client.now()));
        let mallory = PractitionerId([9; 16]);
        arrives(&kitchen, directory, mallory, vec![card.clone()]).await;
        let sync = kitchen.client.sync_status().await.unwrap();
        assert_eq!(sync.state, crate::SyncState::NeedsAttention);
        let handle = sync.failed[0].dismiss.clone().unwrap();
        kitchen.client.dismiss(handle).await.unwrap();
        let sync = kitchen.client.sync_status().await.unwrap();
        assert_ne!(sync.state, crate::SyncState::NeedsAttention);
        assert_eq!(sync.failed, []);
        assert_eq!(held(&kitchen).await, 1);

        arrives(&kitchen, directory, mallory, vec![card.clone(), card]).await;
        let sync = kitchen.client.sync_status().await.unwrap();
        assert_eq!(sync.state, crate::SyncState::NeedsAttention);
        assert_eq!(sync.failed.len(), 1);
    }
}
