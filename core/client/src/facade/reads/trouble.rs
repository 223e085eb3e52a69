//! What was refused or cannot be used, each as a sentence that says what
//! happened and what to do. Whatever it is, it is kept.

use jiff::{Timestamp, ToSpan};
use patchwork_model::{Entry, NotSent, NoticeKind};
use patchwork_protocol::{PartKind, SpaceId};
use patchwork_store::{
    HeldBecause, HeldPart, ItemRow, Notice, OutboxPart, PartState, Reader, TeamIntentRow,
    TeamIntentState,
};
use patchwork_sync::{ItemState, Refusal, SetAside};

use super::{
    Names,
    attention::{Attended, acknowledged},
    case_read::child_name,
    words::{moment, shortened},
};
use crate::{FailedItem, Result};

/// A screen shows the newest; the rest is in the database.
pub(super) const MOST_SHOWN: u32 = 50;
/// How long a notice that asks for nothing is shown.
const NOTICE_DAYS: i64 = 7;

/// Something that failed, and whether the chip must say so.
pub(super) struct Trouble {
    pub(super) item: FailedItem,
    pub(super) is_urgent: bool,
}

/// Everything that failed: one's own first.
pub(super) fn all(names: &Names, now: Timestamp, r: &Reader<'_>) -> Result<Vec<Trouble>> {
    let mut troubles = Vec::new();
    let acknowledged = acknowledged(r)?;
    for part in r.parts_with_attention()? {
        if let PartState::NeedsAttention { why, detail } = &part.state {
            let by = names.roster.me.map(|me| names.name(me)).unwrap_or_default();
            let explanation = unsent(&part, *why, detail);
            let mut told = trouble(part.space, by, explanation, Whose::Mine, names, r)?;
            let handle = Attended::Part(part.id).to_string();
            told.item.retry = Some(handle.clone());
            told.item.discard = Some(handle);
            told.may_be_acknowledged(&acknowledged);
            troubles.push(told);
        }
    }
    for intent in r.intents()? {
        if let Some(explanation) = undecided(&intent) {
            let by = names.roster.me.map(|me| names.name(me)).unwrap_or_default();
            let mut told = trouble(intent.space, by, explanation, Whose::Mine, names, r)?;
            told.item.retry = Some(Attended::TeamIntent(intent.id).to_string());
            told.may_be_acknowledged(&acknowledged);
            troubles.push(told);
        }
    }
    for (space, why) in names.roster.set_aside() {
        let explanation = not_judged(why, names.roster.is_directory(space.id()));
        let told = trouble(
            space.id(),
            String::new(),
            explanation,
            Whose::Others,
            names,
            r,
        )?;
        troubles.push(told);
    }
    for notice in r.notices(MOST_SHOWN)? {
        let told = Told::of(&notice, now);
        if told != Told::NoLonger {
            let mut trouble = trouble(
                notice.space,
                String::new(),
                notice.kind.in_words(&notice.detail),
                Whose::Others,
                names,
                r,
            )?;
            trouble.is_urgent = told == Told::Urgently;
            trouble.item.dismiss = Some(Attended::Notice(notice.id).to_string());
            troubles.push(trouble);
        }
    }
    for part in r.refused_parts()? {
        if let HeldBecause::Refused(reason) = &part.because {
            let by = names.name(part.author);
            let explanation = unusable(&part, reason, &by);
            let whose = whose(names, Some(part.author));
            let mut told = trouble(part.place.space, by, explanation, whose, names, r)?;
            told.item.dismiss = Some(Attended::Held(part.place).to_string());
            troubles.push(told);
        }
    }
    for row in r.refused_items(MOST_SHOWN)? {
        let author = row
            .place
            .and_then(|(replica, _)| names.roster.owner(replica.device()));
        let by = author.map(|author| names.name(author)).unwrap_or_default();
        if let Some(explanation) = refused(&row, &by) {
            let whose = whose(names, author);
            let mut told = trouble(row.space, by, explanation, whose, names, r)?;
            told.item.dismiss = Some(Attended::Item(row.space, row.hash).to_string());
            troubles.push(told);
        }
    }
    troubles.retain(|told| {
        let handle = told.item.dismiss.as_ref();
        handle.is_none_or(|handle| !acknowledged.contains(handle))
    });
    Ok(troubles)
}

impl Trouble {
    /// What this person did stays on the list when they have acknowledged it.
    fn may_be_acknowledged(&mut self, acknowledged: &[String]) {
        let handle = self.item.retry.clone();
        if handle
            .as_ref()
            .is_some_and(|handle| acknowledged.contains(handle))
        {
            self.is_urgent = false;
        } else {
            self.item.dismiss = handle;
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Mine,
    Others,
}

fn whose(names: &Names, author: Option<crate::PractitionerId>) -> Whose {
    if author.is_some() && author == names.roster.me {
        Whose::Mine
    } else {
        Whose::Others
    }
}

fn trouble(
    space: SpaceId,
    by: String,
    explanation: String,
    whose: Whose,
    names: &Names,
    r: &Reader<'_>,
) -> Result<Trouble> {
    let is_case = names.roster.team(space).is_some() || r.case_row(space)?.is_some();
    Ok(Trouble {
        item: FailedItem {
            child: child_name(space, r)?,
            case: is_case.then_some(space),
            by,
            explanation,
            is_mine: whose == Whose::Mine,
            retry: None,
            discard: None,
            dismiss: None,
        },
        is_urgent: true,
    })
}

/// What was not sent.
fn unsent(part: &OutboxPart, why: NotSent, detail: &str) -> String {
    let what = match part.part.kind {
        PartKind::Entry => match Entry::decode(&part.part.body) {
            Ok(entry) if !entry.body.text().trim().is_empty() => {
                format!("“{}”", shortened(entry.body.text(), 40))
            }
            _ => "What you wrote".to_owned(),
        },
        PartKind::Card => "Your change of the directory".to_owned(),
        _ => "A change that you made".to_owned(),
    };
    let when = moment(part.saved_at);
    format!(
        "{what}, saved {when}, was not sent: {}. It is kept on this phone. {}.",
        in_words(why, detail),
        why.advice()
    )
}

/// The reason, or what one without a code said.
pub(super) fn in_words(why: NotSent, detail: &str) -> &str {
    match (why, detail.trim_end_matches('.')) {
        (NotSent::Unknown, detail) if !detail.is_empty() => detail,
        _ => why.label(),
    }
}

/// A change of a team that the person must decide again.
fn undecided(intent: &TeamIntentRow) -> Option<String> {
    match &intent.state {
        TeamIntentState::Waiting => None,
        TeamIntentState::NotMade { why, detail } => Some(why.in_words(detail)),
    }
}

/// A team that was known once and cannot be judged now.
fn not_judged(why: &SetAside, is_directory: bool) -> String {
    let (what, whose) = if is_directory {
        ("Who is in the partnership", "Everything on this phone")
    } else {
        ("Who is on this child’s team", "Everything of this case")
    };
    let (cause, advice) = match why {
        SetAside::Directory { .. } => (
            "the relay was put back to an older state and lost a part of the directory",
            "It comes back by itself when the relay has that part again. Tell your administrator",
        ),
        SetAside::Unreadable { .. } => (
            "a newer version wrote a part of it",
            "Update the app; if this stays, tell your administrator",
        ),
        SetAside::Record { .. } => (
            "what this phone notes of it for itself cannot be read",
            "Update the app; if this stays, put the database back from a backup",
        ),
        SetAside::Refused { .. } => (
            "a part of it contradicts the rest",
            "Update the app; if this stays, tell your administrator",
        ),
    };
    format!(
        "{what} cannot be told now: {cause}. {whose} is kept and can be read; nothing can be \
         added or sent there. {advice}."
    )
}

/// Something that came and cannot be used by this version.
fn unusable(part: &HeldPart, reason: &str, by: &str) -> String {
    let what = match part.kind {
        PartKind::Entry => "An entry",
        PartKind::Card => "A card of the directory",
        _ => "A change",
    };
    let reason = reason.trim_end_matches('.');
    format!(
        "{what} from {by} cannot be shown: {reason}. It is kept, and tried again after each \
         update. Update the app; if this stays, ask them to write it again."
    )
}

/// Something whose proof of origin or place does not hold; `None` for what an
/// ordinary removal or a lost race leaves behind.
fn refused(row: &ItemRow, by: &str) -> Option<String> {
    let from = if by.is_empty() {
        String::new()
    } else {
        format!(" from {by}")
    };
    let state = ItemState::from_bytes(&row.verdict.detail).ok()?;
    let ItemState::Refused(refusal) = state else {
        return None;
    };
    match refusal {
        Refusal::BeyondCut { .. } | Refusal::LostItsPlace | Refusal::NotMember => None,
        Refusal::Malformed(_) | Refusal::Unopenable(_) => Some(format!(
            "Something{from} cannot be read: {refusal}. It is kept, and tried again after each \
             update. Update the app; if this stays, ask whoever wrote it to write it again, and tell your administrator."
        )),
        Refusal::BadSignature
        | Refusal::TwoEnvelopes
        | Refusal::ForeignKey(_)
        | Refusal::OtherDirectory
        | Refusal::Team(_) => Some(format!(
            "Something that the relay passed on{from} was not believed: {refusal}. It is kept \
             and not shown. Tell your administrator."
        )),
    }
}

/// How a notice is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// The chip says so too.
    Urgently,
    /// It asks for nothing.
    InPassing,
    NoLonger,
}

impl Told {
    fn of(notice: &Notice, now: Timestamp) -> Self {
        if notice.kind != NoticeKind::RelayChanged {
            return Self::Urgently;
        }
        match now.checked_sub((NOTICE_DAYS * 24).hours()) {
            Ok(limit) if notice.at >= limit => Self::InPassing,
            _ => Self::NoLonger,
        }
    }
}

#[cfg(test)]
mod tests {
    use patchwork_protocol::{ItemHash, LogItem, Part};
    use patchwork_store::{ItemStanding, ItemVerdict, OutboxId};

    use super::*;

    fn part(text: &str) -> OutboxPart {
        let entry = patchwork_model::testing::worry(0, text);
        OutboxPart {
            id: OutboxId(1),
            space: SpaceId([1; 32]),
            part: Part {
                kind: PartKind::Entry,
                body: entry.encode().unwrap(),
            },
            edit: None,
            entry: None,
            saved_at: "2026-03-12T10:42:00Z".parse().unwrap(),
            state: PartState::Waiting,
        }
    }

    #[test]
    fn what_was_not_sent_is_named_with_the_reason_and_what_to_do() {
        assert_eq!(
            unsent(
                &part("Ella very quiet; same clothes as Monday."),
                NotSent::NotOnTeam,
                ""
            ),
            "“Ella very quiet; same clothes as Monday.”, saved 12 March 2026, 10:42, was not sent: \
             you are not on this child’s team any more. It is kept on this phone. Export it below, \
             or ask a manager of the team to add you."
        );
        let unknown = unsent(&part("Quiet"), NotSent::Unknown, "no such luck.");
        assert!(unknown.contains(": no such luck. It is kept"), "{unknown}");
    }

    #[test]
    fn whatever_was_not_sent_is_said_to_be_kept_once() {
        for why in NotSent::ALL {
            let said = unsent(&part("Quiet"), *why, "");
            assert_eq!(said.matches("kept").count(), 1, "{said}");
            assert!(said.ends_with('.') && !said.contains(".."), "{said}");
        }
    }

    fn refused_row(refusal: Refusal) -> ItemRow {
        let state = ItemState::Refused(refusal);
        ItemRow {
            space: SpaceId([1; 32]),
            hash: ItemHash([2; 32]),
            item: LogItem::Erased(ItemHash([2; 32])),
            position: None,
            place: None,
            holds_place: false,
            verdict: ItemVerdict {
                standing: ItemStanding::Refused,
                may_change: state.may_change(),
                reason: state.to_string(),
                detail: state.to_bytes(),
            },
        }
    }

    #[test]
    fn a_forged_item_is_told_and_a_lost_race_is_not() {
        let told = refused(&refused_row(Refusal::BadSignature), "Tom Reed").unwrap();
        assert!(
            told.starts_with("Something that the relay passed on from Tom Reed was not believed")
        );
        assert_eq!(refused(&refused_row(Refusal::LostItsPlace), ""), None);
    }

    #[test]
    fn a_relay_that_was_restored_is_told_for_a_week_and_is_not_urgent() {
        let now: Timestamp = "2026-03-12T10:42:00Z".parse().unwrap();
        let notice = |kind: NoticeKind, at: &str| Notice {
            id: 1,
            space: SpaceId([1; 32]),
            kind,
            detail: String::new(),
            at: at.parse().unwrap(),
        };
        let restored = notice(NoticeKind::RelayChanged, "2026-03-10T10:42:00Z");
        assert_eq!(Told::of(&restored, now), Told::InPassing);
        let old = notice(NoticeKind::RelayChanged, "2026-03-01T10:42:00Z");
        assert_eq!(Told::of(&old, now), Told::NoLonger);
        let evidence = notice(NoticeKind::ForkedLog, "2026-03-01T10:42:00Z");
        assert_eq!(Told::of(&evidence, now), Told::Urgently);
    }
}
