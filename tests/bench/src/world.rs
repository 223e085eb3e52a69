//! A partnership of real clients that writes a workload.
//!
//! Everyone joins as people do: invited, asked, admitted. One more practitioner
//! than the workload has, the reader, is on every team and writes nothing: it is
//! their phone that is measured.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use patchwork_client::{
    AccessRole, AgencyId, AgencyKind, CaseId, Client, ClientError, ConnectionOptions, ContactMode,
    ContactOutcome, EntryKind, Founding, Invitee, NewCase, NewMember, NewPerson, Options,
    PractitionerId,
    testing::{TestVault, join_all},
};

use crate::{Case, Note, Person, Result, Workload};

/// Longest that anything here may take.
const PATIENCE: u32 = 60_000;

/// A client in this folder, without an undo window.
pub async fn opened(folder: &Path) -> Result<Arc<Client>> {
    let options = Options {
        data_dir: folder.display().to_string(),
        undo_seconds: 0,
        connection: ConnectionOptions::default(),
    };
    let began = Instant::now();
    loop {
        let vault = Arc::new(TestVault::beside(folder)?);
        match Client::open(options.clone(), vault).await {
            // What a client that was closed just now did on another thread may
            // hold its database a moment longer.
            Err(ClientError::Invalid { field, .. })
                if field == "data_dir" && began.elapsed() < Duration::from_secs(5) =>
            {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            opened => return Ok(opened?),
        }
    }
}

/// Someone who writes.
pub struct Writer {
    /// Who.
    pub practitioner: PractitionerId,
    folder: PathBuf,
    client: Option<Arc<Client>>,
}

impl Writer {
    /// Their client; open.
    pub fn client(&self) -> Result<Arc<Client>> {
        Ok(Arc::clone(
            self.client.as_ref().ok_or("this client is closed")?,
        ))
    }

    /// Opens it.
    pub async fn open(&mut self) -> Result<Arc<Client>> {
        if self.client.is_none() {
            self.client = Some(opened(&self.folder).await?);
        }
        self.client()
    }

    /// Closes it.
    pub async fn close(&mut self) {
        if let Some(client) = self.client.take() {
            client.lock().await;
        }
    }
}

/// The partnership.
pub struct World {
    folder: PathBuf,
    relay: String,
    /// Who writes, by the workload's ids.
    pub writers: BTreeMap<String, Writer>,
    /// Cases, by the workload's ids.
    pub cases: BTreeMap<String, CaseId>,
    reader: PractitionerId,
}

impl World {
    /// Founds a partnership and brings the reader and everyone of the workload in.
    pub async fn found(folder: &Path, relay: SocketAddr, workload: &Workload) -> Result<Self> {
        let relay = format!("http://{relay}");
        let admin = opened(&folder.join("founder")).await?;
        admin
            .found(Founding {
                relay: relay.clone(),
                relay_token: None,
                partnership: "Benchmark".to_owned(),
                front_door: String::new(),
                agency: "Founders".to_owned(),
                agency_kind: AgencyKind::SocialCare,
                name: "Fay Founder".to_owned(),
                role: "Administrator".to_owned(),
            })
            .await?;
        let mut agencies: BTreeMap<String, AgencyId> = BTreeMap::new();
        for one in &workload.practitioners {
            if !agencies.contains_key(&one.agency) {
                let id = admin
                    .add_agency(one.agency.clone(), AgencyKind::School)
                    .await?;
                agencies.insert(one.agency.clone(), id);
            }
        }
        let any = *agencies
            .values()
            .next()
            .ok_or("a workload without practitioners")?;

        let mut people = vec![(
            "reader".to_owned(),
            Invitee {
                id: None,
                name: "Rowan Reader".to_owned(),
                role: "Auditor".to_owned(),
                agency: any,
            },
        )];
        people.extend(workload.practitioners.iter().map(|one| {
            let agency = agencies.get(&one.agency).copied().unwrap_or(any);
            let invitee = Invitee {
                id: None,
                name: one.name.clone(),
                role: one.role.clone(),
                agency,
            };
            (one.id.clone(), invitee)
        }));
        let mut joining = Vec::new();
        let mut asking = Vec::new();
        for (id, invitee) in people {
            let folder = folder.join(&id);
            let client = opened(&folder).await?;
            asking.push((Arc::clone(&client), invitee));
            joining.push((id, folder, client));
        }
        let practitioners = join_all(&admin, asking).await?;
        settle(&admin).await?;
        admin.lock().await;

        let mut writers = BTreeMap::new();
        for ((id, folder, client), practitioner) in joining.into_iter().zip(practitioners) {
            settle(&client).await?;
            let writer = Writer {
                practitioner,
                folder,
                client: Some(client),
            };
            writers.insert(id, writer);
        }
        let mut reader = writers.remove("reader").ok_or("the reader did not join")?;
        reader.close().await;
        Ok(Self {
            folder: folder.to_owned(),
            relay,
            reader: reader.practitioner,
            writers,
            cases: BTreeMap::new(),
        })
    }

    /// The folder of the reader's phone. It was closed right after joining: it
    /// has the directory, and nothing of any case.
    pub fn reader(&self) -> PathBuf {
        self.folder.join("reader")
    }

    /// Where the relay is.
    pub fn relay(&self) -> &str {
        &self.relay
    }

    /// Opens the cases, each by the first of its team, with its people. Whoever
    /// opens it is offline meanwhile, so that a case's changes share an envelope.
    pub async fn open_cases(&mut self, workload: &Workload) -> Result<()> {
        let mut by_opener: BTreeMap<String, Vec<&Case>> = BTreeMap::new();
        for case in &workload.cases {
            let opener = case.team.first().ok_or("a case without a team")?;
            by_opener.entry(opener.clone()).or_default().push(case);
        }
        for (opener, cases) in by_opener {
            let client = self.writer(&opener)?.client()?;
            client.set_offline(true).await?;
            let mut opened = Vec::new();
            for case in cases {
                let mut team = vec![member(self.reader)];
                for id in case.team.iter().skip(1) {
                    team.push(member(self.writer(id)?.practitioner));
                }
                opened.push((case.id.clone(), open_case(&client, case, team).await?));
            }
            client.set_offline(false).await?;
            settle(&client).await?;
            self.cases.extend(opened);
        }
        // Everyone has their cases before the notes are written.
        for writer in self.writers.values() {
            let client = writer.client()?;
            settle(&client).await?;
        }
        Ok(())
    }

    /// Writes notes one by one, each sent and acknowledged before its author's
    /// next; authors write at the same time.
    pub async fn write(&mut self, notes: &[Note]) -> Result<()> {
        let mut by_author: BTreeMap<String, Vec<(CaseId, Note)>> = BTreeMap::new();
        for note in notes {
            let case = *self.cases.get(&note.case).ok_or("a note in no case")?;
            by_author
                .entry(note.author.clone())
                .or_default()
                .push((case, note.clone()));
        }
        let mut tasks = Vec::new();
        for (author, notes) in by_author {
            let client = self.writer_mut(&author)?.open().await?;
            tasks.push(tokio::spawn(async move {
                for (case, note) in notes {
                    until(|| async { Ok(client.case_view(case).await.is_ok()) }).await?;
                    write_note(&client, case, &note).await?;
                    settle(&client).await?;
                }
                Ok::<_, crate::Error>(())
            }));
        }
        for task in tasks {
            task.await??;
        }
        Ok(())
    }

    /// Closes every writer's client.
    pub async fn close(&mut self) {
        for writer in self.writers.values_mut() {
            writer.close().await;
        }
    }

    /// One of the writers.
    pub fn writer(&self, id: &str) -> Result<&Writer> {
        Ok(self
            .writers
            .get(id)
            .ok_or_else(|| format!("nobody is called {id}"))?)
    }

    /// The same, to open or close.
    pub fn writer_mut(&mut self, id: &str) -> Result<&mut Writer> {
        Ok(self
            .writers
            .get_mut(id)
            .ok_or_else(|| format!("nobody is called {id}"))?)
    }
}

/// Saves one note.
pub(crate) async fn write_note(client: &Client, case: CaseId, note: &Note) -> Result<()> {
    let mut draft = client.new_draft(Some(case)).await?;
    let contact = |mode, outcome| (EntryKind::Contact, Some(mode), Some(outcome));
    (draft.kind, draft.mode, draft.outcome) = match note.kind.as_str() {
        "visit" => contact(ContactMode::Visit, ContactOutcome::Seen),
        "call" => contact(ContactMode::Call, ContactOutcome::SpokeNotSeen),
        "concern" => (EntryKind::Worry, None, None),
        _ => (EntryKind::Note, None, None),
    };
    draft.text.clone_from(&note.text);
    // A workload may lie in the future; nobody writes down what has not happened.
    draft.happened_at = Some(note.at.min(Timestamp::now()));
    client.save_entry(draft).await?;
    Ok(())
}

/// Waits until everything is sent and everything is here.
pub(crate) async fn settle(client: &Client) -> Result<()> {
    let status = client.sync_now(PATIENCE).await?.status;
    if status.waiting > 0 || !status.failed.is_empty() {
        return Err(format!("not everything was sent: {status:?}").into());
    }
    Ok(())
}

/// Waits until something holds.
pub(crate) async fn until<F>(mut holds: impl FnMut() -> F) -> Result<()>
where
    F: Future<Output = Result<bool>>,
{
    let patience = Duration::from_millis(u64::from(PATIENCE));
    let waited = tokio::time::timeout(patience, async {
        while !holds().await? {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    });
    waited.await.map_err(|_| "it did not come about in time")?
}

fn member(practitioner: PractitionerId) -> NewMember {
    NewMember {
        practitioner,
        access: AccessRole::Member,
    }
}

async fn open_case(client: &Client, case: &Case, team: Vec<NewMember>) -> Result<CaseId> {
    let (given, family) = case.child.split_once(' ').unwrap_or((&case.child, ""));
    let id = client
        .open_case(NewCase {
            given: given.to_owned(),
            family: family.to_owned(),
            born: Some(case.born),
            team,
            ..NewCase::default()
        })
        .await?;
    let people = case.people.iter().map(new_person).collect();
    client.add_people(id, people).await?;
    Ok(id)
}

fn new_person(person: &Person) -> NewPerson {
    let is_family = person.agency == "Family";
    NewPerson {
        id: None,
        name: person.name.clone(),
        role: person.role.clone(),
        agency: if is_family {
            String::new()
        } else {
            person.agency.clone()
        },
        mobile: person.phone.clone(),
        email: person.email.clone(),
    }
}
