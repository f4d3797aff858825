//! Which database a URL means.

use super::StoreError;

#[derive(Debug, PartialEq)]
pub(super) enum Address {
    /// A path, verbatim: what follows `sqlite://`.
    Sqlite(String),
    /// The whole URL, as libpq reads it.
    #[cfg(feature = "postgres")]
    Postgres(String),
}

impl Address {
    /// Never repeats the URL in an error, since it may hold a password.
    pub(super) fn parse(url: &str) -> Result<Address, StoreError> {
        match url.split_once("://") {
            Some(("sqlite", "")) => Err(StoreError::Url(
                "the path is missing, as in sqlite://nearhelp.db".to_owned(),
            )),
            Some(("sqlite", path)) => Ok(Address::Sqlite(path.to_owned())),
            Some(("postgres" | "postgresql", rest)) => postgres(url, rest),
            _ => Err(StoreError::Url(
                "it begins with sqlite:// and a path, or with postgres://".to_owned(),
            )),
        }
    }
}

#[cfg(not(feature = "postgres"))]
fn postgres(_url: &str, _rest: &str) -> Result<Address, StoreError> {
    Err(StoreError::Url(
        "this nearhelp is built without PostgreSQL: build it with `cargo build --release --features postgres`".to_owned(),
    ))
}

/// libpq cuts a URL at the first `/`, `?` or `@`, and quotes the pieces in its errors: with such a
/// character in the password it would print part of it. So those must be percent-encoded.
#[cfg(feature = "postgres")]
fn postgres(url: &str, rest: &str) -> Result<Address, StoreError> {
    if let Some((user, _)) = rest.rsplit_once('@')
        && user.contains(['@', '/', '?', '#', '[', ']'])
    {
        return Err(StoreError::Url(
            "write @ / ? # [ ] in a user name, password or parameter as %40 %2F %3F %23 %5B %5D"
                .to_owned(),
        ));
    }
    Ok(Address::Postgres(url.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_verbatim() {
        for path in [
            "a.db",
            "/a b/c?d=e#f%20.db",
            "file:a?mode=ro",
            ":memory:",
            "../x",
        ] {
            let address = Address::parse(&format!("sqlite://{path}")).unwrap();
            assert_eq!(address, Address::Sqlite(path.to_owned()));
        }
    }

    #[test]
    fn no_error_repeats_the_url() {
        for url in [
            "mysql://u:hunter2@host/db",
            "hunter2.db",
            "sqlite://",
            "SQLITE://hunter2",
            "postgres://u:hun/ter2@host/db",
            "postgres://u:hun@ter2@host/db",
        ] {
            let error = Address::parse(url).unwrap_err().to_string();
            assert!(!error.contains("hun") && !error.contains("ter2"), "{error}");
        }
    }
}
