//! Real processes, killed without warning while they save, send, acknowledge
//! and apply: what a page said was saved is there afterwards, once, on both sides.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use patchwork_client::{
    AccessRole, CaseId, Client, ConnectionOptions, EntryState, EntryView, Invitee, NewCase,
    NewMember, Options, PassphraseVault, TimelineFilter,
    testing::{join, northtown},
};

const PASSPHRASE: &str = "maple candle river stone";
const PATIENCE: Duration = Duration::from_mins(1);
const ROUNDS: u64 = 10;

/// A child process of this program. Killed when dropped.
struct Process {
    child: Child,
    said: String,
}

impl Process {
    fn start(arguments: &[&str], line: Option<&str>) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_patchwork"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        if let Some(line) = line {
            let stdin = child.stdin.as_mut().unwrap();
            writeln!(stdin, "{line}").unwrap();
        }
        let mut said = String::new();
        let mut output = BufReader::new(child.stdout.as_mut().unwrap());
        output.read_line(&mut said).unwrap();
        assert!(!said.is_empty(), "{arguments:?} did not start");
        Self { child, said }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // SIGKILL: nothing in it gets to run again.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A relay that may be down, always at the same address.
struct Relay {
    folder: PathBuf,
    address: String,
    process: Option<Process>,
}

impl Relay {
    fn new(folder: PathBuf) -> Self {
        let mut relay = Self {
            folder,
            address: "127.0.0.1:0".to_owned(),
            process: None,
        };
        relay.start();
        relay.address = relay.process.as_ref().unwrap().said.trim().to_owned();
        relay
    }

    fn start(&mut self) {
        let arguments = [
            "relay",
            "--data-dir",
            self.folder.to_str().unwrap(),
            "--listen",
            &self.address,
        ];
        self.process = Some(Process::start(&arguments, None));
    }

    fn kill(&mut self) {
        self.process = None;
    }
}

/// A real client's process, and its pages.
struct Phone {
    _process: Process,
    pages: Pages,
}

#[derive(Clone)]
struct Pages {
    port: u16,
    token: String,
}

impl Phone {
    fn start(folder: &Path) -> Self {
        let arguments = [
            "open",
            "--data-dir",
            folder.to_str().unwrap(),
            "--passphrase-stdin",
            "--undo-seconds",
            "0",
        ];
        let process = Process::start(&arguments, Some(PASSPHRASE));
        let (_, address) = process.said.split_once("http://127.0.0.1:").unwrap();
        let (port, token) = address.split_once("/?token=").unwrap();
        let pages = Pages {
            port: port.parse().unwrap(),
            token: token.trim().to_owned(),
        };
        Self {
            _process: process,
            pages,
        }
    }
}

impl Pages {
    /// Sends a form; where the answer leads, or nothing when there was none.
    fn submit(&self, path: &str, form: &str) -> Option<String> {
        let (port, token) = (self.port, &self.token);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect(address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        write!(
            stream,
            "POST {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n\
             Cookie: patchwork_{port}={token}\r\nContent-Length: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n{form}",
            form.len()
        )
        .ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let location = answer
            .lines()
            .find_map(|line| line.strip_prefix("location: "));
        location.map(str::to_owned)
    }

    /// Whether the page said that it is saved.
    fn save(&self, case: CaseId, text: &str) -> bool {
        let draft = self.submit(&format!("/cases/{case}/capture"), "kind=note");
        let form = format!("kind=note&do=save&text={}", text.replace(' ', "+"));
        draft
            .and_then(|draft| self.submit(&draft, &form))
            .is_some_and(|place| place.contains("saved="))
    }

    fn sync(&self) {
        let _ = self.submit("/sync", "");
    }
}

/// Opens a phone's data in this process.
async fn open(folder: &Path) -> Arc<Client> {
    let vault = if PassphraseVault::exists(folder) {
        PassphraseVault::open(folder, PASSPHRASE).unwrap()
    } else {
        std::fs::create_dir_all(folder).unwrap();
        PassphraseVault::create(folder, PASSPHRASE).unwrap()
    };
    let options = Options {
        data_dir: folder.display().to_string(),
        undo_seconds: 0,
        connection: ConnectionOptions::default(),
    };
    Client::open(options, Arc::new(vault)).await.unwrap()
}

/// A partnership of two with one case.
async fn found(relay: &Relay, priya: &Path, tom: &Path) -> CaseId {
    let (priya, tom) = (open(priya).await, open(tom).await);
    let founding = northtown(format!("http://{}", relay.address));
    priya.found(founding).await.unwrap();
    let invitee = Invitee {
        id: None,
        name: "Tom Reed".to_owned(),
        role: "Pastoral lead".to_owned(),
        agency: priya.agencies().await.unwrap()[0].agency,
    };
    let toms_id = join(&priya, &tom, invitee).await.unwrap();
    let case = priya
        .open_case(NewCase {
            given: "Ella".to_owned(),
            family: "Marsh".to_owned(),
            team: vec![NewMember {
                practitioner: toms_id,
                access: AccessRole::Member,
            }],
            ..NewCase::default()
        })
        .await
        .unwrap();
    priya.sync_now(20_000).await.unwrap();
    let began = Instant::now();
    while tom.case_view(case).await.is_err() {
        assert!(began.elapsed() < PATIENCE, "the case did not reach Tom");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    priya.lock().await;
    tom.lock().await;
    case
}

async fn journal(client: &Client, case: CaseId) -> Vec<EntryView> {
    let mut entries = Vec::new();
    let mut after = None;
    loop {
        let page = client
            .timeline(case, after, 100, TimelineFilter::All)
            .await
            .unwrap();
        entries.extend(page.entries);
        after = page.next;
        if after.is_none() {
            return entries;
        }
    }
}

fn texts<'e>(entries: impl IntoIterator<Item = &'e EntryView>) -> BTreeMap<String, usize> {
    let mut texts = BTreeMap::new();
    for entry in entries {
        *texts.entry(entry.text.clone()).or_default() += 1;
    }
    texts
}

/// xorshift64*: one seed replays one choice of moments.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % limit
    }
}

/// Saves some notes one after another, in a thread; gives the texts that the page said were saved.
fn saving(pages: &Pages, case: CaseId, texts: Vec<String>) -> std::thread::JoinHandle<Vec<String>> {
    let pages = pages.clone();
    std::thread::spawn(move || {
        texts
            .into_iter()
            .filter(|text| pages.save(case, text))
            .collect()
    })
}

#[test]
fn whatever_is_killed_whenever_what_was_saved_is_on_both_sides_once() {
    let seed = std::env::var("PATCHWORK_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(20_260_312_u64);
    println!("seed {seed} (set PATCHWORK_SEED for another)");
    let mut chance = Chance(seed.wrapping_mul(2) | 1);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let places = [folder.path().join("priya"), folder.path().join("tom")];
    let mut relay = Relay::new(folder.path().join("relay"));
    let case = runtime.block_on(found(&relay, &places[0], &places[1]));

    let mut phones: Vec<Option<Phone>> = places.iter().map(|p| Some(Phone::start(p))).collect();
    let mut saved: BTreeSet<String> = BTreeSet::new();
    for round in 0..ROUNDS {
        let writer = usize::try_from(chance.below(2)).unwrap();
        let pages = phones[writer].as_ref().unwrap().pages.clone();
        let notes = (0..4).map(|i| format!("round {round} note {i}")).collect();
        let writing = saving(&pages, case, notes);
        // Whatever the first does meanwhile, the others are somewhere between
        // posting, acknowledging and applying.
        std::thread::sleep(Duration::from_millis(chance.below(50)));
        let victim = chance.below(3);
        match victim {
            0 => phones[writer] = None,
            1 => phones[1 - writer] = None,
            _ => relay.kill(),
        }
        saved.extend(writing.join().unwrap());
        println!(
            "round {round}: killed {victim}, {} saved so far",
            saved.len()
        );
        // Down for a moment, and back on the same files.
        for (phone, place) in phones.iter_mut().zip(&places) {
            if phone.is_none() {
                *phone = Some(Phone::start(place));
            }
        }
        if relay.process.is_none() {
            relay.start();
        }
        for phone in phones.iter().flatten() {
            let pages = phone.pages.clone();
            // Nobody waits for it: the next round may kill it halfway.
            std::thread::spawn(move || pages.sync());
        }
    }

    // The relay goes; Priya's client is killed while it saves without one.
    relay.kill();
    let notes = (0..6).map(|i| format!("offline note {i}")).collect();
    let writing = saving(&phones[0].as_ref().unwrap().pages, case, notes);
    std::thread::sleep(Duration::from_millis(10 + chance.below(30)));
    phones[0] = None;
    let offline = writing.join().unwrap();
    saved.extend(offline.iter().cloned());
    drop(phones);

    runtime.block_on(async {
        let priya = open(&places[0]).await;
        let ours = journal(&priya, case).await;
        let waiting = priya.sync_status().await.unwrap().waiting;
        let (acknowledged, unacknowledged): (Vec<_>, Vec<_>) = ours
            .iter()
            .filter(|entry| entry.is_mine)
            .partition(|entry| entry.state == EntryState::OnRelay);
        assert!(
            unacknowledged
                .iter()
                .all(|e| e.state == EntryState::SavedHere)
        );
        assert_eq!(
            usize::try_from(waiting).unwrap(),
            unacknowledged.len(),
            "every unacknowledged entry waits, and nothing else (seed {seed})"
        );
        for note in &offline {
            assert!(
                unacknowledged.iter().any(|entry| entry.text == *note),
                "{note:?} was saved and does not wait (seed {seed})"
            );
        }
        priya.lock().await;
        drop(priya);

        // With Priya's client shut, the relay alone gives Tom what it acknowledged to her.
        relay.start();
        let tom = open(&places[1]).await;
        tom.sync_now(30_000).await.unwrap();
        let theirs = texts(&journal(&tom, case).await);
        for entry in acknowledged {
            assert_eq!(
                theirs.get(&entry.text),
                Some(&1),
                "{:?} was acknowledged (seed {seed})",
                entry.text
            );
        }

        let priya = open(&places[0]).await;
        let began = Instant::now();
        loop {
            priya.sync_now(30_000).await.unwrap();
            tom.sync_now(30_000).await.unwrap();
            let ours = texts(&journal(&priya, case).await);
            let theirs = texts(&journal(&tom, case).await);
            if ours == theirs && saved.iter().all(|text| ours.contains_key(text)) {
                assert!(
                    ours.values().all(|&times| times == 1),
                    "{ours:?} (seed {seed})"
                );
                break;
            }
            assert!(
                began.elapsed() < PATIENCE,
                "seed {seed}: Priya has {ours:?}, Tom has {theirs:?}, saved were {saved:?}"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        for client in [&priya, &tom] {
            let status = client.sync_now(30_000).await.unwrap().status;
            assert_eq!((status.waiting, status.failed), (0, vec![]), "seed {seed}");
            client.lock().await;
        }
    });
    assert!(
        saved.len() > 10,
        "too little was saved to tell anything: {saved:?}"
    );
}
