//! Where people live: add, change, withhold, end; and the way to a map.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use patchwork_client::{
    CaseHeader, CaseId, CaseView, Client, ClientError, NewResidence, PersonId, ResidenceDetails,
    ResidenceId, ResidenceKindChoice, ResidenceView, choices,
};

use super::{
    form,
    person::{self, Named},
};
use crate::open::{
    app::Member,
    fields::{Fields, Id, Query},
    frame::Frame,
    problem::{Page, Problem, show},
    refusal::Refusal,
    words,
};

#[derive(Template)]
#[template(path = "residence.html")]
struct ResidencePage {
    frame: Frame,
    header: CaseHeader,
    /// None for a new one.
    residence: Option<ResidenceView>,
    /// Who can live there, or must not know of it.
    people: Vec<Named>,
    kinds: Vec<ResidenceKindChoice>,
    fields: Fields,
    problem: Option<Refusal>,
}

impl ResidencePage {
    fn heading(&self) -> String {
        match &self.residence {
            Some(residence) => format!("Where {} lives", residence.name),
            None => "Where someone lives".to_owned(),
        }
    }

    /// Until someone chooses among two addresses, nothing of it can be changed.
    fn is_in_conflict(&self) -> bool {
        self.residence.as_ref().is_some_and(is_in_conflict)
    }

    /// Whoever lives there knows the address: they are offered only to be no longer kept from it.
    fn lives_there(&self, person: &PersonId) -> bool {
        self.residence
            .as_ref()
            .is_some_and(|residence| residence.person == *person)
    }
}

const fn is_in_conflict(residence: &ResidenceView) -> bool {
    residence.addresses.len() > 1
}

fn find(view: &CaseView, residence: ResidenceId) -> Result<ResidenceView, Problem> {
    let found = view.residences.iter().find(|r| r.residence == residence);
    Ok(found.cloned().ok_or(ClientError::NotFound)?)
}

fn filled(shown: &str, residence: &ResidenceView) -> Fields {
    let address = residence.addresses.first().map(|a| a.value.clone());
    let mut fields = Fields::filled([
        ("shown", shown.to_owned()),
        ("address", address.unwrap_or_default()),
        ("pattern", residence.pattern.clone()),
        ("from", words::field_day(residence.from)),
        ("until", words::field_day(residence.until)),
    ]);
    for person in &residence.withheld_people {
        fields = fields.and("withheld", person);
    }
    fields
}

/// Everyone without an account; of those who were taken off, whoever must not know.
fn people(view: &CaseView, residence: Option<&ResidenceView>) -> Vec<Named> {
    let mut people = person::without_account(view);
    let withheld = residence.map(|r| r.withheld_people.as_slice());
    for person in withheld.unwrap_or_default() {
        if people.iter().all(|known| known.person != *person) {
            let off = view.taken_off.iter().find(|off| off.person == *person);
            people.push(Named {
                person: *person,
                name: off.map_or_else(|| "Someone".to_owned(), |off| off.name.clone()),
            });
        }
    }
    people
}

async fn draw(
    client: &Client,
    view: CaseView,
    residence: Option<ResidenceId>,
    fields: Option<Fields>,
    problem: Option<Refusal>,
) -> Result<ResidencePage, Problem> {
    let residence = match residence {
        Some(id) => {
            let found = find(&view, id)?;
            if is_in_conflict(&found) {
                Some(found)
            } else {
                // The form shows the address: that it was looked at is noted.
                Some(client.withheld_address(view.header.case, id).await?)
            }
        }
        None => None,
    };
    let as_it_stands = || match &residence {
        Some(residence) => filled(&view.header.shown, residence),
        None => Fields::begun(),
    };
    Ok(ResidencePage {
        frame: Frame::still(client, "cases").await?,
        people: people(&view, residence.as_ref()),
        fields: fields.unwrap_or_else(as_it_stands),
        header: view.header,
        residence,
        kinds: choices().residence_kinds,
        problem,
    })
}

fn listed(case: CaseId) -> Redirect {
    Redirect::to(&format!("/cases/{case}/list#residences"))
}

/// `GET /cases/{case}/residences?person=`: a new one.
pub(crate) async fn new(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    Query(query): Query,
) -> Page {
    let view = form::writable(&client, case).await?;
    let fields = Fields::begun().and("person", query.text("person"));
    show(&draw(&client, view, None, Some(fields), None).await?)
}

/// `POST /cases/{case}/residences`
pub(crate) async fn add(
    Member(client): Member,
    Path(Id(case)): Path<Id<CaseId>>,
    fields: Fields,
) -> Page {
    let saved = record(&client, case, &fields).await.map(|()| listed(case));
    form::answer(saved, |problem| async {
        let view = client.case_view(case).await?;
        draw(&client, view, None, Some(fields), Some(problem)).await
    })
    .await
}

async fn record(client: &Client, case: CaseId, fields: &Fields) -> Result<(), Problem> {
    let residence = NewResidence {
        id: fields.id_if_any("id")?,
        person: fields.id_if_any("person")?,
        address: fields.owned("address"),
        kind: fields.chosen("kind", "Choose what sort of place it is.")?,
        pattern: fields.owned("pattern"),
        from: fields.day("from")?,
        until: fields.day("until")?,
        withheld_from: fields.ids("withheld")?,
    };
    client.add_residence(case, residence).await?;
    Ok(())
}

/// `GET /cases/{case}/residences/{residence}`
pub(crate) async fn residence_page(
    Member(client): Member,
    Path((Id(case), Id(residence))): Path<(Id<CaseId>, Id<ResidenceId>)>,
) -> Page {
    let view = form::writable(&client, case).await?;
    show(&draw(&client, view, Some(residence), None, None).await?)
}

/// `POST /cases/{case}/residences/{residence}`
pub(crate) async fn change(
    Member(client): Member,
    Path((Id(case), Id(residence))): Path<(Id<CaseId>, Id<ResidenceId>)>,
    fields: Fields,
) -> Page {
    let saved = apply(&client, case, residence, &fields)
        .await
        .map(|()| listed(case));
    form::answer(saved, |problem| async {
        let view = client.case_view(case).await?;
        draw(&client, view, Some(residence), Some(fields), Some(problem)).await
    })
    .await
}

async fn apply(
    client: &Client,
    case: CaseId,
    residence: ResidenceId,
    fields: &Fields,
) -> Result<(), Problem> {
    let details = ResidenceDetails {
        residence,
        address: fields.owned("address"),
        pattern: fields.owned("pattern"),
        from: fields.day("from")?,
        until: fields.day("until")?,
        withheld_from: fields.ids("withheld")?,
        shown: fields.owned("shown"),
    };
    Ok(client.change_residence(case, details).await?)
}

/// `POST /cases/{case}/residences/{residence}/remove`
pub(crate) async fn remove(
    Member(client): Member,
    Path((Id(case), Id(residence))): Path<(Id<CaseId>, Id<ResidenceId>)>,
) -> Page {
    client.remove_residence(case, residence).await?;
    Ok(listed(case).into_response())
}

#[derive(Template)]
#[template(path = "map.html")]
struct MapPage {
    frame: Frame,
    header: CaseHeader,
    address: String,
}

/// `GET /cases/{case}/residences/{residence}/map`: what a map learns, before it learns it.
pub(crate) async fn map(
    Member(client): Member,
    Path((Id(case), Id(residence))): Path<(Id<CaseId>, Id<ResidenceId>)>,
) -> Page {
    let view = client.case_view(case).await?;
    let residence = find(&view, residence)?;
    let Some(address) = residence
        .addresses
        .first()
        .filter(|_| residence.may_be_mapped)
    else {
        return Err(Problem::no_map());
    };
    show(&MapPage {
        frame: Frame::still(&client, "cases").await?,
        header: view.header,
        address: address.value.clone(),
    })
}
