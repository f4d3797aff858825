//! The places of the United States: states, counties, towns and ZIPs, embedded in the binary.
//!
//! The tables lie in data/gazetteer, whose NOTICE names their sources and whose convert.mjs makes them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use tzf_rs::EmbeddedFinder;

use super::boundaries::Boundaries;
use super::fold::{fold, unabbreviated};
use super::names::{Named, Names};
use super::places::{County, State, Town, TownId, Zip};
use super::point::Point;

/// A ZIP counts as partly of the town that is nearest to it only within this many metres: towns have no outlines here,
/// and a rural ZIP's nearest town may be far off.
const TOWN_REACH: f64 = 8_000.0;

/// All places, and the ways to find one.
pub struct Gazetteer {
    states: Vec<State>,
    /// In order of FIPS number.
    counties: Vec<County>,
    boundaries: Boundaries,
    /// In order of county, then name; a town's id is its index.
    towns: Vec<Town>,
    /// In order of code.
    zips: Vec<Zip>,
    /// By the county and name of a town, the counties that its ZIPs have their points in, where those are others. Without
    /// a name, the counties of the ZIPs there that no town is known to reach: the post gives them a town's beside them.
    spread: BTreeMap<(u32, &'static str), BTreeSet<u32>>,
    names: Names,
}

impl Gazetteer {
    /// The gazetteer of this build, parsed at the first call.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Gazetteer> = OnceLock::new();
        EMBEDDED.get_or_init(Self::parse)
    }

    /// # Panics
    /// If a table is not as convert.mjs writes it: a fault of the build, which the tests of this module find.
    fn parse() -> Self {
        let states: Vec<State> = rows(include_str!("../../data/gazetteer/states.tsv"))
            .map(|[fips, code, name]| State {
                fips: number(fips),
                code,
                name,
                folded_code: fold(code),
                folded_name: fold(name),
            })
            .collect();
        let code_of = |county: u32| {
            states
                .iter()
                .find(|state| state.fips == county / 1000)
                .expect("a county is of a known state")
                .code
        };
        let counties: Vec<County> = rows(include_str!("../../data/gazetteer/counties.tsv"))
            .map(|[fips, name, latitude, longitude]| {
                let fips = number(fips);
                County {
                    fips,
                    name,
                    state: code_of(fips),
                    reference_point: point(latitude, longitude),
                }
            })
            .collect();
        let mut names = Names::default();
        let mut towns: Vec<Town> = Vec::new();
        for [county, name, latitude, longitude, zips, also] in
            rows(include_str!("../../data/gazetteer/towns.tsv"))
        {
            let id = TownId(
                u32::try_from(towns.len())
                    .expect("there are fewer than four thousand million towns"),
            );
            let county = number(county);
            let state = code_of(county);
            let label = format!("{name}, {state}");
            names.add(name, county / 1000, Named::Town(id));
            if !also.is_empty() {
                names.add(also, county / 1000, Named::Town(id));
            }
            towns.push(Town {
                id,
                name,
                state,
                county,
                point: point(latitude, longitude),
                zips: number(zips),
                label,
            });
        }
        for [alias, label] in rows(include_str!("../../data/gazetteer/aliases.tsv")) {
            let town = towns
                .iter()
                .find(|town| town.label == label)
                .expect("an alias is of a town that has its label to itself");
            names.add(alias, town.county / 1000, Named::Town(town.id));
        }
        for county in &counties {
            names.add(county.name, county.fips / 1000, Named::County(county.fips));
        }
        names.sort();
        let zips: Vec<Zip> = rows(include_str!("../../data/gazetteer/zips.tsv"))
            .map(|row| zip(row, &towns))
            .collect();
        let boundaries = Boundaries::parse(include_str!("../../data/gazetteer/counties.topo.json"));
        let mut gazetteer = Self {
            states,
            counties,
            boundaries,
            towns,
            spread: spread(&zips),
            zips,
            names,
        };
        gazetteer.tell_namesakes_apart();
        gazetteer
    }

    /// Names the county in the label of each town that shares its name with another of its state.
    fn tell_namesakes_apart(&mut self) {
        let labels: Vec<(TownId, String)> = self
            .names
            .namesakes()
            .filter_map(|id| {
                let town = self.town(id);
                let county = self.county(town.county)?;
                Some((
                    id,
                    format!("{}, {}, {}", town.name, county.name, town.state),
                ))
            })
            .collect();
        for (id, label) in labels {
            self.towns[id.0 as usize].label = label;
        }
    }

    /// All states, the District of Columbia and the territories, in order of FIPS number.
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// All counties, in order of FIPS number.
    pub fn counties(&self) -> &[County] {
        &self.counties
    }

    /// All towns, in order of county and name.
    pub fn towns(&self) -> &[Town] {
        &self.towns
    }

    /// All ZIPs, in order of code.
    pub fn zips(&self) -> &[Zip] {
        &self.zips
    }

    /// The state of a two-digit FIPS number.
    pub fn state(&self, fips: u32) -> Option<&State> {
        self.states.iter().find(|state| state.fips == fips)
    }

    /// The state of a postal code or name, however it is typed: `mo`, `D.C.`, `New Mexico`.
    pub fn state_by_name(&self, text: &str) -> Option<&State> {
        let folded = fold(text);
        // "Virgin Islands" is how people there write it.
        let folded = if folded == "virgin islands" {
            "us virgin islands"
        } else {
            &folded
        };
        let named = |folded: &str| {
            self.states
                .iter()
                .find(|state| state.folded_code == folded || state.folded_name == folded)
        };
        named(folded).or_else(|| unabbreviated(folded).iter().find_map(|long| named(long)))
    }

    /// The county of a five-digit FIPS number.
    pub fn county(&self, fips: u32) -> Option<&County> {
        self.counties
            .binary_search_by_key(&fips, |county| county.fips)
            .ok()
            .map(|at| &self.counties[at])
    }

    /// The county of a full name, however it is typed, in a state given by its postal code or name.
    pub fn county_by_name(&self, name: &str, state: &str) -> Option<&County> {
        let state = self.state_by_name(state)?;
        self.names
            .exactly(&fold(name))
            .find_map(|(of, named)| match named {
                Named::County(fips) if of == state.fips => self.county(fips),
                _ => None,
            })
    }

    /// The town of an id, which only this gazetteer gives.
    pub fn town(&self, id: TownId) -> &Town {
        &self.towns[id.0 as usize]
    }

    /// FIPS numbers of the counties that a town's ZIPs have their points in: several for Kansas City, MO.
    pub fn counties_of(&self, town: TownId) -> Vec<u32> {
        let town = self.town(town);
        let spread = self.spread.get(&(town.county, town.name));
        let mut counties: BTreeSet<u32> = spread.into_iter().flatten().copied().collect();
        counties.insert(town.county);
        counties.into_iter().collect()
    }

    /// FIPS numbers of the counties that a place may be in of whose town all that is known is its county: this one, those
    /// that a town of it spreads over, and those to which the post gives the name of one.
    pub fn counties_around(&self, county: u32) -> BTreeSet<u32> {
        let spread = self.spread.range((county, "")..(county + 1, ""));
        let mut counties: BTreeSet<u32> = spread.flat_map(|(_, of)| of).copied().collect();
        counties.insert(county);
        counties
    }

    /// The ZIP of a code.
    pub fn zip(&self, code: u32) -> Option<&Zip> {
        self.zips
            .binary_search_by_key(&code, |zip| zip.code)
            .ok()
            .map(|at| &self.zips[at])
    }

    /// The towns that a ZIP is partly in, as far as points can tell: the one that its letters bear, and the nearest of
    /// its counties, if within 8 km of its point. Often one and the same, and for a few remote ZIPs none.
    pub fn towns_of_zip(&self, zip: &Zip) -> Vec<&Town> {
        let of_counties = || {
            zip.counties
                .iter()
                .flat_map(|&county| self.towns_of_county(county))
        };
        let by_post = zip
            .post_town
            .and_then(|(county, name)| town_of(&self.towns, county, name));
        let near = nearest(of_counties(), zip.point)
            .filter(|town| town.point.geodesic_metres(zip.point) <= TOWN_REACH)
            .filter(|town| by_post.is_none_or(|by_post| by_post.id != town.id));
        by_post.into_iter().chain(near).collect()
    }

    /// Such as `64081, Lee's Summit, MO`, or with the county where no town is near.
    pub fn label_of_zip(&self, zip: &Zip) -> String {
        let towns = self.towns_of_zip(zip);
        let county = || {
            zip.counties
                .first()
                .and_then(|&fips| self.county(fips))
                .map(County::label)
        };
        let place = towns
            .first()
            .map(|town| town.label().to_owned())
            .or_else(county);
        place.map_or(format!("{:05}", zip.code), |place| {
            format!("{:05}, {place}", zip.code)
        })
    }

    fn towns_of_county(&self, fips: u32) -> &[Town] {
        towns_in(&self.towns, fips)
    }

    /// The county that a point is in, or within 500 m of at the coast; none at sea and abroad. By outlines that are up
    /// to a kilometre wrong.
    pub fn county_at(&self, point: Point) -> Option<&County> {
        self.county(self.boundaries.county_at(point)?)
    }

    /// The county that a point is off, by up to 3 km: that of a pier or an island that the outlines leave out. None where
    /// the time is another than anywhere in the county's state: both banks of a border river are within 3 km, and the
    /// zones of Canada and Mexico are their own.
    pub(super) fn county_near(&self, point: Point) -> Option<&County> {
        let county = self.county(self.boundaries.county_near(point)?)?;
        let zone = self.time_zone(point)?;
        let here = |point| self.time_zone(point) == Some(zone);
        let same_time = || {
            let of_state = self.counties.iter().filter(|of| of.state == county.state);
            of_state.map(|of| of.reference_point).any(here)
        };
        // At sea there is no country to be told apart.
        let at_sea = zone.starts_with("Etc/");
        (at_sea || here(county.reference_point) || same_time()).then_some(county)
    }

    /// The state that a point is in; none at sea and abroad.
    pub fn state_at(&self, point: Point) -> Option<&State> {
        self.state(self.boundaries.county_at(point)? / 1000)
    }

    /// The IANA time zone of a point, such as `America/Chicago`; `Etc/GMT` and its like at sea.
    pub fn time_zone(&self, point: Point) -> Option<&'static str> {
        let zone = time_zones().get_tz_name(point.longitude(), point.latitude());
        (!zone.is_empty()).then_some(zone)
    }

    /// The release of the time zone boundaries, such as `2026a`.
    pub fn time_zone_version(&self) -> &'static str {
        time_zones().data_version()
    }

    pub(super) fn names(&self) -> &Names {
        &self.names
    }
}

/// Of all towns, in order of county, those of one.
fn towns_in(towns: &[Town], county: u32) -> &[Town] {
    let start = towns.partition_point(|town| town.county < county);
    let end = towns.partition_point(|town| town.county <= county);
    &towns[start..end]
}

fn town_of<'t>(towns: &'t [Town], county: u32, name: &str) -> Option<&'t Town> {
    towns_in(towns, county)
        .iter()
        .find(|town| town.name == name)
}

/// A row of zips.tsv. One without coordinates is at the point of its post town; one without counties, in its county.
fn zip([code, latitude, longitude, counties, post_town]: [&'static str; 5], towns: &[Town]) -> Zip {
    let post_town = post_town
        .split_once(' ')
        .map(|(county, name)| (number(county), name));
    let town = || {
        post_town
            .and_then(|(county, name)| town_of(towns, county, name))
            .expect("a ZIP that lacks something has a post town")
    };
    Zip {
        code: number(code),
        point: if latitude.is_empty() {
            town().point
        } else {
            point(latitude, longitude)
        },
        counties: if counties.is_empty() {
            [town().county].into()
        } else {
            counties.split(' ').map(number).collect()
        },
        post_town,
    }
}

fn spread(zips: &[Zip]) -> BTreeMap<(u32, &'static str), BTreeSet<u32>> {
    let mut spread: BTreeMap<(u32, &'static str), BTreeSet<u32>> = BTreeMap::new();
    for zip in zips {
        match (zip.post_town, zip.counties.first()) {
            (Some(town), Some(county)) if *county != town.0 => {
                spread.entry(town).or_default().insert(*county);
            }
            (None, _) if zip.counties.len() > 1 => {
                for county in &zip.counties {
                    spread
                        .entry((*county, ""))
                        .or_default()
                        .extend(&zip.counties);
                }
            }
            _ => {}
        }
    }
    spread
}

/// Opened at the first question: not every command asks for the time anywhere.
fn time_zones() -> &'static EmbeddedFinder {
    static ZONES: OnceLock<EmbeddedFinder> = OnceLock::new();
    ZONES.get_or_init(EmbeddedFinder::new)
}

fn nearest<'a>(towns: impl IntoIterator<Item = &'a Town>, to: Point) -> Option<&'a Town> {
    let upright = to.unit_vector();
    let likeness = |town: &Town| {
        let other = town.point.unit_vector();
        upright[0] * other[0] + upright[1] * other[1] + upright[2] * other[2]
    };
    towns
        .into_iter()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
}

/// The rows of a table with `N` columns, of which the last may be absent.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().map(|line| {
        let mut row = [""; N];
        for (cell, text) in row.iter_mut().zip(line.split('\t')) {
            *cell = text;
        }
        row
    })
}

fn number(text: &str) -> u32 {
    text.parse().expect("a number of the gazetteer is digits")
}

fn point(latitude: &str, longitude: &str) -> Point {
    let degrees = |text: &str| {
        text.parse()
            .expect("a coordinate of the gazetteer is a decimal number")
    };
    Point::new(degrees(latitude), degrees(longitude))
        .expect("a place of the gazetteer is on the globe")
}
