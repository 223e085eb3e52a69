//! A relay in a process of its own.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::{Result, cpu_seconds, resident_kb};

/// A relay that runs.
pub struct Relay {
    child: Child,
    address: SocketAddr,
    data: PathBuf,
}

impl Relay {
    /// Starts this program again as a relay with this data directory. Its log
    /// lines go to `<data>.log`.
    pub fn start(data: &Path) -> Result<Self> {
        Self::start_as(Command::new(std::env::current_exe()?), data)
    }

    /// The same with every fsync counted, which makes it slower.
    pub fn start_counting_fsyncs(data: &Path, report: &Path) -> Result<Self> {
        let mut command = Command::new("strace");
        command
            // -D: the program itself is our child, and strace looks on.
            .args(["-D", "-f", "-qq", "-c", "-e", "trace=fsync,fdatasync", "-o"])
            .arg(report)
            .arg(std::env::current_exe()?);
        Self::start_as(command, data)
    }

    fn start_as(mut command: Command, data: &Path) -> Result<Self> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(data.with_extension("log"))?;
        let mut child = command
            .args(["relay", "serve", "--listen", "127.0.0.1:0", "--log", "info"])
            .arg("--data-dir")
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let stdout = child.stdout.take().ok_or("the relay has no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let told: serde_json::Value = serde_json::from_str(&line)
            .map_err(|error| format!("the relay did not start ({error}): {line}"))?;
        let url = told
            .get("listening")
            .and_then(|url| url.as_str())
            .and_then(|url| url.strip_prefix("http://"))
            .ok_or("the relay did not say where it listens")?;
        Ok(Self {
            address: url.parse()?,
            child,
            data: data.to_owned(),
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it keeps.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// CPU time used so far, in seconds.
    pub fn cpu(&self) -> Result<f64> {
        cpu_seconds(self.child.id())
    }

    /// Memory in use, in kB.
    pub fn resident(&self) -> Result<u64> {
        resident_kb(self.child.id())
    }

    /// SIGKILL, at once.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// SIGTERM, and waits until it has ended.
    pub fn stop(mut self) -> Result<()> {
        Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()?;
        let began = Instant::now();
        while self.child.try_wait()?.is_none() {
            if began.elapsed() > Duration::from_secs(20) {
                self.child.kill()?;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        // Ended already, or the benchmark failed half way.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
