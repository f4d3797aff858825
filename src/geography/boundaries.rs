//! Which county a point is in, by the outlines of the counties.

use serde::Deserialize;

use super::point::Point;

/// How far off the coast a point still counts as ashore, in degrees of latitude: 500 m. The outlines cut corners there
/// (Atlantic City's centre lies 480 m outside), and nobody lives at sea. The price is that some who live as near to the
/// border in Canada or Mexico are taken to be in the county beside them.
const SHORE: f64 = 0.0045;
/// How far off all counties a point may be for one to be named as near, in degrees of latitude: 3 km. Piers and islands
/// that the outlines leave out are nearer than that.
const NEAR: f64 = 0.027;

/// The outlines of all counties, at 1:10,000,000: near a line they are wrong by up to about a kilometre.
pub(super) struct Boundaries {
    /// The smallest first: Falls Church, VA is drawn over its neighbours (see data/gazetteer/convert.mjs).
    shapes: Vec<Shape>,
}

struct Shape {
    fips: u32,
    bounds: Bounds,
    /// Outer rings and holes alike: a point is inside if a line from it crosses them an odd number of times.
    rings: Vec<Vec<Corner>>,
}

/// Degrees of longitude and latitude.
type Corner = [f64; 2];

#[derive(Clone, Copy)]
struct Bounds {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

/// The part of TopoJSON that counties.topo.json uses.
#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    objects: Objects,
    arcs: Vec<Vec<[i32; 2]>>,
}

#[derive(Deserialize)]
struct Transform {
    scale: Corner,
    translate: Corner,
}

#[derive(Deserialize)]
struct Objects {
    counties: Counties,
}

#[derive(Deserialize)]
struct Counties {
    geometries: Vec<MultiPolygon>,
}

#[derive(Deserialize)]
struct MultiPolygon {
    id: String,
    /// Polygons of rings of arcs; a negative number is the complement of an arc that is walked backwards.
    arcs: Vec<Vec<Vec<i32>>>,
}

impl Boundaries {
    /// # Panics
    /// If the text is not the TopoJSON that data/gazetteer/convert.mjs writes: a fault of the build.
    pub(super) fn parse(topology: &str) -> Self {
        let Topology {
            transform,
            objects,
            arcs,
        } = serde_json::from_str(topology).expect("counties.topo.json is TopoJSON");
        let lines: Vec<Vec<Corner>> = arcs.iter().map(|arc| transform.unfold(arc)).collect();
        let mut shapes: Vec<Shape> = objects
            .counties
            .geometries
            .iter()
            .map(|county| {
                let rings: Vec<_> = county
                    .arcs
                    .iter()
                    .flatten()
                    .map(|ring| joined(ring, &lines))
                    .collect();
                let fips = county
                    .id
                    .parse()
                    .expect("the id of a county is its FIPS number");
                Shape {
                    fips,
                    bounds: Bounds::around(rings.iter().flatten()),
                    rings,
                }
            })
            .collect();
        shapes.sort_by(|a, b| a.bounds.size().total_cmp(&b.bounds.size()));
        Self { shapes }
    }

    /// The FIPS number of the county that contains a point; off the coast, of the nearest one within [`SHORE`]. None
    /// at sea and abroad.
    pub(super) fn county_at(&self, point: Point) -> Option<u32> {
        let corner = [point.longitude(), point.latitude()];
        let within = self
            .shapes
            .iter()
            .find(|shape| shape.bounds.contain(corner) && shape.contains(corner));
        within
            .or_else(|| self.nearest(corner, SHORE))
            .map(|shape| shape.fips)
    }

    /// The FIPS number of the nearest county, if its outline is within [`NEAR`].
    pub(super) fn county_near(&self, point: Point) -> Option<u32> {
        let corner = [point.longitude(), point.latitude()];
        self.nearest(corner, NEAR).map(|shape| shape.fips)
    }

    fn nearest(&self, corner: Corner, reach: f64) -> Option<&Shape> {
        // A degree of longitude shrinks with the latitude, so the box around a shape is widened accordingly.
        let shrink = corner[1].to_radians().cos();
        let near = self
            .shapes
            .iter()
            .filter(|shape| shape.bounds.widened(reach / shrink, reach).contain(corner));
        near.map(|shape| (shape.degrees_to(corner, shrink), shape))
            .filter(|(degrees, _)| *degrees <= reach)
            .min_by(|(a, _), (b, _)| a.total_cmp(b))
            .map(|(_, shape)| shape)
    }
}

impl Transform {
    /// Degrees from quantised differences.
    fn unfold(&self, arc: &[[i32; 2]]) -> Vec<Corner> {
        let mut at = [0, 0];
        arc.iter()
            .map(|step| {
                std::array::from_fn(|axis| {
                    at[axis] += step[axis];
                    f64::from(at[axis]) * self.scale[axis] + self.translate[axis]
                })
            })
            .collect()
    }
}

/// One closed ring out of arcs, each of which begins where the one before it ends.
fn joined(ring: &[i32], lines: &[Vec<Corner>]) -> Vec<Corner> {
    let mut corners: Vec<Corner> = Vec::new();
    for &arc in ring {
        let line = &lines[(if arc < 0 { !arc } else { arc }) as usize];
        corners.pop();
        if arc < 0 {
            corners.extend(line.iter().rev());
        } else {
            corners.extend(line);
        }
    }
    corners
}

impl Shape {
    fn contains(&self, [x, y]: Corner) -> bool {
        let mut inside = false;
        for ring in &self.rings {
            for edge in ring.windows(2) {
                // Two counties share an edge and walk it in opposite directions. Taken from its southern end by both,
                // it gives both the same sum, so that a point on it is in exactly one of them.
                let (a, b) = if edge[0][1] <= edge[1][1] {
                    (edge[0], edge[1])
                } else {
                    (edge[1], edge[0])
                };
                if a[1] <= y && y < b[1] && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) {
                    inside = !inside;
                }
            }
        }
        inside
    }

    /// To the nearest point of the outline, in degrees of latitude.
    fn degrees_to(&self, [x, y]: Corner, shrink: f64) -> f64 {
        let edges = self.rings.iter().flat_map(|ring| ring.windows(2));
        let squares = edges.map(|edge| {
            let [a, b] = [edge[0], edge[1]].map(|[ex, ey]| [(ex - x) * shrink, ey - y]);
            let along = [b[0] - a[0], b[1] - a[1]];
            let length = along[0] * along[0] + along[1] * along[1];
            // Where on the edge the nearest point is, from 0 to 1; an edge without length is its own nearest point.
            let share = if length > 0.0 {
                -(a[0] * along[0] + a[1] * along[1]) / length
            } else {
                0.0
            };
            let at = share.clamp(0.0, 1.0);
            (a[0] + at * along[0]).powi(2) + (a[1] + at * along[1]).powi(2)
        });
        squares.fold(f64::INFINITY, f64::min).sqrt()
    }
}

impl Bounds {
    fn around<'a>(corners: impl Iterator<Item = &'a Corner>) -> Self {
        let nothing = Self {
            west: f64::INFINITY,
            south: f64::INFINITY,
            east: f64::NEG_INFINITY,
            north: f64::NEG_INFINITY,
        };
        corners.fold(nothing, |b, &[x, y]| Self {
            west: b.west.min(x),
            south: b.south.min(y),
            east: b.east.max(x),
            north: b.north.max(y),
        })
    }

    fn contain(&self, [x, y]: Corner) -> bool {
        self.west <= x && x <= self.east && self.south <= y && y <= self.north
    }

    fn widened(&self, degrees_east: f64, degrees_north: f64) -> Self {
        Self {
            west: self.west - degrees_east,
            south: self.south - degrees_north,
            east: self.east + degrees_east,
            north: self.north + degrees_north,
        }
    }

    fn size(&self) -> f64 {
        (self.east - self.west) * (self.north - self.south)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_on_a_line_between_counties_is_in_exactly_one_of_them() {
        let boundaries = Boundaries::parse(include_str!("../../data/gazetteer/counties.topo.json"));
        // Missouri touches neither sea nor another country, so no corner of its outlines may fall between counties.
        let of_missouri = boundaries
            .shapes
            .iter()
            .filter(|shape| shape.fips / 1000 == 29);
        for &[x, y] in of_missouri.flat_map(|shape| shape.rings.iter().flatten()) {
            let in_box = boundaries
                .shapes
                .iter()
                .filter(|shape| shape.bounds.contain([x, y]));
            assert_eq!(
                in_box.filter(|shape| shape.contains([x, y])).count(),
                1,
                "{y}, {x}"
            );
        }
    }

    #[test]
    fn a_hole_is_outside() {
        let square =
            |from: f64, to: f64| vec![[from, from], [to, from], [to, to], [from, to], [from, from]];
        let rings = vec![square(0.0, 9.0), square(3.0, 6.0)];
        let ringed = Shape {
            fips: 51161,
            bounds: Bounds::around(rings.iter().flatten()),
            rings,
        };
        assert!(ringed.contains([1.0, 1.0]) && ringed.contains([7.0, 4.0]));
        assert!(!ringed.contains([4.0, 4.0]) && !ringed.contains([10.0, 4.0]));
    }
}
