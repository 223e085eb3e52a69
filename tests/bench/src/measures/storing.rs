//! g: what lies on disks, and what must not.

use std::{fs, process::Command};

use crate::{Budget, Canaries, Relay, Result, Table, folder_bytes, kb};

const MB: f64 = 1e3;

/// The relay's disk as it is, while it runs.
pub(super) fn disk(table: &mut Table, when: &str, relay: &Relay) -> Result<()> {
    table.row(
        "g",
        format!("relay's disk {when}, running"),
        (kb(folder_bytes(relay.data())?) / MB, "MB"),
        "all files, the write-ahead log included",
        Budget::NONE,
    );
    Ok(())
}

/// The same once it has stopped, and the search for what must not be there.
#[allow(clippy::cast_precision_loss)]
pub(super) fn stopped(table: &mut Table, relay: Relay, canaries: &Canaries) -> Result<()> {
    let data = relay.data().to_owned();
    let found_running = canaries.count_in(&data)?;
    relay.stop()?;
    table.row(
        "g",
        "relay's disk at the end, stopped",
        (kb(folder_bytes(&data)?) / MB, "MB"),
        "all files, with the probes of c and c′",
        Budget::at_most(4.4),
    );
    let log = data.with_extension("log");
    let found = found_running + canaries.count_in(&data)? + canaries.count_in(&log)?;
    table.row(
        "g",
        "canaries on the relay's disk and in its log",
        (found as f64, ""),
        format!(
            "{} in all files, running and stopped",
            canaries.all().join(", ")
        ),
        Budget::at_most(0.0),
    );
    Ok(())
}

/// The stripped library for apps.
pub(super) fn library(table: &mut Table) -> Result<()> {
    let program = std::env::current_exe()?;
    let folder = program.parent().ok_or("no folder")?;
    let library = ["libpatchwork_ffi.so", "libpatchwork.so"]
        .iter()
        .map(|name| folder.join(name))
        .find(|path| path.exists());
    let Some(library) = library else {
        table.remark(
            "The library for apps is not built beside this program, so its size is missing: \
             `cargo rustc -p patchwork-ffi --lib --crate-type cdylib` first, with the same profile.",
        );
        return Ok(());
    };
    let copy = tempfile::NamedTempFile::new()?;
    fs::copy(&library, copy.path())?;
    let stripped = Command::new("strip").arg(copy.path()).status();
    let is_stripped = stripped.is_ok_and(|status| status.success());
    table.row(
        "phone",
        "library, x86_64 Linux",
        (kb(copy.path().metadata()?.len()) / MB, "MB"),
        if is_stripped {
            "stripped"
        } else {
            "NOT stripped: there is no strip here"
        },
        Budget::at_most(12.5),
    );
    Ok(())
}
