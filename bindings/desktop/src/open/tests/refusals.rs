//! A form that was not taken: what is said at its top and beside the field.

use super::{
    Run, StatusCode,
    forms::{Kitchen, between},
    text,
};

/// The field is named at the top, marked, and has what is wrong beside it.
async fn is_marked(run: &Run, path: &str, form: &str, field: &str) {
    let refused = run.post(path, form).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    let page = text(refused).await;
    let link = format!("<a href=\"#{field}\">");
    // One thing alone is said beside its field, and at the top only where it has no field there.
    let summary = between(&page, "id=\"problem\"", "</div>").to_owned();
    let listed = summary.split_once("class=\"here\">");
    assert_eq!(
        listed.is_some(),
        summary.contains("Not saved yet: <a href=\"#"),
        "{summary}"
    );
    let listed = listed.map_or(summary.as_str(), |(_, here)| here);
    let said = between(listed, &link, "</a>").to_owned();
    let beside = format!("id=\"{field}-error\">{said}</p>");
    assert!(page.contains(&beside), "{path}: {beside} is not in {page}");
    assert!(page.contains(&format!("id=\"{field}\"")), "{path}");
    assert!(
        page.find(&link) < page.find(&beside),
        "{path}: the top comes first"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_links_to_the_field_and_says_beside_it_what_is_wrong() {
    let kitchen = Kitchen::new().await;
    let draft = kitchen.save("/capture", "").await;
    let run = &kitchen.run;
    for (path, form, field) in [
        (kitchen.path("/tasks"), "title=", "title"),
        (kitchen.path("/tasks"), "title=Ring&due=soon", "due"),
        (kitchen.path("/markers"), "text=", "text"),
        (kitchen.path("/people"), "name=", "name"),
        (
            kitchen.path("/residences"),
            "person=00000000000000000000000000000000&kind=home&address=",
            "address",
        ),
        (
            kitchen.path("/residences"),
            "person=00000000000000000000000000000000&address=14+Wharf+Lane",
            "kind",
        ),
        (
            kitchen.path("/residences"),
            "kind=home&address=14+Wharf",
            "person",
        ),
        ("/cases".to_owned(), "given=Ella&born=soon", "born"),
        ("/agencies".to_owned(), "agency_name=Canal", "agency_kind"),
        (
            "/agencies".to_owned(),
            "agency_name=&agency_kind=school",
            "agency_name",
        ),
        (draft.clone(), "do=save&kind=note&text=", "text"),
        (draft.clone(), "do=save&kind=contact&text=Rang", "mode"),
        (
            draft.clone(),
            "do=save&kind=contact&mode=call&text=Rang",
            "outcome",
        ),
        (
            draft.clone(),
            "do=save&kind=note&text=Rang&happened=soon",
            "happened",
        ),
        (
            draft.clone(),
            "do=save&kind=note&text=Rang&happened=2026-03-12&happened_time=soon",
            "happened_time",
        ),
        ("/settings/pin".to_owned(), "pin=12&again=12", "pin"),
        ("/settings/pin".to_owned(), "pin=2706&again=2707", "again"),
        (
            "/settings/pin".to_owned(),
            "pin=2706&again=2706",
            "passphrase",
        ),
        (
            "/settings/pin".to_owned(),
            "pin=2706&again=2706&passphrase=oak+elm+ash",
            "passphrase",
        ),
    ] {
        is_marked(run, &path, form, field).await;
    }
    let unfiled = run.post("/capture", "").await;
    let unfiled = super::leads_to(&unfiled).to_owned();
    let form = "do=save&kind=note&text=Rang";
    is_marked(run, &unfiled, form, "which-child").await;
    run.post("/lock", "").await;
    // One field alone says itself what is wrong with it, once.
    let page = text(run.post("/unlock", "passphrase=oak+elm+ash").await).await;
    assert!(page.contains("<div role=\"alert\"><p class=\"field-error\" id=\"passphrase-error\">"));
    assert!(page.contains("aria-errormessage=\"passphrase-error\""));
    assert_eq!(page.matches("This passphrase does not open").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_lists_everything_that_is_wrong() {
    let kitchen = Kitchen::new().await;
    let draft = kitchen.save("/capture", "").await;
    let decision = "do=save&kind=sharing-decision&text=";
    for (path, form, fields) in [
        (
            kitchen.path("/tasks"),
            "title=&due=0026-03-02",
            ["title", "due"].as_slice(),
        ),
        (
            kitchen.path("/markers"),
            "text=&review=0026-03-02",
            &["text", "review"],
        ),
        (
            "/cases".to_owned(),
            "born=0019-03-12&nhs_number=1",
            &["given", "born", "nhs_number"],
        ),
        (draft, decision, &["text", "sharing", "with_whom", "why"]),
    ] {
        for field in fields {
            is_marked(&kitchen.run, &path, form, field).await;
        }
        let page = text(kitchen.run.post(&path, form).await).await;
        let all = format!("{} things to put right", fields.len());
        assert!(page.contains(&all), "{path}: {page}");
    }
}

/// What stands where there is nothing yet.
fn empties(page: &str) -> Vec<&str> {
    let parts = page.split("class=\"empty\"").skip(1);
    parts
        .map(|part| part.split_once("</div>").unwrap().0)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_without_anything_has_the_button_that_comes_next() {
    let kitchen = Kitchen::new().await;
    for (path, buttons) in [
        ("/timeline", ["Write the first note</button>"].as_slice()),
        (
            "/timeline?show=sharing",
            &["Write a sharing decision</button>"],
        ),
        (
            "/timeline?show=chronology",
            &["Write a significant event</button>"],
        ),
        ("/timeline?show=pattern", &["Write a worry</button>"]),
        (
            "/list",
            &[
                "Add someone</a>",
                "Add where someone lives</a>",
                "Add who is involved</a>",
            ],
        ),
        (
            "/team",
            &[
                "Write a sharing decision</button>",
                "Invite a colleague</a>",
            ],
        ),
        ("/status", &["Add what a visitor must know</a>"]),
    ] {
        let page = kitchen.get(path).await;
        let empties = empties(&page);
        assert_eq!(empties.len(), buttons.len(), "{path}: {empties:?}");
        for (empty, button) in empties.iter().zip(buttons) {
            assert!(empty.contains(button), "{path}: {empty}");
        }
    }
    let tasks = kitchen.get("/tasks").await;
    assert!(tasks.contains("id=\"add-task\" open>"), "{tasks}");
    for (path, button) in [
        ("/tasks", "href=\"/cases\""),
        ("/directory?q=nobody", "href=\"/invite\""),
        ("/cases?q=nobody", "href=\"/cases/new\""),
    ] {
        let page = text(kitchen.run.get(path).await).await;
        let empties = empties(&page);
        assert!(empties[0].contains(button), "{path}: {empties:?}");
    }
    let kelly = kitchen.add("Kelly+Marsh", "mum").await;
    let page = kitchen.get(&format!("/people/{kelly}")).await;
    assert!(page.contains("Add how to reach them</a>"), "{page}");
    let written = format!("name=\"about\" value=\"{kelly}\"><button");
    assert!(page.contains(&written), "{page}");
    let draft = kitchen.save("/capture", &format!("about={kelly}")).await;
    let draft = text(kitchen.run.get(&draft).await).await;
    let about = format!("name=\"about\" value=\"{kelly}\" checked");
    assert!(draft.contains(&about), "{draft}");
}
