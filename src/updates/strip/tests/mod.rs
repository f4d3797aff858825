//! What is confidential, as a table, and what is kept of it.

mod confidential;
mod kept;
