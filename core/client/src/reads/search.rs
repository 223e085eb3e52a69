//! Finding children, people and words.

use crate::{Client, Result, SearchHit, SearchHitKind};

/// Of each sort.
const MOST_FOUND: u32 = 50;

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// Children, then people, then entries that hold the beginnings of these words.
    pub async fn search(&self, words: String) -> Result<Vec<SearchHit>> {
        let roster = self.roster().await?;
        self.read(move |r| {
            let found = r.search(&words, MOST_FOUND)?;

            let children = found.children.into_iter().map(|hit| SearchHit {
                kind: SearchHitKind::Child,
                case: hit.space,
                child: hit.child,
                person: None,
                entry: None,
                text: hit.name,
            });
            let people = found.people.into_iter().map(|hit| SearchHit {
                kind: SearchHitKind::Person,
                case: hit.space,
                child: hit.child,
                person: hit.person,
                entry: None,
                text: hit.name,
            });
            let entries = found.entries.into_iter().map(|hit| SearchHit {
                kind: SearchHitKind::Entry,
                case: hit.space,
                child: hit.child,
                person: None,
                entry: Some(hit.entry),
                text: hit.excerpt,
            });
            Ok(children
                .chain(people)
                .chain(entries)
                .filter(|hit| roster.is_mine(hit.case))
                .collect())
        })
        .await
    }
}
