//! What of a text tells a place.

mod tables;
