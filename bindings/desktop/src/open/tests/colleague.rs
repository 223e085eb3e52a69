//! A case on the screens of two colleagues: what both changed, and what one may only read.

use super::{
    Run, StatusCode,
    forms::{Kitchen, between, id_after, shown},
    leads_to, text,
};

/// Tom's pages, let in by the code on Priya's screen; and who he is.
async fn tom(priya: &Kitchen) -> (Run, String) {
    let invite = text(priya.run.get("/invite").await).await;
    let agency = between(&invite, "<option value=\"", "\"");
    let invitee = format!("name=Tom+Reed&role=Pastoral+lead&agency={agency}");
    let invitation = leads_to(&priya.run.post("/invite", &invitee).await).to_owned();
    let page = text(priya.run.get(&invitation).await).await;
    let code = between(&page, "id=\"screen-code\">", "</p>");
    let run = Run::new();
    let passphrase = "passphrase=acorn+lantern+pebble&again=acorn+lantern+pebble";
    run.post("/unlock", passphrase).await;
    let joined = run.post("/join", &format!("code={}", encoded(code))).await;
    assert_eq!(leads_to(&joined), "/");
    until(async || {
        priya.run.post("/sync", "").await;
        leads_to(&run.get("/").await) == "/cases"
    })
    .await;
    (run, invitation.rsplit('/').next().unwrap().to_owned())
}

fn encoded(code: &str) -> String {
    let bytes: Vec<String> = code.bytes().map(|byte| format!("%{byte:02X}")).collect();
    bytes.concat()
}

async fn until(mut holds: impl AsyncFnMut() -> bool) {
    let came = tokio::time::timeout(core::time::Duration::from_secs(20), async {
        while !holds().await {
            tokio::task::yield_now().await;
        }
    });
    came.await.unwrap();
}

async fn give(priya: &Kitchen, tom: &str, access: &str) {
    let given = format!("practitioner={tom}&access={access}");
    priya.save("/team", &given).await;
}

/// Until Tom's page says so.
async fn until_it_shows(priya: &Kitchen, tom: &Run, path: &str, shows: impl Fn(&str) -> bool) {
    until(async || {
        priya.run.post("/sync", "").await;
        tom.post("/sync", "").await;
        shows(&text(tom.get(path).await).await)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_visitor_must_know_shows_before_two_addresses_to_choose_from() {
    let priya = Kitchen::new().await;
    let kelly = priya.add("Kelly+Marsh", "mum").await;
    priya.save("/markers", "text=Large+dog").await;
    let home = format!("person={kelly}&kind=Home&address=14+Wharf+Lane");
    priya.save("/residences", &home).await;
    assert!(!priya.get("/tasks").await.contains("Large dog"));
    let list = priya.get("/list").await;
    let residence = format!("/residences/{}", id_after(&list, "/residences/"));
    let (tom, toms_id) = tom(&priya).await;
    give(&priya, &toms_id, "member").await;
    let theirs = priya.path(&residence);
    until_it_shows(&priya, &tom, &theirs, |page| page.contains("Wharf Lane")).await;

    let priyas = shown(&priya.get(&residence).await);
    let toms = shown(&text(tom.get(&theirs).await).await);
    let moved = format!("{toms}&address=3+Orchard+Close");
    assert_eq!(
        tom.post(&theirs, &moved).await.status(),
        StatusCode::SEE_OTHER
    );
    priya
        .save(&residence, &format!("{priyas}&address=5+Mill+Road"))
        .await;
    until_it_shows(&priya, &tom, &priya.path("/tasks"), |page| {
        page.contains("3 Orchard Close") && page.contains("5 Mill Road")
    })
    .await;
    let person = format!("/people/{kelly}");
    for path in ["", "/list", "/timeline", "/tasks", &person] {
        let page = text(tom.get(&priya.path(path)).await).await;
        let (dog, address) = (page.find("Large dog"), page.find("3 Orchard Close"));
        assert!(address.is_some() && page.contains("5 Mill Road"), "{path}");
        assert!(dog.is_some() && dog < address, "{path}");
        assert_eq!(page.matches("Large dog").count(), 1, "{path}");
    }
    let form = text(tom.get(&theirs).await).await;
    assert!(form.contains("There are two addresses.") && !form.contains("Orchard"));
}
