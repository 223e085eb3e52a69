//! The pages at HTTP level: who is let in, what every answer carries, what is said when it fails.

mod member;

use std::sync::Arc;

use axum::{Router, body::Body};
use http::{Request, Response, StatusCode, header};
use patchwork_client::ConnectionOptions;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use super::{
    app::App,
    guard::{Guard, LoopbackOrigin},
    routes::router,
};

mod colleague;
mod design;
mod forms;
mod lock;
mod own_relay;
mod picture;
mod questions;
#[cfg(unix)]
mod read_only;
mod record;
mod refusals;
mod words;

const HOST: &str = "127.0.0.1:8123";

/// One run of the pages over an empty folder.
struct Run {
    app: Arc<App>,
    pages: Router,
    token: String,
    folder: tempfile::TempDir,
}

impl Run {
    fn new() -> Self {
        Self::framed_by(&[])
    }

    fn framed_by(ancestors: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ancestors = ancestors
            .iter()
            .map(|a| a.parse::<LoopbackOrigin>().unwrap())
            .collect();
        let guard = Guard::new(8123, ancestors).unwrap();
        let token = guard
            .first_address()
            .split_once("token=")
            .unwrap()
            .1
            .to_owned();
        let relay = "https://relay.example.org".to_owned();
        let app = Arc::new(App::new(
            folder.path().join("data"),
            (10, 0),
            ConnectionOptions::default(),
            relay,
            guard,
            CancellationToken::new(),
        ));
        Self {
            pages: router(Arc::clone(&app)),
            app,
            token,
            folder,
        }
    }

    /// The folder in which everything of this run is.
    fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    fn cookie(&self) -> String {
        format!("theme=dark; patchwork_8123={}", self.token)
    }

    /// A request as the person's own browser sends it from the page itself.
    fn on_the_page(&self, method: &str, path: &str) -> http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, HOST)
            .header(header::COOKIE, self.cookie())
            .header("sec-fetch-site", "same-origin")
            .header("sec-fetch-mode", "navigate")
    }

    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.pages.clone().oneshot(request).await.unwrap()
    }

    async fn get(&self, path: &str) -> Response<Body> {
        self.send(self.on_the_page("GET", path).body(Body::empty()).unwrap())
            .await
    }

    /// Sends a form as a browser does, which goes on to the page that answers it.
    async fn post(&self, path: &str, form: &str) -> Response<Body> {
        let answer = self.post_alone(path, form).await;
        let location = answer.headers().get(header::LOCATION);
        let answered = location.and_then(|to| to.to_str().ok());
        match answered.filter(|to| to.contains("?answer=")) {
            Some(page) => self.get(page).await,
            None => answer,
        }
    }

    async fn post_alone(&self, path: &str, form: &str) -> Response<Body> {
        let request = self
            .on_the_page("POST", path)
            // What browsers send from a page without referrer.
            .header(header::ORIGIN, "null")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap();
        self.send(request).await
    }
}

async fn text(response: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20)
        .await
        .unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn leads_to(response: &Response<Body>) -> &str {
    response.headers()[header::LOCATION].to_str().unwrap()
}

#[tokio::test]
async fn nobody_gets_in_without_the_address_that_was_printed() {
    let run = Run::new();
    for (path, cookie) in [
        ("/", ""),
        ("/cases", ""),
        ("/updates", ""),
        ("/cases", "patchwork_8123=0000"),
        ("/?token=0000", ""),
        ("/cases?token=0000", ""),
    ] {
        let request = Request::get(path)
            .header(header::HOST, HOST)
            .header(header::COOKIE, cookie)
            .body(Body::empty())
            .unwrap();
        let response = run.send(request).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{path}");
        assert!(
            text(response).await.contains("Open the"),
            "{path} says what to do"
        );
    }
}

#[tokio::test]
async fn the_printed_address_gives_a_strict_cookie_and_leaves_the_address_bar() {
    let run = Run::new();
    let request = Request::get(format!("/?token={}", run.token))
        .header(header::HOST, HOST)
        .body(Body::empty())
        .unwrap();
    let response = run.send(request).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(leads_to(&response), "/");
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert_eq!(
        cookie,
        format!(
            "patchwork_8123={}; Path=/; HttpOnly; SameSite=Strict",
            run.token
        )
    );
}

#[tokio::test]
async fn another_name_for_this_computer_is_refused() {
    let run = Run::new();
    for host in [
        "evil.example",
        "evil.example:8123",
        "127.0.0.1:9999",
        "127.0.0.1",
    ] {
        let mut request = run
            .on_the_page("GET", "/unlock")
            .body(Body::empty())
            .unwrap();
        request
            .headers_mut()
            .insert(header::HOST, host.parse().unwrap());
        assert_eq!(
            run.send(request).await.status(),
            StatusCode::FORBIDDEN,
            "{host}"
        );
    }
    let mut request = run
        .on_the_page("GET", "/unlock")
        .body(Body::empty())
        .unwrap();
    request.headers_mut().remove(header::HOST);
    assert_eq!(run.send(request).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_form_counts_only_from_our_own_page() {
    let run = Run::new();
    let own = format!("http://{HOST}");
    for (origin, site, expected) in [
        (Some("null"), Some("same-origin"), StatusCode::SEE_OTHER),
        (
            Some(own.as_str()),
            Some("same-origin"),
            StatusCode::SEE_OTHER,
        ),
        (Some(own.as_str()), None, StatusCode::SEE_OTHER),
        (None, Some("same-origin"), StatusCode::SEE_OTHER),
        (Some("null"), Some("cross-site"), StatusCode::FORBIDDEN),
        (Some("null"), None, StatusCode::FORBIDDEN),
        (None, None, StatusCode::FORBIDDEN),
        (
            Some("https://evil.example"),
            Some("cross-site"),
            StatusCode::FORBIDDEN,
        ),
        (Some("https://evil.example"), None, StatusCode::FORBIDDEN),
        (
            Some("http://127.0.0.1:8100"),
            Some("same-site"),
            StatusCode::FORBIDDEN,
        ),
        (Some(own.as_str()), Some("same-site"), StatusCode::FORBIDDEN),
    ] {
        let mut request = Request::post("/lock")
            .header(header::HOST, HOST)
            .header(header::COOKIE, run.cookie());
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        let response = run.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), expected, "{origin:?} {site:?}");
    }
}

#[tokio::test]
async fn another_website_can_show_or_read_nothing() {
    let run = Run::new();
    for (site, mode, expected) in [
        ("none", "navigate", StatusCode::OK),
        ("same-origin", "cors", StatusCode::OK),
        ("same-site", "navigate", StatusCode::OK),
        ("same-site", "no-cors", StatusCode::FORBIDDEN),
        ("cross-site", "navigate", StatusCode::FORBIDDEN),
        ("cross-site", "no-cors", StatusCode::FORBIDDEN),
    ] {
        for path in ["/unlock", "/assets/patchwork.css"] {
            let request = Request::get(path)
                .header(header::HOST, HOST)
                .header(header::COOKIE, run.cookie())
                .header("sec-fetch-site", site)
                .header("sec-fetch-mode", mode)
                .body(Body::empty())
                .unwrap();
            assert_eq!(
                run.send(request).await.status(),
                expected,
                "{site} {mode} {path}"
            );
        }
    }
}

#[tokio::test]
async fn every_answer_forbids_scripts_and_requests_that_are_not_ours() {
    let run = Run::new();
    for path in [
        "/unlock",
        "/nowhere",
        "/assets/patchwork.js",
        "/assets/none",
        "/cases",
    ] {
        let response = run.get(path).await;
        let headers = response.headers();
        assert_eq!(
            headers[header::CONTENT_SECURITY_POLICY],
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "{path}"
        );
        assert_eq!(headers[header::REFERRER_POLICY], "no-referrer", "{path}");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert_eq!(headers[header::X_FRAME_OPTIONS], "DENY", "{path}");
        if !path.starts_with("/assets/") {
            assert_eq!(headers[header::CACHE_CONTROL], "no-store", "{path}");
        }
    }
}

#[tokio::test]
async fn only_a_named_page_of_this_computer_may_frame_it() {
    let run = Run::framed_by(&["http://127.0.0.1:8100"]);
    let response = run.get("/unlock").await;
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(policy.ends_with("frame-ancestors http://127.0.0.1:8100"));
    assert!(!response.headers().contains_key(header::X_FRAME_OPTIONS));
    for elsewhere in [
        "https://evil.example",
        "http://127.0.0.1:8100; script-src *",
        "http://10.0.0.1:80",
        "*",
    ] {
        assert!(elsewhere.parse::<LoopbackOrigin>().is_err(), "{elsewhere}");
    }
}

#[tokio::test]
async fn a_page_holds_no_inline_script_or_style_and_names_no_other_place() {
    let run = Run::new();
    for path in ["/unlock", "/nowhere"] {
        let page = text(run.get(path).await).await;
        assert!(page.contains("<h1>"));
        for forbidden in [
            "<style",
            "style=",
            "javascript:",
            "onclick=",
            "hx-on",
            "//cdn",
            "https://",
        ] {
            assert!(!page.contains(forbidden), "{path} holds {forbidden}");
        }
        let scripts: Vec<&str> = page.split("<script").skip(1).collect();
        assert!(scripts.iter().all(|s| s.starts_with(" src=\"/assets/")));
    }
}

#[tokio::test]
async fn while_locked_every_page_leads_to_the_lock_screen() {
    let run = Run::new();
    let case = "ab".repeat(32);
    for path in [
        "/".to_owned(),
        "/cases".to_owned(),
        "/tasks".to_owned(),
        "/directory".to_owned(),
        "/sync".to_owned(),
        "/chip".to_owned(),
        "/settings".to_owned(),
        "/waiting".to_owned(),
        "/sync/unsent".to_owned(),
        format!("/cases/{case}"),
        format!("/cases/{case}/line"),
        "/cases/drafts".to_owned(),
        format!("/cases/{case}/timeline"),
    ] {
        let response = run.get(&path).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
        let back = if path == "/" {
            "/unlock".to_owned()
        } else {
            format!("/unlock?back={path}")
        };
        assert_eq!(leads_to(&response), back, "{path}");
    }
}

#[tokio::test]
async fn what_cannot_be_shown_is_said_in_a_sentence_on_a_page() {
    let run = Run::new();
    let too_long = format!("passphrase={}", "x".repeat(5 << 20));
    for (response, status, words) in [
        (
            run.get("/nowhere").await,
            StatusCode::NOT_FOUND,
            "There is no page at this address",
        ),
        (
            run.get("/assets/../main.rs").await,
            StatusCode::NOT_FOUND,
            "There is no page at this address",
        ),
        (
            run.post("/unlock", &too_long).await,
            StatusCode::PAYLOAD_TOO_LARGE,
            "shorten it",
        ),
        (
            run.post("/updates", "").await,
            StatusCode::NOT_FOUND,
            "There is no page at this address",
        ),
    ] {
        assert_eq!(response.status(), status);
        assert!(
            response.headers()[header::CONTENT_TYPE]
                .to_str()
                .unwrap()
                .starts_with("text/html")
        );
        assert!(text(response).await.contains(words));
    }
}

#[tokio::test]
async fn a_new_passphrase_is_typed_twice_and_then_opens() {
    let run = Run::new();
    assert!(
        text(run.get("/unlock").await)
            .await
            .contains("Choose a passphrase")
    );

    let differ = run
        .post(
            "/unlock",
            "passphrase=maple+candle+river&again=maple+candle",
        )
        .await;
    assert_eq!(differ.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(differ).await.contains("The two are not the same"));

    let chosen = run
        .post(
            "/unlock",
            "passphrase=maple+candle+river&again=maple+candle+river",
        )
        .await;
    assert_eq!(leads_to(&chosen), "/");
    assert_eq!(leads_to(&run.get("/").await), "/welcome");
    assert!(
        text(run.get("/welcome").await)
            .await
            .contains("I have an invitation code")
    );

    assert_eq!(leads_to(&run.post("/lock", "").await), "/unlock");
    let wrong = run.post("/unlock", "passphrase=maple+candle").await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        text(wrong)
            .await
            .contains("This passphrase does not open Patchwork on this computer")
    );
    assert_eq!(
        leads_to(&run.post("/unlock", "passphrase=maple+candle+river").await),
        "/"
    );
}

#[tokio::test]
async fn a_code_that_is_no_invitation_is_said_so_and_stays_in_the_form() {
    let run = Run::new();
    run.post(
        "/unlock",
        "passphrase=maple+candle+river&again=maple+candle+river",
    )
    .await;
    let refused = run.post("/join", "code=hello+%3Cb%3E").await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(refused).await;
    assert!(page.contains("role=\"alert\""));
    assert!(
        page.contains("hello &#60;b&#62;") || page.contains("hello &lt;b&gt;"),
        "what was typed is kept, as text"
    );
}

/// Founds a partnership with a relay of its own, and adds a child.
async fn with_a_first_child(
    run: &Run,
) -> (patchwork_relay::RelayHandle, tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let config = patchwork_relay::config::Config::on_free_port(folder.path().join("relay"));
    let relay = patchwork_relay::serve(config, std::future::pending())
        .await
        .unwrap();
    let passphrase = "passphrase=maple+candle+river&again=maple+candle+river";
    run.post("/unlock", passphrase).await;
    let founding = format!(
        "relay=http://{}&partnership=Northcote&agency=Children%27s+Services&agency_kind=social-care&name=Amina+Yusuf&role=Team+manager",
        relay.local_addr()
    );
    assert_eq!(
        leads_to(&run.post("/found", &founding).await),
        "/cases?founded=yes"
    );
    let case = run.post("/cases", "given=Ella&family=Marsh").await;
    let case = leads_to(&case).to_owned();
    (relay, folder, case)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_to_a_person_that_is_refused_keeps_every_word_that_was_typed() {
    let run = Run::new();
    let (_relay, _folder, case) = with_a_first_child(&run).await;
    let people = format!("{case}/people");
    let added = run
        .post(&people, "name=Dr+Aziz&role=GP&agency=Elm+Street+Surgery")
        .await;
    let edit = format!("{}/edit", leads_to(&added));
    let typed = "name=&role=Family+doctor&agency=Oak+Street+Surgery&note=Not+on+Fridays&deceased=yes&new-kind=email&new-contact=aziz%40oak.example.org";
    let refused = run.post(&edit, typed).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(refused).await;
    for kept in [
        "name=\"name\" value=\"\"",
        "name=\"role\" value=\"Family doctor\"",
        "name=\"agency\" value=\"Oak Street Surgery\"",
        ">Not on Fridays</textarea>",
        "name=\"deceased\" value=\"yes\" checked",
        "<option value=\"email\" selected>",
        "aziz@oak.example.org",
    ] {
        assert!(page.contains(kept), "{kept} is not in {page}");
    }
    let untouched = text(run.get(&edit).await).await;
    assert!(untouched.contains("name=\"role\" value=\"GP\""));
    assert!(!untouched.contains(" checked") && !untouched.contains(" selected"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_offers_no_change_to_a_colleague_whose_card_is_their_own() {
    let run = Run::new();
    let (_relay, _folder, case) = with_a_first_child(&run).await;
    let added = run
        .post(&format!("{case}/people"), "name=Kelly+Marsh")
        .await;
    let mum = leads_to(&added).to_owned();
    let list = text(run.get(&format!("{case}/list")).await).await;
    let colleague = list
        .split("class=\"row\" href=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(path, _)| path))
        .find(|path| *path != mum)
        .unwrap();
    let page = text(run.get(colleague).await).await;
    assert!(page.contains("Amina Yusuf") && page.contains("Card in the directory"));
    assert!(!page.contains(&format!("{colleague}/edit")));
    assert!(
        text(run.get(&mum).await)
            .await
            .contains(&format!("{mum}/edit"))
    );
}

#[tokio::test]
async fn a_page_that_begins_to_listen_is_told_when_something_last_changed() {
    use futures_util::StreamExt as _;
    let kitchen = forms::Kitchen::new().await;
    for (is_open, begins) in [(true, "data: latest "), (false, "data: locked")] {
        if !is_open {
            kitchen.run.post("/lock", "").await;
        }
        let response = kitchen.run.get("/updates").await;
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "text/event-stream"
        );
        let mut events = response.into_body().into_data_stream();
        let first = events.next().await.unwrap().unwrap();
        assert!(first.starts_with(begins.as_bytes()), "{first:?}");
    }
}
