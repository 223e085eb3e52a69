//! *Directory*: who is who in the partnership, how best to reach them; one's own card.

use askama::Template;
use axum::{extract::Path, response::Redirect};
use patchwork_client::{Me, MyCard, PractitionerId, PractitionerView};

use super::{form, listed};
use crate::open::{
    app::Member,
    fields::{Fields, Id, Query},
    frame::Frame,
    problem::{Page, Problem, show},
    refusal::Refusal,
    words,
};

#[derive(Template)]
#[template(path = "directory.html")]
struct DirectoryPage {
    frame: Frame,
    me: Me,
    search: String,
    people: Vec<PractitionerView>,
    /// Where the list goes on.
    more: Option<String>,
    pending: usize,
}

/// `GET /directory?q=`
pub(crate) async fn list(Member(client): Member, Query(query): Query) -> Page {
    let search = query.owned("q");
    let after = listed::after(&query);
    let place = after.as_deref().unwrap_or_default();
    let here = listed::address("/directory", &[("after", place)]);
    let me = client.me().await?;
    let page = client
        .directory(search.clone(), after, listed::PAGE)
        .await?;
    let next = page.next.unwrap_or_default();
    let pending = if me.is_administrator {
        client.pending_devices().await?.len()
    } else {
        0
    };
    // While something is searched the page stays as it is.
    let frame = if search.is_empty() {
        Frame::live(&client, "directory", here, &["directory"]).await?
    } else {
        Frame::still(&client, "directory").await?
    };
    show(&DirectoryPage {
        frame,
        me,
        people: page.practitioners,
        more: (!next.is_empty())
            .then(|| listed::address("/directory", &[("q", &search), ("after", &next)])),
        search,
        pending,
    })
}

#[derive(Template)]
#[template(path = "practitioner.html")]
struct PractitionerPage {
    frame: Frame,
    practitioner: PractitionerView,
    is_me: bool,
}

/// `GET /directory/{practitioner}`
pub(crate) async fn practitioner(
    Member(client): Member,
    Path(Id(id)): Path<Id<PractitionerId>>,
) -> Page {
    show(&PractitionerPage {
        frame: Frame::live(
            &client,
            "directory",
            format!("/directory/{id}"),
            &["directory"],
        )
        .await?,
        practitioner: client.practitioner(id).await?,
        is_me: client.me().await?.practitioner == id,
    })
}

#[derive(Template)]
#[template(path = "my_card.html")]
struct MyCardPage {
    frame: Frame,
    me: Me,
    card: PractitionerView,
    /// As the field has it.
    away_until: String,
    colleagues: Vec<PractitionerView>,
    problem: Option<Refusal>,
}

/// The card as it stands, or as it was typed when that was refused.
async fn card_page(
    client: &patchwork_client::Client,
    typed: Option<(&Fields, Refusal)>,
) -> Result<MyCardPage, Problem> {
    let me = client.me().await?;
    let mut colleagues = listed::all_practitioners(client).await?;
    colleagues.retain(|p| p.practitioner != me.practitioner);
    let mut card = client.practitioner(me.practitioner).await?;
    let mut away_until = words::field_day(card.away_until);
    let mut problem = None;
    if let Some((fields, why)) = typed {
        card.phones = given(fields, "phone");
        card.emails = given(fields, "email");
        card.best_reached = fields.owned("best_reached");
        let covers = fields.id_if_any::<PractitionerId>("covered_by")?;
        let covers = colleagues.iter().find(|p| Some(p.practitioner) == covers);
        card.covered_by = covers.map(|p| p.name.clone()).unwrap_or_default();
        away_until = fields.owned("away_until");
        problem = Some(why);
    }
    Ok(MyCardPage {
        frame: Frame::still(client, "settings").await?,
        me,
        card,
        away_until,
        colleagues,
        problem,
    })
}

/// `GET /me`
pub(crate) async fn my_card(Member(client): Member) -> Page {
    show(&card_page(&client, None).await?)
}

/// `POST /me`
pub(crate) async fn change_my_card(Member(client): Member, fields: Fields) -> Page {
    let changed = change(&client, &fields).await;
    form::answer(changed.map(|()| Redirect::to("/settings")), |problem| {
        card_page(&client, Some((&fields, problem)))
    })
    .await
}

async fn change(client: &patchwork_client::Client, fields: &Fields) -> Result<(), Problem> {
    let card = MyCard {
        phones: given(fields, "phone"),
        emails: given(fields, "email"),
        best_reached: fields.owned("best_reached"),
        away_until: fields.day("away_until")?,
        covered_by: fields.id_if_any("covered_by")?,
    };
    Ok(client.change_my_card(card).await?)
}

/// What was typed into the fields of this name, those that were left empty left out.
fn given(fields: &Fields, name: &str) -> Vec<String> {
    let given = fields.all(name).filter(|value| !value.is_empty());
    given.map(str::to_owned).collect()
}
