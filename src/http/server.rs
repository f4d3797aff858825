//! Runs the routes: the listener, the deadlines, the stop.

use std::{
    future::{Future, ready},
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    thread::available_parallelism,
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

/// Serves `routes` on `listener` until `stop` resolves and the requests in flight are answered.
///
/// `routes` is [`super::router::routes`], but for tests that add their own.
pub fn serve<R>(
    listener: TcpListener,
    state: Arc<State>,
    limits: Limits,
    routes: R,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()>
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
    let server = builder
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
        })?
        .run();
    System::new().block_on(server)
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

/// Resolves when the process is asked to stop: SIGTERM, or SIGINT from a terminal.
pub async fn stop_signal() {
    let waits = [SignalKind::terminate(), SignalKind::interrupt()].map(|kind| {
        signal(kind).map(|mut signal| {
            Box::pin(async move {
                signal.recv().await;
            })
        })
    });
    match waits {
        [Ok(mut terminate), Ok(mut interrupt)] => {
            std::future::poll_fn(|context| {
                if terminate.as_mut().poll(context).is_ready() {
                    return std::task::Poll::Ready(());
                }
                interrupt.as_mut().poll(context)
            })
            .await;
        }
        // Without handlers, the signals keep their default effect, which is to end the process.
        _ => std::future::pending().await,
    }
}
