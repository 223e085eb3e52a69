//! The pages of someone who founded a partnership, at a relay of their own.

use patchwork_client::{AgencyKind, ClosedList as _};

use super::{own_relay::OwnRelay, *};

/// Priya's pages, and what they need.
struct Founded {
    run: Run,
    _relay: OwnRelay,
}

async fn founded() -> Founded {
    let (run, relay) = OwnRelay::founded().await;
    Founded { run, _relay: relay }
}

impl Founded {
    /// Opens Ella's case; its address.
    async fn ella(&self) -> String {
        let opened = self.run.post("/cases", "given=Ella&family=Marsh").await;
        leads_to(&opened).to_owned()
    }

    async fn page(&self, path: &str) -> String {
        let answer = self.run.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        text(answer).await
    }

    /// The page on which a new worry is written.
    async fn worry(&self, case: &str) -> String {
        let draft = self
            .run
            .post(&format!("{case}/capture"), "kind=worry")
            .await;
        self.page(leads_to(&draft)).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_front_door_is_one_tap_from_a_worry() {
    let priya = founded().await;
    let case = priya.ella().await;
    priya.run.post("/settings/offline", "offline=on").await;
    assert!(priya.worry(&case).await.contains(
        "call 999 or <a href=\"tel:+441632960123\">01632 960123</a> (front door).</span>"
    ));

    let changed = "name=Northtown&front_door=the+duty+desk&hours=9+to+5";
    let answer = priya.run.post("/settings/partnership", changed).await;
    assert_eq!(leads_to(&answer), "/settings");
    assert!(
        priya
            .worry(&case)
            .await
            .contains("call 999 or the duty desk (front door, 9 to 5).</span>")
    );
    let none = "name=Northtown&front_door=&hours=";
    priya.run.post("/settings/partnership", none).await;
    assert!(
        priya
            .worry(&case)
            .await
            .contains("call 999 or the front door.</span>")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_show_the_partnership_and_keep_what_was_typed_wrong() {
    let priya = founded().await;
    let settings = priya.page("/settings").await;
    assert!(settings.contains("Northtown</h2>"));
    assert!(settings.contains("<a href=\"tel:+441632960123\">01632 960123</a>"));
    assert!(settings.contains("href=\"/settings/partnership\""));

    let typed = "name=Westtown&front_door=&hours=all+day";
    let refused = priya.run.post("/settings/partnership", typed).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(refused).await;
    assert!(page.contains("Write the number that these hours are for."));
    assert!(page.contains("value=\"Westtown\"") && page.contains("value=\"all day\""));
    assert!(priya.page("/settings").await.contains("Northtown</h2>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_a_person_opens_is_told_and_one_that_draws_itself_anew_is_not() {
    let priya = founded().await;
    let case = priya.ella().await;
    let writes = async || {
        let draft = priya
            .run
            .post(&format!("{case}/capture"), "kind=note")
            .await;
        let note = "do=save&kind=note&text=Mum+sounded+calmer.";
        priya.run.post(leads_to(&draft), note).await;
        priya.run.post("/sync", "").await;
        priya.page(&format!("{case}/team")).await
    };
    let again = priya
        .run
        .on_the_page("GET", &case)
        .header("hx-request", "true")
        .body(Body::empty())
        .unwrap();
    assert_eq!(priya.run.send(again).await.status(), StatusCode::OK);
    let before = writes().await;
    assert!(
        before.contains("<strong>Priya Nair</strong> (you, looking now): nothing reported yet")
    );
    assert!(before.contains("reports this itself"));

    priya.page(&case).await;
    assert!(
        writes()
            .await
            .contains("<strong>Priya Nair</strong> (you, looking now): last opened today")
    );
}

/// The codes that a select offers, in their order.
fn offered<'p>(page: &'p str, select: &str) -> Vec<&'p str> {
    let (_, rest) = page.split_once(select).unwrap();
    let (options, _) = rest.split_once("</select>").unwrap();
    let values = options.split("<option value=\"").skip(1);
    let codes = values.map(|rest| rest.split('"').next().unwrap());
    codes.filter(|code| !code.is_empty()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_agency_can_be_chosen_and_the_sensitive_ones_are_marked() {
    let priya = founded().await;
    let form = priya.page("/invite").await;
    let offered = offered(&form, " id=\"agency_kind\"");
    let mut known: Vec<_> = AgencyKind::ALL
        .iter()
        .map(|kind| kind.code_name())
        .collect();
    assert_eq!(offered.len(), 24);
    let (_, sensitive) = form.split_once("<optgroup label=\"Sensitive: ").unwrap();
    for kind in AgencyKind::ALL {
        let option = format!("<option value=\"{}\">{}<", kind.code_name(), kind.label());
        assert!(form.contains(&option), "{option}");
        assert_eq!(sensitive.contains(&option), kind.is_sensitive_by_default());
    }
    let mut offered: Vec<_> = offered.into_iter().collect();
    offered.sort_unstable();
    known.sort_unstable();
    assert_eq!(offered, known);

    let agency = "agency_name=The+Harbour&agency_kind=domestic-abuse";
    let added = priya.run.post("/agencies", agency).await;
    assert_eq!(leads_to(&added), "/invite");
    let none = priya.run.post("/agencies", "agency_name=The+Harbour").await;
    assert_eq!(none.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let none = text(none).await;
    assert!(none.contains("Choose what the agency is.") && none.contains("value=\"The Harbour\""));
    let strange = "agency_name=The+Harbour&agency_kind=school+nursing";
    let strange = priya.run.post("/agencies", strange).await;
    assert_eq!(strange.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_saved_yet_is_kept_as_it_was_typed() {
    let priya = founded().await;
    let case = priya.ella().await;
    let draft = priya
        .run
        .post(&format!("{case}/capture"), "kind=contact")
        .await;
    let draft = leads_to(&draft).to_owned();
    for (typed, ask, kept) in [
        (
            "kind=contact&outcome=no-reply",
            "Choose visit or call.",
            "value=\"no-reply\" checked",
        ),
        (
            "kind=contact&mode=call",
            "Choose how the visit or call went.",
            "value=\"call\" checked",
        ),
        (
            "kind=sharing-decision&with_whom=School",
            "Choose whether it was shared.",
            "value=\"School\"",
        ),
    ] {
        let form = format!("do=save&text=Rang+Kelly&{typed}");
        let refused = priya.run.post(&draft, &form).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text(refused).await.contains(ask), "{ask}");
        let page = priya.page(&draft).await;
        assert!(
            page.contains("Rang Kelly</textarea>") && page.contains(kept),
            "{kept}"
        );
    }
    let form = "do=save&text=Rang+Kelly&kind=contact&mode=call&outcome=spoke-not-seen";
    let saved = priya.run.post(&draft, form).await;
    let timeline = priya.page(leads_to(&saved)).await;
    assert!(timeline.contains("Call: Spoke, not seen"), "{timeline}");
    let (_, entry) = leads_to(&saved).split_once("saved=").unwrap();
    let back = priya.page(&draft).await;
    assert!(back.contains("Saved already"), "{back}");
    assert!(
        back.contains(&format!("href=\"{case}/entries/{entry}\"")),
        "{back}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chip_and_the_timeline_call_an_entry_the_same() {
    let priya = founded().await;
    let case = priya.ella().await;
    for (kind, label) in [
        ("strength", "Strength"),
        ("significant-event", "Significant event"),
    ] {
        let draft = priya.run.post(&format!("{case}/capture"), "").await;
        let draft = leads_to(&draft).to_owned();
        let page = priya.page(&draft).await;
        assert!(
            page.contains(&format!("value=\"{kind}\"><span>{label}</span>")),
            "{page}"
        );
        let form = format!("do=save&text=Swam+a+length&kind={kind}");
        let saved = priya.run.post(&draft, &form).await;
        let timeline = priya.page(leads_to(&saved)).await;
        assert!(
            timeline.contains(&format!("</svg>{label} "))
                || timeline.contains(&format!("</svg>{label}<")),
            "{timeline}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_leads_back_to_the_draft_and_comes_too_late_once_sent() {
    let priya = founded().await;
    let case = priya.ella().await;
    let draft = priya.run.post(&format!("{case}/capture"), "").await;
    let draft = leads_to(&draft).to_owned();
    let form = "do=save&text=About+the+wrong+child&kind=note";
    let saved = priya.run.post(&draft, form).await;
    let (_, entry) = leads_to(&saved).split_once("saved=").unwrap();
    let undo = format!("{case}/entries/{entry}/undo");
    assert_eq!(leads_to(&priya.run.post(&undo, "").await), draft);
    assert!(
        priya
            .page(&draft)
            .await
            .contains("About the wrong child</textarea>")
    );
    let late = priya.run.post(&undo, "").await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_and_a_report_without_names_are_one_tap_from_sync_and_settings() {
    let priya = founded().await;
    let case = priya.ella().await;
    for page in ["/sync", "/settings"] {
        let shown = priya.page(page).await;
        assert!(shown.contains("href=\"/support\""), "{page}");
    }
    let shown = priya.page("/support").await;
    let (_, report) = shown.split_once("id=\"support-report\"").unwrap();
    let (report, _) = report.split_once("</pre>").unwrap();
    assert!(report.contains("version of the tables: "), "{report}");
    let id = case.rsplit('/').next().unwrap();
    for secret in ["Ella", "Marsh", "Priya", "Northtown", "127.0.0.1", id] {
        assert!(!report.contains(secret), "{secret} is in {report}");
    }
    let checked = priya.run.post("/support/doctor", "").await;
    assert_eq!(checked.status(), StatusCode::OK);
    let checked = text(checked).await;
    assert!(checked.contains("All is well: 1 case"), "{checked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_try_leaves_a_trace_and_the_relays_new_address_is_entered_in_settings() {
    let priya = founded().await;
    let case = priya.ella().await;
    priya.run.post("/settings/offline", "offline=on").await;
    priya
        .run
        .post(&format!("{case}/tasks"), "title=Ring+school")
        .await;
    let tried = priya.run.post("/sync", "").await;
    assert_eq!(leads_to(&tried), "/sync");
    let sync = priya.page("/sync").await;
    assert!(sync.contains("<dt>Last tried</dt>"), "{sync}");
    assert!(sync.contains("the connection is switched off"), "{sync}");
    assert!(sync.contains("What waits</h2>"), "{sync}");

    assert!(
        priya
            .page("/settings")
            .await
            .contains("href=\"/settings/relay\"")
    );
    let page = priya.page("/settings/relay").await;
    assert!(page.contains("value=\"http://127.0.0.1:"), "{page}");
    let wrong = priya.run.post("/settings/relay", "relay=no+address").await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(wrong).await.contains("value=\"no address\""));
    let moved = "relay=https%3A%2F%2Frelay.example.org";
    assert_eq!(
        leads_to(&priya.run.post("/settings/relay", moved).await),
        "/sync"
    );
    let page = priya.page("/settings/relay").await;
    assert!(page.contains("value=\"https://relay.example.org"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_on_after_its_handle_and_a_search_finds_who_can_be_added() {
    let priya = founded().await;
    let case = priya.ella().await;
    let team = priya.page(&format!("{case}/team")).await;
    assert!(team.contains("Everybody in the directory who has joined is on this team."));
    let nobody = priya
        .page(&format!("{case}/team?who=nadia+o%27neill"))
        .await;
    assert!(nobody.contains("Nobody found who can be added."));
    assert!(nobody.contains("value=\"nadia o&#39;neill\""));

    let list = priya.page("/cases").await;
    assert!(list.contains("Ella Marsh") && !list.contains("Show more"));
    let id = case.trim_start_matches("/cases/");
    let after = priya.page(&format!("/cases?after={id}")).await;
    assert!(!after.contains("Ella Marsh"));
    for gone in ["/cases?after=x", "/tasks?after=x", "/directory?after=x"] {
        let answer = priya.run.get(gone).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{gone}");
        assert!(text(answer).await.contains("Start from the top."));
    }
}
