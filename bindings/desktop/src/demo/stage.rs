//! Everything that runs for one showing: the relay, two phones, and what was seen of the log.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use patchwork_relay::{Holdings, inspect};

use super::{
    DemoError,
    phone::Phone,
    relay::Relay,
    scene::{MUMS_NUMBER, PLANTED, Place, Scene},
    search::{Searched, search},
    story::{PRIYAS_NUMBER, TOMS_NUMBER, WORRY},
};

/// As many rows of the log as the strip shows.
const ROWS: u32 = 14;

/// Whose phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Whose {
    Priya,
    Tom,
}

/// One showing.
pub(super) struct Stage {
    pub(super) relay: Relay,
    pub(super) priya: Phone,
    pub(super) tom: Phone,
    pub(super) place: Place,
    folder: PathBuf,
    /// When rows came that came while somebody watched.
    arrivals: BTreeMap<u64, Timestamp>,
    newest: u64,
}

/// Where the browser should take the two phones.
#[derive(Debug, Default, serde::Serialize)]
pub(super) struct Moves {
    pub(super) priya: Option<String>,
    pub(super) tom: Option<String>,
    /// What happened, for everybody to hear.
    pub(super) said: String,
}

impl Stage {
    /// Makes a scene in this folder and opens both phones, on these ports.
    pub(super) async fn set(
        folder: &Path,
        ports: (u16, u16),
        shown_by: &str,
    ) -> Result<Self, DemoError> {
        let scene: Scene = super::make_scene(folder).await?;
        let (priya, tom) = tokio::try_join!(
            Phone::start(&scene.priya.0, scene.priya.1, ports.0, shown_by),
            Phone::start(&scene.tom.0, scene.tom.1, ports.1, shown_by),
        )?;
        let mut stage = Self {
            relay: scene.relay,
            priya,
            tom,
            place: scene.place,
            folder: folder.to_owned(),
            arrivals: BTreeMap::new(),
            newest: u64::MAX,
        };
        stage.look()?;
        Ok(stage)
    }

    pub(super) fn phone(&self, whose: Whose) -> &Phone {
        match whose {
            Whose::Priya => &self.priya,
            Whose::Tom => &self.tom,
        }
    }

    /// What the relay holds, and whether something came since the last look.
    pub(super) fn look(&mut self) -> Result<(Holdings, bool), DemoError> {
        let held = inspect(&self.relay.data_dir(), ROWS)?;
        let latest = held.newest.first().map_or(0, |row| row.row);
        let is_new = latest > self.newest;
        let now = Timestamp::now();
        for row in held.newest.iter().filter(|row| row.row > self.newest) {
            self.arrivals.insert(row.row, now);
        }
        self.newest = latest;
        Ok((held, is_new))
    }

    /// When this row came, if somebody watched.
    pub(super) fn arrived(&self, row: u64) -> Option<Timestamp> {
        self.arrivals.get(&row).copied()
    }

    /// Searches all that the relay's operator has for the story's names.
    pub(super) fn search(&self) -> Result<Searched, DemoError> {
        let names: Vec<&str> = PLANTED
            .into_iter()
            .chain([TOMS_NUMBER, PRIYAS_NUMBER])
            .collect();
        search(self.relay.folder(), &names).map_err(DemoError::Child)
    }

    /// Plays what a visitor would rather watch, through the phones' own pages.
    pub(super) async fn play(&mut self, step: u8) -> Result<Moves, DemoError> {
        let case = format!("/cases/{}", self.place.ella);
        let mums_page = format!("{case}/people/{}", self.place.mum);
        let mut moves = Moves::default();
        match step {
            1 => {
                moves.priya = Some(format!("{case}/people/{}", self.place.joan));
                moves.tom = Some(case);
                moves.said = "Priya’s phone shows Joan; Tom’s shows Ella’s picture.".into();
            }
            2 => {
                self.priya.line.cut();
                moves.priya = Some(case);
                moves.said = "Priya’s phone has no signal now.".into();
            }
            3 => {
                let pages = self.priya.pages();
                let draft = pages
                    .submit(&format!("{case}/capture"), &[("kind", "worry")])
                    .await?;
                let saved = pages
                    .submit(
                        &draft,
                        &[("kind", "worry"), ("text", WORRY), ("do", "save")],
                    )
                    .await?;
                moves.priya = Some(saved);
                moves.said = "Priya’s worry is saved on her phone.".into();
            }
            4 => {
                for (whose, number) in [(Whose::Tom, TOMS_NUMBER), (Whose::Priya, PRIYAS_NUMBER)] {
                    self.change_mums_number(whose, number).await?;
                }
                moves.priya = Some(mums_page.clone());
                moves.tom = Some(mums_page);
                moves.said = "Each phone shows another number for Ella’s mum.".into();
            }
            5 => {
                self.priya.line.mend();
                self.priya.tell_of_network();
                moves.priya = Some(mums_page);
                moves.tom = Some(format!("{case}/timeline"));
                moves.said = "Priya’s phone has signal again.".into();
            }
            7 => {
                if self.relay.is_running() {
                    self.relay.stop().await;
                    moves.said = "The relay has stopped. Both phones go on working.".into();
                } else {
                    self.start_relay().await?;
                    moves.said = "The relay runs again.".into();
                }
            }
            _ => {}
        }
        Ok(moves)
    }

    pub(super) async fn start_relay(&mut self) -> Result<(), DemoError> {
        self.relay.start().await?;
        self.priya.tell_of_network();
        self.tom.tell_of_network();
        Ok(())
    }

    async fn change_mums_number(&self, whose: Whose, number: &str) -> Result<(), DemoError> {
        let Place {
            ella,
            mum,
            mums_mobile,
            ..
        } = &self.place;
        let field = format!("contact-{mums_mobile}");
        self.phone(whose)
            .pages()
            .submit(
                &format!("/cases/{ella}/people/{mum}/edit"),
                &[
                    ("name", "Kelly Marsh"),
                    ("role", "Mum"),
                    ("agency", ""),
                    ("note", ""),
                    (&format!("was-{field}"), MUMS_NUMBER),
                    (&field, number),
                ],
            )
            .await?;
        Ok(())
    }

    /// Ends every process and removes every file.
    pub(super) async fn strike(self) {
        tokio::join!(self.priya.end(), self.tom.end(), self.relay.end());
        let _ = std::fs::remove_dir_all(self.folder);
    }
}
