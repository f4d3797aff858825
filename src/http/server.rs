//! Runs the routes: the listener, the deadlines, the stop.

use std::{
    future::{Future, pending, poll_fn, ready},
    io,
    net::{SocketAddr, TcpListener},
    sync::{Arc, mpsc},
    task::Poll,
    thread::{self, available_parallelism},
    time::Duration,
};

use actix_http::HttpService;
use actix_server::Server;
use actix_service::{
    IntoServiceFactory, ServiceFactory, ServiceFactoryExt, fn_service, map_config,
};
use actix_web::{
    App, Error,
    body::MessageBody,
    dev::{AppConfig, ServiceRequest, ServiceResponse},
    middleware::from_fn,
    rt::{
        System,
        net::TcpStream,
        signal::unix::{SignalKind, signal},
        time::sleep,
    },
    web::{self, Data},
};
use utoipa_actix_web::{AppExt, service_config::ServiceConfig};

use super::{
    State, access_log, caching, compression, cors, guard, headers, limits, limits::Limits, methods,
    panics, rate_limit, wire::Wire,
};

/// Why there is no listening. One line, for a person at a terminal.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}: {reason}")]
pub struct BindError {
    address: SocketAddr,
    reason: String,
}

/// Takes the address. Connections queue from here on, so that the rest of a start may follow.
pub fn bind(address: SocketAddr) -> Result<TcpListener, BindError> {
    TcpListener::bind(address).map_err(|error| BindError {
        address,
        reason: match error.kind() {
            io::ErrorKind::AddrInUse => {
                "the port is taken; stop what uses it, or choose another with --listen".to_owned()
            }
            io::ErrorKind::AddrNotAvailable => "this machine has no such address".to_owned(),
            io::ErrorKind::PermissionDenied => "the port needs more rights".to_owned(),
            _ => error.to_string(),
        },
    })
}

/// Serves `routes` on `listener` until what `stop` makes resolves and the requests in flight are answered.
///
/// `routes` is [`super::router::routes`], but for tests that add their own. `up` is called once questions are
/// answered and a stop is heard.
pub fn serve<R, S>(
    listener: TcpListener,
    state: Arc<State>,
    limits: Limits,
    routes: R,
    stop: impl FnOnce() -> S,
    up: impl FnOnce(),
) -> io::Result<()>
where
    R: Fn(&mut ServiceConfig) + Clone + Send + 'static,
    S: Future<Output = ()> + Send + 'static,
{
    System::new().block_on(async {
        let server = start(listener, state, limits, routes, stop())?;
        up();
        server.await
    })
}

fn start<R>(
    listener: TcpListener,
    state: Arc<State>,
    limits: Limits,
    routes: R,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<Server>
where
    R: Fn(&mut ServiceConfig) + Clone + Send + 'static,
{
    let workers = available_parallelism().map_or(1, usize::from);
    let stopping = Arc::clone(&state);
    let notice = limits.notice;
    let stop = async move {
        stop.await;
        stopping.readiness.set_stopping();
        sleep(notice).await;
    };
    let state = Data::from(state);
    let settings = Data::new(limits.clone());
    let builder = Server::build();
    let draining = builder.graceful_shutdown_signal();
    let building = builder
        .workers(workers)
        .max_concurrent_connections(limits.connections.div_ceil(workers))
        .shutdown_timeout(limits.drain.as_secs())
        .shutdown_signal(stop)
        .listen("nearhelp", listener, move || {
            let draining = draining.clone();
            let limits = settings.get_ref().clone();
            let http = HttpService::build()
                .client_request_timeout(limits.head)
                // Lets through what a refused request still sends, so that its answer arrives.
                .client_disconnect_timeout(Duration::from_secs(1))
                .keep_alive(limits.keep_alive)
                .graceful_shutdown_signal(move || {
                    let draining = draining.clone();
                    async move { draining.notified().await }
                })
                .h1(map_config(
                    app(state.clone(), settings.clone(), routes.clone())
                        .into_factory()
                        .map_err(|error: Error| error.error_response()),
                    |_| AppConfig::default(),
                ));
            fn_service(move |io: TcpStream| {
                let peer = io.peer_addr().ok();
                ready(Ok((Wire::new(io, &limits), peer)))
            })
            .and_then(http)
        })?;
    Ok(building.run())
}

/// The routes within what every request passes through.
fn app<R>(
    state: Data<State>,
    settings: Data<Limits>,
    routes: R,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
>
where
    R: Fn(&mut ServiceConfig),
{
    // The last one wrapped is the first to see a request.
    App::new()
        .wrap(from_fn(panics::catch))
        .wrap(from_fn(methods::explained))
        .wrap(from_fn(caching::tag))
        .wrap(from_fn(compression::compress))
        .wrap(cors::open_for_reading())
        .wrap(from_fn(cors::explained))
        .wrap(from_fn(cors::closed_for_writing))
        .wrap(from_fn(rate_limit::limit))
        .wrap(from_fn(guard::identify))
        .wrap(from_fn(limits::uri))
        .wrap(from_fn(methods::head))
        .wrap(from_fn(headers::add))
        .wrap(from_fn(access_log::log))
        .app_data(state)
        .app_data(settings)
        .into_utoipa_app()
        .configure(routes)
        .into_app()
        .default_service(web::to(methods::no_route))
}

/// Catches SIGTERM, and SIGINT from a terminal, from now on; resolves when one has come.
pub fn stop_signal() -> impl Future<Output = ()> + Send {
    let signals = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
    async move {
        match signals {
            [Ok(mut terminate), Ok(mut interrupt)] => {
                poll_fn(|context| match terminate.poll_recv(context) {
                    Poll::Pending => interrupt.poll_recv(context),
                    heard => heard,
                })
                .await;
            }
            // Without handlers, the signals keep their default effect, which is to end the process.
            _ => pending().await,
        }
    }
}

/// Hears the same signals from now on, in a thread of its own, and does `then` when one has come. For a program that
/// serves nothing.
pub fn at_a_stop(then: impl FnOnce() + Send + 'static) {
    let (deaf, hears) = mpsc::channel::<()>();
    thread::spawn(move || {
        System::new().block_on(async move {
            let stop = stop_signal();
            drop(deaf);
            stop.await;
            then();
        });
    });
    // Nothing is sent: it ends when signals are heard, or cannot be.
    let _ = hears.recv();
}
