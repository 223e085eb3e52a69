//! Carrying out what the state machine says, inside one transaction.

#[cfg(test)]
mod after_update_tests;
mod documents;
mod items;
mod judge_again;
#[cfg(test)]
mod log_view_tests;
mod parts;
mod taken_back;

use patchwork_model::{Card, NotSent, NoticeKind};
use patchwork_protocol::{Action, Part, PartKind, SpaceId};
use patchwork_store::{CardPlace, SpaceUse, Writer, setting};
use patchwork_sync::{
    AfterAnswer, Attention, Device, Effect, Evidence, SeriesPlace, TeamChanged, TeamIntent,
};

pub(crate) use documents::{edit_document, edits_of};
pub(crate) use items::{StoreLogView, keep as keep_item, kept as kept_item};
pub(crate) use judge_again::{is_to_be_judged_again, judge_all_again};
pub(crate) use parts::keep_card;

use self::taken_back::{Again, take_back};
use crate::{
    Update,
    error::Result,
    workspace::{CaughtUp, Heard, StoredTeamIntent, Touched, keep_record},
};

/// Carries out effects in their order. What is returned is for the conversation
/// that the effects come from, if they come from one.
pub(crate) fn carry_out(
    effects: Vec<Effect>,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<Heard> {
    let mut heard = Heard::default();
    for effect in effects {
        carry_out_one(effect, device, w, touched, &mut heard)?;
    }
    Ok(heard)
}

fn carry_out_one(
    effect: Effect,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
    heard: &mut Heard,
) -> Result<()> {
    match effect {
        Effect::Keep(item) => {
            items::keep(&item, w)?;
            touched.update(Update::Sync);
        }
        Effect::Apply(opened) => parts::apply(&opened, device, w, touched)?,
        Effect::Move {
            space,
            hash,
            position,
        } => {
            w.move_item(space, hash, items::position(position))?;
            // A relay that was put back took a piece of what it lacked: the next.
            heard.try_again |= device
                .space(space)
                .is_some_and(|space| space.lost_by_the_relay().is_some());
        }
        Effect::Withdraw {
            space,
            replica,
            last,
        } => {
            items::withdraw(space, replica, last, device, w)?;
            touched.documents.rebuild.insert(space);
            touched.case(space);
        }
        Effect::TeamChanged(changed) => {
            heard.try_again = true;
            heard.directory |= changed.space == device.partnership().directory();
            team_changed(&changed, device, w, touched)?;
        }
        Effect::TeamChangeLost(lost) => {
            w.drop_team_changes(lost.space, lost.change.index())?;
            // Its author issues it again, against what came instead.
            if lost.change.author() == device.id() {
                for intent in TeamIntent::of_lost(&lost.change) {
                    let queued = StoredTeamIntent::of(&intent).encode();
                    w.queue_intent(lost.space, &queued, None, touched.now())?;
                }
            }
            touched.case_and_list(lost.space);
        }
        Effect::JudgedAgain { space } => {
            if space == device.partnership().directory() {
                touched.update(Update::Directory);
            } else {
                touched.documents.rebuild.insert(space);
                touched.case_and_list(space);
            }
            heard.try_again = true;
            heard.judges_again |= w.setting(&setting::NOT_JUDGED)?.is_some();
            touched.update(Update::Sync);
        }
        Effect::KeepKey { space, key } => {
            w.put_space_key(space, key.id(), key.to_bytes().as_slice())?;
            heard.try_again = true;
        }
        Effect::WrapsUpTo(number) => w.set(&setting::WRAPS_AFTER, &number)?,
        Effect::Answered {
            space,
            place,
            after,
        } => answered(space, place, after, device, w, touched, heard)?,
        Effect::Copied { space, .. } => {
            give_up(space, w, touched)?;
            heard.try_again = true;
        }
        Effect::OfferLost { space, .. } => {
            // The relay may have lost what it was given: it is given again.
            w.forget_given(space)?;
            heard.try_again = true;
            touched.update(Update::Sync);
        }
        Effect::Contradicted { space } => {
            if space == device.partnership().directory() {
                w.forget_card_places()?;
            }
            w.add_notice(space, NoticeKind::RelayChanged, "", touched.now())?;
            touched.update(Update::Sync);
        }
        Effect::Evidence(evidence) => {
            let (kind, detail) = notice_of(&evidence);
            w.add_notice(space_of(&evidence), kind, &detail, touched.now())?;
            touched.update(Update::Sync);
        }
        Effect::SendCursors => heard.wants_cursors = true,
        Effect::CaughtUp { agrees } => {
            if is_listed(device) {
                w.set(&setting::WAS_ADMITTED, &true)?;
            }
            heard.caught_up = if agrees {
                w.set(&setting::LAST_AGREED, &touched.now())?;
                CaughtUp::Agreed
            } else {
                CaughtUp::Differs
            };
            touched.update(Update::Sync);
        }
        Effect::Ended(reason) => heard.goodbye = Some(reason),
        Effect::KeepRecord(space) => keep_record(device, space, w)?,
    }
    Ok(())
}

fn team_changed(
    changed: &TeamChanged,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
) -> Result<()> {
    w.put_team_change(
        changed.space,
        changed.change.index(),
        changed.change.bytes(),
    )?;
    let kind = device
        .space(changed.space)
        .and_then(|space| space.team())
        .map(|team| match team.kind() {
            patchwork_protocol::SpaceKind::Directory => SpaceUse::Directory,
            patchwork_protocol::SpaceKind::Case => SpaceUse::Case,
            patchwork_protocol::SpaceKind::Compartment => SpaceUse::Compartment,
        });
    if let (0, Some(kind)) = (changed.change.index(), kind) {
        keep_record(device, changed.space, w)?;
        w.put_space_use(changed.space, kind)?;
    }
    if changed.space == device.partnership().directory() {
        if is_listed(device) {
            w.set(&setting::WAS_ADMITTED, &true)?;
            // Whatever partnership was to be founded here before: this device is in this one.
            w.clear(&setting::FOUNDING)?;
        }
        touched.update(Update::Directory);
    } else {
        if kind == Some(SpaceUse::Case) && is_told_of(changed, device) {
            w.note_unseen_team(changed.space, changed.change.index(), touched.now())?;
        }
        touched.case_and_list(changed.space);
    }
    Ok(())
}

/// Whether a change of a team brings someone, and was not made here: the person is told of it.
fn is_told_of(changed: &TeamChanged, device: &Device) -> bool {
    let brings = |action: &Action| matches!(action, Action::Found { .. } | Action::Add { .. });
    changed.change.author() != device.id() && changed.change.actions().iter().any(brings)
}

/// Whether the directory lists this device as admitted, now or until it was revoked.
fn is_listed(device: &Device) -> bool {
    device
        .directory()
        .is_some_and(|directory| directory.device(device.id()).is_some())
}

fn answered(
    space: SpaceId,
    place: SeriesPlace,
    after: AfterAnswer,
    device: &Device,
    w: &mut Writer<'_>,
    touched: &mut Touched,
    heard: &mut Heard,
) -> Result<()> {
    let SeriesPlace { replica, seq } = place;
    match after {
        AfterAnswer::Acked { n } => {
            for part in w.acked(space, replica, seq)? {
                settle_card(&part.part, n, w, touched)?;
            }
        }
        AfterAnswer::Repost => return Ok(()),
        AfterAnswer::OfferFrom(from) => heard.offer_from.push((space, replica, from)),
        AfterAnswer::SealAgain => {
            // Forgets the sealed bytes if they wait in the outbox. What was acknowledged does not:
            // its bytes stay, since nobody else may have them, and are opened again.
            if !w.seal_again(space, replica, seq)? {
                take_back(space, place, Again::Seal, device, w, touched)?;
            }
            heard.try_again = true;
        }
        AfterAnswer::Copied => {
            give_up(space, w, touched)?;
            take_back(space, place, Again::Seal, device, w, touched)?;
            heard.try_again = true;
        }
        AfterAnswer::NeedsAttention(why) => {
            let why = not_sent(why);
            if !w.envelope_needs_attention(space, replica, seq, why)? {
                take_back(space, place, Again::Ask(why), device, w, touched)?;
            }
        }
        AfterAnswer::OfferRefused => {
            w.stop_offering(space, replica, seq)?;
        }
    }
    touched.case(space);
    touched.update(Update::Sync);
    Ok(())
}

const fn not_sent(why: Attention) -> NotSent {
    match why {
        Attention::NotOnTeam => NotSent::NotOnTeam,
        Attention::Closed => NotSent::Closed,
        Attention::TooLarge => NotSent::TooLarge,
        Attention::NotUnderstood => NotSent::NotUnderstood,
    }
}

/// An own card has its place among everyone's now: a later one may overrule it.
fn settle_card(part: &Part, n: u64, w: &mut Writer<'_>, touched: &mut Touched) -> Result<()> {
    if part.kind != PartKind::Card {
        return Ok(());
    }
    if let (Ok(card), Some(me)) = (Card::decode(&part.body), w.setting(&setting::PRACTITIONER)?) {
        keep_card(me, &card, CardPlace::Item(n), w)?;
        touched.update(Update::Directory);
    }
    Ok(())
}

/// This installation is a copy or was restored: what has no answer is sealed
/// anew, and the document is made again under a new actor.
pub(crate) fn give_up(space: SpaceId, w: &mut Writer<'_>, touched: &mut Touched) -> Result<()> {
    w.give_up_all_series(space)?;
    touched.documents.rebuild.insert(space);
    touched.documents.new_actor.insert(space);
    touched.case(space);
    touched.update(Update::Sync);
    Ok(())
}

/// Ends a transaction: documents take in what arrived, are saved and projected once.
pub(crate) fn finish(device: &Device, w: &mut Writer<'_>, touched: &mut Touched) -> Result<()> {
    documents::rebuild(device, w, touched)?;
    documents::take_in(w, touched)?;
    documents::save(w, touched)
}

fn space_of(evidence: &Evidence) -> SpaceId {
    match evidence {
        Evidence::ForkedLog { space, .. }
        | Evidence::TwoEnvelopes { space, .. }
        | Evidence::TwoTeamChanges { space, .. }
        | Evidence::ForkedDirectory { space, .. }
        | Evidence::Withheld { space, .. }
        | Evidence::OtherDirectory { space } => *space,
    }
}

/// What the person is told of it: the code, and which device, place or change it is about.
fn notice_of(evidence: &Evidence) -> (NoticeKind, String) {
    match evidence {
        Evidence::ForkedLog { author, seen, .. } => {
            (NoticeKind::ForkedLog, format!("{author}/{}", seen.n))
        }
        Evidence::TwoEnvelopes { place, .. } => (NoticeKind::TwoEnvelopes, place.to_string()),
        Evidence::TwoTeamChanges { index, .. } => (NoticeKind::TwoTeamChanges, index.to_string()),
        Evidence::ForkedDirectory { author, .. } => {
            (NoticeKind::ForkedDirectory, author.to_string())
        }
        Evidence::Withheld { .. } => (NoticeKind::ItemWithheld, String::new()),
        Evidence::OtherDirectory { .. } => (NoticeKind::OtherDirectory, String::new()),
    }
}

#[cfg(test)]
mod tests {
    use patchwork_protocol::{
        Action, ChangeHash, Cut, DeviceId, DirectoryHead, ItemHash, PractitionerId, Principal,
        Replica, Seen, Seq, UnsignedTeamChange,
    };

    use super::*;
    use crate::testing::Kitchen;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_removal_of_ones_own_that_lost_its_place_is_queued_again() {
        let kitchen = Kitchen::new().await;
        let case = kitchen.ella().await;
        let tom = PractitionerId([9; 16]);
        let lost = kitchen.client.workspace.change(move |device, w, touched| {
            let remove = Action::Remove {
                principal: Principal::Practitioner(tom),
                cut: Cut::NONE,
            };
            let nowhere = DirectoryHead {
                index: 0,
                hash: ChangeHash::ZERO,
            };
            let change = UnsignedTeamChange::new(
                1,
                ChangeHash::ZERO,
                device.id(),
                nowhere,
                touched.now(),
                vec![remove],
            );
            let lost = Effect::TeamChangeLost(TeamChanged {
                space: case,
                change: change.with_signature([0; 64]),
            });
            carry_out(vec![lost], device, w, touched)
        });
        lost.await.unwrap();
        let queued = kitchen.client.read(move |r| Ok(r.intents_of(case)?));
        let queued = queued.await.unwrap().pop().unwrap();
        assert_eq!(
            StoredTeamIntent::decode(&queued.bytes).unwrap(),
            StoredTeamIntent::Remove(tom)
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_founding_that_was_kept_is_forgotten_once_another_directory_lists_the_device() {
        let kitchen = Kitchen::new().await;
        let listed = kitchen.client.workspace.change(|device, w, touched| {
            let kept = zeroize::Zeroizing::new(b"the keys of another partnership".to_vec());
            w.set(&setting::FOUNDING, &kept)?;
            let directory = device.partnership().directory();
            let founding = device
                .space(directory)
                .and_then(|space| space.team_change(0));
            let changed = TeamChanged {
                space: directory,
                change: founding.unwrap().clone(),
            };
            carry_out(vec![Effect::TeamChanged(changed)], device, w, touched)
        });
        listed.await.unwrap();
        let kept = kitchen.client.read(|r| Ok(r.setting(&setting::FOUNDING)?));
        assert_eq!(kept.await.unwrap(), None);
    }

    #[test]
    fn a_notice_of_a_contradiction_says_what_the_evidence_says() {
        let space = SpaceId([1; 32]);
        let author = DeviceId([2; 8]);
        let place = SeriesPlace {
            replica: Replica::new(author, [3; 8]),
            seq: Seq(4),
        };
        let seen = Seen {
            n: 5,
            incarnation: [0; 4],
            chain: [0; 16],
        };
        for evidence in [
            Evidence::ForkedLog {
                space,
                place,
                author,
                seen,
            },
            Evidence::TwoEnvelopes { space, place },
            Evidence::TwoTeamChanges { space, index: 6 },
            Evidence::ForkedDirectory {
                space,
                place,
                author,
            },
            Evidence::OtherDirectory { space },
        ] {
            let (kind, detail) = notice_of(&evidence);
            let said = kind.in_words(&detail);
            assert!(said.contains(&format!("({evidence}).")), "{said}");
        }
        let item = ItemHash([7; 32]);
        let (kind, detail) = notice_of(&Evidence::Withheld { space, item });
        assert_eq!((kind, detail.as_str()), (NoticeKind::ItemWithheld, ""));
    }
}
