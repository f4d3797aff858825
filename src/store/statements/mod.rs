//! The statements, written once. Each backend loads this module for its own `Connection`, since
//! Diesel's types for a statement name the backend.

use super::{Connection, MIGRATIONS};

pub(in crate::store) mod open;
pub(in crate::store) mod read;
pub(in crate::store) mod write;
