//! Capture: one text field, open at once; everything else is a tap. Then the undo bar.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use jiff::Timestamp;
use patchwork_client::{
    Audience, CaseFamily, CaseHeader, CaseId, Client, DraftId, DraftView, EntryId, EntryKind,
    EntryState, EntryView, PartnershipView, PersonView,
};

use crate::open::{
    app::Member,
    fields::{Fields, Id},
    frame::Frame,
    problem::{Page, Problem, show, show_again},
    words,
};

/// `POST /cases/{case}/capture`: a new draft for this child.
pub(crate) async fn start(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let mut draft = client.new_draft(Some(case)).await?;
    draft.kind = words::chosen(words::KINDS, fields.text("kind")).unwrap_or(draft.kind);
    client.keep_draft(draft.clone()).await?;
    Ok(Redirect::to(&format!("/capture/{}", draft.draft)).into_response())
}

/// `POST /capture`: a draft whose child is chosen later.
pub(crate) async fn start_unfiled(Member(client): Member) -> Page {
    let draft = client.new_draft(None).await?;
    client.keep_draft(draft.clone()).await?;
    Ok(Redirect::to(&format!("/capture/{}", draft.draft)).into_response())
}

/// `POST /cases/{case}/entries/{entry}/answer`: a draft about an entry.
pub(crate) async fn answer(
    Member(client): Member,
    Path((Id(case), Id(entry))): Path<(Id<CaseId>, Id<EntryId>)>,
    fields: Fields,
) -> Page {
    let kind =
        words::chosen(words::ANSWERS, fields.text("kind")).ok_or_else(Problem::unreadable)?;
    let draft = DraftView {
        kind,
        target: Some(entry),
        ..client.new_draft(Some(case)).await?
    };
    client.keep_draft(draft.clone()).await?;
    Ok(Redirect::to(&format!("/capture/{}", draft.draft)).into_response())
}

#[derive(Template)]
#[template(path = "capture.html")]
struct CapturePage {
    frame: Frame,
    draft: DraftView,
    header: Option<CaseHeader>,
    people: Vec<PersonView>,
    /// To choose from while no child is chosen.
    families: Vec<CaseFamily>,
    target: Option<EntryView>,
    audience: Option<Audience>,
    referral: Option<Referral>,
    problem: Option<String>,
}

/// The words beside a worry, parted where the front door's number can be dialled.
struct Referral {
    before: String,
    number: String,
    link: String,
    after: String,
}

impl Referral {
    fn of(words: String, partnership: PartnershipView) -> Self {
        let parts = words
            .split_once(&partnership.front_door)
            .filter(|_| !partnership.front_door_link.is_empty());
        match parts {
            Some((before, after)) => Self {
                before: before.to_owned(),
                after: after.to_owned(),
                number: partnership.front_door,
                link: partnership.front_door_link,
            },
            None => Self {
                before: words,
                number: String::new(),
                link: String::new(),
                after: String::new(),
            },
        }
    }
}

impl CapturePage {
    async fn of(
        client: &Client,
        draft: DraftView,
        problem: Option<String>,
    ) -> Result<Self, Problem> {
        let view = match draft.case {
            Some(case) => Some(client.case_view(case).await?),
            None => None,
        };
        let target = match (draft.case, draft.target) {
            (Some(case), Some(target)) => client.entry(case, target).await.ok(),
            _ => None,
        };
        let families = if draft.case.is_none() {
            client.cases(String::new()).await?
        } else {
            Vec::new()
        };
        let (audience, referral) = match draft.case {
            Some(_) => {
                let worry = DraftView {
                    kind: EntryKind::Worry,
                    ..draft.clone()
                };
                let words = client.audience(worry).await?.not_a_referral;
                (
                    Some(client.audience(draft.clone()).await?),
                    Some(Referral::of(words, client.partnership().await?)),
                )
            }
            None => (None, None),
        };
        let (header, people) = view.map_or((None, Vec::new()), |v| (Some(v.header), v.people));
        let frame = Frame::still(client, "cases").await?;
        Ok(Self {
            frame,
            draft,
            header,
            people,
            families,
            target,
            audience,
            referral,
            problem,
        })
    }

    fn is_answer(&self) -> bool {
        words::ANSWERS
            .iter()
            .any(|(_, kind, _)| *kind == self.draft.kind)
    }

    fn heading(&self) -> &'static str {
        match self.draft.kind {
            EntryKind::Reply => "Reply",
            EntryKind::Response => "What was done about this worry?",
            EntryKind::Amendment => "Correct an entry",
            EntryKind::StrikeThrough => "Strike an entry through",
            _ => "Write",
        }
    }

    fn asks(&self) -> &'static str {
        match self.draft.kind {
            EntryKind::Reply => "Your reply",
            EntryKind::Response => "What was done, in a few words",
            EntryKind::Amendment => "How it should read. Both stay visible.",
            EntryKind::StrikeThrough => {
                "Why it does not belong here. It stays visible, struck through."
            }
            _ => "What did you see or hear?",
        }
    }

    fn about(&self, person: &PersonView) -> bool {
        self.draft.about.contains(&person.person)
    }

    fn with(&self, person: &PersonView) -> bool {
        self.draft.with.contains(&person.person)
    }

    fn happened(&self) -> String {
        self.draft
            .happened_at
            .map(|at| {
                at.to_zoned_datetime(words::zone())
                    .strftime("%Y-%m-%dT%H:%M")
                    .to_string()
            })
            .unwrap_or_default()
    }
}

/// `GET /capture/{draft}`
pub(crate) async fn write(Member(client): Member, Path(Id(draft)): Path<Id<DraftId>>) -> Page {
    let draft = client.draft(draft).await?;
    show(&CapturePage::of(&client, draft, None).await?)
}

/// The draft as the form has it now.
async fn as_typed(client: &Client, draft: DraftId, fields: &Fields) -> Result<DraftView, Problem> {
    let mut draft = client.draft(draft).await?;
    if let Some(kind) = words::chosen(words::KINDS, fields.text("kind")) {
        draft.kind = kind;
    }
    if let Some(case) = fields.id_if_any::<CaseId>("case")? {
        draft.case = Some(case);
    }
    draft.text = fields.owned("text");
    draft.detail = match draft.kind {
        EntryKind::SignificantEvent => fields.owned("action"),
        EntryKind::SharingDecision => fields.owned("why"),
        _ => String::new(),
    };
    let is_contact = matches!(draft.kind, EntryKind::Visit | EntryKind::Call);
    draft.outcome = words::chosen(words::OUTCOMES, fields.text("outcome")).filter(|_| is_contact);
    draft.known = words::chosen(words::HOW_KNOWN, fields.text("known"));
    draft.response = words::chosen(words::RESPONSES, fields.text("response"));
    draft.about = fields.ids("about")?;
    draft.with = fields.ids("with")?;
    draft.happened_at = match fields.moment("happened")? {
        // A wall-clock time that the clock skipped in spring is taken an hour later.
        Some(local) => Some(
            local
                .to_zoned_datetime(words::zone())
                .map_err(|_| Problem::unreadable())?
                .timestamp(),
        ),
        None => None,
    };
    Ok(draft)
}

/// Leaving a field keeps it, also by a tap on *Discard*: what comes late finds nothing to keep.
async fn kept(client: &Client, draft: DraftId, fields: &Fields) -> Result<DraftView, Problem> {
    let draft = as_typed(client, draft, fields).await?;
    client.update_draft(draft.clone()).await?;
    Ok(draft)
}

#[derive(Template)]
#[template(path = "audience.html")]
struct AudienceFragment {
    audience: Option<Audience>,
    kept_at: Option<Timestamp>,
    problem: Option<String>,
}

/// `POST /capture/{draft}/keep`: kept while being typed; answers who will see it.
pub(crate) async fn keep(
    Member(client): Member,
    Path(Id(draft)): Path<Id<DraftId>>,
    fields: Fields,
) -> Page {
    let draft = match kept(&client, draft, &fields).await {
        Ok(draft) => draft,
        Err(problem) => {
            let problem = Some(problem.to_string());
            return show(&AudienceFragment {
                audience: None,
                kept_at: None,
                problem,
            });
        }
    };
    let audience = match draft.case {
        Some(_) => Some(client.audience(draft).await?),
        None => None,
    };
    show(&AudienceFragment {
        audience,
        kept_at: Some(Timestamp::now()),
        problem: None,
    })
}

/// `POST /capture/{draft}`: save, keep for later, or discard.
pub(crate) async fn finish(
    Member(client): Member,
    Path(Id(id)): Path<Id<DraftId>>,
    fields: Fields,
) -> Page {
    if fields.text("do") == "discard" {
        let case = client.draft(id).await?.case;
        client.discard_draft(id).await?;
        return Ok(Redirect::to(&back_to(case)).into_response());
    }
    let draft = match as_typed(&client, id, &fields).await {
        Ok(draft) => draft,
        Err(problem) if problem.is_about_typing() => {
            let kept = DraftView {
                text: fields.owned("text"),
                ..client.draft(id).await?
            };
            return show_again(&CapturePage::of(&client, kept, Some(problem.to_string())).await?);
        }
        Err(problem) => return Err(problem),
    };
    // Whatever goes wrong from here, the words stay on the screen.
    if let Err(error) = client.keep_draft(draft.clone()).await {
        return write_on(&client, draft, error.to_string()).await;
    }
    let Some(case) = draft.case else {
        if fields.text("do") == "later" {
            return Ok(Redirect::to("/cases").into_response());
        }
        let ask = "Choose the child this is about. It is kept meanwhile.".to_owned();
        return write_on(&client, draft, ask).await;
    };
    if fields.text("do") == "later" {
        return Ok(Redirect::to(&back_to(Some(case))).into_response());
    }
    match client.save_entry(draft.clone()).await {
        Ok(saved) => {
            let address = format!("/cases/{case}/timeline?saved={}", saved.entry);
            Ok(Redirect::to(&address).into_response())
        }
        Err(error) => write_on(&client, draft, error.to_string()).await,
    }
}

/// The same page with what is wrong above the words.
async fn write_on(client: &Client, draft: DraftView, problem: String) -> Page {
    show_again(&CapturePage::of(client, draft, Some(problem)).await?)
}

fn back_to(case: Option<CaseId>) -> String {
    case.map_or_else(|| "/cases".to_owned(), |case| format!("/cases/{case}"))
}

#[derive(Template)]
#[template(path = "undo_bar.html")]
struct UndoBar {
    undo: Option<EntryView>,
}

/// `GET /cases/{case}/entries/{entry}/undo`: the bar while it can be undone, else nothing.
pub(crate) async fn undo_bar(
    Member(client): Member,
    Path((Id(case), Id(entry))): Path<(Id<CaseId>, Id<EntryId>)>,
) -> Page {
    let undo = client
        .entry(case, entry)
        .await
        .ok()
        .filter(|e| e.state == EntryState::Undoable);
    show(&UndoBar { undo })
}

/// `POST /cases/{case}/entries/{entry}/undo`
pub(crate) async fn undo(
    Member(client): Member,
    Path((Id(case), Id(entry))): Path<(Id<CaseId>, Id<EntryId>)>,
) -> Page {
    // The draft is back where it was; the person goes on writing, or discards it there.
    let before: Vec<DraftId> = client.drafts().await?.iter().map(|d| d.draft).collect();
    if !client.undo(entry).await? {
        return Err(Problem::too_late_to_undo());
    }
    let back = client
        .drafts()
        .await?
        .into_iter()
        .find(|d| !before.contains(&d.draft));
    let address = back.map_or_else(
        || back_to(Some(case)),
        |draft| format!("/capture/{}", draft.draft),
    );
    Ok(Redirect::to(&address).into_response())
}

/// `POST /cases/{case}/send-now`
pub(crate) async fn send_now(Member(client): Member, Path(Id(case)): Path<Id<CaseId>>) -> Page {
    client.send_now().await?;
    Ok(Redirect::to(&format!("/cases/{case}/timeline")).into_response())
}
