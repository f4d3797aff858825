//! The nearest of a set, in exact geodesic order.
//!
//! Listings are numbered in the order of the leaves of a packed tree over unit vectors, so that every
//! node is a range of numbers: whether a node holds any candidate is one look into the candidates'
//! bitmap, whatever the filter was.
//!
//! The order is exact although the tree knows only angles. Let θ be the angle between the geodetic
//! normals of two points. Along a geodesic the normal turns by at least 1/N and at most 1/M radians a
//! metre, where M and N run over the principal radii of curvature of the WGS 84 ellipsoid, so
//! `M_MIN · θ ≤ geodesic ≤ N_MAX · θ`. The bounds are 1 % apart, so a page needs the geodesics of few more
//! listings than it shows.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use roaring::RoaringBitmap;
use uuid::Uuid;

use crate::geography::Point;

/// Least and greatest radius of curvature of WGS 84, in metres: `b²/a` and `a²/b`, rounded outwards.
const M_MIN_METRES: f64 = 6_335_439.0;
const N_MAX_METRES: f64 = 6_399_594.0;
/// Covers what rounding can add to an angle, which is worst at the antipodes. Radians.
const SLACK_RADIANS: f64 = 1e-7;
const LEAF: usize = 16;

/// Placed listings, numbered `0..len` in tree order.
pub struct NearestIndex {
    points: Vec<Point>,
    vectors: Vec<[f64; 3]>,
    ids: Vec<Uuid>,
    nodes: Vec<Node>,
}

/// A range of listing numbers and the box around their vectors. Inner nodes are followed by their left child.
struct Node {
    first: u32,
    end: u32,
    low: [f64; 3],
    high: [f64; 3],
    /// The right child's place in `nodes`; 0 in a leaf.
    right: u32,
}

impl NearestIndex {
    /// Builds the index and says in which order the places were numbered: the `i`th listing is `places[order[i]]`.
    pub fn build(places: &[(Uuid, Point)]) -> (NearestIndex, Vec<usize>) {
        let vectors: Vec<[f64; 3]> = places.iter().map(|(_, p)| p.unit_vector()).collect();
        let mut order: Vec<usize> = (0..places.len()).collect();
        // By id first, so that the numbering does not depend on the order in which places come.
        order.sort_unstable_by_key(|&i| places[i].0);
        let mut nodes = Vec::with_capacity(places.len() / LEAF * 4 + 1);
        if !order.is_empty() {
            split(&vectors, &mut order, 0, &mut nodes);
        }
        let index = NearestIndex {
            points: order.iter().map(|&i| places[i].1).collect(),
            vectors: order.iter().map(|&i| vectors[i]).collect(),
            ids: order.iter().map(|&i| places[i].0).collect(),
            nodes,
        };
        (index, order)
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The candidates' order by distance from `origin`, without its first `skip` and at most `take` long: listing
    /// numbers with the geodesic distance in metres, nearest first, ties by id.
    /// All candidates must be numbers of this index.
    pub fn window(
        &self,
        origin: Point,
        candidates: &RoaringBitmap,
        skip: u64,
        take: usize,
    ) -> Vec<(u32, f64)> {
        let last = skip.saturating_add(take as u64).min(candidates.len()) as usize;
        let skip = (skip.min(last as u64)) as usize;
        if skip == last {
            return Vec::new();
        }
        let from = origin.unit_vector();
        // A walk looks at little more than the page; a scan is cheaper when that is much of everything.
        let mut near = if last.saturating_mul(8) >= candidates.len() as usize {
            self.scan(&from, candidates)
        } else {
            self.walk(&from, candidates, last)
        };
        let (_, last_near, _) = near.select_nth_unstable_by(last - 1, by_chord);
        let until = N_MAX_METRES * (angle(last_near.0) + SLACK_RADIANS);
        let (_, first_near, _) = near[..last].select_nth_unstable_by(skip, by_chord);
        let since = M_MIN_METRES * (angle(first_near.0) - SLACK_RADIANS);

        // Everything that is surely before the window only counts; everything surely behind it is left.
        let mut before = 0;
        let mut items = Vec::with_capacity(2 * take);
        for (chord2, number) in near {
            let theta = angle(chord2);
            if N_MAX_METRES * (theta + SLACK_RADIANS) < since {
                before += 1;
            } else if M_MIN_METRES * (theta - SLACK_RADIANS) <= until {
                let metres = origin.geodesic_metres(self.points[number as usize]);
                items.push((number, metres));
            }
        }
        items.sort_unstable_by(|a, b| {
            a.1.total_cmp(&b.1)
                .then_with(|| self.ids[a.0 as usize].cmp(&self.ids[b.0 as usize]))
        });
        items.truncate(last - before);
        items.drain(..skip - before);
        items
    }

    /// The geodesic distance in metres from `origin` to a listing.
    pub fn metres(&self, origin: Point, number: u32) -> f64 {
        origin.geodesic_metres(self.points[number as usize])
    }

    /// A number for each listing that grows with the angle from `origin`: for ties, not for the order by distance.
    pub fn nearness(&self, origin: Point) -> impl Fn(u32) -> u64 {
        let from = origin.unit_vector();
        move |number| distance2(&from, &self.vectors[number as usize]).to_bits()
    }

    /// The candidates that are at most `radius_metres` from `origin`.
    pub fn within(
        &self,
        origin: Point,
        candidates: &RoaringBitmap,
        radius_metres: f64,
    ) -> RoaringBitmap {
        let from = origin.unit_vector();
        let surely_in = chord2(radius_metres / N_MAX_METRES - SLACK_RADIANS);
        let surely_out = chord2(radius_metres / M_MIN_METRES + SLACK_RADIANS);
        let mut inside = RoaringBitmap::new();
        let mut open: Vec<usize> = if self.nodes.is_empty() {
            vec![]
        } else {
            vec![0]
        };
        while let Some(at) = open.pop() {
            let node = &self.nodes[at];
            if node.nearest_chord2(&from) > surely_out {
                continue;
            }
            if node.farthest_chord2(&from) < surely_in {
                inside.extend(candidates.range(node.first..node.end));
            } else if node.right != 0 {
                open.extend([at + 1, node.right as usize]);
            } else {
                for number in candidates.range(node.first..node.end) {
                    let chord2 = distance2(&from, &self.vectors[number as usize]);
                    let within = chord2 < surely_in
                        || chord2 <= surely_out
                            && origin.geodesic_metres(self.points[number as usize])
                                <= radius_metres;
                    if within {
                        inside.insert(number);
                    }
                }
            }
        }
        inside
    }

    /// The candidates whose point `keep` keeps.
    pub fn filter(
        &self,
        candidates: &RoaringBitmap,
        keep: impl Fn(Point) -> bool,
    ) -> RoaringBitmap {
        candidates
            .iter()
            .filter(|number| keep(self.points[*number as usize]))
            .collect()
    }

    /// Squared chord and number of every candidate.
    fn scan(&self, from: &[f64; 3], candidates: &RoaringBitmap) -> Vec<(f64, u32)> {
        candidates
            .iter()
            .map(|number| (distance2(from, &self.vectors[number as usize]), number))
            .collect()
    }

    /// Squared chord and number of at least all candidates that can be among the `count` nearest.
    fn walk(&self, from: &[f64; 3], candidates: &RoaringBitmap, count: usize) -> Vec<(f64, u32)> {
        let mut open = BinaryHeap::from([Nearer(0.0, 0)]);
        let mut best: BinaryHeap<Farther> = BinaryHeap::with_capacity(count + 1);
        let mut found = Vec::with_capacity(4 * count);
        let mut limit = f64::INFINITY;
        while let Some(Nearer(bound, at)) = open.pop() {
            if bound > limit {
                break;
            }
            let node = &self.nodes[at];
            let mut inside = candidates.range(node.first..node.end).peekable();
            if inside.peek().is_none() {
                continue;
            }
            if node.right != 0 {
                for child in [at + 1, node.right as usize] {
                    let bound = self.nodes[child].nearest_chord2(from);
                    if bound <= limit {
                        open.push(Nearer(bound, child));
                    }
                }
                continue;
            }
            for number in inside {
                let chord2 = distance2(from, &self.vectors[number as usize]);
                if chord2 > limit {
                    continue;
                }
                found.push((chord2, number));
                best.push(Farther(chord2));
                if best.len() > count {
                    best.pop();
                }
            }
            if best.len() == count
                && let Some(Farther(worst)) = best.peek()
            {
                let metres = N_MAX_METRES * (angle(*worst) + SLACK_RADIANS);
                limit = self::chord2(metres / M_MIN_METRES + SLACK_RADIANS);
            }
        }
        found
    }
}

impl Node {
    /// The least squared chord from `from` to anything in the box.
    fn nearest_chord2(&self, from: &[f64; 3]) -> f64 {
        (0..3)
            .map(|axis| {
                let gap = (self.low[axis] - from[axis]).max(from[axis] - self.high[axis]);
                gap.max(0.0).powi(2)
            })
            .sum()
    }

    /// The greatest squared chord from `from` to anything in the box.
    fn farthest_chord2(&self, from: &[f64; 3]) -> f64 {
        (0..3)
            .map(|axis| {
                let gap = (from[axis] - self.low[axis]).max(self.high[axis] - from[axis]);
                gap.powi(2)
            })
            .sum()
    }
}

/// Orders `part` by halving along the widest axis, and appends its nodes.
fn split(vectors: &[[f64; 3]], part: &mut [usize], first: u32, nodes: &mut Vec<Node>) {
    let (mut low, mut high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
    for &i in part.iter() {
        for axis in 0..3 {
            low[axis] = low[axis].min(vectors[i][axis]);
            high[axis] = high[axis].max(vectors[i][axis]);
        }
    }
    let at = nodes.len();
    nodes.push(Node {
        first,
        end: first + part.len() as u32,
        low,
        high,
        right: 0,
    });
    if part.len() <= LEAF {
        return;
    }
    let widest = (0..3)
        .max_by(|&a, &b| (high[a] - low[a]).total_cmp(&(high[b] - low[b])))
        .unwrap_or(0);
    // Stable, so that coincident points stay in the order of their ids.
    part.sort_by(|&a, &b| vectors[a][widest].total_cmp(&vectors[b][widest]));
    let middle = part.len() / 2;
    let (left, right) = part.split_at_mut(middle);
    split(vectors, left, first, nodes);
    nodes[at].right = nodes.len() as u32;
    split(vectors, right, first + middle as u32, nodes);
}

fn distance2(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    (0..3).map(|axis| (a[axis] - b[axis]).powi(2)).sum()
}

/// The angle whose chord's square is `chord2`, in radians.
fn angle(chord2: f64) -> f64 {
    2.0 * (chord2.sqrt() / 2.0).min(1.0).asin()
}

/// The inverse of [`angle`]; negative angles have no chord, angles beyond a half turn every chord.
fn chord2(radians: f64) -> f64 {
    if radians < 0.0 {
        return -1.0;
    }
    if radians >= std::f64::consts::PI {
        return f64::INFINITY;
    }
    (2.0 * (radians / 2.0).sin()).powi(2)
}

fn by_chord(a: &(f64, u32), b: &(f64, u32)) -> Ordering {
    a.0.total_cmp(&b.0)
}

/// A node to open, the nearest first out of the heap.
struct Nearer(f64, usize);

/// A found distance, the farthest first out of the heap.
struct Farther(f64);

impl Ord for Nearer {
    fn cmp(&self, other: &Nearer) -> Ordering {
        other.0.total_cmp(&self.0)
    }
}

impl Ord for Farther {
    fn cmp(&self, other: &Farther) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

macro_rules! order_as_ord_says {
    ($($heap_item:ty),*) => {$(
        impl PartialOrd for $heap_item {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }
        impl PartialEq for $heap_item {
            fn eq(&self, other: &Self) -> bool {
                self.cmp(other) == Ordering::Equal
            }
        }
        impl Eq for $heap_item {}
    )*};
}
order_as_ord_says!(Nearer, Farther);

#[cfg(test)]
mod tests;
