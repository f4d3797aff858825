//! The log: plain lines on standard error, in which nobody who asks can be found.

use std::{io::Write, panic};

use chrono::{SecondsFormat, Utc};
use env_logger::{Builder, Logger, Target};
use log::{LevelFilter, Log, Metadata, Record};

/// Starts logging. `NEARHELP_LOG`, or else `RUST_LOG`, says how much (`info` by default), as in
/// `env_logger`: `debug`, or `nearhelp=debug,warn`.
pub fn init() {
    let filter = std::env::var("NEARHELP_LOG").or_else(|_| std::env::var("RUST_LOG"));
    let inner = Builder::new()
        .filter_level(LevelFilter::Info)
        .filter_module("actix_server", LevelFilter::Warn)
        // Broken requests, which have their line in the access log.
        .filter_module("actix_http::h1", LevelFilter::Off)
        .parse_filters(filter.as_deref().unwrap_or_default())
        .target(Target::Stderr)
        .format(|out, record| {
            let at = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
            let (level, target) = (record.level(), record.target());
            writeln!(out, "{at} {level:5} {target}: {}", record.args())
        })
        .build();
    log::set_max_level(inner.filter());
    // Only the first logger of a process counts; a second start within one test process is no fault.
    let _ = log::set_boxed_logger(Box::new(Capped(inner)));
    panic::set_hook(Box::new(|panic| {
        // Where, and not what: the text of a panic quotes what it stumbled over.
        match panic.location() {
            Some(at) => log::error!("panicked at {}:{}", at.file(), at.line()),
            None => log::error!("panicked"),
        }
    }));
}

/// Other crates log at most at `info`, whatever is asked for: at `debug` and below the HTTP library
/// writes whole requests, and a database may write its parameters.
struct Capped(Logger);

impl Capped {
    fn allows(metadata: &Metadata) -> bool {
        let target = metadata.target();
        let ours = target == "nearhelp" || target.starts_with("nearhelp::");
        ours || metadata.level() <= log::Level::Info
    }
}

impl Log for Capped {
    fn enabled(&self, metadata: &Metadata) -> bool {
        Capped::allows(metadata) && self.0.enabled(metadata)
    }

    fn log(&self, record: &Record) {
        if Capped::allows(record.metadata()) {
            self.0.log(record);
        }
    }

    fn flush(&self) {
        self.0.flush();
    }
}
