//! What routes read out of a request, checked at the door.

pub mod ask;
pub mod body;
mod decode;
mod fields;
mod id;
pub mod list;
pub mod upload;

pub use fields::{Fields, escape};
pub use id::{Id, Number, Revision};
