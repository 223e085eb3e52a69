//! The days that this device's clock shows, and how far it is to be believed.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use patchwork_store::{Reader, Writer, setting};

use crate::error::Result;

/// How much later than now something may be said to have happened: clocks differ by so much.
pub(crate) const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// The zone that the person's clock shows; British time where the system does not say.
pub fn zone() -> TimeZone {
    TimeZone::try_system()
        .or_else(|_| TimeZone::get("Europe/London"))
        .unwrap_or(TimeZone::UTC)
}

/// The day on the wall.
pub(crate) fn today(now: Timestamp) -> Date {
    now.to_zoned_datetime(zone()).date()
}

/// The time, so far as this device knows it: its own clock, put right by what the relay last said.
///
/// A clock that was never put right cannot be behind the last agreement with the relay: one that
/// a flat battery set back to 1970 would take every visit for a future one.
pub(crate) fn best_time(now: Timestamp, r: &Reader<'_>) -> Result<Timestamp> {
    if let Some(ahead) = r.setting(&setting::RELAY_AHEAD)? {
        let ahead = SignedDuration::from_millis(ahead);
        return Ok(now.checked_add(ahead).unwrap_or(now));
    }
    let agreed = r.setting(&setting::LAST_AGREED)?;
    Ok(agreed.map_or(now, |agreed| agreed.max(now)))
}

/// Notes by how much the relay's clock is ahead of this device's, and judges anew what was
/// received by a clock that was fast. Where the relay takes this clock for right, it was fast when
/// it stood later than now. Returns whether this is news.
pub(crate) fn note_relay_time(
    now: Timestamp,
    relay_time: Option<Timestamp>,
    w: &mut Writer<'_>,
) -> Result<bool> {
    let known = w.setting(&setting::RELAY_AHEAD)?;
    let Some(relay_time) = relay_time else {
        if known.is_some() {
            w.clear(&setting::RELAY_AHEAD)?;
        }
        if let Some(agreed) = w.setting(&setting::LAST_AGREED)?
            && agreed > now
        {
            w.clear(&setting::LAST_AGREED)?;
        }
        let is_judged_anew = w.receive_no_later_than(now)? > 0;
        return Ok(known.is_some() || is_judged_anew);
    };
    let ahead = relay_time.as_millisecond() - now.as_millisecond();
    w.set(&setting::RELAY_AHEAD, &ahead)?;
    w.receive_no_later_than(relay_time)?;
    Ok(known != Some(ahead))
}

/// What to tell the person about their clock, or empty.
pub(crate) fn clock_trouble(r: &Reader<'_>) -> Result<String> {
    let Some(ahead) = r.setting(&setting::RELAY_AHEAD)? else {
        return Ok(String::new());
    };
    let minutes = ahead.unsigned_abs() / 60_000;
    let (by, direction) = match (minutes, ahead.is_positive()) {
        (0..120, is_slow) => (format!("{minutes} minutes"), is_slow),
        (120..2_880, is_slow) => (format!("{} hours", minutes / 60), is_slow),
        (_, is_slow) => (format!("{} days", minutes / 1_440), is_slow),
    };
    let direction = if direction { "slow" } else { "fast" };
    Ok(format!(
        "The clock of this device is {by} {direction}. Set its date and time, so that what you \
         write bears the right time."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ContactMode, ContactOutcome, EntryKind, testing::Kitchen};

    fn days(days: i64) -> SignedDuration {
        SignedDuration::from_hours(24 * days)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_visit_written_by_a_fast_clock_moves_nothing_once_the_relay_told_the_time() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        kitchen.write(case, EntryKind::Contact, "", None).await;
        let seen = async || client.case_view(case).await.unwrap().header.last_seen;
        assert!(seen().await.is_some());
        let now = client.now();
        let relay_time = now - days(365);
        let is_news = client.write(move |w, _| note_relay_time(now, Some(relay_time), w));
        assert!(is_news.await.unwrap());
        assert_eq!(seen().await, None);
        assert_eq!(
            client.sync_status().await.unwrap().clock_trouble,
            "The clock of this device is 365 days fast. Set its date and time, so that what you \
             write bears the right time."
        );
        // What is typed from now on is judged by the relay's time.
        let mut draft = client.new_draft(Some(case)).await.unwrap();
        draft.kind = EntryKind::Contact;
        draft.mode = Some(ContactMode::Visit);
        draft.outcome = Some(ContactOutcome::Seen);
        draft.happened_at = Some(relay_time - days(1));
        client.save_entry(draft).await.unwrap();
        assert!(seen().await.is_some());

        let is_news = client.write(move |w, _| note_relay_time(now, None, w));
        assert!(is_news.await.unwrap());
        assert_eq!(client.sync_status().await.unwrap().clock_trouble, "");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_visit_written_by_a_fast_clock_moves_nothing_once_the_clock_was_set_right() {
        let kitchen = Kitchen::new().await;
        let client = &kitchen.client;
        let case = kitchen.ella().await;
        kitchen.write(case, EntryKind::Contact, "", None).await;
        let set_right = client.now() - days(365);
        let is_news = client.write(move |w, _| note_relay_time(set_right, None, w));
        assert!(is_news.await.unwrap());
        let view = client.case_view(case).await.unwrap();
        assert_eq!(view.header.last_seen, None);
        let is_news = client.write(move |w, _| note_relay_time(set_right, None, w));
        assert!(!is_news.await.unwrap());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_agreement_by_a_fast_clock_is_no_time_once_the_clock_was_set_right() {
        let kitchen = Kitchen::new().await;
        let agreed = kitchen.client.now();
        let set_right = agreed - days(365);
        let time = kitchen.client.write(move |w, _| {
            w.set(&setting::LAST_AGREED, &agreed)?;
            note_relay_time(set_right, None, w)?;
            best_time(set_right, w)
        });
        assert_eq!(time.await.unwrap(), set_right);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_clock_set_back_is_no_earlier_than_the_last_agreement() {
        let kitchen = Kitchen::new().await;
        let agreed = kitchen.client.now();
        let time = kitchen.client.write(move |w, _| {
            w.set(&setting::LAST_AGREED, &agreed)?;
            best_time(Timestamp::UNIX_EPOCH, w)
        });
        let milliseconds = time.await.unwrap().as_millisecond();
        assert_eq!(milliseconds, agreed.as_millisecond());
    }
}
