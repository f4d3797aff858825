//! The handlers, a file a subject. A handler parses, asks and answers; it decides nothing.

pub mod docs;
pub mod operations;
