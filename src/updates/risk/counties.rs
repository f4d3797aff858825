//! In which counties a place may be. Of one that is kept from the public a county is all that there is to compare, and
//! the county of a town says less than it seems: towns spread over several, and the post gives their names to places
//! beside them. Where that leaves a doubt it may be the place.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::geography::{Area, Gazetteer, Point};

/// The counties, by FIPS number, that a place of this public area may be in; none where any may be it.
pub fn in_area(area: &str, gazetteer: &Gazetteer) -> BTreeSet<u32> {
    match Area::parse(gazetteer, area) {
        Ok(Area::County(county)) => gazetteer.counties_around(county),
        Ok(Area::Town(town)) => gazetteer.counties_of(town).into_iter().collect(),
        _ => BTreeSet::new(),
    }
}

/// The counties that a location may be in, as its source has it: of its ZIPs, its towns and its point.
pub fn of_location(location: &Map<String, Value>, gazetteer: &Gazetteer) -> BTreeSet<u32> {
    let addresses = location.get("addresses").and_then(Value::as_array);
    let mut counties = BTreeSet::new();
    for address in addresses.into_iter().flatten() {
        let text = |field: &str| address.get(field)?.as_str();
        let zip = text("postal_code").and_then(|zip| Area::parse(gazetteer, zip).ok());
        let town = || {
            Area::parse(
                gazetteer,
                &format!("{}, {}", text("city")?, text("state_province")?),
            )
            .ok()
        };
        for area in zip.into_iter().chain(town()) {
            match area {
                Area::Zip(code) => counties.extend(
                    gazetteer
                        .zip(code)
                        .into_iter()
                        .flat_map(|zip| &zip.counties),
                ),
                Area::Town(town) => counties.extend(gazetteer.counties_of(town)),
                Area::County(county) => counties.extend([county]),
                Area::State(_) | Area::Country => {}
            }
        }
    }
    let degrees = |field: &str| location.get(field)?.as_f64();
    if let (Some(latitude), Some(longitude)) = (degrees("latitude"), degrees("longitude"))
        && let Ok(point) = Point::new(latitude, longitude)
    {
        counties.extend(gazetteer.county_at(point).map(|county| county.fips));
    }
    counties
}
