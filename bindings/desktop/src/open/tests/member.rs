//! The pages of someone who founded a partnership, at a relay of their own.

use patchwork_relay::{RelayHandle, config::Config};

use super::*;

/// Priya's pages, and what they need.
struct Founded {
    run: Run,
    _relay: RelayHandle,
    _relay_folder: tempfile::TempDir,
}

async fn founded() -> Founded {
    let relay_folder = tempfile::tempdir().unwrap();
    let config = Config::on_free_port(relay_folder.path());
    let relay = patchwork_relay::serve(config, std::future::pending())
        .await
        .unwrap();
    let run = Run::new();
    let passphrase = "passphrase=maple+candle+river&again=maple+candle+river";
    run.post("/unlock", passphrase).await;
    let form = format!(
        "relay=http%3A%2F%2F{}&partnership=Northtown&front_door=01632+960123\
         &agency=Hillside&agency_kind=School&name=Priya+Nair&role=Head",
        relay.local_addr()
    );
    let answer = run.post("/found", &form).await;
    assert_eq!(leads_to(&answer), "/");
    Founded {
        run,
        _relay: relay,
        _relay_folder: relay_folder,
    }
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
    assert!(before.contains("<strong>Priya Nair</strong> (you): nothing reported yet"));
    assert!(before.contains("reports this itself"));

    priya.page(&case).await;
    assert!(
        writes()
            .await
            .contains("<strong>Priya Nair</strong> (you): last opened today")
    );
}
