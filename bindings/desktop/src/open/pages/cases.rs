//! *My cases*: children grouped by family, search on top.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use http::StatusCode;
use patchwork_client::{
    CaseFamily, CaseId, CaseListing, Client, DraftId, Duplicate, ForYouGroup, ForYouKind,
    ForYouLine, NewCase, PersonId, SearchHit, SearchHitKind, UnfinishedDraft,
};

use super::{capture, form, listed};
use crate::open::{
    app::Member,
    fields::{Fields, Id, Query},
    frame::Frame,
    problem::{Page, Problem, show, show_again},
    refusal::Refusal,
    words,
};

#[derive(Template)]
#[template(path = "cases.html")]
struct CasesPage {
    frame: Frame,
    search: String,
    families: Vec<CaseFamily>,
    /// Where the list goes on.
    more: Option<String>,
    is_first: bool,
    hits: Vec<SearchHit>,
    /// Children whose name sounds like what is looked for.
    alike: Vec<CaseListing>,
    drafts: Vec<UnfinishedDraft>,
    for_you: Vec<ForYouGroup>,
    /// The partnership that was just founded here, by its name.
    founded: Option<String>,
    /// Whether the person invites colleagues.
    is_administrator: bool,
}

/// `GET /cases?q=`; with `founded` it says that the partnership is there, and what is next.
pub(crate) async fn list(Member(client): Member, Query(query): Query) -> Page {
    let search = query.owned("q");
    let after = listed::after(&query);
    let place = after.as_deref().unwrap_or_default();
    let founded = query.text("founded");
    let here = [
        ("q", search.as_str()),
        ("after", place),
        ("founded", founded),
    ];
    let here = listed::address("/cases", &here);
    let found = if search.is_empty() || after.is_some() {
        Vec::new()
    } else {
        client.search(search.clone()).await?
    };
    // Children whose name holds the words are in the list above.
    let (children, hits): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|hit| hit.kind == SearchHitKind::Child);
    let mut alike = Vec::new();
    for child in children.iter().filter(|child| child.is_suggestion) {
        alike.extend(client.case_listing(child.case).await?);
    }
    let is_first = after.is_none();
    let page = client.cases(search.clone(), after, listed::PAGE).await?;
    let next = page.next.unwrap_or_default();
    // Asked for where the page says it alone: this page opens at every start.
    let says_what_is_next = founded == "yes" || page.families.is_empty();
    let is_administrator = says_what_is_next && client.me().await?.is_administrator;
    let founded = match founded {
        "yes" if is_administrator => Some(client.partnership().await?.name),
        _ => None,
    };
    show(&CasesPage {
        founded,
        is_administrator,
        frame: Frame::live(&client, "cases", here, &["cases"]).await?,
        families: page.families,
        more: (!next.is_empty())
            .then(|| listed::address("/cases", &[("q", &search), ("after", &next)])),
        for_you: if is_first && search.is_empty() {
            client.for_you().await?
        } else {
            Vec::new()
        },
        is_first,
        drafts: client.unfinished_drafts().await?,
        search,
        hits,
        alike,
    })
}

/// Where a line of *For you* leads.
fn leads_to(kind: ForYouKind, line: &ForYouLine) -> String {
    let Some(case) = line.case else {
        return "/invite".to_owned();
    };
    match (kind, line.entry, line.task) {
        (_, Some(entry), _) => format!("/cases/{case}/entries/{entry}"),
        (_, _, Some(task)) => format!("/cases/{case}/tasks/{task}"),
        (ForYouKind::TaskDue, ..) => format!("/cases/{case}/tasks"),
        (ForYouKind::WorryWaits | ForYouKind::Joined, ..) => format!("/cases/{case}/timeline"),
        (ForYouKind::AsksToJoin | ForYouKind::Conflict | ForYouKind::NewCase, ..) => {
            format!("/cases/{case}")
        }
    }
}

/// So many other children of a colleague are named without a tap.
const ALSO_NAMED: usize = 6;

/// Where something that a search found leads.
fn hit_leads_to(hit: &SearchHit) -> String {
    let case = hit.case;
    match (hit.entry, hit.task) {
        (Some(entry), _) => format!("/cases/{case}/entries/{entry}"),
        (None, Some(task)) => format!("/cases/{case}/tasks/{task}"),
        (None, None) => person_leads_to(&case, hit.person.as_ref()),
    }
}

/// The page of a person in a case; of the case, where it is about its child.
fn person_leads_to(case: &CaseId, person: Option<&PersonId>) -> String {
    match person {
        Some(person) => format!("/cases/{case}/people/{person}"),
        None => format!("/cases/{case}"),
    }
}

fn icon_of(kind: ForYouKind) -> &'static str {
    match kind {
        ForYouKind::WorryWaits => "worry",
        ForYouKind::AsksToJoin => "directory",
        ForYouKind::Conflict => "alert",
        ForYouKind::TaskDue => "tasks",
        ForYouKind::NewCase => "plus",
        ForYouKind::Joined => "people",
    }
}

#[derive(Template)]
#[template(path = "for_you.html")]
struct ForYou {
    for_you: Vec<ForYouGroup>,
}

/// `GET /cases/for-you`: what is told first, when any case changed.
pub(crate) async fn for_you(Member(client): Member) -> Page {
    show(&ForYou {
        for_you: client.for_you().await?,
    })
}

#[derive(Template)]
#[template(path = "drafts.html")]
struct Drafts {
    drafts: Vec<UnfinishedDraft>,
}

/// `GET /cases/drafts`: what is not finished, when a draft changed.
pub(crate) async fn drafts(Member(client): Member) -> Page {
    show(&Drafts {
        drafts: client.unfinished_drafts().await?,
    })
}

#[derive(Template)]
#[template(path = "case_line_only.html")]
struct CaseLine {
    case: CaseListing,
}

/// `GET /cases/{case}/line`: the line of one case, when that case changed.
pub(crate) async fn line(Member(client): Member, Path(Id(case)): Path<Id<CaseId>>) -> Page {
    match client.case_listing(case).await? {
        Some(case) => show(&CaseLine { case }),
        // The line goes.
        None => Ok(StatusCode::OK.into_response()),
    }
}

#[derive(Template)]
#[template(path = "new_case.html")]
struct NewCasePage {
    frame: Frame,
    fields: Fields,
    problem: Option<Refusal>,
    /// Who is likely to be the same child.
    duplicates: Vec<Duplicate>,
}

/// `GET /cases/new?draft=`: with the draft that is gone on with afterwards.
pub(crate) async fn new(Member(client): Member, Query(query): Query) -> Page {
    form::must_save(&client)?;
    let draft: Option<DraftId> = query.id_if_any("draft")?;
    let fields = match draft {
        Some(draft) => Fields::begun().and("draft", draft),
        None => Fields::begun(),
    };
    show(&NewCasePage {
        frame: Frame::still(&client, "cases").await?,
        fields,
        problem: None,
        duplicates: Vec::new(),
    })
}

/// `POST /cases`
pub(crate) async fn open(Member(client): Member, fields: Fields) -> Page {
    let day = |name| fields.day(name);
    let case = match (day("born"), day("expected")) {
        (Ok(born), Ok(expected)) => {
            let new = NewCase {
                request: fields.owned("id"),
                given: fields.owned("given"),
                family: fields.owned("family"),
                preferred: fields.owned("preferred"),
                born,
                born_is_approximate: fields.has("approximate"),
                expected,
                nhs_number: fields.owned("nhs_number"),
                team: Vec::new(),
            };
            if !fields.has("anyway") {
                let duplicates = client.likely_same_children(new.clone()).await?;
                if !duplicates.is_empty() {
                    return show_again(&NewCasePage {
                        frame: Frame::still(&client, "cases").await?,
                        fields,
                        problem: None,
                        duplicates,
                    });
                }
            }
            client.open_case(new).await.map_err(Into::into)
        }
        (Err(problem), _) | (_, Err(problem)) => Err(problem),
    };
    let opened = match case {
        Ok(case) => goes_on_at(&client, case, &fields).await,
        Err(problem) => Err(problem),
    };
    form::answer(opened, |problem| async {
        Ok(NewCasePage {
            frame: Frame::still(&client, "cases").await?,
            fields,
            problem: Some(problem),
            duplicates: Vec::new(),
        })
    })
    .await
}

/// Where somebody goes on who added a child: to the draft that they came from, or to the child.
async fn goes_on_at(client: &Client, case: CaseId, sent: &Fields) -> Result<Redirect, Problem> {
    let draft: Option<DraftId> = sent.id_if_any("draft")?;
    let draft = match draft {
        Some(draft) => capture::go_on_with(client, draft, case).await?,
        None => None,
    };
    Ok(draft.unwrap_or_else(|| Redirect::to(&format!("/cases/{case}"))))
}
