//! Capture: one text field, open at once; everything else is a tap. Then the undo bar.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use jiff::Timestamp;
use patchwork_client::{
    Audience, CaseHeader, CaseId, CaseListing, Choices, Client, ClosedList as _, DraftId,
    DraftView, EntryId, EntryKind, EntryState, EntryView, PersonView, Undone, choices,
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
    draft.kind = kind_alone(&fields)?.unwrap_or(draft.kind);
    client.keep_draft(draft.clone()).await?;
    Ok(Redirect::to(&format!("/capture/{}", draft.draft)).into_response())
}

/// A kind of entry that stands by itself, where one was chosen.
fn kind_alone(fields: &Fields) -> Result<Option<EntryKind>, Problem> {
    let kind: Option<EntryKind> = fields.chosen_if_any("kind")?;
    Ok(kind.filter(|kind| kind.can_be_written() && !kind.is_about_an_entry()))
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
    let kind: Option<EntryKind> = fields.chosen_if_any("kind")?;
    let kind = kind
        .filter(|kind| kind.is_about_an_entry())
        .ok_or_else(Problem::unreadable)?;
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
    choices: Choices,
    draft: DraftView,
    header: Option<CaseHeader>,
    people: Vec<PersonView>,
    /// To choose from while no child is chosen.
    cases: Vec<CaseListing>,
    target: Option<EntryView>,
    audience: Option<Audience>,
    problem: Option<String>,
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
        let cases = if draft.case.is_none() {
            client.all_cases().await?
        } else {
            Vec::new()
        };
        let audience = match draft.case {
            Some(_) => Some(client.audience(draft.clone()).await?),
            None => None,
        };
        let (header, people) = view.map_or((None, Vec::new()), |v| (Some(v.header), v.people));
        let frame = Frame::still(client, "cases").await?;
        Ok(Self {
            frame,
            choices: choices(),
            draft,
            header,
            people,
            cases,
            target,
            audience,
            problem,
        })
    }

    fn is_answer(&self) -> bool {
        self.draft.kind.is_about_an_entry()
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
    draft.kind = kind_alone(fields)?.unwrap_or(draft.kind);
    if let Some(case) = fields.id_if_any::<CaseId>("case")? {
        draft.case = Some(case);
    }
    draft.text = fields.owned("text");
    draft.detail = match draft.kind {
        EntryKind::SignificantEvent => fields.owned("action"),
        EntryKind::SharingDecision => fields.owned("why"),
        _ => String::new(),
    };
    let is_contact = draft.kind == EntryKind::Contact;
    draft.mode = fields.chosen_if_any("mode")?.filter(|_| is_contact);
    draft.outcome = fields.chosen_if_any("outcome")?.filter(|_| is_contact);
    let is_decision = draft.kind == EntryKind::SharingDecision;
    draft.sharing = fields.chosen_if_any("sharing")?.filter(|_| is_decision);
    draft.with_whom = if is_decision {
        fields.owned("with_whom")
    } else {
        String::new()
    };
    draft.known = fields.chosen_if_any("known")?;
    draft.response = fields.chosen_if_any("response")?;
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
        Err(problem) if problem.keeps_the_form() => {
            let kept = DraftView {
                text: fields.owned("text"),
                ..client.draft(id).await?
            };
            return show_again(&CapturePage::of(&client, kept, Some(problem.to_string())).await?);
        }
        Err(problem) => return Err(problem),
    };
    // Whatever goes wrong from here, the words stay on the screen.
    if fields.text("do") == "later" {
        return match client.keep_draft(draft.clone()).await {
            Ok(()) => Ok(Redirect::to(&back_to(draft.case)).into_response()),
            Err(error) => write_on(&client, draft, error.to_string()).await,
        };
    }
    let Some(case) = draft.case else {
        let ask = "Choose the child this is about. It is kept meanwhile.".to_owned();
        return keep_and_write_on(&client, draft, ask).await;
    };
    match client.save_entry(draft.clone()).await {
        Ok(saved) => {
            let address = format!("/cases/{case}/timeline?saved={}", saved.entry);
            Ok(Redirect::to(&address).into_response())
        }
        Err(error) => keep_and_write_on(&client, draft, error.to_string()).await,
    }
}

/// What is not saved yet is kept as it was typed.
async fn keep_and_write_on(client: &Client, draft: DraftView, problem: String) -> Page {
    let problem = match client.keep_draft(draft.clone()).await {
        Ok(()) => problem,
        Err(error) => error.to_string(),
    };
    write_on(client, draft, problem).await
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
    Path((_, Id(entry))): Path<(Id<CaseId>, Id<EntryId>)>,
) -> Page {
    match client.undo(entry).await? {
        // The person goes on writing, or discards the draft there.
        Undone::InTime { draft } => {
            Ok(Redirect::to(&format!("/capture/{}", draft.draft)).into_response())
        }
        Undone::TooLate => Err(Problem::too_late_to_undo()),
    }
}

/// `POST /cases/{case}/send-now`
pub(crate) async fn send_now(Member(client): Member, Path(Id(case)): Path<Id<CaseId>>) -> Page {
    client.send_now().await?;
    Ok(Redirect::to(&format!("/cases/{case}/timeline")).into_response())
}
