//! How a list is answered: as a page, or as a stream that never is in memory as a whole.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use actix_web::{
    HttpResponse,
    body::{BodySize, MessageBody},
    web::Bytes,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    caching,
    extract::list::{Format, Part},
};
use crate::snapshot::{Snapshot, documents::Documents, lists::Found};

/// What is gathered before it is sent on, in bytes.
const PIECE: usize = 32 * 1024;

/// The page of HSDS 3.1, for the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "what is sent is written piece by piece")]
pub struct Page<T> {
    /// On all pages.
    total_items: u64,
    total_pages: u64,
    /// From 1.
    page_number: u64,
    /// Of this page.
    size: u64,
    first_page: bool,
    last_page: bool,
    /// Nothing is on this page.
    empty: bool,
    /// In the order of ids.
    contents: Vec<T>,
}

/// What a page says before its contents.
#[derive(Serialize)]
struct Head {
    total_items: u64,
    total_pages: u64,
    page_number: u64,
    size: u64,
    first_page: bool,
    last_page: bool,
    empty: bool,
}

/// The records that were found, each as `record` makes it.
pub fn records<T: Serialize + 'static>(
    snapshot: Arc<Snapshot>,
    found: Found,
    part: Part,
    record: impl Fn(&Documents, Uuid) -> Option<T> + Unpin + 'static,
) -> HttpResponse {
    let (revision, total) = (snapshot.revision, found.total());
    answer(Some(revision), part, total, |skip| {
        let ids = Arc::clone(&snapshot).ids(found, skip);
        ids.filter_map(move |id| record(&snapshot.documents, id))
    })
}

/// The items of a list as they are asked for. `items` gives those after the first so many, of `total`.
pub fn answer<T, I>(
    revision: Option<i64>,
    part: Part,
    total: u64,
    items: impl FnOnce(u64) -> I,
) -> HttpResponse
where
    T: Serialize + 'static,
    I: Iterator<Item = T> + Unpin + 'static,
{
    let mut response = HttpResponse::Ok();
    response.insert_header(if part.is_public {
        caching::PUBLIC
    } else {
        caching::PRIVATE
    });
    response.insert_header(caching::BY_FORMAT);
    if let Some(revision) = revision {
        response.insert_header(("Directory-Revision", revision));
    }
    if part.format == Format::Ndjson {
        response.content_type("application/x-ndjson");
        let pieces = Pieces::new(Vec::new(), "\n", "\n", items(0), u64::MAX);
        return response.body(Streamed(pieces));
    }
    response.content_type("application/json");
    let per_page = part.per_page.unwrap_or(total.max(1));
    let skip = (part.page - 1).saturating_mul(per_page).min(total);
    let size = per_page.min(total - skip);
    let total_pages = total.div_ceil(per_page);
    let head = Head {
        total_items: total,
        total_pages,
        page_number: part.page,
        size,
        first_page: part.page == 1,
        last_page: part.page >= total_pages,
        empty: size == 0,
    };
    let pieces = Pieces::new(opening(&head), ",", "]}", items(skip), size);
    match part.per_page {
        Some(_) => response.body(pieces.flatten().collect::<Vec<u8>>()),
        None => response.body(Streamed(pieces)),
    }
}

fn opening(head: &Head) -> Vec<u8> {
    let mut opening = serde_json::to_vec(head).unwrap_or_default();
    // The contents are a member more.
    opening.pop();
    opening.extend_from_slice(b",\"contents\":[");
    opening
}

/// The bytes of a list, piece by piece.
struct Pieces<I> {
    /// Written, and not yet sent on.
    begun: Vec<u8>,
    between: &'static str,
    end: &'static str,
    items: I,
    left: u64,
    is_first: bool,
    is_over: bool,
}

impl<I> Pieces<I> {
    fn new(
        opening: Vec<u8>,
        between: &'static str,
        end: &'static str,
        items: I,
        left: u64,
    ) -> Pieces<I> {
        Pieces {
            begun: opening,
            between,
            end,
            items,
            left,
            is_first: true,
            is_over: false,
        }
    }
}

impl<T: Serialize, I: Iterator<Item = T>> Iterator for Pieces<I> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        if self.is_over {
            return None;
        }
        while self.begun.len() < PIECE {
            let item = if self.left > 0 {
                self.items.next()
            } else {
                None
            };
            let Some(item) = item else {
                self.is_over = true;
                // No empty line for an empty list.
                if !(self.is_first && self.begun.is_empty()) {
                    self.begun.extend_from_slice(self.end.as_bytes());
                }
                break;
            };
            self.left -= 1;
            if !self.is_first {
                self.begun.extend_from_slice(self.between.as_bytes());
            }
            self.is_first = false;
            if serde_json::to_writer(&mut self.begun, &item).is_err() {
                // What is broken off is no JSON, so that nobody takes it for the whole.
                log::error!("a record of a list cannot be written");
                self.is_over = true;
                break;
            }
        }
        Some(std::mem::take(&mut self.begun))
    }
}

/// A body that is made as it is taken.
struct Streamed<I>(Pieces<I>);

impl<T: Serialize, I: Iterator<Item = T> + Unpin> MessageBody for Streamed<I> {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        let piece = self.0.next().filter(|piece| !piece.is_empty());
        Poll::Ready(piece.map(|piece| Ok(Bytes::from(piece))))
    }
}
