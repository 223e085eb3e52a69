//! A child's case: status header, then picture, list, timeline or tasks.

use askama::Template;
use axum::extract::Path;
use jiff::civil::Date;
use patchwork_client::{
    CaseId, CaseView, Choices, Client, ClosedList as _, EntryId, EntryState, EntryView,
    HeaderChipKind, LookedAt, NewInCase, PersonView, TeamEventView, TimelineFilter, choices,
};

use super::{changes::Chosen, tasks::Changed};
use crate::open::{
    app::Member,
    fields::{Fields, Id, Query},
    frame::Frame,
    problem::{Page, Problem, show},
    refusal::Refusal,
    strip,
    visit::Visit,
    words,
};

/// Entries on one page of the timeline.
pub(super) const PAGE: u32 = 40;

/// In the address of a page that says that a fact was saved.
const SAID: &str = "said";

/// The address of a view of a case, which says that a fact was saved.
pub(super) fn said_at(address: &str) -> String {
    match address.split_once('#') {
        Some((page, part)) => format!("{page}?{SAID}=yes#{part}"),
        None => format!("{address}?{SAID}=yes"),
    }
}

/// What stands above every view of a case.
pub(crate) struct Top {
    pub(crate) view: CaseView,
    pub(crate) tab: &'static str,
    pub(crate) undo: Option<EntryView>,
    /// A task that was just added or done.
    pub(crate) changed: Option<Changed>,
    /// What was just chosen among two values.
    pub(crate) chosen: Option<Chosen>,
    /// Whether a fact of the case was just saved, which is said.
    pub(crate) said: bool,
}

impl Top {
    /// What a visitor must know shows in full before any address, those to choose from among
    /// them. Elsewhere a chip tells it.
    pub(crate) fn shows_markers(&self) -> bool {
        self.tab == "list" || self.view.conflicts.iter().any(|c| c.is_address)
    }
}

pub(crate) async fn top(
    client: &Client,
    case: CaseId,
    tab: &'static str,
    query: &Fields,
) -> Result<Top, Problem> {
    let view = client.case_view(case).await?;
    let saved = query.id_if_any::<EntryId>("saved").unwrap_or(None);
    let undo = match saved {
        // The entry may be gone already; then there is nothing to undo.
        Some(entry) => client
            .entry(case, entry)
            .await
            .ok()
            .filter(|e| e.state == EntryState::Undoable),
        None => None,
    };
    let changed = Changed::of(&view.tasks, query, "case");
    let chosen = Chosen::of(case, None, query);
    Ok(Top {
        view,
        tab,
        undo,
        changed,
        chosen,
        said: query.has(SAID),
    })
}

/// The page's own address, so that a refresh keeps the undo bar.
pub(crate) fn here(case: CaseId, tab: &str, query: &Fields) -> String {
    let known = ["saved", "show", "past", "added", "done", SAID];
    let kept: Vec<String> = known
        .iter()
        .filter(|name| query.has(name))
        .map(|name| {
            format!(
                "{name}={}",
                query
                    .text(name)
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .collect::<String>()
            )
        })
        .collect();
    let path = if tab == "picture" {
        format!("/cases/{case}")
    } else {
        format!("/cases/{case}/{tab}")
    };
    if kept.is_empty() {
        path
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}

#[derive(Template)]
#[template(path = "case_list.html")]
struct ListPage {
    frame: Frame,
    top: Top,
    family: Vec<PersonView>,
    agencies: Vec<(String, Vec<PersonView>)>,
    /// Helpers whose part is over, of every agency.
    used_to_help: Vec<PersonView>,
}

/// `GET /cases/{case}/list`
pub(crate) async fn list(
    Member(client): Member,
    visit: Visit,
    Path(Id(case)): Path<Id<CaseId>>,
    Query(query): Query,
) -> Page {
    let top = top(&client, case, "list", &query).await?;
    visit.to(&client, case, LookedAt::Case).await?;
    let (family, professionals): (Vec<_>, Vec<_>) =
        top.view.people.iter().cloned().partition(|p| p.is_family);
    let (professionals, used_to_help): (Vec<_>, Vec<_>) = professionals
        .into_iter()
        .partition(|p| p.is_current || p.is_deceased);
    // In the order of the core, as the phones read them: agencies of which somebody helps now first.
    let mut agencies: Vec<(String, Vec<PersonView>)> = Vec::new();
    for person in professionals {
        match agencies
            .iter_mut()
            .find(|(agency, _)| *agency == person.agency)
        {
            Some((_, people)) => people.push(person),
            None => agencies.push((person.agency.clone(), vec![person])),
        }
    }
    show(&ListPage {
        frame: Frame::of_case(&client, case, here(case, "list", &query)).await?,
        family,
        agencies,
        used_to_help,
        top,
    })
}

/// One day of the timeline.
pub(crate) struct Day {
    pub(crate) date: Date,
    pub(crate) heading: String,
    pub(crate) items: Vec<Item>,
}

/// What stands on one day.
#[allow(clippy::large_enum_variant)] // as many as are on one page
pub(crate) enum Item {
    /// What someone wrote.
    Entry(Told),
    /// What happened to the team.
    Team(TeamEventView),
}

/// An entry with the words that it is about, where they stand elsewhere.
pub(crate) struct Told {
    pub(crate) entry: EntryView,
    pub(crate) target: Option<EntryView>,
}

impl Told {
    /// An entry that is about none, or whose own words are enough.
    pub(crate) const fn alone(entry: EntryView) -> Self {
        Self {
            entry,
            target: None,
        }
    }
}

#[derive(Template)]
#[template(path = "case_timeline.html")]
struct TimelinePage {
    frame: Frame,
    top: Top,
    choices: Choices,
    show: &'static str,
    /// Drawn above the entries where the pattern is shown.
    strip: Option<String>,
    /// What came since the visit before, where everything is shown.
    newly: NewInCase,
    days: Vec<Day>,
    next: Option<String>,
}

impl TimelinePage {
    /// What is said where nothing stands, and the entry to write first: its kind, and the button.
    fn nothing(&self) -> (&'static str, &'static str, &'static str) {
        match TimelineFilter::from_code_name(self.show) {
            Some(TimelineFilter::Pattern) => (
                "No worry, strength, visit or call is written down yet.",
                "worry",
                "Write a worry",
            ),
            Some(TimelineFilter::Chronology) => (
                "No significant event is written down yet.",
                "significant-event",
                "Write a significant event",
            ),
            Some(TimelineFilter::Sharing) => (
                "No decision to share, or not to share, is written down yet.",
                "sharing-decision",
                "Write a sharing decision",
            ),
            Some(TimelineFilter::All) | None => {
                ("Nothing written here yet.", "note", "Write the first note")
            }
        }
    }

    fn holds_entries(&self) -> bool {
        let mut items = self.days.iter().flat_map(|day| &day.items);
        items.any(|item| matches!(item, Item::Entry(_)))
    }
}

/// `GET /cases/{case}/timeline`
pub(crate) async fn timeline(
    Member(client): Member,
    visit: Visit,
    Path(Id(case)): Path<Id<CaseId>>,
    Query(query): Query,
) -> Page {
    // Before anything is read: what came since the visit before is new as long as this one lasts.
    if visit.is_by_the_person() {
        client.mark_read(case).await?;
    }
    let top = top(&client, case, "timeline", &query).await?;
    visit.to(&client, case, LookedAt::Timeline).await?;
    let filter = TimelineFilter::from_code_name(query.text("show")).unwrap_or_default();
    let after = query.has("after").then(|| query.owned("after"));
    let strip = match (filter, &after) {
        (TimelineFilter::Pattern, None) => Some(strip::svg(&client.pattern(case).await?)),
        _ => None,
    };
    let newly = match (filter, &after) {
        (TimelineFilter::All, None) => client.new_in_case(case).await?,
        _ => NewInCase::default(),
    };
    let page = client.timeline(case, after, PAGE, filter).await?;
    let days = by_day(&client, &top.view, page.entries, page.team_events).await;
    show(&TimelinePage {
        frame: Frame::of_case(&client, case, here(case, "timeline", &query)).await?,
        top,
        choices: choices(),
        show: filter.code_name(),
        strip,
        newly,
        days,
        next: page.next,
    })
}

/// `GET /cases/{case}/entries/{entry}`: one entry, however old, with what was said about it. An
/// answer is shown under the entry that it is about.
pub(crate) async fn entry(
    Member(client): Member,
    visit: Visit,
    Path((Id(case), Id(entry))): Path<(Id<CaseId>, Id<EntryId>)>,
    Query(query): Query,
) -> Page {
    let top = top(&client, case, "timeline", &query).await?;
    visit.to(&client, case, LookedAt::Case).await?;
    let entry = client.thread(case, entry).await?;
    let days = by_day(&client, &top.view, vec![entry.clone()], Vec::new()).await;
    show(&TimelinePage {
        frame: Frame::of_case(
            &client,
            case,
            format!("/cases/{case}/entries/{}", entry.entry),
        )
        .await?,
        top,
        choices: choices(),
        show: "",
        strip: None,
        newly: NewInCase::default(),
        days,
        next: None,
    })
}

/// What was written and what happened to the team, day by day, the latest first.
async fn by_day(
    client: &Client,
    view: &CaseView,
    entries: Vec<EntryView>,
    team_events: Vec<TeamEventView>,
) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    let mut events = team_events.into_iter().peekable();
    for entry in entries {
        while let Some(event) = events.next_if(|event| event.at > entry.happened_at) {
            put(&mut days, event.day, Item::Team(event));
        }
        let target = match entry.target {
            Some(target) => client.entry(view.header.case, target).await.ok(),
            None => None,
        };
        put(
            &mut days,
            entry.happened_day,
            Item::Entry(Told { entry, target }),
        );
    }
    for event in events {
        put(&mut days, event.day, Item::Team(event));
    }
    days
}

fn put(days: &mut Vec<Day>, date: Date, item: Item) {
    match days.last_mut().filter(|day| day.date == date) {
        Some(day) => day.items.push(item),
        None => days.push(Day {
            date,
            heading: words::day_heading(date),
            items: vec![item],
        }),
    }
}

#[derive(Template)]
#[template(path = "case_tasks.html")]
struct TasksPage {
    frame: Frame,
    top: Top,
    members: Vec<patchwork_client::TeamMemberView>,
    fields: Fields,
    problem: Option<Refusal>,
}

/// `GET /cases/{case}/tasks`
pub(crate) async fn tasks(
    Member(client): Member,
    visit: Visit,
    Path(Id(case)): Path<Id<CaseId>>,
    Query(query): Query,
) -> Page {
    let top = top(&client, case, "tasks", &query).await?;
    visit.to(&client, case, LookedAt::Case).await?;
    let me = client.me().await?.practitioner;
    let fields = Fields::begun().and("assignee", me);
    let frame = Frame::of_case(&client, case, here(case, "tasks", &query)).await?;
    show(&TasksPage {
        frame: frame.saying_who_sees(&client, case).await?,
        members: client.team(case).await?.members,
        fields,
        problem: None,
        top,
    })
}

/// The tasks with the new one as it was typed, and what is wrong with it.
pub(crate) async fn tasks_again(
    client: &Client,
    case: CaseId,
    fields: Fields,
    problem: Refusal,
) -> Result<impl Template, Problem> {
    let top = top(client, case, "tasks", &Fields::default()).await?;
    Ok(TasksPage {
        top,
        frame: Frame::of_form(client, case).await?,
        members: client.team(case).await?.members,
        fields,
        problem: Some(problem),
    })
}
