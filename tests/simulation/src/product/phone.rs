//! One phone: the product's own client on a disk in memory.
//!
//! Each phone has a runtime of its own, whose clock is paused. So a phone that sleeps is one whose
//! runtime does not run while the world's time passes, and a crash is the end of the runtime: every
//! task ends where it waits, between two transactions.

use core::{future::Future, pin::pin, task::Poll, time::Duration};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

use jiff::SignedDuration;
use patchwork_client::{
    Client, ClientError, ConnectionOptions, Options, simulation::Environment, testing::TestVault,
};
use patchwork_protocol::PractitionerId;
use rand::Rng;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use super::{
    network::{Network, SKEW},
    time::Time,
};

/// How long a person may take a note back.
const UNDO_SECONDS: u32 = 10;

/// What lies on a phone's disk, and what its keystore holds, which is in no backup of the disk.
#[derive(Clone)]
pub(super) struct Disk {
    files: Vec<(String, Vec<u8>)>,
    vault: BTreeMap<String, Vec<u8>>,
}

impl Disk {
    /// The same data on a phone whose keystore does not know this installation: a backup that
    /// was put back.
    pub(super) fn put_back(mut self) -> Self {
        self.vault.remove("installation");
        self
    }
}

/// A new folder in memory, where the system has one.
pub(super) fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let builder = &mut tempfile::Builder::new();
    let builder = builder.prefix("patchwork-simulation-");
    if memory.is_dir() {
        builder.tempdir_in(memory).expect("a folder in memory")
    } else {
        builder.tempdir().expect("a folder")
    }
}

pub(super) struct Phone {
    pub(super) number: usize,
    pub(super) name: String,
    /// Whose it is, once they have joined.
    pub(super) me: Option<PractitionerId>,
    pub(super) is_asleep: bool,
    is_full: bool,
    folder: PathBuf,
    vault: Arc<TestVault>,
    rng: Arc<Mutex<ChaCha8Rng>>,
    skew: Arc<AtomicI64>,
    network: Network,
    time: Time,
    // Before the client: its tasks end first.
    runtime: Option<Runtime>,
    client: Option<Arc<Client>>,
}

impl Phone {
    /// A phone that is switched off, with an empty disk or this one.
    pub(super) fn new(
        number: usize,
        parent: &Path,
        disk: Option<Disk>,
        seed: u64,
        network: Network,
        time: Time,
    ) -> Self {
        network.add_line();
        let phone = Self {
            number,
            name: NAMES[number % NAMES.len()].to_owned(),
            me: None,
            is_asleep: false,
            is_full: false,
            folder: parent.join(number.to_string()),
            vault: Arc::default(),
            rng: Arc::new(Mutex::new(ChaCha8Rng::seed_from_u64(seed))),
            skew: Arc::default(),
            network,
            time,
            runtime: None,
            client: None,
        };
        fs::create_dir_all(&phone.folder).expect("a folder");
        if let Some(disk) = disk {
            phone.write(disk);
        }
        phone
    }

    /// Switches it on.
    pub(super) fn start(&mut self) -> Result<(), ClientError> {
        let runtime = Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("a runtime");
        self.runtime = Some(runtime);
        let (time, skew) = (self.time.clone(), Arc::clone(&self.skew));
        let rng = Arc::clone(&self.rng);
        let environment = Environment::simulated(
            move || time.now() + SignedDuration::from_millis(skew.load(Ordering::Relaxed)),
            move |bytes| {
                let mut rng = rng.lock().expect("nothing panics under this lock");
                rng.fill_bytes(bytes);
            },
        );
        let options = Options {
            data_dir: self.folder.display().to_string(),
            undo_seconds: UNDO_SECONDS,
            connection: ConnectionOptions::default(),
        };
        let connect = self.network.connect(self.number);
        let opened = Client::open_in(options, Arc::clone(&self.vault) as _, environment, connect);
        let client = self.block_on(opened)?;
        client.set_full(self.is_full)?;
        self.client = Some(client);
        Ok(())
    }

    /// The process is killed: every task ends where it waits.
    pub(super) fn kill(&mut self) {
        // What the disk holds at this moment is what is left of it.
        let disk = self.client.is_some().then(|| self.disk());
        drop(self.runtime.take());
        drop(self.client.take());
        if let Some(disk) = disk {
            self.write(disk);
        }
    }

    /// What is on the disk now: the last commit.
    pub(super) fn disk(&self) -> Disk {
        let mut files = Vec::new();
        for name in ["patchwork.db", "patchwork.db-wal"] {
            match fs::read(self.folder.join(name)) {
                Ok(bytes) => files.push((name.to_owned(), bytes)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => panic!("{error}"),
            }
        }
        let vault = self.vault.secrets();
        Disk { files, vault }
    }

    /// Puts this on the disk of a phone that is switched off.
    pub(super) fn write(&self, disk: Disk) {
        assert!(self.client.is_none(), "it is switched off");
        for entry in fs::read_dir(&self.folder).expect("a folder") {
            fs::remove_file(entry.expect("a file").path()).expect("a file");
        }
        for (name, bytes) in disk.files {
            fs::write(self.folder.join(name), bytes).expect("a file");
        }
        self.vault.put_back(disk.vault);
    }

    pub(super) const fn is_full(&self) -> bool {
        self.is_full
    }

    /// Fills the disk, also for when the app is started next, or makes room.
    pub(super) fn set_full(&mut self, is_full: bool) -> Result<(), ClientError> {
        self.is_full = is_full;
        self.client().set_full(is_full)
    }

    /// Sets the clock on the wall wrong by so much, at once: running apps see it jump.
    pub(super) fn set_skew(&self, skew: SignedDuration) {
        self.skew.store(skew.as_millis() as i64, Ordering::Relaxed);
        let is_wrong = skew.abs() > SKEW;
        let line = &mut self.network.lock().lines[self.number];
        line.is_clock_wrong = is_wrong;
        line.is_clock_confirmed = false;
    }

    /// Whether its clock is right.
    pub(super) fn has_the_time(&self) -> bool {
        self.skew.load(Ordering::Relaxed) == 0
    }

    pub(super) fn client(&self) -> &Arc<Client> {
        self.client.as_ref().expect("it is switched on")
    }

    /// Calls the facade and waits for the answer, while everything else on the phone goes on.
    pub(super) fn call<T, F: Future<Output = T>>(&self, f: impl FnOnce(Arc<Client>) -> F) -> T {
        self.block_on(f(Arc::clone(self.client())))
    }

    /// Calls the facade and lets go of the call after it has been polled so often. `None` if it
    /// had not ended by then.
    pub(super) fn call_and_let_go<T, F: Future<Output = T>>(
        &self,
        polls: u32,
        f: impl FnOnce(Arc<Client>) -> F,
    ) -> Option<T> {
        self.block_on(async {
            let mut call = pin!(f(Arc::clone(self.client())));
            for _ in 0..polls {
                let polled =
                    core::future::poll_fn(|context| Poll::Ready(call.as_mut().poll(context)));
                if let Poll::Ready(done) = polled.await {
                    return Some(done);
                }
                tokio::task::yield_now().await;
            }
            None
        })
    }

    /// The phone is awake for so long.
    pub(super) fn run(&self, time: Duration) {
        self.block_on(async { tokio::time::sleep(time).await });
    }

    /// The phone does so many pieces of work, and no time passes.
    pub(super) fn run_a_little(&self, pieces: u32) {
        self.block_on(async {
            for _ in 0..pieces {
                tokio::task::yield_now().await;
            }
        });
    }

    fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        let runtime = self.runtime.as_ref().expect("it is switched on");
        runtime.block_on(async {
            self.time.begin();
            let done = future.await;
            self.time.end();
            done
        })
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        drop(self.runtime.take());
    }
}

const NAMES: [&str; 8] = [
    "Priya", "Tom", "Grace", "Yusuf", "Megan", "Daniel", "Aisha", "Owen",
];
