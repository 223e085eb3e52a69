//! A draft as the store keeps it.

use jiff::Timestamp;
use minicbor::{Decode, Encode, data::Type};
use patchwork_model::{
    ContactMode, ContactOutcome, EntryKind, HowKnown, ResponseKind, SharingChoice,
};
use patchwork_store::DraftRow;

use crate::{
    error::{ClientError, Result},
    facade::views::DraftView,
    ids::{EntryId, PersonId},
};

/// What a draft says. Members of lists are their numbers on the wire.
#[derive(Encode, Decode)]
#[cbor(map)]
struct Body {
    #[n(0)]
    kind: u8,
    #[n(1)]
    text: String,
    #[n(2)]
    detail: String,
    #[n(3)]
    with_whom: String,
    #[n(4)]
    mode: Option<u8>,
    #[n(5)]
    outcome: Option<u8>,
    #[n(6)]
    known: Option<u8>,
    #[n(7)]
    response: Option<u8>,
    #[n(8)]
    sharing: Option<u8>,
    #[n(9)]
    about: Vec<PersonId>,
    #[n(10)]
    with: Vec<PersonId>,
    #[n(11)]
    happened_at: Option<i64>,
    #[n(12)]
    target: Option<EntryId>,
    #[n(13)]
    #[cbor(default)]
    form: String,
    #[n(14)]
    discarded_at: Option<i64>,
    /// ISO 8601.
    #[n(15)]
    happened_on: Option<String>,
    #[n(16)]
    #[cbor(default)]
    happened_is_approximate: bool,
}

/// What is kept of a draft beside what it says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct KeptDraft {
    /// The form that wrote in it last; empty where it is not known.
    pub(crate) form: String,
    /// When it was thrown away, while it can be taken back.
    pub(crate) discarded_at: Option<Timestamp>,
}

/// What is kept of a draft beside what it says.
pub(crate) fn kept_of(row: &DraftRow) -> Result<KeptDraft> {
    let body = body(&row.body).map_err(ClientError::internal)?;
    Ok(KeptDraft {
        form: body.form,
        discarded_at: body
            .discarded_at
            .and_then(|at| Timestamp::from_millisecond(at).ok()),
    })
}

/// The row of a draft that was last changed now.
pub(crate) fn row_of(draft: &DraftView, now: Timestamp) -> DraftRow {
    KeptDraft::default().row_of(draft, now)
}

impl KeptDraft {
    /// The row of a draft that was last changed now.
    pub(crate) fn row_of(self, draft: &DraftView, now: Timestamp) -> DraftRow {
        let body = Body {
            kind: draft.kind.code(),
            text: draft.text.clone(),
            detail: draft.detail.clone(),
            with_whom: draft.with_whom.clone(),
            mode: draft.mode.map(ContactMode::code),
            outcome: draft.outcome.map(ContactOutcome::code),
            known: draft.known.map(HowKnown::code),
            response: draft.response.map(ResponseKind::code),
            sharing: draft.sharing.map(SharingChoice::code),
            about: draft.about.clone(),
            with: draft.with.clone(),
            happened_at: draft.happened_at.map(Timestamp::as_millisecond),
            target: draft.target,
            form: self.form,
            discarded_at: self.discarded_at.map(Timestamp::as_millisecond),
            happened_on: draft.happened_on.map(|day| day.to_string()),
            happened_is_approximate: draft.happened_is_approximate,
        };
        DraftRow {
            id: draft.draft,
            space: draft.case,
            body: patchwork_protocol::encode(&body),
            updated_at: now,
        }
    }
}

/// The draft of a row.
pub(crate) fn view_of(row: DraftRow) -> Result<DraftView> {
    let body = body(&row.body).map_err(ClientError::internal)?;
    Ok(DraftView {
        draft: row.id,
        case: row.space,
        kind: EntryKind::from_code(body.kind).unwrap_or_default(),
        text: body.text,
        detail: body.detail,
        with_whom: body.with_whom,
        mode: body.mode.and_then(ContactMode::from_code),
        outcome: body.outcome.and_then(ContactOutcome::from_code),
        known: body.known.and_then(HowKnown::from_code),
        response: body.response.and_then(ResponseKind::from_code),
        sharing: body.sharing.and_then(SharingChoice::from_code),
        about: body.about,
        with: body.with,
        happened_at: body
            .happened_at
            .and_then(|at| Timestamp::from_millisecond(at).ok()),
        happened_is_approximate: body.happened_is_approximate,
        happened_on: body.happened_on.and_then(|day| day.parse().ok()),
        target: body.target,
    })
}

fn body(bytes: &[u8]) -> Result<Body, minicbor::decode::Error> {
    match minicbor::Decoder::new(bytes).datatype()? {
        Type::Array => minicbor::decode(bytes).map(EarlierBody::into_now),
        _ => minicbor::decode(bytes),
    }
}

/// What drafts were kept as before they were kept by the numbers of the lists: a list of its own
/// for kinds, and the others' numbers less one.
#[derive(Decode)]
#[cfg_attr(test, derive(Encode))]
#[cbor(array)]
struct EarlierBody {
    #[n(0)]
    kind: u8,
    #[n(1)]
    text: String,
    #[n(2)]
    detail: String,
    #[n(3)]
    outcome: Option<u8>,
    #[n(4)]
    known: Option<u8>,
    #[n(5)]
    about: Vec<PersonId>,
    #[n(6)]
    with: Vec<PersonId>,
    #[n(7)]
    happened_at: Option<i64>,
    #[n(8)]
    target: Option<EntryId>,
    #[n(9)]
    response: Option<u8>,
}

impl EarlierBody {
    fn into_now(self) -> Body {
        let (kind, mode) = match self.kind {
            1 => (EntryKind::Contact, Some(ContactMode::Visit)),
            2 => (EntryKind::Contact, Some(ContactMode::Call)),
            3 => (EntryKind::Worry, None),
            4 => (EntryKind::Strength, None),
            5 => (EntryKind::ChildsWords, None),
            6 => (EntryKind::SignificantEvent, None),
            7 => (EntryKind::Reply, None),
            8 => (EntryKind::Amendment, None),
            9 => (EntryKind::StrikeThrough, None),
            10 => (EntryKind::Response, None),
            11 => (EntryKind::SharingDecision, None),
            _ => (EntryKind::Note, None),
        };
        let number = |earlier: Option<u8>| earlier.and_then(|earlier| earlier.checked_add(1));
        Body {
            kind: kind.code(),
            text: self.text,
            detail: self.detail,
            with_whom: String::new(),
            mode: mode.map(ContactMode::code),
            outcome: number(self.outcome),
            known: number(self.known),
            response: number(self.response),
            sharing: None,
            about: self.about,
            with: self.with,
            happened_at: self.happened_at,
            target: self.target,
            form: String::new(),
            discarded_at: None,
            happened_on: None,
            happened_is_approximate: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use patchwork_store::DraftKey;

    use super::*;

    fn row(body: Vec<u8>) -> DraftRow {
        DraftRow {
            id: DraftKey([1; 16]),
            space: None,
            body,
            updated_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn earlier(kind: u8) -> DraftView {
        let body = EarlierBody {
            kind,
            text: "No answer at the door".to_owned(),
            detail: String::new(),
            outcome: Some(3),
            known: Some(0),
            about: vec![PersonId::CHILD],
            with: Vec::new(),
            happened_at: Some(1_000),
            target: None,
            response: Some(4),
        };
        view_of(row(patchwork_protocol::encode(&body))).unwrap()
    }

    #[test]
    fn a_draft_kept_by_an_earlier_version_is_read_with_every_choice_in_it() {
        let draft = earlier(2);
        assert_eq!(draft.kind, EntryKind::Contact);
        assert_eq!(draft.mode, Some(ContactMode::Call));
        assert_eq!(draft.outcome, Some(ContactOutcome::NoReply));
        assert_eq!(draft.known, Some(HowKnown::SawOrHeard));
        assert_eq!(draft.response, Some(ResponseKind::NoAction));
        assert_eq!(draft.text, "No answer at the door");
        assert_eq!(draft.about, [PersonId::CHILD]);
        assert_eq!(draft.happened_at, Timestamp::from_second(1).ok());
        let kinds: Vec<_> = (0..=11).map(|kind| earlier(kind).kind).collect();
        assert_eq!(
            kinds,
            [
                EntryKind::Note,
                EntryKind::Contact,
                EntryKind::Contact,
                EntryKind::Worry,
                EntryKind::Strength,
                EntryKind::ChildsWords,
                EntryKind::SignificantEvent,
                EntryKind::Reply,
                EntryKind::Amendment,
                EntryKind::StrikeThrough,
                EntryKind::Response,
                EntryKind::SharingDecision,
            ]
        );
    }

    /// What drafts were kept as before they named their form and a day alone.
    #[derive(Encode)]
    #[cbor(map)]
    struct BodyWithoutForm {
        #[n(0)]
        kind: u8,
        #[n(1)]
        text: String,
        #[n(2)]
        detail: String,
        #[n(3)]
        with_whom: String,
        #[n(9)]
        about: Vec<PersonId>,
        #[n(10)]
        with: Vec<PersonId>,
        #[n(11)]
        happened_at: Option<i64>,
    }

    #[test]
    fn a_draft_kept_before_forms_and_days_were_kept_with_it_is_read() {
        let kept = row(patchwork_protocol::encode(&BodyWithoutForm {
            kind: EntryKind::Worry.code(),
            text: "No food in".to_owned(),
            detail: String::new(),
            with_whom: String::new(),
            about: vec![PersonId::CHILD],
            with: Vec::new(),
            happened_at: Some(1_000),
        }));
        assert_eq!(kept_of(&kept).unwrap(), KeptDraft::default());
        let draft = view_of(kept).unwrap();
        assert_eq!(draft.kind, EntryKind::Worry);
        assert_eq!(draft.text, "No food in");
        assert_eq!(draft.happened_at, Timestamp::from_second(1).ok());
        assert_eq!(draft.happened_on, None);
    }

    #[test]
    fn a_draft_is_kept_as_it_is_with_any_member_of_any_list() {
        let mut draft = earlier(0);
        for kind in EntryKind::ALL {
            draft.kind = *kind;
            let kept = row_of(&draft, Timestamp::UNIX_EPOCH);
            assert_eq!(view_of(kept).unwrap(), draft);
        }
        draft.with_whom = "School".to_owned();
        draft.happened_on = "2026-03-12".parse().ok();
        draft.happened_is_approximate = true;
        for sharing in SharingChoice::ALL {
            draft.sharing = Some(*sharing);
            let kept = row_of(&draft, Timestamp::UNIX_EPOCH);
            assert_eq!(view_of(kept).unwrap(), draft);
        }
    }
}
