//! What must hold: after every step, and when everyone has come to rest.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry as Slot},
    fmt::Write as _,
};

use jiff::SignedDuration;
use patchwork_client::{CaseId, ClientError, EntryId, SyncState, TimelineFilter};
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

/// After so long without the relay's words, nothing is up to date: what an agreement is worth
/// without a connection, and a moment on the way.
const HEARD_LATELY: SignedDuration = SignedDuration::from_secs(302);
/// Clocks that are right differ by so much.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);

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
        if self.options.has_weather {
            self.check_heard(phone, status.state)?;
            self.check_headers(phone)?;
        }
        self.check_words(phone)
    }

    /// Nobody is told that everything is up to date who has not heard the relay lately.
    fn check_heard(&self, phone: &Phone, state: SyncState) -> Result<(), String> {
        if state != SyncState::UpToDate || phone.me.is_none() {
            return Ok(());
        }
        let heard = self.network.lock().lines[phone.number].heard;
        let now = self.time.now();
        match heard {
            Some(at) if now.duration_since(at) <= HEARD_LATELY => Ok(()),
            heard => Err(format!(
                "{} says that it is up to date at {now}, having heard the relay at {heard:?}",
                phone.name
            )),
        }
    }

    /// No visit of the future stands in the header of a case, on a phone whose clock is right and
    /// that opened a session with it.
    fn check_headers(&self, phone: &Phone) -> Result<(), String> {
        let is_confirmed = self.network.lock().lines[phone.number].is_clock_confirmed;
        if !phone.has_the_time() || !is_confirmed || phone.me.is_none() {
            return Ok(());
        }
        let read = phone.call(|client| async move {
            let mut seen = Vec::new();
            for listing in patchwork_client::testing::all_cases(&client).await? {
                let view = client.case_view(listing.case).await?;
                seen.push((listing.case, view.header.last_seen.max(listing.last_seen)));
            }
            Ok::<_, ClientError>(seen)
        });
        let seen = read.map_err(|error| format!("{} shows no headers: {error}", phone.name))?;
        let latest = self.time.now() + CLOCKS_DIFFER;
        match seen
            .into_iter()
            .find(|(_, at)| at.is_some_and(|at| at > latest))
        {
            None => Ok(()),
            Some((case, at)) => Err(format!(
                "{} says at {} that the child of case {} was seen at {at:?}",
                phone.name,
                self.time.now(),
                short(case)
            )),
        }
    }

    /// Whether this phone shows what was saved on it. Reads its database only, so it may sleep.
    pub(super) fn check_words(&self, phone: &Phone) -> Result<(), String> {
        let own = self
            .saved
            .iter()
            .filter(|saved| saved.phone == phone.number);
        match first_not_shown(phone, own)? {
            Some(lost) => Err(format!("{} has lost {:?}", phone.name, lost.what)),
            None => Ok(()),
        }
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
            if self.options.has_weather && !status.clock_trouble.is_empty() {
                let trouble = status.clock_trouble;
                return Err(format!("{} says of a right clock: {trouble}", phone.name));
            }
            self.check_phone(phone)?;
        }
        let teams = self.teams();
        for (case, members) in teams {
            let members: Vec<&Phone> = members.iter().map(|number| &self.phones[*number]).collect();
            let mut first: Option<(&Phone, Shown)> = None;
            for phone in members {
                let shown = shown(phone, case)?;
                let of_the_case = self.saved.iter().filter(|saved| saved.case == case);
                if let Some(saved) = first_not_shown(phone, of_the_case)? {
                    let author = &self.phones[saved.phone];
                    return Err(format!(
                        "{} does not show {:?} of {} in case {}{}",
                        phone.name,
                        saved.what,
                        author.name,
                        short(case),
                        told_apart(author, phone, case)?
                    ));
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
    /// The latest entries as the timeline orders them.
    timeline: Vec<EntryId>,
    heads: Option<Vec<u8>>,
    projection: Option<CaseProjection>,
}

fn shown(phone: &Phone, case: CaseId) -> Result<Shown, String> {
    let page = phone
        .call(|client| async move {
            client.case_view(case).await?;
            client.timeline(case, None, 200, TimelineFilter::All).await
        })
        .map_err(|error| format!("{} cannot show case {}: {error}", phone.name, short(case)))?;
    let timeline = page.entries.into_iter().map(|entry| entry.entry).collect();
    phone
        .client()
        .inspect_store(|r| {
            let entries = r.entries(case)?.into_iter();
            Ok(Shown {
                timeline,
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
    } else if ones.timeline != others.timeline {
        "orders of entries"
    } else if ones.heads != others.heads {
        "documents"
    } else {
        "rows of one document"
    };
    Err(format!(
        "{} and {} show different {differs} in case {}{}",
        one.name,
        other.name,
        short(case),
        told_apart(one, other, case)?
    ))
}

/// What two phones hold of a case that differs, a thing a line, for whoever looks for the cause.
fn told_apart(one: &Phone, other: &Phone, case: CaseId) -> Result<String, String> {
    let (ones, others) = (held_of(one, case)?, held_of(other, case)?);
    let mut words = String::new();
    for (phone, held, by_other) in [(one, &ones, &others), (other, &others, &ones)] {
        for (what, how) in held {
            if by_other.get(what).map(|(state, _)| state) != Some(&how.0) {
                let (name, (state, at)) = (&phone.name, how);
                let _ = write!(words, "\n    {name} holds {what}: {state} {at}");
            }
        }
    }
    Ok(words)
}

/// Each thing that a phone holds of a case, with its state, and with its place in the log.
type Held = BTreeMap<String, (String, String)>;

fn held_of(phone: &Phone, case: CaseId) -> Result<Held, String> {
    let client = phone.client();
    let read = client.inspect_device(|device| {
        let mut held = Held::new();
        if let Some(record) = device.record(case) {
            let epochs = format!("{:?} {:?}", record.epoch, record.completed_epoch);
            held.insert(format!("{}'s record", phone.name), (epochs, String::new()));
        }
        Ok((device.id(), held))
    });
    let all = read.and_then(|(device, mut held)| {
        client.inspect_store(|r| {
            let mut items = r.items_after(case, 0, 0, u32::MAX)?;
            items.extend(r.envelopes_without_position(case, device)?);
            for item in items {
                let what = match item.place {
                    Some((replica, seq)) => format!("envelope {replica} {seq}"),
                    None => format!("change {}", item.hash),
                };
                let state = format!("{:?} {}", item.verdict.standing, item.verdict.reason);
                let at = item
                    .position
                    .map(|at| format!("(epoch {}, n {})", at.epoch, at.n));
                held.insert(
                    what,
                    (state, at.unwrap_or_else(|| "(never came)".to_owned())),
                );
            }
            for part in r.held_parts(case)? {
                let what = format!("part {:?}", part.place);
                held.insert(what, (format!("{:?}", part.because), String::new()));
            }
            for part in r.unsent()?.into_iter().filter(|part| part.space == case) {
                let what = format!("unsent part {} of {}", part.id.0, phone.name);
                held.insert(what, (format!("{:?}", part.state), String::new()));
            }
            Ok(held)
        })
    });
    all.map_err(|error| format!("{}'s database cannot be read: {error}", phone.name))
}

/// The first of these that this phone should show and does not.
fn first_not_shown<'s>(
    phone: &Phone,
    saved: impl Iterator<Item = &'s Saved>,
) -> Result<Option<&'s Saved>, String> {
    let expected: Vec<&Saved> = saved.filter(|saved| !saved.may_be_gone).collect();
    let read = phone.client().inspect_store(|r| {
        let mut cases: BTreeMap<CaseId, Option<CaseProjection>> = BTreeMap::new();
        for saved in expected {
            let is_shown = if let SavedWhat::Entry(entry, _) = &saved.what {
                r.entry(saved.case, *entry)?.is_some()
            } else {
                let shown = match cases.entry(saved.case) {
                    Slot::Occupied(read) => read.into_mut(),
                    Slot::Vacant(unread) => unread.insert(r.case(saved.case)?),
                };
                shown
                    .as_ref()
                    .is_some_and(|shown| holds(shown, &saved.what))
            };
            if !is_shown {
                return Ok(Some(saved));
            }
        }
        Ok(None)
    });
    read.map_err(|error| format!("{}'s database cannot be read: {error}", phone.name))
}

fn holds(shown: &CaseProjection, what: &SavedWhat) -> bool {
    match what {
        SavedWhat::Entry(..) => false,
        SavedWhat::Person(name) => shown.people.iter().any(|person| person.name == *name),
        SavedWhat::Task(title) => shown.tasks.iter().any(|task| task.title == *title),
    }
}

/// How many envelopes of this phone the relay has acknowledged and not brought back.
pub(super) fn acknowledged_unseen(phone: &Phone) -> Result<usize, String> {
    let client = phone.client();
    let read = client
        .inspect_device(|device| Ok(device.id()))
        .and_then(|me| {
            client.inspect_store(|r| {
                let unanswered = r.sealed_envelopes()?;
                let mut count = 0;
                for space in r.spaces()? {
                    let unseen = r.envelopes_without_position(space.id, me)?;
                    count += unseen
                        .iter()
                        .filter(|item| {
                            unanswered.iter().all(|sealed| {
                                sealed.space != space.id
                                    || item.place != Some((sealed.replica, sealed.seq))
                            })
                        })
                        .count();
                }
                Ok(count)
            })
        });
    match read {
        Ok(count) => Ok(count),
        // It belongs to nobody yet.
        Err(ClientError::NotFound) => Ok(0),
        Err(error) => Err(format!("{}'s database cannot be read: {error}", phone.name)),
    }
}

pub(super) fn short(space: SpaceId) -> String {
    let text = space.to_string();
    text.chars().take(6).collect()
}
