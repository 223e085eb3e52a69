//! What reads and saves cost beside many cases and colleagues that nobody looks at.
//!
//! The costs are counted, not timed: signatures that are verified, statements, steps of SQLite's
//! virtual machine, rows and bytes. One case is looked at, the same in every town; the others only
//! lie beside it. Two people have every case: Priya founds the partnership and opens them, Tom is on every
//! team. Tom's phone is the one that is counted.

use std::{
    collections::BTreeMap,
    fmt,
    net::SocketAddr,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use patchwork_client::{
    AccessRole, AgencyId, AgencyKind, CaseId, Client, ContactMode, ContactOutcome, EntryId,
    EntryKind, Invitee, NewAgency, NewCase, NewMember, NewPerson, NewTask, PictureRequest,
    PractitionerId, TimelineFilter, Update, UpdateListener, Viewport,
    testing::{join, northtown},
};
use patchwork_protocol::counting::signatures_verified_by_all;
use patchwork_store::Counts;
use tokio::sync::mpsc;

use crate::{Relay, Result, Times, ms, opened, world::settle};

/// What lies beside the case that is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Beside {
    /// Cases, the one that is looked at included.
    pub cases: usize,
    /// Colleagues with a card in the directory, on no team.
    pub colleagues: usize,
}

/// What one thing cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Signatures that were verified.
    pub signatures: u64,
    /// What the store was made to do.
    pub store: Counts,
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts {
            statements,
            steps,
            scanned,
            rows,
            bytes,
        } = self.store;
        let signatures = self.signatures;
        write!(
            f,
            "{statements} statements, {steps} steps, {scanned} scanned, {rows} rows, {bytes} B, \
             {signatures} signatures"
        )
    }
}

/// What each thing cost, by its name.
pub type Costs = BTreeMap<&'static str, Cost>;

/// A partnership of two people who have every case.
pub struct Town {
    priya: Arc<Client>,
    tom: Arc<Client>,
    toms: PractitionerId,
    agency: AgencyId,
    /// What lies there now.
    beside: Beside,
    /// Cases that are alike, in which nothing was written since they were opened.
    fresh: Vec<(CaseId, EntryId)>,
}

const SCREEN: Viewport = Viewport {
    width: 360.0,
    height: 640.0,
    text_scale: 1.0,
};

/// Lines of a list on a screen.
const PAGE: u32 = 10;

/// The children whose cases are looked at: one for each look. Their names are equally long.
const LOOKED_AT: [&str; 3] = ["Ella Zebra", "Ella Okapi", "Ella Hyena"];

impl Town {
    /// Founds it at this relay and opens its cases.
    pub async fn found(folder: &Path, relay: SocketAddr, beside: Beside) -> Result<Self> {
        let priya = opened(&folder.join("priya")).await?;
        priya.found(northtown(format!("http://{relay}"))).await?;
        let agency = priya
            .add_agency(NewAgency {
                id: None,
                name: "Oakfield Primary".to_owned(),
                kind: AgencyKind::School,
            })
            .await?;
        let tom = opened(&folder.join("tom")).await?;
        let toms = join(&priya, &tom, invitee("Tom Reed".to_owned(), agency)).await?;
        // Once set it is read with every look: before the first one is counted, too.
        tom.set_offline(false).await?;
        priya.set_offline(true).await?;
        let mut fresh = Vec::new();
        for child in LOOKED_AT {
            fresh.push(open_case(&priya, child, toms).await?);
        }
        priya.set_offline(false).await?;
        let mut town = Self {
            priya,
            tom,
            toms,
            agency,
            beside: Beside {
                cases: LOOKED_AT.len(),
                colleagues: 0,
            },
            fresh,
        };
        town.grow(beside).await?;
        Ok(town)
    }

    /// Opens cases and invites colleagues until there are so many.
    pub async fn grow(&mut self, beside: Beside) -> Result<()> {
        for number in self.beside.colleagues..beside.colleagues {
            let name = format!("Colleague {}", in_letters(number));
            self.priya.invite(invitee(name, self.agency)).await?;
        }
        settle(&self.priya).await?;
        self.priya.set_offline(true).await?;
        for number in self.beside.cases..beside.cases {
            let child = format!("Kit {}", in_letters(number));
            open_case_beside(&self.priya, &child, self.toms).await?;
        }
        self.priya.set_offline(false).await?;
        settle(&self.priya).await?;
        settle(&self.tom).await?;
        self.beside = beside;
        Ok(())
    }

    /// What Tom's phone does for each thing, when nothing else goes on.
    pub async fn costs(&mut self) -> Result<Costs> {
        let (case, entry) = self.fresh.pop().ok_or("every case was looked at")?;
        let tom = &self.tom;
        let page = async |filter| tom.timeline(case, None, 20, filter).await.map(drop);
        let mut costs = Costs::new();
        costs.insert("a note that arrives", self.arrival(case).await?);
        let mut arrivals = Arrivals::at(&self.priya, case);
        let connected = self.save(case, Some(&mut arrivals)).await?;
        costs.insert("a save with a connection", connected);
        // What was saved with a connection is on the relay: else it would be counted as waiting.
        settle(tom).await?;
        tom.set_offline(true).await?;
        settled(tom).await?;
        for (name, cost) in [
            ("a save without a connection", self.save(case, None).await?),
            (
                "the sync chip",
                cost(tom, async || tom.chip().await.map(drop)).await?,
            ),
            (
                "the page behind the chip",
                cost(tom, async || tom.sync_status().await.map(drop)).await?,
            ),
            (
                "the line of a case",
                cost(tom, async || tom.case_listing(case).await.map(drop)).await?,
            ),
            (
                "a case",
                cost(tom, async || tom.case_view(case).await.map(drop)).await?,
            ),
            (
                "a picture",
                cost(tom, async || {
                    tom.picture(case, PictureRequest::whole(SCREEN))
                        .await
                        .map(drop)
                })
                .await?,
            ),
            (
                "a page of the timeline",
                cost(tom, async || page(TimelineFilter::All).await).await?,
            ),
            (
                "a page of the chronology",
                cost(tom, async || page(TimelineFilter::Chronology).await).await?,
            ),
            (
                "an entry",
                cost(tom, async || tom.entry(case, entry).await.map(drop)).await?,
            ),
            (
                "a page of the cases",
                cost(tom, async || tom.cases(none(), None, PAGE).await.map(drop)).await?,
            ),
            (
                "what is told first",
                cost(tom, async || tom.for_you().await.map(drop)).await?,
            ),
            (
                "a page of the directory",
                cost(tom, async || {
                    tom.directory(none(), None, PAGE).await.map(drop)
                })
                .await?,
            ),
            (
                "a page of the tasks",
                cost(tom, async || tom.my_tasks(None, PAGE).await.map(drop)).await?,
            ),
            (
                "a search by one letter",
                cost(tom, async || tom.search("k".to_owned()).await.map(drop)).await?,
            ),
            (
                "a search",
                cost(tom, async || tom.search("zebra".to_owned()).await.map(drop)).await?,
            ),
        ] {
            costs.insert(name, cost);
        }
        tom.set_offline(false).await?;
        settle(tom).await?;
        Ok(costs)
    }

    /// How long a few things take, in the middle of many goes: from a save of Priya's to Tom's
    /// callback, Tom's picture and page of the timeline, and from opening to his list of cases.
    pub async fn times(mut self, folder: &Path) -> Result<[Times; 3]> {
        let (case, _) = self.fresh.pop().ok_or("every case was looked at")?;
        let [mut called, mut looked, mut listed] = <[Times; 3]>::default();
        for number in 0..30 {
            let mut arrivals = Arrivals::at(&self.tom, case);
            let began = Instant::now();
            save(&self.priya, case, &format!("Note {number}.")).await?;
            arrivals.next().await?;
            called.push(began.elapsed());
            settled(&self.tom).await?;
            let began = Instant::now();
            self.tom
                .picture(case, PictureRequest::whole(SCREEN))
                .await?;
            let page = self.tom.timeline(case, None, 40, TimelineFilter::All);
            page.await?;
            looked.push(began.elapsed());
        }
        for _ in 0..9 {
            self.tom.lock().await;
            let began = Instant::now();
            self.tom = opened(&folder.join("tom")).await?;
            self.tom.cases(String::new(), None, 50).await?;
            listed.push(began.elapsed());
        }
        self.close().await;
        Ok([called, looked, listed])
    }

    /// Closes both clients.
    pub async fn close(self) {
        self.priya.lock().await;
        self.tom.lock().await;
    }

    /// What a note of Priya's costs on Tom's phone, from its arrival until nothing is left to do.
    async fn arrival(&self, case: CaseId) -> Result<Cost> {
        let mut arrivals = Arrivals::at(&self.tom, case);
        let mut all = Vec::new();
        for words in ["Ate well.", "Slept well.", "Sang."] {
            settled(&self.priya).await?;
            settled(&self.tom).await?;
            let before = Before::now(&self.tom)?;
            save(&self.priya, case, words).await?;
            arrivals.next().await?;
            settled(&self.tom).await?;
            // Of the signatures one cannot say who verified them: the relay runs here too.
            let signatures = 0;
            let store = before.until_now(&self.tom)?.store;
            all.push(Cost { signatures, store });
        }
        least(all)
    }

    /// What a save costs until nothing is left to do, with the connection as it is. Where there is
    /// one, nothing is left once the note has arrived at the other phone: the relay has answered.
    async fn save(&self, case: CaseId, mut arrivals: Option<&mut Arrivals>) -> Result<Cost> {
        let mut all = Vec::new();
        for words in ["Rang the school.", "Rang again.", "Rang once more."] {
            settled(&self.tom).await?;
            let before = Before::now(&self.tom)?;
            save(&self.tom, case, words).await?;
            if let Some(arrivals) = &mut arrivals {
                arrivals.next().await?;
            }
            settled(&self.tom).await?;
            let signatures = 0;
            let store = before.until_now(&self.tom)?.store;
            all.push(Cost { signatures, store });
        }
        least(all)
    }
}

/// The least cost of the same thing: the connection's own look at the database may have fallen
/// into the others.
fn least(all: Vec<Cost>) -> Result<Cost> {
    let least = all.into_iter().min_by_key(|cost| cost.store.steps);
    least.ok_or_else(|| "nothing was counted".into())
}

/// Waits until a client's database has had nothing to do for a while.
async fn settled(client: &Client) -> Result<()> {
    let mut last = client.store_counts()?;
    loop {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let now = client.store_counts()?;
        if now == last {
            return Ok(());
        }
        last = now;
    }
}

struct Before {
    signatures: u64,
    store: Counts,
}

impl Before {
    fn now(client: &Client) -> Result<Self> {
        Ok(Self {
            signatures: signatures_verified_by_all(),
            store: client.store_counts()?,
        })
    }

    fn until_now(&self, client: &Client) -> Result<Cost> {
        Ok(Cost {
            signatures: signatures_verified_by_all() - self.signatures,
            store: client.store_counts()?.since(self.store),
        })
    }
}

/// The least that something cost of a few times.
async fn cost(
    client: &Client,
    mut done: impl AsyncFnMut() -> patchwork_client::Result<()>,
) -> Result<Cost> {
    let mut all = Vec::new();
    for _ in 0..4 {
        let before = Before::now(client)?;
        done().await?;
        all.push(before.until_now(client)?);
    }
    least(all)
}

/// Tells when something arrives in a case.
struct Arrivals {
    rings: mpsc::UnboundedReceiver<()>,
    _subscription: Arc<patchwork_client::UpdateSubscription>,
}

struct Bell(CaseId, mpsc::UnboundedSender<()>);

impl UpdateListener for Bell {
    fn updated(&self, update: Update) {
        if update == (Update::Case { case: self.0 }) {
            let _ = self.1.send(());
        }
    }
}

impl Arrivals {
    fn at(client: &Client, case: CaseId) -> Self {
        let (bell, rings) = mpsc::unbounded_channel();
        Self {
            rings,
            _subscription: client.subscribe(Arc::new(Bell(case, bell))),
        }
    }

    async fn next(&mut self) -> Result<()> {
        while self.rings.try_recv().is_ok() {}
        let patience = Duration::from_mins(1);
        tokio::time::timeout(patience, self.rings.recv())
            .await?
            .ok_or("the client went away")?;
        Ok(())
    }
}

async fn save(client: &Client, case: CaseId, text: &str) -> patchwork_client::Result<()> {
    note(client, case, EntryKind::Note, text).await.map(drop)
}

async fn note(
    client: &Client,
    case: CaseId,
    kind: EntryKind,
    text: &str,
) -> patchwork_client::Result<EntryId> {
    let mut draft = client.new_draft(Some(case)).await?;
    draft.kind = kind;
    text.clone_into(&mut draft.text);
    if kind == EntryKind::Contact {
        draft.mode = Some(ContactMode::Visit);
        draft.outcome = Some(ContactOutcome::Seen);
    }
    Ok(client.save_entry(draft).await?.entry)
}

fn invitee(name: String, agency: AgencyId) -> Invitee {
    Invitee {
        id: None,
        name,
        role: "Teacher".to_owned(),
        agency,
    }
}

const fn none() -> String {
    String::new()
}

async fn open(client: &Client, child: &str, team: PractitionerId) -> Result<CaseId> {
    let (given, family) = child.split_once(' ').unwrap_or((child, ""));
    let new = NewCase {
        given: given.to_owned(),
        family: family.to_owned(),
        team: vec![NewMember {
            practitioner: team,
            access: AccessRole::Member,
        }],
        ..NewCase::default()
    };
    Ok(client.open_case(new).await?)
}

fn person(name: &str, role: &str, mobile: &str) -> NewPerson {
    NewPerson {
        id: None,
        name: name.to_owned(),
        role: role.to_owned(),
        agency: String::new(),
        mobile: mobile.to_owned(),
        email: String::new(),
    }
}

/// A case with people, a visit, a worry and an event.
async fn open_case(
    client: &Client,
    child: &str,
    team: PractitionerId,
) -> Result<(CaseId, EntryId)> {
    let case = open(client, child, team).await?;
    let people = vec![
        person("Kelly", "Mum", "07700 900111"),
        person("Dean", "Dad", "07700 900222"),
    ];
    client.add_people(case, people).await?;
    note(client, case, EntryKind::Contact, "At home with Mum.").await?;
    note(client, case, EntryKind::SignificantEvent, "Moved house.").await?;
    let entry = note(client, case, EntryKind::Worry, "Very quiet.").await?;
    Ok((case, entry))
}

/// A case that nobody looks at: with a person, a worry and a task.
async fn open_case_beside(client: &Client, child: &str, team: PractitionerId) -> Result<()> {
    let case = open(client, child, team).await?;
    let people = vec![person("Kelly", "Mum", "07700 900111")];
    client.add_people(case, people).await?;
    note(client, case, EntryKind::Worry, "Very quiet.").await?;
    let task = NewTask {
        id: None,
        case,
        title: "Ring the school".to_owned(),
        assignee: Some(team),
        due: None,
    };
    client.add_task(task).await?;
    Ok(())
}

/// A number below 17,576 as a word of three letters, so that no search for another word finds it,
/// and all are equally long.
fn in_letters(number: usize) -> String {
    [676, 26, 1]
        .iter()
        .map(|place| {
            u8::try_from(number / place % 26).map_or('a', |letter| char::from(b'a' + letter))
        })
        .collect()
}

/// Towns with so many cases and the fewest colleagues, then with the fewest cases and so many more
/// colleagues.
pub fn towns(cases: &[usize], colleagues: &[usize]) -> Vec<Beside> {
    let fewest_cases = cases.iter().min().copied().unwrap_or(1);
    let fewest = colleagues.iter().min().copied().unwrap_or(0);
    let by_cases = cases.iter().map(|cases| Beside {
        cases: *cases,
        colleagues: fewest,
    });
    let by_colleagues = colleagues.iter().filter(|count| **count > fewest);
    let by_colleagues = by_colleagues.map(|colleagues| Beside {
        cases: fewest_cases,
        colleagues: *colleagues,
    });
    by_cases.chain(by_colleagues).collect()
}

/// Prints times and costs for each of these towns, one below the other: the ratio is the measure.
pub async fn table(folder: &Path, towns: &[Beside]) -> Result<()> {
    for (number, beside) in towns.iter().enumerate() {
        let Beside { cases, colleagues } = *beside;
        let folder = folder.join(number.to_string());
        std::fs::create_dir_all(&folder)?;
        let relay = Relay::start(&folder.join("relay"))?;
        let mut town = Town::found(&folder, relay.address(), *beside).await?;
        let costs = town.costs().await?;
        let [called, looked, listed] = town.times(&folder).await?;
        println!("{cases} cases, {colleagues} colleagues");
        for (what, times) in [
            ("from a save to the other's callback", called),
            ("a picture and a page of the timeline", looked),
            ("from opening to the first list", listed),
        ] {
            println!("    {what}: {:.2} ms", ms(times.median()));
        }
        for (name, cost) in costs {
            println!("    {name}: {cost}");
        }
    }
    Ok(())
}
