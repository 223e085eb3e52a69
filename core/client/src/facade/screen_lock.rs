//! The screen lock: every page closes while the process keeps the key, and a PIN opens them again.
//!
//! The PIN is held in memory only. After five wrong tries, twelve hours after the passphrase was
//! typed, after the computer slept, and when the process ends, the key goes and only the passphrase
//! opens.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::SignedDuration;
use patchwork_crypto::Pin;

use crate::{
    environment::{Environment, Moment, system_moment},
    error::{ClientError, Result},
};

/// Wrong PINs after which the key goes.
const TRIES: u8 = 5;
/// How long after the passphrase was typed a closed screen keeps the key.
const KEPT_FOR: Duration = Duration::from_hours(12);
/// Further apart than this, the clock on the wall and the one that stands still while the computer
/// sleeps were moved against each other. A correction of the clock by the network is smaller.
const SLEPT: Duration = Duration::from_secs(30);
/// Where both clocks go on during sleep: this long nobody looked, who looks every few seconds.
const UNSEEN: Duration = Duration::from_mins(1);

/// What a screen lock asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ScreenWatch {
    /// Nothing.
    Stay,
    /// Nobody did anything for long: close every page.
    Close,
    /// Lock: close every page and drop the key.
    DropKey,
}

/// What came of a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum PinTried {
    /// It was the PIN: the screen is open.
    Open,
    /// It was another one.
    Wrong {
        /// How many tries are left.
        tries_left: u8,
    },
    /// Too many tries, too long, or the computer slept: drop the key and ask for the passphrase.
    DropKey,
}

/// The lock of one process's screens. It is made when the passphrase was typed.
#[cfg_attr(feature = "uniffi", derive(uniffi::Object))]
pub struct ScreenLock {
    clock: Box<dyn Fn() -> Moment + Send + Sync>,
    /// How long nobody does anything before it closes; none means it never does.
    idle: Option<Duration>,
    state: Mutex<State>,
}

struct State {
    pin: Option<Pin>,
    tries_left: u8,
    is_closed: bool,
    is_dropped: bool,
    /// When the passphrase was typed.
    began: Moment,
    /// When anybody last did anything.
    used: Moment,
    /// When the clocks were last looked at.
    seen: Moment,
}

impl core::fmt::Debug for ScreenLock {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ScreenLock")
            .field("idle", &self.idle)
            .finish_non_exhaustive()
    }
}

#[cfg_attr(feature = "uniffi", uniffi::export)]
impl ScreenLock {
    /// A lock that closes after so many seconds in which nobody did anything; 0 means never.
    #[cfg_attr(feature = "uniffi", uniffi::constructor)]
    pub fn new(idle_seconds: u32) -> Self {
        Self::by(idle_seconds, system_moment)
    }

    /// Whether this can be a PIN.
    ///
    /// # Errors
    /// [`ClientError::Invalid`] for what is not 4 to 12 digits, or is too easily guessed.
    pub fn check_pin(&self, pin: String) -> Result<()> {
        may_be_pin(&zeroize::Zeroizing::new(pin))
    }

    /// Sets the PIN of an open screen. It is never written anywhere. Where one is set, `present` must
    /// be it, and another one counts as a wrong try. Where none is set, the app has just had the
    /// passphrase typed and found it right, and `present` is not looked at. The PIN is the new one
    /// if this gives [`PinTried::Open`].
    ///
    /// # Errors
    /// [`ClientError::Locked`] if the screen is closed or the key went. [`ClientError::Invalid`] for
    /// what [`check_pin`](Self::check_pin) refuses, and if `present` is needed and missing: neither
    /// counts as a try.
    pub fn set_pin(&self, present: Option<String>, pin: String) -> Result<PinTried> {
        let pin = zeroize::Zeroizing::new(pin);
        let present = zeroize::Zeroizing::new(present.unwrap_or_default());
        let now = (self.clock)();
        // Held to the end: a screen that closes meanwhile keeps the PIN that it closed with.
        let mut state = self.state();
        state.must_be_open(now)?;
        may_be_pin(&pin)?;
        let tried = state.prove(&present)?;
        if tried == PinTried::Open {
            state.pin = Some(Pin::new(&pin, &mut Environment::system().rng()));
            state.tries_left = TRIES;
        }
        Ok(tried)
    }

    /// Forgets the PIN of an open screen if `present` is it: the next lock drops the key. Another
    /// one counts as a wrong try.
    ///
    /// # Errors
    /// [`ClientError::Locked`] if the screen is closed or the key went. [`ClientError::Invalid`] if
    /// `present` is empty, which counts as no try.
    pub fn remove_pin(&self, present: String) -> Result<PinTried> {
        let present = zeroize::Zeroizing::new(present);
        let now = (self.clock)();
        let mut state = self.state();
        state.must_be_open(now)?;
        let tried = state.prove(&present)?;
        if tried == PinTried::Open {
            state.pin = None;
        }
        Ok(tried)
    }

    /// Whether a PIN is set.
    pub fn has_pin(&self) -> bool {
        self.state().pin.is_some()
    }

    /// Whether no page may be shown.
    pub fn is_closed(&self) -> bool {
        let state = self.state();
        state.is_closed || state.is_dropped
    }

    /// Somebody does something. A closed screen stays closed.
    pub fn used(&self) {
        let now = (self.clock)();
        self.state().used = now;
    }

    /// Closes every page. Says whether the key goes as well, because there is no PIN or the
    /// passphrase was typed too long ago.
    pub fn close_screen(&self) -> ScreenWatch {
        let now = (self.clock)();
        let mut state = self.state();
        state.is_closed = true;
        if state.pin.is_none() || state.must_drop(now) {
            return state.drop_key();
        }
        ScreenWatch::Close
    }

    /// Opens the pages if this is the PIN.
    pub fn open_screen(&self, pin: String) -> PinTried {
        let pin = zeroize::Zeroizing::new(pin);
        let now = (self.clock)();
        let mut state = self.state();
        if state.must_drop(now) {
            state.drop_key();
            return PinTried::DropKey;
        }
        let tried = state.try_pin(&pin);
        if tried == PinTried::Open {
            state.is_closed = false;
            state.used = now;
        }
        tried
    }

    /// What is due. To be asked every few seconds, so that sleep is noticed.
    pub fn watch(&self) -> ScreenWatch {
        let now = (self.clock)();
        let mut state = self.state();
        if state.must_drop(now) {
            return state.drop_key();
        }
        let is_idle = self
            .idle
            .is_some_and(|idle| now.awake.saturating_sub(state.used.awake) >= idle);
        if is_idle && !state.is_closed {
            state.is_closed = true;
            if state.pin.is_none() {
                return state.drop_key();
            }
            return ScreenWatch::Close;
        }
        ScreenWatch::Stay
    }
}

impl ScreenLock {
    fn by(idle_seconds: u32, clock: impl Fn() -> Moment + Send + Sync + 'static) -> Self {
        let now = clock();
        Self {
            clock: Box::new(clock),
            idle: (idle_seconds > 0).then(|| Duration::from_secs(u64::from(idle_seconds))),
            state: Mutex::new(State {
                pin: None,
                tries_left: TRIES,
                is_closed: false,
                is_dropped: false,
                began: now,
                used: now,
                seen: now,
            }),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No state is left half changed: nothing between two changes can panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whether the key may not stay, by the clocks.
    fn must_drop(&mut self, now: Moment) -> bool {
        let slept = self.slept_until(now);
        self.seen = now;
        let since = |moment: Moment| {
            let wall = Duration::try_from(now.wall.duration_since(moment.wall));
            let awake = now.awake.saturating_sub(moment.awake);
            wall.map_or(awake, |wall| wall.max(awake))
        };
        let is_over = self.is_closed && since(self.began) >= KEPT_FOR;
        self.is_dropped || slept || is_over
    }

    /// Whether the computer slept since the clocks were last looked at.
    fn slept_until(&self, now: Moment) -> bool {
        let awake = now.awake.saturating_sub(self.seen.awake);
        let wall = now.wall.duration_since(self.seen.wall);
        let apart = SignedDuration::try_from(awake)
            .ok()
            .and_then(|awake| wall.checked_sub(awake));
        let apart = apart.map_or(Duration::MAX, SignedDuration::unsigned_abs);
        apart > SLEPT || awake > UNSEEN
    }

    /// Refuses what only somebody in front of an open screen may do.
    fn must_be_open(&mut self, now: Moment) -> Result<()> {
        if self.must_drop(now) {
            self.drop_key();
        }
        if self.is_closed {
            return Err(ClientError::Locked);
        }
        Ok(())
    }

    /// Whether this is the PIN, where one is set. Nothing typed is no try.
    fn prove(&mut self, present: &str) -> Result<PinTried> {
        if self.pin.is_none() {
            return Ok(PinTried::Open);
        }
        if present.trim().is_empty() {
            let ask = "Type the present PIN.";
            return Err(ClientError::invalid("present_pin", ask));
        }
        Ok(self.try_pin(present))
    }

    /// Counts one try. The last wrong one drops the key.
    fn try_pin(&mut self, pin: &str) -> PinTried {
        if self.pin.as_ref().is_some_and(|set| set.is(pin.trim())) {
            self.tries_left = TRIES;
            return PinTried::Open;
        }
        self.tries_left = self.tries_left.saturating_sub(1);
        if self.tries_left == 0 || self.pin.is_none() {
            self.drop_key();
            return PinTried::DropKey;
        }
        PinTried::Wrong {
            tries_left: self.tries_left,
        }
    }

    fn drop_key(&mut self) -> ScreenWatch {
        self.is_closed = true;
        self.is_dropped = true;
        self.pin = None;
        ScreenWatch::DropKey
    }
}

fn may_be_pin(pin: &str) -> Result<()> {
    let is_digits = (4..=12).contains(&pin.len()) && pin.bytes().all(|b| b.is_ascii_digit());
    if !is_digits {
        return Err(ClientError::invalid("pin", "Choose 4 to 12 digits."));
    }
    if is_easy(pin.as_bytes()) {
        return Err(ClientError::invalid(
            "pin",
            "Choose digits that are not all the same and not in a row.",
        ));
    }
    Ok(())
}

/// All the same, or each one more or one less than the digit before.
fn is_easy(digits: &[u8]) -> bool {
    let steps = digits.windows(2).filter_map(|pair| match pair {
        [a, b] => Some(i16::from(*b) - i16::from(*a)),
        _ => None,
    });
    let steps: Vec<i16> = steps.collect();
    [-1, 0, 1]
        .iter()
        .any(|step| steps.iter().all(|taken| taken == step))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    const PIN: &str = "2706";

    /// Two clocks that stand until they are moved.
    #[derive(Clone)]
    struct Clocks(Arc<Mutex<Moment>>);

    impl Clocks {
        fn new() -> Self {
            Self(Arc::new(Mutex::new(Moment {
                wall: "2026-11-24T08:00:00Z".parse().unwrap(),
                awake: Duration::from_secs(1000),
            })))
        }

        /// Time goes by while the computer runs, and the lock is asked as often as it should be.
        fn run(&self, lock: &ScreenLock, time: Duration) -> ScreenWatch {
            let mut left = time;
            let mut said = ScreenWatch::Stay;
            while !left.is_zero() && said == ScreenWatch::Stay {
                let step = left.min(Duration::from_mins(1));
                self.wall(step);
                self.0.lock().unwrap().awake += step;
                said = lock.watch();
                left -= step;
            }
            said
        }

        /// The clock on the wall alone goes on.
        fn wall(&self, time: Duration) {
            let mut now = self.0.lock().unwrap();
            now.wall = now.wall.checked_add(time).unwrap();
        }

        fn lock(&self, idle_seconds: u32) -> ScreenLock {
            let clocks = self.clone();
            ScreenLock::by(idle_seconds, move || *clocks.0.lock().unwrap())
        }

        fn with_pin(&self) -> ScreenLock {
            let lock = self.lock(0);
            assert_eq!(lock.set_pin(None, PIN.to_owned()), Ok(PinTried::Open));
            lock
        }

        fn closed(&self) -> ScreenLock {
            let lock = self.with_pin();
            assert_eq!(lock.close_screen(), ScreenWatch::Close);
            lock
        }
    }

    #[test]
    fn a_pin_opens_what_it_closed_and_nothing_else_does() {
        let lock = Clocks::new().closed();
        assert!(lock.is_closed());
        lock.used();
        assert!(lock.is_closed(), "work elsewhere opens nothing");
        assert_eq!(
            lock.open_screen("2707".to_owned()),
            PinTried::Wrong { tries_left: 4 }
        );
        assert!(lock.is_closed());
        assert_eq!(lock.open_screen(PIN.to_owned()), PinTried::Open);
        assert!(!lock.is_closed());
    }

    #[test]
    fn without_a_pin_closing_drops_the_key() {
        let lock = Clocks::new().lock(0);
        assert_eq!(lock.close_screen(), ScreenWatch::DropKey);
        assert_eq!(lock.open_screen(String::new()), PinTried::DropKey);
        let lock = Clocks::new().with_pin();
        assert_eq!(lock.remove_pin(PIN.to_owned()), Ok(PinTried::Open));
        assert!(!lock.has_pin());
        assert_eq!(lock.close_screen(), ScreenWatch::DropKey);
        assert_eq!(lock.open_screen(String::new()), PinTried::DropKey);
    }

    #[test]
    fn five_wrong_tries_drop_the_key_and_the_right_pin_comes_too_late() {
        let lock = Clocks::new().closed();
        for tries_left in [4, 3, 2, 1] {
            assert_eq!(
                lock.open_screen("1379".to_owned()),
                PinTried::Wrong { tries_left }
            );
        }
        assert_eq!(lock.open_screen("1379".to_owned()), PinTried::DropKey);
        assert_eq!(lock.open_screen(PIN.to_owned()), PinTried::DropKey);
        assert!(lock.is_closed() && !lock.has_pin());
    }

    #[test]
    fn the_tries_start_anew_once_the_pin_was_right() {
        let lock = Clocks::new().closed();
        for _ in 0..3 {
            for _ in 0..4 {
                lock.open_screen("1379".to_owned());
            }
            assert_eq!(lock.open_screen(PIN.to_owned()), PinTried::Open);
            lock.close_screen();
        }
    }

    #[test]
    fn twelve_hours_after_the_passphrase_a_closed_screen_drops_the_key() {
        let clocks = Clocks::new();
        let lock = clocks.closed();
        let almost = KEPT_FOR.saturating_sub(Duration::from_mins(1));
        assert_eq!(clocks.run(&lock, almost), ScreenWatch::Stay);
        assert_eq!(
            clocks.run(&lock, Duration::from_mins(1)),
            ScreenWatch::DropKey
        );
        assert_eq!(lock.open_screen(PIN.to_owned()), PinTried::DropKey);
    }

    #[test]
    fn an_open_screen_is_not_taken_away_after_twelve_hours_but_closes_for_good() {
        let clocks = Clocks::new();
        let lock = clocks.lock(0);
        lock.set_pin(None, PIN.to_owned()).unwrap();
        assert_eq!(clocks.run(&lock, KEPT_FOR), ScreenWatch::Stay);
        assert!(!lock.is_closed());
        assert_eq!(lock.close_screen(), ScreenWatch::DropKey);
    }

    #[test]
    fn sleep_drops_the_key_whether_the_screen_is_closed_or_open() {
        for closes in [true, false] {
            let clocks = Clocks::new();
            let lock = clocks.lock(0);
            lock.set_pin(None, PIN.to_owned()).unwrap();
            if closes {
                lock.close_screen();
            }
            clocks.wall(Duration::from_secs(30));
            assert_eq!(lock.watch(), ScreenWatch::Stay, "a correction of the clock");
            clocks.wall(Duration::from_secs(31));
            assert_eq!(lock.watch(), ScreenWatch::DropKey);
            assert!(lock.is_closed());
        }
    }

    #[test]
    fn sleep_is_noticed_by_the_pin_too_and_where_both_clocks_went_on() {
        let clocks = Clocks::new();
        let lock = clocks.closed();
        clocks.wall(Duration::from_hours(1));
        assert_eq!(lock.open_screen(PIN.to_owned()), PinTried::DropKey);

        let clocks = Clocks::new();
        let lock = clocks.closed();
        let night = Duration::from_hours(8);
        clocks.wall(night);
        clocks.0.lock().unwrap().awake += night;
        assert_eq!(lock.open_screen(PIN.to_owned()), PinTried::DropKey);
    }

    #[test]
    fn a_clock_that_is_set_back_drops_the_key() {
        let clocks = Clocks::new();
        let lock = clocks.closed();
        {
            let mut now = clocks.0.lock().unwrap();
            now.wall = now.wall.checked_sub(Duration::from_mins(1)).unwrap();
        }
        assert_eq!(lock.watch(), ScreenWatch::DropKey);
    }

    #[test]
    fn nobody_doing_anything_closes_the_screen_and_without_a_pin_drops_the_key() {
        for (pin, due) in [(true, ScreenWatch::Close), (false, ScreenWatch::DropKey)] {
            let clocks = Clocks::new();
            let lock = clocks.lock(600);
            if pin {
                lock.set_pin(None, PIN.to_owned()).unwrap();
            }
            assert_eq!(clocks.run(&lock, Duration::from_mins(9)), ScreenWatch::Stay);
            lock.used();
            assert_eq!(clocks.run(&lock, Duration::from_mins(9)), ScreenWatch::Stay);
            assert_eq!(clocks.run(&lock, Duration::from_mins(1)), due);
            assert!(lock.is_closed());
        }
    }

    #[test]
    fn a_pin_is_digits_that_are_not_easily_guessed() {
        let lock = Clocks::new().lock(0);
        for refused in ["", "123", "1111", "1234", "9876", "12a4", "1234567890123"] {
            assert!(lock.check_pin(refused.to_owned()).is_err(), "{refused}");
            assert!(lock.set_pin(None, refused.to_owned()).is_err(), "{refused}");
        }
        assert!(!lock.has_pin());
        let mut present = None;
        for taken in ["2706", "112233", "1357"] {
            assert!(lock.check_pin(taken.to_owned()).is_ok(), "{taken}");
            let set = lock.set_pin(present, taken.to_owned());
            assert_eq!(set, Ok(PinTried::Open), "{taken}");
            present = Some(taken.to_owned());
        }
    }

    #[test]
    fn a_closed_screen_keeps_the_pin_and_the_tries_that_it_has() {
        let lock = Clocks::new().closed();
        lock.open_screen("1379".to_owned());
        for present in [None, Some(PIN.to_owned())] {
            let set = lock.set_pin(present, "8305".to_owned());
            assert_eq!(set, Err(ClientError::Locked));
        }
        assert_eq!(lock.remove_pin(PIN.to_owned()), Err(ClientError::Locked));
        assert_eq!(
            lock.open_screen("8305".to_owned()),
            PinTried::Wrong { tries_left: 3 }
        );
        assert_eq!(lock.open_screen(PIN.to_owned()), PinTried::Open);
    }

    #[test]
    fn no_pin_is_set_once_the_key_went_or_the_computer_slept() {
        let lock = Clocks::new().lock(0);
        lock.close_screen();
        let set = lock.set_pin(None, PIN.to_owned());
        assert_eq!(set, Err(ClientError::Locked));

        let clocks = Clocks::new();
        let lock = clocks.with_pin();
        clocks.wall(Duration::from_hours(1));
        let set = lock.set_pin(Some(PIN.to_owned()), "8305".to_owned());
        assert_eq!(set, Err(ClientError::Locked));
        assert_eq!(lock.watch(), ScreenWatch::DropKey);
    }

    #[test]
    fn the_present_pin_is_needed_to_change_or_remove_it_and_wrong_ones_are_counted() {
        let lock = Clocks::new().with_pin();
        for missing in [None, Some(" ".to_owned())] {
            assert!(lock.set_pin(missing, "8305".to_owned()).is_err());
        }
        assert!(lock.remove_pin(String::new()).is_err());
        let wrong = || "1379".to_owned();
        let refused = |tries_left| Ok(PinTried::Wrong { tries_left });
        assert_eq!(lock.set_pin(Some(wrong()), "8305".to_owned()), refused(4));
        assert_eq!(lock.remove_pin(wrong()), refused(3));
        lock.close_screen();
        assert_eq!(lock.open_screen(wrong()), PinTried::Wrong { tries_left: 2 });
        assert_eq!(lock.open_screen(PIN.to_owned()), PinTried::Open);
        for tries_left in [4, 3, 2, 1] {
            assert_eq!(lock.remove_pin(wrong()), refused(tries_left));
        }
        assert_eq!(lock.remove_pin(wrong()), Ok(PinTried::DropKey));
        assert!(lock.is_closed() && !lock.has_pin());
    }

    #[test]
    fn more_than_a_minute_in_which_nobody_looked_is_sleep() {
        let clocks = Clocks::new();
        let lock = clocks.with_pin();
        let pass = |seconds| {
            let time = Duration::from_secs(seconds);
            clocks.wall(time);
            clocks.0.lock().unwrap().awake += time;
        };
        pass(60);
        assert_eq!(lock.watch(), ScreenWatch::Stay);
        pass(61);
        assert_eq!(lock.watch(), ScreenWatch::DropKey);
    }
}
