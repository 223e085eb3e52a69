//! Limits of requests for each address and each device.

use std::{hash::Hash, net::IpAddr, num::NonZeroU32};

use governor::{
    Quota, RateLimiter, clock::DefaultClock, middleware::NoOpMiddleware,
    state::keyed::HashMapStateStore,
};
use patchwork_protocol::DeviceId;

use super::Problem;
use crate::config::Config;

type Limiter<K> = RateLimiter<K, HashMapStateStore<K>, DefaultClock, NoOpMiddleware>;

/// The limits of one relay.
pub(crate) struct Rates {
    addresses: Limiter<IpAddr>,
    devices: Limiter<DeviceId>,
    unlimited_loopback: bool,
}

impl Rates {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            addresses: limiter(config.requests_per_minute_per_address),
            devices: limiter(config.requests_per_minute_per_device),
            // Behind a proxy every connection comes from this computer.
            unlimited_loopback: config.unlimited_loopback && !config.behind_proxy,
        }
    }

    pub(crate) fn admit_address(&self, address: IpAddr) -> Result<(), Problem> {
        if self.is_exempt(address) {
            return Ok(());
        }
        admit(&self.addresses, &network_of(address))
    }

    pub(crate) fn admit_device(&self, device: DeviceId, address: IpAddr) -> Result<(), Problem> {
        if self.is_exempt(address) {
            return Ok(());
        }
        admit(&self.devices, &device)
    }

    /// Removes the state of addresses and devices that have sent nothing for long.
    pub(crate) fn forget_idle(&self) {
        self.addresses.retain_recent();
        self.devices.retain_recent();
    }

    fn is_exempt(&self, address: IpAddr) -> bool {
        self.unlimited_loopback && address.is_loopback()
    }
}

fn limiter<K: Hash + Eq + Clone>(per_minute: u32) -> Limiter<K> {
    RateLimiter::hashmap(Quota::per_minute(
        NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN),
    ))
}

fn admit<K: Hash + Eq + Clone>(limiter: &Limiter<K>, key: &K) -> Result<(), Problem> {
    limiter.check_key(key).map_err(|too_soon| {
        use governor::clock::Clock;
        let wait = too_soon.wait_time_from(DefaultClock::default().now());
        Problem::too_many_requests(wait)
    })
}

/// What a limit is counted for: an IPv4 address, or an IPv6 network of 64 bits, all of which one
/// customer of a provider usually has.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(behind_proxy: bool) -> Rates {
        Rates::new(&Config {
            behind_proxy,
            requests_per_minute_per_address: 2,
            requests_per_minute_per_device: 1,
            ..Config::default()
        })
    }

    #[test]
    fn an_address_that_asks_too_often_waits_and_others_do_not() {
        let rates = rates(false);
        let busy: IpAddr = "198.51.100.7".parse().unwrap();
        let quiet: IpAddr = "198.51.100.8".parse().unwrap();
        rates.admit_address(busy).unwrap();
        rates.admit_address(busy).unwrap();
        assert_eq!(rates.admit_address(busy).unwrap_err().status(), 429);
        rates.admit_address(quiet).unwrap();
    }

    #[test]
    fn this_computer_is_free_unless_it_is_the_proxy() {
        let here: IpAddr = "127.0.0.1".parse().unwrap();
        let device = DeviceId([1; 8]);
        let free = rates(false);
        for _ in 0..10 {
            free.admit_address(here).unwrap();
            free.admit_device(device, here).unwrap();
        }
        let proxied = rates(true);
        proxied.admit_device(device, here).unwrap();
        assert!(proxied.admit_device(device, here).is_err());
    }

    #[test]
    fn neighbours_in_one_ipv6_network_share_a_limit() {
        let rates = rates(false);
        for last in 1..=2 {
            rates
                .admit_address(format!("2001:db8::{last}").parse().unwrap())
                .unwrap();
        }
        assert!(
            rates
                .admit_address("2001:db8::ffff".parse().unwrap())
                .is_err()
        );
    }
}
