//! A folder in which half of what belongs together is missing or damaged: the person is told which
//! file is meant and what to do, and nothing is written over.

use std::{collections::BTreeMap, fs, path::Path};

use crate::testing::Kitchen;

/// Every file of a folder, but for the lock, which anyone may make.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let named = fs::read_dir(folder).unwrap().map(|file| {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        (name, fs::read(file.path()).unwrap_or_default())
    });
    named.filter(|(name, _)| !name.ends_with("-lock")).collect()
}

/// What is done to a folder and its vault, and what the person is told then.
struct Half {
    what: &'static str,
    harm: fn(&Kitchen),
    told: &'static [&'static str],
}

fn database(kitchen: &Kitchen) -> std::path::PathBuf {
    kitchen.folder.path().join("patchwork.db")
}

fn overwrite(kitchen: &Kitchen, f: impl FnOnce(&mut Vec<u8>)) {
    let path = database(kitchen);
    let mut bytes = fs::read(&path).unwrap();
    f(&mut bytes);
    fs::write(path, bytes).unwrap();
}

const HALVES: &[Half] = &[
    Half {
        what: "the first page is zeroed",
        harm: |kitchen| overwrite(kitchen, |bytes| bytes[..4096].fill(0)),
        told: &["patchwork.db", "damaged", "backup"],
    },
    Half {
        what: "the file is cut in half",
        harm: |kitchen| overwrite(kitchen, |bytes| bytes.truncate(bytes.len() / 2)),
        told: &["patchwork.db", "damaged", "backup"],
    },
    Half {
        what: "the file is empty",
        harm: |kitchen| overwrite(kitchen, Vec::clear),
        told: &["patchwork.db", "damaged", "backup"],
    },
    Half {
        what: "the database is gone and its key is there",
        harm: |kitchen| fs::remove_file(database(kitchen)).unwrap(),
        told: &["patchwork.db", "is not there", "backup"],
    },
    Half {
        what: "the key is gone and the database is there",
        harm: |kitchen| kitchen.vault.put_back(BTreeMap::new()),
        told: &["patchwork.db", "key", "backup"],
    },
    Half {
        what: "the key is another one",
        harm: |kitchen| {
            let mut secrets = kitchen.vault.secrets();
            secrets.insert("database-key".to_owned(), vec![9; 32]);
            kitchen.vault.put_back(secrets);
        },
        told: &["patchwork.db", "key", "backup"],
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn half_a_state_is_named_and_left_as_it_is() {
    for half in HALVES {
        let mut kitchen = Kitchen::new().await;
        kitchen.ella().await;
        kitchen.client.lock().await;
        (half.harm)(&kitchen);
        let before = (files(kitchen.folder.path()), kitchen.vault.secrets());
        let told = match kitchen.reopen().await {
            Ok(()) => panic!("{}: it opened", half.what),
            Err(error) => error.to_string(),
        };
        for words in half.told {
            assert!(told.contains(words), "{}: {told}", half.what);
        }
        let after = (files(kitchen.folder.path()), kitchen.vault.secrets());
        assert!(before == after, "{}: something was written", half.what);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_page_leaves_the_other_cases_readable() {
    let mut kitchen = Kitchen::new().await;
    let ella = kitchen.ella().await;
    let other = kitchen.ella().await;
    let text = "same clothes as Monday ".repeat(200);
    for _ in 0..12 {
        kitchen
            .write(ella, crate::EntryKind::Note, &text, None)
            .await;
    }
    kitchen
        .write(other, crate::EntryKind::Note, "quiet", None)
        .await;
    kitchen.client.lock().await;
    // Some of the pages hold nothing but Ella's long notes; which ones hangs on the ids.
    let pages = fs::metadata(database(&kitchen)).unwrap().len() / 4096;
    let (mut unreadable, mut came) = (0, Vec::new());
    for page in 1..pages {
        let whole = fs::read(database(&kitchen)).unwrap();
        overwrite(&kitchen, |bytes| {
            let start = usize::try_from(page * 4096).unwrap();
            bytes[start..start + 4096].fill(0x5a);
        });
        if kitchen.reopen().await.is_ok() {
            let all = patchwork_model::TimelineFilter::All;
            let read = kitchen.client.timeline(ella, None, 50, all).await;
            let others = kitchen.client.timeline(other, None, 50, all).await;
            came.push((page, read.is_ok(), others.is_ok()));
            if let (Err(error), Ok(_)) = (read, others) {
                let told = error.to_string();
                assert!(
                    told.contains("patchwork.db") && told.contains("damaged"),
                    "{told}"
                );
                let again = kitchen.client.timeline(other, None, 50, all).await;
                assert!(again.is_ok(), "{again:?}");
                unreadable += 1;
            }
            kitchen.client.lock().await;
        }
        fs::write(database(&kitchen), whole).unwrap();
    }
    assert!(unreadable > 0, "no page was of Ella's alone: {came:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_whose_making_was_interrupted_is_made() {
    let mut kitchen = Kitchen::new().await;
    kitchen.client.lock().await;
    fs::remove_file(database(&kitchen)).unwrap();
    let mut secrets = kitchen.vault.secrets();
    // Kept last: an interrupted making has the key and no mark.
    secrets.remove("installation");
    kitchen.vault.put_back(secrets);
    kitchen.reopen().await.unwrap();
    let standing = kitchen.client.standing().await.unwrap();
    assert_eq!(standing, crate::Standing::New);
}
