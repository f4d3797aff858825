//! Persons, and what a careful worker who has read the documents would tell each of them.

#[path = "../common/mod.rs"]
mod common;

mod articles;
mod florida;
mod mirror;
mod plain_feed;
mod promises;
mod seed;
