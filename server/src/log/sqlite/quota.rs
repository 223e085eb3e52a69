//! Quotas: how many bytes a device may add in a day.

use std::collections::HashMap;

use jiff::Timestamp;
use patchwork_protocol::{DeviceId, PartnershipId};

use crate::log::Requester;

const SECONDS_PER_DAY: i64 = 86_400;
/// Above so many devices, those that added nothing today are removed from memory.
const DEVICES_KEPT: usize = 100_000;

/// What each device added on its last day.
pub(super) struct Quotas {
    bytes_per_device_per_day: u64,
    spent: HashMap<(PartnershipId, DeviceId), Spent>,
    /// What this group counted.
    of_group: Vec<((PartnershipId, DeviceId), u64)>,
}

#[derive(Debug, Clone, Copy)]
struct Spent {
    /// Days since 1970, in UTC.
    day: i64,
    bytes: u64,
}

impl Quotas {
    pub(super) fn new(bytes_per_device_per_day: u64) -> Self {
        Self {
            bytes_per_device_per_day,
            spent: HashMap::new(),
            of_group: Vec::new(),
        }
    }

    /// The group is committed: what it counted stays.
    pub(super) fn keep(&mut self) {
        self.of_group.clear();
    }

    /// The group is rolled back: what it counted was not written.
    pub(super) fn roll_back(&mut self) {
        for (device, bytes) in self.of_group.drain(..) {
            if let Some(spent) = self.spent.get_mut(&device) {
                spent.bytes = spent.bytes.saturating_sub(bytes);
            }
        }
    }

    /// Counts bytes against the device's quota of today. If they exceed it, counts nothing and
    /// returns false.
    pub(super) fn spend(&mut self, requester: Requester, bytes: usize, now: Timestamp) -> bool {
        let day = now.as_second().div_euclid(SECONDS_PER_DAY);
        if self.spent.len() > DEVICES_KEPT {
            self.spent.retain(|_, spent| spent.day == day);
        }
        let device = (requester.partnership, requester.device);
        let spent = (self.spent.entry(device)).or_insert(Spent { day, bytes: 0 });
        if spent.day != day {
            *spent = Spent { day, bytes: 0 };
        }
        let bytes = bytes as u64;
        let after = spent.bytes.saturating_add(bytes);
        if after > self.bytes_per_device_per_day {
            return false;
        }
        spent.bytes = after;
        self.of_group.push((device, bytes));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_of_one_device_and_one_day() {
        let mut quotas = Quotas::new(100);
        let requester = |device| Requester {
            partnership: PartnershipId([1; 32]),
            device: DeviceId([device; 8]),
            practitioner: None,
        };
        let on_day = |day: i64| Timestamp::from_second(day * SECONDS_PER_DAY + 7).unwrap();
        assert!(quotas.spend(requester(1), 60, on_day(9)));
        assert!(!quotas.spend(requester(1), 41, on_day(9)));
        assert!(quotas.spend(requester(1), 40, on_day(9)));
        assert!(quotas.spend(requester(2), 100, on_day(9)));
        assert!(!quotas.spend(requester(1), 1, on_day(9)));
        assert!(quotas.spend(requester(1), 100, on_day(10)));
    }

    #[test]
    fn what_was_not_written_is_not_counted() {
        let mut quotas = Quotas::new(100);
        let requester = Requester {
            partnership: PartnershipId([1; 32]),
            device: DeviceId([1; 8]),
            practitioner: None,
        };
        let now = Timestamp::from_second(7).unwrap();
        assert!(quotas.spend(requester, 60, now));
        quotas.keep();
        assert!(quotas.spend(requester, 40, now));
        quotas.roll_back();
        assert!(quotas.spend(requester, 40, now));
        assert!(!quotas.spend(requester, 1, now));
    }
}
