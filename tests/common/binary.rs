//! The built program, run as a person runs it.

use std::{
    ffi::{OsStr, OsString},
    io::{BufRead, BufReader, Read, Write},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::{Arc, Mutex},
    thread::{JoinHandle, sleep, spawn},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::Caller;

/// How long a start or a stop may take, on a busy machine with a debug build.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server, in a folder of its own.
pub struct Binary {
    pub address: SocketAddr,
    pub folder: Arc<TempDir>,
    child: Child,
    output: Arc<Mutex<String>>,
    readers: Vec<JoinHandle<()>>,
}

impl Binary {
    /// `nearhelp serve --listen 127.0.0.1:0 ARGS…` in an empty folder.
    pub fn serve(arguments: &[&str], environment: &[(&str, &str)]) -> Binary {
        let folder = Arc::new(TempDir::new().expect("a folder"));
        Binary::serve_in(folder, arguments, environment)
    }

    /// The same in a folder where something may be.
    pub fn serve_in(
        folder: Arc<TempDir>,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Binary {
        let command = command(folder.path(), environment);
        Binary::started(folder, command, arguments)
    }

    /// The same under another program, which is given the program and its arguments last.
    pub fn serve_under(folder: Arc<TempDir>, other: &[&str], arguments: &[&str]) -> Binary {
        let mut command = of_program(other[0], folder.path(), &[]);
        command.args(&other[1..]).arg(program());
        Binary::started(folder, command, arguments)
    }

    fn started(folder: Arc<TempDir>, mut command: Command, arguments: &[&str]) -> Binary {
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let output = Arc::new(Mutex::new(String::new()));
        let readers = vec![
            collect(child.stdout.take().expect("stdout"), &output),
            collect(child.stderr.take().expect("stderr"), &output),
        ];
        let address = wait_for_address(&mut child, &output);
        Binary {
            address,
            folder,
            child,
            output,
            readers,
        }
    }

    pub fn anonymous(&self) -> Caller {
        Caller::new(self.address)
    }

    /// The most memory that it has taken so far, in KiB: 0 where the system does not tell.
    pub fn peak_kib(&self) -> u64 {
        peak_kib(self.child.id()).unwrap_or(0)
    }

    /// Everything that it has printed so far.
    pub fn output(&self) -> String {
        self.output.lock().expect("output").clone()
    }

    /// Asks it to stop with `signal` (`TERM`, `INT`) and does not wait.
    pub fn signal(&self, signal: &str) {
        let sent = Command::new("kill")
            .args([format!("-{signal}"), self.child.id().to_string()])
            .status();
        assert!(sent.expect("kill").success());
    }

    /// Stops it with SIGTERM; how it ended, and everything that it printed.
    pub fn stop(mut self) -> (ExitStatus, String) {
        self.signal("TERM");
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a status") {
                break status;
            }
            assert!(Instant::now() < deadline, "did not stop: {}", self.output());
            sleep(Duration::from_millis(10));
        };
        for reader in self.readers.drain(..) {
            reader.join().expect("a reader");
        }
        (status, self.output())
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        // Already gone after `stop`.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the program to its end in `folder`.
pub fn run(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    command(folder, environment)
        .args(arguments)
        .output()
        .expect("the program starts")
}

/// The same under another program, which is given the program and its arguments last.
pub fn run_under(folder: &Path, other: &[&str], arguments: &[&str]) -> Output {
    let mut command = of_program(other[0], folder, &[]);
    command.args(&other[1..]).arg(program()).args(arguments);
    command.output().expect("the other program starts")
}

/// Starts the program and does not wait for it.
pub fn start(folder: &Path, arguments: &[&str]) -> Child {
    command(folder, &[])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

/// Runs the program to its end and watches its memory: the most that it took, in KiB, is 0 where the
/// system does not tell.
pub fn run_watched(folder: &Path, arguments: &[&str]) -> (Output, u64) {
    let child = start(folder, arguments);
    let id = child.id();
    let watch = spawn(move || {
        let mut peak = 0;
        // There until it ended, and without the line from then on.
        while let Some(kib) = peak_kib(id) {
            peak = kib;
            sleep(Duration::from_millis(2));
        }
        peak
    });
    let output = child.wait_with_output().expect("it ends");
    (output, watch.join().expect("the watch"))
}

fn peak_kib(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let (_, line) = status.split_once("VmHWM:")?;
    line.split_whitespace().next()?.parse().ok()
}

/// `NEARHELP`, where another build is to be tested or measured.
fn program() -> OsString {
    std::env::var_os("NEARHELP").unwrap_or_else(|| env!("CARGO_BIN_EXE_nearhelp").into())
}

/// Starts it, with all that it reads and writes in our hands.
fn piped(folder: &Path, arguments: &[&str]) -> Child {
    command(folder, &[])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

/// The same, with somebody who types `input`.
pub fn run_typing(folder: &Path, arguments: &[&str], input: impl AsRef<[u8]>) -> Output {
    let mut child = piped(folder, arguments);
    let mut stdin = child.stdin.take().expect("stdin");
    // A program that refuses its arguments reads nothing.
    let _ = stdin.write_all(input.as_ref());
    drop(stdin);
    child.wait_with_output().expect("an output")
}

/// Runs it on a terminal until it asks the first question, and presses Ctrl-C there.
pub fn run_interrupted(folder: &Path, arguments: &[&str]) -> Output {
    let mut child = piped(folder, arguments);
    // It would end at the end of its input.
    let stdin = child.stdin.take();
    let mut screen = Vec::new();
    let mut byte = [0];
    let stdout = child.stdout.as_mut().expect("stdout");
    while !screen.ends_with(b"\n> ") && stdout.read(&mut byte).expect("a byte") > 0 {
        screen.push(byte[0]);
    }
    let interrupt = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupt.expect("kill").success());
    let output = child.wait_with_output().expect("an output");
    drop(stdin);
    output
}

fn command(folder: &Path, environment: &[(&str, &str)]) -> Command {
    of_program(program(), folder, environment)
}

fn of_program(program: impl AsRef<OsStr>, folder: &Path, environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).stdin(Stdio::null());
    // Settings of whoever runs the tests are none of the test's.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("NEARHELP_") || name == "RUST_LOG" {
            command.env_remove(&*name);
        }
    }
    command.envs(environment.iter().copied());
    command
}

fn collect(stream: impl Read + Send + 'static, output: &Arc<Mutex<String>>) -> JoinHandle<()> {
    let output = Arc::clone(output);
    spawn(move || {
        let mut lines = BufReader::new(stream);
        let mut line = Vec::new();
        while matches!(lines.read_until(b'\n', &mut line), Ok(1..)) {
            let text = String::from_utf8_lossy(&line);
            output.lock().expect("output").push_str(&text);
            line.clear();
        }
    })
}

fn wait_for_address(child: &mut Child, output: &Mutex<String>) -> SocketAddr {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let printed = output.lock().expect("output").clone();
        let address = printed
            .lines()
            .filter_map(|line| line.strip_prefix("listening on http://"))
            .find_map(|rest| rest.split_whitespace().next()?.parse().ok());
        if let Some(address) = address {
            return address;
        }
        if let Some(status) = child.try_wait().expect("a status") {
            panic!("ended with {status} before it listened: {printed}");
        }
        assert!(Instant::now() < deadline, "did not start: {printed}");
        sleep(Duration::from_millis(10));
    }
}
