//! Capture: one text field, open at once; everything else is a tap. Then the undo bar.

use std::cmp::Reverse;

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use jiff::{Timestamp, civil::Date};
use patchwork_client::{
    Audience, CaseHeader, CaseId, CaseListing, Choices, Client, ClientError, ClosedList as _,
    DraftId, DraftPlace, DraftView, EntryId, EntryKind, EntryState, EntryView, PersonView,
    TimelineFilter, TypedWords, Undone, choices, draw_id, isolated, longest_text,
};

use super::case;
use crate::open::{
    app::Member,
    fields::{Fields, Id, Query, wrong},
    frame::Frame,
    problem::{Page, Problem, show, show_again},
    refusal::Refusal,
    words,
};

/// `POST /cases/{case}/capture`: a new draft for this child, about those who are named.
pub(crate) async fn start(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let mut draft = client.new_draft(Some(case)).await?;
    draft.kind = kind_alone(&fields)?.unwrap_or(draft.kind);
    draft.about = fields.ids("about")?;
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

/// Where whoever wrote before there was a child goes on once the child is added: to the draft, with
/// that child chosen. None where the draft is not there any more.
pub(super) async fn go_on_with(
    client: &Client,
    draft: DraftId,
    case: CaseId,
) -> Result<Option<Redirect>, Problem> {
    let DraftPlace::Open { draft, .. } = client.find_draft(draft).await? else {
        return Ok(None);
    };
    let address = format!("/capture/{}", draft.draft);
    let case = draft.case.or(Some(case));
    client.keep_draft(DraftView { case, ..draft }).await?;
    Ok(Some(Redirect::to(&address)))
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
    let mut draft = DraftView {
        kind,
        target: Some(entry),
        ..client.new_draft(Some(case)).await?
    };
    if kind == EntryKind::Amendment {
        // Most corrections change a word.
        draft.text = client.entry(case, entry).await?.text;
    }
    client.keep_draft(draft.clone()).await?;
    Ok(Redirect::to(&format!("/capture/{}", draft.draft)).into_response())
}

/// How many children are chosen with one tap; the others are in a list.
const CHILDREN: usize = 8;

#[derive(Template)]
#[template(path = "capture.html")]
struct CapturePage {
    frame: Frame,
    choices: Choices,
    draft: DraftView,
    /// Tells this form from another of the same draft.
    form: String,
    /// The form that wrote in the draft before this one was made.
    follows: String,
    /// The most characters of one text.
    limit: u32,
    header: Option<CaseHeader>,
    people: Vec<PersonView>,
    /// To choose from while no child is chosen.
    cases: Vec<CaseListing>,
    target: Option<EntryView>,
    audience: Audience,
    /// Why these words are in a draft of their own.
    notice: Option<Elsewhere>,
    problem: Option<Refusal>,
}

impl CapturePage {
    async fn of(
        client: &Client,
        draft: DraftView,
        follows: String,
        problem: Option<Refusal>,
    ) -> Result<Self, Problem> {
        let view = match draft.case {
            Some(case) => Some(client.case_view(case).await?),
            None => None,
        };
        let target = match (draft.case, draft.target) {
            (Some(case), Some(target)) => client.entry(case, target).await.ok(),
            _ => None,
        };
        let mut cases = if draft.case.is_none() {
            client.all_cases().await?
        } else {
            Vec::new()
        };
        // Most is written of a child who was just seen.
        cases.sort_by_key(|case| Reverse(case.last_seen));
        let audience = client.audience(draft.clone()).await?;
        let (header, people) = view.map_or((None, Vec::new()), |v| (Some(v.header), v.people));
        let frame = Frame::still(client, "cases").await?;
        Ok(Self {
            frame,
            choices: choices(),
            draft,
            form: draw_id(),
            follows,
            limit: longest_text(),
            header,
            people,
            cases,
            target,
            audience,
            notice: None,
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
            EntryKind::Question => "Question an entry",
            _ => "Write",
        }
    }

    fn asks(&self) -> &'static str {
        Self::asks_of(self.draft.kind)
    }

    /// What is asked of whoever writes an entry of this kind.
    const fn asks_of(kind: EntryKind) -> &'static str {
        match kind {
            EntryKind::Reply => "Your reply",
            EntryKind::Response => "What was done, in a few words",
            EntryKind::Amendment => "How it should read. Both stay visible.",
            EntryKind::StrikeThrough => {
                "Why it does not belong here. It stays visible, struck through."
            }
            EntryKind::Question => "What you ask about it. The entry stays as it is.",
            EntryKind::SharingDecision => "What was to be shared?",
            _ => "What did you see or hear?",
        }
    }

    /// Children of whom each can be chosen with one tap.
    fn children(&self) -> &[CaseListing] {
        self.cases.get(..CHILDREN).unwrap_or(&self.cases)
    }

    fn other_children(&self) -> &[CaseListing] {
        self.cases.get(CHILDREN..).unwrap_or_default()
    }

    /// Whether the child is to be added before anything can be saved.
    fn has_no_child(&self) -> bool {
        self.draft.case.is_none() && self.cases.is_empty()
    }

    fn family(&self) -> Vec<&PersonView> {
        self.living(|person| person.is_family)
    }

    fn helpers(&self) -> Vec<&PersonView> {
        self.living(|person| !person.is_family)
    }

    fn living(&self, wanted: impl Fn(&PersonView) -> bool) -> Vec<&PersonView> {
        let people = self.people.iter();
        people
            .filter(|person| !person.is_deceased && wanted(person))
            .collect()
    }

    /// Whether any of those who help is chosen, so that the fold that holds them is open.
    fn names_a_helper(&self) -> bool {
        let mut helpers = self.helpers().into_iter();
        helpers.any(|person| self.about(person) || self.with(person))
    }

    fn about(&self, person: &PersonView) -> bool {
        self.draft.about.contains(&person.person)
    }

    fn with(&self, person: &PersonView) -> bool {
        self.draft.with.contains(&person.person)
    }

    /// Whether what is to be put right is the day or the time.
    fn is_about_when(&self) -> bool {
        let refusal = self.problem.as_ref();
        let wrong = refusal.map(Refusal::all).unwrap_or_default();
        wrong
            .iter()
            .any(|wrong| wrong.field.starts_with("happened"))
    }

    fn happened_day(&self) -> String {
        let moment = self.draft.happened_at;
        let day = moment.map(|at| at.to_zoned_datetime(words::zone()).date());
        words::field_day(day.or(self.draft.happened_on))
    }

    fn happened_time(&self) -> String {
        let at = self.draft.happened_at;
        at.map(|at| words::clock(&at)).unwrap_or_default()
    }
}

/// Where words are that are not in the draft of their form.
struct Elsewhere {
    heading: &'static str,
    sentence: String,
    /// The address that shows them, and what the link to it says.
    link: Option<(String, &'static str)>,
    /// The draft that can be taken back.
    taken_back: Option<DraftId>,
}

impl Elsewhere {
    /// None for words that are in the draft of their form.
    fn of(form_of: DraftId, place: &DraftPlace) -> Option<Self> {
        match place {
            DraftPlace::Open { draft, .. } if draft.draft == form_of => None,
            DraftPlace::Open { draft, .. } => Some(Self {
                heading: "In a draft of its own",
                sentence: "The draft that this form was for was saved, discarded or changed \
                           elsewhere. What is typed here is kept in a new draft."
                    .to_owned(),
                link: Some((
                    format!("/capture/{}", draft.draft),
                    "Go on in the new draft",
                )),
                taken_back: None,
            }),
            DraftPlace::Saved { case, entry } => Some(Self {
                heading: "Saved already",
                sentence: "These words are in an entry. Nothing is left to save here.".to_owned(),
                link: Some((
                    format!("/cases/{case}/entries/{entry}"),
                    "See the saved entry",
                )),
                taken_back: None,
            }),
            DraftPlace::Discarded { draft, until, .. } => Some(Self {
                heading: "Discarded",
                sentence: format!("It can be taken back until {}.", words::clock(until)),
                link: None,
                taken_back: Some(*draft),
            }),
            DraftPlace::Gone => Some(Self {
                heading: "No draft here",
                sentence: "Nothing is kept at this address. What is not finished is listed under \
                           My cases."
                    .to_owned(),
                link: None,
                taken_back: None,
            }),
        }
    }
}

#[derive(Template)]
#[template(path = "elsewhere.html")]
struct ElsewherePage {
    frame: Frame,
    elsewhere: Elsewhere,
    /// Where it goes on, and what that is called.
    next: String,
    next_label: String,
}

/// `GET /capture/{draft}?for=`: the form, or where the draft went. `for` names the draft of the form
/// whose words are here.
pub(crate) async fn write(
    Member(client): Member,
    Path(Id(draft)): Path<Id<DraftId>>,
    Query(query): Query,
) -> Page {
    let place = client.find_draft(draft).await?;
    let case = case_of(&place);
    match place {
        DraftPlace::Open { draft: open, form } => {
            let stale: Option<DraftId> = query.id_if_any("for")?;
            let notice = match stale {
                Some(stale) => match client.find_draft(stale).await? {
                    DraftPlace::Open { .. } | DraftPlace::Gone => Some(Elsewhere {
                        link: None,
                        ..came_here()
                    }),
                    left => Elsewhere::of(stale, &left).map(|left| Elsewhere {
                        link: left.link,
                        taken_back: left.taken_back,
                        ..came_here()
                    }),
                },
                None => None,
            };
            show(&CapturePage {
                notice,
                ..CapturePage::of(&client, open, form, None).await?
            })
        }
        place => match Elsewhere::of(draft, &place) {
            Some(elsewhere) => elsewhere_page(&client, elsewhere, case).await,
            None => Err(ClientError::NotFound.into()),
        },
    }
}

/// What the page of a new draft says of the words that came to it.
fn came_here() -> Elsewhere {
    Elsewhere {
        heading: "A draft of its own",
        sentence:
            "The draft that you wrote in was saved, discarded or changed elsewhere. What you \
                   typed is here, and not saved yet."
                .to_owned(),
        link: None,
        taken_back: None,
    }
}

fn case_of(place: &DraftPlace) -> Option<CaseId> {
    match place {
        DraftPlace::Open { draft, .. } => draft.case,
        DraftPlace::Saved { case, .. } => Some(*case),
        DraftPlace::Discarded { case, .. } => *case,
        DraftPlace::Gone => None,
    }
}

async fn elsewhere_page(client: &Client, elsewhere: Elsewhere, case: Option<CaseId>) -> Page {
    let next_label = match case {
        Some(case) => {
            let child = client.case_view(case).await?.header.child;
            format!("Go to {}", isolated(&child))
        }
        None => "Go to my cases".to_owned(),
    };
    show(&ElsewherePage {
        frame: Frame::still(client, "cases").await?,
        elsewhere,
        next: back_to(case),
        next_label,
    })
}

/// A draft as its form has it now.
struct Typed {
    draft: DraftView,
    /// What in the form could not be read. Everything else is in the draft.
    problem: Option<Problem>,
}

async fn as_typed(client: &Client, id: DraftId, fields: &Fields) -> Result<Typed, Problem> {
    let mut draft = match client.find_draft(id).await? {
        DraftPlace::Open { draft, .. } => draft,
        // The form itself says what it is about.
        _ => DraftView {
            draft: id,
            case: fields.id_if_any("of")?,
            target: fields.id_if_any("target")?,
            kind: fields
                .chosen_if_any("answer")?
                .filter(|kind: &EntryKind| kind.is_about_an_entry())
                .unwrap_or_default(),
            ..client.new_draft(None).await?
        },
    };
    draft.kind = kind_alone(fields)?.unwrap_or(draft.kind);
    let child = chosen_child(client, fields).await?;
    if let Some(Choice::Made(case)) = child {
        draft.case = Some(case);
    } else if child.is_some() {
        // Nobody is chosen any more, whoever was when the draft was last kept.
        draft.case = None;
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
    draft.happened_is_approximate = fields.has("happened_about");
    let when = happened(fields).map(|when| (draft.happened_at, draft.happened_on) = when);
    let child = match child {
        Some(Choice::Both(problem)) => Err(problem),
        _ => Ok(()),
    };
    let problem = Problem::gathered([child, when]).err();
    Ok(Typed { draft, problem })
}

/// What was chosen of the children whom a form offers.
enum Choice {
    None,
    Made(CaseId),
    /// Two children, and what to do: one cannot know whose case it belongs to.
    Both(Problem),
}

/// The child who is chosen by a tap or from the list beside it; none where a form offers no choice.
async fn chosen_child(client: &Client, fields: &Fields) -> Result<Option<Choice>, Problem> {
    let tapped: Option<CaseId> = fields.id_if_any("case")?;
    let listed: Option<CaseId> = fields.id_if_any("other-case")?;
    Ok(match (tapped, listed) {
        (Some(tapped), Some(listed)) if tapped != listed => {
            let mut names = Vec::new();
            for case in [tapped, listed] {
                names.push(isolated(&client.case_view(case).await?.header.child));
            }
            let both = names.join(" and ");
            let ask = format!("You chose {both}. Choose one child.");
            Some(Choice::Both(wrong("which-child", ask)))
        }
        (Some(case), _) | (None, Some(case)) => Some(Choice::Made(case)),
        (None, None) => fields.has("chooses-child").then_some(Choice::None),
    })
}

/// When it happened: a moment, or a day where the time is left empty; neither means now.
fn happened(fields: &Fields) -> Result<(Option<Timestamp>, Option<Date>), Problem> {
    match (fields.day("happened")?, fields.time("happened_time")?) {
        (None, None) => Ok((None, None)),
        (Some(day), None) => Ok((None, Some(day))),
        // A wall-clock time that the clock skipped in spring is taken an hour later.
        (day, Some(time)) => {
            let local = day.unwrap_or_else(words::today).to_datetime(time);
            let moment = local
                .to_zoned_datetime(words::zone())
                .map_err(|_| Problem::unreadable())?;
            Ok((Some(moment.timestamp()), None))
        }
    }
}

/// Keeps what the form holds, wherever its draft is.
async fn keep_typed(
    client: &Client,
    draft: DraftView,
    fields: &Fields,
) -> Result<DraftPlace, Problem> {
    let words = TypedWords {
        draft,
        form: fields.owned("form"),
        follows: fields.owned("follows"),
    };
    Ok(client.keep_words(words).await?)
}

#[derive(Template)]
#[template(path = "audience.html")]
struct AudienceFragment {
    audience: Audience,
    kept_at: Option<Timestamp>,
    elsewhere: Option<Elsewhere>,
    problem: Option<String>,
}

/// `POST /capture/{draft}/keep`: kept while being typed; answers where, and who will see it.
pub(crate) async fn keep(
    Member(client): Member,
    Path(Id(id)): Path<Id<DraftId>>,
    fields: Fields,
) -> Page {
    let typed = as_typed(&client, id, &fields).await?;
    let place = keep_typed(&client, typed.draft.clone(), &fields).await?;
    let audience = client.audience(typed.draft.clone()).await?;
    let is_kept = matches!(place, DraftPlace::Open { .. });
    // An empty form of a draft that is nowhere has nothing to look for.
    let is_empty = matches!(place, DraftPlace::Gone);
    show(&AudienceFragment {
        audience,
        kept_at: is_kept.then(Timestamp::now),
        elsewhere: Elsewhere::of(id, &place).filter(|_| !is_empty),
        problem: typed
            .problem
            .map(|problem| problem.to_string())
            .or_else(|| too_long(&typed.draft)),
    })
}

/// Said while it is typed, not only when it is saved.
fn too_long(draft: &DraftView) -> Option<String> {
    let limit = longest_text();
    let most = [&draft.text, &draft.detail, &draft.with_whom]
        .into_iter()
        .map(|text| text.chars().count())
        .max()
        .unwrap_or_default();
    (u32::try_from(most).unwrap_or(u32::MAX) > limit).then(|| {
        format!(
            "This is {most} characters long. One entry holds {limit}: shorten it, or write the \
             rest in another entry. It is kept meanwhile."
        )
    })
}

#[derive(Template)]
#[template(path = "discard_draft.html")]
struct DiscardPage {
    frame: Frame,
    draft: DraftView,
}

/// `POST /capture/{draft}`: save, keep for later, or discard.
pub(crate) async fn finish(
    Member(client): Member,
    Path(Id(id)): Path<Id<DraftId>>,
    fields: Fields,
) -> Page {
    let Typed { draft, problem } = as_typed(&client, id, &fields).await?;
    // Whatever goes wrong from here, the words are kept and stay on the screen.
    let place = match keep_typed(&client, draft.clone(), &fields).await {
        Ok(place) => place,
        Err(error) => return write_on(&client, draft, error).await,
    };
    let does = fields.text("do");
    match place {
        DraftPlace::Open { draft: kept, .. } if kept.draft != id => {
            let address = format!("/capture/{}?for={id}", kept.draft);
            return Ok(Redirect::to(&address).into_response());
        }
        DraftPlace::Saved { case, entry } if does == "save" => {
            return saved_at(&client, case, entry, draft.target).await;
        }
        DraftPlace::Saved { .. } => {
            return Ok(Redirect::to(&format!("/capture/{id}")).into_response());
        }
        DraftPlace::Discarded { .. } if does == "discard" => {
            return Ok(Redirect::to(&format!("/capture/{id}")).into_response());
        }
        // Whoever saves what was discarded wants it after all.
        DraftPlace::Discarded { .. } => client.keep_draft(draft.clone()).await?,
        DraftPlace::Open { .. } | DraftPlace::Gone => {}
    }
    match does {
        "discard" if is_empty(&draft) => {
            client.discard_draft(id).await?;
            Ok(Redirect::to(&back_to(draft.case)).into_response())
        }
        "discard" => show(&DiscardPage {
            frame: Frame::still(&client, "cases").await?,
            draft,
        }),
        _ => match problem {
            Some(problem) => write_on(&client, draft, problem).await,
            None if does == "later" => Ok(Redirect::to(&back_to(draft.case)).into_response()),
            None => save(&client, draft).await,
        },
    }
}

fn is_empty(draft: &DraftView) -> bool {
    [&draft.text, &draft.detail, &draft.with_whom]
        .iter()
        .all(|text| text.trim().is_empty())
}

async fn save(client: &Client, draft: DraftView) -> Page {
    let Some(case) = draft.case else {
        if client.all_cases().await?.is_empty() {
            let address = format!("/cases/new?draft={}", draft.draft);
            return Ok(Redirect::to(&address).into_response());
        }
        let ask = "Choose the child this is about. It is kept meanwhile.";
        return write_on(client, draft, Refusal::at("which-child", ask)).await;
    };
    if let Some(problem) = too_long(&draft) {
        return write_on(client, draft, Refusal::at("text", problem)).await;
    }
    match client.save_entry(draft.clone()).await {
        Ok(saved) => saved_at(client, case, saved.entry, draft.target).await,
        Err(error) => write_on(client, draft, error).await,
    }
}

/// After saving: the entry that was answered, or the one that was saved. That is shown on the
/// timeline if its first page holds it, else on a page of its own.
async fn saved_at(
    client: &Client,
    case: CaseId,
    saved: EntryId,
    answered: Option<EntryId>,
) -> Page {
    let shown = answered.unwrap_or(saved);
    let first = client.timeline(case, None, case::PAGE, TimelineFilter::All);
    let place = first.await?.entries.iter().position(|entry| {
        let mut thread = entry.thread.iter();
        entry.entry == shown || thread.any(|answer| answer.entry == shown)
    });
    let address = match place {
        // The newest of all is the first thing on the page.
        Some(0) if answered.is_none() => format!("/cases/{case}/timeline?saved={saved}"),
        Some(_) => format!("/cases/{case}/timeline?saved={saved}#e-{shown}"),
        None => format!("/cases/{case}/entries/{shown}?saved={saved}#e-{shown}"),
    };
    Ok(Redirect::to(&address).into_response())
}

/// The same page with what is wrong above the words.
async fn write_on(client: &Client, draft: DraftView, problem: impl Into<Refusal>) -> Page {
    let problem = problem.into().calling("happened_at", "happened");
    let follows = match client.find_draft(draft.draft).await? {
        DraftPlace::Open { form, .. } => form,
        _ => String::new(),
    };
    show_again(&CapturePage::of(client, draft, follows, Some(problem)).await?)
}

/// Keeps what was sent while everything was locked, and goes there.
pub(crate) async fn keep_held(client: &Client, id: DraftId, held: &Fields) -> Page {
    let fields = held.released();
    let typed = as_typed(client, id, &fields).await?;
    let address = match keep_typed(client, typed.draft, &fields).await? {
        DraftPlace::Open { draft, .. } if draft.draft != id => {
            format!("/capture/{}?for={id}", draft.draft)
        }
        _ => format!("/capture/{id}"),
    };
    Ok(Redirect::to(&address).into_response())
}

/// `POST /capture/{draft}/discard`: the person was asked, and meant it.
pub(crate) async fn discard(Member(client): Member, Path(Id(draft)): Path<Id<DraftId>>) -> Page {
    client.discard_draft(draft).await?;
    Ok(Redirect::to(&format!("/capture/{draft}")).into_response())
}

/// `POST /capture/{draft}/take-back`
pub(crate) async fn take_back(Member(client): Member, Path(Id(draft)): Path<Id<DraftId>>) -> Page {
    client.undo_discard(draft).await?;
    Ok(Redirect::to(&format!("/capture/{draft}")).into_response())
}

fn back_to(case: Option<CaseId>) -> String {
    case.map_or_else(|| "/cases".to_owned(), |case| format!("/cases/{case}"))
}

#[derive(Template)]
#[template(path = "undo_bar.html")]
struct UndoBar {
    frame: Frame,
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
    show(&UndoBar {
        frame: Frame::still(&client, "cases").await?,
        undo,
    })
}

/// `POST /cases/{case}/entries/{entry}/read`: "Read it", in one tap.
pub(crate) async fn say_read(
    Member(client): Member,
    Path((Id(case), Id(entry))): Path<(Id<CaseId>, Id<EntryId>)>,
) -> Page {
    let said = client.say_read(case, entry).await?;
    saved_at(&client, case, said.entry, Some(entry)).await
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
