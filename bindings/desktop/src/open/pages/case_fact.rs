//! Facts of a case that have a form of their own: a part that somebody plays, a risk marker, where
//! somebody lives, a task. Their pages are alike: one for a new fact, one for a fact that is there.
//! What each fetches, writes and draws is its own.

use std::str::FromStr;

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{CaseId, CaseView, Client};

use super::{case::said_at, form};
use crate::open::{
    app::Member,
    fields::{Fields, Id, Query},
    problem::{Page, Problem, show},
    refusal::Refusal,
};

/// A fact of a case with a form of its own.
pub(crate) trait CaseFact {
    /// Which one.
    type Id: FromStr + Copy + Send + 'static;
    /// The form.
    type Page: Template + Send;

    /// The form of a fact: with what was typed, or else as it stands.
    fn draw(
        client: &Client,
        view: CaseView,
        fact: Self::Id,
        typed: Option<Fields>,
        problem: Option<Refusal>,
    ) -> impl Future<Output = Result<Self::Page, Problem>> + Send;

    /// Writes what was typed.
    fn change(
        client: &Client,
        case: CaseId,
        fact: Self::Id,
        typed: &Fields,
    ) -> impl Future<Output = Result<(), Problem>> + Send;

    /// Takes it away, or ends it.
    fn remove(
        client: &Client,
        case: CaseId,
        fact: Self::Id,
        sent: &Fields,
    ) -> impl Future<Output = Result<(), Problem>> + Send;

    /// Where it is seen once it is saved.
    fn stands_at(case: CaseId) -> String;

    /// Where somebody goes on who came to its form as these fields say.
    fn goes_on_at(case: CaseId, _: &Fields) -> String {
        Self::stands_at(case)
    }

    /// The form, with the way back to where somebody came from, as these fields say.
    fn with_way_back(page: Self::Page, _: &Fields) -> Self::Page {
        page
    }
}

/// A fact that is added with the same form.
pub(crate) trait AddedFact: CaseFact {
    /// The form of a new one.
    fn draw_new(
        client: &Client,
        view: CaseView,
        typed: Fields,
        problem: Option<Refusal>,
    ) -> impl Future<Output = Result<Self::Page, Problem>> + Send;

    /// Adds it.
    fn add(
        client: &Client,
        case: CaseId,
        typed: &Fields,
    ) -> impl Future<Output = Result<(), Problem>> + Send;
}

fn saved<F: CaseFact>(case: CaseId, sent: &Fields) -> Redirect {
    Redirect::to(&said_at(&F::goes_on_at(case, sent)))
}

/// `GET` of a fact.
pub(crate) async fn page<F: CaseFact>(
    Member(client): Member,
    Path((Id(case), Id(fact))): Path<(Id<CaseId>, Id<F::Id>)>,
    Query(query): Query,
) -> Page {
    let view = form::writable(&client, case).await?;
    let page = F::draw(&client, view, fact, None, None).await?;
    show(&F::with_way_back(page, &query))
}

/// `POST` to a fact.
pub(crate) async fn change<F: CaseFact>(
    Member(client): Member,
    Path((Id(case), Id(fact))): Path<(Id<CaseId>, Id<F::Id>)>,
    typed: Fields,
) -> Page {
    let changed = F::change(&client, case, fact, &typed).await;
    let goes_on = changed.map(|()| saved::<F>(case, &typed));
    form::answer(goes_on, |problem| async {
        let view = client.case_view(case).await?;
        let page = F::draw(&client, view, fact, Some(typed.clone()), Some(problem)).await?;
        Ok(F::with_way_back(page, &typed))
    })
    .await
}

/// `POST` to where a fact is removed.
pub(crate) async fn remove<F: CaseFact>(
    Member(client): Member,
    Path((Id(case), Id(fact))): Path<(Id<CaseId>, Id<F::Id>)>,
    sent: Fields,
) -> Page {
    F::remove(&client, case, fact, &sent).await?;
    Ok(Redirect::to(&F::goes_on_at(case, &sent)).into_response())
}

/// `GET` of a new fact; the person that it is about may be named.
pub(crate) async fn new<F: AddedFact>(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    Query(query): Query,
) -> Page {
    let view = form::writable(&client, case).await?;
    let fields = Fields::begun().and("person", query.text("person"));
    show(&F::draw_new(&client, view, fields, None).await?)
}

/// `POST` of a new fact.
pub(crate) async fn add<F: AddedFact>(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    typed: Fields,
) -> Page {
    let added = F::add(&client, case, &typed).await;
    form::answer(added.map(|()| saved::<F>(case, &typed)), |problem| async {
        let view = client.case_view(case).await?;
        F::draw_new(&client, view, typed, Some(problem)).await
    })
    .await
}
