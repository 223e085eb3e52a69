//! *Directory*: who is who in the partnership, how best to reach them; one's own card.

use askama::Template;
use axum::{extract::Path, response::Redirect};
use patchwork_client::{Me, MyCard, PractitionerId, PractitionerView};

use super::{form, listed};
use crate::open::{
    app::Member,
    fields::{Fields, Id, Query},
    frame::Frame,
    problem::{Page, Problem, show, show_again},
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
    colleagues: Vec<PractitionerView>,
    problem: Option<Refusal>,
}

impl MyCardPage {
    fn away_until(&self) -> String {
        self.card
            .away_until
            .map(|day| day.to_string())
            .unwrap_or_default()
    }
}

async fn card_page(
    client: &patchwork_client::Client,
    problem: Option<Refusal>,
) -> Result<MyCardPage, Problem> {
    let me = client.me().await?;
    let mut colleagues = listed::all_practitioners(client).await?;
    colleagues.retain(|p| p.practitioner != me.practitioner);
    let card = client.practitioner(me.practitioner).await?;
    Ok(MyCardPage {
        frame: Frame::still(client, "settings").await?,
        me,
        card,
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
    let given = |name| {
        fields
            .all(name)
            .filter(|v| !v.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let card = match fields.day("away_until") {
        Ok(away_until) => MyCard {
            phones: given("phone"),
            emails: given("email"),
            best_reached: fields.owned("best_reached"),
            away_until,
            covered_by: fields.id_if_any("covered_by")?,
        },
        Err(problem) => return show_again(&card_page(&client, Some(problem.into())).await?),
    };
    let changed = client.change_my_card(card).await.map_err(Problem::from);
    form::answer(changed.map(|()| Redirect::to("/settings")), |problem| {
        card_page(&client, Some(problem))
    })
    .await
}
