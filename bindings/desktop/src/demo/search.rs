//! Searching the files of relay and phones for names, as a thief or an operator would.

use std::{
    io,
    path::{Path, PathBuf},
};

/// What a search of a folder's files found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Searched {
    /// Every file, with its length in bytes.
    pub(super) files: Vec<(String, u64)>,
    /// Every name looked for, with how often it was found.
    pub(super) hits: Vec<(String, usize)>,
}

impl Searched {
    pub(super) fn bytes(&self) -> u64 {
        self.files.iter().map(|(_, bytes)| bytes).sum()
    }

    pub(super) fn found(&self) -> usize {
        self.hits.iter().map(|(_, times)| times).sum()
    }
}

/// Shorter names are looked for just as they are written: in megabytes of random
/// bytes four letters in any case turn up by chance.
const TELLING: usize = 6;

/// Looks for these names in every file below a folder: database, write-ahead
/// log, temporary files and logs; in UTF-8 and UTF-16, and in any case of
/// letters where the name is long enough to mean something.
pub(super) fn search(folder: &Path, names: &[&str]) -> io::Result<Searched> {
    let mut paths = Vec::new();
    list(folder, &mut paths)?;
    paths.sort();
    let needles: Vec<Needle> = names.iter().map(|name| Needle::of(name)).collect();
    let mut times = vec![0; names.len()];
    let mut files = Vec::new();
    for path in paths {
        // A file that went away meanwhile held nothing for long.
        let bytes = match std::fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            read => read?,
        };
        let lower = bytes.to_ascii_lowercase();
        for (times, needle) in times.iter_mut().zip(&needles) {
            let bytes = if needle.any_case { &lower } else { &bytes };
            *times += needle
                .forms
                .iter()
                .map(|form| count(bytes, form))
                .sum::<usize>();
        }
        let name = path.strip_prefix(folder).unwrap_or(&path);
        files.push((
            name.display().to_string(),
            u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        ));
    }
    Ok(Searched {
        files,
        hits: names
            .iter()
            .map(|&name| name.to_owned())
            .zip(times)
            .collect(),
    })
}

fn list(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, paths)?;
        } else if path.is_file() {
            paths.push(path);
        }
    }
    Ok(())
}

struct Needle {
    any_case: bool,
    forms: [Vec<u8>; 2],
}

impl Needle {
    fn of(name: &str) -> Self {
        let any_case = name.len() >= TELLING;
        let name = if any_case {
            name.to_ascii_lowercase()
        } else {
            name.to_owned()
        };
        let wide = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        Self {
            any_case,
            forms: [name.into_bytes(), wide],
        }
    }
}

fn count(haystack: &[u8], needle: &[u8]) -> usize {
    let Some((&first, rest)) = needle.split_first() else {
        return 0;
    };
    let mut times = 0;
    let mut left = haystack;
    while let Some(at) = left.iter().position(|&byte| byte == first) {
        left = left.get(at + 1..).unwrap_or_default();
        times += usize::from(left.starts_with(rest));
    }
    times
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_any_file_and_a_long_one_in_any_case() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("data")).unwrap();
        std::fs::write(
            folder.path().join("data/a.db-wal"),
            b"..\0Ella\xffella WHARF LANE",
        )
        .unwrap();
        let wide: Vec<u8> = "Ella".encode_utf16().flat_map(u16::to_le_bytes).collect();
        std::fs::write(folder.path().join("b.log"), wide).unwrap();
        let searched = search(folder.path(), &["Ella", "Wharf Lane", "Joan"]).unwrap();
        assert_eq!(
            searched.hits,
            [
                ("Ella".into(), 2),
                ("Wharf Lane".into(), 1),
                ("Joan".into(), 0)
            ]
        );
        assert_eq!(searched.found(), 3);
        assert_eq!(searched.files.len(), 2);
        assert_eq!(searched.bytes(), 31);
    }
}
