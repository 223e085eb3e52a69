//! What *My cases* tells a person first: what waits for them, before what is new to them.

use jiff::{Timestamp, civil::Date};
use patchwork_model::{When, isolated};
use patchwork_protocol::PractitionerId;
use patchwork_store::{Reader, TaskListRow, UnseenTeamRow, WaitingWorryRow};

use super::{
    Names,
    case_read::{CaseRead, may_write},
    pages, words,
};
use crate::{
    CaseId, Client, ForYouGroup, ForYouKind, ForYouLine, PendingDeviceView, Result,
    workspace::today,
};

/// As much of one kind as is looked at: more than anyone reads above the list.
const LOOKED_AT: u32 = 40;
/// So many lines of one kind stand by themselves.
const UNFOLDED: usize = 3;
/// Whoever answers the worries of no more cases than this has each of them looked at; for others
/// the worries of all cases are gone through by age, and nearly all of them are theirs to answer.
const FEW_CASES: usize = 40;

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// What *My cases* tells this person first, in the order in which it stands; kinds of which
    /// there is nothing are left out. It costs what it shows, however many cases there are.
    pub async fn for_you(&self) -> Result<Vec<ForYouGroup>> {
        let roster = self.roster().await?;
        let is_administrator = roster.me.is_some_and(|me| roster.is_administrator(me));
        let asking = if is_administrator {
            self.pending_devices().await?
        } else {
            Vec::new()
        };
        let now = self.now();
        self.read(move |r| {
            let names = Names::of(roster, r);
            let today = today(now);
            let (new_cases, joined) = teams(&names, now, r)?;
            let groups = [
                (ForYouKind::WorryWaits, worries(&names, r)?),
                (ForYouKind::AsksToJoin, asking.iter().map(asks).collect()),
                (ForYouKind::Conflict, conflicts(&names, now, r)?),
                (ForYouKind::TaskDue, tasks(&names, today, r)?),
                (ForYouKind::NewCase, new_cases),
                (ForYouKind::Joined, joined),
            ];
            let told = groups.into_iter().filter(|(_, lines)| !lines.is_empty());
            Ok(told.map(|(kind, lines)| group(kind, lines)).collect())
        })
        .await
    }
}

fn group(kind: ForYouKind, lines: Vec<ForYouLine>) -> ForYouGroup {
    let mut folded = String::new();
    if lines.len() > UNFOLDED {
        let mut named: Vec<&str> = Vec::new();
        for line in &lines {
            if !named.contains(&line.name.as_str()) {
                named.push(&line.name);
            }
        }
        folded = format!("{}: {}", heading(kind), first_of(&named));
    }
    ForYouGroup {
        kind,
        lines,
        folded,
    }
}

const fn heading(kind: ForYouKind) -> &'static str {
    match kind {
        ForYouKind::WorryWaits => "Worries wait for a response",
        ForYouKind::AsksToJoin => "Wait to be admitted",
        ForYouKind::Conflict => "More than one value to choose from",
        ForYouKind::TaskDue => "Your tasks are due",
        ForYouKind::NewCase => "New cases for you",
        ForYouKind::Joined => "People joined the team",
    }
}

/// "Ella Marsh, Sam Adeyemi and 3 others".
fn first_of(names: &[&str]) -> String {
    match names {
        [one, two, _, _, ..] => {
            let others = names.len() - 2;
            format!("{}, {} and {others} others", isolated(one), isolated(two))
        }
        few => words::listed(few),
    }
}

/// Rows of one case together, in the order in which each case comes first.
fn by_case<Row>(rows: Vec<Row>, case: impl Fn(&Row) -> CaseId) -> Vec<(CaseId, Vec<Row>)> {
    let mut cases: Vec<(CaseId, Vec<Row>)> = Vec::new();
    for row in rows {
        let of = case(&row);
        match cases.iter_mut().find(|(case, _)| *case == of) {
            Some((_, rows)) => rows.push(row),
            None => cases.push((of, vec![row])),
        }
    }
    cases
}

/// Worries that this person is to answer, those that wait longest first.
fn worries(names: &Names<'_>, r: &Reader<'_>) -> Result<Vec<ForYouLine>> {
    let Some(me) = names.roster.me else {
        return Ok(Vec::new());
    };
    let cases = names.roster.shared_with(me);
    let answered: Vec<CaseId> = cases
        .filter(|case| is_to_answer_in(names, *case, me))
        .collect();
    let rows = if answered.len() <= FEW_CASES {
        worries_of_each(&answered, names, me, r)?
    } else {
        let (rows, _) = pages::page(
            None,
            LOOKED_AT,
            |after, most| Ok(r.waiting_worries(after, most)?),
            |row: &WaitingWorryRow| (row.written_at, row.space, row.entry),
            |row| answered.contains(&row.space) && is_to_answer(names, row, me),
        )?;
        rows
    };
    let mut lines = Vec::new();
    for (case, rows) in by_case(rows, |row| row.space) {
        let Some(first) = rows.first() else { continue };
        let happened = r.entry(case, first.entry)?.map(|e| e.row.happened_at);
        let at = match happened {
            Some(When::At(at) | When::About(at)) => Some(at),
            _ => None,
        };
        let text = match (rows.len(), happened) {
            (1, Some(When::On(day))) => {
                format!("a worry of {} waits for a response", words::day(day))
            }
            (1, _) => "a worry waits for a response".to_owned(),
            (many, _) => format!("{many} worries wait for a response"),
        };
        lines.push(ForYouLine {
            case: Some(case),
            name: first.child.clone(),
            text,
            at,
            entry: (rows.len() == 1).then_some(first.entry),
            task: None,
        });
    }
    Ok(lines)
}

/// What waits in each of these cases, as [`worries`] tells it.
fn worries_of_each(
    cases: &[CaseId],
    names: &Names<'_>,
    me: PractitionerId,
    r: &Reader<'_>,
) -> Result<Vec<WaitingWorryRow>> {
    let mut all = Vec::new();
    for case in cases {
        let (rows, _) = pages::page(
            None,
            LOOKED_AT,
            |after, most| Ok(r.waiting_worries_of(*case, after, most)?),
            |row: &WaitingWorryRow| (row.written_at, row.entry),
            |row| is_to_answer(names, row, me),
        )?;
        all.extend(rows);
    }
    all.sort_by_key(|row| (row.written_at, row.space, row.entry));
    all.truncate(usize::try_from(LOOKED_AT).unwrap_or(usize::MAX));
    Ok(all)
}

/// Whether this person is told of worries in a case, of whoever.
fn is_to_answer_in(names: &Names<'_>, case: CaseId, me: PractitionerId) -> bool {
    let managers = names.roster.managers(case);
    (managers.is_empty() || managers.contains(&me)) && may_write(names, case)
}

fn is_to_answer(names: &Names<'_>, worry: &WaitingWorryRow, me: PractitionerId) -> bool {
    is_told(me, worry.author, &names.roster.managers(worry.space))
}

/// A worry is told to the managers of its case, and to whoever wrote it only where no other manager
/// can answer. Where a case has no manager, it is told to everyone who may write there: a worry that
/// waits is never hidden from all.
fn is_told(me: PractitionerId, author: PractitionerId, managers: &[PractitionerId]) -> bool {
    match managers {
        [] => true,
        [only] => *only == me,
        several => author != me && several.contains(&me),
    }
}

fn asks(device: &PendingDeviceView) -> ForYouLine {
    let text = match device.agency.as_str() {
        "" => "asks to be let in".to_owned(),
        agency => format!("asks to be let in ({})", isolated(agency)),
    };
    ForYouLine {
        case: None,
        name: device.name.clone(),
        text,
        at: Some(device.asked_at),
        entry: None,
        task: None,
    }
}

fn conflicts(names: &Names<'_>, now: Timestamp, r: &Reader<'_>) -> Result<Vec<ForYouLine>> {
    let mut cases = r.cases_in_conflict()?;
    cases.retain(|case| names.roster.is_mine(*case) && may_write(names, *case));
    let most = usize::try_from(LOOKED_AT).unwrap_or(usize::MAX);
    let mut lines = Vec::new();
    for case in cases.into_iter().take(most) {
        let read = CaseRead::read(case, names, r, now)?;
        let conflicts = read.conflicts();
        let text = match conflicts.as_slice() {
            [] => continue,
            [one] => format!("{} has {} values. Choose one", one.label, one.values.len()),
            many => format!("{} facts have more than one value. Choose", many.len()),
        };
        lines.push(ForYouLine {
            case: Some(case),
            name: read.rows.case.name.clone(),
            text,
            at: None,
            entry: None,
            task: None,
        });
    }
    Ok(lines)
}

/// This person's own tasks whose day has come, the earliest first.
fn tasks(names: &Names<'_>, today: Date, r: &Reader<'_>) -> Result<Vec<ForYouLine>> {
    let Some(me) = names.roster.me else {
        return Ok(Vec::new());
    };
    let mut rows = r.tasks_due(me, today, LOOKED_AT)?;
    rows.retain(|row| names.roster.is_mine(row.space));
    let lines = by_case(rows, |row: &TaskListRow| row.space).into_iter();
    Ok(lines
        .filter_map(|(case, rows)| {
            let first = rows.first()?;
            let is_one = rows.len() == 1;
            let title = isolated(&words::shortened(&first.task.title, 60));
            Some(ForYouLine {
                case: Some(case),
                name: first.child.clone(),
                text: match first.task.due.filter(|_| is_one) {
                    Some(due) => format!("{title}, {}", words::was_due(due, today)),
                    None => format!("{} tasks of yours are due", rows.len()),
                },
                at: None,
                entry: None,
                task: is_one.then_some(first.task.id),
            })
        })
        .collect())
}

/// Cases that are new to this person, and who joined the teams of the others, the latest first.
fn teams(
    names: &Names<'_>,
    now: Timestamp,
    r: &Reader<'_>,
) -> Result<(Vec<ForYouLine>, Vec<ForYouLine>)> {
    let (rows, _) = pages::page(
        None,
        LOOKED_AT,
        |after, most| Ok(r.unseen_teams(after, most)?),
        |row: &UnseenTeamRow| (row.at, row.space),
        |row| names.roster.is_mine(row.space),
    )?;
    let (mut new_cases, mut joined) = (Vec::new(), Vec::new());
    for row in rows {
        let case = row.space;
        if r.visit(case)?.is_none() && !names.roster.is_founded_by_me(case) {
            new_cases.push(of_team(&row, "a new case for you".to_owned(), None));
            continue;
        }
        let me = names.roster.me;
        let events = names.team_events(case, now, |made| {
            made.index >= row.from_index && made.author != me
        });
        let arrivals = events.iter().filter(|event| {
            event.is_arrival && !event.practitioners.iter().any(|who| Some(*who) == me)
        });
        let arrivals: Vec<_> = arrivals.collect();
        let text = match arrivals.as_slice() {
            [] => continue,
            [one] => one.text.clone(),
            many => {
                let who = many.iter().flat_map(|event| &event.practitioners);
                let who: Vec<String> = who.map(|who| names.name(*who)).collect();
                let who: Vec<&str> = who.iter().map(String::as_str).collect();
                format!("{} joined the team.", first_of(&who))
            }
        };
        let at = arrivals.iter().map(|event| event.at).max();
        joined.push(of_team(&row, text, at));
    }
    Ok((new_cases, joined))
}

fn of_team(row: &UnseenTeamRow, text: String, at: Option<Timestamp>) -> ForYouLine {
    ForYouLine {
        case: Some(row.space),
        name: row.child.clone(),
        text,
        at,
        entry: None,
        task: None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use patchwork_model::testing as model;

    use super::{super::record_tests::from_tom, *};
    use crate::{EntryKind, NewCase, NewTask, testing::Kitchen};

    async fn told(client: &Client) -> Vec<(ForYouKind, Vec<(String, String)>)> {
        let groups = client.for_you().await.unwrap().into_iter();
        let lines = |group: ForYouGroup| {
            let lines = group.lines.into_iter();
            lines.map(|line| (line.name, line.text)).collect()
        };
        groups.map(|group| (group.kind, lines(group))).collect()
    }

    fn line(kind: ForYouKind, text: &str) -> (ForYouKind, Vec<(String, String)>) {
        (kind, vec![("Ella Marsh".to_owned(), text.to_owned())])
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_worry_is_told_until_someone_responds_and_several_of_one_child_in_one_line() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let ella = kitchen.ella().await;
        let limped = from_tom(&kitchen, ella, model::worry(2, "Ella limped"), 30).await;
        let one = line(ForYouKind::WorryWaits, "a worry waits for a response");
        assert_eq!(told(client).await, [one]);
        let groups = client.for_you().await.unwrap();
        assert_eq!(groups[0].lines[0].entry, Some(limped), "it leads there");
        assert_eq!(groups[0].folded, "");

        let quiet = from_tom(&kitchen, ella, model::worry(3, "Very quiet"), 20).await;
        let two = line(ForYouKind::WorryWaits, "2 worries wait for a response");
        assert_eq!(told(client).await, [two]);
        assert_eq!(client.for_you().await.unwrap()[0].lines[0].entry, None);

        for worry in [quiet, limped] {
            let answer = kitchen.write(ella, EntryKind::Response, "Rang Mum", Some(worry));
            answer.await;
        }
        assert_eq!(told(client).await, []);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_worry_is_told_with_the_time_that_the_timeline_shows() {
        let now = Kitchen::new().await.client.now();
        let an_hour_ago = now - jiff::SignedDuration::from_hours(1);
        let yesterday = today(now).yesterday().unwrap();
        for (happened_at, happened_on) in [(Some(an_hour_ago), None), (None, Some(yesterday))] {
            let kitchen = Kitchen::new().await;
            let client = &kitchen.client;
            let ella = kitchen.ella().await;
            let draft = client.new_draft(Some(ella)).await.unwrap();
            let worry = crate::DraftView {
                kind: EntryKind::Worry,
                text: "Limped".to_owned(),
                happened_at,
                happened_on,
                ..draft
            };
            client.keep_draft(worry.clone()).await.unwrap();
            let saved = client.save_entry(worry).await.unwrap();
            let lines = client.for_you().await.unwrap().remove(0).lines;
            assert_eq!(lines[0].entry, Some(saved.entry));
            let shown = client.entry(ella, saved.entry).await.unwrap();
            let moment = (!shown.happened_on_day).then_some(shown.happened_at);
            assert_eq!(lines[0].at, moment);
            let of = if shown.happened_on_day {
                format!(" of {}", words::day(shown.happened_day))
            } else {
                String::new()
            };
            assert_eq!(lines[0].text, format!("a worry{of} waits for a response"));
        }
    }

    #[test]
    fn a_worry_is_told_to_the_managers_and_to_its_author_only_where_no_other_manager_is_there() {
        let [priya, tom, asha] = [1, 2, 3].map(|n| PractitionerId([n; 16]));
        let told = |author, managers: &[PractitionerId]| {
            [priya, tom, asha].map(|me| is_told(me, author, managers))
        };
        assert_eq!(told(asha, &[priya, tom]), [true, true, false]);
        assert_eq!(told(priya, &[priya, tom]), [false, true, false]);
        assert_eq!(told(asha, &[priya]), [true, false, false]);
        assert_eq!(told(priya, &[priya]), [true, false, false]);
        assert_eq!(told(priya, &[]), [true, true, true]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_worry_of_the_only_manager_is_told_to_them_as_nobody_else_is_told() {
        let kitchen = Kitchen::new().await;
        let ella = kitchen.ella().await;
        kitchen
            .write(ella, EntryKind::Worry, "Ella limped", None)
            .await;
        let one = line(ForYouKind::WorryWaits, "a worry waits for a response");
        assert_eq!(told(&kitchen.client).await, [one]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn whoever_answers_in_many_cases_is_told_the_same_as_whoever_answers_in_few() {
        let kitchen = Kitchen::new().await;
        let mut cases = Vec::new();
        for number in 0..=FEW_CASES {
            let child = NewCase {
                given: format!("Child {number}"),
                ..NewCase::default()
            };
            cases.push(kitchen.client.open_case(child).await.unwrap());
            // After the second case there are few, after the last one there are many.
            if number == 1 {
                from_tom(&kitchen, cases[1], model::worry(1, "Limped"), 40).await;
                from_tom(&kitchen, cases[0], model::worry(2, "Quiet"), 30).await;
            }
            if number == 1 || number == FEW_CASES {
                let groups = kitchen.client.for_you().await.unwrap();
                let lines = groups[0].lines.iter();
                let told: Vec<&str> = lines.map(|line| line.name.as_str()).collect();
                assert_eq!(told, ["Child 1", "Child 0"], "{number}");
            }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn ones_own_tasks_are_told_from_their_day_on() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let ella = kitchen.ella().await;
        let today = today(client.now());
        let task = |title: &str, assignee, days: i32| NewTask {
            id: None,
            case: ella,
            title: title.to_owned(),
            assignee,
            due: Some(today + days.days()),
        };
        let priya = Some(kitchen.priya);
        client
            .add_task(task("Ring the nursery", None, 0))
            .await
            .unwrap();
        client
            .add_task(task("Book a room", priya, 1))
            .await
            .unwrap();
        assert_eq!(told(client).await, [], "of nobody, or of tomorrow");
        let due = client
            .add_task(task("Ring the school", priya, 0))
            .await
            .unwrap();
        let lines = client.for_you().await.unwrap().remove(0).lines;
        assert_eq!(lines[0].task, Some(due));
        assert_eq!(
            told(client).await,
            [line(ForYouKind::TaskDue, "Ring the school, due today")]
        );
        client
            .add_task(task("Write to Dad", priya, -1))
            .await
            .unwrap();
        assert_eq!(
            told(client).await,
            [line(ForYouKind::TaskDue, "2 tasks of yours are due")]
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn many_children_of_one_kind_fold_into_one_line_that_names_the_first() {
        let kitchen = Kitchen::new().await;
        for (number, given) in (1..).zip(["Ada", "Bo", "Cy", "Di"]) {
            let child = NewCase {
                given: given.to_owned(),
                ..NewCase::default()
            };
            let case = kitchen.client.open_case(child).await.unwrap();
            from_tom(&kitchen, case, model::worry(number, "Limped"), 30).await;
        }
        let groups = kitchen.client.for_you().await.unwrap();
        assert_eq!(groups[0].lines.len(), 4);
        assert_eq!(
            groups[0].folded,
            "Worries wait for a response: Ada, Bo and 2 others"
        );
    }
}
