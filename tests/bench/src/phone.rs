//! The client that is measured: this program again, in a process of its own.
//!
//! Each errand prints one line of JSON and ends; [`Errand::Listen`] prints a
//! line for every arrival and ends with its standard input.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use patchwork_client::{
    CaseId, Client, KeyVault, PictureRequest, TimelineFilter, Update, UpdateListener, Viewport,
    testing::TestVault,
};
use patchwork_store::{Store, StoreError, setting};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::{Notify, mpsc},
};

use crate::{
    Note, Result, cpu_seconds, opened, peak_kb,
    world::{settle, until, write_note},
};

/// What the phone is to do.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum Errand {
    /// Reach the relay at another address from now on.
    Move {
        /// Which.
        relay: String,
    },
    /// Open and fetch everything.
    CatchUp {
        /// How many cases there should be at the end.
        cases: usize,
        /// How many entries there should be in them.
        entries: usize,
    },
    /// Open, fetch everything, lose the connection, wait for a line of input, find it again.
    NothingNew,
    /// Save notes with no connection.
    Save {
        /// How many.
        count: usize,
    },
    /// Open the app as if to read.
    Look,
    /// Stay connected and tell when notes arrive in a case.
    Listen {
        /// Which.
        case: CaseId,
    },
}

/// What catching up took.
#[derive(Debug, Serialize, Deserialize)]
pub struct CaughtUp {
    /// From before the database was opened until everything was here.
    pub took: Duration,
    /// The same until a case with its journal could be read.
    pub first_case: Duration,
    /// CPU seconds of the whole process by then.
    pub cpu: f64,
    /// Most memory by then, in kB.
    pub peak_kb: u64,
    /// Memory before the database was opened, in kB.
    pub before_kb: u64,
    /// Cases that can be read.
    pub cases: usize,
    /// Entries in them.
    pub entries: usize,
}

/// What saving took.
#[derive(Debug, Serialize, Deserialize)]
pub struct SavedNotes {
    /// Each save, until it was durable.
    pub times: Vec<Duration>,
}

/// What looking took.
#[derive(Debug, Serialize, Deserialize)]
pub struct Looked {
    /// From before the database was opened until the list of cases was read.
    pub first_list: Duration,
    /// Cases in the list.
    pub cases: usize,
    /// Picture and first page of the timeline of the longest case, read again and again.
    pub case_times: Vec<Duration>,
    /// The same with the whole journal as one strip.
    pub strip_times: Vec<Duration>,
    /// Entries in that case.
    pub entries: usize,
    /// Memory then, in kB.
    pub resident_kb: u64,
}

/// A note that arrived.
#[derive(Debug, Serialize, Deserialize)]
pub struct Arrival {
    /// When the listener was called, in nanoseconds since 1970.
    pub called: u128,
    /// When the note had been read.
    pub read: u128,
    /// Its words.
    pub text: String,
}

/// Nanoseconds since 1970: a clock that two processes share.
pub fn wall_clock() -> u128 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_nanos())
}

/// Does the errand, in the phone's own process.
pub async fn run(folder: &Path, errand: Errand) -> Result<()> {
    match errand {
        Errand::Move { relay } => {
            let client = opened(folder).await?;
            client.relay_moved(relay).await?;
            client.lock().await;
            Ok(())
        }
        Errand::CatchUp { cases, entries } => print(&catch_up(folder, cases, entries).await?),
        Errand::NothingNew => nothing_new(folder).await,
        Errand::Save { count } => print(&save(folder, count).await?),
        Errand::Look => print(&look(folder).await?),
        Errand::Listen { case } => listen(folder, case).await,
    }
}

fn print(value: &impl Serialize) -> Result<()> {
    println!("{}", serde_json::to_string(value)?);
    Ok(())
}

async fn all_cases(client: &Client) -> Result<Vec<CaseId>> {
    let all = client.all_cases().await?;
    Ok(all.into_iter().map(|listing| listing.case).collect())
}

async fn entries_in(client: &Client, case: CaseId) -> Result<usize> {
    let (mut after, mut entries) = (None, 0);
    loop {
        let page = client
            .timeline(case, after, 200, TimelineFilter::All)
            .await?;
        entries += page.entries.len();
        after = page.next;
        if after.is_none() {
            return Ok(entries);
        }
    }
}

/// Posts the moment of every update to a queue, as a listener should.
struct Bell(mpsc::UnboundedSender<(u128, Update)>);

impl UpdateListener for Bell {
    fn updated(&self, update: Update) {
        let _ = self.0.send((wall_clock(), update));
    }
}

/// Opens the client in this folder and fetches everything.
pub async fn catch_up(folder: &Path, cases: usize, entries: usize) -> Result<CaughtUp> {
    let me = std::process::id();
    let before_kb = peak_kb(me)?;
    let began = Instant::now();
    let client = opened(folder).await?;
    let (bell, mut rings) = mpsc::unbounded_channel();
    let subscription = client.subscribe(Arc::new(Bell(bell)));
    let first = {
        let client = Arc::clone(&client);
        async move {
            loop {
                if let Some(case) = all_cases(&client).await?.first() {
                    let page = client
                        .timeline(*case, None, 40, TimelineFilter::All)
                        .await?;
                    client.case_view(*case).await?;
                    if !page.entries.is_empty() {
                        return Ok::<_, crate::Error>(began.elapsed());
                    }
                }
                rings.recv().await.ok_or("the client went away")?;
            }
        }
    };
    let all = async {
        settle(&client).await?;
        Ok(began.elapsed())
    };
    let (first_case, took) = tokio::try_join!(first, all)?;
    let (cpu, peak_kb) = (cpu_seconds(me)?, peak_kb(me)?);
    drop(subscription);

    let mut there = 0;
    let known = all_cases(&client).await?;
    for case in &known {
        there += entries_in(&client, *case).await?;
    }
    client.lock().await;
    if (known.len(), there) != (cases, entries) {
        return Err(format!(
            "after catching up there are {} cases with {there} entries, not {cases} with {entries}",
            known.len()
        )
        .into());
    }
    Ok(CaughtUp {
        took,
        first_case,
        cpu,
        peak_kb,
        before_kb,
        cases: known.len(),
        entries: there,
    })
}

async fn nothing_new(folder: &Path) -> Result<()> {
    let client = opened(folder).await?;
    settle(&client).await?;
    client.set_offline(true).await?;
    println!("offline");
    let mut input = BufReader::new(tokio::io::stdin()).lines();
    input.next_line().await?;
    client.set_offline(false).await?;
    settle(&client).await?;
    println!("online");
    input.next_line().await?;
    client.lock().await;
    Ok(())
}

async fn save(folder: &Path, count: usize) -> Result<SavedNotes> {
    let client = opened(folder).await?;
    client.set_offline(true).await?;
    let case = *all_cases(&client)
        .await?
        .first()
        .ok_or("no case to write in")?;
    let mut times = Vec::new();
    for number in 0..count {
        let text = format!(
            "{number:03} Saved with no signal at all, as on a stairwell; it is to be kept."
        );
        let mut draft = client.new_draft(Some(case)).await?;
        draft.text = text;
        let began = Instant::now();
        client.save_entry(draft).await?;
        times.push(began.elapsed());
    }
    client.lock().await;
    Ok(SavedNotes { times })
}

async fn look(folder: &Path) -> Result<Looked> {
    let began = Instant::now();
    let client = opened(folder).await?;
    let cases = all_cases(&client).await?;
    let first_list = began.elapsed();
    client.set_offline(true).await?;

    let mut longest = None;
    for case in &cases {
        let entries = entries_in(&client, *case).await?;
        if longest.is_none_or(|(_, most)| entries > most) {
            longest = Some((*case, entries));
        }
    }
    let (case, entries) = longest.ok_or("no case to look at")?;
    let (mut case_times, mut strip_times) = (Vec::new(), Vec::new());
    for _ in 0..21 {
        for (page, times) in [(40, &mut case_times), (200, &mut strip_times)] {
            let began = Instant::now();
            client.picture(case, PictureRequest::whole(PHONE)).await?;
            client
                .timeline(case, None, page, TimelineFilter::All)
                .await?;
            times.push(began.elapsed());
        }
    }
    let resident_kb = crate::resident_kb(std::process::id())?;
    client.lock().await;
    Ok(Looked {
        first_list,
        cases: cases.len(),
        case_times,
        strip_times,
        entries,
        resident_kb,
    })
}

const PHONE: Viewport = Viewport {
    width: 360.0,
    height: 640.0,
    text_scale: 1.0,
};

async fn listen(folder: &Path, case: CaseId) -> Result<()> {
    let client = opened(folder).await?;
    settle(&client).await?;
    let (bell, mut rings) = mpsc::unbounded_channel();
    let subscription = client.subscribe(Arc::new(Bell(bell)));
    let ended = Arc::new(Notify::new());
    let end = Arc::clone(&ended);
    tokio::spawn(async move {
        let mut input = BufReader::new(tokio::io::stdin()).lines();
        while let Ok(Some(_)) = input.next_line().await {}
        end.notify_one();
    });
    println!("listening");
    loop {
        let (called, update) = tokio::select! {
            ring = rings.recv() => ring.ok_or("the client went away")?,
            () = ended.notified() => break,
        };
        if update != (Update::Case { case }) {
            continue;
        }
        let page = client.timeline(case, None, 1, TimelineFilter::All).await?;
        let read = wall_clock();
        if let Some(entry) = page.entries.into_iter().next() {
            print(&Arrival {
                called,
                read,
                text: entry.text,
            })?;
        }
    }
    drop(subscription);
    client.lock().await;
    Ok(())
}

/// The reader's phone, seen from outside.
pub struct Phone {
    folder: PathBuf,
}

impl Phone {
    /// The one in this folder.
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// A copy of it in another folder, as it is now.
    pub fn copied_to(&self, folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        for entry in std::fs::read_dir(&self.folder)? {
            let entry = entry?;
            std::fs::copy(entry.path(), folder.join(entry.file_name()))?;
        }
        Ok(Self::at(folder))
    }

    /// The folder of its data.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn command(&self, mut command: Command, arguments: &[String]) -> Command {
        command
            .arg("phone")
            .arg(&self.folder)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Makes it believe that it was last in touch so long ago.
    pub fn was_away(&self, days: i64) -> Result<()> {
        let key = TestVault::beside(&self.folder)?
            .load("database-key".to_owned())?
            .ok_or("the phone has no key")?;
        let key: [u8; 32] = key.try_into().map_err(|_| "the phone's key is damaged")?;
        let key = key.into();
        let path = self.folder.join("patchwork.db");
        let began = Instant::now();
        let store = loop {
            // A client closed just now may hold it a moment longer.
            match Store::open(&path, &key) {
                Err(StoreError::InUse) if began.elapsed() < Duration::from_secs(5) => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                store => break store?,
            }
        };
        let then = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24 * days);
        store.write(|w| w.set(&setting::LAST_AGREED, &then))?;
        Ok(())
    }

    /// Does something and ends.
    pub async fn does<T: DeserializeOwned>(&self, arguments: &[String]) -> Result<T> {
        let output = self
            .ended(Command::new(std::env::current_exe()?), arguments)
            .await?;
        Ok(serde_json::from_str(&output)?)
    }

    /// Reaches the relay by another address from now on.
    pub async fn moves(&self, relay: &str) -> Result<()> {
        let arguments = ["move".to_owned(), relay.to_owned()];
        self.ended(Command::new(std::env::current_exe()?), &arguments)
            .await?;
        Ok(())
    }

    /// Saves so many notes while every fsync is counted.
    pub async fn fsyncs_of_saving(&self, count: usize, report: &Path) -> Result<u64> {
        let mut command = Command::new("strace");
        command
            .args(["-f", "-qq", "-c", "-e", "trace=fsync,fdatasync", "-o"])
            .arg(report)
            .arg(std::env::current_exe()?);
        self.ended(command, &["save".to_owned(), count.to_string()])
            .await?;
        calls_in(report)
    }

    async fn ended(&self, command: Command, arguments: &[String]) -> Result<String> {
        let output = self.command(command, arguments).output().await?;
        if !output.status.success() {
            return Err(format!("the phone failed at {arguments:?}").into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Starts something that goes on.
    pub fn starts(&self, arguments: &[String]) -> Result<Running> {
        let mut child = self
            .command(Command::new(std::env::current_exe()?), arguments)
            .spawn()?;
        let stdin = child.stdin.take().ok_or("no input")?;
        let stdout = child.stdout.take().ok_or("no output")?;
        Ok(Running {
            child,
            stdin,
            lines: BufReader::new(stdout).lines(),
        })
    }
}

/// Calls that strace counted.
pub(crate) fn calls_in(report: &Path) -> Result<u64> {
    let text = std::fs::read_to_string(report)?;
    Ok(text
        .lines()
        .filter(|line| line.ends_with(" fsync") || line.ends_with(" fdatasync"))
        .filter_map(|line| line.split_whitespace().nth(3)?.parse::<u64>().ok())
        .sum())
}

/// A phone that runs.
pub struct Running {
    child: Child,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Running {
    /// Its next line.
    pub async fn line(&mut self) -> Result<String> {
        let line = tokio::time::timeout(Duration::from_mins(1), self.lines.next_line()).await??;
        Ok(line.ok_or("the phone ended")?)
    }

    /// Tells it to go on.
    pub async fn go_on(&mut self) -> Result<()> {
        Ok(self.stdin.write_all(b"\n").await?)
    }

    /// Ends it.
    pub async fn end(mut self) -> Result<()> {
        drop(self.stdin);
        let status = self.child.wait().await?;
        if !status.success() {
            return Err("the phone failed at the end".into());
        }
        Ok(())
    }
}

/// Saves these words now, on this client, and says when it began.
pub async fn saves(client: &Client, case: CaseId, words: &str) -> Result<u128> {
    let note = Note {
        case: String::new(),
        author: String::new(),
        at: jiff::Timestamp::now(),
        kind: "observation".to_owned(),
        text: words.to_owned(),
    };
    let began = wall_clock();
    write_note(client, case, &note).await?;
    Ok(began)
}

/// Waits until the connections through a proxy are closed.
pub(crate) async fn line_is_quiet(proxy: &crate::Proxy) -> Result<()> {
    until(|| async { Ok(proxy.connections() == 0) }).await
}
