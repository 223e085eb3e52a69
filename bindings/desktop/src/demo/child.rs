//! Child processes: this same program, as relay and as phones.
//!
//! A child ends when its standard input closes, so that none outlives the
//! demo, however the demo ends.

use std::{
    fs::File,
    path::Path,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, Command},
};

use super::DemoError;

/// A child that has not said it is ready by now has failed.
const PATIENCE: Duration = Duration::from_secs(30);
/// What a child gets for ending by itself.
const FAREWELL: Duration = Duration::from_secs(3);

/// A child that said it is ready.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    stdin: Option<ChildStdin>,
    /// What it said.
    pub(super) ready: String,
}

impl Process {
    /// Starts this program with these arguments, gives it a line on standard
    /// input, and waits for its first line of output. Its log goes to a file.
    pub(super) async fn start(
        arguments: &[&std::ffi::OsStr],
        line: Option<&str>,
        log: &Path,
    ) -> Result<Self, DemoError> {
        let program = std::env::current_exe().map_err(DemoError::Child)?;
        let log = File::options()
            .create(true)
            .append(true)
            .open(log)
            .map_err(DemoError::Child)?;
        let mut command = Command::new(program);
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true);
        // The visitor's own settings are not the demo's.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PATCHWORK_") {
                command.env_remove(name);
            }
        }
        let mut child = command.spawn().map_err(DemoError::Child)?;
        let mut stdin = child.stdin.take();
        if let (Some(stdin), Some(line)) = (&mut stdin, line) {
            let sent = stdin.write_all(format!("{line}\n").as_bytes()).await;
            sent.map_err(DemoError::Child)?;
        }
        let silent = || DemoError::Silent {
            what: arguments
                .first()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
        };
        let output = child.stdout.take().ok_or_else(silent)?;
        let mut lines = BufReader::new(output).lines();
        let ready = tokio::time::timeout(PATIENCE, lines.next_line())
            .await
            .map_err(|_| silent())?
            .map_err(DemoError::Child)?
            .ok_or_else(silent)?;
        // Whatever else it prints has to go somewhere.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self {
            child,
            stdin,
            ready,
        })
    }

    /// Lets it end by itself; ends it if it does not.
    pub(super) async fn end(mut self) {
        drop(self.stdin.take());
        if tokio::time::timeout(FAREWELL, self.child.wait())
            .await
            .is_err()
        {
            let _ = self.child.kill().await;
        }
    }

    /// Ends it at once, in the middle of whatever it does.
    pub(super) async fn kill(mut self) {
        let _ = self.child.kill().await;
    }

    /// How it ended, if it has.
    pub(super) fn has_ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }
}
