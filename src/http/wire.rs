//! A client's connection, with what the HTTP library leaves open: deadlines for what it waits for
//! without limit, and problems where it answers with bare statuses.

use std::{
    io::{ErrorKind, Result},
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use actix_web::rt::{
    net::TcpStream,
    time::{Instant, Sleep, sleep},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{
    access_log, headers,
    limits::{self, BYTES_PER_SECOND, Limits, UPLOAD_BYTES},
    problem::{MEDIA_TYPE, Problem, ProblemKind},
};

/// A first line longer than this can only be an address that the library refused to read: it reads
/// those up to 65,534 bytes, and the limit of [`limits::URI_BYTES`] takes care of them.
const LONG_LINE: usize = 60_000;

/// What may arrive before something is answered: the largest body, with the frames of its chunks.
const MOST: u64 = UPLOAD_BYTES as u64 / 2 * 3;

/// A TCP connection, from accept to close.
pub struct Wire {
    io: TcpStream,
    /// When bytes last left, or the first ones after that arrived.
    since: Instant,
    /// Bytes that arrived since the last ones left.
    received: u64,
    /// Looks at `since` now and then; no timer is set for each request.
    watch: Pin<Box<Sleep>>,
    limits: Limits,
    /// How long the first line is that arrived since the last answer.
    first_line: Line,
    replacing: Option<Replacing>,
}

/// A problem on its way out in place of a bare answer of the library's.
struct Replacing {
    answer: Vec<u8>,
    sent: usize,
    /// What was refused may still be arriving. Closing on unread bytes resets the connection, and the
    /// answer would be lost with it; so the rest is let through first, for a while.
    drain: Pin<Box<Sleep>>,
}

const DRAIN: Duration = Duration::from_secs(1);

#[derive(Default)]
struct Line {
    length: usize,
    ended: bool,
}

impl Wire {
    pub fn new(io: TcpStream, limits: &Limits) -> Wire {
        Wire {
            io,
            since: Instant::now(),
            received: 0,
            watch: Box::pin(sleep(limits.answer)),
            limits: limits.clone(),
            first_line: Line::default(),
            replacing: None,
        }
    }

    /// Errs where nothing has moved for too long.
    fn check(&mut self, context: &mut Context<'_>) -> Result<()> {
        while self.watch.as_mut().poll(context).is_ready() {
            let limit = match self.received {
                // Between requests. The library closes such a connection itself, and sooner, but for
                // one whose last request has a body that it waits for.
                0 => self.limits.keep_alive + self.limits.answer,
                _ => self.limits.answer,
            };
            let waited = self.since.elapsed();
            if waited >= limit {
                return Err(ErrorKind::TimedOut.into());
            }
            let soon = (limit - waited).min(self.limits.answer);
            self.watch.as_mut().reset(Instant::now() + soon);
        }
        Ok(())
    }

    fn note_arrival(&mut self, bytes: &[u8]) -> Result<()> {
        if !self.first_line.ended {
            let end = bytes.iter().position(|byte| *byte == b'\n');
            self.first_line.ended = end.is_some();
            self.first_line.length += end.unwrap_or(bytes.len());
        }
        if self.received == 0 {
            self.since = Instant::now();
        }
        self.received += bytes.len() as u64;
        // Whatever was asked, it was refused long ago: the library reads on to the end of a body, and this one has none.
        if self.received > MOST {
            return Err(ErrorKind::ConnectionAborted.into());
        }
        // A drip is a request that is both old and small.
        let allowed = self.limits.body * 2 + Duration::from_secs(self.received / BYTES_PER_SECOND);
        if self.since.elapsed() > allowed {
            return Err(ErrorKind::TimedOut.into());
        }
        Ok(())
    }

    fn note_departure(&mut self) {
        self.since = Instant::now();
        self.received = 0;
        self.first_line = Line::default();
    }

    /// The problem to send in place of `answer`, if that is a bare one of the library's own.
    fn replacement(&self, answer: &[u8]) -> Option<Vec<u8>> {
        let status = answer.strip_prefix(b"HTTP/1.1 ")?.get(..3)?;
        // None of ours is empty: errors are problems, and these statuses are errors.
        let head = answer.strip_suffix(b"\r\n\r\n")?;
        let bare = b"content-length: 0";
        if !head.windows(bare.len()).any(|window| window == bare) {
            return None;
        }
        let problem = match status {
            b"400" | b"431" if self.first_line.length > LONG_LINE => limits::uri_too_long(),
            b"400" => Problem::new(
                ProblemKind::MalformedRequest,
                "What arrived cannot be read as an HTTP request.",
            ),
            b"408" => Problem::new(
                ProblemKind::RequestTooSlow,
                "The head of the request did not arrive in time.",
            ),
            b"431" => Problem::new(
                ProblemKind::HeadersTooLarge,
                "The headers are larger than the server reads.",
            ),
            _ => return None,
        };
        Some(answer_of(&problem))
    }
}

/// The bytes of `problem` as an answer that ends its connection.
fn answer_of(problem: &Problem) -> Vec<u8> {
    let status = problem.kind.status();
    let body = problem.to_json();
    access_log::log_unreadable(status.as_u16(), body.len());
    let mut answer = format!(
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\ncontent-type: {MEDIA_TYPE}\r\ncache-control: no-store\r\n",
        body.len()
    );
    for (name, value) in headers::ON_EVERY_ANSWER {
        answer.push_str(&format!("{name}: {value}\r\n"));
    }
    answer.push_str("\r\n");
    let mut answer = answer.into_bytes();
    answer.extend(body);
    answer
}

impl Replacing {
    fn poll(&mut self, io: &mut TcpStream, context: &mut Context<'_>) -> Poll<Result<()>> {
        while self.sent < self.answer.len() {
            let rest = &self.answer[self.sent..];
            match ready!(Pin::new(&mut *io).poll_write(context, rest))? {
                0 => return Poll::Ready(Err(ErrorKind::WriteZero.into())),
                count => self.sent += count,
            }
        }
        let mut rest = [0; 8192];
        while self.drain.as_mut().poll(context).is_pending() {
            let mut rest = ReadBuf::new(&mut rest);
            ready!(Pin::new(&mut *io).poll_read(context, &mut rest))?;
            if rest.filled().is_empty() {
                break;
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        let before = buffer.filled().len();
        match Pin::new(&mut self.io).poll_read(context, buffer) {
            Poll::Ready(Ok(())) => {
                let arrived = &buffer.filled()[before..];
                if !arrived.is_empty() {
                    self.note_arrival(arrived)?;
                }
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                self.check(context)?;
                Poll::Pending
            }
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        if self.replacing.is_none() {
            self.replacing = self.replacement(bytes).map(|answer| Replacing {
                answer,
                sent: 0,
                drain: Box::pin(sleep(DRAIN)),
            });
        }
        let this = &mut *self;
        let written = match &mut this.replacing {
            // As far as the library knows, its own answer goes out.
            Some(replacing) => replacing
                .poll(&mut this.io, context)
                .map_ok(|()| bytes.len()),
            None => Pin::new(&mut this.io).poll_write(context, bytes),
        };
        match written {
            Poll::Ready(Ok(count)) => {
                this.replacing = None;
                this.note_departure();
                Poll::Ready(Ok(count))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                this.check(context)?;
                Poll::Pending
            }
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }
}
