//! Where things are: points and distances, the places of the United States, and what area contains what.
//!
//! - [`Point`]: WGS 84 degrees, and the geodesic distance between two.
//! - [`Gazetteer`]: states, counties, towns and ZIPs, embedded; by name, by number, by point. Time zones too.
//! - [`Area`]: what coverage is made of, from the country down to a ZIP.
//! - [`resolve()`]: what a person typed to an [`Origin`], which knows the areas that contain it, or to a [`PlaceFault`]
//!   with the places that may have been meant.
//! - [`complete()`]: what a person may be about to type.
//!
//! Nothing here reads a file, a clock or the network, and nothing here logs: an origin is where somebody is.

mod area;
mod boundaries;
mod complete;
mod fold;
mod gazetteer;
mod names;
mod origin;
mod places;
mod point;
mod reading;
mod resolve;
mod suggest;

#[cfg(test)]
mod tests;

pub use area::{Area, Containment};
pub use complete::{Completion, complete};
pub(crate) use fold::fold;
pub use gazetteer::Gazetteer;
pub use origin::{Origin, OriginKind};
pub use places::{County, State, Town, TownId, Zip};
pub use point::{Point, PointFault};
pub use reading::zip_code;
pub use resolve::{PlaceFault, resolve};
pub use suggest::Candidate;
