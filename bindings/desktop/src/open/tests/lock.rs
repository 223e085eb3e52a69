//! Locking, the screen lock and what was typed meanwhile.

use futures_util::{FutureExt as _, StreamExt as _};
use patchwork_client::{Update, UpdateListener as _};

use super::{
    Run, StatusCode,
    forms::{Kitchen, between},
    leads_to, text,
};

const PASSPHRASE: &str = "passphrase=maple+candle+river";

async fn page(run: &Run, path: &str) -> String {
    let answer = run.get(path).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    text(answer).await
}

async fn with_pin() -> Kitchen {
    let kitchen = Kitchen::new().await;
    let set = kitchen
        .run
        .post(
            "/settings/pin",
            &format!("pin=2706&again=2706&{PASSPHRASE}"),
        )
        .await;
    assert_eq!(leads_to(&set), "/settings?pin=set#lock");
    kitchen
}

/// Sends the form of the PIN, which is refused, and gives the page that comes back.
async fn refused_pin(run: &Run, form: &str) -> String {
    let refused = run.post("/settings/pin", form).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{form}");
    text(refused).await
}

#[tokio::test(flavor = "multi_thread")]
async fn unlocking_leads_back_to_the_page_that_was_asked_for() {
    let kitchen = Kitchen::new().await;
    kitchen.run.post("/lock", "").await;
    let timeline = format!("{}?show=all", kitchen.path("/timeline"));
    let asked = kitchen.run.get(&timeline).await;
    let unlock = leads_to(&asked).to_owned();
    assert!(unlock.starts_with("/unlock?back="), "{unlock}");
    let form = page(&kitchen.run, &unlock).await;
    let back = between(&form, "name=\"back\" value=\"", "\"");
    assert_eq!(back, timeline);
    let sent = format!("{PASSPHRASE}&back={}", back.replace('?', "%3F"));
    let unlocked = kitchen.run.post("/unlock", &sent).await;
    assert_eq!(leads_to(&unlocked), timeline);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_sent_while_it_is_locked_are_in_their_draft_once_it_is_unlocked() {
    let kitchen = Kitchen::new().await;
    let draft = kitchen.save("/capture", "").await;
    kitchen.run.post("/lock", "").await;
    let held = kitchen
        .run
        .post(&draft, "do=save&kind=note&text=Quiet+today.")
        .await;
    let held = text(held).await;
    assert!(held.contains("held in this window only"), "{held}");
    let mut sent = format!("{PASSPHRASE}&back={draft}");
    for name in ["do", "kind", "text"] {
        let value = between(&held, &format!("name=\"held-{name}\" value=\""), "\"");
        sent = format!("{sent}&held-{name}={}", value.replace(' ', "+"));
    }
    let unlocked = kitchen.run.post("/unlock", &sent).await;
    assert_eq!(leads_to(&unlocked), draft);
    let back = page(&kitchen.run, &draft).await;
    assert!(back.contains("Quiet today.</textarea>"), "{back}");

    kitchen.run.post("/lock", "").await;
    let task = kitchen.path("/tasks");
    let sent = format!("{PASSPHRASE}&back={task}&held-title=Ring+Mum+on+Monday&held-id=00");
    let unlocked = text(kitchen.run.post("/unlock", &sent).await).await;
    assert!(unlocked.contains("Ring Mum on Monday</pre>"), "{unlocked}");
    assert!(unlocked.contains(&format!("href=\"{task}\"")), "{unlocked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_screen_shows_nothing_and_its_pin_opens_it_again() {
    let kitchen = with_pin().await;
    assert_eq!(leads_to(&kitchen.run.post("/lock", "").await), "/unlock");
    for path in ["/cases", "/settings", &kitchen.path("/timeline"), "/chip"] {
        let answer = kitchen.run.get(path).await;
        assert!(leads_to(&answer).starts_with("/unlock"), "{path}");
    }
    assert_eq!(
        kitchen.run.get("/here").await.status(),
        StatusCode::RESET_CONTENT
    );
    let form = page(&kitchen.run, "/unlock").await;
    assert!(
        form.contains("name=\"pin\"") && !form.contains("Ella"),
        "{form}"
    );
    let wrong = kitchen.run.post("/unlock", "with=pin&pin=1379").await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(wrong).await.contains("4 tries are left"));
    let right = kitchen
        .run
        .post("/unlock", "with=pin&pin=2706&back=/cases")
        .await;
    assert_eq!(leads_to(&right), "/cases");
    assert!(page(&kitchen.run, "/cases").await.contains("Ella"));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_five_wrong_pins_only_the_passphrase_opens() {
    let kitchen = with_pin().await;
    kitchen.run.post("/lock", "").await;
    for _ in 0..5 {
        kitchen.run.post("/unlock", "with=pin&pin=1379").await;
    }
    let late = kitchen.run.post("/unlock", "with=pin&pin=2706").await;
    assert_eq!(late.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let form = text(late).await;
    assert!(form.contains("name=\"passphrase\""), "{form}");
    kitchen.run.post("/unlock", PASSPHRASE).await;
    assert!(page(&kitchen.run, "/cases").await.contains("Ella"));
    // What was opened with the passphrase has no PIN any more.
    assert!(page(&kitchen.run, "/settings").await.contains("Set a PIN"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_passphrase_opens_a_closed_screen_too_and_a_wrong_one_changes_nothing() {
    let kitchen = with_pin().await;
    kitchen.run.post("/lock", "").await;
    let wrong = kitchen.run.post("/unlock", "passphrase=oak+elm+ash").await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page(&kitchen.run, "/unlock").await.contains("name=\"pin\""));
    let right = kitchen.run.post("/unlock", PASSPHRASE).await;
    assert_eq!(leads_to(&right), "/");
    assert!(page(&kitchen.run, "/cases").await.contains("Ella"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_pin_is_in_the_files_of_the_folder() {
    let kitchen = Kitchen::new().await;
    let pin = "270613948157";
    kitchen
        .run
        .post(
            "/settings/pin",
            &format!("pin={pin}&again={pin}&{PASSPHRASE}"),
        )
        .await;
    kitchen.run.post("/lock", "").await;
    kitchen
        .run
        .post("/unlock", &format!("with=pin&pin={pin}"))
        .await;
    let folder = kitchen.run.folder();
    let files: Vec<_> = std::fs::read_dir(folder.join("data"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    assert!(!files.is_empty());
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let found = bytes.windows(pin.len()).any(|part| part == pin.as_bytes());
        assert!(!found, "{}", file.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tab_hears_that_it_was_locked_and_unlocked() {
    let kitchen = Kitchen::new().await;
    let mut heard = kitchen
        .run
        .get("/updates")
        .await
        .into_body()
        .into_data_stream();
    let mut hears = async |wanted: &str| {
        loop {
            let said = heard.next().await.unwrap().unwrap();
            if said == format!("data: {wanted}\n\n") {
                break;
            }
        }
    };
    kitchen.run.post("/lock", "").await;
    hears("locked").await;
    kitchen.run.post("/unlock", PASSPHRASE).await;
    hears("unlocked").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_tab_hears_what_changes_while_the_screen_is_closed() {
    let kitchen = with_pin().await;
    let run = &kitchen.run;
    let mut heard = run.get("/updates").await.into_body().into_data_stream();
    run.post("/lock", "").await;
    while heard.next().await.unwrap().unwrap() != "data: locked\n\n" {}
    run.app.updates.updated(Update::Tasks);
    assert!(heard.next().now_or_never().is_none());
    let mut late = run.get("/updates").await.into_body().into_data_stream();
    assert_eq!(late.next().await.unwrap().unwrap(), "data: locked\n\n");

    run.post("/unlock", "with=pin&pin=2706").await;
    for heard in [&mut heard, &mut late] {
        assert_eq!(heard.next().await.unwrap().unwrap(), "data: unlocked\n\n");
    }
    run.app.updates.updated(Update::Drafts);
    assert_eq!(heard.next().await.unwrap().unwrap(), "data: drafts\n\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_follows_the_screen_lock_before_it_is_answered() {
    for path in ["/cases", "/welcome"] {
        let kitchen = with_pin().await;
        let app = &kitchen.run.app;
        for _ in 0..5 {
            let wrong = "1379".to_owned();
            let tried = app.of_screen(|screen| screen.remove_pin(wrong)).await;
            assert!(tried.unwrap().is_ok());
        }
        let answer = kitchen.run.get(path).await;
        assert!(leads_to(&answer).starts_with("/unlock"), "{path}");
        assert_eq!(app.of_screen(|_| ()).await, None, "the key is gone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_changed_and_removed_with_the_present_one_alone() {
    let kitchen = with_pin().await;
    let run = &kitchen.run;
    let asked = refused_pin(run, &format!("pin=8305&again=8305&{PASSPHRASE}")).await;
    assert!(asked.contains("id=\"present_pin-error\""), "{asked}");
    let wrong = refused_pin(run, "pin=8305&again=8305&present_pin=1379").await;
    assert!(wrong.contains("4 tries are left"), "{wrong}");
    let wrong = refused_pin(run, "do=remove&present_pin=1379").await;
    assert!(wrong.contains("3 tries are left"), "{wrong}");
    run.post("/lock", "").await;
    let wrong = text(run.post("/unlock", "with=pin&pin=1379").await).await;
    assert!(wrong.contains("2 tries are left"), "{wrong}");
    run.post("/unlock", "with=pin&pin=2706").await;

    let changed = "pin=8305&again=8305&present_pin=2706";
    let changed = run.post("/settings/pin", changed).await;
    assert_eq!(leads_to(&changed), "/settings?pin=set#lock");
    run.post("/lock", "").await;
    let opened = run
        .post("/unlock", "with=pin&pin=8305&back=/settings")
        .await;
    assert_eq!(leads_to(&opened), "/settings");
    let removed = "do=remove&present_pin=8305";
    assert_eq!(
        leads_to(&run.post("/settings/pin", removed).await),
        "/settings?pin=removed#lock"
    );
    let gone = page(run, "/settings?pin=removed").await;
    assert!(gone.contains("Set a PIN") && gone.contains("The PIN is removed."));
    // An old address tells nothing that is not so any more.
    let old = page(run, "/settings?pin=set").await;
    assert!(!old.contains("The PIN is set."), "{old}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_pin_must_be_is_said_before_it_is_typed_and_that_it_is_set_after() {
    let kitchen = Kitchen::new().await;
    let before = page(&kitchen.run, "/settings").await;
    assert!(
        before.contains("4 to 12 digits, not all the same and not in a row such as 1234"),
        "{before}"
    );
    let easy = format!("pin=1234&again=1234&{PASSPHRASE}");
    let easy = refused_pin(&kitchen.run, &easy).await;
    assert!(easy.contains("not in a row.</p>"), "{easy}");
    assert!(!easy.contains("maple"), "{easy}");
    let set = format!("pin=2706&again=2706&{PASSPHRASE}");
    let set = kitchen.run.post("/settings/pin", &set).await;
    let set = leads_to(&set).split('#').next().unwrap().to_owned();
    assert!(page(&kitchen.run, &set).await.contains("The PIN is set."));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fifth_wrong_present_pin_drops_the_key() {
    let kitchen = with_pin().await;
    let run = &kitchen.run;
    for _ in 0..4 {
        refused_pin(run, "do=remove&present_pin=1379").await;
    }
    let fifth = run
        .post("/settings/pin", "do=remove&present_pin=1379")
        .await;
    assert_eq!(leads_to(&fifth), "/unlock");
    assert_eq!(run.app.of_screen(|_| ()).await, None, "the key is gone");
    let form = page(run, "/unlock").await;
    assert!(form.contains("name=\"passphrase\""), "{form}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_that_is_sent_while_it_is_locked_is_held() {
    let kitchen = Kitchen::new().await;
    let run = &kitchen.run;
    run.post("/lock", "").await;
    let pin = format!("pin=2706&again=2706&present_pin=8305&{PASSPHRASE}");
    for (path, form) in [
        ("/settings/pin", pin.as_str()),
        ("/settings/relay", "relay=https%3A%2F%2Fmoved.example"),
    ] {
        let answer = run.post(path, form).await;
        assert!(leads_to(&answer).starts_with("/unlock"), "{path}");
    }
    let held = format!("partnership=Northtown&relay_token=0badc0de&{pin}");
    let held = text(run.post("/found", &held).await).await;
    assert!(held.contains("name=\"held-partnership\""), "{held}");
    for secret in ["0badc0de", "2706", "8305", "maple"] {
        assert!(!held.contains(secret), "{secret}: {held}");
    }
    let again = "passphrase=oak+elm+ash&held-partnership=Northtown&held-relay_token=0badc0de";
    let again = text(run.post("/unlock", again).await).await;
    assert!(again.contains("name=\"held-partnership\""), "{again}");
    assert!(!again.contains("0badc0de"), "{again}");
}

#[tokio::test]
async fn the_words_suggested_for_a_new_passphrase_stay_until_others_are_asked_for() {
    let run = Run::new();
    let words = |form: &str| between(form, "id=\"suggested\" class=\"code\">", "</p>").to_owned();
    let one = words(&page(&run, "/unlock").await);
    assert_eq!(one.split(' ').count(), 6, "{one}");
    assert_eq!(words(&page(&run, "/unlock").await), one);
    // Somebody wrote them on paper, and mistyped them.
    for form in [
        "passphrase=maple+candle+river&again=maple",
        "passphrase=a&again=a",
    ] {
        let refused = run.post("/unlock", form).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert_eq!(words(&text(refused).await), one, "{form}");
    }
    let others = run.get("/unlock?words=other&back=%2Fcases").await;
    assert_eq!(leads_to(&others), "/unlock?back=/cases");
    assert_ne!(words(&page(&run, "/unlock").await), one);
}

#[tokio::test]
async fn words_are_suggested_to_nobody_who_has_a_passphrase_and_anew_to_the_next() {
    let run = Run::new();
    let one = page(&run, "/unlock").await;
    let one = between(&one, "id=\"suggested\" class=\"code\">", "</p>");
    let form = format!("passphrase={0}&again={0}", one.replace(' ', "+"));
    assert_eq!(leads_to(&run.post("/unlock", &form).await), "/");
    assert_ne!(run.app.suggested().as_str(), one);
}
