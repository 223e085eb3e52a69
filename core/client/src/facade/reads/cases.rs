//! *My cases*, and one case whole.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use jiff::civil::Date;
use patchwork_model::{ChildStatus, Kin, has_visible};
use patchwork_store::{CaseListRow, CaseNameRow, Reader};

use super::{Names, case_read::CaseRead, header, pages, words};
use crate::{
    CaseFamily, CaseId, CaseListing, CasePage, CaseView, Client, Result, workspace::today,
};

/// More than anyone has.
const MOST_FOUND: u32 = 1_000;

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// A page of this person's cases, families together and the eldest child first: the first
    /// one, or the one after the handle that the page before gave. It holds `limit` cases, at
    /// most 200; a family may go on on the next page. `search` finds children, and those in whose
    /// life someone of that name is.
    ///
    /// # Errors
    /// [`ClientError::Invalid`] with the field `after` if the page is not there any more.
    pub async fn cases(
        &self,
        search: String,
        after: Option<String>,
        limit: u32,
    ) -> Result<CasePage> {
        let after: Option<CaseId> = pages::place(after.as_deref())?;
        let roster = self.roster().await?;
        let now = self.now();
        self.read_while_awaited(move |r| {
            let names = Names::of(roster, r);
            let today = today(now);
            let (rows, next) = if has_visible(&search) {
                let found = found(&search, &names, r)?;
                let (page, next) = pages::page_of_found(found, after, limit)?;
                let rows = page.into_iter().map(|case| r.case_line(case, today));
                let rows: Vec<_> = rows.collect::<patchwork_store::Result<_>>()?;
                (rows.into_iter().flatten().collect(), next)
            } else {
                if let Some(after) = after {
                    r.case_tally(after, today)?.ok_or_else(pages::is_gone)?;
                }
                pages::page(
                    after,
                    limit,
                    |after, most| Ok(r.cases(today, after, most)?),
                    |row| row.space,
                    |row| names.roster.is_mine(row.space),
                )?
            };
            Ok(CasePage {
                families: families(rows, &names, today, r)?,
                next: next.map(|case| case.to_string()),
            })
        })
        .await
    }

    /// Every case of this person, in the order of [`cases`](Self::cases): for a form in which one
    /// is chosen.
    pub async fn all_cases(&self) -> Result<Vec<CaseListing>> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = self.cases(String::new(), after, u32::MAX).await?;
            all.extend(page.families.into_iter().flat_map(|family| family.cases));
            after = page.next;
            if after.is_none() {
                return Ok(all);
            }
        }
    }

    /// The line of one case in the list: what to read when that case changed. `None` for a case
    /// that this person does not have, or whose document has not come.
    pub async fn case_listing(&self, case: CaseId) -> Result<Option<CaseListing>> {
        let roster = self.roster().await?;
        let now = self.now();
        self.read(move |r| {
            if !roster.is_mine(case) {
                return Ok(None);
            }
            let names = Names::of(roster, r);
            let today = today(now);
            let line = r.case_line(case, today)?;
            Ok(line.map(|row| listing(row, &names, today)))
        })
        .await
    }

    /// How many entries this person has not read, in all of their cases: for a badge. It costs
    /// what is unread.
    pub async fn unread_total(&self) -> Result<u32> {
        let roster = self.roster().await?;
        self.read(move |r| {
            let unread = r.unread_by_space()?.into_iter();
            let mine = unread.filter(|(space, _)| roster.is_mine(*space));
            Ok(mine.fold(0, |total: u32, (_, count)| total.saturating_add(count)))
        })
        .await
    }

    /// One case, without its timeline.
    pub async fn case_view(&self, case: CaseId) -> Result<CaseView> {
        let roster = self.roster().await?;
        let now = self.now();
        self.read(move |r| {
            let names = Names::of(roster, r);
            let read = CaseRead::read(case, &names, r, now)?;
            Ok(CaseView {
                header: read.header(r)?,
                child: read.child(),
                people: read
                    .people(&names.roster.arrivals(case), r)?
                    .into_iter()
                    .map(|face| face.view)
                    .collect(),
                taken_off: read.taken_off(),
                relationships: read.relationships(),
                residences: read.residences(),
                involvements: read.involvements(),
                tasks: read.tasks(),
                conflicts: read.conflicts(),
            })
        })
        .await
    }
}

/// The cases of this person that are found, in the order of the list.
fn found(search: &str, names: &Names<'_>, r: &Reader<'_>) -> Result<Vec<CaseId>> {
    let found: BTreeSet<CaseId> = r.cases_named(search, MOST_FOUND)?.into_iter().collect();
    let mut rows = r.case_names()?;
    rows.retain(|row| names.roster.is_mine(row.space));
    rows.retain(|row| found.contains(&row.space) || is_named(search, row));
    Ok(rows.into_iter().map(|row| row.space).collect())
}

fn is_named(typed: &str, row: &CaseNameRow) -> bool {
    let label = row.family_label.as_deref().unwrap_or_default();
    words::finds(typed, [&row.name, &row.given, &row.family, label])
}

fn families(
    rows: Vec<CaseListRow>,
    names: &Names<'_>,
    today: Date,
    r: &Reader<'_>,
) -> Result<Vec<CaseFamily>> {
    let mut kin: BTreeMap<CaseId, Kin> = BTreeMap::new();
    for (row, next) in rows.iter().zip(rows.iter().skip(1)) {
        // Whose name nobody else on the page has needs no looking up.
        if row.family_key == next.family_key && !row.family_key.is_empty() {
            for row in [row, next] {
                if let Entry::Vacant(place) = kin.entry(row.space) {
                    place.insert(kin_of(row, r)?);
                }
            }
        }
    }
    let is_family = |one: &CaseListRow, two: &CaseListRow| {
        let kin = kin.get(&one.space).zip(kin.get(&two.space));
        kin.is_some_and(|(one, two)| one.is_family_of(two))
    };
    let families = patchwork_model::group_by_family(rows, |row| row.family_key.clone(), is_family);
    let mut told: Vec<CaseFamily> = Vec::new();
    let mut above = String::new();
    for family in families {
        let of = family.children.first();
        let name = of.map(|row| header::family(row.family_label.as_deref(), &row.family));
        let name = name.unwrap_or_default();
        let is_another = !name.is_empty() && name == above;
        above.clone_from(&name);
        let children = family.children.into_iter();
        told.push(CaseFamily {
            name: if is_another {
                format!("{name}, another family")
            } else {
                name
            },
            cases: children.map(|row| listing(row, names, today)).collect(),
        });
    }
    Ok(told)
}

/// What is recorded of a child's family.
fn kin_of(row: &CaseListRow, r: &Reader<'_>) -> Result<Kin> {
    let people = r.people(row.space)?.into_iter();
    let label = row.family_label.as_deref().map(str::trim);
    Ok(Kin {
        names: [row.name.clone(), format!("{} {}", row.given, row.family)].into(),
        label: label.filter(|label| !label.is_empty()).map(str::to_owned),
        relatives: people
            .filter(|person| !person.removed)
            .filter_map(|person| Some((person.relation?, person.name)))
            .collect(),
    })
}

fn listing(row: CaseListRow, names: &Names<'_>, today: Date) -> CaseListing {
    CaseListing {
        counts: names.counts(row.space, row.tally),
        case: row.space,
        child: row.name,
        age: words::age(row.born, today),
        status: row.status.map(ChildStatus::label).unwrap_or_default(),
        last_seen: row.last_seen,
    }
}
