//! How phone and relay stand to each other: the chip, and what is behind it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use patchwork_protocol::SpaceId;
use patchwork_store::{OutboxCounts, Reader, TeamIntentState, setting};

use super::{
    Names,
    case_read::child_name,
    roster::Roster,
    trouble::{self, Trouble},
    words::{self, counted},
};
use crate::{
    ChipView, Client, LastHeard, Result, SyncState, SyncView, WaitingPlace,
    engine::{Connection, SILENCE},
    facade::last_try::last_try,
    workspace::clock_trouble,
};

/// How old an agreement may be, without an open connection, and still be told
/// as up to date: a little more than the longest pause between two attempts.
const FRESH_MINUTES: i64 = 5;

/// What the chip is made of.
struct Chip<'c> {
    counts: OutboxCounts,
    /// Own envelopes that a relay lost which had acknowledged them.
    lost: u32,
    needs_attention: bool,
    is_switched_off: bool,
    last_agreed: Option<Timestamp>,
    relay_heard: Option<Timestamp>,
    connection: &'c Connection,
    now: Timestamp,
}

impl<'c> Chip<'c> {
    fn read(
        names: &Names<'_>,
        troubles: &[Trouble],
        connection: &'c Connection,
        relay_heard: Option<Timestamp>,
        now: Timestamp,
        r: &Reader<'_>,
    ) -> Result<Self> {
        Ok(Self {
            counts: r.outbox_counts(now)?,
            lost: own_lost(&names.roster, r)?,
            needs_attention: troubles.iter().any(|trouble| trouble.is_urgent),
            is_switched_off: r.setting(&setting::IS_OFFLINE)?.unwrap_or(false),
            last_agreed: r.setting(&setting::LAST_AGREED)?,
            relay_heard,
            connection,
            now,
        })
    }

    fn view(&self) -> ChipView {
        let (state, label) = self.state();
        ChipView {
            state,
            label,
            waiting: self.waiting(),
            waiting_label: self.waiting_label(),
            is_switched_off: self.is_switched_off,
        }
    }

    /// Open undo windows are waiting too: nobody else has those words yet.
    const fn waiting(&self) -> u32 {
        self.counts
            .held
            .saturating_add(self.counts.waiting)
            .saturating_add(self.counts.team_waiting)
            .saturating_add(self.lost)
    }

    /// What waits, where the chip says that something needs attention.
    fn waiting_label(&self) -> String {
        if self.needs_attention && self.waiting() > 0 {
            return counted(self.waiting(), "change waiting", "changes waiting");
        }
        String::new()
    }

    fn state(&self) -> (SyncState, String) {
        if self.needs_attention {
            return (SyncState::NeedsAttention, "Needs your attention".to_owned());
        }
        if self.waiting() > 0 {
            let label = counted(self.waiting(), "change waiting", "changes waiting");
            let is_cut_off = self.is_switched_off
                || !(self.connection.is_live || self.connection.trouble.is_empty());
            let state = if is_cut_off {
                SyncState::Offline
            } else {
                SyncState::Waiting
            };
            return (state, label);
        }
        match self.confirmed() {
            Some(at) => (
                SyncState::UpToDate,
                format!("Up to date, {}", words::clock(at)),
            ),
            None => (
                SyncState::Offline,
                "Offline, saved on this phone".to_owned(),
            ),
        }
    }

    /// When the relay last said that nothing is missing, if that still tells something.
    fn confirmed(&self) -> Option<Timestamp> {
        if self.is_switched_off {
            return None;
        }
        if self.connection.is_live {
            // The stream of a phone that was suspended may be dead without its knowing.
            return self.relay_heard.filter(|at| {
                let since = self.now.duration_since(*at);
                since.abs() <= SignedDuration::try_from(SILENCE).unwrap_or(SignedDuration::ZERO)
            });
        }
        // One that seems to be still to come says nothing: the clock was set back since.
        let fresh = SignedDuration::from_mins(FRESH_MINUTES);
        self.last_agreed.filter(|at| {
            self.connection.trouble.is_empty() && self.now.duration_since(*at).abs() <= fresh
        })
    }
}

#[cfg_attr(feature = "uniffi", uniffi::export(async_runtime = "tokio"))]
impl Client {
    /// The chip alone, for every page: it costs the same however many cases and colleagues there
    /// are. What is behind it is in [`sync_status`](Self::sync_status).
    pub async fn chip(&self) -> Result<ChipView> {
        self.read_chip(|chip, _, _, _| Ok(chip.view())).await
    }

    /// What waits, what failed and why, and when everyone was last heard from: for the page
    /// *Sync*. Other pages draw the [`chip`](Self::chip) alone.
    pub async fn sync_status(&self) -> Result<SyncView> {
        self.read_chip(|chip, troubles, names, r| {
            let (state, label) = chip.state();
            let mut last_heard: Vec<LastHeard> = r
                .last_heard()?
                .into_iter()
                .filter(|(practitioner, _)| Some(*practitioner) != names.roster.me)
                .map(|(practitioner, at)| LastHeard {
                    practitioner,
                    name: names.name(practitioner),
                    at,
                })
                .collect();
            last_heard.sort_by_cached_key(|heard| heard.name.to_lowercase());
            Ok(SyncView {
                state,
                label,
                waiting: chip.waiting(),
                waiting_label: chip.waiting_label(),
                waiting_where: waiting_where(names, r)?,
                last_try: last_try(r)?,
                last_agreed: chip.last_agreed,
                relay_heard: chip.relay_heard,
                is_switched_off: chip.is_switched_off,
                trouble: chip.connection.trouble.clone(),
                clock_trouble: clock_trouble(r)?,
                failed: troubles.into_iter().map(|trouble| trouble.item).collect(),
                last_heard,
            })
        })
        .await
    }
}

impl Client {
    /// Reads the chip and what is in trouble, in one snapshot.
    async fn read_chip<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Chip<'_>, Vec<Trouble>, &Names<'_>, &Reader<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let connection = self.driver.connection();
        let relay_heard = self.driver.heard();
        let roster = self.roster().await?;
        let now = self.now();
        self.read(move |r| {
            let names = Names::of(roster, r);
            let troubles = trouble::all(&names, now, r)?;
            let chip = Chip::read(&names, &troubles, &connection, relay_heard, now, r)?;
            f(&chip, troubles, &names, r)
        })
        .await
    }
}

/// What waits, by case, the oldest first.
fn waiting_where(names: &Names, r: &Reader<'_>) -> Result<Vec<WaitingPlace>> {
    let mut waiting: BTreeMap<SpaceId, (u32, Timestamp)> = BTreeMap::new();
    let parts = r.waiting_by_space()?.into_iter();
    let intents = r.intents()?.into_iter();
    let intents = intents.filter(|intent| intent.state == TeamIntentState::Waiting);
    for (space, count, oldest) in parts.chain(intents.map(|row| (row.space, 1, row.saved_at))) {
        let place = waiting.entry(space).or_insert((0, oldest));
        place.0 = place.0.saturating_add(count);
        place.1 = place.1.min(oldest);
    }
    let mut places = Vec::new();
    for (space, (changes, oldest)) in waiting {
        let is_case = names.roster.team(space).is_some() || r.case_row(space)?.is_some();
        places.push(WaitingPlace {
            case: is_case.then_some(space),
            child: child_name(space, r)?,
            changes,
            oldest,
        });
    }
    places.sort_by_key(|place| place.oldest);
    Ok(places)
}

/// How many of this device's own envelopes a relay that was put back is still offered.
pub(crate) fn own_lost(roster: &Roster, r: &Reader<'_>) -> Result<u32> {
    let Some(device) = roster.device else {
        return Ok(0);
    };
    let mut lost: u32 = 0;
    for (space, epoch) in roster.put_back() {
        lost = lost.saturating_add(r.own_lost(space, device, epoch.0)?);
    }
    Ok(lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chip(connection: &Connection) -> Chip<'_> {
        Chip {
            counts: OutboxCounts::default(),
            lost: 0,
            needs_attention: false,
            is_switched_off: false,
            last_agreed: None,
            relay_heard: Some("2026-03-12T10:42:00Z".parse().unwrap()),
            connection,
            now: "2026-03-12T10:42:00Z".parse().unwrap(),
        }
    }

    fn live() -> Connection {
        Connection {
            is_live: true,
            trouble: String::new(),
        }
    }

    #[test]
    fn nothing_waiting_on_a_live_connection_is_up_to_date_at_this_minute() {
        let live = live();
        assert_eq!(
            chip(&live).state(),
            (SyncState::UpToDate, "Up to date, 10:42".to_owned())
        );
    }

    #[test]
    fn a_stream_on_which_nothing_was_heard_lately_says_nothing() {
        let live = live();
        let mut chip = chip(&live);
        chip.relay_heard = Some("2026-03-12T10:41:30Z".parse().unwrap());
        assert_eq!(chip.state().1, "Up to date, 10:41");
        chip.last_agreed = chip.relay_heard;
        chip.now = "2026-03-12T10:43:00Z".parse().unwrap();
        assert_eq!(chip.state().0, SyncState::Offline);
        // The clock was set back.
        chip.now = "2026-03-12T09:00:00Z".parse().unwrap();
        assert_eq!(chip.state().0, SyncState::Offline);
    }

    #[test]
    fn an_open_undo_window_waits() {
        let live = live();
        let mut chip = chip(&live);
        chip.counts.held = 1;
        assert_eq!(
            chip.state(),
            (SyncState::Waiting, "1 change waiting".to_owned())
        );
        chip.counts.waiting = 1;
        chip.counts.team_waiting = 1;
        assert_eq!(chip.state().1, "3 changes waiting");
    }

    #[test]
    fn what_the_relay_has_not_confirmed_is_never_up_to_date() {
        let down = Connection {
            is_live: false,
            trouble: "The relay did not answer.".to_owned(),
        };
        let offline = (
            SyncState::Offline,
            "Offline, saved on this phone".to_owned(),
        );
        let mut chip = chip(&down);
        assert_eq!(chip.state(), offline);
        chip.last_agreed = Some(chip.now);
        assert_eq!(chip.state(), offline);
        let quiet = Connection::default();
        chip.connection = &quiet;
        assert_eq!(chip.state().0, SyncState::UpToDate);
        chip.last_agreed = Some("2026-03-12T10:00:00Z".parse().unwrap());
        assert_eq!(chip.state(), offline);
    }

    #[test]
    fn an_agreement_before_the_clock_was_set_back_says_nothing() {
        let quiet = Connection::default();
        let mut chip = chip(&quiet);
        chip.last_agreed = Some("2026-03-12T11:42:00Z".parse().unwrap());
        assert_eq!(chip.state().0, SyncState::Offline);
    }

    #[test]
    fn a_connection_that_was_switched_off_is_offline_but_still_says_what_waits() {
        let live = live();
        let mut chip = chip(&live);
        chip.is_switched_off = true;
        assert_eq!(chip.state().1, "Offline, saved on this phone");
        chip.counts.waiting = 1;
        assert_eq!(
            chip.state(),
            (SyncState::Offline, "1 change waiting".to_owned())
        );
    }

    #[test]
    fn what_needs_a_person_comes_before_all_else() {
        let live = live();
        let mut chip = chip(&live);
        chip.needs_attention = true;
        chip.counts.waiting = 4;
        assert_eq!(
            chip.state(),
            (SyncState::NeedsAttention, "Needs your attention".to_owned())
        );
    }
}
