//! The scene: a partnership, its people, and a year behind Ella, made through
//! the client's public calls by members who really joined.

mod ella;
mod family;
mod others;
mod people;
mod time;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use futures_util::future::try_join_all;
use jiff::Timestamp;
use patchwork_client::{
    AccessRole, AgencyId, CaseId, Client, ClientError, ConnectionOptions, ContactDetailId,
    ContactMode, ContactOutcome, DraftView, EntryId, EntryKind, Founding, Invitee, KeyVault,
    LookedAt, MyCard, NewAgency, NewCase, NewMember, NewPerson, NewTask, Options, PassphraseVault,
    PersonId, PractitionerId, ResponseKind, VaultError,
};
use zeroize::Zeroizing;

use super::{DemoError, line::Line, relay::Relay};
use ella::{JOURNAL, What};
use people::{AGENCIES, PRACTITIONERS, PRIYA, TOM};
use time::{SceneClock, ago, days_ago};

/// Days ago that the cases of the other children were opened.
const OTHERS_BEGAN: i32 = 120;
/// So long after it happened each entry was written down.
const WRITTEN_AFTER: Duration = Duration::from_mins(12);

/// A colleague that needs longer than this for catching up has lost the relay.
const PATIENCE_MS: u32 = 20_000;
const PATIENCE: Duration = Duration::from_secs(20);

/// Mum's number before the story begins.
pub(super) const MUMS_NUMBER: &str = "07700 900142";

/// Words that stand in the scene and in the story, and must be found in no
/// file of the relay, nor in a phone's.
pub(super) const PLANTED: [&str; 14] = [
    "Ella",
    "Marsh",
    "Kelly Marsh",
    "Jayden",
    "Joan Ellery",
    "Priya Shah",
    "Tom Reed",
    "St Aidan",
    "Northcote",
    "Wharf Lane",
    "07700 900142",
    "07700900142",
    "very quiet",
    "same clothes as Monday",
];

/// A phone of the story: whose it is, where its data lies, what opens it.
pub(super) struct PhonePlace {
    pub(super) folder: PathBuf,
    pub(super) passphrase: Zeroizing<String>,
}

impl PhonePlace {
    fn new(folder: PathBuf, passphrase: &str) -> Self {
        Self {
            folder,
            passphrase: Zeroizing::new(passphrase.to_owned()),
        }
    }

    /// Opens the phone's data in this process.
    pub(super) async fn open(&self, undo_seconds: u32) -> Result<Arc<Client>, DemoError> {
        let vault = self.vault().await?;
        Ok(Client::open(options(&self.folder, undo_seconds), vault).await?)
    }

    /// Opens it while the scene is being made, with the scene's clock.
    async fn open_in_scene(&self, clock: &SceneClock) -> Result<Arc<Client>, DemoError> {
        open_in_scene(&self.folder, self.vault().await?, clock).await
    }

    async fn vault(&self) -> Result<Arc<dyn KeyVault>, DemoError> {
        let (folder, passphrase) = (self.folder.clone(), self.passphrase.clone());
        // Deriving the key takes a good part of a second of one core, on purpose.
        let vault = tokio::task::spawn_blocking(move || {
            if PassphraseVault::exists(&folder) {
                PassphraseVault::open(&folder, &passphrase)
            } else {
                std::fs::create_dir_all(&folder).ok();
                PassphraseVault::create(&folder, &passphrase)
            }
        })
        .await
        .map_err(|error| DemoError::Child(std::io::Error::other(error)))??;
        Ok(Arc::new(vault))
    }
}

fn options(folder: &Path, undo_seconds: u32) -> Options {
    Options {
        data_dir: folder.display().to_string(),
        undo_seconds,
        connection: ConnectionOptions::default(),
    }
}

async fn open_in_scene(
    folder: &Path,
    vault: Arc<dyn KeyVault>,
    clock: &SceneClock,
) -> Result<Arc<Client>, DemoError> {
    let clock = clock.clone();
    let opened = Client::open_with_clock(options(folder, 0), vault, move || clock.now());
    Ok(opened.await?)
}

/// Where in Ella's case the story takes place.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) ella: CaseId,
    pub(super) mum: PersonId,
    pub(super) mums_mobile: ContactDetailId,
    pub(super) joan: PersonId,
    /// Ella's class teacher.
    pub(super) teacher: PersonId,
    /// Ella's school, as a group of the picture.
    pub(super) school: String,
}

/// A partnership with a year behind it; nobody's client is open.
pub(super) struct Scene {
    pub(super) relay: Relay,
    pub(super) priya: (PhonePlace, Line),
    pub(super) tom: (PhonePlace, Line),
    pub(super) place: Place,
}

/// Keeps a colleague's key as long as the scene is being made.
#[derive(Default)]
struct BriefVault(Mutex<BTreeMap<String, Vec<u8>>>);

impl KeyVault for BriefVault {
    fn load(&self, name: String) -> Result<Option<Vec<u8>>, VaultError> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(kept.get(&name).cloned())
    }

    fn store(&self, name: String, secret: Vec<u8>) -> Result<(), VaultError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(name, secret);
        Ok(())
    }

    fn delete(&self, name: String) -> Result<(), VaultError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove(&name);
        Ok(())
    }
}

/// Someone whose client is open while the scene is being made.
struct Colleague {
    client: Arc<Client>,
    id: PractitionerId,
    /// The same for everyone.
    clock: SceneClock,
}

impl Colleague {
    async fn catch_up(&self) -> Result<(), DemoError> {
        let status = self.client.sync_now(PATIENCE_MS).await?.status;
        if status.waiting == 0 {
            return Ok(());
        }
        Err(DemoError::Scene(format!(
            "{}: {} {}",
            self.client.me().await?.name,
            status.label,
            status.trouble
        )))
    }

    /// Waits until this entry has come; what came before it in its case is here then, too.
    async fn reads(&self, case: CaseId, entry: EntryId) -> Result<(), DemoError> {
        until("an entry", || async {
            there(self.client.entry(case, entry).await)
        })
        .await
    }

    async fn opens(&self, case: CaseId) -> Result<(), DemoError> {
        until("a case", || async {
            there(self.client.case_view(case).await)
        })
        .await
    }

    /// Waits until the cards of all colleagues have come.
    async fn knows_everyone(&self) -> Result<(), DemoError> {
        until("the cards of colleagues", || async {
            let known = self.client.directory(String::new(), None, u32::MAX).await?;
            let known = known.practitioners.iter();
            let reachable = known.filter(|card| !card.phones.is_empty());
            Ok(reachable.count() == PRACTITIONERS.len())
        })
        .await
    }
}

fn there<T>(found: Result<T, ClientError>) -> Result<bool, DemoError> {
    match found {
        Ok(_) => Ok(true),
        Err(ClientError::NotFound | ClientError::NotOnTeam) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

async fn until<F>(what: &str, mut holds: impl FnMut() -> F) -> Result<(), DemoError>
where
    F: Future<Output = Result<bool, DemoError>>,
{
    let began = Instant::now();
    while !holds().await? {
        if began.elapsed() > PATIENCE {
            return Err(DemoError::Scene(format!("{what} did not come")));
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

impl Scene {
    /// Makes everything in this folder; the passphrase opens both phones. Says what it is doing.
    pub(super) async fn make(
        folder: &Path,
        passphrase: &str,
        say: &(dyn Fn(&str) + Sync),
    ) -> Result<Self, DemoError> {
        let relay = Relay::begin(folder.join("relay")).await?;
        let lines = (
            Line::lay(relay.address()).await.map_err(DemoError::Child)?,
            Line::lay(relay.address()).await.map_err(DemoError::Child)?,
        );
        let phones = (
            PhonePlace::new(folder.join("priya"), passphrase),
            PhonePlace::new(folder.join("tom"), passphrase),
        );
        let made = make(folder, (&phones, &lines), say).await;
        match made {
            Ok(place) => Ok(Self {
                relay,
                priya: (phones.0, lines.0),
                tom: (phones.1, lines.1),
                place,
            }),
            Err(error) => {
                relay.end().await;
                Err(error)
            }
        }
    }
}

async fn make(
    folder: &Path,
    (phones, lines): (&(PhonePlace, PhonePlace), &(Line, Line)),
    say: &(dyn Fn(&str) + Sync),
) -> Result<Place, DemoError> {
    say("Founding the partnership of Northcote …");
    // The relay knows the time: invitations are made and taken today.
    let clock = SceneClock::new();
    let (priya, tom) = tokio::try_join!(
        phones.0.open_in_scene(&clock),
        phones.1.open_in_scene(&clock)
    )?;
    let agencies = found(&priya, &lines.0).await?;

    say("Inviting and admitting eleven colleagues …");
    let brief = folder.join("colleagues");
    let colleagues = gather((priya, tom), &agencies, (&brief, &clock)).await?;
    let colleague = |index: usize| {
        colleagues
            .get(index)
            .ok_or_else(|| DemoError::Scene("a colleague is missing".to_owned()))
    };
    let tom = colleague(TOM)?;
    tom.client.relay_moved(lines.1.url()).await?;
    introduce(&colleagues).await?;

    say("Opening Ella’s case for 12 people in 7 agencies, with her family and her GP …");
    let place = family::open_ellas_case(&colleagues).await?;
    all_catch_up(&colleagues).await?;

    say(&format!(
        "Writing a year of Ella’s journal, {} entries …",
        JOURNAL.len()
    ));
    write_journal(&colleagues, place.ella).await?;

    say("Opening the cases of twelve other children …");
    let others = open_other_cases(&colleagues).await?;
    // Everything is on the relay, and then on both phones, before they read it.
    all_catch_up(&colleagues).await?;
    for reader in [colleague(PRIYA)?, tom] {
        reader.catch_up().await?;
    }
    // The two have read what there is.
    clock.set(Timestamp::now());
    for (index, reader) in [(PRIYA, colleague(PRIYA)?), (TOM, tom)] {
        for (other, &(case, latest)) in others::OTHERS.iter().zip(&others) {
            if index == PRIYA || other.team.contains(&index) {
                reader.reads(case, latest).await?;
                reader.client.mark_read(case).await?;
            }
        }
        reader.client.mark_read(place.ella).await?;
    }
    // What is written last is new to both.
    let helen = colleague(people::HELEN)?;
    let latest = write(
        helen,
        place.ella,
        &Writing {
            kind: EntryKind::Note,
            text: "Ella asked three times today when it is Friday. Nan collects her then.",
            happened_at: ago(0, 0)?,
            ..Writing::default()
        },
    )
    .await?;
    helen.catch_up().await?;
    for reader in [colleague(PRIYA)?, tom] {
        reader.reads(place.ella, latest).await?;
        reader.catch_up().await?;
    }

    futures_util::future::join_all(colleagues.iter().map(|c| c.client.lock())).await;
    drop(colleagues);
    let _ = std::fs::remove_dir_all(brief);
    Ok(place)
}

/// Priya founds it, and lists the agencies.
async fn found(priya: &Client, line: &Line) -> Result<Vec<AgencyId>, DemoError> {
    let [first, others @ ..] = &AGENCIES;
    let me = &PRACTITIONERS[PRIYA];
    priya
        .found(Founding {
            relay: line.url(),
            relay_token: None,
            partnership: "Northcote Children’s Partnership".to_owned(),
            front_door: "01632 960123".to_owned(),
            agency: first.name.to_owned(),
            agency_kind: first.kind,
            name: me.name.to_owned(),
            role: me.role.to_owned(),
        })
        .await?;
    let own = priya.agencies().await?;
    let mut ids: Vec<AgencyId> = own.iter().map(|agency| agency.agency).collect();
    for agency in others {
        let added = priya.add_agency(NewAgency {
            id: None,
            name: agency.name.to_owned(),
            kind: agency.kind,
        });
        ids.push(added.await?);
    }
    Ok(ids)
}

/// Everyone is invited, asks to join, and is admitted by Priya.
async fn gather(
    (priya, tom): (Arc<Client>, Arc<Client>),
    agencies: &[AgencyId],
    (brief, clock): (&Path, &SceneClock),
) -> Result<Vec<Colleague>, DemoError> {
    let id = priya.me().await?.practitioner;
    let mut tom = Some(tom);
    let mut colleagues = vec![Colleague {
        client: Arc::clone(&priya),
        id,
        clock: clock.clone(),
    }];
    for (index, practitioner) in PRACTITIONERS.iter().enumerate().skip(TOM) {
        let agency = *agencies
            .get(practitioner.agency)
            .ok_or_else(|| DemoError::Scene("an agency is missing".to_owned()))?;
        let invitation = priya
            .invite(Invitee {
                id: None,
                name: practitioner.name.to_owned(),
                role: practitioner.role.to_owned(),
                agency,
            })
            .await?;
        let client = if let Some(tom) = tom.take() {
            tom
        } else {
            let folder = brief.join(index.to_string());
            open_in_scene(&folder, Arc::new(BriefVault::default()), clock).await?
        };
        client.join(invitation.code).await?;
        colleagues.push(Colleague {
            client,
            id: invitation.practitioner,
            clock: clock.clone(),
        });
    }
    until("what colleagues ask", || async {
        let asking = priya.pending_devices().await?.len();
        Ok(asking + 1 == colleagues.len())
    })
    .await?;
    for pending in priya.pending_devices().await? {
        priya.admit(pending.device).await?;
    }
    all_catch_up(&colleagues).await?;
    Ok(colleagues)
}

/// Everyone says how they are reached.
async fn introduce(colleagues: &[Colleague]) -> Result<(), DemoError> {
    for (colleague, practitioner) in colleagues.iter().zip(&PRACTITIONERS) {
        colleague
            .client
            .change_my_card(MyCard {
                phones: vec![practitioner.phone.to_owned()],
                emails: vec![practitioner.email.to_owned()],
                best_reached: practitioner.best_reached.to_owned(),
                ..MyCard::default()
            })
            .await?;
    }
    all_catch_up(colleagues).await?;
    try_join_all(colleagues.iter().map(Colleague::knows_everyone)).await?;
    Ok(())
}

async fn all_catch_up(colleagues: &[Colleague]) -> Result<(), DemoError> {
    try_join_all(colleagues.iter().map(Colleague::catch_up)).await?;
    Ok(())
}

/// An entry to write down.
#[derive(Default)]
struct Writing<'a> {
    kind: EntryKind,
    text: &'a str,
    detail: &'a str,
    mode: Option<ContactMode>,
    outcome: Option<ContactOutcome>,
    response: Option<ResponseKind>,
    with: Vec<PersonId>,
    target: Option<EntryId>,
    happened_at: Timestamp,
}

async fn write(
    author: &Colleague,
    case: CaseId,
    writing: &Writing<'_>,
) -> Result<EntryId, DemoError> {
    let draft = DraftView {
        kind: writing.kind,
        text: writing.text.to_owned(),
        detail: writing.detail.to_owned(),
        mode: writing.mode,
        outcome: writing.outcome,
        response: writing.response,
        with: writing.with.clone(),
        target: writing.target,
        happened_at: Some(writing.happened_at),
        ..author.client.new_draft(Some(case)).await?
    };
    // It is written down soon after.
    author
        .clock
        .set(writing.happened_at.min(Timestamp::now() - WRITTEN_AFTER) + WRITTEN_AFTER);
    // Whoever writes in a case has opened it.
    author.client.looked_at(case, LookedAt::Timeline).await?;
    Ok(author.client.save_entry(draft).await?.entry)
}

/// Oldest first, as it happened. Whoever answers has read what they answer.
async fn write_journal(colleagues: &[Colleague], case: CaseId) -> Result<(), DemoError> {
    let family = family::relatives(colleagues, case).await?;
    let mut target = None;
    for moment in JOURNAL {
        let mut writing = Writing {
            text: moment.text,
            happened_at: ago(moment.days, moment.hour)?,
            ..Writing::default()
        };
        match moment.what {
            What::Note => writing.kind = EntryKind::Note,
            What::Worry => writing.kind = EntryKind::Worry,
            What::Strength => writing.kind = EntryKind::Strength,
            What::Words => writing.kind = EntryKind::ChildsWords,
            What::Visit(outcome, with) | What::Call(outcome, with) => {
                writing.kind = EntryKind::Contact;
                writing.mode = Some(match moment.what {
                    What::Visit(..) => ContactMode::Visit,
                    _ => ContactMode::Call,
                });
                writing.outcome = Some(outcome);
                writing.with = family.ids(with);
            }
            What::Event(action) => {
                writing.kind = EntryKind::SignificantEvent;
                writing.detail = action;
            }
            What::Reply => {
                writing.kind = EntryKind::Reply;
                writing.target = target;
            }
            What::Response(response) => {
                writing.kind = EntryKind::Response;
                writing.response = Some(response);
                writing.target = target;
            }
        }
        let author = colleagues
            .get(moment.by)
            .ok_or_else(|| DemoError::Scene("an author is missing".to_owned()))?;
        if let Some(target) = writing.target {
            author.reads(case, target).await?;
        }
        let entry = write(author, case, &writing).await?;
        if !moment.what.is_answer() {
            target = Some(entry);
        }
    }
    all_catch_up(colleagues).await
}

/// The other children, each with their own team and a little behind them; with
/// the entry that was written last.
async fn open_other_cases(colleagues: &[Colleague]) -> Result<Vec<(CaseId, EntryId)>, DemoError> {
    let missing = || DemoError::Scene("a colleague is missing".to_owned());
    let priya = colleagues.first().ok_or_else(missing)?;
    let mut cases = Vec::new();
    for other in &others::OTHERS {
        priya.clock.set_ago(OTHERS_BEGAN, 10)?;
        let case = priya
            .client
            .open_case(NewCase {
                given: other.given.to_owned(),
                family: other.family.to_owned(),
                born: other.age_days.map(days_ago).transpose()?,
                team: team(colleagues, other.team)?,
                ..NewCase::default()
            })
            .await?;
        let (name, role, mobile) = other.person;
        let person = priya
            .client
            .add_person(
                case,
                NewPerson {
                    name: name.to_owned(),
                    role: role.to_owned(),
                    mobile: mobile.to_owned(),
                    ..NewPerson::default()
                },
            )
            .await?;
        // What makes them a family is that it is recorded.
        for sibling in others::OTHERS.iter().take(cases.len()) {
            if sibling.family == other.family && sibling.person.0 != other.person.0 {
                let sibling = NewPerson {
                    name: format!("{} {}", sibling.given, sibling.family),
                    role: "Brother or sister".to_owned(),
                    ..NewPerson::default()
                };
                priya.client.add_person(case, sibling).await?;
            }
        }
        if let Some(status) = other.status {
            let from = Some(days_ago(120)?);
            let source = "Northcote Children’s Services".to_owned();
            let recorded = priya
                .client
                .set_status(case, status, from, source, String::new());
            recorded.await?;
        }
        if let Some((title, days)) = other.task {
            priya.clock.set_ago(4, 16)?;
            priya
                .client
                .add_task(NewTask {
                    id: None,
                    case,
                    title: title.to_owned(),
                    assignee: Some(priya.id),
                    due: Some(days_ago(-days)?),
                })
                .await?;
        }
        let visit = Writing {
            kind: EntryKind::Contact,
            mode: Some(ContactMode::Visit),
            text: other.visit.1,
            outcome: Some(ContactOutcome::Seen),
            with: vec![person],
            happened_at: ago(other.visit.0, 15)?,
            ..Writing::default()
        };
        write(priya, case, &visit).await?;
        cases.push(case);
    }
    priya.catch_up().await?;
    let mut latest = Vec::new();
    for (other, &case) in others::OTHERS.iter().zip(&cases) {
        let second = other.team.first().and_then(|&index| colleagues.get(index));
        let second = second.ok_or_else(missing)?;
        let note = Writing {
            text: other.note.1,
            happened_at: ago(other.note.0, 11)?,
            ..Writing::default()
        };
        second.opens(case).await?;
        latest.push((case, write(second, case, &note).await?));
    }
    all_catch_up(colleagues).await?;
    Ok(latest)
}

fn team(colleagues: &[Colleague], members: &[usize]) -> Result<Vec<NewMember>, DemoError> {
    members
        .iter()
        .map(|&index| {
            let member = colleagues
                .get(index)
                .ok_or_else(|| DemoError::Scene("a colleague is missing".to_owned()))?;
            let access = if index == people::MARCUS {
                AccessRole::Manager
            } else {
                AccessRole::Member
            };
            Ok(NewMember {
                practitioner: member.id,
                access,
            })
        })
        .collect()
}
