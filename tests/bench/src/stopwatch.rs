//! Times of many goes, and how they read.

use std::time::Duration;

/// Times of the same thing, done again and again.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// One more.
    pub fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The middle one.
    pub fn median(&self) -> Duration {
        self.at(50)
    }

    /// The one that so many of a hundred do not exceed.
    pub fn at(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let place = sorted.len().saturating_mul(percent).div_ceil(100);
        sorted
            .get(place.saturating_sub(1))
            .copied()
            .unwrap_or_default()
    }
}

impl FromIterator<Duration> for Times {
    fn from_iter<I: IntoIterator<Item = Duration>>(times: I) -> Self {
        Self(times.into_iter().collect())
    }
}

/// Milliseconds.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Thousands of bytes.
#[allow(clippy::cast_precision_loss)] // far below 2^52
pub fn kb(bytes: u64) -> f64 {
    bytes as f64 / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_five_is_the_third() {
        let times: Times = [5, 1, 4, 2, 3]
            .map(Duration::from_millis)
            .into_iter()
            .collect();
        assert_eq!(times.median(), Duration::from_millis(3));
        assert_eq!(times.at(95), Duration::from_millis(5));
        assert_eq!(Times::default().median(), Duration::ZERO);
    }
}
