//! What the machine is, what processes use of it, what lies on its disk.

use std::{
    fmt, fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::Command,
    time::Instant,
};

use crate::{Result, Times, ms};

/// The kernel counts CPU time for `/proc` in hundredths of a second.
const TICKS: f64 = 100.0;

/// The facts beside which numbers mean something.
#[derive(Debug)]
pub struct Machine {
    processor: String,
    cores: usize,
    memory: String,
    kernel: String,
    load: String,
    revision: String,
    optimised: bool,
    fdatasync: Times,
    round_trip: Times,
}

impl Machine {
    /// Looks, and measures what no program here can beat.
    pub fn look(folder: &Path) -> Result<Self> {
        let line = |path: &str, key: &str| {
            fs::read_to_string(path)
                .ok()
                .and_then(|text| {
                    let line = text.lines().find(|line| line.starts_with(key))?;
                    Some(line.split_once(':')?.1.trim().to_owned())
                })
                .unwrap_or_else(|| "unknown".to_owned())
        };
        let first_line = |path: &str| {
            fs::read_to_string(path)
                .ok()
                .and_then(|text| text.lines().next().map(str::to_owned))
                .unwrap_or_else(|| "unknown".to_owned())
        };
        let revision = Command::new("git")
            .args(["rev-parse", "--short", "HEAD"])
            .output()
            .ok()
            .and_then(|output| String::from_utf8(output.stdout).ok())
            .unwrap_or_default();
        Ok(Self {
            processor: line("/proc/cpuinfo", "model name"),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory: line("/proc/meminfo", "MemTotal"),
            kernel: first_line("/proc/sys/kernel/osrelease"),
            load: first_line("/proc/loadavg"),
            revision: revision.trim().to_owned(),
            optimised: !cfg!(debug_assertions),
            fdatasync: fdatasyncs(folder)?,
            round_trip: round_trips()?,
        })
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} at {}{}: {}, {} cores, {}, Linux {}, load at the start {}",
            jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M UTC"),
            if self.revision.is_empty() {
                "an unknown revision"
            } else {
                &self.revision
            },
            if self.optimised {
                ""
            } else {
                " (NOT an optimised build: timings mean nothing)"
            },
            self.processor,
            self.cores,
            self.memory,
            self.kernel,
            self.load,
        )?;
        writeln!(
            f,
            "the machine alone: fdatasync of a 4 kB append {:.2} ms, loopback round trip {:.3} ms (medians of {} and {})",
            ms(self.fdatasync.median()),
            ms(self.round_trip.median()),
            self.fdatasync.count(),
            self.round_trip.count(),
        )
    }
}

fn fdatasyncs(folder: &Path) -> Result<Times> {
    let path = folder.join("fdatasync");
    let mut file = fs::File::create(&path)?;
    let mut times = Times::default();
    for _ in 0..100 {
        let began = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        times.push(began.elapsed());
    }
    fs::remove_file(path)?;
    Ok(times)
}

fn round_trips() -> Result<Times> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let echo = std::thread::spawn(move || -> std::io::Result<()> {
        let (mut stream, _) = listener.accept()?;
        stream.set_nodelay(true)?;
        let mut byte = [0];
        while stream.read(&mut byte)? == 1 {
            stream.write_all(&byte)?;
        }
        Ok(())
    });
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let mut times = Times::default();
    for _ in 0..300 {
        let began = Instant::now();
        stream.write_all(&[1])?;
        stream.read_exact(&mut [0])?;
        times.push(began.elapsed());
    }
    drop(stream);
    let _ = echo.join();
    Ok(times)
}

/// CPU time of a process, all its threads, user and system.
pub fn cpu_seconds(process: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name in brackets may hold spaces; fields count from behind it.
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let field = |at: usize| -> Result<f64> { Ok(fields.get(at).ok_or("no CPU time")?.parse()?) };
    Ok((field(11)? + field(12)?) / TICKS)
}

/// Memory of a process now, in kB.
pub fn resident_kb(process: u32) -> Result<u64> {
    status(process, "VmRSS:")
}

/// The most memory that a process ever had, in kB.
pub fn peak_kb(process: u32) -> Result<u64> {
    status(process, "VmHWM:")
}

fn status(process: u32, key: &str) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let value = status.lines().find_map(|line| {
        line.strip_prefix(key)?
            .split_whitespace()
            .next()?
            .parse()
            .ok()
    });
    Ok(value.ok_or("no such memory line")?)
}

/// Bytes of all files below, and of the largest named parts of them.
pub fn folder_bytes(folder: &Path) -> Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.metadata()?;
        sum += if kind.is_dir() {
            folder_bytes(&entry.path())?
        } else {
            kind.len()
        };
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_the_bytes_of_all_files_below() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("below");
        fs::create_dir(&below).unwrap();
        fs::write(below.join("a"), [0; 20]).unwrap();
        fs::write(folder.path().join("b"), [0; 2]).unwrap();
        assert_eq!(folder_bytes(folder.path()).unwrap(), 22);
    }

    #[test]
    fn this_process_has_memory_and_time() {
        let me = std::process::id();
        assert!(resident_kb(me).unwrap() > 0);
        assert!(peak_kb(me).unwrap() >= resident_kb(me).unwrap() / 2);
        assert!(cpu_seconds(me).unwrap() >= 0.0);
    }
}
