//! Answers that are made while they are sent.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    body::{BodySize, MessageBody},
    web::Bytes,
};

use crate::export::Pieces;

/// A body that holds one piece at a time: the next is made when the last was taken.
pub struct Streamed(pub Pieces);

impl MessageBody for Streamed {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, io::Error>>> {
        let piece = self.get_mut().0.next();
        Poll::Ready(piece.map(|piece| piece.map(Bytes::from)))
    }
}
