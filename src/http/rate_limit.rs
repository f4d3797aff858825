//! The limit on how often one address may ask; off unless set. A request with a key is not counted by
//! its address, but by its key where that has a limit.
//!
//! Addresses are held in memory for as long as their requests count, and nowhere else.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
    time::Duration,
};

use actix_web::{
    Error, HttpMessage, HttpRequest, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderMap, HeaderName, HeaderValue, InvalidHeaderName},
    middleware::Next,
    web::Data,
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DashMapStateStore,
};

use super::{State, guard::Identified, problem::Problem};

type Limiter =
    RateLimiter<IpAddr, DashMapStateStore<IpAddr>, DefaultClock, StateInformationMiddleware>;

/// So many requests a minute from one address.
pub struct RateLimit {
    limiter: Limiter,
    per_minute: NonZeroU32,
    /// The header in which a proxy in front says who asks; without one the socket says so.
    proxy_header: Option<HeaderName>,
}

impl RateLimit {
    /// `Err` where `proxy_header` is no name that a header can have.
    pub fn new(
        per_minute: NonZeroU32,
        proxy_header: Option<&str>,
    ) -> Result<RateLimit, InvalidHeaderName> {
        Ok(RateLimit {
            limiter: RateLimiter::keyed(Quota::per_minute(per_minute)).with_middleware(),
            per_minute,
            proxy_header: proxy_header.map(str::parse).transpose()?,
        })
    }

    /// Ten suggestions a minute from one address.
    pub fn of_suggestions() -> RateLimit {
        const PER_MINUTE: NonZeroU32 = NonZeroU32::new(10).unwrap();
        RateLimit {
            limiter: RateLimiter::keyed(Quota::per_minute(PER_MINUTE)).with_middleware(),
            per_minute: PER_MINUTE,
            proxy_header: None,
        }
    }

    /// The same, of the addresses that a proxy in front names.
    pub fn behind_that_of(mut self, other: Option<&RateLimit>) -> RateLimit {
        self.proxy_header = other.and_then(|other| other.proxy_header.clone());
        self
    }

    /// Counts a request to a route that has a limit of its own. A request without an address cannot be counted.
    pub fn allows(&self, request: &HttpRequest) -> bool {
        let asker = self.asker(request.headers(), request.peer_addr());
        self.limiter.retain_recent();
        asker.is_none_or(|asker| self.limiter.check_key(&asker).is_ok())
    }

    /// The asker's address. A whole IPv6 /64 is one asker, since one asker has it all.
    fn asker(&self, headers: &HeaderMap, peer: Option<SocketAddr>) -> Option<IpAddr> {
        let by_proxy = self.proxy_header.as_ref().and_then(|name| {
            let value = headers.get(name)?.to_str().ok()?;
            // The last one is the one that the proxy itself added.
            value.rsplit(',').next()?.trim().parse().ok()
        });
        let address = by_proxy.or_else(|| Some(peer?.ip()))?;
        Some(match address {
            IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
                Some(v4) => IpAddr::V4(v4),
                None => IpAddr::V6(Ipv6Addr::from(u128::from(v6) >> 64 << 64)),
            },
            v4 => v4,
        })
    }
}

/// Middleware: refuses with 429 what is beyond the limit, and says in every answer how much is left.
pub async fn limit(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let state = request.app_data::<Data<State>>().cloned();
    if let Some(state) = &state
        && let Some(allowed) = of_key(&request, state)
    {
        return by_key(request, next, allowed).await;
    }
    let Some(limit) = state.as_ref().and_then(|state| state.rate_limit.as_ref()) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let Some(asker) = limit.asker(request.headers(), request.peer_addr()) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    match limit.limiter.check_key(&asker) {
        Ok(left) => {
            let mut response = next.call(request).await?.map_into_boxed_body();
            let left = left.remaining_burst_capacity();
            let headers = response.headers_mut();
            add_headers(headers, "reading", limit.per_minute, left, Duration::ZERO);
            Ok(response)
        }
        Err(denied) => {
            // Those who have gone quiet are forgotten when somebody is too loud.
            limit.limiter.retain_recent();
            let wait = denied.wait_time_from(DefaultClock::default().now());
            let mut response = Problem::too_often().error_response();
            add_headers(response.headers_mut(), "reading", limit.per_minute, 0, wait);
            Ok(request.into_response(response))
        }
    }
}

/// The limit of a key, and what it said of this request.
type Allowed = Option<(NonZeroU32, Result<u32, Duration>)>;

/// Nothing for a request without a key: its address counts. A key without a limit has none.
fn of_key(request: &ServiceRequest, state: &State) -> Option<Allowed> {
    let extensions = request.extensions();
    let Identified(Ok(key)) = extensions.get::<Identified>()? else {
        return None;
    };
    let limit = key.rate_limit_per_minute.and_then(NonZeroU32::new);
    Some(limit.map(|limit| (limit, state.allowances.check(key.id, limit))))
}

async fn by_key(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
    allowed: Allowed,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match allowed {
        None => Ok(next.call(request).await?.map_into_boxed_body()),
        Some((limit, Ok(left))) => {
            let mut response = next.call(request).await?.map_into_boxed_body();
            add_headers(response.headers_mut(), "key", limit, left, Duration::ZERO);
            Ok(response)
        }
        Some((limit, Err(wait))) => {
            let mut response = Problem::too_often().error_response();
            add_headers(response.headers_mut(), "key", limit, 0, wait);
            Ok(request.into_response(response))
        }
    }
}

/// `RateLimit` and `RateLimit-Policy` as in draft-ietf-httpapi-ratelimit-headers.
fn add_headers(
    headers: &mut HeaderMap,
    policy: &str,
    per_minute: NonZeroU32,
    left: u32,
    wait: Duration,
) {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    let mut add = |name: &'static str, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    add(
        "ratelimit-policy",
        format!("\"{policy}\";q={per_minute};w=60"),
    );
    add("ratelimit", format!("\"{policy}\";r={left};t={seconds}"));
    if seconds > 0 {
        add("retry-after", seconds.to_string());
    }
}
