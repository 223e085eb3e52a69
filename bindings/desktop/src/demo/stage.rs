//! Everything that runs for one showing: the relay, two phones, and what was seen of the log.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
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
use crate::open::in_address;

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
    /// The page of the worry's draft, while it is being written.
    draft: Option<String>,
}

/// A step of the story that a button plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Step {
    /// Both phones show Ella's network.
    Picture,
    /// The picture shows one agency with all its people, and then one of them.
    Levels,
    /// The sheet on paper for Ella's mum.
    Sheet,
    /// Priya's phone loses its signal.
    NoSignal,
    /// Priya writes down a worry.
    Worry,
    /// Both change the number of Ella's mum.
    Numbers,
    /// Priya's phone has signal again.
    Signal,
    /// The relay stops or starts.
    Relay,
}

/// Where the browser should take the two phones.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub(super) struct Moves {
    pub(super) priya: Option<String>,
    pub(super) tom: Option<String>,
    /// What happened, for everybody to hear; empty for nothing.
    pub(super) said: String,
    /// How long this is looked at before the step goes on.
    #[serde(skip)]
    pub(super) pause: Duration,
}

impl Stage {
    /// Makes a scene in this folder and opens both phones with the passphrase, on these ports.
    pub(super) async fn set(
        folder: &Path,
        passphrase: &str,
        ports: (u16, u16),
        shown_by: &str,
    ) -> Result<Self, DemoError> {
        let scene: Scene = super::make_scene(folder, passphrase).await?;
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
            draft: None,
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

    /// The picture of Ella on a phone.
    pub(super) fn ellas_picture(&self) -> String {
        format!("/cases/{}", self.place.ella)
    }

    /// Plays one beat of a step that a visitor would rather watch, through the phones' own pages.
    /// None once the step is over.
    pub(super) async fn play(
        &mut self,
        step: Step,
        beat: usize,
    ) -> Result<Option<Moves>, DemoError> {
        let case = self.ellas_picture();
        let moves = match (step, beat) {
            (Step::Picture, 0) => Moves {
                priya: Some(format!("{case}/people/{}", self.place.joan)),
                tom: Some(case),
                said: "Priya’s phone shows Joan; Tom’s shows Ella’s picture.".to_owned(),
                ..Moves::default()
            },
            (Step::Levels, 0) => Moves {
                priya: Some(format!("{case}?group={}", in_address(&self.place.school))),
                said: "Ella’s school is open in the picture.".to_owned(),
                pause: Duration::from_secs(3),
                ..Moves::default()
            },
            (Step::Levels, 1) => Moves {
                priya: Some(format!("{case}?person={}", self.place.teacher)),
                said: "Ella’s teacher is opened over the picture, from her school.".to_owned(),
                ..Moves::default()
            },
            (Step::Sheet, 0) => Moves {
                priya: Some(format!("{case}/sheet?reader={}", self.place.mum)),
                said: "Priya’s phone shows what would be on a sheet for Ella’s mum.".to_owned(),
                ..Moves::default()
            },
            (Step::NoSignal, 0) => {
                self.priya.line.cut();
                Moves {
                    priya: Some(case),
                    said: "Priya’s phone has no signal now.".to_owned(),
                    ..Moves::default()
                }
            }
            (Step::Worry, _) => return self.write_worry(beat).await,
            (Step::Numbers, 0) => {
                for (whose, number) in [(Whose::Tom, TOMS_NUMBER), (Whose::Priya, PRIYAS_NUMBER)] {
                    self.change_mums_number(whose, number).await?;
                }
                let mums_page = format!("{case}/people/{}", self.place.mum);
                Moves {
                    priya: Some(mums_page.clone()),
                    tom: Some(mums_page),
                    said: "Each phone shows another number for Ella’s mum.".to_owned(),
                    ..Moves::default()
                }
            }
            // Tom looks at the timeline before anything comes, and so sees it come.
            (Step::Signal, 0) => Moves {
                priya: Some(format!("{case}/people/{}", self.place.mum)),
                tom: Some(format!("{case}/timeline")),
                pause: Duration::from_millis(1_500),
                ..Moves::default()
            },
            (Step::Signal, 1) => {
                self.priya.line.mend();
                self.priya.tell_of_network();
                Moves {
                    said: "Priya’s phone has signal again.".to_owned(),
                    ..Moves::default()
                }
            }
            (Step::Relay, 0) => {
                let said = if self.relay.is_running() {
                    self.relay.stop().await;
                    "The relay has stopped. Both phones go on working."
                } else {
                    self.start_relay().await?;
                    "The relay runs again."
                };
                Moves {
                    said: said.to_owned(),
                    ..Moves::default()
                }
            }
            _ => return Ok(None),
        };
        Ok(Some(moves))
    }

    /// Writes the worry on Priya's phone so that it is seen being written: the page keeps each
    /// word in its draft as it does while somebody types, and is loaded again. Then it is saved.
    async fn write_worry(&mut self, beat: usize) -> Result<Option<Moves>, DemoError> {
        let pages = self.priya.pages();
        if beat == 0 {
            let capture = format!("{}/capture", self.ellas_picture());
            let draft = pages.submit(&capture, &[("kind", "worry")]).await?;
            self.draft = Some(draft.clone());
            return Ok(Some(Moves {
                priya: Some(draft),
                pause: Duration::from_millis(800),
                ..Moves::default()
            }));
        }
        let Some(draft) = self.draft.clone() else {
            return Ok(None);
        };
        let words: Vec<&str> = WORRY.split_inclusive(' ').take(beat).collect();
        let text = words.concat();
        if words.len() == beat {
            let kept = [("kind", "worry"), ("text", text.as_str())];
            pages.keep(&draft, &kept).await?;
            return Ok(Some(Moves {
                priya: Some(draft),
                pause: Duration::from_millis(350),
                ..Moves::default()
            }));
        }
        let saved = [("kind", "worry"), ("text", WORRY), ("do", "save")];
        let entry = pages.submit(&draft, &saved).await?;
        self.draft = None;
        Ok(Some(Moves {
            priya: Some(entry),
            said: "Priya’s worry is saved on her phone.".to_owned(),
            ..Moves::default()
        }))
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
