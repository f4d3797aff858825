//! What routes read out of a request, checked at the door.

mod body;
mod decode;
mod fields;
mod id;

pub use fields::Fields;
pub use id::Id;
