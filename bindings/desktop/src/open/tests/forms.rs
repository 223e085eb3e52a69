//! The forms of a case, over HTTP: what is written shows, what is refused is not lost.

use patchwork_client::PersonId;

use super::{Run, StatusCode, leads_to, own_relay::OwnRelay, text};

/// Priya's pages with Ella's case, and the relay on which her partnership was founded.
pub(super) struct Kitchen {
    pub(super) run: Run,
    case: String,
    _relay: OwnRelay,
}

impl Kitchen {
    pub(super) async fn new() -> Self {
        let (run, relay) = OwnRelay::founded().await;
        let opened = run
            .post("/cases", "given=Gabriella&family=Marsh&preferred=Ella")
            .await;
        Self {
            case: leads_to(&opened).to_owned(),
            run,
            _relay: relay,
        }
    }

    pub(super) fn path(&self, of_case: &str) -> String {
        format!("{}{of_case}", self.case)
    }

    pub(super) async fn get(&self, of_case: &str) -> String {
        let response = self.run.get(&self.path(of_case)).await;
        assert_eq!(response.status(), StatusCode::OK, "{of_case}");
        text(response).await
    }

    /// Sends a form that is taken.
    pub(super) async fn save(&self, of_case: &str, form: &str) -> String {
        let response = self.run.post(&self.path(of_case), form).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{of_case} {form}");
        leads_to(&response).to_owned()
    }

    /// Sends a form that is refused, and gives the form that comes back.
    async fn refused(&self, of_case: &str, form: &str) -> String {
        let response = self.run.post(&self.path(of_case), form).await;
        assert_eq!(
            response.status(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "{of_case} {form}"
        );
        text(response).await
    }

    pub(super) async fn add(&self, name: &str, role: &str) -> String {
        let person = self
            .save("/people", &format!("name={name}&role={role}"))
            .await;
        person.rsplit('/').next().unwrap().to_owned()
    }
}

/// What stands in a page between two marks.
pub(super) fn between<'p>(page: &'p str, before: &str, after: &str) -> &'p str {
    let (_, rest) = page
        .split_once(before)
        .unwrap_or_else(|| panic!("{before} is not in {page}"));
    rest.split_once(after).unwrap().0
}

/// The id that follows this start of an address on a page.
pub(super) fn id_after<'p>(page: &'p str, start: &str) -> &'p str {
    between(page, start, "\"").split('/').next().unwrap()
}

pub(super) fn shown(page: &str) -> String {
    format!("shown={}", between(page, "name=\"shown\" value=\"", "\""))
}

const WHARF_LANE: &str = "person=00000000000000000000000000000000&kind=home&address=14+Wharf+Lane";

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_cannot_be_called_says_so_and_others_are_one_tap_away() {
    let kitchen = Kitchen::new().await;
    for (typed, shown) in [
        (
            "not+a+number",
            "This cannot be called: it is not a phone number.",
        ),
        ("0113+496+0000+ext+12", "href=\"tel:+441134960000,12\""),
        ("116+123", "href=\"tel:116123\""),
    ] {
        let form =
            format!("name=Kelly&role=mum&anyway=yes&mobile={typed}&email=o'neill@example.org");
        let person = kitchen.run.post(&kitchen.path("/people"), &form).await;
        let page = text(kitchen.run.get(leads_to(&person)).await).await;
        assert!(page.contains(shown), "{page}");
        assert!(
            page.contains("href=\"mailto:o&#39;neill@example.org\""),
            "{page}"
        );
    }
    let card = "phone=101&phone=ask+at+the+desk&email=priya@millbrook.example";
    kitchen.run.post("/me", card).await;
    let mine = text(kitchen.run.get("/me").await).await;
    assert!(mine.contains("This cannot be called"), "{mine}");
    let directory = text(kitchen.run.get("/directory").await).await;
    let me = id_after(&directory, "/directory/");
    let page = text(kitchen.run.get(&format!("/directory/{me}")).await).await;
    assert!(page.contains("href=\"tel:101\""), "{page}");
    assert!(page.contains("This cannot be called"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_written_from_right_to_left_is_isolated_from_the_words_beside_it() {
    let kitchen = Kitchen::new().await;
    kitchen
        .save("/child", "given=محمد&family=أحمد&born=2019-03-12")
        .await;
    kitchen.add("Kelly%E2%80%AE", "mum").await;
    let list = kitchen.get("/list").await;
    assert!(list.contains("<h1><bdi>محمد أحمد</bdi> "), "{list}");
    assert!(list.contains("<bdi>Kelly\u{202e}</bdi>"), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_stands_inside_the_entry_that_it_corrects() {
    let kitchen = Kitchen::new().await;
    let write = async |draft: &str, words: &str| {
        let saved = kitchen
            .run
            .post(draft, &format!("do=save&text={words}"))
            .await;
        let address = leads_to(&saved).to_owned();
        address.split_once("saved=").unwrap().1.to_owned()
    };
    let draft = kitchen.save("/capture", "").await;
    let entry = write(&draft, "Seen+on+Monday").await;
    let draft = kitchen
        .save(&format!("/entries/{entry}/answer"), "kind=amendment")
        .await;
    write(&draft, "Seen+on+Tuesday").await;
    let timeline = kitchen.get("/timeline").await;
    let start = format!("id=\"e-{entry}\"");
    let card = between(&timeline, &start, "</article>");
    for shown in [
        "Seen on Monday",
        "Corrected by Priya Nair",
        "Seen on Tuesday",
    ] {
        assert!(card.contains(shown), "{card}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_says_why_at_the_top_and_keeps_what_was_typed() {
    let kitchen = Kitchen::new().await;
    let craig = kitchen.add("Craig+Doyle", "dad").await;
    kitchen.save("/markers", "text=Large+dog").await;
    kitchen.save("/residences", WHARF_LANE).await;
    kitchen.save("/tasks", "title=Ring+Mum").await;
    let list = kitchen.get("/list").await;
    let residence = id_after(&list, "/residences/").to_owned();
    let tasks = kitchen.get("/tasks").await;
    let task = id_after(&tasks, "/tasks/").to_owned();
    let status = kitchen.get("/status").await;
    let marker = id_after(&status, "/markers/").to_owned();

    for (form, typed, problem, kept) in [
        (
            "/child".to_owned(),
            "given=&family=&preferred=%E2%80%8B&family_label=Wharf".to_owned(),
            "Write at least one name of the child.",
            "value=\"Wharf\"",
        ),
        (
            "/child".to_owned(),
            "given=Ella&nhs_number=999+000+0017".to_owned(),
            "This is not an NHS number",
            "value=\"999 000 0017\"",
        ),
        (
            "/markers".to_owned(),
            "text=++&review=2027-01-10".to_owned(),
            "Write what to know before going there.",
            "value=\"2027-01-10\"",
        ),
        (
            format!("/markers/{marker}"),
            "text=Two+dogs&review=soon".to_owned(),
            "“soon” is not a date",
            "Two dogs</textarea>",
        ),
        (
            "/residences".to_owned(),
            format!("person={craig}&kind=placement&address=&pattern=Fridays"),
            "Write the address.",
            "value=\"Fridays\"",
        ),
        (
            format!("/residences/{residence}"),
            format!("address=3+Orchard+Close&from=2026-03-02&until=2026-03-01&withheld={craig}"),
            "The end is before the start.",
            "value=\"3 Orchard Close\"",
        ),
        (
            "/tasks".to_owned(),
            "title=Ring+Nan&due=Tuesday".to_owned(),
            "“Tuesday” is not a date",
            ">Ring Nan</textarea>",
        ),
        (
            format!("/tasks/{task}"),
            "title=&due=2026-12-01".to_owned(),
            "Write what is to be done.",
            "value=\"2026-12-01\"",
        ),
        (
            format!("/people/{craig}/ties"),
            format!("kind=parent-of&other={craig}"),
            "Choose two different people.",
            "value=\"parent-of\" checked",
        ),
        (
            format!("/people/{craig}/ties"),
            "kind=parent-of&other=".to_owned(),
            "Choose whom.",
            "type=\"hidden\" name=\"kind\" value=\"parent-of\"",
        ),
        (
            "/involvements".to_owned(),
            "person=&role=School+nurse".to_owned(),
            "Choose one person.",
            "value=\"School nurse\"",
        ),
        (
            "/status".to_owned(),
            "status=protection-plan&category=emotional-abuse&from=soon".to_owned(),
            "“soon” is not a date",
            "type=\"hidden\" name=\"category\" value=\"emotional-abuse\"",
        ),
        (
            "/status".to_owned(),
            "status=looked-after&legal_status=section20&from=soon".to_owned(),
            "“soon” is not a date",
            "type=\"hidden\" name=\"status\" value=\"looked-after\"",
        ),
        (
            "/status".to_owned(),
            "status=looked-after&legal_status=section20&from=soon".to_owned(),
            "“soon” is not a date",
            "type=\"hidden\" name=\"legal_status\" value=\"section20\"",
        ),
        (
            "/status".to_owned(),
            "status=&category=neglect".to_owned(),
            "Choose what stands now.",
            "type=\"hidden\" name=\"category\" value=\"neglect\"",
        ),
        (
            format!("/people/{craig}/edit"),
            "name=&role=father&note=text+first".to_owned(),
            "Write a name.",
            "text first</textarea>",
        ),
    ] {
        let page = kitchen.refused(&form, &typed).await;
        let said = between(&page, "role=\"alert\">", "</div>");
        assert!(said.contains(problem), "{form}: {said}");
        assert!(page.contains(kept), "{form} lost {kept}: {page}");
        let heading = page.find("<h1").unwrap();
        let alert = page.find("role=\"alert\"").unwrap();
        let typed_into = page.find("name=\"title\"").or(page.find("class=\"form"));
        assert!(heading < alert && Some(alert) < typed_into, "{form}");
    }
    let page = kitchen
        .refused(
            &format!("/residences/{residence}"),
            &format!("address=&withheld={craig}"),
        )
        .await;
    let craigs_box = format!("value=\"{craig}\" checked");
    assert!(
        page.contains(&craigs_box),
        "whom it is withheld from is kept"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withheld_address_is_shown_only_when_asked_for_and_never_on_a_map() {
    let kitchen = Kitchen::new().await;
    let craig = kitchen.add("Craig+Doyle", "dad").await;
    kitchen.save("/markers", "text=Large+dog").await;
    kitchen.save("/residences", WHARF_LANE).await;
    let list = kitchen.get("/list").await;
    let residence = format!("/residences/{}", id_after(&list, "/residences/"));
    let open = kitchen.get(&format!("{residence}/map")).await;
    assert!(open.find("Large dog") < open.find("14 Wharf Lane"));
    assert!(open.contains("will learn this address"));
    assert!(open.contains("https://www.openstreetmap.org/search?query=14%20Wharf%20Lane\""));
    assert!(open.contains("geo:0,0?q=14%20Wharf%20Lane\""));
    assert_eq!(open.matches("rel=\"noreferrer noopener\"").count(), 2);

    let form = kitchen.get(&residence).await;
    assert!(form.find("Large dog") < form.find("14 Wharf Lane"));
    let withheld = format!("{}&address=14+Wharf+Lane&withheld={craig}", shown(&form));
    let back = kitchen.save(&residence, &withheld).await;
    assert!(back.ends_with("/list?said=yes#residences"), "{back}");
    let list = kitchen.get("/list?said=yes").await;
    assert!(list.contains("<p>Saved on this phone"), "{list}");
    assert!(list.contains("Withheld from Craig Doyle: show the address"));
    assert!(!list.contains("Wharf") && !list.contains("/map\""));
    let asked = kitchen
        .get(&residence.replace("/residences/", "/withheld/"))
        .await;
    assert!(asked.contains("That you looked is noted here"));
    assert!(asked.find("Large dog") < asked.find("14 Wharf Lane"));
    assert!(asked.contains("14 Wharf Lane") && !asked.contains("/map\""));
    // What has this class is left out on paper.
    assert!(asked.contains("<p class=\"withheld\"><strong>14 Wharf Lane</strong>"));
    let form = kitchen.get(&residence).await;
    let covered = between(&form, "<details class=\"withheld fold\"", "</details>");
    assert!(covered.contains("Withheld from Craig Doyle: show the address"));
    assert!(covered.contains("14 Wharf Lane") && !covered.contains(" open"));
    assert_eq!(form.matches("14 Wharf Lane").count(), 1, "{form}");
    assert!(form.contains("That you looked is noted here"));
    let again = kitchen
        .refused(&residence, &format!("address=&withheld={craig}"))
        .await;
    assert!(again.contains("id=\"address-part\" open>"), "{again}");
    assert!(!form.contains("/map\""));
    let refused = kitchen
        .run
        .get(&kitchen.path(&format!("{residence}/map")))
        .await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert!(!text(refused).await.contains("Wharf"));

    let form = kitchen.get(&residence).await;
    let told = format!("{}&address=14+Wharf+Lane&until=2026-01-31", shown(&form));
    kitchen.save(&residence, &told).await;
    let page = kitchen.get("/list").await;
    assert!(!page.contains("Withheld"));
    assert!(page.contains("Moved out") && page.contains("until 31 January 2026"));
    kitchen.save(&format!("{residence}/remove"), "").await;
    assert!(!kitchen.get("/list").await.contains("14 Wharf Lane"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_withheld_from_whoever_lives_there_stays_withheld_when_its_form_is_saved() {
    let kitchen = Kitchen::new().await;
    let child = PersonId::CHILD;
    kitchen
        .save("/residences", &format!("{WHARF_LANE}&withheld={child}"))
        .await;
    let list = kitchen.get("/list").await;
    let residence = format!("/residences/{}", id_after(&list, "/residences/"));
    let form = kitchen.get(&residence).await;
    let ticked = form
        .split("name=\"withheld\" value=\"")
        .skip(1)
        .filter(|rest| rest.split('>').next().unwrap().contains(" checked"))
        .map(|rest| format!("withheld={}", rest.split('"').next().unwrap()));
    let as_it_stands = [shown(&form), "address=14+Wharf+Lane".to_owned()];
    let untouched: Vec<String> = as_it_stands.into_iter().chain(ticked).collect();
    let untouched = untouched.join("&");
    kitchen.save(&residence, &untouched).await;
    let list = kitchen.get("/list").await;
    assert!(list.contains("Withheld from Ella Marsh: show the address"));
    assert!(!list.contains("Wharf"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_by_address_finds_the_child_and_shows_no_address() {
    let kitchen = Kitchen::new().await;
    kitchen.save("/residences", WHARF_LANE).await;
    let found = text(kitchen.run.get("/cases?q=14+wharf").await).await;
    assert!(found.contains("Ella Marsh"));
    assert!(!found.contains("Wharf Lane"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_text_wherever_it_is_shown() {
    let kitchen = Kitchen::new().await;
    let hostile = "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E%26q%3D%23";
    let form = format!("person=00000000000000000000000000000000&kind=home&address={hostile}");
    kitchen.save("/residences", &form).await;
    kitchen.save("/markers", &format!("text={hostile}")).await;
    kitchen.save("/tasks", &format!("title={hostile}")).await;
    let list = kitchen.get("/list").await;
    let residence = format!("/residences/{}", id_after(&list, "/residences/"));
    let tasks = kitchen.get("/tasks").await;
    let task = format!("/tasks/{}", id_after(&tasks, "/tasks/"));
    for path in ["/list", "/status", "/tasks", &residence, &task] {
        let page = kitchen.get(path).await;
        assert!(page.contains("alert(1)"), "{path}");
        assert!(!page.contains("<script>"), "{path}");
    }
    let map = kitchen.get(&format!("{residence}/map")).await;
    let link = between(&map, "https://www.openstreetmap.org/search?query=", "\"");
    assert!(
        link.chars()
            .all(|c| c.is_ascii_alphanumeric() || "%-_.~()".contains(c)),
        "{link}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_tied_and_taken_off_and_put_back() {
    let kitchen = Kitchen::new().await;
    let kelly = kitchen.add("Kelly+Marsh", "mum").await;
    let nan = kitchen.add("Jean+Marsh", "nan").await;
    let person = format!("/people/{kelly}");
    let ties = format!("{person}/ties");
    let child = PersonId::CHILD;
    kitchen
        .save(&ties, &format!("kind=parent-of&other={child}"))
        .await;
    kitchen
        .save(&ties, &format!("kind=child-of&other={nan}"))
        .await;
    let page = kitchen.get(&person).await;
    assert!(page.contains(">parent of Ella Marsh<"), "{page}");
    assert!(page.contains(">child of Jean Marsh<"));
    let nans = kitchen.get(&format!("/people/{nan}")).await;
    assert!(nans.contains(">parent of Kelly Marsh<"), "{nans}");

    let page = kitchen.get(&ties).await;
    let tie = format!("{ties}/{}", id_after(&page, "/ties/"));
    kitchen.save(&tie, "kind=carer-of&do=save").await;
    assert!(kitchen.get(&person).await.contains(">looks after "));
    kitchen.save(&tie, "do=remove").await;
    assert!(!kitchen.get(&person).await.contains("looks after"));

    let list = kitchen.save(&format!("/people/{nan}/take-off"), "").await;
    assert!(list.ends_with("/list#taken-off"));
    let list = kitchen.get("/list").await;
    assert!(list.contains("Taken off this case") && list.contains("Put back"));
    assert!(!list.contains(&format!("/people/{nan}\"")));
    kitchen.save(&format!("/people/{nan}/put-back"), "").await;
    let list = kitchen.get("/list").await;
    assert!(list.contains(&format!("/people/{nan}\"")));
    assert!(!list.contains("Taken off this case"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_is_added_with_who_as_what_and_for_whom_and_the_rest_is_folded_until_it_holds_words()
{
    let kitchen = Kitchen::new().await;
    let page = kitchen.get("/involvements").await;
    let priya = between(
        &page,
        "</option><optgroup label=\"Not said to be involved yet\"><option value=\"",
        "\"",
    )
    .to_owned();
    let at = |of: &str| page.find(of).unwrap_or_else(|| panic!("{of}: {page}"));
    let fold = at("<details class=\"more\" id=\"more\"><summary>More (from, until, basis)");
    for name in ["person", "role", "agency"] {
        assert!(at(&format!("name=\"{name}\"")) < fold, "{name}");
    }
    let folded = between(&page[fold..], "<summary>", "</details>");
    for name in ["from", "until", "basis", "review"] {
        assert!(folded.contains(&format!("name=\"{name}\"")), "{name}");
    }
    assert!(!folded.contains(" required"), "{folded}");

    let open = "<details class=\"more\" id=\"more\" open>";
    for (typed, kept, field) in [
        (
            "person=&agency=Larch&until=2026-01-31",
            "value=\"2026-01-31\"",
            "person",
        ),
        ("agency=Larch&from=soon", "value=\"soon\"", "from"),
        (
            "person=&agency=Larch&basis=agreement",
            "value=\"agreement\" selected",
            "person",
        ),
    ] {
        let form = format!("role=Lead&{typed}");
        let again = kitchen.refused("/involvements", &form).await;
        assert!(
            again.contains(open) && again.contains(kept),
            "{typed}: {again}"
        );
        assert!(again.contains("value=\"Larch\"") && again.contains("value=\"Lead\""));
        let link = format!("<a href=\"#{field}\">");
        assert!(again.contains(&link), "{link} is not in {again}");
        assert!(again.contains(&format!("id=\"{field}-error\"")), "{again}");
    }
    let short = format!("person={priya}&role=Lead&agency=Larch+Surgery");
    kitchen.save("/involvements", &short).await;
    let list = kitchen.get("/list").await;
    let part = between(&list, "id=\"involvements\"", "</section>");
    assert!(part.contains("Lead, Larch Surgery"), "{part}");
    let part = format!("/involvements/{}", id_after(&list, "/involvements/"));
    assert!(
        kitchen.get(&part).await.contains(open),
        "where its end is written"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_a_marker_a_task_and_the_child_are_changed_and_ended() {
    let kitchen = Kitchen::new().await;
    let page = kitchen.get("/involvements").await;
    let priya = between(
        &page,
        "</option><optgroup label=\"Not said to be involved yet\"><option value=\"",
        "\"",
    )
    .to_owned();
    kitchen
        .save("/involvements", &format!("person={priya}&role=Lead"))
        .await;
    let list = kitchen.get("/list").await;
    let part = format!("/involvements/{}", id_after(&list, "/involvements/"));
    let form = kitchen.get(&part).await;
    assert!(form.contains("value=\"Lead\""));
    let ended = "role=Duty+worker&until=2026-01-31&basis=agreement&review=2026-01-15";
    kitchen
        .save(&part, &format!("{}&{ended}", shown(&form)))
        .await;
    let list = kitchen.get("/list").await;
    assert!(list.contains("Duty worker") && list.contains("Ended"));
    assert!(list.contains("Basis: The family agreed, look at it again by 15 January 2026"));
    kitchen.save(&format!("{part}/remove"), "").await;
    assert!(!kitchen.get("/list").await.contains("Duty worker"));

    kitchen.save("/markers", "text=Large+dog").await;
    let marker = format!(
        "/markers/{}",
        id_after(&kitchen.get("/status").await, "/markers/")
    );
    let form = kitchen.get(&marker).await;
    kitchen
        .save(&marker, &format!("{}&text=Two+dogs", shown(&form)))
        .await;
    assert!(kitchen.get("").await.contains("Two dogs"));
    let form = kitchen.get(&marker).await;
    kitchen.save(&format!("{marker}/end"), &shown(&form)).await;
    assert!(!kitchen.get("").await.contains("Two dogs"));

    kitchen.save("/tasks", "title=Ring+Mum").await;
    let tasks = kitchen.get("/tasks").await;
    let task = format!("/tasks/{}", id_after(&tasks, "/tasks/"));
    let form = kitchen.get(&task).await;
    let given = format!("{}&title=Ring+Nan&assignee={priya}", shown(&form));
    kitchen.save(&task, &given).await;
    kitchen.save(&format!("{task}/done"), "").await;
    assert!(kitchen.get(&task).await.contains("Not done after all"));
    kitchen.save(&format!("{task}/reopen"), "").await;
    let tasks = kitchen.get("/tasks").await;
    assert!(tasks.contains("Ring Nan") && tasks.contains("Priya Nair"));
    assert!(!tasks.contains("class=\"task done\""));
    kitchen.save(&format!("{task}/remove"), "").await;
    assert!(!kitchen.get("/tasks").await.contains("Ring Nan"));

    let form = kitchen.get("/child").await;
    assert!(form.contains("value=\"Gabriella\""));
    let born = "given=Gabriella&family=Marsh&preferred=Gabby&born=2019-03-12&approximate=yes";
    kitchen
        .save("/child", &format!("{}&{born}", shown(&form)))
        .await;
    let form = kitchen.get("/child").await;
    assert!(form.contains("value=\"2019-03-12\"") && form.contains("value=\"yes\" checked"));
    assert!(kitchen.get("").await.contains("Gabby Marsh"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_of_a_case_says_who_will_see_what_it_saves() {
    let kitchen = Kitchen::new().await;
    let kelly = kitchen.add("Kelly+Marsh", "mum").await;
    kitchen.save("/markers", "text=Two+dogs").await;
    kitchen
        .save(
            "/residences",
            &WHARF_LANE.replace(
                "person=00000000000000000000000000000000",
                &format!("person={kelly}"),
            ),
        )
        .await;
    kitchen.save("/tasks", "title=Ring").await;
    let list = kitchen.get("/list").await;
    let residence = id_after(&list, &format!("{}/residences/", kitchen.path(""))).to_owned();
    let status = kitchen.get("/status").await;
    let marker = id_after(&status, &format!("{}/markers/", kitchen.path(""))).to_owned();
    let tasks = kitchen.get("/tasks").await;
    let task = id_after(&tasks, &format!("{}/tasks/", kitchen.path(""))).to_owned();
    for form in [
        "/people".to_owned(),
        format!("/people/{kelly}/edit"),
        format!("/people/{kelly}/ties"),
        "/tasks".to_owned(),
        format!("/tasks/{task}"),
        "/residences".to_owned(),
        format!("/residences/{residence}"),
        "/markers".to_owned(),
        format!("/markers/{marker}"),
        "/involvements".to_owned(),
        "/status".to_owned(),
        "/child".to_owned(),
    ] {
        let page = kitchen.get(&form).await;
        let says = page.split("<p class=\"who\">").skip(1);
        let says = says.filter(|who| {
            let who = who.split("</p>").next().unwrap_or_default();
            who.contains("Only you will see this")
        });
        assert_eq!(says.count(), 1, "{form}: {page}");
    }
    let refused = kitchen.refused("/people", "name=").await;
    assert!(refused.contains("Only you will see this"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_before_there_is_a_child_adds_the_child_and_comes_back_to_the_words() {
    let (run, _relay) = OwnRelay::founded().await;
    let draft = leads_to(&run.post("/capture", "").await).to_owned();
    let write = text(run.get(&draft).await).await;
    assert!(
        write.contains("class=\"save whole-row\">Add a child, then save</button>"),
        "{write}"
    );
    let id = draft.rsplit('/').next().unwrap();
    let add = format!("/cases/new?draft={id}");
    assert!(write.contains(&format!("href=\"{add}\"")), "{write}");
    let form = "do=save&kind=note&chooses-child=yes&text=Ella+was+quiet.";
    let saved = run.post(&draft, form).await;
    assert_eq!(leads_to(&saved), add);
    let page = text(run.get(&add).await).await;
    assert!(page.contains("What you wrote is kept."), "{page}");
    assert!(
        page.contains(&format!("<a class=\"back\" href=\"{draft}\">")),
        "{page}"
    );
    // The draft stays named where the form is refused.
    let sent = format!("draft={id}&given=");
    let refused = run.post("/cases", &sent).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let hidden = format!("name=\"draft\" value=\"{id}\"");
    assert!(text(refused).await.contains(&hidden));
    let added = run
        .post("/cases", &format!("draft={id}&given=Ella&family=Marsh"))
        .await;
    assert_eq!(leads_to(&added), draft);
    let write = text(run.get(&draft).await).await;
    assert!(write.contains("Write about Ella Marsh"), "{write}");
    assert!(write.contains("Ella was quiet.</textarea>"), "{write}");
    assert!(write.contains("class=\"save\">Save</button>"), "{write}");
    // A draft that is there no more leads nobody anywhere.
    let added = format!("draft={}&given=Mia&family=Noor", "0".repeat(id.len()));
    let added = run.post("/cases", &added).await;
    assert!(leads_to(&added).starts_with("/cases/"));
}
