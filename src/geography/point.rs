//! A place on the Earth and the distance between two.

use geo::{Distance, Geodesic};
use serde::Serialize;
use thiserror::Error;

/// A point of the WGS 84 ellipsoid in degrees: finite, latitude within ±90 and longitude within ±180.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    latitude: f64,
    longitude: f64,
}

/// Why two numbers are no point: which of them, and what would be one.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum PointFault {
    #[error("latitude {0} is not a number of degrees from -90 to 90")]
    Latitude(f64),
    #[error("longitude {0} is not a number of degrees from -180 to 180")]
    Longitude(f64),
}

impl Point {
    /// # Errors
    /// The first coordinate that is not finite or out of its range.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, PointFault> {
        // A NaN is in no range.
        if !(-90.0..=90.0).contains(&latitude) {
            return Err(PointFault::Latitude(latitude));
        }
        if !(-180.0..=180.0).contains(&longitude) {
            return Err(PointFault::Longitude(longitude));
        }
        // Adding zero turns -0 into 0, so that one place has one spelling.
        Ok(Self {
            latitude: latitude + 0.0,
            longitude: longitude + 0.0,
        })
    }

    /// Degrees north of the equator.
    pub fn latitude(self) -> f64 {
        self.latitude
    }

    /// Degrees east of Greenwich.
    pub fn longitude(self) -> f64 {
        self.longitude
    }

    /// Metres along the shortest path on the WGS 84 ellipsoid, by Karney's method (2013), which also converges for
    /// nearly antipodal points. Good to a fraction of a millimetre; tested against PROJ.
    pub fn geodesic_metres(self, other: Self) -> f64 {
        Geodesic.distance(self.lon_lat(), other.lon_lat())
    }

    /// The unit vector that stands upright on the ellipsoid here (the n-vector): x towards 0° E on the equator, y
    /// towards 90° E, z towards the north pole.
    pub fn unit_vector(self) -> [f64; 3] {
        let (sin_lat, cos_lat) = self.latitude.to_radians().sin_cos();
        let (sin_lon, cos_lon) = self.longitude.to_radians().sin_cos();
        [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]
    }

    fn lon_lat(self) -> geo::Point<f64> {
        geo::Point::new(self.longitude, self.latitude)
    }
}
