//! Counters and gauges for operators, in the text format of Prometheus.
//!
//! No label names a partnership, a space, a device or an address: each label is one of a few
//! fixed words.

use std::fmt;

use patchwork_protocol::Answer;
use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

use crate::log::CommitMeasure;

/// All metrics of one relay.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    envelopes: Family<EnvelopeLabels, Counter>,
    live_streams: Gauge,
    commit_jobs: Histogram,
    commit_seconds: Histogram,
    spaces_set_aside: Gauge,
    database_bytes: Gauge,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    /// The pattern of the path, never the path.
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct EnvelopeLabels {
    answer: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("patchwork_relay");
        let requests = Family::default();
        registry.register("requests", "Requests answered", requests.clone());
        let envelopes = Family::default();
        registry.register("envelopes", "Envelopes judged", envelopes.clone());
        let live_streams = Gauge::default();
        registry.register(
            "live_streams",
            "Streams that are open and wait for news",
            live_streams.clone(),
        );
        // 1 to 1,024, which is the largest group.
        let commit_jobs = Histogram::new(exponential_buckets(1.0, 2.0, 11));
        registry.register(
            "commit_jobs",
            "Requests that shared one commit",
            commit_jobs.clone(),
        );
        // 0.1 ms to 3.3 s.
        let commit_seconds = Histogram::new(exponential_buckets(0.0001, 2.0, 16));
        registry.register_with_unit(
            "commit",
            "Time for a commit to be on disk, its sync included",
            Unit::Seconds,
            commit_seconds.clone(),
        );
        let spaces_set_aside = Gauge::default();
        registry.register(
            "spaces_set_aside",
            "Spaces that take nothing until the relay starts again, because their rows are damaged",
            spaces_set_aside.clone(),
        );
        let database_bytes = Gauge::default();
        registry.register_with_unit(
            "database",
            "Size of the database, without its write-ahead log",
            Unit::Bytes,
            database_bytes.clone(),
        );
        Self {
            registry,
            requests,
            envelopes,
            live_streams,
            commit_jobs,
            commit_seconds,
            spaces_set_aside,
            database_bytes,
        }
    }
}

impl Metrics {
    /// Counts an answered request. `route` is the pattern of its path, never the path.
    pub(crate) fn count_request(&self, route: String, status: u16) {
        let answered = RequestLabels { route, status };
        self.requests.get_or_create(&answered).inc();
    }

    /// Counts the answer to an envelope.
    pub(crate) fn count_answer(&self, answer: Answer) {
        let answer = word_for(answer);
        self.envelopes
            .get_or_create(&EnvelopeLabels { answer })
            .inc();
    }

    pub(crate) fn observe_commit(&self, commit: CommitMeasure) {
        self.commit_jobs.observe(f64::from(commit.jobs));
        self.commit_seconds.observe(commit.took.as_secs_f64());
    }

    /// Says how many spaces are set aside now.
    pub(crate) fn set_aside(&self, spaces: usize) {
        (self.spaces_set_aside).set(i64::try_from(spaces).unwrap_or(i64::MAX));
    }

    /// All metrics as text, with the present values of two gauges.
    pub(crate) fn text(
        &self,
        live_streams: u64,
        database_bytes: u64,
    ) -> Result<String, fmt::Error> {
        let gauge = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        self.live_streams.set(gauge(live_streams));
        self.database_bytes.set(gauge(database_bytes));
        let mut text = String::new();
        text::encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

const fn word_for(answer: Answer) -> &'static str {
    match answer {
        Answer::Accepted { .. } => "accepted",
        Answer::Duplicate { .. } => "duplicate",
        Answer::Fork => "fork",
        Answer::NotMember => "not_member",
        Answer::StaleKey => "stale_key",
        Answer::Gap { .. } => "gap",
        Answer::TooLarge => "too_large",
        Answer::Quota => "quota",
        Answer::BadSignature => "bad_signature",
        Answer::Malformed => "malformed",
        Answer::Closed => "closed",
        Answer::Held => "held",
        Answer::Busy => "busy",
    }
}
