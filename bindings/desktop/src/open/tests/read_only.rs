//! A folder that can only be read: the pages show what is in it and say so, and no typed word is
//! lost.

use std::{collections::BTreeMap, fs, path::Path};

use patchwork_client::testing::{Protected, permissions_hold};

use super::{StatusCode, forms::Kitchen, leads_to, text};

const PASSPHRASE: &str = "passphrase=maple+candle+river";
/// What every page says.
const NOTICE: &str = "Nothing can be saved here.";
/// What *My cases*, *Sync* and every refusal say besides.
const SENTENCE: &str = "can only be read, so nothing new can be saved";

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(|file| {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        (name, fs::read(file.path()).unwrap())
    });
    files.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_show_what_is_in_a_folder_that_can_only_be_read_and_forms_keep_what_was_typed() {
    let mine = tempfile::tempdir().unwrap();
    let name = "pages_show_what_is_in_a_folder_that_can_only_be_read_and_forms_keep_what_was_typed";
    if !permissions_hold(mine.path(), &format!("open::tests::read_only::{name}")) {
        return;
    }
    let kitchen = Kitchen::new().await;
    let kelly = kitchen.add("Kelly+Marsh", "mum").await;
    let started = kitchen
        .run
        .post(&kitchen.path("/capture"), "kind=worry")
        .await;
    let saved = "do=save&kind=worry&text=same+clothes+as+Monday";
    kitchen.run.post(leads_to(&started), saved).await;
    let started = kitchen
        .run
        .post(&kitchen.path("/capture"), "kind=note")
        .await;
    let draft = leads_to(&started).to_owned();
    let later = "do=later&kind=note&text=half+a+thought";
    kitchen.run.post(&draft, later).await;
    kitchen.run.post("/lock", "").await;

    let folder = kitchen.run.folder.path().join("data");
    let protected = Protected::whole(&folder).unwrap();
    let before = files(&folder);
    assert_eq!(
        leads_to(&kitchen.run.post("/unlock", PASSPHRASE).await),
        "/"
    );

    for (path, holds) in [
        ("/cases".to_owned(), "Ella"),
        (kitchen.path(""), "Kelly Marsh"),
        (kitchen.path("/list"), "Kelly Marsh"),
        (kitchen.path("/timeline"), "same clothes as Monday"),
        (kitchen.path("/tasks"), "Tasks"),
        (kitchen.path("/team"), "Priya Nair"),
        (kitchen.path(&format!("/people/{kelly}")), "Kelly Marsh"),
        ("/cases?q=Kelly".to_owned(), "Kelly Marsh"),
        ("/directory".to_owned(), "Priya Nair"),
        ("/settings".to_owned(), "Northtown"),
        ("/sync".to_owned(), "Can only be read"),
        ("/me".to_owned(), "Priya Nair"),
        (draft.clone(), "half a thought"),
    ] {
        let response = kitchen.run.get(&path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let page = text(response).await;
        assert!(page.contains(holds), "{path}: {page}");
        assert!(page.contains(NOTICE), "{path}: {page}");
        let is_whole = path.starts_with("/cases?") || path == "/cases" || path == "/sync";
        let sentences = page.matches(SENTENCE).count();
        assert_eq!(sentences, usize::from(is_whole), "{path}: {page}");
    }

    // Nobody is asked to type what cannot be saved.
    let of_case = ["/people", "/child", "/status"].map(|path| kitchen.path(path));
    for path in of_case.iter().map(String::as_str).chain(["/cases/new"]) {
        let response = kitchen.run.get(path).await;
        assert_eq!(
            response.status(),
            StatusCode::INSUFFICIENT_STORAGE,
            "{path}"
        );
        assert!(text(response).await.contains(SENTENCE), "{path}");
    }
    // What was typed all the same stands in the form.
    for (path, form, typed) in [
        (
            kitchen.path("/people"),
            "name=Dean+Marsh&role=dad",
            "Dean Marsh",
        ),
        (
            kitchen.path("/tasks"),
            "title=Call+the+school",
            "Call the school",
        ),
        (
            kitchen.path("/child"),
            "given=Gabrielle&family=Marsh",
            "Gabrielle",
        ),
        (
            kitchen.path("/markers"),
            "text=Dog+in+the+yard",
            "Dog in the yard",
        ),
        ("/cases".to_owned(), "given=Samuel", "Samuel"),
        ("/me".to_owned(), "phone=07700+900222", "07700 900222"),
        (
            "/settings/partnership".to_owned(),
            "name=Westtown&front_door=01632+960124",
            "Westtown",
        ),
        (
            draft.clone(),
            "do=save&kind=note&text=half+a+thought+more",
            "half a thought more",
        ),
        (
            draft.clone(),
            "do=later&kind=note&text=a+whole+thought",
            "a whole thought",
        ),
    ] {
        let response = kitchen.run.post(&path, form).await;
        let status = response.status();
        assert!(
            status.is_client_error() || status.is_server_error(),
            "{path}: {status}"
        );
        let page = text(response).await;
        assert!(
            page.contains(typed) && page.contains(SENTENCE),
            "{path}: {page}"
        );
    }
    let keep = format!("{draft}/keep");
    let kept = text(kitchen.run.post(&keep, "kind=note&text=more").await).await;
    assert!(kept.contains(SENTENCE), "{kept}");
    for path in [
        "/sync",
        &kitchen.path("/capture"),
        &kitchen.path("/send-now"),
    ] {
        let refused = kitchen.run.post(path, "").await;
        assert_eq!(refused.status(), StatusCode::INSUFFICIENT_STORAGE, "{path}");
        assert!(text(refused).await.contains(SENTENCE), "{path}");
    }

    kitchen.run.post("/lock", "").await;
    assert!(files(&folder) == before, "something was written");
    drop(protected);
    kitchen.run.post("/unlock", PASSPHRASE).await;
    assert!(!kitchen.get("/timeline").await.contains(NOTICE));
    kitchen.add("Dean+Marsh", "dad").await;
}
