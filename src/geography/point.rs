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

/// Why two numbers are no point: which of them, and what would be one. Never the number itself: half of a mistyped
/// point still says where somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PointFault {
    #[error("the latitude is not a number of degrees from -90 to 90")]
    Latitude,
    #[error("the longitude is not a number of degrees from -180 to 180")]
    Longitude,
}

impl Point {
    /// # Errors
    /// The first coordinate that is not finite or out of its range.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, PointFault> {
        // A NaN is in no range.
        if !(-90.0..=90.0).contains(&latitude) {
            return Err(PointFault::Latitude);
        }
        if !(-180.0..=180.0).contains(&longitude) {
            return Err(PointFault::Longitude);
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Distances by an independent implementation; tests/data/geodesics.py makes them.
    const GEODESICS: &str = include_str!("../../tests/data/geodesics.tsv");
    const MILLIMETRE: f64 = 0.001;

    fn any_point() -> impl Strategy<Value = Point> {
        (-90.0..=90.0, -180.0..=180.0).prop_map(|(lat, lon)| Point::new(lat, lon).unwrap())
    }

    #[test]
    fn distance_is_that_of_proj_within_a_millimetre() {
        let pairs = GEODESICS.lines().filter(|line| !line.starts_with('#'));
        let mut checked = 0;
        for line in pairs {
            let numbers: Vec<f64> = line.split('\t').map(|cell| cell.parse().unwrap()).collect();
            let [lat1, lon1, lat2, lon2, metres] = numbers[..] else {
                panic!("{line}")
            };
            let (a, b) = (
                Point::new(lat1, lon1).unwrap(),
                Point::new(lat2, lon2).unwrap(),
            );
            assert!(
                (a.geodesic_metres(b) - metres).abs() < MILLIMETRE,
                "{line}: {}",
                a.geodesic_metres(b)
            );
            assert!(
                (b.geodesic_metres(a) - metres).abs() < MILLIMETRE,
                "{line}, backwards"
            );
            checked += 1;
        }
        assert!(checked > 450, "{checked}");
    }

    #[test]
    fn a_coordinate_out_of_range_is_named() {
        assert_eq!(Point::new(90.1, 0.0), Err(PointFault::Latitude));
        assert_eq!(Point::new(0.0, -180.1), Err(PointFault::Longitude));
        assert!(matches!(
            Point::new(f64::NAN, 0.0),
            Err(PointFault::Latitude)
        ));
        assert!(matches!(
            Point::new(0.0, f64::INFINITY),
            Err(PointFault::Longitude)
        ));
        let told = PointFault::Longitude.to_string();
        assert_eq!(
            told,
            "the longitude is not a number of degrees from -180 to 180"
        );
    }

    #[test]
    fn the_ends_of_the_ranges_are_points() {
        for (lat, lon) in [(90.0, 180.0), (-90.0, -180.0), (0.0, 0.0)] {
            assert!(Point::new(lat, lon).is_ok(), "{lat}, {lon}");
        }
    }

    #[test]
    fn minus_zero_is_zero() {
        let json = serde_json::to_string(&Point::new(-0.0, -0.0).unwrap()).unwrap();
        assert_eq!(json, r#"{"latitude":0.0,"longitude":0.0}"#);
    }

    #[test]
    fn unit_vectors_point_where_their_axes_say() {
        let axes = [
            ((0.0, 0.0), [1.0, 0.0, 0.0]),
            ((0.0, 90.0), [0.0, 1.0, 0.0]),
            ((90.0, 45.0), [0.0, 0.0, 1.0]),
        ];
        for ((lat, lon), axis) in axes {
            let vector = Point::new(lat, lon).unwrap().unit_vector();
            assert!(
                vector.iter().zip(axis).all(|(a, b)| (a - b).abs() < 1e-15),
                "{vector:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_unit_vector_has_length_one(point in any_point()) {
            let [x, y, z] = point.unit_vector();
            prop_assert!((x * x + y * y + z * z - 1.0).abs() < 1e-14);
        }

        #[test]
        fn a_distance_is_the_same_both_ways_and_at_most_half_a_meridian(a in any_point(), b in any_point()) {
            let there = a.geodesic_metres(b);
            prop_assert!((there - b.geodesic_metres(a)).abs() < MILLIMETRE);
            prop_assert!((0.0..=20_003_932.0).contains(&there));
        }
    }
}
