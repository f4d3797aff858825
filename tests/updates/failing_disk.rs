//! A disk that is full, or that fails: a load ends with 3 and one sentence, the directory stays as it was, is
//! read on, and takes the same load once the disk does.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::{TempDir, tempdir};

use crate::common::{Binary, run, run_under};
use crate::loading::{State, assert_loads, load, load_of, package, stderr, url};

/// A disk of a few MiB, in memory.
struct SmallDisk(TempDir);

impl SmallDisk {
    /// Nothing, with the reason printed, where this may not be done.
    fn of(mebibytes: u32) -> Option<SmallDisk> {
        let folder = tempdir().unwrap();
        let size = format!("size={mebibytes}m");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(folder.path())
            .output();
        match mount {
            Ok(mount) if mount.status.success() => Some(SmallDisk(folder)),
            Ok(mount) => {
                eprintln!("skipped: no small disk here: {}", stderr(&mount).trim());
                None
            }
            Err(error) => {
                eprintln!("skipped: no mount here: {error}");
                None
            }
        }
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Leaves so many bytes free, or all of them.
    fn leave(&self, free: Option<u64>) {
        let filler = self.path().join("filler");
        let _ = fs::remove_file(&filler);
        let Some(free) = free else { return };
        let df = Command::new("df")
            .args(["--output=avail", "-B1"])
            .arg(self.path())
            .output();
        let df = String::from_utf8(df.unwrap().stdout).unwrap();
        let available: u64 = df.lines().nth(1).unwrap().trim().parse().unwrap();
        let bytes = vec![0; usize::try_from(available.saturating_sub(free)).unwrap()];
        fs::write(filler, bytes).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg("-l").arg(self.path()).status();
        assert!(unmounted.is_ok_and(|status| status.success()));
    }
}

#[track_caller]
fn assert_failed(output: &Output, words: &str) {
    let stderr = stderr(output);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(
        stderr.starts_with("nearhelp: ") && stderr.contains(words),
        "{stderr}"
    );
}

fn wait_for_revision(server: &Binary, revision: &str) {
    let caller = server.anonymous();
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let answer = caller.get("/v1/nearby?near=64081");
        assert_eq!(answer.status, 200);
        if answer.header("directory-revision") == Some(revision) {
            return;
        }
        assert!(Instant::now() < deadline, "{}", server.output());
        sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_full_disk_fails_the_load_and_nothing_else() {
    let Some(disk) = SmallDisk::of(16) else {
        return;
    };
    let folder = tempdir().unwrap();
    let first = package(folder.path(), "first", 20, "A bed for the night");
    let second = package(folder.path(), "second", 100, "A bed for the week");
    let database = disk.path().join("nearhelp.db");
    assert_loads(&first, "Feed", &database);
    let before = State::of(&database);
    let server = Binary::serve(&["--database-url", &url(&database)], &[]);

    let mut failed = 0;
    for free in [0, 4 << 10, 100 << 10, 500 << 10] {
        disk.leave(Some(free));
        let output = load(&second, "Feed", &database);
        disk.leave(None);
        // With enough for the log it is done, whether or not there is room for what comes after.
        if output.status.success() {
            break;
        }
        failed += 1;
        assert_failed(&output, "cannot be written: database or disk is full");
        wait_for_revision(&server, "1");
        assert!(State::of(&database) == before, "with {free} bytes");
    }
    assert!(failed >= 2, "{failed}");
    assert_loads(&second, "Feed", &database);
    assert_eq!(State::of(&database).revision(), 2);
    wait_for_revision(&server, "2");
}

#[test]
fn a_server_that_has_no_room_for_its_first_directory_starts_once_there_is() {
    let Some(disk) = SmallDisk::of(16) else {
        return;
    };
    let database = url(&disk.path().join("nearhelp.db"));
    let arguments = ["serve", "--listen=127.0.0.1:0", "--database-url", &database];
    for free in [0, 200 << 10, 500 << 10] {
        disk.leave(Some(free));
        assert_failed(&run(disk.path(), &arguments, &[]), "full");
    }
    disk.leave(None);
    let server = Binary::serve(&["--database-url", &database], &[]);
    wait_for_revision(&server, "1");
}

/// What makes every call that brings data to the disk fail, from the `from`th on.
fn failing(from: u32) -> Vec<String> {
    let inject = format!("--inject=fsync,fdatasync:error=EIO:when={from}+");
    let strace = [
        "strace",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "--trace=fsync,fdatasync",
        &inject,
    ];
    strace.map(str::to_owned).to_vec()
}

/// Whether there is strace, and it may be used; prints why not.
pub fn has_strace() -> bool {
    let why = match Command::new("strace")
        .args(["-qq", "-o", "/dev/null", "true"])
        .output()
    {
        Ok(output) if output.status.success() => return true,
        Ok(output) => stderr(&output),
        Err(error) => error.to_string(),
    };
    eprintln!("skipped: no strace here: {}", why.trim());
    false
}

#[test]
fn a_disk_that_fails_to_keep_fails_the_load_and_nothing_else() {
    if !has_strace() {
        return;
    }
    let folder = tempdir().unwrap();
    let database = folder.path().join("nearhelp.db");
    let first = package(folder.path(), "first", 20, "A bed for the night");
    let second = package(folder.path(), "second", 100, "A bed for the week");
    assert_loads(&first, "Feed", &database);
    let before = State::of(&database);
    let server = Binary::serve(&["--database-url", &url(&database)], &[]);
    let (file, url) = (second.display().to_string(), url(&database));

    let mut failed = 0;
    for from in 1..=3 {
        let failing = failing(from);
        let failing: Vec<&str> = failing.iter().map(String::as_str).collect();
        let output = run_under(folder.path(), &failing, &load_of(&file, "Feed", &url));
        // What fails after the commit is kept in the log, which the next to come reads.
        if output.status.success() {
            break;
        }
        failed += 1;
        assert_failed(&output, "cannot be written: disk I/O error");
        wait_for_revision(&server, "1");
        assert!(State::of(&database) == before, "from the {from}th on");
    }
    assert!(failed >= 1, "{failed}");
    assert_loads(&second, "Feed", &database);
    assert_eq!(State::of(&database).revision(), 2);
    wait_for_revision(&server, "2");
}

#[test]
fn a_server_on_a_disk_that_fails_to_keep_does_not_start_and_does_once_it_keeps() {
    if !has_strace() {
        return;
    }
    let folder = Arc::new(tempdir().unwrap());
    let failing = failing(1);
    let failing: Vec<&str> = failing.iter().map(String::as_str).collect();
    let arguments = ["serve", "--listen=127.0.0.1:0"];
    let output = run_under(folder.path(), &failing, &arguments);
    assert_failed(&output, "disk I/O error");
    let server = Binary::serve_in(folder, &[], &[]);
    wait_for_revision(&server, "1");
}
