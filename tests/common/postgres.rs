//! A private PostgreSQL: its own folder, its own Unix socket, no network; gone with the test.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use diesel::PgConnection;
use diesel::connection::{Connection, SimpleConnection};
use tempfile::TempDir;

pub struct Server {
    process: Child,
    folder: TempDir,
    databases: AtomicU32,
}

impl Server {
    /// A server, or why there is none on this machine. One that is there and does not start is a
    /// failure, not a reason to skip.
    pub fn start() -> Result<Server, String> {
        let (initdb, postgres) = programs()
            .ok_or("PostgreSQL's initdb and postgres are neither in PATH nor in /usr/lib")?;
        let user = user()?;
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let log = folder.path().join("log");
        if let Some(user) = user {
            finish(Command::new("chown").arg(user).arg(folder.path()));
        }

        let mut make = run_as(user, &initdb);
        make.args([
            "--auth=trust",
            "--username=nearhelp",
            "--encoding=UTF8",
            "--no-sync",
        ]);
        // An order of words that is not that of bytes, so that a test sees where it matters.
        let help = Command::new(&initdb).arg("--help").output().unwrap();
        if String::from_utf8_lossy(&help.stdout).contains("--icu-locale") {
            make.args(["--locale=C", "--locale-provider=icu", "--icu-locale=en"]);
        }
        finish(make.arg("--pgdata").arg(&data).current_dir("/"));

        let process = run_as(user, &postgres)
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder.path())
            .args(["-c", "listen_addresses=", "-c", "fsync=off"])
            .current_dir("/")
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let server = Server {
            process,
            folder,
            databases: AtomicU32::new(0),
        };
        let deadline = Instant::now() + Duration::from_secs(60);
        while PgConnection::establish(&server.url("postgres")).is_err() {
            assert!(
                Instant::now() < deadline,
                "PostgreSQL does not start: {}",
                fs::read_to_string(&log).unwrap_or_default()
            );
            sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    /// The URL of a new, empty database.
    pub fn database(&self) -> String {
        let name = format!("d{}", self.databases.fetch_add(1, Ordering::Relaxed));
        PgConnection::establish(&self.url("postgres"))
            .unwrap()
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .unwrap();
        self.url(&name)
    }

    fn url(&self, database: &str) -> String {
        let folder = self.folder.path().display().to_string();
        let folder = folder.replace('/', "%2F");
        format!("postgres://nearhelp@{folder}/{database}")
    }
}

/// Also after a panic. `INT` ends the sessions and then the server; the pid is its own, since
/// `setpriv` becomes what it runs.
impl Drop for Server {
    fn drop(&mut self) {
        let pid = self.process.id().to_string();
        let _ = Command::new("kill").args(["-INT", &pid]).status();
        let _ = self.process.wait();
    }
}

fn programs() -> Option<(PathBuf, PathBuf)> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    for version in fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
    {
        folders.push(version.path().join("bin"));
    }
    folders.into_iter().find_map(|folder| {
        let (initdb, postgres) = (folder.join("initdb"), folder.join("postgres"));
        (initdb.is_file() && postgres.is_file()).then_some((initdb, postgres))
    })
}

/// Whom to run it as: PostgreSQL refuses to be root.
fn user() -> Result<Option<&'static str>, String> {
    let id = |arguments: &[&str]| Command::new("id").args(arguments).output();
    match id(&["-u"]) {
        Ok(output) if output.stdout == b"0\n" => match id(&["-u", "postgres"]) {
            Ok(output) if output.status.success() => Ok(Some("postgres")),
            _ => Err("PostgreSQL refuses to be root, and there is no user postgres".to_owned()),
        },
        _ => Ok(None),
    }
}

fn run_as(user: Option<&str>, program: &Path) -> Command {
    let Some(user) = user else {
        return Command::new(program);
    };
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid", user, "--regid", user, "--init-groups", "--"])
        .arg(program);
    command
}

fn finish(command: &mut Command) {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
