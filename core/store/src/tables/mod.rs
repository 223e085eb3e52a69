//! One module per group of tables. Each adds its questions to [`Reader`](crate::Reader) and
//! its statements to [`Writer`](crate::Writer).

pub(crate) mod access_log;
pub(crate) mod case;
pub(crate) mod codes;
pub(crate) mod contacts;
pub(crate) mod directory;
pub(crate) mod documents;
pub(crate) mod drafts;
pub(crate) mod entries;
pub(crate) mod held_parts;
pub(crate) mod keys;
pub(crate) mod lists;
pub(crate) mod log;
pub(crate) mod notices;
pub(crate) mod outbox;
pub(crate) mod partnership;
pub(crate) mod sealing;
pub(crate) mod searching;
pub(crate) mod settings;
pub(crate) mod spaces;
pub(crate) mod team_intents;
pub(crate) mod timeline;
pub(crate) mod visits;
