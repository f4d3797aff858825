//! What of a text tells a place.

mod properties;
mod tables;
