//! The texts of a crate's sources, and why they could not be checked.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// Why a crate was not checked.
#[derive(Debug, thiserror::Error)]
pub enum StructureError {
    /// A file or folder cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not Rust.
    #[error("{}:{line}: {message}", file.display())]
    NotRust {
        /// The file, from the folder of sources.
        file: PathBuf,
        /// Where it stops to be.
        line: usize,
        /// What was expected there.
        message: String,
    },
    /// A module is declared, and none of the files that it may be in exists.
    #[error("the module {module} has no file; expected {}", expected.display())]
    NoFile {
        /// The module's path from the crate's root.
        module: String,
        /// The first place where it may be.
        expected: PathBuf,
    },
    /// The crate has modules that no floor names.
    #[error("no floor names these modules: {}", .0.join(", "))]
    OnNoFloor(Vec<String>),
    /// Floors name modules that the crate has not.
    #[error("floors name modules that do not exist: {}", .0.join(", "))]
    NoSuchModule(Vec<String>),
    /// Floors name a module more than once.
    #[error("the floors name {0} more than once")]
    OnTwoFloors(String),
}

/// Rust sources by their path from the folder that holds `lib.rs`.
#[derive(Debug, Clone, Default)]
pub struct Sources(BTreeMap<PathBuf, String>);

impl Sources {
    /// Reads every `.rs` file below this folder.
    ///
    /// # Errors
    /// [`StructureError::Unreadable`].
    pub fn read(src: &Path) -> Result<Self, StructureError> {
        let mut sources = Self::default();
        sources.read_folder(src, Path::new(""))?;
        Ok(sources)
    }

    fn read_folder(&mut self, src: &Path, below: &Path) -> Result<(), StructureError> {
        let folder = src.join(below);
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            move |source| StructureError::Unreadable { path, source }
        };
        for entry in fs::read_dir(&folder).map_err(unreadable(&folder))? {
            let entry = entry.map_err(unreadable(&folder))?;
            let path = entry.path();
            let name = below.join(entry.file_name());
            if entry.file_type().map_err(unreadable(&path))?.is_dir() {
                self.read_folder(src, &name)?;
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).map_err(unreadable(&path))?;
                self.0.insert(name, text);
            }
        }
        Ok(())
    }

    pub(crate) fn text(&self, file: &Path) -> Option<&str> {
        self.0.get(file).map(String::as_str)
    }
}

/// Pairs of a path such as `log/mod.rs` and the text of that file.
impl<'a, const N: usize> From<[(&'a str, &'a str); N]> for Sources {
    fn from(files: [(&'a str, &'a str); N]) -> Self {
        Self(
            files
                .into_iter()
                .map(|(path, text)| (PathBuf::from(path), text.to_owned()))
                .collect(),
        )
    }
}
