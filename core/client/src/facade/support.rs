//! What a person can give to whoever mends the app: versions, counts and codes. It holds no name,
//! no id, no address and no word that anybody typed.

use core::fmt::{Display, Write as _};
use std::collections::BTreeMap;

use patchwork_model::UNDERSTANDS;
use patchwork_store::{Reader, setting};

use crate::{Client, error::Result};

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// A report for whoever mends the app, as plain text. Show it to the person before they copy
    /// it.
    pub async fn support_report(&self) -> Result<String> {
        let connection = self.driver.connection();
        let now = self.now();
        let is_read_only = self.is_read_only;
        // Without it the rest is all the more of use.
        let set_aside = self.set_aside_by_why().await.ok();
        self.read(move |r| {
            let mut report = Report::default();
            report.line("patchwork", env!("CARGO_PKG_VERSION"));
            report.line("platform", std::env::consts::OS);
            report.line("processor", std::env::consts::ARCH);
            report.line("written at", now);
            report.line("understands", UNDERSTANDS);
            report.some("judged by", r.setting(&setting::JUDGED_BY)?);
            report.some("derived by", r.setting(&setting::DERIVED)?);
            report.line("can only be read", is_read_only);
            report.line("connected", connection.is_live);
            report.line("connection in trouble", !connection.trouble.is_empty());
            report.line(
                "switched off",
                r.setting(&setting::IS_OFFLINE)?.unwrap_or(false),
            );
            report.some("last agreed", r.setting(&setting::LAST_AGREED)?);
            report.some("last try", r.setting(&setting::LAST_TRY)?);
            report.some("last try came to", r.setting(&setting::LAST_TRY_OUTCOME)?);
            report.some(
                "relay ahead by milliseconds",
                r.setting(&setting::RELAY_AHEAD)?,
            );
            report.set_aside(set_aside.as_ref());
            report.counts(r)?;
            Ok(report.0)
        })
        .await
    }
}

impl Client {
    /// How many spaces are set aside, by why.
    async fn set_aside_by_why(&self) -> Result<BTreeMap<&'static str, u32>> {
        let mut counts = BTreeMap::new();
        for (_, why) in self.roster().await?.set_aside() {
            *counts.entry(why.code()).or_default() += 1;
        }
        Ok(counts)
    }
}

#[derive(Default)]
struct Report(String);

impl Report {
    fn line(&mut self, what: &str, value: impl Display) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{what}: {value}");
    }

    fn some(&mut self, what: &str, value: Option<impl Display>) {
        match value {
            Some(value) => self.line(what, value),
            None => self.line(what, "none"),
        }
    }

    /// The spaces that are set aside, by why.
    fn set_aside(&mut self, counts: Option<&BTreeMap<&'static str, u32>>) {
        let Some(counts) = counts else {
            return self.line("spaces set aside", "not known");
        };
        for (code, count) in counts {
            self.line(&format!("spaces set aside, {code}"), count);
        }
    }

    fn counts(&mut self, r: &Reader<'_>) -> Result<()> {
        for count in r.census()? {
            if count.code.is_empty() {
                self.line(count.what, count.number);
            } else {
                self.line(&format!("{}, {}", count.what, count.code), count.number);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use patchwork_model::NotSent;
    use patchwork_store::setting;

    use crate::{
        CaseId, EntryKind, MyCard, NewCase, NewInvolvement, NewPerson, NewResidence, NewTask,
        PartnershipDetails, ResidenceKind, SharingChoice, testing::Kitchen,
    };

    /// In every word that is typed here.
    const CANARY: &str = "Canarybird";

    fn canary(what: &str) -> String {
        format!("{CANARY} {what}")
    }

    /// A case with a canary in every field that people type.
    async fn planted(kitchen: &Kitchen) -> CaseId {
        let client = &kitchen.client;
        let new = NewCase {
            given: canary("given"),
            family: canary("family"),
            preferred: canary("preferred"),
            nhs_number: "9434765919".to_owned(),
            ..NewCase::default()
        };
        let case = client.open_case(new).await.unwrap();
        for kind in EntryKind::ALL
            .iter()
            .filter(|kind| kind.can_be_written() && **kind != EntryKind::SharingDecision)
        {
            let about = kitchen
                .write(case, EntryKind::Worry, &canary("worry"), None)
                .await;
            let target = kind.is_about_an_entry().then_some(about);
            kitchen.write(case, *kind, &canary("entry"), target).await;
        }
        let mut decision = client.new_draft(Some(case)).await.unwrap();
        decision.kind = EntryKind::SharingDecision;
        decision.sharing = Some(SharingChoice::DoNotShare);
        decision.text = canary("what");
        decision.detail = canary("why");
        decision.with_whom = canary("whom");
        client.save_entry(decision).await.unwrap();
        let mut draft = client.new_draft(Some(case)).await.unwrap();
        draft.text = canary("draft");
        draft.detail = canary("detail");
        client.keep_draft(draft).await.unwrap();
        client
            .add_marker(
                case,
                crate::NewMarker {
                    text: canary("marker"),
                    ..crate::NewMarker::default()
                },
            )
            .await
            .unwrap();
        let task = NewTask {
            id: None,
            case,
            title: canary("task"),
            assignee: None,
            due: None,
        };
        client.add_task(task).await.unwrap();
        let person = NewPerson {
            id: None,
            name: canary("person"),
            role: canary("role"),
            agency: canary("agency"),
            mobile: "07700 900111".to_owned(),
            email: "canarybird@example.org".to_owned(),
        };
        let person = client.add_person(case, person).await.unwrap();
        let residence = NewResidence {
            id: None,
            person: None,
            address: canary("address"),
            kind: ResidenceKind::Refuge,
            pattern: canary("pattern"),
            from: None,
            until: None,
            withheld_from: vec![person],
        };
        client.add_residence(case, residence).await.unwrap();
        let part = NewInvolvement {
            id: None,
            practitioner: Some(kitchen.priya),
            person: None,
            role: canary("part"),
            agency: String::new(),
            from: None,
            until: None,
            basis: None,
            review: None,
        };
        client.add_involvement(case, part).await.unwrap();
        let card = MyCard {
            phones: vec!["07700 900222".to_owned()],
            emails: vec!["canarybird@example.net".to_owned()],
            best_reached: canary("best"),
            away_until: None,
            covered_by: None,
        };
        client.change_my_card(card).await.unwrap();
        let partnership = PartnershipDetails {
            name: canary("partnership"),
            front_door: "01632 960123".to_owned(),
            front_door_hours: canary("hours"),
        };
        client.change_partnership(partnership).await.unwrap();
        case
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_support_report_holds_no_word_that_anybody_typed_and_no_id() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = planted(&kitchen).await;
        let set_aside = client.write(|w, _| {
            w.set(
                &setting::RELAY,
                &"https://relay.canarybird.example".to_owned(),
            )?;
            for part in w.unsent()? {
                w.part_needs_attention(part.id, NotSent::Closed)?;
            }
            Ok(())
        });
        set_aside.await.unwrap();
        let report = client.support_report().await.unwrap();
        let device = client.inspect(|device| Ok(device.id())).await.unwrap();
        let lower = report.to_lowercase();
        for secret in [
            CANARY.to_lowercase(),
            "9434765919".to_owned(),
            "900111".to_owned(),
            "900222".to_owned(),
            "960123".to_owned(),
            "priya".to_owned(),
            "millbrook".to_owned(),
            "https".to_owned(),
            case.to_string(),
            kitchen.priya.to_string(),
            device.to_string(),
        ] {
            assert!(!lower.contains(&secret), "{secret} is in:\n{report}");
        }
        for told in [
            concat!("patchwork: ", env!("CARGO_PKG_VERSION")),
            "version of the tables: ",
            "parts not sent by reason, closed: ",
            "entries by kind, 3: ",
            "last agreed: none",
            "platform: ",
        ] {
            assert!(report.contains(told), "{told} is not in:\n{report}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_doctor_finds_nothing_in_a_sound_database_and_says_what_it_looked_at() {
        let kitchen = Kitchen::new().await;
        planted(&kitchen).await;
        let found = kitchen.client.doctor().await.unwrap();
        assert_eq!(found.findings, Vec::<String>::new());
        assert_eq!(found.cases, 1);
        assert!(found.entries > 10, "{found:?}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_doctor_finds_what_is_not_what_its_author_signed() {
        let kitchen = Kitchen::new().await;
        let case = kitchen.ella().await;
        let damaged = kitchen.client.change(move |device, w, touched| {
            let part = patchwork_protocol::Part {
                kind: patchwork_protocol::PartKind::Entry,
                body: patchwork_model::testing::note(0, "quiet").encode()?,
            };
            let waiting = vec![patchwork_sync::WaitingPart { id: (), part }];
            let sealed = device.seal(case, waiting, &mut touched.rng()).unwrap();
            let mut kept = sealed[0].kept();
            if let patchwork_protocol::LogItem::Envelope(bytes) = &mut kept.item {
                let last = bytes.len() - 1;
                bytes[last] ^= 1;
            }
            crate::workspace::keep_item(&kept, w)
        });
        damaged.await.unwrap();
        let found = kitchen.client.doctor().await.unwrap();
        assert_eq!(found.envelopes, 1);
        assert_eq!(found.findings.len(), 1, "{found:?}");
        assert!(found.findings[0].contains("signed"), "{found:?}");
    }
}
