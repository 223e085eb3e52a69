//! What befalls phones and their connections beyond what a network loses by the way.

use core::time::Duration;

use jiff::SignedDuration;
use patchwork_client::SyncState;
use rand::RngExt;

use super::{
    proxy::Proxy,
    world::{Done, World},
};

/// What is counted when somebody is told that their device is full.
pub(super) const FULL_SAID: &str = "nothing saved, disk full";

/// One kind of weather.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weather {
    Suspension,
    Clock,
    WeakSignal,
    Proxy,
    FullDisk,
}

/// How often each kind is chosen, beside the acts of people, which are a thousand or so.
pub(super) const OFTEN: [(Weather, u32); 5] = [
    (Weather::Suspension, 50),
    (Weather::Clock, 50),
    (Weather::WeakSignal, 50),
    (Weather::Proxy, 70),
    (Weather::FullDisk, 50),
];

/// What is counted of each kind, and how often the histories that the tests play have to play it
/// at least.
pub const WEATHERS: [(&str, u64); 24] = [
    ("phone suspended", 3),
    ("phone suspended for days", 3),
    ("clock wrong by days or years", 3),
    ("clock set right", 3),
    ("session in spite of a wrong clock", 3),
    ("clock refused", 3),
    ("weak signal", 3),
    ("weak signal: request cut", 3),
    ("weak signal: answer cut", 3),
    ("weak signal: request too late", 3),
    ("weak signal: answer too late", 3),
    ("proxy between", 3),
    ("proxy gone", 3),
    ("proxy: a page", 3),
    ("proxy: 302", 3),
    ("proxy: 407", 3),
    ("proxy: 413", 3),
    ("proxy: 502", 3),
    ("proxy: 503 with Retry-After", 3),
    ("proxy: 511", 3),
    ("proxy: a reply held back", 3),
    ("disk full", 3),
    ("disk with room again", 3),
    (FULL_SAID, 3),
];

impl World {
    pub(super) fn play_weather(&mut self, weather: Weather, number: usize) -> Done {
        match weather {
            Weather::Suspension => self.suspend(number),
            Weather::Clock => self.turn_clock(number),
            Weather::WeakSignal => self.weaken_signal(number),
            Weather::Proxy => self.come_between(number),
            Weather::FullDisk => self.fill_disk(number),
        }
    }

    /// The system freezes the phone: no task goes on, no timer runs and its connections die
    /// without a word, while others go on and the clock on the wall does too.
    fn suspend(&mut self, number: usize) -> Done {
        let time = match self.rng.random_range(0..3) {
            0 => SignedDuration::from_mins(self.rng.random_range(6..60)),
            1 => SignedDuration::from_mins(self.rng.random_range(60..1_440)),
            _ => SignedDuration::from_mins(self.rng.random_range(1_440..7_200)),
        };
        self.network.kill_sockets(number);
        self.phones[number].is_asleep = true;
        let other = (number + self.rng.random_range(1..self.phones.len())) % self.phones.len();
        let meanwhile = self.write(other, None)?;
        let moment = self.rng.random_range(0..30_000);
        self.run_everyone(Duration::from_millis(moment));
        self.sleep_everyone(time);
        self.network.kill_sockets(number);
        self.phones[number].is_asleep = false;
        self.count("phone suspended");
        if time >= SignedDuration::from_hours(24) {
            self.count("phone suspended for days");
        }
        // Not a moment has passed for its tasks.
        let phone = &self.phones[number];
        let status = phone.call(|client| async move { client.sync_status().await });
        if status.is_ok_and(|status| status.state == SyncState::UpToDate) {
            return Err(format!(
                "{} says that it is up to date as it goes on after {time:#}",
                phone.name
            ));
        }
        let awake = self.rng.random_range(0..100_000);
        phone.run(Duration::from_millis(awake));
        let name = &self.phones[other].name;
        Ok(format!(
            "is suspended for {time:#}, while {name} {meanwhile}; is awake for {awake} ms"
        ))
    }

    /// The clock on the wall jumps while the app runs, or is set right.
    fn turn_clock(&mut self, number: usize) -> Done {
        if !self.phones[number].has_the_time() && self.rng.random_bool(0.6) {
            self.phones[number].set_skew(SignedDuration::ZERO);
            self.count("clock set right");
            return Ok("has a clock that is set right".to_owned());
        }
        let minutes = match self.rng.random_range(0..4) {
            0 => self.rng.random_range(1..120),
            1 => self.rng.random_range(120..2_880),
            2 => self.rng.random_range(2_880..100_000),
            _ => self.rng.random_range(525_600..3_000_000),
        };
        let skew = SignedDuration::from_mins(minutes);
        let skew = if self.rng.random_bool(0.5) {
            skew
        } else {
            -skew
        };
        self.phones[number].set_skew(skew);
        self.count("clock set wrong");
        if minutes >= 2_880 {
            self.count("clock wrong by days or years");
        }
        let written = self.write(number, None)?;
        let mut words = format!("has a clock that is wrong by {skew:#}; {written}");
        if self.rng.random_bool(0.4) {
            let moment = self.rng.random_range(0..60_000);
            self.run_everyone(Duration::from_millis(moment));
            self.phones[number].set_skew(SignedDuration::ZERO);
            self.count("clock set right");
            words = format!("{words}; it is set right after {moment} ms");
        }
        Ok(words)
    }

    /// The signal is weak: connections are cut at any byte and answers come when nobody waits for
    /// them any more, many times in a row.
    fn weaken_signal(&mut self, number: usize) -> Done {
        let requests = self.rng.random_range(5..30);
        self.network.lock().lines[number].weak_requests = requests;
        self.count("weak signal");
        // A stream that stands does not feel it: what is written needs requests of its own.
        self.network.cut(number);
        let written = self.write(number, None)?;
        let moment = self.rng.random_range(10_000..200_000);
        self.run_everyone(Duration::from_millis(moment));
        Ok(format!(
            "has a weak signal for {requests} requests; {written}; waits for {moment} ms"
        ))
    }

    /// The phone comes into a network with a proxy, or leaves it.
    fn come_between(&mut self, number: usize) -> Done {
        let there_was = self.network.lock().lines[number].proxy;
        // The stream that stood went another way.
        self.network.cut(number);
        if there_was.is_some() && self.rng.random_bool(0.7) {
            self.network.lock().lines[number].proxy = None;
            self.count("proxy gone");
            return Ok("leaves the network with a proxy".to_owned());
        }
        let proxy = Proxy::any(&mut self.rng);
        self.network.lock().lines[number].proxy = Some(proxy);
        self.count("proxy between");
        let written = self.write(number, None)?;
        let moment = self.rng.random_range(1_000..200_000);
        self.run_everyone(Duration::from_millis(moment));
        Ok(format!(
            "has {proxy:?} between; {written}; waits for {moment} ms"
        ))
    }

    /// The disk of the phone is full, so that what is written is not saved and what comes is not
    /// taken; or there is room again.
    fn fill_disk(&mut self, number: usize) -> Done {
        if self.phones[number].is_full() {
            return self.make_room(number);
        }
        let set = self.phones[number].set_full(true);
        set.map_err(|error| error.to_string())?;
        self.count("disk full");
        let mut words = "has a full disk".to_owned();
        for _ in 0..self.rng.random_range(2..6) {
            let other = self.rng.random_range(0..self.phones.len());
            self.write(other, None)?;
            let written = self.write(number, None)?;
            words.push_str("; ");
            words.push_str(&written);
            let moment = self.rng.random_range(1_000..20_000);
            self.run_everyone(Duration::from_millis(moment));
        }
        if self.rng.random_bool(0.5) {
            words.push_str("; ");
            words.push_str(&self.make_room(number)?);
        }
        Ok(words)
    }

    fn make_room(&mut self, number: usize) -> Done {
        let set = self.phones[number].set_full(false);
        set.map_err(|error| error.to_string())?;
        self.count("disk with room again");
        let written = self.write(number, None)?;
        Ok(format!("has room again; {written}"))
    }
}
