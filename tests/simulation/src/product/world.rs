//! One history: people with their phones, and whatever befalls them, all from one seed.

use core::time::Duration;

use jiff::SignedDuration;
use patchwork_client::{
    AccessRole, AgencyId, AgencyKind, CaseId, ClientError, ContactDetail, ContactKind, ContactMode,
    ContactOutcome, DraftView, EntryKind, Invitee, LookedAt, MyCard, NewCase, NewMember, NewPerson,
    NewTask, PartnershipDetails, PersonId, Standing, SyncState, TimelineFilter, Undone,
};
use patchwork_protocol::Incarnation;
use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use tempfile::TempDir;

use super::{
    Failure, Options, Summary,
    base::Base,
    check::{Saved, SavedWhat, acknowledged_unseen, short},
    network::{Network, SESSION},
    phone::{Disk, Phone, folder},
    time::Time,
    weather::{self, FULL_SAID, Weather},
};
use crate::relay::{Database, Relay};

/// Steps that a failure prints.
const LAST_STEPS: usize = 24;
/// After so many steps all phones are checked, not only the one that did something.
const CHECK_EVERYONE: u32 = 4;
/// So many phones at most.
const PHONES: usize = 7;

pub(super) struct World {
    pub(super) options: Options,
    pub(super) rng: ChaCha8Rng,
    pub(super) time: Time,
    pub(super) network: Network,
    // Before the folder: they close their databases first.
    pub(super) phones: Vec<Phone>,
    pub(super) saved: Vec<Saved>,
    agency: AgencyId,
    /// Codes that nobody has used yet.
    invitations: Vec<String>,
    relay_copies: Vec<Database>,
    phone_copies: Vec<(usize, Disk, usize)>,
    device_seconds: u64,
    next_name: u32,
    trace: Vec<String>,
    folder: TempDir,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Write,
    TakeBack,
    AddPerson,
    SetContact,
    AddTask,
    CompleteTask,
    OpenCase,
    AddToTeam,
    ChangeCard,
    ChangePartnership,
    AddAgency,
    Invite,
    Join,
    Admit,
    Look,
    Read,
    SyncNow,
    SwitchOff,
    SwitchOn,
    LetGo,
    Signal,
    Rough,
    KillSockets,
    Cut,
    RelayDown,
    RelayUp,
    RelayRestart,
    RelayBackup,
    RelayRestore,
    Sleep,
    Crash,
    CrashMidway,
    Copy,
    PutBack,
    ClockWrong,
    LoseEcho,
    Weather(Weather),
}

/// How often each act is chosen, in a thousand or so.
const ACTS: [(Act, u32); 36] = [
    (Act::Write, 160),
    (Act::TakeBack, 20),
    (Act::AddPerson, 50),
    (Act::SetContact, 40),
    (Act::AddTask, 45),
    (Act::CompleteTask, 30),
    (Act::OpenCase, 20),
    (Act::AddToTeam, 30),
    (Act::ChangeCard, 20),
    (Act::ChangePartnership, 8),
    (Act::AddAgency, 10),
    (Act::Invite, 10),
    (Act::Join, 14),
    (Act::Admit, 30),
    (Act::Look, 30),
    (Act::Read, 25),
    (Act::SyncNow, 25),
    (Act::SwitchOff, 12),
    (Act::SwitchOn, 24),
    (Act::LetGo, 40),
    (Act::Signal, 40),
    (Act::Rough, 40),
    (Act::KillSockets, 20),
    (Act::Cut, 20),
    (Act::RelayDown, 10),
    (Act::RelayUp, 30),
    (Act::RelayRestart, 8),
    (Act::RelayBackup, 12),
    (Act::RelayRestore, 8),
    (Act::Sleep, 40),
    (Act::Crash, 25),
    (Act::CrashMidway, 25),
    (Act::Copy, 10),
    (Act::PutBack, 8),
    (Act::ClockWrong, 8),
    (Act::LoseEcho, 16),
];

pub(super) type Done = Result<String, String>;

impl World {
    pub(super) fn new(options: Options) -> Self {
        let base = Base::of(options.seed);
        let mut rng = ChaCha8Rng::seed_from_u64(options.seed ^ 0x5EED);
        let time = Time::starting_at(base.at);
        let relay = Relay::of(base.directory, Incarnation([1; 16]), base.database.clone());
        let network = Network::new(Some(relay), rng.random(), time.clone());
        let folder = folder();
        let phones = base
            .phones
            .iter()
            .enumerate()
            .map(|(number, (disk, me))| {
                let disk = Some(disk.clone());
                let seed = rng.random();
                let mut phone = Phone::new(
                    number,
                    folder.path(),
                    disk,
                    seed,
                    network.clone(),
                    time.clone(),
                );
                phone.me = Some(*me);
                phone
            })
            .collect();
        Self {
            options,
            rng,
            time,
            network,
            phones,
            saved: Vec::new(),
            agency: base.agency,
            invitations: Vec::new(),
            relay_copies: vec![base.database.clone()],
            phone_copies: Vec::new(),
            device_seconds: 0,
            next_name: 0,
            trace: Vec::new(),
            folder,
        }
    }

    pub(super) fn run(mut self) -> Result<Summary, Failure> {
        match self.play() {
            Ok(()) => Ok(self.summary()),
            Err(what) => Err(Failure {
                seed: self.options.seed,
                has_weather: self.options.has_weather,
                what,
                last_steps: self
                    .trace
                    .split_off(self.trace.len().saturating_sub(LAST_STEPS)),
            }),
        }
    }

    fn play(&mut self) -> Result<(), String> {
        for number in 0..self.phones.len() {
            self.start(number)?;
        }
        for step in 0..self.options.steps {
            self.let_time_pass();
            let (number, words) = self.act()?;
            self.tell(step, &words);
            if let Some(number) = number {
                self.check_phone(&self.phones[number])?;
            }
            if step % CHECK_EVERYONE == CHECK_EVERYONE - 1 {
                for phone in &self.phones {
                    self.check_words(phone)?;
                }
            }
        }
        self.rest()?;
        self.check_everyone()
    }

    fn summary(&mut self) -> Summary {
        let state = self.network.lock();
        let items = state.relay.as_ref().map_or(0, |relay| {
            relay
                .database
                .logs
                .values()
                .map(|log| log.items.len() as u64)
                .sum()
        });
        Summary {
            device_hours: self.device_seconds / 3600,
            items,
            counts: state.counts.clone(),
            trace: core::mem::take(&mut self.trace),
        }
    }

    fn tell(&mut self, step: u32, words: &str) {
        let digest = self.network.lock().relay.as_ref().map(Relay::whole_digest);
        let digest = digest.map_or_else(String::new, |digest| {
            data_encoding::HEXLOWER.encode(&digest.0[..6])
        });
        let line = format!("{step:>3} {} [{digest}] {words}", self.time.now());
        if self.options.is_told {
            println!("{line}");
        }
        self.trace.push(line);
    }

    pub(super) fn start(&mut self, number: usize) -> Result<(), String> {
        let phone = &mut self.phones[number];
        phone
            .start()
            .map_err(|error| format!("{} does not start: {error}", phone.name))
    }

    /// Everyone who is awake runs for a moment; now and then hours pass in which everyone sleeps.
    fn let_time_pass(&mut self) {
        let moment = match self.rng.random_range(0..100) {
            0..60 => self.rng.random_range(50..3_000),
            60..90 => self.rng.random_range(3_000..20_000),
            _ => self.rng.random_range(60_000..120_000),
        };
        self.run_everyone(Duration::from_millis(moment));
        if self.rng.random_bool(0.15) {
            let hours = self.rng.random_range(1..14);
            self.sleep_everyone(SignedDuration::from_hours(hours));
        }
    }

    pub(super) fn run_everyone(&mut self, moment: Duration) {
        let before = self.time.now();
        let first = self.rng.random_range(0..self.phones.len());
        for at in 0..self.phones.len() {
            let phone = &self.phones[(first + at) % self.phones.len()];
            if !phone.is_asleep {
                self.time.set(before);
                phone.run(moment);
            }
        }
        self.time.set(before);
        self.pass(SignedDuration::try_from(moment).expect("a moment"));
    }

    pub(super) fn sleep_everyone(&mut self, time: SignedDuration) {
        self.pass(time);
        for number in 0..self.phones.len() {
            if self.rng.random_bool(0.5) {
                self.network.kill_sockets(number);
            } else {
                self.network.cut(number);
            }
        }
    }

    fn pass(&mut self, time: SignedDuration) {
        self.time.pass(time);
        self.device_seconds += time.as_secs().unsigned_abs() * self.phones.len() as u64;
    }

    /// Does something. Returns whose phone it was, if anyone's, and what it was in words.
    fn act(&mut self) -> Result<(Option<usize>, String), String> {
        let act = self.choose();
        let number = self.rng.random_range(0..self.phones.len());
        match act {
            Act::RelayDown => Ok((None, self.relay_down(true))),
            Act::RelayUp => Ok((None, self.relay_down(false))),
            Act::RelayRestart => {
                self.network.set_down(true);
                self.network.set_down(false);
                self.count("relay restarted");
                Ok((None, "the relay is restarted".to_owned()))
            }
            Act::RelayBackup => Ok((None, self.back_up_relay())),
            Act::RelayRestore => Ok((None, self.restore_relay())),
            Act::Sleep => {
                let phone = &mut self.phones[number];
                phone.is_asleep = !phone.is_asleep;
                let words = format!(
                    "{} {}",
                    phone.name,
                    if phone.is_asleep { "sleeps" } else { "wakes" }
                );
                let wakes = !phone.is_asleep;
                self.count("slept or woke");
                if wakes && self.rng.random_bool(0.5) {
                    self.network.kill_sockets(number);
                }
                Ok((None, words))
            }
            act => {
                // Whoever takes the phone in the hand wakes it.
                self.phones[number].is_asleep = false;
                let words = self.act_on(act, number)?;
                Ok((
                    Some(number),
                    format!("{} {words}", self.phones[number].name),
                ))
            }
        }
    }

    fn choose(&mut self) -> Act {
        let mut acts = ACTS.to_vec();
        if self.options.has_weather {
            let weathers = weather::OFTEN.iter();
            acts.extend(weathers.map(|(weather, weight)| (Act::Weather(*weather), *weight)));
        }
        let total: u32 = acts.iter().map(|(_, weight)| weight).sum();
        let mut chosen = self.rng.random_range(0..total);
        acts.into_iter()
            .find(|(_, weight)| {
                let is_it = chosen < *weight;
                chosen = chosen.saturating_sub(*weight);
                is_it
            })
            .map_or(Act::Write, |(act, _)| act)
    }

    fn relay_down(&self, is_down: bool) -> String {
        self.network.set_down(is_down);
        let words = if is_down {
            self.count("relay stopped");
            "the relay is down"
        } else {
            "the relay is up"
        };
        words.to_owned()
    }

    fn act_on(&mut self, act: Act, number: usize) -> Done {
        match act {
            Act::Write => self.write(number, None),
            Act::LetGo => self.let_go(number),
            Act::TakeBack => self.take_back(number),
            Act::AddPerson => self.add_person(number),
            Act::SetContact => self.set_contact(number),
            Act::AddTask => self.add_task(number),
            Act::CompleteTask => self.complete_task(number),
            Act::OpenCase => self.open_case(number),
            Act::AddToTeam => self.add_to_team(number),
            Act::ChangeCard => self.change_card(number),
            Act::ChangePartnership => self.change_partnership(number),
            Act::AddAgency => self.add_agency(number),
            Act::Invite => self.invite(),
            Act::Join => self.join(),
            Act::Admit => self.admit(),
            Act::Look => self.look(number),
            Act::Read => self.read(number),
            Act::SyncNow => {
                let done =
                    self.phones[number].call(|client| async move { client.sync_now(1_500).await });
                self.ended(
                    "synced now",
                    "syncs now",
                    done.map(|outcome| outcome.status.label),
                )
            }
            Act::SwitchOff | Act::SwitchOn => {
                let is_off = act == Act::SwitchOff;
                let done = self.phones[number]
                    .call(|client| async move { client.set_offline(is_off).await });
                let words = if is_off {
                    "switches off"
                } else {
                    "switches on"
                };
                self.ended("switched off or on", words, done.map(|()| String::new()))
            }
            Act::Signal => {
                let has_none = !self.network.lock().lines[number].has_no_signal;
                self.network.set_signal(number, !has_none);
                self.count("signal lost or found");
                Ok(if has_none {
                    "loses the signal"
                } else {
                    "finds a signal"
                }
                .to_owned())
            }
            Act::Rough => {
                let mut state = self.network.lock();
                let line = &mut state.lines[number];
                line.is_rough = !line.is_rough;
                Ok(if line.is_rough {
                    "has a rough line"
                } else {
                    "has a good line"
                }
                .to_owned())
            }
            Act::KillSockets => {
                self.network.kill_sockets(number);
                self.count("sockets killed");
                Ok("has dead sockets".to_owned())
            }
            Act::Cut => {
                self.network.cut(number);
                self.count("connection cut");
                Ok("is cut off".to_owned())
            }
            Act::Crash => {
                self.phones[number].kill();
                self.start(number)?;
                self.count("crash");
                Ok("crashes".to_owned())
            }
            Act::CrashMidway => {
                let pieces = self.rng.random_range(1..60);
                self.write(number, None)?;
                self.phones[number].run_a_little(pieces);
                self.phones[number].kill();
                self.start(number)?;
                self.count("crash amid work");
                Ok(format!("writes and crashes {pieces} pieces of work later"))
            }
            Act::Copy => {
                let disk = self.phones[number].disk();
                self.phone_copies.push((number, disk, self.saved.len()));
                self.count("phone copied");
                Ok("is backed up".to_owned())
            }
            Act::PutBack => self.put_back(number),
            Act::LoseEcho => self.lose_echo(number),
            Act::Weather(weather) => self.play_weather(weather, number),
            Act::ClockWrong => {
                let minutes = self.rng.random_range(-90..90);
                self.phones[number].set_skew(SignedDuration::from_mins(minutes));
                self.count("clock set wrong");
                Ok(format!("has a clock that is wrong by {minutes} minutes"))
            }
            Act::RelayDown
            | Act::RelayUp
            | Act::RelayRestart
            | Act::RelayBackup
            | Act::RelayRestore
            | Act::Sleep => Ok(String::new()),
        }
    }

    pub(super) fn count(&self, what: &'static str) {
        self.network.lock().count(what);
    }

    /// What came of a call, in words. A fault of ours is a failure, whatever went before.
    fn ended(&self, what: &'static str, words: &str, done: Result<String, ClientError>) -> Done {
        match done {
            Ok(more) => {
                self.count(what);
                Ok(format!("{words} {more}"))
            }
            Err(error @ (ClientError::Internal { .. } | ClientError::Locked)) => {
                Err(format!("what {words} comes to: {error}"))
            }
            Err(error @ ClientError::PhoneFull) => {
                if self.phones.iter().all(|phone| !phone.is_full()) {
                    return Err(format!("what {words} comes to with room: {error}"));
                }
                self.count(FULL_SAID);
                Ok(format!("{words}: {error}"))
            }
            Err(error) => Ok(format!("{words}: {error}")),
        }
    }

    fn name(&mut self, what: &str) -> String {
        self.next_name += 1;
        format!("{what} {}", self.next_name)
    }

    /// A case that this phone shows.
    fn case_of(&mut self, number: usize) -> Option<CaseId> {
        let listed = self.phones[number]
            .call(|client| async move { patchwork_client::testing::all_cases(&client).await })
            .ok()?;
        let mut cases: Vec<CaseId> = listed.into_iter().map(|listing| listing.case).collect();
        cases.sort_unstable();
        let at = self.rng.random_range(0..cases.len().max(1));
        cases.get(at).copied()
    }

    fn remember(&mut self, phone: usize, case: CaseId, what: SavedWhat) {
        self.saved.push(Saved {
            phone,
            case,
            what,
            may_be_gone: false,
        });
    }

    fn draft(&mut self, number: usize, case: CaseId) -> Result<DraftView, String> {
        let draft =
            self.phones[number].call(|client| async move { client.new_draft(Some(case)).await });
        let mut draft = draft.map_err(|error| error.to_string())?;
        draft.text = self.name("words");
        let kinds = if self.options.has_weather { 4 } else { 3 };
        draft.kind = match self.rng.random_range(0..kinds) {
            0 => EntryKind::Note,
            1 => EntryKind::Strength,
            2 => EntryKind::ChildsWords,
            _ => EntryKind::Contact,
        };
        if draft.kind == EntryKind::Contact {
            draft.mode = Some(ContactMode::Visit);
            draft.outcome = Some(ContactOutcome::Seen);
        }
        Ok(draft)
    }

    pub(super) fn write(&mut self, number: usize, polls: Option<u32>) -> Done {
        let Some(case) = self.case_of(number) else {
            return Ok("has no case".to_owned());
        };
        let mut draft = self.draft(number, case)?;
        let text = draft.text.clone();
        if self.phones[number].is_full() {
            // Too much for the pages that happen to be free.
            draft.text.push_str(&" and so on".repeat(1_000));
        }
        let phone = &self.phones[number];
        let done =
            match polls {
                None => phone.call(|client| async move { client.save_entry(draft).await }),
                Some(polls) => {
                    let first = draft.clone();
                    let ended = phone.call_and_let_go(polls, |client| async move {
                        client.save_entry(first).await
                    });
                    match ended {
                        Some(done) => done,
                        // The screen asks again, as apps do.
                        None => phone.call(|client| async move { client.save_entry(draft).await }),
                    }
                }
            };
        let done = done.map(|saved| {
            self.remember(number, case, SavedWhat::Entry(saved.entry, text.clone()));
            format!("\"{text}\" in {}", short(case))
        });
        self.ended("entry saved", "writes", done)
    }

    /// A call of the facade is dropped half way, as when a screen closes.
    fn let_go(&mut self, number: usize) -> Done {
        let polls = self.rng.random_range(1..8);
        self.count("call let go");
        match self.rng.random_range(0..3) {
            0 => self.write(number, Some(polls)),
            1 => {
                self.phones[number]
                    .call_and_let_go(polls, |client| async move { client.sync_now(500).await });
                Ok(format!("lets go of a sync after {polls}"))
            }
            _ => {
                let card = MyCard {
                    phones: vec![self.name("07700")],
                    ..MyCard::default()
                };
                self.phones[number].call_and_let_go(polls, |client| async move {
                    client.change_my_card(card).await
                });
                Ok(format!("lets go of a card after {polls}"))
            }
        }
    }

    /// The relay acknowledges what this phone writes, and the phone sleeps before the stream brings
    /// it back, as one does that was taken out only to write. Now and then the relay is then put
    /// back to a backup, so that it never comes.
    fn lose_echo(&mut self, number: usize) -> Done {
        let before = acknowledged_unseen(&self.phones[number])?;
        let mut words = self.write(number, None)?;
        // The open stream is dead; what is sent goes by a request of its own.
        self.network.kill_sockets(number);
        let done = self.phones[number].call(|client| async move { client.sync_now(1_500).await });
        words.push_str(&self.ended(
            "synced now",
            ", syncs",
            done.map(|outcome| outcome.status.label),
        )?);
        self.phones[number].is_asleep = true;
        if acknowledged_unseen(&self.phones[number])? > before {
            self.count("echo that did not come");
            words.push_str(" and sleeps before the echo");
            if self.rng.random_bool(0.3) {
                words.push_str("; ");
                words.push_str(&self.restore_relay());
            }
        }
        Ok(words)
    }

    fn take_back(&mut self, number: usize) -> Done {
        let last = self
            .saved
            .iter()
            .rposition(|saved| saved.phone == number && matches!(saved.what, SavedWhat::Entry(..)));
        let Some(at) = last else {
            return Ok("has nothing to take back".to_owned());
        };
        let SavedWhat::Entry(entry, text) = self.saved[at].what.clone() else {
            return Ok(String::new());
        };
        let done = self.phones[number].call(|client| async move { client.undo(entry).await });
        let done = done.map(|undone| matches!(undone, Undone::InTime { .. }));
        if done == Ok(true) {
            self.saved.remove(at);
            self.phone_copies.iter_mut().for_each(|(_, _, len)| {
                if *len > at {
                    *len -= 1;
                }
            });
        }
        let done = done.map(|is_gone| format!("\"{text}\": {is_gone}"));
        self.ended("entry taken back", "takes back", done)
    }

    fn add_person(&mut self, number: usize) -> Done {
        let Some(case) = self.case_of(number) else {
            return Ok("has no case".to_owned());
        };
        let name = self.name("Person");
        let person = NewPerson {
            name: name.clone(),
            role: "nan".to_owned(),
            ..NewPerson::default()
        };
        let done =
            self.phones[number].call(|client| async move { client.add_person(case, person).await });
        let done = done.map(|_| {
            self.remember(number, case, SavedWhat::Person(name.clone()));
            format!("{name} to {}", short(case))
        });
        self.ended("person added", "adds", done)
    }

    fn set_contact(&mut self, number: usize) -> Done {
        let Some(case) = self.case_of(number) else {
            return Ok("has no case".to_owned());
        };
        let view = self.phones[number].call(|client| async move { client.case_view(case).await });
        let Ok(view) = view else {
            return Ok("cannot read the case".to_owned());
        };
        let person = view
            .people
            .iter()
            .filter(|person| person.practitioner.is_none())
            .map(|person| person.person)
            .next()
            .unwrap_or(PersonId::CHILD);
        let value = format!("07700 900{:03}", self.rng.random_range(0..1000));
        let detail = ContactDetail {
            person,
            detail: None,
            kind: ContactKind::Mobile,
            value: value.clone(),
            shown: view.header.shown,
        };
        let done = self.phones[number]
            .call(|client| async move { client.set_contact(case, detail).await });
        self.ended(
            "contact set",
            "sets a number in",
            done.map(|_| format!("{} {value}", short(case))),
        )
    }

    fn add_task(&mut self, number: usize) -> Done {
        let Some(case) = self.case_of(number) else {
            return Ok("has no case".to_owned());
        };
        let title = self.name("Task");
        let task = NewTask {
            id: None,
            case,
            title: title.clone(),
            assignee: self.phones[number].me,
            due: None,
        };
        let done = self.phones[number].call(|client| async move { client.add_task(task).await });
        let done = done.map(|_| {
            self.remember(number, case, SavedWhat::Task(title.clone()));
            format!("{title} in {}", short(case))
        });
        self.ended("task added", "adds", done)
    }

    fn complete_task(&mut self, number: usize) -> Done {
        let Some(case) = self.case_of(number) else {
            return Ok("has no case".to_owned());
        };
        let view = self.phones[number].call(|client| async move { client.case_view(case).await });
        let task = view
            .ok()
            .and_then(|view| view.tasks.into_iter().find(|task| task.done_at.is_none()));
        let Some(task) = task else {
            return Ok("has no open task".to_owned());
        };
        let done = self.phones[number]
            .call(|client| async move { client.complete_task(case, task.task).await });
        self.ended("task completed", "completes", done.map(|()| task.title))
    }

    fn open_case(&mut self, number: usize) -> Done {
        if self.phones[number].me.is_none() {
            return Ok("has not joined".to_owned());
        }
        let team = self
            .phones
            .iter()
            .filter(|phone| phone.number != number)
            .filter_map(|phone| phone.me)
            .filter(|_| self.rng.random_bool(0.6))
            .map(|practitioner| NewMember {
                practitioner,
                access: AccessRole::Member,
            })
            .collect();
        let case = NewCase {
            given: self.name("Child"),
            family: "Reed".to_owned(),
            team,
            ..NewCase::default()
        };
        let done = self.phones[number].call(|client| async move { client.open_case(case).await });
        let done = done.map(short);
        self.ended("case opened", "opens a case", done)
    }

    fn add_to_team(&mut self, number: usize) -> Done {
        let Some(case) = self.case_of(number) else {
            return Ok("has no case".to_owned());
        };
        let other = self.rng.random_range(0..self.phones.len());
        let Some(practitioner) = self.phones[other].me else {
            return Ok("finds nobody to add".to_owned());
        };
        let done = self.phones[number].call(|client| async move {
            client
                .add_to_team(case, practitioner, AccessRole::Member)
                .await
        });
        let name = self.phones[other].name.clone();
        self.ended(
            "added to a team",
            "adds to a team",
            done.map(|()| format!("{name} in {}", short(case))),
        )
    }

    fn change_card(&mut self, number: usize) -> Done {
        if self.phones[number].me.is_none() {
            return Ok("has not joined".to_owned());
        }
        let card = MyCard {
            phones: vec![format!("07700 900{:03}", self.rng.random_range(0..1000))],
            ..MyCard::default()
        };
        let done =
            self.phones[number].call(|client| async move { client.change_my_card(card).await });
        self.ended(
            "card changed",
            "changes the card",
            done.map(|()| String::new()),
        )
    }

    fn change_partnership(&mut self, number: usize) -> Done {
        let details = PartnershipDetails {
            name: self.name("Northtown"),
            front_door: "01632 960123".to_owned(),
            front_door_hours: String::new(),
        };
        let done = self.phones[number]
            .call(|client| async move { client.change_partnership(details).await });
        self.ended(
            "partnership renamed",
            "renames the partnership",
            done.map(|()| String::new()),
        )
    }

    fn add_agency(&mut self, number: usize) -> Done {
        let name = self.name("Agency");
        let done = self.phones[number]
            .call(|client| async move { client.add_agency(name, AgencyKind::School).await });
        self.ended(
            "agency added",
            "adds an agency",
            done.map(|_| String::new()),
        )
    }

    fn invite(&mut self) -> Done {
        let invitee = Invitee {
            id: None,
            name: self.name("Newcomer"),
            role: "Nurse".to_owned(),
            agency: self.agency,
        };
        self.phones[0].is_asleep = false;
        let done = self.phones[0].call(|client| async move { client.invite(invitee).await });
        let done = done.map(|invitation| self.invitations.push(invitation.code));
        self.ended(
            "person invited",
            "sees Priya invite",
            done.map(|()| String::new()),
        )
    }

    /// Someone with a new phone uses an invitation; or someone who has asked starts to work.
    fn join(&mut self) -> Done {
        let waits = self.phones.iter().position(|phone| phone.me.is_none());
        if let Some(number) = waits {
            let phone = &self.phones[number];
            let standing = phone.call(|client| async move { client.standing().await });
            if standing == Ok(Standing::Member) {
                let me = phone.call(|client| async move { client.me().await });
                return match me {
                    Ok(me) => {
                        self.phones[number].me = Some(me.practitioner);
                        self.count("person joined");
                        Ok(format!("sees {} join", self.phones[number].name))
                    }
                    Err(error) => Ok(format!("sees nobody join: {error}")),
                };
            }
            if standing != Ok(Standing::New) {
                return Ok("sees someone wait to be let in".to_owned());
            }
        }
        let Some(code) = self.invitations.pop() else {
            return Ok("has no invitation".to_owned());
        };
        let number = match waits {
            Some(number) => number,
            None if self.phones.len() < PHONES => {
                let number = self.phones.len();
                let phone = Phone::new(
                    number,
                    self.folder.path(),
                    None,
                    self.rng.random(),
                    self.network.clone(),
                    self.time.clone(),
                );
                self.phones.push(phone);
                self.start(number)?;
                number
            }
            None => return Ok("finds no new phone".to_owned()),
        };
        let kept = code.clone();
        let done = self.phones[number].call(|client| async move { client.join(code).await });
        if matches!(
            done,
            Err(ClientError::Offline { .. } | ClientError::Refused { .. } | ClientError::PhoneFull)
        ) {
            self.invitations.push(kept);
        }
        let name = self.phones[number].name.clone();
        self.ended(
            "asked to join",
            "sees a newcomer ask",
            done.map(|_| format!("({name})")),
        )
    }

    fn admit(&mut self) -> Done {
        self.phones[0].is_asleep = false;
        let pending = self.phones[0].call(|client| async move { client.pending_devices().await });
        let device = pending
            .ok()
            .and_then(|pending| pending.first().map(|one| one.device));
        let Some(device) = device else {
            return Ok("sees nobody wait".to_owned());
        };
        let done = self.phones[0].call(|client| async move { client.admit(device).await });
        self.ended(
            "device admitted",
            "sees Priya admit",
            done.map(|()| String::new()),
        )
    }

    fn look(&mut self, number: usize) -> Done {
        let Some(case) = self.case_of(number) else {
            return Ok("has no case".to_owned());
        };
        let done = self.phones[number]
            .call(|client| async move { client.looked_at(case, LookedAt::Case).await });
        self.ended("case looked at", "looks at", done.map(|()| short(case)))
    }

    fn read(&mut self, number: usize) -> Done {
        let Some(case) = self.case_of(number) else {
            return Ok("has no case".to_owned());
        };
        let done = self.phones[number].call(|client| async move {
            client.mark_read(case).await?;
            client.case_view(case).await?;
            client.timeline(case, None, 50, TimelineFilter::All).await
        });
        self.ended(
            "timeline read",
            "reads",
            done.map(|page| format!("{} entries of {}", page.entries.len(), short(case))),
        )
    }

    fn back_up_relay(&mut self) -> String {
        let state = self.network.lock();
        let copy = state.relay.as_ref().map(|relay| relay.database.clone());
        drop(state);
        self.relay_copies.extend(copy);
        self.count("relay backed up");
        "the relay is backed up".to_owned()
    }

    fn restore_relay(&mut self) -> String {
        let at = self.rng.random_range(0..self.relay_copies.len());
        let copy = self.relay_copies[at].clone();
        self.relay_copies.truncate(at + 1);
        self.network.restore(copy, Incarnation(self.rng.random()));
        self.count("relay put back");
        format!("the relay is put back to its backup {at}")
    }

    fn put_back(&mut self, number: usize) -> Done {
        let copy = self
            .phone_copies
            .iter()
            .rfind(|(of, _, _)| *of == number)
            .cloned();
        let Some((_, disk, saved_before)) = copy else {
            return Ok("has no backup".to_owned());
        };
        for saved in self.saved.iter_mut().skip(saved_before) {
            if saved.phone == number {
                saved.may_be_gone = true;
            }
        }
        let phone = &mut self.phones[number];
        phone.kill();
        phone.write(disk.put_back());
        self.start(number)?;
        self.count("phone put back");
        Ok("is put back to its backup".to_owned())
    }

    /// Nothing goes wrong any more: everyone comes to rest.
    fn rest(&mut self) -> Result<(), String> {
        self.network.make_peace();
        for number in 0..self.phones.len() {
            let phone = &mut self.phones[number];
            phone.is_asleep = false;
            phone.set_skew(SignedDuration::ZERO);
            let freed = phone.set_full(false);
            freed.map_err(|error| format!("{} gets no room: {error}", phone.name))?;
            let done = phone.call(|client| async move {
                client.set_offline(false).await?;
                client.send_now().await
            });
            done.map_err(|error| format!("{} cannot be switched on: {error}", phone.name))?;
        }
        if self.options.has_weather {
            // Until every session has ended: with the next one a phone learns of its clock.
            self.sleep_everyone(SESSION);
        }
        let mut before = None;
        for round in 0..REST_ROUNDS {
            self.run_everyone(REST);
            for phone in &self.phones {
                decide_again(phone)?;
            }
            let digest = self.network.lock().relay.as_ref().map(Relay::whole_digest);
            let is_quiet = round >= LEAST_ROUNDS && digest == before && self.is_up_to_date();
            if is_quiet {
                let words = format!("everyone rests after {round} rounds");
                self.tell(self.options.steps, &words);
                break;
            }
            before = digest;
        }
        Ok(())
    }

    fn is_up_to_date(&self) -> bool {
        self.phones
            .iter()
            .filter(|phone| phone.me.is_some())
            .all(|phone| {
                let status = phone.call(|client| async move { client.sync_status().await });
                status.is_ok_and(|status| status.state == SyncState::UpToDate)
            })
    }
}

/// Gives up each change of a team that came to nothing, as a person does who is asked to decide
/// again.
fn decide_again(phone: &Phone) -> Result<(), String> {
    let done = phone.call(|client| async move {
        let status = client.sync_status().await?;
        for failed in status.failed {
            if failed.explanation.contains("decide again")
                && let Some(handle) = failed.dismiss
            {
                client.dismiss(handle).await?;
            }
        }
        Ok::<_, ClientError>(())
    });
    done.map_err(|error| format!("{} cannot decide again: {error}", phone.name))
}

/// Longer than a dead socket goes unnoticed, with [`LEAST_ROUNDS`].
const REST: Duration = Duration::from_secs(40);
const LEAST_ROUNDS: u32 = 3;
const REST_ROUNDS: u32 = 15;
