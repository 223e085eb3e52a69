//! The log of the library, for an app that keeps or shows it.
//!
//! A line says what happened and where, with codes and counts. It holds no name, no word of a case
//! and no key: the library writes none to its log.

use std::{
    fmt::Write,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, Once, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
};

use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

/// Lines that wait for the app at most; more are left out.
const MOST_WAITING: usize = 1024;
/// The longest line, in bytes.
const LONGEST: usize = 2048;

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum LogLevel {
    /// Something failed that should not.
    Error,
    /// Something is odd, and went on.
    Warn,
    /// Something happened.
    Info,
}

/// Takes the lines of the log.
#[cfg_attr(feature = "uniffi", uniffi::export(with_foreign))]
pub trait LogSink: Send + Sync {
    /// One line: where it comes from, what happened, and its fields. It is called on a thread of
    /// its own, and holds up nothing; what it throws is dropped.
    fn line(&self, level: LogLevel, line: String);
}

static SINK: Mutex<Option<Arc<dyn LogSink>>> = Mutex::new(None);
static STARTED: Once = Once::new();

/// Gives the lines of the log to `sink` from now on, or to nobody. One for the whole process.
///
/// Does nothing where the process has another subscriber of `tracing` already.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn log_to(sink: Option<Arc<dyn LogSink>>) {
    *SINK.lock().unwrap_or_else(PoisonError::into_inner) = sink;
    STARTED.call_once(|| {
        let (lines, waiting) = sync_channel(MOST_WAITING);
        let thread = std::thread::Builder::new().name("patchwork-log".to_owned());
        if thread.spawn(move || hand_on(&waiting)).is_ok() {
            // Fails where another subscriber was first.
            let _ = tracing::subscriber::set_global_default(ToSink { lines });
        }
    });
}

fn hand_on(waiting: &Receiver<(LogLevel, String)>) {
    while let Ok((level, line)) = waiting.recv() {
        let sink = SINK.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(sink) = sink {
            // An app that throws loses a line, and nothing else.
            let _ = catch_unwind(AssertUnwindSafe(|| sink.line(level, line)));
        }
    }
}

struct ToSink {
    lines: SyncSender<(LogLevel, String)>,
}

impl Subscriber for ToSink {
    /// What happens here, and what is odd in the libraries beneath.
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let most = if metadata.target().starts_with("patchwork") {
            Level::INFO
        } else {
            Level::WARN
        };
        metadata.is_event() && *metadata.level() <= most
    }

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        let level = match *metadata.level() {
            Level::ERROR => LogLevel::Error,
            Level::WARN => LogLevel::Warn,
            _ => LogLevel::Info,
        };
        let mut line = Line(format!("{}:", metadata.target()));
        event.record(&mut line);
        // A sink that is slower than the log loses lines.
        let _ = self.lines.try_send((level, line.0));
    }

    // Spans are off: `enabled` takes events only.
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

/// A line as it is put together.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        // Writing to a text does not fail.
        let _ = if field.name() == "message" {
            write!(self.0, " {value:?}")
        } else {
            write!(self.0, " {}={value:?}", field.name())
        };
        if self.0.len() > LONGEST {
            self.0.truncate(self.0.floor_char_boundary(LONGEST));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use super::*;

    struct Heard(Sender<(LogLevel, String)>);

    impl LogSink for Heard {
        fn line(&self, level: LogLevel, line: String) {
            assert!(!line.contains("throws"), "an app that throws");
            if line.contains("the test says") {
                self.0.send((level, line)).unwrap();
            }
        }
    }

    #[test]
    fn a_line_says_what_happened_and_a_sink_that_throws_loses_nothing_else() {
        let (heard, lines) = channel();
        log_to(Some(Arc::new(Heard(heard))));
        tracing::debug!(target: "patchwork_test", "the test says nothing of this");
        tracing::info!(target: "elsewhere", "the test says nothing of this");
        tracing::warn!(target: "patchwork_test", "the app throws at this");
        tracing::warn!(target: "patchwork_test", count = 3, "the test says it");
        tracing::error!(target: "elsewhere", "the test says {}", "é".repeat(3000));
        let line = "patchwork_test: the test says it count=3".to_owned();
        assert_eq!(lines.recv().unwrap(), (LogLevel::Warn, line));
        let (level, long) = lines.recv().unwrap();
        assert_eq!(level, LogLevel::Error);
        assert!(long.len() <= LONGEST && long.ends_with('é'), "{long}");
        log_to(None);
    }
}
