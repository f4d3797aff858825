//! The search over the seed directory: what people type, and what has to come first.

mod relevance;
mod seed;
