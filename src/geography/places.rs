//! What the gazetteer holds: states, counties, towns and ZIPs.

use super::point::Point;

/// A state, the District of Columbia, or a territory.
#[derive(Debug)]
pub struct State {
    /// The two-digit FIPS number, such as 29.
    pub fips: u32,
    /// The postal code, such as `MO`.
    pub code: &'static str,
    /// Such as `Missouri`.
    pub name: &'static str,
    pub(super) folded_code: String,
    pub(super) folded_name: String,
}

/// A county or what stands for one: a parish, a borough, an independent city, a municipio. As of 2017.
#[derive(Debug)]
pub struct County {
    /// The five-digit FIPS number, such as 29095; its thousands are the state's.
    pub fips: u32,
    /// The full name, such as `Jackson County` or `St. Louis city`.
    pub name: &'static str,
    /// The postal code of its state.
    pub state: &'static str,
    /// A fixed point deep inside it. It stands for the county where a true place must not be told, and depends on the
    /// county's outline alone.
    pub reference_point: Point,
}

/// A city, town, village or well-known quarter.
#[derive(Debug)]
pub struct Town {
    pub id: TownId,
    /// Such as `Lee's Summit`.
    pub name: &'static str,
    /// The postal code of its state.
    pub state: &'static str,
    /// The FIPS number of its county by GeoNames, which is right where outlines are coarse. A town that lies in
    /// several counties has the one of its centre.
    pub county: u32,
    /// Its centre; for a town that only its post office makes known, the point of one of its ZIPs.
    pub point: Point,
    /// How many ZIPs that have an area bear its name by post: the only hint here of how large it is.
    pub zips: u32,
    pub(super) label: String,
}

/// A town's number in this build's table. It changes with the table: what is kept is the label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TownId(pub(super) u32);

/// A ZIP: one that has an area, or one of post-office boxes or of a single large office, which has none.
#[derive(Debug)]
pub struct Zip {
    /// The five digits as a number.
    pub code: u32,
    /// A point inside its area (Census Bureau, 2021); without an area, that of its post town, or else its own by GeoNames.
    pub point: Point,
    /// FIPS numbers of the counties that it touches (Census Bureau, 2010), the one of its point first; never empty.
    /// Without an area, the county of its post town, and the one where its boxes are if that is another.
    pub counties: Box<[u32]>,
    /// County and name of the town that its letters bear, where that is known to reach it.
    pub(super) post_town: Option<(u32, &'static str)>,
}

impl State {
    /// Whether its postal code or its name begins with this folded text.
    pub(super) fn begins(&self, folded: &str) -> bool {
        self.folded_code.starts_with(folded) || self.folded_name.starts_with(folded)
    }
}

impl County {
    /// Such as `Jackson County, MO`.
    pub fn label(&self) -> String {
        format!("{}, {}", self.name, self.state)
    }
}

impl Town {
    /// Such as `Lee's Summit, MO`; with its county where the state has two of the name.
    pub fn label(&self) -> &str {
        &self.label
    }
}
