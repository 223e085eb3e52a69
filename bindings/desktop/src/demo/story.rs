//! The story without a browser: each step played through the clients' public
//! calls, and checked.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use patchwork_client::{
    CaseId, Client, ConflictView, ContactDetail, ContactKind, DraftView, EntryId, EntryKind,
    EntryState, PictureNodeKind, PictureRequest, SyncState, TimelineFilter, Viewport,
};
use patchwork_relay::{HeldKind, Holdings, inspect};

use super::{
    DemoError,
    line::Line,
    relay::Relay,
    scene::{MUMS_NUMBER, PLANTED, Place, Scene},
    search::{Searched, search},
};

/// The words of the story's third step.
pub(super) const WORRY: &str = "Ella very quiet; same clothes as Monday.";
/// Mum's number as Tom writes it down.
pub(super) const TOMS_NUMBER: &str = "07700 900318";
/// Mum's number as Priya writes it down.
pub(super) const PRIYAS_NUMBER: &str = "07700 900655";

/// Anything that needs longer has not happened.
const PATIENCE: Duration = Duration::from_secs(20);
/// So long the strip is watched for what must not come.
const WATCHED: Duration = Duration::from_millis(1_500);

/// Both phones open in this process, with the lines and the relay's process.
struct Stage {
    relay: Relay,
    lines: (Line, Line),
    priya: Arc<Client>,
    tom: Arc<Client>,
    place: Place,
}

/// One step, as it is told.
struct Step {
    name: &'static str,
}

impl Step {
    fn ensure(&self, holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), DemoError> {
        if holds {
            return Ok(());
        }
        Err(DemoError::Story {
            step: self.name.to_owned(),
            what: otherwise(),
        })
    }

    fn passed(&self, what: &str) {
        println!("✓ {} {what}", self.name);
    }

    /// Waits until this holds, and says how long it took.
    async fn until<F>(
        &self,
        what: &str,
        mut holds: impl FnMut() -> F,
    ) -> Result<Duration, DemoError>
    where
        F: Future<Output = Result<bool, DemoError>>,
    {
        let began = Instant::now();
        while !holds().await? {
            self.ensure(began.elapsed() < PATIENCE, || {
                format!("waited {} s in vain: {what}", PATIENCE.as_secs())
            })?;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(began.elapsed())
    }
}

/// Plays the story on a new scene, which ends with it.
pub(super) async fn tell(scene: Scene) -> Result<(), DemoError> {
    let began = Instant::now();
    let (priya, tom) = tokio::try_join!(scene.priya.0.open(10), scene.tom.0.open(10))?;
    println!(
        "  Two phones unlocked in {:.1} s.",
        began.elapsed().as_secs_f64()
    );
    let folders = (scene.priya.0.folder.clone(), scene.tom.0.folder.clone());
    let mut stage = Stage {
        relay: scene.relay,
        lines: (scene.priya.1, scene.tom.1),
        priya,
        tom,
        place: scene.place,
    };
    let told = stage.tell((&folders.0, &folders.1)).await;
    stage.priya.lock().await;
    stage.tom.lock().await;
    stage.relay.end().await;
    told?;
    println!(
        "The story holds, in {:.1} s.",
        began.elapsed().as_secs_f64()
    );
    Ok(())
}

impl Stage {
    async fn tell(&mut self, phones: (&Path, &Path)) -> Result<(), DemoError> {
        self.both_see_ella().await?;
        self.priya_loses_signal().await?;
        let worry = self.priya_saves_a_worry().await?;
        self.both_change_mums_number().await?;
        self.signal_returns(worry).await?;
        self.search_for_ella(phones)?;
        self.stop_and_start_the_relay().await?;
        // Again, with everything that came to disk since.
        self.search_for_ella(phones)
    }

    fn held(&self) -> Result<Holdings, DemoError> {
        Ok(inspect(&self.relay.data_dir(), 8)?)
    }

    async fn both_see_ella(&self) -> Result<(), DemoError> {
        let step = Step { name: "1." };
        let (mut pictures, mut calls) = (Vec::new(), 0);
        for client in [&self.priya, &self.tom] {
            client.sync_now(20_000).await?;
            let request = PictureRequest::whole(Viewport {
                width: 360.0,
                height: 420.0,
                text_scale: 1.0,
            });
            pictures.push(client.picture(self.place.ella, request).await?);
            let view = client.case_view(self.place.ella).await?;
            let joan = view.people.iter().find(|p| p.person == self.place.joan);
            calls += joan.map_or(0, |joan| {
                let links = |scheme| joan.contacts.iter().any(|c| c.link.starts_with(scheme));
                usize::from(links("tel:") && links("mailto:"))
            });
            // The child may be listed too, for what is said of them.
            let child = view.header.child.as_str();
            let others = view.people.iter().filter(|p| p.name != child);
            let around = others.filter(|p| p.is_current).count();
            step.ensure(around == 18, || {
                let names: Vec<_> = view.people.iter().map(|p| p.name.as_str()).collect();
                format!("expected 18 people around Ella, got {around}: {names:?}")
            })?;
        }
        step.ensure(calls == 2, || {
            "Joan should be there to call and to email on both phones".to_owned()
        })?;
        let (ours, theirs) = (pictures.first(), pictures.last());
        step.ensure(ours == theirs, || {
            "the two phones should draw the same picture".to_owned()
        })?;
        let faces = ours.map_or(0, |picture| {
            let of_people = |kind: PictureNodeKind| kind != PictureNodeKind::Child;
            picture
                .faces
                .iter()
                .filter(|face| of_people(face.kind))
                .count()
        });
        step.passed(&format!(
            "Both phones show Ella’s picture: 18 people, {faces} faces; Joan, her health visitor, can be called and emailed."
        ));
        Ok(())
    }

    async fn priya_loses_signal(&self) -> Result<(), DemoError> {
        let step = Step { name: "2." };
        self.lines.0.cut();
        let took = step
            .until("Priya’s phone should notice that it is offline", || async {
                Ok(self.priya.sync_status().await?.state == SyncState::Offline)
            })
            .await?;
        let label = self.priya.sync_status().await?.label;
        step.ensure(label == "Offline, saved on this phone", || {
            format!("the chip says “{label}”")
        })?;
        step.passed(&format!(
            "Aeroplane mode on Priya’s phone: “{label}”, noticed in {}.",
            millis(took)
        ));
        Ok(())
    }

    async fn priya_saves_a_worry(&self) -> Result<EntryId, DemoError> {
        let step = Step { name: "3." };
        let before = self.held()?;
        let draft = DraftView {
            kind: EntryKind::Worry,
            text: WORRY.to_owned(),
            ..self.priya.new_draft(Some(self.place.ella)).await?
        };
        let audience = self.priya.audience(draft.clone()).await?;
        step.ensure(audience.referral.before.contains("999"), || {
            "a worry should say that it is no referral".to_owned()
        })?;
        let began = Instant::now();
        let saved = self.priya.save_entry(draft).await?;
        let took = began.elapsed();
        let entry = self.priya.entry(self.place.ella, saved.entry).await?;
        step.ensure(entry.state == EntryState::Undoable, || {
            format!("it should be saved here and undoable, is {:?}", entry.state)
        })?;
        // Beyond the undo window nothing but the missing signal holds it back.
        self.priya.send_now().await?;
        tokio::time::sleep(WATCHED).await;
        let entry = self.priya.entry(self.place.ella, saved.entry).await?;
        step.ensure(entry.state == EntryState::SavedHere, || {
            format!(
                "it should be saved on this phone only, is {:?}",
                entry.state
            )
        })?;
        let label = self.priya.sync_status().await?.label;
        step.ensure(label == "1 change waiting", || {
            format!("the chip says “{label}”")
        })?;
        let after = self.held()?;
        step.ensure(after.items == before.items, || {
            format!(
                "the relay’s log grew from {} to {}",
                before.items, after.items
            )
        })?;
        step.ensure(!has(&self.tom, self.place.ella, saved.entry).await?, || {
            "Tom’s phone shows what has not left Priya’s".to_owned()
        })?;
        step.passed(&format!(
            "Priya saves a worry with no signal, in {}: saved on this phone, {label}; “{}”. The relay’s log did not grow, Tom’s phone did not move.",
            millis(took),
            audience.label
        ));
        Ok(saved.entry)
    }

    async fn both_change_mums_number(&self) -> Result<(), DemoError> {
        let step = Step { name: "4." };
        let before = self.held()?;
        self.set_mums_number(&self.tom, TOMS_NUMBER).await?;
        let took = step
            .until("Tom’s change should reach the relay", || async {
                Ok(self.held()?.items > before.items)
            })
            .await?;
        self.set_mums_number(&self.priya, PRIYAS_NUMBER).await?;
        let waiting = self.priya.sync_status().await?.waiting;
        step.ensure(waiting == 2, || {
            format!("Priya’s phone should have 2 changes waiting, has {waiting}")
        })?;
        let seen = self.mums_numbers(&self.priya).await?;
        step.ensure(seen == [PRIYAS_NUMBER], || {
            format!("Priya should see her own change only, sees {seen:?}")
        })?;
        step.passed(&format!(
            "Tom changes Mum’s number, on the relay in {}; Priya, offline, changes it to another: 2 changes waiting.",
            millis(took)
        ));
        Ok(())
    }

    async fn set_mums_number(&self, client: &Client, number: &str) -> Result<(), DemoError> {
        let shown = client.case_view(self.place.ella).await?.header.shown;
        client
            .set_contact(
                self.place.ella,
                ContactDetail {
                    person: self.place.mum,
                    detail: Some(self.place.mums_mobile),
                    kind: ContactKind::Mobile,
                    value: number.to_owned(),
                    shown,
                },
            )
            .await?;
        Ok(())
    }

    /// Every value that stands, in the order shown.
    async fn mums_numbers(&self, client: &Client) -> Result<Vec<String>, DemoError> {
        if let Some(conflict) = self.conflict(client).await? {
            return Ok(conflict
                .values
                .into_iter()
                .map(|value| value.value)
                .collect());
        }
        let view = client.case_view(self.place.ella).await?;
        let mum = view.people.into_iter().find(|p| p.person == self.place.mum);
        let contacts = mum.map(|mum| mum.contacts).unwrap_or_default();
        Ok(contacts
            .into_iter()
            .filter(|contact| contact.detail == self.place.mums_mobile)
            .map(|contact| contact.value)
            .collect())
    }

    async fn conflict(&self, client: &Client) -> Result<Option<ConflictView>, DemoError> {
        let view = client.case_view(self.place.ella).await?;
        Ok(view
            .conflicts
            .into_iter()
            .find(|conflict| conflict.person == Some(self.place.mum)))
    }

    async fn signal_returns(&self, worry: EntryId) -> Result<(), DemoError> {
        let step = Step { name: "5." };
        let before = self.held()?;
        self.lines.0.mend();
        let began = Instant::now();
        // A phone tells its apps that there is signal again.
        self.priya.sync_now(20_000).await?;
        step.until("Tom should see the worry", || {
            has(&self.tom, self.place.ella, worry)
        })
        .await?;
        let worry_took = began.elapsed();
        let state = self.priya.entry(self.place.ella, worry).await?.state;
        step.ensure(state == EntryState::OnRelay, || {
            format!("the worry should be on the relay, is {state:?}")
        })?;
        let after = self.held()?;
        let rows = after.items - before.items;
        step.ensure(
            rows >= 2 && after.newest.first().map(|row| row.kind) == Some(HeldKind::Envelope),
            || format!("two sealed rows should have come, {rows} came"),
        )?;
        for client in [&self.priya, &self.tom] {
            step.until("both phones should keep both numbers", || async {
                Ok(self.conflict(client).await?.is_some())
            })
            .await?;
        }
        let (ours, theirs) = (
            self.conflict(&self.priya).await?,
            self.conflict(&self.tom).await?,
        );
        let conflict = theirs.clone().ok_or_else(|| DemoError::Story {
            step: step.name.to_owned(),
            what: "the numbers were there and went".to_owned(),
        })?;
        let said: BTreeSet<&str> = conflict.values.iter().map(|v| v.value.as_str()).collect();
        let by: BTreeSet<&str> = conflict.values.iter().map(|v| v.by.as_str()).collect();
        step.ensure(
            said == BTreeSet::from([TOMS_NUMBER, PRIYAS_NUMBER]) && by.len() == 2,
            || {
                format!(
                    "both numbers with who wrote them, got {:?}",
                    conflict.values
                )
            },
        )?;
        step.ensure(
            ours.map(|c| c.values.into_iter().map(|v| v.value).collect::<Vec<_>>())
                == Some(conflict.values.iter().map(|v| v.value.clone()).collect()),
            || "both phones should show them in one order".to_owned(),
        )?;
        let both = conflict
            .values
            .iter()
            .map(|v| format!("{} ({}, {})", v.value, v.by, crate::open::clock(&v.at)))
            .collect::<Vec<_>>()
            .join(" and ");

        let keep = conflict.values.iter().find(|v| v.value == PRIYAS_NUMBER);
        let choice = keep.map(|value| value.choice.clone()).unwrap_or_default();
        self.tom
            .choose_value(self.place.ella, conflict.field.clone(), choice)
            .await?;
        for client in [&self.priya, &self.tom] {
            step.until(
                "both phones should show the number that Tom chose",
                || async { Ok(self.mums_numbers(client).await? == [PRIYAS_NUMBER]) },
            )
            .await?;
        }
        step.passed(&format!(
            "Signal returns: {rows} unreadable rows more on the relay, Tom sees the worry after {}. Both phones keep {both}. Tom chooses, and both show {PRIYAS_NUMBER}.",
            millis(worry_took)
        ));
        Ok(())
    }

    fn search_for_ella(&self, (priya, tom): (&Path, &Path)) -> Result<(), DemoError> {
        let step = Step { name: "6." };
        let names: Vec<&str> = PLANTED
            .into_iter()
            .chain([MUMS_NUMBER, TOMS_NUMBER, PRIYAS_NUMBER, WORRY])
            .collect();
        let mut told = Vec::new();
        for (whose, folder) in [
            ("the relay’s", self.relay.folder()),
            ("Priya’s phone’s", priya),
            ("Tom’s phone’s", tom),
        ] {
            let Searched { files, hits } = search(folder, &names).map_err(DemoError::Child)?;
            let found: Vec<_> = hits.iter().filter(|(_, times)| *times > 0).collect();
            step.ensure(found.is_empty(), || {
                format!("{whose} files hold {found:?}; searched {files:?}")
            })?;
            let length: u64 = files.iter().map(|(_, bytes)| bytes).sum();
            step.ensure(files.len() > 1 && length > 100_000, || {
                format!("there should be something to search in, got {files:?}")
            })?;
            told.push(format!(
                "{whose} {} files ({} kB)",
                files.len(),
                length / 1000
            ));
        }
        let held = self.held()?;
        step.ensure(held.devices == 12 && held.spaces == 14, || {
            format!("12 devices and 14 teams should be known, got {held:?}")
        })?;
        step.passed(&format!(
            "“Ella” and {} other names: 0 hits in {}. What the relay knows: {} devices, {} teams, the order and padded size of {} rows.",
            names.len() - 1,
            told.join(", "),
            held.devices,
            held.spaces,
            held.items
        ));
        Ok(())
    }

    async fn stop_and_start_the_relay(&mut self) -> Result<(), DemoError> {
        let step = Step { name: "7." };
        let before = self.held()?;
        self.relay.stop().await;
        for client in [&self.priya, &self.tom] {
            step.until("a phone should notice that the relay is gone", || async {
                Ok(client.sync_status().await?.state == SyncState::Offline)
            })
            .await?;
        }
        let mut written = Vec::new();
        for (client, text) in [
            (&self.priya, "Nan will have all three on Friday."),
            (&self.tom, "Ella ate two bowls at breakfast club."),
        ] {
            let draft = DraftView {
                text: text.to_owned(),
                ..client.new_draft(Some(self.place.ella)).await?
            };
            written.push(client.save_entry(draft).await?.entry);
            let waiting = client.sync_status().await?.waiting;
            step.ensure(waiting == 1, || {
                format!("a phone should go on working with 1 change waiting, has {waiting}")
            })?;
        }
        let began = Instant::now();
        self.relay.start().await?;
        let started = began.elapsed();
        let kept = self.held()?;
        step.ensure(kept.items >= before.items, || {
            format!(
                "the relay lost rows: had {}, has {}",
                before.items, kept.items
            )
        })?;
        for client in [&self.priya, &self.tom] {
            client.sync_now(20_000).await?;
        }
        for client in [&self.priya, &self.tom] {
            for &entry in &written {
                step.until("both phones should have what was written meanwhile", || {
                    has(client, self.place.ella, entry)
                })
                .await?;
            }
        }
        let agreed = began.elapsed();
        let (ours, theirs) = (
            journal(&self.priya, self.place.ella).await?,
            journal(&self.tom, self.place.ella).await?,
        );
        step.ensure(ours == theirs && ours.len() > 60, || {
            format!(
                "the journals differ: {} and {} entries",
                ours.len(),
                theirs.len()
            )
        })?;
        for client in [&self.priya, &self.tom] {
            let status = client.sync_now(20_000).await?.status;
            step.ensure(status.state == SyncState::UpToDate, || {
                format!("a phone should be up to date, says “{}”", status.label)
            })?;
        }
        step.passed(&format!(
            "The relay stopped without warning: both went on writing. Started again in {}; after {} both hold the same {} entries, nothing lost.",
            millis(started),
            millis(agreed),
            ours.len()
        ));
        Ok(())
    }
}

async fn has(client: &Client, case: CaseId, entry: EntryId) -> Result<bool, DemoError> {
    match client.entry(case, entry).await {
        Ok(_) => Ok(true),
        Err(patchwork_client::ClientError::NotFound) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Every entry with its words.
async fn journal(client: &Client, case: CaseId) -> Result<BTreeSet<(EntryId, String)>, DemoError> {
    let mut entries = BTreeSet::new();
    let mut after = None;
    loop {
        let page = client
            .timeline(case, after, 100, TimelineFilter::All)
            .await?;
        for entry in page.entries {
            let answers = entry.thread.into_iter();
            entries.extend(answers.map(|answer| (answer.entry, answer.text)));
            entries.insert((entry.entry, entry.text));
        }
        after = page.next;
        if after.is_none() {
            return Ok(entries);
        }
    }
}

fn millis(took: Duration) -> String {
    format!("{} ms", took.as_millis())
}
