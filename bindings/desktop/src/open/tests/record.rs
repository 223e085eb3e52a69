//! The record on the pages: decisions, questions, what is asked before it is saved.

use super::{
    StatusCode,
    forms::{Kitchen, between},
    leads_to, text,
};

async fn write(kitchen: &Kitchen, form: &str) -> String {
    let draft = kitchen.run.post(&kitchen.path("/capture"), "").await;
    let saved = kitchen.run.post(leads_to(&draft), form).await;
    assert_eq!(saved.status(), StatusCode::SEE_OTHER, "{form}");
    leads_to(&saved).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_not_to_share_is_in_the_ledger_as_such_and_nothing_is_chosen_beforehand() {
    let kitchen = Kitchen::new().await;
    let draft = kitchen
        .run
        .post(&kitchen.path("/capture"), "kind=sharing-decision")
        .await;
    let page = text(kitchen.run.get(leads_to(&draft)).await).await;
    for (code, label) in [
        ("share", "Shared"),
        ("share-in-part", "In part"),
        ("do-not-share", "Not shared"),
    ] {
        let chip = format!("value=\"{code}\"><span>{label}</span>");
        assert!(page.contains(&chip), "{chip}: {page}");
    }
    let decision = "do=save&kind=sharing-decision&text=Mum+is+at+the+clinic&sharing=do-not-share";
    let refused = kitchen.run.post(leads_to(&draft), decision).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        text(refused)
            .await
            .contains("Write with whom it was shared")
    );
    write(
        &kitchen,
        &format!("{decision}&with_whom=School&why=Mum+asked+us"),
    )
    .await;
    let team = kitchen.get("/team").await;
    let ledger = between(&team, "id=\"decisions\"", "</section>");
    assert!(ledger.contains("<strong>Not shared</strong>: Mum is at the clinic"));
    assert!(ledger.contains("Not with School") && ledger.contains("Why: Mum asked us"));
    let timeline = kitchen.get("/timeline").await;
    assert!(
        timeline.contains("Sharing decision: Not shared"),
        "{timeline}"
    );
    let found = text(kitchen.run.get("/cases?q=clinic").await).await;
    assert!(found.contains("Sharing decision · Not shared"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_about_an_entry_stands_in_its_card_and_a_correction_in_every_place() {
    let kitchen = Kitchen::new().await;
    let saved = write(
        &kitchen,
        "do=save&kind=significant-event&text=Moved+to+Leeds",
    )
    .await;
    let (_, entry) = saved.split_once("saved=").unwrap();
    for (kind, words) in [("amendment", "Moved+to+Lewes"), ("reply", "Who+helped")] {
        let answer = kitchen
            .save(&format!("/entries/{entry}/answer"), &format!("kind={kind}"))
            .await;
        let form = format!("do=save&text={words}");
        let answered = kitchen.run.post(&answer, &form).await;
        assert_eq!(answered.status(), StatusCode::SEE_OTHER);
    }
    for path in ["/timeline", "/timeline?show=chronology"] {
        let page = kitchen.get(path).await;
        assert_eq!(page.matches("<article").count(), 1, "{path}");
        let card = between(&page, "<article", "</article>");
        for words in [
            "Moved to Leeds",
            "Corrected by Priya Nair",
            "Moved to Lewes",
        ] {
            assert!(card.contains(words), "{path}: {words}");
        }
        assert!(card.contains("Who helped"), "{path}");
    }
    let found = text(kitchen.run.get("/cases?q=Lewes").await).await;
    assert!(found.contains("Moved to Leeds") && found.contains("Corrected by Priya Nair"));
    assert!(found.contains(&format!("/entries/{entry}\"")), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_answer_a_person_is_back_at_the_entry_that_they_answered() {
    let kitchen = Kitchen::new().await;
    let saved = write(&kitchen, "do=save&kind=worry&text=Ella+limped").await;
    let (_, worry) = saved.split_once("saved=").unwrap();
    let answer = async |entry: &str, form: &str| {
        let answer = format!("/entries/{entry}/answer");
        let draft = kitchen.save(&answer, &format!("kind={form}")).await;
        let save = "do=save&text=Words&response=talked";
        let saved = kitchen.run.post(&draft, save).await;
        assert_eq!(saved.status(), StatusCode::SEE_OTHER, "{form}");
        // The same form, sent again, leads to the same place.
        let again = kitchen
            .run
            .post(&draft, &format!("{save}&target={entry}"))
            .await;
        assert_eq!(leads_to(&again), leads_to(&saved), "{form}");
        leads_to(&saved).to_owned()
    };
    let is_at = async |address: &str, page: &str, entry: &str| {
        let start = kitchen.path(&format!("{page}?saved="));
        assert!(address.starts_with(&start), "{address} is not {start}");
        let (address, fragment) = address.split_once('#').unwrap();
        assert_eq!(fragment, format!("e-{entry}"));
        let shown = text(kitchen.run.get(address).await).await;
        let there = format!("id=\"{fragment}\" tabindex=\"-1\"");
        assert!(shown.contains(&there), "{there} is not in {shown}");
    };
    let reply = answer(worry, "reply").await;
    is_at(&reply, "/timeline", worry).await;
    let reply = between(&reply, "saved=", "#").to_owned();
    for kind in ["response", "amendment"] {
        is_at(&answer(worry, kind).await, "/timeline", worry).await;
    }
    is_at(&answer(&reply, "amendment").await, "/timeline", &reply).await;
    // Older than what the first page of the timeline holds.
    for _ in 0..40 {
        write(&kitchen, "do=save&kind=note&text=Quiet").await;
    }
    for entry in [worry, &reply] {
        let page = format!("/entries/{entry}");
        is_at(&answer(entry, "amendment").await, &page, entry).await;
    }
    let page = format!("/entries/{worry}");
    is_at(&answer(worry, "strike-through").await, &page, worry).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_finished_names_its_child_or_says_that_none_is_chosen() {
    let kitchen = Kitchen::new().await;
    for (path, words) in [
        (kitchen.path("/capture"), "Ella+was+quiet"),
        ("/capture".to_owned(), "Rang+the+school"),
    ] {
        let draft = kitchen.run.post(&path, "").await;
        let later = format!("do=later&kind=note&text={words}");
        kitchen.run.post(leads_to(&draft), &later).await;
    }
    for path in ["/cases", "/cases/drafts"] {
        let page = text(kitchen.run.get(path).await).await;
        let drafts = between(&page, "class=\"drafts\"", "</section>");
        for (words, child) in [
            ("Ella was quiet", "Ella Marsh"),
            ("Rang the school", "No child chosen yet"),
        ] {
            let row = between(drafts, words, "</li>");
            assert!(row.contains(child), "{path}: {row}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_alone_shows_no_time_and_a_day_to_come_is_refused_with_the_words_kept() {
    let kitchen = Kitchen::new().await;
    write(
        &kitchen,
        "do=save&kind=note&text=Moved+school&happened=2026-03-12&happened_time=",
    )
    .await;
    let timeline = kitchen.get("/timeline").await;
    assert!(timeline.contains("time not noted</time>"), "{timeline}");
    assert!(!timeline.contains("00:00"), "{timeline}");
    assert!(timeline.contains("12 March"), "{timeline}");
    let draft = kitchen.run.post(&kitchen.path("/capture"), "").await;
    let early = "do=save&kind=note&text=Will+move&happened=2926-03-12";
    let refused = kitchen.run.post(leads_to(&draft), early).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(refused).await;
    assert!(page.contains("This time has not come yet.") && page.contains("Will move</textarea>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_nobody_looked_up_is_shown_as_about_that_and_stays_so_in_its_draft() {
    let kitchen = Kitchen::new().await;
    let about = "kind=note&text=Heard+crying&happened=2026-03-12&happened_time=15:00\
                 &happened_about=yes";
    write(&kitchen, &format!("do=save&{about}")).await;
    let timeline = kitchen.get("/timeline").await;
    let shown = between(&timeline, "Heard crying", "</article>");
    assert!(!shown.contains("time not noted"), "{shown}");
    assert!(timeline.contains(">about 15:00</time>"), "{timeline}");
    write(
        &kitchen,
        &format!("do=save&{}", about.replace("&happened_about=yes", "")),
    )
    .await;
    let timeline = kitchen.get("/timeline").await;
    assert!(timeline.contains(">15:00</time>"), "{timeline}");

    let draft = kitchen.run.post(&kitchen.path("/capture"), "").await;
    let refused = kitchen
        .run
        .post(
            leads_to(&draft),
            &format!("do=save&{about}").replace("Heard+crying", ""),
        )
        .await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(refused).await;
    assert!(
        page.contains("name=\"happened_about\" value=\"yes\" checked"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_likely_duplicate_is_asked_about_and_added_all_the_same() {
    let kitchen = Kitchen::new().await;
    let child = "given=gabriella&family=MARSH&preferred=";
    let asked = kitchen.run.post("/cases", child).await;
    assert_eq!(asked.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(asked).await;
    assert!(page.contains("Is this the same child?") && page.contains("same name"));
    assert!(page.contains("value=\"gabriella\""), "{page}");
    let anyway = kitchen
        .run
        .post("/cases", &format!("{child}&anyway=yes"))
        .await;
    assert_eq!(anyway.status(), StatusCode::SEE_OTHER);

    let kelly = kitchen.add("Kelly+Marsh", "mum").await;
    let again = "name=Kelli+Marsh&role=aunt";
    let asked = kitchen.run.post(&kitchen.path("/people"), again).await;
    assert_eq!(asked.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(asked).await;
    assert!(page.contains("Is this the same person?"), "{page}");
    let kelly = format!("/people/{kelly}\">Kelly Marsh</a>, mum: a name that sounds the same");
    assert!(page.contains(&kelly), "{page}");
    kitchen
        .save("/people", &format!("{again}&anyway=yes"))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_birth_that_cannot_be_true_is_refused_and_no_category_is_chosen_beforehand() {
    let kitchen = Kitchen::new().await;
    for (born, said) in [
        ("born=0019-03-12", "Check the year."),
        ("born=12/3/19", "Check the year."),
        ("born=2931-03-12", "has not come yet"),
        ("expected=2020-03-12", "If the child is born"),
    ] {
        let refused = kitchen
            .run
            .post("/cases", &format!("given=Zoe&family=Frost&{born}"))
            .await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{born}");
        assert!(text(refused).await.contains(said), "{born}");
    }
    let status = kitchen.get("/status").await;
    assert!(
        !status.contains(" selected") && !status.contains(" checked"),
        "{status}"
    );
    let early = "status=protection-plan&category=neglect&from=2931-01-01";
    let refused = kitchen.run.post(&kitchen.path("/status"), early).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_page_holds_what_was_written_with_them() {
    let kitchen = Kitchen::new().await;
    let kelly = kitchen.add("Kelly+Marsh", "mum").await;
    let page = kitchen.get(&format!("/people/{kelly}")).await;
    assert!(page.contains("Nothing yet."), "{page}");
    write(
        &kitchen,
        &format!("do=save&kind=note&text=Mum+was+calm&with={kelly}"),
    )
    .await;
    let page = kitchen.get(&format!("/people/{kelly}")).await;
    assert!(
        page.contains("Mum was calm") && page.contains("<article"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_has_the_plan_and_every_word_of_a_marker_in_view_and_opens_without_a_script() {
    let kitchen = Kitchen::new().await;
    let plan = "status=protection-plan&category=neglect&source=Chair";
    kitchen.save("/status", plan).await;
    let warning = "Visit in twos. He has been violent to a colleague before, at the door";
    let form = format!("text={}", warning.replace(' ', "+"));
    kitchen.save("/markers", &form).await;
    for tab in ["", "/timeline", "/tasks"] {
        let page = kitchen.get(tab).await;
        let summary = between(&page, "id=\"case-head\"><summary>", "</summary>");
        for seen in ["Ella Marsh</h1>", "Protection plan: Neglect", warning] {
            assert!(summary.contains(seen), "{tab}: {seen} is not in {summary}");
        }
        let folded = between(&page, "class=\"case-facts\"", "</details>");
        for told in [warning, "Child last seen", "Family last spoken to", "Chair"] {
            assert!(folded.contains(told), "{tab}: {told} is not in {folded}");
        }
    }
    // Before any address the marker stands in full.
    let list = kitchen.get("/list").await;
    assert!(list.find(warning) < list.find("Where they live"), "{list}");
    let summary = between(&list, "<summary>", "</details>");
    assert!(!summary.contains(warning), "once is enough: {summary}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_names_its_author_and_agency_in_one_line_and_where_it_is_only_if_not_there() {
    let kitchen = Kitchen::new().await;
    write(&kitchen, "do=save&kind=note&text=Quiet").await;
    let page = kitchen.get("/timeline").await;
    let author = between(&page, "<p class=\"author\">", "</p>");
    assert_eq!(author, "<strong>Priya Nair</strong>, Head, Hillside");
    let state = between(&page, "<p class=\"state\">", "</p>");
    assert!(state.contains("<span>Saved on this phone"), "{state}");
    kitchen.run.post(&kitchen.path("/send-now"), "").await;
    kitchen.run.post("/sync", "").await;
    let page = kitchen.get("/timeline").await;
    let state = between(&page, "<p class=\"state\">", "</p>");
    assert!(state.contains("<use href=\"#i-check\"/>"), "{state}");
    assert!(
        state.contains("<span class=\"unseen\">On the relay"),
        "{state}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn words_for_whom_two_children_are_chosen_are_kept_and_saved_in_neither_case() {
    let kitchen = Kitchen::new().await;
    let mut cases = Vec::new();
    for given in ["Noah", "Zara"] {
        let child = format!("given={given}&family=Adeyemi&anyway=yes");
        let opened = kitchen.run.post("/cases", &child).await;
        cases.push(leads_to(&opened).to_owned());
    }
    let [noah, zara] = [&cases[0], &cases[1]].map(|case| case.rsplit('/').next().unwrap());
    let draft = kitchen.run.post("/capture", "").await;
    let draft = leads_to(&draft);
    let words = "kind=note&text=Slept+well&chooses-child=yes";
    // What a script kept while only the first was chosen changes nothing.
    let kept = format!("{words}&case={noah}&other-case=");
    kitchen.run.post(&format!("{draft}/keep"), &kept).await;
    let both = format!("do=save&{words}&case={noah}&other-case={zara}");
    let refused = kitchen.run.post(draft, &both).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(refused).await;
    let said =
        between(&page, "id=\"which-child-error\">", "</p>").replace(['\u{2068}', '\u{2069}'], "");
    let ask = "You chose Noah Adeyemi and Zara Adeyemi. Choose one child.";
    assert!(said.contains(ask), "{said}");
    assert!(page.contains("Slept well</textarea>"), "{page}");
    assert!(page.contains("Which child?"), "{page}");
    for case in &cases {
        let timeline = text(kitchen.run.get(&format!("{case}/timeline")).await).await;
        assert!(!timeline.contains("Slept well"), "{timeline}");
    }
    let none = format!("do=save&{words}&other-case=");
    let refused = kitchen.run.post(draft, &none).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let one = format!("do=save&{words}&other-case={zara}");
    let saved = kitchen.run.post(draft, &one).await;
    let address = leads_to(&saved);
    assert!(address.starts_with(&cases[1]), "{address}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_made_a_task_comes_back_to_its_worry_which_names_the_task() {
    let kitchen = Kitchen::new().await;
    let saved = write(&kitchen, "do=save&kind=worry&text=Ella+limped").await;
    let (_, worry) = saved.split_once("saved=").unwrap();
    let worry = worry.split('#').next().unwrap();
    let draft = kitchen
        .save(&format!("/entries/{worry}/answer"), "kind=response")
        .await;
    let said = "do=save&response=task&text=Ring+school%0Atoday";
    let back = leads_to(&kitchen.run.post(&draft, said).await).to_owned();
    assert!(back.ends_with(&format!("#e-{worry}")), "{back}");
    let timeline = text(kitchen.run.get(back.split('#').next().unwrap()).await).await;
    let thread = between(&timeline, "class=\"made-task\"", "</p>");
    assert!(thread.contains("Ring school today"), "{thread}");
    assert!(thread.contains("Task for Priya Nair</a>"), "{thread}");
    let task = between(thread, "/tasks/", "\"");

    // Its page has the worry above it, and who does it by when is said there.
    let page = kitchen.get(&format!("/tasks/{task}")).await;
    let title = between(&page, "id=\"title\"", "</textarea>");
    assert!(title.ends_with(">Ring school today"), "{title}");
    let above = between(&page, "<blockquote class=\"target\">", "</blockquote>");
    assert!(above.contains("Worry by Priya Nair") && above.contains("Ella limped"));
    let shown = between(&page, "name=\"shown\" value=\"", "\"");
    let change = format!("shown={shown}&title=Ring+St+Aidan&due=2026-12-04");
    kitchen.save(&format!("/tasks/{task}"), &change).await;
    let timeline = kitchen.get("/timeline").await;
    let thread = between(&timeline, "class=\"made-task\"", "</p>");
    assert!(thread.contains("Ring St Aidan"), "{thread}");
    assert!(thread.contains("Task for nobody yet"), "{thread}");
    assert!(thread.contains("due"), "{thread}");

    kitchen.save(&format!("/tasks/{task}/remove"), "").await;
    let timeline = kitchen.get("/timeline").await;
    assert!(!timeline.contains("class=\"made-task\""));
    assert!(
        timeline.contains("Made a task, which is not on the list"),
        "{timeline}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_was_added_or_done_is_taken_back_from_the_bar() {
    let kitchen = Kitchen::new().await;
    let bar = async |address: &str| {
        let page = text(kitchen.run.get(address).await).await;
        let (_, below) = page.split_once("<div class=\"below\">").unwrap();
        below.to_owned()
    };
    let added = kitchen.save("/tasks", "title=Ring+Mum").await;
    let (tasks, id) = added.split_once("?added=").unwrap();
    let below = bar(&added).await;
    assert!(below.contains("Added: Ring Mum") && below.contains(">Undo</button>"));
    assert!(
        below.contains(&format!("action=\"{tasks}/{id}/remove\"")),
        "{below}"
    );

    for from in ["case", "mine"] {
        let done = kitchen
            .save(&format!("/tasks/{id}/done"), &format!("from={from}"))
            .await;
        let below = bar(&done).await;
        assert!(below.contains("Done: Ring Mum") && below.contains("Not done after all"));
        let reopened = kitchen
            .save(&format!("/tasks/{id}/reopen"), &format!("from={from}"))
            .await;
        let back = if from == "mine" { "/tasks" } else { tasks };
        assert_eq!(reopened, back);
        // What is not so any more is not said.
        assert!(!bar(&done).await.contains("Done: Ring Mum"));
    }
    kitchen.save(&format!("/tasks/{id}/remove"), "").await;
    assert!(!bar(&added).await.contains("Added"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_search_finds_says_who_wrote_it_when_and_what_a_person_is() {
    let kitchen = Kitchen::new().await;
    kitchen.add("Kelly+Marsh", "Health+visitor").await;
    write(&kitchen, "do=save&kind=note&text=Kelly+rang").await;
    let found = text(kitchen.run.get("/cases?q=kelly").await).await;
    let hits = between(&found, "id=\"elsewhere\"", "</section>");
    assert!(hits.contains("Health visitor"), "{hits}");
    assert!(hits.contains("Note · Priya Nair · today"), "{hits}");
}
