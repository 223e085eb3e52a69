//! What must hold: after every step, and when everyone has come to rest.

use std::collections::{BTreeMap, BTreeSet};

use patchwork_client::{CaseId, EntryId, SyncState};
use patchwork_model::CaseProjection;
use patchwork_protocol::SpaceId;

use super::{phone::Phone, world::World};

/// Something that the facade reported as saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Saved {
    pub(super) phone: usize,
    pub(super) case: CaseId,
    pub(super) what: SavedWhat,
    /// The phone was put back to before it: it may be gone.
    pub(super) may_be_gone: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SavedWhat {
    Entry(EntryId, String),
    /// Someone in the child's life, by a name that nobody else has.
    Person(String),
    /// A task, by a title that no other has.
    Task(String),
}

impl World {
    /// After a step of this phone.
    pub(super) fn check_phone(&self, phone: &Phone) -> Result<(), String> {
        let status = phone
            .call(|client| async move { client.sync_status().await })
            .map_err(|error| format!("{} cannot say how it stands: {error}", phone.name))?;
        let waiting = waiting(phone)?;
        if status.state == SyncState::UpToDate && waiting > 0 {
            return Err(format!(
                "{} says \"{}\" while {waiting} things wait",
                phone.name, status.label
            ));
        }
        for saved in &self.saved {
            if saved.phone == phone.number && !saved.may_be_gone && !shows(phone, saved)? {
                return Err(format!("{} has lost {:?}", phone.name, saved.what));
            }
        }
        Ok(())
    }

    /// When everyone has come to rest.
    pub(super) fn check_everyone(&self) -> Result<(), String> {
        for phone in &self.phones {
            if phone.me.is_none() {
                continue;
            }
            let status = phone
                .call(|client| async move { client.sync_status().await })
                .map_err(|error| format!("{} cannot say how it stands: {error}", phone.name))?;
            if status.state != SyncState::UpToDate {
                return Err(format!("{} does not come to rest: {status:?}", phone.name));
            }
            self.check_phone(phone)?;
        }
        let teams = self.teams();
        for (case, members) in teams {
            let members: Vec<&Phone> = members.iter().map(|number| &self.phones[*number]).collect();
            let mut first: Option<(&Phone, Shown)> = None;
            for phone in members {
                let shown = shown(phone, case)?;
                for saved in self.saved.iter().filter(|saved| saved.case == case) {
                    if !saved.may_be_gone && !shows(phone, saved)? {
                        let author = &self.phones[saved.phone].name;
                        return Err(format!(
                            "{} does not show {:?} of {author} in case {}",
                            phone.name,
                            saved.what,
                            short(case)
                        ));
                    }
                }
                match &first {
                    None => first = Some((phone, shown)),
                    Some((other, theirs)) => compare(other, theirs, phone, &shown, case)?,
                }
            }
        }
        Ok(())
    }

    /// The cases that the relay knows, with the phones of their teams.
    pub(super) fn teams(&self) -> BTreeMap<CaseId, BTreeSet<usize>> {
        let state = self.network.lock();
        let Some(relay) = &state.relay else {
            return BTreeMap::new();
        };
        relay
            .database
            .logs
            .keys()
            .filter(|space| **space != relay.directory)
            .map(|space| {
                let members = relay.members(*space);
                let phones = self
                    .phones
                    .iter()
                    .filter(|phone| phone.me.is_some_and(|me| members.contains(&me)));
                (*space, phones.map(|phone| phone.number).collect())
            })
            .collect()
    }
}

/// What waits on a phone, by its database: not by what its chip says.
fn waiting(phone: &Phone) -> Result<usize, String> {
    phone
        .client()
        .inspect_store(|r| {
            let intents = r.intents()?.len();
            Ok(r.sealed_envelopes()?.len() + intents + unsent_parts(r)?)
        })
        .map_err(|error| format!("{}'s database cannot be read: {error}", phone.name))
}

fn unsent_parts(r: &patchwork_store::Reader<'_>) -> patchwork_client::Result<usize> {
    let counts = r.outbox_counts(jiff::Timestamp::MIN)?;
    Ok((counts.held + counts.waiting) as usize)
}

/// What a case holds on a phone: the rows that screens read, and where the document stands.
#[derive(PartialEq)]
struct Shown {
    entries: BTreeMap<EntryId, String>,
    heads: Option<Vec<u8>>,
    projection: Option<CaseProjection>,
}

fn shown(phone: &Phone, case: CaseId) -> Result<Shown, String> {
    phone
        .call(|client| async move { client.case_view(case).await })
        .map_err(|error| format!("{} cannot show case {}: {error}", phone.name, short(case)))?;
    phone
        .client()
        .inspect_store(|r| {
            let entries = r.entries(case)?.into_iter();
            Ok(Shown {
                entries: entries
                    .map(|stored| {
                        (
                            stored.row.id,
                            format!("{:?} {:?}", stored.author, stored.row),
                        )
                    })
                    .collect(),
                heads: r.document_heads(case)?,
                projection: r.case(case)?,
            })
        })
        .map_err(|error| format!("{}'s database cannot be read: {error}", phone.name))
}

fn compare(
    one: &Phone,
    ones: &Shown,
    other: &Phone,
    others: &Shown,
    case: CaseId,
) -> Result<(), String> {
    if ones == others {
        return Ok(());
    }
    let differs = if ones.entries != others.entries {
        "entries"
    } else if ones.heads != others.heads {
        "documents"
    } else {
        "rows of one document"
    };
    Err(format!(
        "{} and {} show different {differs} in case {}",
        one.name,
        other.name,
        short(case)
    ))
}

fn shows(phone: &Phone, saved: &Saved) -> Result<bool, String> {
    let case = saved.case;
    phone
        .client()
        .inspect_store(|r| match &saved.what {
            SavedWhat::Entry(entry, _) => Ok(r.entry(case, *entry)?.is_some()),
            SavedWhat::Person(name) => Ok(r
                .case(case)?
                .is_some_and(|shown| shown.people.iter().any(|person| person.name == *name))),
            SavedWhat::Task(title) => Ok(r
                .case(case)?
                .is_some_and(|shown| shown.tasks.iter().any(|task| task.title == *title))),
        })
        .map_err(|error| format!("{}'s database cannot be read: {error}", phone.name))
}

pub(super) fn short(space: SpaceId) -> String {
    let text = space.to_string();
    text.chars().take(6).collect()
}
