//! Everything that the relay has not confirmed, as plain text: so that no words
//! are ever caught in a phone.

use core::fmt::Write;
use std::collections::{BTreeMap, BTreeSet};

use patchwork_model::{Card, CardBody, Entry, EntryBody, Participant, PersonId, ResidenceId, When};
use patchwork_protocol::{Envelope, LogItem, PartKind, SpaceId};
use patchwork_store::{OutboxPart, PartState, Reader};
use patchwork_sync::Opened;

use super::{Names, attention::unsent_part, case_read::child_name, trouble, words};
use crate::{Client, ClientError, Result};

/// More refused items than these are not one's own.
const MOST_REFUSED: u32 = 5_000;
/// The end of a text that tells a withheld address.
const LOOK_IS_NOTED: &str = "This text tells a withheld address. That you looked is noted here, and \
                             the team is told when you next write in this case.\n";

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Plain text of everything that was saved here and is not on the relay. A withheld address in
    /// it is told, and marked: it would be lost otherwise. That it was looked at is noted first.
    pub async fn export_unsent(&self) -> Result<String> {
        let roster = self.roster().await?;
        let withdrawn = self.own_refused(roster.device).await?;
        let read = self.read(move |r| {
            let names = Names::of(roster, r);
            let mut export = Export::new(&names, r);
            for part in r.unsent()? {
                export.part(&part)?;
            }
            for opened in &withdrawn {
                export.withdrawn(opened)?;
            }
            export.queued_members()?;
            let withheld = core::mem::take(&mut export.withheld);
            Ok((export.whole(), withheld))
        });
        let (text, withheld) = read.await?;
        self.told(text, withheld).await
    }
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Plain text of one thing that this person wrote and could not send, by its
    /// [`FailedItem::discard`](crate::FailedItem::discard): to be copied out before it is thrown
    /// away. A withheld address is told as in [`export_unsent`](Self::export_unsent).
    pub async fn unsent_words(&self, handle: String) -> Result<String> {
        let roster = self.roster().await?;
        let read = self.read(move |r| {
            let names = Names::of(roster, r);
            let mut export = Export::new(&names, r);
            export.part(&unsent_part(&handle, r)?)?;
            Ok((export.text, export.withheld))
        });
        let (text, withheld) = read.await?;
        self.told(text, withheld).await
    }
}

impl Client {
    /// The text, once it is noted whose withheld address it tells; it says so.
    async fn told(
        &self,
        mut text: String,
        withheld: BTreeSet<(SpaceId, ResidenceId)>,
    ) -> Result<String> {
        if !withheld.is_empty() && self.note_withheld(withheld).await? {
            text.push_str(LOOK_IS_NOTED);
        }
        Ok(text)
    }

    /// What this device wrote and the team's rules no longer count: nobody
    /// sees it, so its words must not be lost here.
    async fn own_refused(&self, device: Option<crate::DeviceId>) -> Result<Vec<Opened>> {
        let Some(device) = device else {
            return Ok(Vec::new());
        };
        let mut rows = self.read(|r| Ok(r.refused_items(MOST_REFUSED)?)).await?;
        rows.retain(|row| {
            row.place
                .is_some_and(|(replica, _)| replica.device() == device)
        });
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let opened = self.inspect(move |device| {
            Ok(rows
                .iter()
                .filter_map(|row| {
                    let LogItem::Envelope(bytes) = &row.item else {
                        return None;
                    };
                    device.open(row.space, &Envelope::decode(bytes).ok()?)
                })
                .collect())
        });
        match opened.await {
            Err(ClientError::NotFound) => Ok(Vec::new()),
            opened => opened,
        }
    }
}

pub(super) struct Export<'x, 'c> {
    text: String,
    children: BTreeMap<SpaceId, String>,
    /// Whose withheld address is in the text.
    withheld: BTreeSet<(SpaceId, ResidenceId)>,
    pub(super) names: &'x Names<'x>,
    pub(super) r: &'x Reader<'c>,
}

impl<'x, 'c> Export<'x, 'c> {
    const fn new(names: &'x Names<'x>, r: &'x Reader<'c>) -> Self {
        Self {
            text: String::new(),
            children: BTreeMap::new(),
            withheld: BTreeSet::new(),
            names,
            r,
        }
    }
}

impl Export<'_, '_> {
    fn whole(self) -> String {
        if self.text.is_empty() {
            return "Nothing waits on this phone: the relay has everything.\n".to_owned();
        }
        format!(
            "Saved on this phone and not on the relay.\nConfidential: keep it as you keep a case \
             file.\n\n{}",
            self.text
        )
    }

    fn line(&mut self, line: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{line}");
    }

    fn child(&mut self, space: SpaceId) -> Result<String> {
        if let Some(child) = self.children.get(&space) {
            return Ok(child.clone());
        }
        let child = child_name(space, self.r)?;
        self.children.insert(space, child.clone());
        Ok(child)
    }

    fn part(&mut self, part: &OutboxPart) -> Result<()> {
        let said = match part.part.kind {
            PartKind::Entry => match Entry::decode(&part.part.body) {
                Ok(entry) => self.entry(part.space, &entry)?,
                Err(_) => return Ok(()),
            },
            PartKind::Change => match &part.edit {
                Some(edit) => {
                    let edits = crate::workspace::edits_of(edit, part.saved_at)?.edits;
                    let mut lines = Vec::new();
                    for edit in &edits {
                        lines.push(self.edit(part.space, edit)?);
                        let told = self.tells_withheld(part.space, edit)?;
                        self.withheld.extend(told.map(|it| (part.space, it)));
                    }
                    lines.join("\n")
                }
                None => return Ok(()),
            },
            PartKind::Card => match Card::decode(&part.part.body) {
                Ok(card) => card_in_words(&card.body),
                Err(_) => return Ok(()),
            },
            // Who looked is no words of anyone's.
            PartKind::Access | PartKind::Carried | PartKind::Unknown(_) => return Ok(()),
        };
        let child = self.child(part.space)?;
        let head = if child.is_empty() {
            "Directory".to_owned()
        } else {
            child
        };
        self.line(&format!("{head}, saved {}", words::moment(part.saved_at)));
        if let PartState::NeedsAttention { why, detail } = &part.state {
            self.line(&format!("Not sent: {}.", trouble::in_words(*why, detail)));
        }
        self.line(&said);
        self.line("");
        Ok(())
    }

    fn withdrawn(&mut self, opened: &Opened) -> Result<()> {
        for (_, part) in &opened.parts {
            if part.kind != PartKind::Entry {
                continue;
            }
            let Ok(entry) = Entry::decode(&part.body) else {
                continue;
            };
            let child = self.child(opened.space)?;
            let said = self.entry(opened.space, &entry)?;
            self.line(&format!(
                "{child}, written {}",
                words::moment(entry.written_at)
            ));
            self.line("The team does not see this: it came after your time on the team.");
            self.line(&said);
            self.line("");
        }
        Ok(())
    }

    fn queued_members(&mut self) -> Result<()> {
        let mut cases: Vec<SpaceId> = self
            .r
            .intents()?
            .iter()
            .map(|intent| intent.space)
            .collect();
        cases.dedup();
        for case in cases {
            for (member, _) in crate::workspace::queued_members(self.r, case)? {
                let child = self.child(case)?;
                self.line(&format!(
                    "{child}: {} is to join the team.",
                    self.names.name(member)
                ));
            }
        }
        Ok(())
    }

    fn entry(&self, space: SpaceId, entry: &Entry) -> Result<String> {
        let when = match entry.happened_at {
            When::At(moment) => words::moment(moment),
            When::About(moment) => format!("about {}", words::moment(moment)),
            When::On(day) => words::day(day),
        };
        let mut lines = vec![format!("{}, {when}", entry.body.headline())];
        if !entry.about.is_empty() {
            let about: Vec<String> = entry
                .about
                .iter()
                .map(|person| self.person(space, *person))
                .collect::<Result<_>>()?;
            lines.push(format!("About {}", words::listed(&about)));
        }
        if !entry.with.is_empty() {
            let with: Vec<String> = entry
                .with
                .iter()
                .map(|who| match who {
                    Participant::Person(person) => self.person(space, *person),
                    Participant::Practitioner(id) => Ok(self.names.name(*id)),
                })
                .collect::<Result<_>>()?;
            lines.push(format!("With {}", words::listed(&with)));
        }
        lines.extend(entry.known.map(|known| known.label().to_owned()));
        let mut said = |what: &str, text: &str| {
            if !text.trim().is_empty() {
                lines.push(format!("{what}{text}"));
            }
        };
        match &entry.body {
            EntryBody::SharingDecision {
                choice,
                what,
                with_whom,
                why,
                ..
            } => {
                said("", what);
                said(&format!("{}: ", words::with_whom(*choice)), with_whom);
                said("Why: ", why);
            }
            EntryBody::SignificantEvent {
                text,
                impact,
                action_taken,
            } => {
                said("", text);
                said("What it means: ", impact);
                said("What was done: ", action_taken);
            }
            EntryBody::Amendment { of, text } => {
                if let Some(original) = self.r.entry(space, *of)? {
                    said("Before: ", original.row.body.text());
                }
                said("Corrected: ", text);
            }
            EntryBody::StrikeThrough { of, reason } => {
                if let Some(original) = self.r.entry(space, *of)? {
                    said("Struck through: ", original.row.body.text());
                }
                said("Why: ", reason);
            }
            body => {
                if let Some(about) = body.target()
                    && let Some(entry) = self.r.entry(space, about)?
                {
                    said("About: ", entry.row.body.text());
                }
                said("", body.text());
            }
        }
        Ok(lines.join("\n"))
    }

    pub(super) fn person(&self, space: SpaceId, person: PersonId) -> Result<String> {
        if person == PersonId::CHILD {
            return child_name(space, self.r);
        }
        let people = self.r.people(space)?;
        Ok(people
            .into_iter()
            .find(|row| row.id == person)
            .map_or_else(|| "someone".to_owned(), |row| row.name))
    }
}

fn card_in_words(body: &CardBody) -> String {
    match body {
        CardBody::Agency(card) => format!("Agency: {}, {}", card.name, card.kind.label()),
        CardBody::Practitioner(card) => {
            format!("Practitioner: {}, {}", card.name, card.role)
        }
        CardBody::Partnership(card) => match &card.front_door {
            None => format!("Partnership: {}", card.name),
            Some(door) => format!("Partnership: {}, front door {}", card.name, door.number),
        },
        CardBody::Newer(read) => card_in_words(read),
        CardBody::Unknown(_) => String::new(),
        CardBody::Contact(card) => {
            let mut said = vec!["Your card:".to_owned()];
            said.extend(card.phones.iter().cloned());
            said.extend(card.emails.iter().cloned());
            said.extend(card.best_way.clone());
            said.extend(card.best_time.clone());
            said.extend(
                card.away_until
                    .map(|day| format!("away until {}", words::day(day))),
            );
            said.join(" · ")
        }
    }
}
