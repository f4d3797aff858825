//! The only place that knows Diesel.
