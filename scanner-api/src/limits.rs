//! Limits on clients: how often one may ask, and how much the service does at a time.

use std::{
    net::IpAddr,
    num::NonZeroU32,
    sync::{
        atomic::{AtomicUsize, Ordering},
        Arc,
    },
};

use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use governor::{clock::Clock, DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::{
    config,
    error::{ApiError, Code},
    state::AppState,
};

/// How many clients are remembered before those that were quiet are forgotten.
const CLIENTS_KEPT: usize = 10_000;

/// Who may ask how often.
#[derive(Clone)]
pub struct Limits {
    public: Arc<DefaultKeyedRateLimiter<Client>>,
    /// With more clients than this, quiet ones are looked for.
    sweep_above: Arc<AtomicUsize>,
    behind_proxy: bool,
}

/// A client, as far as limits go: an IPv4 address, or the /64 network an IPv6 address lies in,
/// because one customer has the whole of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub struct Client(u64, bool);

impl From<IpAddr> for Client {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(u64::from(u32::from(address)), false),
            IpAddr::V6(address) => {
                let network = u128::from(address) >> 64;
                Self(u64::try_from(network).unwrap_or(u64::MAX), true)
            }
        }
    }
}

impl Limits {
    /// Limits as configured. Zero means one.
    pub fn new(limits: &config::Limits) -> Self {
        let at_least_one = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_minute(at_least_one(limits.public_per_minute))
            .allow_burst(at_least_one(limits.public_burst));
        Self {
            public: Arc::new(RateLimiter::keyed(quota)),
            sweep_above: Arc::new(AtomicUsize::new(CLIENTS_KEPT)),
            behind_proxy: limits.behind_proxy,
        }
    }

    /// Whether a client may ask now; otherwise when it may again.
    pub fn check(&self, client: Client) -> Result<(), ApiError> {
        if self.public.len() > self.sweep_above.load(Ordering::Relaxed) {
            self.public.retain_recent();
            // If few were quiet, the next sweep waits for as many more: a crowd must not be swept through
            // at every request.
            let twice = self.public.len().saturating_mul(2);
            self.sweep_above
                .store(twice.max(CLIENTS_KEPT), Ordering::Relaxed);
        }
        self.public.check_key(&client).map_err(|until| {
            let wait = until.wait_time_from(governor::clock::DefaultClock::default().now());
            ApiError::new(Code::RateLimited).retry_after(wait.as_secs().saturating_add(1))
        })
    }

    /// The client of a request: the last hop our own proxy saw, or the other end of the connection.
    fn client(&self, request: &Request) -> Option<Client> {
        let forwarded = self.behind_proxy.then(|| {
            let last = request
                .headers()
                .get_all("x-forwarded-for")
                .iter()
                .next_back()?;
            let address = last.to_str().ok()?.rsplit(',').next()?;
            address.trim().parse::<IpAddr>().ok()
        });
        let address = forwarded.flatten().or_else(|| {
            let info = request
                .extensions()
                .get::<ConnectInfo<std::net::SocketAddr>>()?;
            Some(info.0.ip())
        })?;
        Some(address.into())
    }
}

/// The layer of public routes.
pub async fn limit_clients(
    State(app): State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if let Some(client) = app.limits.client(&request) {
        app.limits.check(client)?;
    }
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(burst: u32) -> Limits {
        Limits::new(&config::Limits {
            public_per_minute: 1,
            public_burst: burst,
            ..config::Config::default().limits
        })
    }

    fn client(address: &str) -> Client {
        address.parse::<IpAddr>().unwrap().into()
    }

    #[test]
    fn each_client_has_its_own_allowance() {
        let limits = limits(2);
        let one = client("192.0.2.1");
        assert!(limits.check(one).is_ok() && limits.check(one).is_ok());
        assert_eq!(limits.check(one).unwrap_err().code(), "rate_limited");
        assert!(limits.check(client("192.0.2.2")).is_ok());
    }

    #[test]
    fn in_a_crowd_everybody_is_remembered() {
        let limits = limits(1);
        let crowd = u32::try_from(3 * CLIENTS_KEPT).unwrap();
        for number in 0..crowd {
            let one = IpAddr::from(std::net::Ipv4Addr::from(number)).into();
            assert!(limits.check(one).is_ok());
        }
        assert!(limits.sweep_above.load(Ordering::Relaxed) > CLIENTS_KEPT);
        assert!(limits.check(client("0.0.0.1")).is_err());
    }

    #[test]
    fn an_ipv6_network_is_one_client() {
        assert_eq!(client("2001:db8::1"), client("2001:db8::2"));
        assert_ne!(client("2001:db8::1"), client("2001:db8:0:1::1"));
        assert_eq!(client("::ffff:192.0.2.1"), client("192.0.2.1"));
    }

    #[test]
    fn only_behind_a_proxy_the_header_counts() {
        let request = Request::builder()
            .header("x-forwarded-for", "10.0.0.1, 192.0.2.9")
            .body(axum::body::Body::empty())
            .unwrap();
        assert_eq!(limits(1).client(&request), None);
        let mut behind = limits(1);
        behind.behind_proxy = true;
        assert_eq!(behind.client(&request), Some(client("192.0.2.9")));
    }
}
