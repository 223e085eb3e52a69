//! Files and folders that can only be read, for tests of what happens there.

use std::{
    fs, io,
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::Command,
};

/// A user whom permissions bind, on every system: `nobody`.
const NOBODY: u32 = 65_534;

/// Whether permissions bind whoever runs this test. To the superuser they mean nothing: the test
/// is run to its end in a process of another user's then, and the caller has nothing left to do.
///
/// `mine` is a folder that this process has made; `test` is the whole name of the test, as the test
/// runner lists it.
///
/// # Panics
/// If the test fails there, or cannot be run there.
#[allow(clippy::expect_used)] // compiled for tests only
pub fn permissions_hold(mine: &Path, test: &str) -> bool {
    let mine = fs::metadata(mine).expect("a folder that was just made");
    if mine.uid() != 0 {
        return true;
    }
    let program = std::env::current_exe().expect("a test knows its own program");
    let ran = Command::new(&program)
        .args(["--exact", test, "--nocapture"])
        .current_dir("/")
        .uid(NOBODY)
        .gid(NOBODY)
        .output();
    let ran = ran.unwrap_or_else(|error| {
        panic!(
            "{} cannot be run as another user, whom permissions bind: {error}",
            program.display()
        )
    });
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(
        ran.status.success() && said.contains("1 passed"),
        "{test}, run as another user, whom permissions bind:\n{said}{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    false
}

/// Files and folders that can only be read while this lives.
pub struct Protected(Vec<(PathBuf, fs::Permissions)>);

impl Protected {
    /// Protects these, each by itself: a folder does not protect the files in it, but none can be
    /// made there or removed.
    ///
    /// # Errors
    /// What the system says, if it does not protect one of them.
    pub fn new<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> io::Result<Self> {
        let mut protected = Self(Vec::new());
        for path in paths {
            let path = path.as_ref();
            let before = fs::metadata(path)?.permissions();
            let mode = before.mode() & !0o222;
            fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
            protected.0.push((path.to_owned(), before));
        }
        Ok(protected)
    }

    /// Protects a folder and everything in it.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn whole(folder: &Path) -> io::Result<Self> {
        let inside = fs::read_dir(folder)?.map(|file| Ok(file?.path()));
        let mut all = inside.collect::<io::Result<Vec<PathBuf>>>()?;
        all.push(folder.to_owned());
        Self::new(all)
    }
}

impl Drop for Protected {
    fn drop(&mut self) {
        for (path, before) in self.0.drain(..) {
            // What is gone needs no permissions.
            let _ = fs::set_permissions(path, before);
        }
    }
}
