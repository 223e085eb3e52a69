//! No word is lost: forms that are stale, sent twice, too long or sent without a connection.

use super::{
    Run, StatusCode,
    forms::{Kitchen, between, id_after},
    leads_to, text,
};

async fn page(run: &Run, path: &str) -> String {
    let answer = run.get(path).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    text(answer).await
}

/// The hidden fields of the form on a page of a draft, as the page sends them.
fn hidden(page: &str) -> String {
    ["form", "follows", "of"]
        .iter()
        .map(|name| {
            let value = between(page, &format!("name=\"{name}\" value=\""), "\"");
            format!("{name}={value}")
        })
        .collect::<Vec<_>>()
        .join("&")
}

#[tokio::test(flavor = "multi_thread")]
async fn words_sent_by_a_form_whose_draft_was_saved_are_in_a_draft_of_their_own() {
    let kitchen = Kitchen::new().await;
    let draft = kitchen.save("/capture", "").await;
    let form = hidden(&page(&kitchen.run, &draft).await);
    let saved = format!("{form}&do=save&kind=note&text=Quiet+today.");
    let first = kitchen.run.post(&draft, &saved).await;
    let twice = kitchen.run.post(&draft, &saved).await;
    assert_eq!(leads_to(&first), leads_to(&twice));
    let more = format!("{form}&do=save&kind=note&text=Quiet+today.+Mum+was+out.");
    let moved = kitchen.run.post(&draft, &more).await;
    let moved = page(&kitchen.run, leads_to(&moved)).await;
    assert!(moved.contains("A draft of its own"), "{moved}");
    assert!(moved.contains("Quiet today. Mum was out.</textarea>"));
    assert!(moved.contains("See the saved entry"), "{moved}");
    let timeline = kitchen.get("/timeline").await;
    assert_eq!(timeline.matches("<article").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_tab_kept_is_not_written_over() {
    let kitchen = Kitchen::new().await;
    let draft = kitchen.save("/capture", "").await;
    let one = hidden(&page(&kitchen.run, &draft).await);
    let other = hidden(&page(&kitchen.run, &draft).await);
    let keep = format!("{draft}/keep");
    let kept = kitchen
        .run
        .post(&keep, &format!("{one}&text=Quiet+today."))
        .await;
    assert!(text(kept).await.contains("Draft kept"));
    let kept = kitchen
        .run
        .post(&keep, &format!("{other}&text=Rang+school."))
        .await;
    let said = text(kept).await;
    assert!(said.contains("In a draft of its own"), "{said}");
    let list = page(&kitchen.run, "/cases").await;
    assert!(list.contains("Quiet today.") && list.contains("Rang school."));
}

#[tokio::test(flavor = "multi_thread")]
async fn discarding_words_asks_first_and_can_be_taken_back() {
    let kitchen = Kitchen::new().await;
    let draft = kitchen.save("/capture", "").await;
    let form = hidden(&page(&kitchen.run, &draft).await);
    let asked = format!("{form}&do=discard&text=Quiet+today.");
    let asks = kitchen.run.post(&draft, &asked).await;
    assert_eq!(asks.status(), StatusCode::OK);
    assert!(text(asks).await.contains("Discard these words?"));
    assert!(page(&kitchen.run, "/cases").await.contains("Quiet today."));

    let gone = kitchen.run.post(&format!("{draft}/discard"), "").await;
    let gone = page(&kitchen.run, leads_to(&gone)).await;
    assert!(gone.contains("It can be taken back until"), "{gone}");
    assert!(!page(&kitchen.run, "/cases").await.contains("Quiet today."));
    // What was on its way while it was discarded brings nothing back.
    let late = format!("{form}&text=Quiet+tod");
    kitchen.run.post(&format!("{draft}/keep"), &late).await;
    assert!(!page(&kitchen.run, "/cases").await.contains("Quiet tod"));

    let back = kitchen.run.post(&format!("{draft}/take-back"), "").await;
    assert_eq!(leads_to(&back), draft);
    assert!(
        page(&kitchen.run, &draft)
            .await
            .contains("Quiet today.</textarea>")
    );

    let empty = kitchen.save("/capture", "").await;
    let nothing = kitchen.run.post(&empty, "do=discard&text=").await;
    assert_eq!(leads_to(&nothing), kitchen.path(""), "nothing to ask about");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_too_long_is_kept_and_said_to_be_too_long_while_it_is_typed() {
    let kitchen = Kitchen::new().await;
    let draft = kitchen.save("/capture", "").await;
    let long = "a".repeat(270_000);
    let kept = kitchen
        .run
        .post(&format!("{draft}/keep"), &format!("text={long}"))
        .await;
    let said = text(kept).await;
    assert!(said.contains("This is 270000 characters long"), "{said}");
    assert!(said.contains("Draft kept"), "{said}");
    let refused = kitchen
        .run
        .post(&draft, &format!("do=save&text={long}"))
        .await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(refused).await.contains("One entry holds 20000"));
    assert!(page(&kitchen.run, &draft).await.contains(&long));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_adds_something_adds_one_however_often_it_is_sent() {
    let kitchen = Kitchen::new().await;
    let child = "person=00000000000000000000000000000000";
    for (form, at, typed, shown, count) in [
        (
            "/people",
            "/people",
            "name=Kelly+Marsh&role=mum",
            "Kelly Marsh</strong>",
            "/list",
        ),
        ("/tasks", "/tasks", "title=Ring+Mum", ">Ring Mum<", "/tasks"),
        ("/markers", "/markers", "text=Large+dog", "Large dog", ""),
        (
            "/residences",
            "/residences",
            "kind=home&address=14+Wharf+Lane",
            "14 Wharf Lane",
            "/list",
        ),
    ] {
        let drawn = kitchen.get(form).await;
        let id = between(&drawn, "name=\"id\" value=\"", "\"");
        assert_eq!(id.len(), 32, "{form}");
        let sent = format!("id={id}&{child}&{typed}");
        let first = kitchen.save(at, &sent).await;
        let once = kitchen.get(count).await.matches(shown).count();
        let second = kitchen.save(at, &sent).await;
        assert_eq!(first, second, "{form}");
        assert!(once > 0, "{form}");
        let twice = kitchen.get(count).await.matches(shown).count();
        assert_eq!(once, twice, "{form}");
    }
    let new = page(&kitchen.run, "/cases/new").await;
    let id = between(&new, "name=\"id\" value=\"", "\"");
    let sent = format!("id={id}&given=Lena&family=Holt");
    let first = kitchen.run.post("/cases", &sent).await;
    let second = kitchen.run.post("/cases", &sent).await;
    assert_eq!(leads_to(&first), leads_to(&second));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_keeps_its_words_without_a_connection_and_beside_a_new_agency() {
    let kitchen = Kitchen::new().await;
    let form = page(&kitchen.run, "/invite").await;
    let id = between(&form, "name=\"id\" value=\"", "\"").to_owned();
    let agency = id_after(&form, "<option value=\"").to_owned();
    let typed = format!("id={id}&name=Tom+Reed&role=Pastoral+lead");
    let added = format!("{typed}&agency={agency}&agency_name=Canal+Primary&agency_kind=school");
    let added = kitchen.run.post("/agencies", &added).await;
    assert_eq!(added.status(), StatusCode::OK);
    let added = text(added).await;
    for kept in [
        "value=\"Tom Reed\"",
        "value=\"Pastoral lead\"",
        "selected>Canal Primary",
    ] {
        assert!(added.contains(kept), "{kept} is not in {added}");
    }

    kitchen.run.post("/settings/offline", "offline=on").await;
    let refused = kitchen
        .run
        .post("/invite", &format!("{typed}&agency={agency}"))
        .await;
    assert!(refused.status().is_server_error() || refused.status().is_client_error());
    let refused = text(refused).await;
    for kept in [
        "value=\"Tom Reed\"",
        "value=\"Pastoral lead\"",
        "Make an invitation",
    ] {
        assert!(refused.contains(kept), "{kept} is not in {refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_page_leads_the_whole_page_elsewhere() {
    let kitchen = Kitchen::new().await;
    let draft = kitchen.save("/capture", "").await;
    kitchen.run.post("/lock", "").await;
    let request = kitchen
        .run
        .on_the_page("POST", &format!("{draft}/keep"))
        .header("hx-request", "true")
        .header(http::header::ORIGIN, "null")
        .header(
            http::header::CONTENT_TYPE,
            "application/x-www-form-urlencoded",
        )
        .body(axum::body::Body::from("text=Quiet"))
        .unwrap();
    let answer = kitchen.run.send(request).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let elsewhere = answer.headers()["hx-redirect"].to_str().unwrap().to_owned();
    assert!(elsewhere.starts_with("/unlock"), "{elsewhere}");
    assert_eq!(text(answer).await, "");
}
