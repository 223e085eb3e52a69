//! Long forms, one question a page: on, back, and nothing lost.

use super::{
    Run, StatusCode,
    forms::{Kitchen, between},
    leads_to, text,
};

/// A page of a form as a browser sends it: what it holds hidden, with what is typed besides.
fn sent(page: &str, typed: &str) -> String {
    let (_, form) = page.split_once("class=\"form").unwrap_or_else(|| {
        let start = page.find("action=\"/found\"").unwrap();
        page.split_at(start)
    });
    let (form, _) = form.split_once("</form>").unwrap();
    let hidden = form.split("<input type=\"hidden\" name=\"").skip(1);
    let mut fields: Vec<String> = hidden
        .map(|field| {
            let (name, rest) = field.split_once("\" value=\"").unwrap();
            let value = rest.split_once('"').unwrap().0;
            let value = value.bytes().map(|byte| format!("%{byte:02X}"));
            format!("{name}={}", value.collect::<String>())
        })
        .collect();
    fields.push(typed.to_owned());
    fields.join("&")
}

async fn answered(run: &Run, path: &str, page: &str, typed: &str) -> String {
    let response = run.post(path, &sent(page, typed)).await;
    assert_eq!(response.status(), StatusCode::OK, "{typed}");
    text(response).await
}

async fn refused(run: &Run, path: &str, page: &str, typed: &str) -> String {
    let response = run.post(path, &sent(page, typed)).await;
    assert_eq!(
        response.status(),
        StatusCode::UNPROCESSABLE_ENTITY,
        "{typed}"
    );
    text(response).await
}

#[tokio::test(flavor = "multi_thread")]
async fn where_someone_lives_is_asked_question_by_question_and_back_keeps_every_word() {
    let kitchen = Kitchen::new().await;
    let (run, path) = (&kitchen.run, kitchen.path("/residences"));
    let kelly = kitchen.add("Kelly+Marsh", "mum").await;
    let who = kitchen.get("/residences").await;
    assert!(who.contains("<h1>Who lives there?</h1>") && who.contains("question 1 of 4"));
    assert!(!who.contains("name=\"address\"") && !who.contains(">Back</button>"));
    assert!(!who.contains(" checked"), "{who}");
    let who = refused(run, &path, &who, "").await;
    assert!(
        who.contains("id=\"person-error\">Choose who lives there.</p>"),
        "{who}"
    );

    let place = answered(run, &path, &who, &format!("person={kelly}")).await;
    assert!(
        place.contains("<h1>Where does Kelly Marsh live?</h1>"),
        "{place}"
    );
    let wrong = refused(run, &path, &place, "address=").await;
    let summary = between(&wrong, "id=\"problem\"", "</div></div>");
    for (field, said) in [
        ("address", "Write the address."),
        ("kind", "Choose what sort of place it is."),
    ] {
        let link = format!("<a href=\"#{field}\">{said}</a>");
        assert!(summary.contains(&link), "{link} is not in {summary}");
        assert!(
            wrong.contains(&format!("id=\"{field}-error\">{said}</p>")),
            "{wrong}"
        );
    }
    assert!(summary.contains("2 things to put right"), "{summary}");

    let when = answered(run, &path, &wrong, "kind=home&address=14+Wharf+Lane").await;
    assert!(
        when.contains("<h1>When does Kelly Marsh live there?</h1>"),
        "{when}"
    );
    let place = answered(run, &path, &when, "pattern=Fridays&do=back").await;
    assert!(
        place.contains("name=\"address\" value=\"14 Wharf Lane\""),
        "{place}"
    );
    let when = answered(run, &path, &place, "kind=home&address=16+Wharf+Lane").await;
    assert!(
        when.contains("name=\"pattern\" value=\"Fridays\""),
        "{when}"
    );
    let far = refused(run, &path, &when, "pattern=Fridays&from=0026-03-02").await;
    assert!(
        far.contains("id=\"from-error\">2 March 0026 is too long ago."),
        "{far}"
    );
    let withheld = answered(run, &path, &far, "pattern=Fridays&from=2026-03-02").await;
    assert!(withheld.contains("question 4 of 4"), "{withheld}");
    let saved = run.post(&path, &sent(&withheld, "")).await;
    assert!(leads_to(&saved).ends_with("/list?said=yes#residences"));
    let again = run.post(&path, &sent(&withheld, "")).await;
    assert_eq!(leads_to(&again), leads_to(&saved));
    let list = kitchen.get("/list").await;
    assert_eq!(list.matches("16 Wharf Lane").count(), 1, "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_asked_for_its_category_alone_and_nothing_is_chosen_beforehand() {
    let kitchen = Kitchen::new().await;
    let (run, path) = (&kitchen.run, kitchen.path("/status"));
    let status = kitchen.get("/status").await;
    assert!(!status.contains(" checked"), "{status}");
    let plan = answered(run, &path, &status, "status=protection-plan").await;
    assert!(plan.contains("Which category?") && plan.contains("Question 2 of 3"));
    assert!(!plan.contains(" checked"), "{plan}");
    let since = answered(run, &path, &plan, "category=neglect").await;
    assert!(since.contains("Since when"), "{since}");
    // Back to the first question, and none of a category after another answer.
    let plan = answered(run, &path, &since, "do=back").await;
    assert!(plan.contains("value=\"neglect\" checked"), "{plan}");
    let status = answered(run, &path, &plan, "category=neglect&do=back").await;
    assert!(
        status.contains("value=\"protection-plan\" checked"),
        "{status}"
    );
    let since = answered(run, &path, &status, "status=child-in-need").await;
    assert!(since.contains("Question 2 of 2"), "{since}");
    let saved = run.post(&path, &sent(&since, "source=Chair")).await;
    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    let page = kitchen.get("").await;
    assert!(
        page.contains("Child in need") && !page.contains("eglect"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partnership_is_started_question_by_question() {
    let run = Run::new();
    let passphrase = "passphrase=maple+candle+river&again=maple+candle+river";
    run.post("/unlock", passphrase).await;
    let relay = text(run.get("/found").await).await;
    assert!(relay.contains("<h1>Where is your relay?</h1>"), "{relay}");
    let wrong = refused(&run, "/found", &relay, "relay=nowhere").await;
    assert!(wrong.contains("id=\"relay-error\""), "{wrong}");
    let named = answered(&run, "/found", &wrong, "relay=https%3A%2F%2Frelay.invalid").await;
    assert!(named.contains("What is the partnership called?"), "{named}");
    let agency = answered(&run, "/found", &named, "partnership=Northtown").await;
    let wrong = refused(&run, "/found", &agency, "agency=").await;
    assert!(wrong.contains("href=\"#agency\"") && wrong.contains("href=\"#agency_kind\""));
    let you = answered(&run, "/found", &wrong, "agency=Hillside&agency_kind=school").await;
    assert!(you.contains("<h1>Who are you?</h1>"), "{you}");
    // Nobody is there: the words stay.
    let response = run
        .post("/found", &sent(&you, "name=Priya+Nair&role=Head"))
        .await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let kept = text(response).await;
    assert!(kept.contains("value=\"Priya Nair\"") && kept.contains("value=\"Northtown\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tie_and_an_agency_that_are_sent_twice_are_there_once() {
    let kitchen = Kitchen::new().await;
    let run = &kitchen.run;
    let kelly = kitchen.add("Kelly+Marsh", "mum").await;
    let nan = kitchen.add("Jean+Marsh", "nan").await;
    let path = kitchen.path(&format!("/people/{kelly}/ties"));
    let whom = text(run.get(&path).await).await;
    let kind = answered(run, &path, &whom, &format!("other={nan}")).await;
    assert!(
        kind.contains("What is Kelly Marsh to Jean Marsh?"),
        "{kind}"
    );
    let form = sent(&kind, "kind=child-of");
    run.post(&path, &form).await;
    // Another word for it meanwhile: the first form, sent again, changes nothing.
    let ties = text(run.get(&path).await).await;
    let tie = between(&ties, "/ties/", "\"").to_owned();
    run.post(&format!("{path}/{tie}"), "kind=friend-of&do=save")
        .await;
    assert_eq!(run.post(&path, &form).await.status(), StatusCode::SEE_OTHER);
    let page = kitchen.get(&format!("/people/{kelly}")).await;
    assert_eq!(page.matches("class=\"tie\"").count(), 1, "{page}");
    assert!(
        page.contains("Jean Marsh") && !page.contains(">child of "),
        "{page}"
    );

    let invite = text(run.get("/invite").await).await;
    let id = between(&invite, "name=\"agency_id\" value=\"", "\"");
    let form = format!("agency_id={id}&name=Tom&agency_name=Canal+Primary&agency_kind=school");
    for _ in 0..2 {
        let added = run.post("/agencies", &form).await;
        assert_eq!(added.status(), StatusCode::OK);
        let page = text(added).await;
        assert_eq!(page.matches(">Canal Primary</option>").count(), 1, "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_that_answers_a_form_has_an_address_of_its_own_until_it_is_locked() {
    let kitchen = Kitchen::new().await;
    let (run, path) = (&kitchen.run, kitchen.path("/residences"));
    let kelly = kitchen.add("Kelly+Marsh", "mum").await;
    let who = kitchen.get("/residences").await;
    let on = run
        .post_alone(&path, &sent(&who, &format!("person={kelly}")))
        .await;
    assert_eq!(on.status(), StatusCode::SEE_OTHER);
    let place = leads_to(&on).to_owned();
    assert!(place.starts_with(&format!("{path}?answer=")), "{place}");
    assert!(
        !place.contains("Kelly") && !place.contains(&kelly),
        "{place}"
    );
    // As often as the browser asks.
    for _ in 0..2 {
        let page = run.get(&place).await;
        assert_eq!(page.status(), StatusCode::OK);
        let page = text(page).await;
        assert!(page.contains("Where does Kelly Marsh live?"), "{page}");
    }
    let refused = run
        .post_alone(
            &path,
            &sent(&text(run.get(&place).await).await, "address=14+Wharf+Lane"),
        )
        .await;
    assert_eq!(refused.status(), StatusCode::SEE_OTHER);
    let wrong = run.get(leads_to(&refused)).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(wrong).await.contains("14 Wharf Lane"));

    let wrong = leads_to(&refused).to_owned();
    run.post("/lock", "").await;
    assert!(leads_to(&run.get(&wrong).await).starts_with("/unlock?back="));
    run.post("/unlock", "passphrase=maple+candle+river").await;
    let begun = text(run.get(&wrong).await).await;
    assert!(begun.contains("Who lives there?") && !begun.contains("Wharf"));
    // An address to which only forms are sent leads on.
    let nowhere = run.get("/agencies?answer=00").await;
    assert_eq!(leads_to(&nowhere), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_sends_a_form_reads_the_answer_itself() {
    let kitchen = Kitchen::new().await;
    let request = kitchen
        .run
        .on_the_page("POST", "/cases")
        .header("hx-request", "true")
        .header("origin", "null")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from("given="))
        .unwrap();
    let answer = kitchen.run.send(request).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_drawn_again_with_the_answers_to_the_others() {
    let kitchen = Kitchen::new().await;
    let (run, path) = (&kitchen.run, kitchen.path("/residences"));
    let kelly = kitchen.add("Kelly+Marsh", "mum").await;
    let form = format!("question=when&person={kelly}&address=14+Wharf+Lane&pattern=Mon&do=again");
    let again = text(run.post(&path, &form).await).await;
    assert!(
        again.contains("<h1>When does Kelly Marsh live there?</h1>"),
        "{again}"
    );
    assert!(again.contains("name=\"address\" value=\"14 Wharf Lane\""));
    assert!(again.contains("name=\"pattern\" value=\"Mon\""), "{again}");
    assert!(
        !again.contains("name=\"do\" value=\"again\""),
        "it is asked for once"
    );
}
