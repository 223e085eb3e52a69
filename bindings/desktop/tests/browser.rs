//! The pages as people use them, in Chromium: `tests/browser` holds the tests,
//! this starts what they look at.
//!
//! It needs node, npm and Chromium, and fails without them rather than pass unseen.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::{
    ffi::OsStr,
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    time::{Duration, Instant, SystemTime},
};

/// Far more than each takes on a busy machine.
const PATIENCE_READY: Duration = Duration::from_mins(3);
const PATIENCE_TESTS: Duration = Duration::from_mins(40);
const PATIENCE_END: Duration = Duration::from_secs(15);

#[test]
fn the_pages_hold_what_they_promise_in_a_real_browser() {
    let shown = Shown::start();
    let told = shown.run_node(
        &["--test", "--test-concurrency=1", "--test-reporter=spec"],
        &[],
    );
    assert!(told.is_ok(), "{}", told.unwrap_err());
    shown.end();
}

#[test]
#[ignore = "draws sheets for people to look at, in the folder that PATCHWORK_SHEETS names"]
fn contact_sheets_of_every_screen_are_drawn() {
    let folder = std::env::var_os("PATCHWORK_SHEETS").expect("PATCHWORK_SHEETS names a folder");
    let shown = Shown::start();
    let told = shown.run_node(&["contact_sheets.js"], &[("PATCHWORK_SHEETS", &folder)]);
    match told {
        Ok(told) => println!("{told}"),
        Err(told) => panic!("{told}"),
    }
    shown.end();
}

/// A demo, and the pages of two people who have nothing yet.
struct Shown {
    temporary: tempfile::TempDir,
    demo: Served,
    relay: Served,
    fresh: Served,
    other: Served,
}

impl Shown {
    fn start() -> Self {
        install(&tests_folder());
        let temporary = tempfile::tempdir().unwrap();
        let kept = temporary.path().join("kept");
        let folder = |name| kept.join(name).to_str().unwrap().to_owned();
        let demo = Served::start(&["demo", "--port", "0"], temporary.path());
        let data = folder("relay");
        let listen = "127.0.0.1:0";
        let relay = Served::start(
            &["relay", "--data-dir", &data, "--listen", listen],
            temporary.path(),
        );
        let new_person = |name| {
            let data = folder(name);
            let arguments = ["open", "--data-dir", &data, "--relay", &relay.address];
            let undo = ["--undo-seconds", "120"];
            Served::start(&[&arguments[..], &undo].concat(), temporary.path())
        };
        let (fresh, other) = (new_person("fresh"), new_person("other"));
        Self {
            temporary,
            demo,
            relay,
            fresh,
            other,
        }
    }

    /// Runs node in the folder of the browser tests, and gives what it said: as the error where
    /// it failed or did not end.
    fn run_node(&self, arguments: &[&str], set: &[(&str, &OsStr)]) -> Result<String, String> {
        let log = self.temporary.path().join("node.log");
        let output = File::create(&log).unwrap();
        let mut node = Command::new("node");
        node.current_dir(tests_folder())
            .args(arguments)
            .env("PATCHWORK_DEMO", &self.demo.address)
            .env("PATCHWORK_FRESH", &self.fresh.address)
            .env("PATCHWORK_OTHER", &self.other.address)
            .env("PATCHWORK_CHROMIUM", chromium())
            .env("TMPDIR", self.temporary.path())
            .env("NO_COLOR", "1")
            .envs(set.iter().copied())
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output);
        let mut node = Running(node.spawn().unwrap());
        let ended = node.wait(PATIENCE_TESTS);
        if ended.is_none() {
            node.ask_to_end();
            let _ = node.wait(PATIENCE_END);
        }
        let told = String::from_utf8_lossy(&std::fs::read(&log).unwrap()).into_owned();
        std::fs::remove_file(&log).unwrap();
        match ended {
            Some(ended) if ended.success() => Ok(told),
            Some(_) => Err(told),
            None => Err(format!(
                "node did not end within {PATIENCE_TESTS:?}:\n{told}"
            )),
        }
    }

    /// Ends everything, and sees that nothing is left of it.
    fn end(self) {
        drop((self.other, self.fresh, self.relay, self.demo));
        std::fs::remove_dir_all(self.temporary.path().join("kept")).unwrap();
        let left: Vec<_> = std::fs::read_dir(self.temporary.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert!(left.is_empty(), "left behind: {left:?}");
    }
}

fn tests_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/browser")
        .canonicalize()
        .unwrap()
}

fn chromium() -> PathBuf {
    if let Some(named) = std::env::var_os("PATCHWORK_CHROMIUM") {
        return named.into();
    }
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .iter()
        .map(PathBuf::from)
        .find(|path| path.exists())
        .expect(
            "the browser tests need Chromium: install the package `chromium`, or name another build with PATCHWORK_CHROMIUM",
        )
}

/// `npm ci`, unless what the lock names is there already.
fn install(tests: &Path) {
    for (program, package, oldest) in [("node", "nodejs", 20), ("npm", "npm", 9)] {
        let version = version(program);
        assert!(
            version >= Some(oldest),
            "the browser tests need {program} {oldest} or newer, not {version:?}: install the package {package}"
        );
    }
    // npm writes this file last.
    let installed = tests.join("node_modules/.package-lock.json");
    let lock = tests.join("package-lock.json");
    if changed(&installed).is_some_and(|at| Some(at) >= changed(&lock)) {
        return;
    }
    let answer = Command::new("npm")
        .current_dir(tests)
        .args(["ci", "--no-audit", "--no-fund"])
        .output()
        .unwrap();
    assert!(
        answer.status.success(),
        "`npm ci` in {} failed; it needs npm's registry the first time:\n{}{}",
        tests.display(),
        String::from_utf8_lossy(&answer.stdout),
        String::from_utf8_lossy(&answer.stderr)
    );
}

/// The first number of what a program says of its version.
fn version(program: &str) -> Option<u32> {
    let answer = Command::new(program).arg("--version").output().ok()?;
    let said = String::from_utf8(answer.stdout).ok()?;
    let number = said.trim().trim_start_matches('v').split('.').next()?;
    number.parse().ok()
}

fn changed(file: &Path) -> Option<SystemTime> {
    file.metadata().ok()?.modified().ok()
}

/// A process of ours, which ends with this value at the latest.
struct Running(Child);

impl Running {
    fn wait(&mut self, patience: Duration) -> Option<ExitStatus> {
        let began = Instant::now();
        while began.elapsed() < patience {
            if let Some(ended) = self.0.try_wait().unwrap() {
                return Some(ended);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        None
    }

    /// As the terminal or the system would, so that it can clear up after itself.
    fn ask_to_end(&self) {
        let _ = Command::new("sh")
            .args(["-c", &format!("kill -TERM {}", self.0.id())])
            .status();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            self.ask_to_end();
            if self.wait(PATIENCE_END).is_none() {
                let _ = self.0.kill();
                let _ = self.0.wait();
            }
        }
    }
}

/// `patchwork`, serving at an address that it has said.
struct Served {
    address: String,
    // Its standard input stays open as long: the relay ends with it.
    _process: Running,
}

impl Served {
    fn start(arguments: &[&str], temporary: &Path) -> Self {
        let mut process = Running(
            Command::new(env!("CARGO_BIN_EXE_patchwork"))
                .args(arguments)
                .env("TMPDIR", temporary)
                .env("PATCHWORK_LOG", "warn")
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap(),
        );
        let output = BufReader::new(process.0.stdout.take().unwrap());
        let (tell, told) = mpsc::channel();
        // Reads to the end, so that the process never waits for a reader.
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        let began = Instant::now();
        let mut said = String::new();
        loop {
            let left = PATIENCE_READY.saturating_sub(began.elapsed());
            let Ok(line) = told.recv_timeout(left) else {
                panic!("`patchwork {arguments:?}` gave no address:\n{said}");
            };
            if let Some(at) = line.find("127.0.0.1:") {
                let address = format!("http://{}", line[at..].trim());
                return Self {
                    address,
                    _process: process,
                };
            }
            said.push_str(&line);
            said.push('\n');
        }
    }
}
