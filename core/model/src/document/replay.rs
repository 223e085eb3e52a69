//! Doing again, under a new actor, what a restored or copied phone had not yet got across.

use std::collections::HashMap;

use automerge::ChangeHash;
use jiff::Timestamp;

use super::{Actor, CaseDocument, CaseEdit, EditError, Edited, Heads};

/// One save as the outbox keeps it: enough to do it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEdits {
    /// What was done.
    pub edits: Vec<CaseEdit>,
    /// When.
    pub at: Timestamp,
    /// On what: [`Edited::heads_before`].
    pub heads_before: Heads,
    /// The hash of the change that it was: [`Edited::hash`].
    pub hash: [u8; 32],
}

impl CaseDocument {
    /// Does these again, in their order, each on what it was done on.
    ///
    /// A later one was often done on an earlier one, whose change is gone: its heads are
    /// translated to the new change. The document must hold everything else that they name,
    /// and none of the old changes.
    pub fn replay(&mut self, actor: Actor, kept: &[KeptEdits]) -> Vec<Result<Edited, EditError>> {
        let mut translated: HashMap<[u8; 32], Vec<ChangeHash>> = HashMap::new();
        kept.iter()
            .map(|kept| {
                let mut heads: Vec<ChangeHash> = Vec::new();
                for head in kept.heads_before.hashes() {
                    match translated.get(&head.0) {
                        Some(now) => heads.extend(now),
                        None => heads.push(head),
                    }
                }
                let heads = Heads::of(&heads);
                let done = self.edit_on(&heads, actor, &kept.edits, kept.at);
                let now = match &done {
                    Ok(edited) => vec![ChangeHash(edited.hash)],
                    // What was done on one that can no longer be done stands on what that stood on.
                    Err(_) => heads.hashes().collect(),
                };
                translated.insert(kept.hash, now);
                done
            })
            .collect()
    }
}
