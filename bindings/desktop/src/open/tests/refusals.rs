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
    let said = between(&page, &link, "</a>").to_owned();
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
        (kitchen.path("/residences"), "kind=home&address=", "address"),
        (kitchen.path("/residences"), "address=14+Wharf+Lane", "kind"),
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
    ] {
        is_marked(run, &path, form, field).await;
    }
    let unfiled = run.post("/capture", "").await;
    let unfiled = super::leads_to(&unfiled).to_owned();
    let form = "do=save&kind=note&text=Rang";
    is_marked(run, &unfiled, form, "which-child").await;
    run.post("/lock", "").await;
    let wrong = "passphrase=oak+elm+ash";
    is_marked(run, "/unlock", wrong, "passphrase").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_without_anything_has_the_button_that_comes_next() {
    let kitchen = Kitchen::new().await;
    let timeline = kitchen.get("/timeline").await;
    let empty = between(&timeline, "class=\"empty\"", "</div>");
    assert!(empty.contains("Write the first note</button>"), "{empty}");
}
