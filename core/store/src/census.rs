//! How much of what is here, by kinds and codes: nothing that anybody typed, and no id.

use crate::{Reader, Result};

/// How many there are of one sort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// What is counted.
    pub what: &'static str,
    /// Its kind or code, as the database has it; empty where there is only one sort.
    pub code: String,
    /// How many.
    pub number: i64,
}

/// Each gives codes and numbers. The columns `reason` and `attention` hold code names.
const COUNTS: &[(&str, &str)] = &[
    (
        "version of the tables",
        "SELECT '', user_version FROM pragma_user_version",
    ),
    ("pages", "SELECT '', page_count FROM pragma_page_count"),
    (
        "free pages",
        "SELECT '', freelist_count FROM pragma_freelist_count",
    ),
    (
        "spaces by use",
        "SELECT coalesce(kind, -1), count(*) FROM space GROUP BY 1",
    ),
    ("team changes", "SELECT '', count(*) FROM team_change"),
    (
        "items by kind",
        "SELECT kind, count(*) FROM log_item GROUP BY 1",
    ),
    (
        "items by standing",
        "SELECT standing, count(*) FROM log_item GROUP BY 1",
    ),
    (
        "held parts by reason",
        "SELECT waiting, count(*) FROM held_part GROUP BY 1",
    ),
    (
        "held parts by kind",
        "SELECT kind, count(*) FROM held_part GROUP BY 1",
    ),
    (
        "unsent parts by kind",
        "SELECT kind, count(*) FROM outbox GROUP BY 1",
    ),
    (
        "parts not sent by reason",
        "SELECT attention, count(*) FROM outbox WHERE attention IS NOT NULL GROUP BY 1",
    ),
    (
        "team changes not made by reason",
        "SELECT reason, count(*) FROM team_intent WHERE state <> 0 GROUP BY 1",
    ),
    (
        "team changes waiting",
        "SELECT '', count(*) FROM team_intent WHERE state = 0",
    ),
    (
        "notices by kind",
        "SELECT kind, count(*) FROM notice GROUP BY 1",
    ),
    (
        "entries by kind",
        "SELECT kind, count(*) FROM entry GROUP BY 1",
    ),
    ("drafts", "SELECT '', count(*) FROM draft"),
    ("documents", "SELECT '', count(*) FROM document"),
    (
        "bytes of documents",
        "SELECT '', coalesce(sum(length(bytes)), 0) FROM document",
    ),
    (
        "values that cannot be read",
        "SELECT '', coalesce(sum(unreadable), 0) FROM case_row",
    ),
    ("people", "SELECT '', count(*) FROM person"),
    ("tasks", "SELECT '', count(*) FROM task"),
    ("practitioners", "SELECT '', count(*) FROM practitioner"),
    ("agencies", "SELECT '', count(*) FROM agency"),
];

impl Reader<'_> {
    /// Counts everything, for a report to whoever mends the app.
    pub fn census(&self) -> Result<Vec<Count>> {
        let mut counts = Vec::new();
        for (what, sql) in COUNTS {
            counts.extend(self.all(sql, [], |row| {
                let code: rusqlite::types::Value = row.get(0)?;
                Ok(Count {
                    what,
                    code: match code {
                        rusqlite::types::Value::Integer(code) => code.to_string(),
                        rusqlite::types::Value::Text(code) => only_a_code(code),
                        _ => String::new(),
                    },
                    number: row.get(1)?,
                })
            })?);
        }
        Ok(counts)
    }
}

/// A code name as it is; anything else, which no version writes there, is not passed on.
fn only_a_code(text: String) -> String {
    let is_code = text.len() <= 40
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if is_code { text } else { "other".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::only_a_code;

    #[test]
    fn only_a_code_is_passed_on() {
        assert_eq!(only_a_code("not-on-team".to_owned()), "not-on-team");
        assert_eq!(only_a_code("Ella Marsh".to_owned()), "other");
    }
}
