//! Which address shows what.

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};

use super::{answers, app::App, assets, guard, pages, problem::Problem, updates};

/// No form of ours is larger. The longest holds one draft, which is kept also while it is far too
/// long for one entry.
pub(crate) const MAX_FORM: usize = 4 * 1024 * 1024;

/// All pages behind the guard.
pub(crate) fn router(app: Arc<App>) -> Router {
    use pages::{
        capture, case, case_fact, cases, changes, child, directory, entrance, invite,
        involvements::Involvement,
        markers::Marker,
        person, picture,
        residences::{self, Residence},
        settings, sheet, support, sync,
        tasks::{self, Task},
        team, ties, withheld,
    };
    Router::new()
        .route("/", get(entrance::home))
        .route("/unlock", get(entrance::unlock_page).post(entrance::unlock))
        .route("/lock", post(entrance::lock))
        .route("/lock/key", post(entrance::lock_key))
        .route("/welcome", get(entrance::welcome))
        .route("/found", get(entrance::found_page).post(entrance::found))
        .route("/join", get(entrance::join_page).post(entrance::join))
        .route("/waiting", get(entrance::waiting))
        .route("/removed", get(entrance::removed))
        .route("/cases", get(cases::list).post(cases::open))
        .route("/cases/new", get(cases::new))
        .route("/cases/drafts", get(cases::drafts))
        .route("/cases/for-you", get(cases::for_you))
        .route("/cases/{case}/line", get(cases::line))
        .route("/cases/{case}", get(picture::page))
        .route("/cases/{case}/drawing", post(picture::fitted))
        .route(
            "/cases/{case}/sheet",
            get(sheet::choose).post(sheet::preview),
        )
        .route(
            "/cases/{case}/sheet/paper",
            get(sheet::again).post(sheet::paper),
        )
        .route("/cases/{case}/list", get(case::list))
        .route("/cases/{case}/timeline", get(case::timeline))
        .route("/cases/{case}/tasks", get(case::tasks).post(tasks::add))
        .route(
            "/cases/{case}/tasks/{task}",
            get(case_fact::page::<Task>).post(case_fact::change::<Task>),
        )
        .route("/cases/{case}/tasks/{task}/done", post(tasks::complete))
        .route("/cases/{case}/tasks/{task}/reopen", post(tasks::reopen))
        .route(
            "/cases/{case}/tasks/{task}/remove",
            post(case_fact::remove::<Task>),
        )
        .route("/cases/{case}/capture", post(capture::start))
        .route("/cases/{case}/entries/{entry}", get(case::entry))
        .route("/cases/{case}/choose", post(changes::choose))
        .route(
            "/cases/{case}/status",
            get(changes::status_page).post(changes::status),
        )
        .route("/cases/{case}/child", get(child::page).post(child::change))
        .route(
            "/cases/{case}/markers",
            get(case_fact::new::<Marker>).post(case_fact::add::<Marker>),
        )
        .route(
            "/cases/{case}/markers/{marker}",
            get(case_fact::page::<Marker>).post(case_fact::change::<Marker>),
        )
        .route(
            "/cases/{case}/markers/{marker}/end",
            post(case_fact::remove::<Marker>),
        )
        .route(
            "/cases/{case}/residences",
            get(residences::new).post(residences::add),
        )
        .route(
            "/cases/{case}/residences/{residence}",
            get(case_fact::page::<Residence>).post(case_fact::change::<Residence>),
        )
        .route(
            "/cases/{case}/residences/{residence}/remove",
            post(case_fact::remove::<Residence>),
        )
        .route(
            "/cases/{case}/residences/{residence}/map",
            get(residences::map),
        )
        .route(
            "/cases/{case}/involvements",
            get(case_fact::new::<Involvement>).post(case_fact::add::<Involvement>),
        )
        .route(
            "/cases/{case}/involvements/{involvement}",
            get(case_fact::page::<Involvement>).post(case_fact::change::<Involvement>),
        )
        .route(
            "/cases/{case}/involvements/{involvement}/remove",
            post(case_fact::remove::<Involvement>),
        )
        .route("/cases/{case}/people", get(person::new).post(person::add))
        .route("/cases/{case}/people/{person}", get(person::show_person))
        .route(
            "/cases/{case}/people/{person}/edit",
            get(person::edit).post(person::change),
        )
        .route("/cases/{case}/withheld/{residence}", get(withheld::address))
        .route(
            "/cases/{case}/people/{person}/ties",
            get(ties::page).post(ties::add),
        )
        .route(
            "/cases/{case}/people/{person}/ties/{relationship}",
            post(ties::change),
        )
        .route(
            "/cases/{case}/people/{person}/take-off",
            post(person::take_off),
        )
        .route(
            "/cases/{case}/people/{person}/put-back",
            post(person::put_back),
        )
        .route("/cases/{case}/team", get(team::show_team).post(team::add))
        .route(
            "/cases/{case}/entries/{entry}/answer",
            post(capture::answer),
        )
        .route(
            "/cases/{case}/entries/{entry}/read",
            post(capture::say_read),
        )
        .route(
            "/cases/{case}/entries/{entry}/undo",
            get(capture::undo_bar).post(capture::undo),
        )
        .route("/cases/{case}/send-now", post(capture::send_now))
        .route("/capture", post(capture::start_unfiled))
        .route(
            "/capture/{draft}",
            get(capture::write).post(capture::finish),
        )
        .route("/capture/{draft}/keep", post(capture::keep))
        .route("/capture/{draft}/discard", post(capture::discard))
        .route("/capture/{draft}/take-back", post(capture::take_back))
        .route("/tasks", get(tasks::mine))
        .route("/directory", get(directory::list))
        .route("/directory/{practitioner}", get(directory::practitioner))
        .route(
            "/me",
            get(directory::my_card).post(directory::change_my_card),
        )
        .route("/invite", get(invite::start).post(invite::invite))
        .route("/invite/{practitioner}", get(invite::show_invitation))
        .route("/agencies", post(invite::add_agency))
        .route("/admit/{device}", post(invite::admit))
        .route("/sync", get(sync::status).post(sync::now))
        .route("/sync/unsent", get(sync::unsent))
        .route("/sync/retry", post(sync::retry))
        .route("/sync/dismiss", post(sync::dismiss))
        .route("/sync/discard", get(sync::discard_page).post(sync::discard))
        .route("/chip", get(sync::chip))
        .route("/settings", get(settings::show_settings))
        .route("/settings/pin", post(settings::pin))
        .route("/settings/offline", post(settings::offline))
        .route("/settings/server", get(settings::server))
        .route(
            "/settings/relay",
            get(settings::relay_page).post(settings::relay_moved),
        )
        .route(
            "/settings/partnership",
            get(settings::partnership_page).post(settings::change_partnership),
        )
        .route("/support", get(support::page))
        .route("/support/doctor", post(support::doctor))
        .route("/support/repair", post(support::repair))
        .route("/updates", get(updates::listen))
        .route("/here", get(entrance::here).post(entrance::used))
        .route("/assets/{*path}", get(assets::asset))
        .fallback(|| async { Problem::no_such_page() })
        .layer(middleware::from_fn(whole_pages))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&app),
            entrance::hold,
        ))
        .layer(middleware::from_fn(in_words))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&app),
            answers::give_again,
        ))
        .layer(DefaultBodyLimit::max(MAX_FORM))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&app),
            guard::stand_guard,
        ))
        .with_state(app)
}

/// A part of a page that should lead elsewhere takes the whole page there: another page inside of
/// this one would look like a part of it.
async fn whole_pages(request: Request, next: Next) -> Response {
    let is_part = request.headers().contains_key("hx-request");
    let response = next.run(request).await;
    match response.headers().get(http::header::LOCATION) {
        Some(elsewhere) if is_part && response.status().is_redirection() => {
            ([("hx-redirect", elsewhere.clone())]).into_response()
        }
        _ => response,
    }
}

/// The framework's own refusals are one line of plain text: they become pages too.
async fn in_words(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let is_page = response
        .headers()
        .get(http::header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    if status.is_server_error() {
        return Problem::internal().into_response();
    }
    match status.as_u16() {
        413 => Problem::too_long().into_response(),
        400 | 404 | 405 => Problem::no_such_page().into_response(),
        _ => Problem::unreadable().into_response(),
    }
}
