//! `/v1/nearby`, a file a part of the question or of the answer.

mod bad_input;
mod distance;
mod filters;
mod formats;
mod open_and_text;
mod origins;
mod pages;
mod remote;
mod room;
mod standing;
mod the_seed;
