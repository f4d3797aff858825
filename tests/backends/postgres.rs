//! The specification on a private PostgreSQL, and what is PostgreSQL's alone: what its errors tell.

#[path = "../common/postgres.rs"]
mod server;

use diesel::PgConnection;
use diesel::connection::{Connection, SimpleConnection};
use nearhelp::store::{Store, StoreError};
use server::Server;

use crate::samples::*;
use crate::{model, specification};

/// One test, since a server takes as long to start as all cases take to run.
#[test]
fn postgres_keeps_the_specification() {
    let server = match Server::start() {
        Ok(server) => server,
        Err(why) => return println!("skipped: {why}"),
    };
    macro_rules! as_calls {
        ($($case:ident,)*) => {$(
            println!(stringify!($case));
            specification::$case(&server.database());
        )*};
    }
    every_case!(as_calls);

    println!("random changesets");
    model::agrees(12, || (server.database(), ()));

    println!("a lock that another holds");
    let url = server.database();
    open(&url);
    let [mut first, mut second] = [(); 2].map(|()| PgConnection::establish(&url).unwrap());
    first
        .batch_execute("BEGIN; SELECT 1 FROM directory FOR UPDATE")
        .unwrap();
    let error = second
        .batch_execute("SET lock_timeout = 50; SELECT 1 FROM directory FOR UPDATE")
        .unwrap_err();
    assert!(matches!(error.into(), StoreError::Busy));

    println!("no database");
    let url = format!("{}_none", server.database());
    let line = Store::open(&url, now()).unwrap_err().to_string();
    assert!(line.contains("does not exist"), "{line}");
}

#[test]
fn no_error_has_the_password() {
    for (url, told) in [
        ("postgres://ana:hunter2@127.0.0.1:1/db", "port 1 failed"),
        (
            "postgres://ana:hunter2@nowhere.invalid/db",
            "could not translate host name",
        ),
        ("postgres://ana:hunter2@127.0.0.1:hunter2/db", "libpq"),
        ("postgres://ana@127.0.0.1/db?password=hunter2%", "libpq"),
        ("postgres://ana:hunter2@[hunter2/db", "libpq"),
        ("postgres://ana:hun/ter2@127.0.0.1/db", "%2F"),
    ] {
        let error = Store::open(url, now()).unwrap_err();
        let printed = format!("{error} {error:?}");
        assert!(
            !printed.contains("hun") && !printed.contains("ter2"),
            "{printed}"
        );
        assert!(printed.contains(told), "{printed}");
        assert!(matches!(
            error,
            StoreError::CannotOpen { .. } | StoreError::Url(_)
        ));
        assert!(!error.to_string().contains('\n'), "{error}");
    }
}
