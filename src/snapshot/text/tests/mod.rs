//! The specification of the search, by example.

mod properties;
mod specification;
mod withheld;
