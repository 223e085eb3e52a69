//! A case on the screens of two colleagues: what both changed, and what one may only read.

use super::{
    Run, StatusCode,
    forms::{Kitchen, between, id_after, shown},
    leads_to, text,
};

/// The pages of someone let in by the code on Priya's screen; and who they are.
async fn colleague(priya: &Kitchen, name: &str) -> (Run, String) {
    let invite = text(priya.run.get("/invite").await).await;
    let agency = between(&invite, "<option value=\"", "\"");
    let invitee = format!("name={name}&role=Pastoral+lead&agency={agency}");
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

async fn give(priya: &Kitchen, practitioner: &str, access: &str) {
    let given = format!("practitioner={practitioner}&access={access}");
    priya.save("/team", &given).await;
}

/// Until a colleague's page says so.
async fn until_it_shows(
    priya: &Kitchen,
    colleague: &Run,
    path: &str,
    shows: impl Fn(&str) -> bool,
) {
    until(async || {
        priya.run.post("/sync", "").await;
        colleague.post("/sync", "").await;
        shows(&text(colleague.get(path).await).await)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn among_two_addresses_writers_choose_after_what_a_visitor_must_know() {
    let priya = Kitchen::new().await;
    let kelly = priya.add("Kelly+Marsh", "mum").await;
    priya.save("/markers", "text=Large+dog").await;
    let home = format!("person={kelly}&kind=home&address=14+Wharf+Lane");
    priya.save("/residences", &home).await;
    let tasks = priya.get("/tasks").await;
    let (folded, view) = tasks.split_once("</details>").unwrap();
    assert!(folded.contains("Large dog") && !view.contains("Large dog"));
    let list = priya.get("/list").await;
    let residence = format!("/residences/{}", id_after(&list, "/residences/"));
    let (tom, toms_id) = colleague(&priya, "Tom+Reed").await;
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

    let (asha, ashas_id) = colleague(&priya, "Asha+Rao").await;
    give(&priya, &ashas_id, "observer").await;
    let tasks = priya.path("/tasks");
    until_it_shows(&priya, &asha, &tasks, |page| page.contains("5 Mill Road")).await;
    for (pages, chooses) in [(&tom, true), (&asha, false)] {
        let page = text(pages.get(&tasks).await).await;
        assert_eq!(page.contains("Keep this"), chooses);
        assert_eq!(page.contains(">Choose<"), chooses);
    }

    // Whoever tapped the wrong one takes the other instead, on the page where they chose.
    let page = priya.get(&person).await;
    assert!(
        !page.contains("name=\"all\""),
        "two addresses are not both right"
    );
    let field = between(&page, "name=\"field\" value=\"", "\"");
    let (_, values) = page.split_once("<ul class=\"values\">").unwrap();
    let choice = between(values, "name=\"choice\" value=\"", "\"");
    let choose = format!("person={kelly}&field={field}&choice={choice}");
    let first = if values.find("3 Orchard") < values.find("5 Mill") {
        ["3 Orchard Close", "5 Mill Road"]
    } else {
        ["5 Mill Road", "3 Orchard Close"]
    };
    let stands = async |address: &str, value: &str, gone: &str| {
        let page = text(priya.run.get(address).await).await;
        let (page, bar) = page.split_once("class=\"undo ").unwrap();
        assert!(page.contains(value) && !page.contains(gone), "{page}");
        let other = between(bar, "name=\"choice\" value=\"", "\"");
        format!("person={kelly}&field={field}&choice={other}")
    };
    let chosen = priya.save("/choose", &choose).await;
    let [value, gone] = first;
    let instead = stands(&chosen, value, gone).await;
    let chosen = priya.save("/choose", &instead).await;
    assert_eq!(chosen, priya.path(&person), "nothing is left to choose");
    let page = text(priya.run.get(&chosen).await).await;
    assert!(page.contains(gone) && !page.contains(value), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_numbers_that_are_both_right_both_are_kept() {
    let priya = Kitchen::new().await;
    let mum = "name=Kelly+Marsh&role=mum&mobile=07700+900111";
    let person = priya.save("/people", mum).await;
    let kelly = person.rsplit('/').next().unwrap();
    let (tom, toms_id) = colleague(&priya, "Tom+Reed").await;
    give(&priya, &toms_id, "member").await;
    let edit = format!("{person}/edit");
    until_it_shows(&priya, &tom, &edit, |page| page.contains("07700 900111")).await;
    let typed = |form: &str, number: &str| {
        let contact = between(form, "name=\"contact-", "\"");
        format!(
            "{}&name=Kelly+Marsh&role=mum&was-contact-{contact}=07700+900111&contact-{contact}={number}",
            shown(form)
        )
    };
    let priyas = typed(&text(priya.run.get(&edit).await).await, "07700+900222");
    let toms = typed(&text(tom.get(&edit).await).await, "07700+900333");
    tom.post(&edit, &toms).await;
    priya.run.post(&edit, &priyas).await;
    until_it_shows(&priya, &tom, &person, |page| page.contains("keep both")).await;
    let page = text(tom.get(&person).await).await;
    for number in ["222", "333"] {
        assert!(page.contains(&format!("href=\"tel:+447700900{number}\"")));
    }
    let field = between(&page, "name=\"field\" value=\"", "\"");
    let first = between(&page, "name=\"all\" value=\"", "\"");
    let keep = format!("person={kelly}&field={field}&all={first}");
    let kept = tom.post(&priya.path("/choose"), &keep).await;
    assert_eq!(leads_to(&kept), person, "nothing is left to choose");
    let page = text(tom.get(&person).await).await;
    assert!(page.contains("07700 900222") && page.contains("07700 900333"));
    assert!(!page.contains("keep both") && !page.contains("Keep the other"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_only_reads_a_case_is_shown_no_form() {
    let priya = Kitchen::new().await;
    let kelly = priya.add("Kelly+Marsh", "mum").await;
    let home = format!("person={kelly}&kind=home&address=14+Wharf+Lane");
    priya.save("/residences", &home).await;
    priya.save("/markers", "text=Large+dog").await;
    let page = priya.get("/involvements").await;
    let priyas_id = between(
        &page,
        "</option><optgroup label=\"Not said to be involved yet\"><option value=\"",
        "\"",
    );
    priya
        .save("/involvements", &format!("person={priyas_id}&role=Lead"))
        .await;
    priya.save("/tasks", "title=Ring+Mum").await;
    let list = priya.get("/list").await;
    let forms = [
        format!("/residences/{}", id_after(&list, "/residences/")),
        format!("/involvements/{}", id_after(&list, "/involvements/")),
        format!(
            "/markers/{}",
            id_after(&priya.get("/status").await, "/markers/")
        ),
        format!("/tasks/{}", id_after(&priya.get("/tasks").await, "/tasks/")),
        format!("/people/{kelly}/edit"),
        format!("/people/{kelly}/ties"),
    ];
    let forms = forms.iter().map(String::as_str).chain([
        "/residences",
        "/involvements",
        "/markers",
        "/child",
        "/people",
        "/status",
    ]);
    let (tom, toms_id) = colleague(&priya, "Tom+Reed").await;
    give(&priya, &toms_id, "observer").await;
    let tasks = priya.path("/tasks");
    until_it_shows(&priya, &tom, &tasks, |page| page.contains("Ring Mum")).await;

    for form in forms {
        priya.get(form).await;
        let refused = tom.get(&priya.path(form)).await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{form}");
        let page = text(refused).await;
        assert!(page.contains("team who may write"), "{form}: {page}");
        assert!(!page.contains("Wharf"), "{form}");
    }
    let person = format!("/people/{kelly}");
    for path in ["", "/list", "/timeline", "/tasks", &person] {
        let page = text(tom.get(&priya.path(path)).await).await;
        let main = between(&page, "<main", "</main>");
        assert!(main.contains("Kelly Marsh") || main.contains("Ella Marsh"));
        assert!(!main.contains("<form"), "{path}: {main}");
        for link in ["/people\"", "/status\"", "/child\"", "/edit\"", "/ties\""] {
            assert!(!main.contains(link), "{path} leads to {link}");
        }
        assert!(
            !main.contains(&format!("{}/", priya.path("/tasks"))),
            "{path}"
        );
    }
    let partnership = tom.get("/settings/partnership").await;
    assert_eq!(partnership.status(), StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_shows_no_address_is_no_look_at_one() {
    let priya = Kitchen::new().await;
    let craig = priya.add("Craig+Doyle", "dad").await;
    let home = "person=00000000000000000000000000000000&kind=home&address=14+Wharf+Lane";
    let withheld = format!("&withheld={craig}");
    priya
        .save("/residences", &format!("{home}{withheld}"))
        .await;
    let list = priya.get("/list").await;
    let residence = format!("/residences/{}", id_after(&list, "/residences/"));
    let (tom, toms_id) = colleague(&priya, "Tom+Reed").await;
    give(&priya, &toms_id, "member").await;
    let (child, theirs) = (priya.path("/child"), priya.path(&residence));
    until_it_shows(&priya, &tom, &child, |page| page.contains("Gabriella")).await;
    let priyas = shown(&priya.get("/child").await);
    let toms = shown(&text(tom.get(&child).await).await);
    let moved = format!("{toms}&address=3+Orchard+Close{withheld}");
    tom.post(&theirs, &moved).await;
    let moved = format!("{priyas}&address=5+Mill+Road{withheld}");
    priya.save(&residence, &moved).await;
    let tasks = priya.path("/tasks");
    until_it_shows(&priya, &tom, &tasks, |page| page.contains("Keep this")).await;

    let told = async || {
        let draft = tom.post(&priya.path("/capture"), "kind=note").await;
        let note = "do=save&kind=note&text=Mum+sounded+calmer.";
        tom.post(leads_to(&draft), note).await;
        tom.post("/sync", "").await;
        let team = text(tom.get(&priya.path("/team")).await).await;
        team.contains("Looked at Ella Marsh’s withheld address")
    };
    let form = text(tom.get(&theirs).await).await;
    assert!(form.contains("There are two addresses.") && !form.contains("Orchard"));
    assert!(!form.contains("That you looked"));
    assert!(!told().await);
    tom.get(&theirs.replace("/residences/", "/withheld/")).await;
    assert!(told().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_whoever_opens_its_form_or_asks_for_it_reads_a_withheld_address_and_the_team_is_told()
{
    let priya = Kitchen::new().await;
    let craig = priya.add("Craig+Doyle", "dad").await;
    let kelly = priya.add("Kelly+Marsh", "mum").await;
    let home = format!("person={kelly}&kind=home&address=14+Wharf+Lane&withheld={craig}");
    priya.save("/residences", &home).await;
    let list = priya.get("/list").await;
    let residence = format!("/residences/{}", id_after(&list, "/residences/"));
    let (tom, toms_id) = colleague(&priya, "Tom+Reed").await;
    give(&priya, &toms_id, "member").await;
    until_it_shows(&priya, &tom, &priya.path("/list"), |page| {
        page.contains("Withheld from Craig Doyle: show the address")
    })
    .await;

    let person = format!("/people/{kelly}");
    let person_edit = format!("{person}/edit");
    let readers = format!("/sheet?reader={kelly}");
    for path in [
        "",
        "/list",
        "/timeline",
        "/tasks",
        "/status",
        "/child",
        "/team",
        "/residences",
        "/sheet",
        &readers,
        &person,
        &person_edit,
    ] {
        let page = tom.get(&priya.path(path)).await;
        assert_eq!(page.status(), StatusCode::OK, "{path}");
        let page = text(page).await;
        assert!(!page.contains("Wharf"), "{path}: {page}");
    }
    for path in [
        "/cases",
        "/cases?q=wharf",
        "/tasks",
        "/sync",
        "/sync/unsent",
    ] {
        let page = text(tom.get(path).await).await;
        assert!(!page.contains("Wharf Lane"), "{path}: {page}");
    }
    let told = async || {
        let draft = tom.post(&priya.path("/capture"), "kind=note").await;
        let note = "do=save&kind=note&text=Mum+sounded+calmer.";
        tom.post(leads_to(&draft), note).await;
        tom.post("/sync", "").await;
        let team = text(tom.get(&priya.path("/team")).await).await;
        team.contains("Looked at Kelly Marsh’s withheld address")
    };
    assert!(!told().await);
    let form = text(tom.get(&priya.path(&residence)).await).await;
    assert!(form.contains("value=\"14 Wharf Lane\""), "{form}");
    assert!(told().await);

    // What was not sent is told in a text of its own, which is a look too.
    priya.run.post("/settings/offline", "offline=on").await;
    let form = shown(&priya.get(&residence).await);
    let moved = format!("{form}&address=3+Orchard+Close&withheld={craig}");
    priya.save(&residence, &moved).await;
    let sync = text(priya.run.get("/sync").await).await;
    assert!(!sync.contains("Orchard"), "{sync}");
    let unsent = text(priya.run.get("/sync/unsent").await).await;
    assert!(unsent.contains("(WITHHELD address): 3 Orchard Close"));
    assert!(unsent.contains("That you looked is noted here"), "{unsent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_reads_in_one_tap_and_questions_and_sees_what_is_new_as_long_as_they_stay() {
    let priya = Kitchen::new().await;
    let (tom, toms_id) = colleague(&priya, "Tom+Reed").await;
    give(&priya, &toms_id, "member").await;
    until_it_shows(&priya, &tom, "/cases", |page| {
        page.contains(": a new case for you")
    })
    .await;
    // What comes after the first visit began is new.
    let timeline = priya.path("/timeline");
    let first = text(tom.get(&timeline).await).await;
    assert!(!first.contains(">New</span>"), "{first}");
    let draft = priya.run.post(&priya.path("/capture"), "").await;
    let worry = "do=save&kind=worry&text=Ella+limped";
    let saved = priya.run.post(leads_to(&draft), worry).await;
    let (_, entry) = leads_to(&saved).split_once("saved=").unwrap();
    let entry = entry.to_owned();
    priya.run.post(&priya.path("/send-now"), "").await;
    until_it_shows(&priya, &tom, &priya.path("/tasks"), |page| {
        page.contains("1<span class=\"unseen\"> new")
    })
    .await;
    let again = async || {
        let request = tom
            .on_the_page("GET", &timeline)
            .header("hx-request", "true")
            .body(axum::body::Body::empty())
            .unwrap();
        text(tom.send(request).await).await
    };
    let page = text(tom.get(&timeline).await).await;
    let card = between(&page, "<article", "</article>").to_owned();
    assert!(card.contains(">New</span>"), "{card}");
    for kind in ["response", "reply", "question"] {
        assert!(
            card.contains(&format!("value=\"{kind}\"")),
            "{kind}: {card}"
        );
    }
    for kind in ["amendment", "strike-through"] {
        assert!(!card.contains(&format!("value=\"{kind}\"")), "{kind}");
    }
    assert!(
        page.contains("Tom Reed (Hillside) joined the team."),
        "{page}"
    );
    assert!(page.contains("Added by Priya Nair"), "{page}");
    for _ in 0..2 {
        assert!(again().await.contains(">New</span>"), "for the whole visit");
    }
    let read = tom
        .post(&priya.path(&format!("/entries/{entry}/read")), "")
        .await;
    let back = format!("#e-{entry}");
    assert!(leads_to(&read).ends_with(&back), "{}", leads_to(&read));
    let page = text(tom.get(&timeline).await).await;
    assert!(!page.contains(">New</span>"), "what was read is not new");
    let answer = tom
        .post(
            &priya.path(&format!("/entries/{entry}/answer")),
            "kind=question",
        )
        .await;
    let asked = tom.post(leads_to(&answer), "do=save&text=Which+leg").await;
    assert!(leads_to(&asked).ends_with(&back), "{}", leads_to(&asked));
    let page = text(tom.get(&timeline).await).await;
    assert_eq!(page.matches("<article").count(), 1);
    assert!(
        page.contains("Read by Tom Reed") && page.contains("Which leg"),
        "{page}"
    );
    assert!(!page.contains("Waits for a response"), "{page}");
    let cases = text(tom.get("/cases").await).await;
    assert!(!cases.contains("a new case for you"), "{cases}");
    let (_, ashas_id) = colleague(&priya, "Asha+Rao").await;
    give(&priya, &ashas_id, "member").await;
    until_it_shows(&priya, &tom, "/cases", |page| {
        page.contains("Asha Rao (Hillside) joined the team.")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn my_cases_tells_first_what_waits_and_leads_there() {
    let priya = Kitchen::new().await;
    let (tom, toms_id) = colleague(&priya, "Tom+Reed").await;
    give(&priya, &toms_id, "manager").await;
    let (asha, ashas_id) = colleague(&priya, "Asha+Rao").await;
    give(&priya, &ashas_id, "member").await;
    let draft = priya.run.post(&priya.path("/capture"), "").await;
    let worry = "do=save&kind=worry&text=Ella+limped";
    let saved = priya.run.post(leads_to(&draft), worry).await;
    let (_, entry) = leads_to(&saved).split_once("saved=").unwrap();
    let entry = entry.to_owned();
    priya.run.post(&priya.path("/send-now"), "").await;
    let waits = "</strong>: a worry waits for a response";
    until_it_shows(&priya, &tom, "/cases/for-you", |part| part.contains(waits)).await;
    let cases = text(tom.get("/cases").await).await;
    let (first, list) = cases.split_once("class=\"family\"").unwrap();
    let leads = format!("href=\"{}\"", priya.path(&format!("/entries/{entry}")));
    assert!(first.contains(waits) && first.contains(&leads), "{first}");
    assert!(!list.contains("For you"), "{list}");
    until_it_shows(&priya, &asha, &priya.path("/timeline"), |page| {
        page.contains("Waits for a response")
    })
    .await;
    // Whoever wrote it has another manager to answer it, and a member has two.
    for run in [&priya.run, &asha] {
        let cases = text(run.get("/cases").await).await;
        assert!(!cases.contains(waits), "{cases}");
    }
    let found = text(tom.get("/cases?q=ella").await).await;
    assert!(
        !found.contains("id=\"for-you\""),
        "not beside what was searched"
    );

    // Someone far away asks to join: only an administrator is told.
    let invite = text(priya.run.get("/invite").await).await;
    let agency = between(&invite, "<option value=\"", "\"");
    let invitee = format!("name=Zoe+Frost&role=Nurse&agency={agency}");
    let invitation = leads_to(&priya.run.post("/invite", &invitee).await).to_owned();
    let page = text(priya.run.get(&invitation).await).await;
    let code = encoded(between(&page, "id=\"code\">", "</p>"));
    let zoe = Run::new();
    let passphrase = "passphrase=acorn+lantern+pebble&again=acorn+lantern+pebble";
    zoe.post("/unlock", passphrase).await;
    zoe.post("/join", &format!("code={code}")).await;
    let asks = "<a href=\"/invite\">";
    until(async || {
        priya.run.post("/sync", "").await;
        let part = text(priya.run.get("/cases/for-you").await).await;
        part.contains(asks) && part.contains("<strong>Zoe Frost</strong>: asks to be let in")
    })
    .await;
    tom.post("/sync", "").await;
    let part = text(tom.get("/cases/for-you").await).await;
    assert!(!part.contains("asks to be let in"), "{part}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unread_stays_so_when_unlocking_draws_the_timeline_again() {
    let priya = Kitchen::new().await;
    let (tom, toms_id) = colleague(&priya, "Tom+Reed").await;
    give(&priya, &toms_id, "member").await;
    let theirs = priya.path("/timeline");
    until_it_shows(&priya, &tom, &theirs, |page| page.contains("Ella Marsh")).await;
    priya.get("/timeline").await;
    let draft = tom.post(&priya.path("/capture"), "kind=note").await;
    let note = "do=save&kind=note&text=Mum+sounded+calmer.";
    tom.post(leads_to(&draft), note).await;
    let cases = async || text(priya.run.get("/cases").await).await;
    until(async || {
        tom.post("/sync", "").await;
        priya.run.post("/sync", "").await;
        cases().await.contains("1 new")
    })
    .await;

    priya.run.post("/lock", "").await;
    let back = priya.path("/timeline?drawn-again=yes");
    let unlock = format!(
        "passphrase=maple+candle+river&back={}",
        back.replace('?', "%3F").replace('=', "%3D")
    );
    let unlocked = priya.run.post("/unlock", &unlock).await;
    assert_eq!(leads_to(&unlocked), back);
    let drawn = text(priya.run.get(&back).await).await;
    assert!(drawn.contains("Mum sounded calmer."), "{drawn}");
    let shown = cases().await;
    assert!(shown.contains("1 new"), "{shown}");
    priya.get("/timeline").await;
    let shown = cases().await;
    assert!(!shown.contains("1 new"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_is_told_where_they_asked_and_why_no_name_is_shown() {
    let priya = Kitchen::new().await;
    let invite = text(priya.run.get("/invite").await).await;
    let agency = between(&invite, "<option value=\"", "\"");
    let invitee = format!("name=Tom+Reed&role=Pastoral+lead&agency={agency}");
    let invitation = leads_to(&priya.run.post("/invite", &invitee).await).to_owned();
    let page = text(priya.run.get(&invitation).await).await;
    let code = between(&page, "id=\"code\">", "</p>").to_owned();
    let moved = text(priya.run.get("/settings/relay").await).await;
    let relay = between(&moved, "name=\"relay\" value=\"", "\"").to_owned();
    // Far away: nobody scans it from an open page.
    priya.run.get("/invite").await;
    let run = Run::new();
    run.post(
        "/unlock",
        "passphrase=acorn+lantern+pebble&again=acorn+lantern+pebble",
    )
    .await;
    run.post("/join", &format!("code={}", encoded(&code))).await;
    let waiting = text(run.get("/waiting").await).await;
    let lead = between(&waiting, "<p class=\"lead\">", "</p>");
    assert!(lead.contains(&relay), "{lead}");
    assert!(
        lead.contains("you see them once you are admitted"),
        "{lead}"
    );
    assert!(!waiting.contains("Northtown") && !waiting.contains("Priya"));
    assert!(waiting.contains("<a class=\"button\" href=\"/waiting\">Look again now</a>"));
    assert!(waiting.contains("<button class=\"link\">Lock</button>"));
}
