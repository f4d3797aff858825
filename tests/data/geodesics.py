"""Makes geodesics.tsv: distances by PROJ's C geodesic, which shares no code with the Rust one.

    pip install pyproj==3.7.2 && python tests/data/geodesics.py > tests/data/geodesics.tsv
"""

import random

import pyproj

random.seed(20240229)
wgs84 = pyproj.Geod(ellps="WGS84")
pairs = []


def anywhere():
    # Denser towards the poles than the sphere: that is where methods fail.
    return random.uniform(-90, 90), random.uniform(-180, 180)


def near(place, degrees):
    latitude, longitude = place
    latitude = max(-90, min(90, latitude + random.uniform(-degrees, degrees)))
    longitude += random.uniform(-degrees, degrees)
    return latitude, (longitude + 180) % 360 - 180


for _ in range(150):  # the whole world
    pairs.append((anywhere(), anywhere()))
for _ in range(60):  # within Missouri and around it
    a = random.uniform(36, 41), random.uniform(-96, -89)
    pairs.append((a, near(a, 3)))
for exponent in range(-7, 1):  # a centimetre to a hundred kilometres
    for _ in range(10):
        a = anywhere()
        pairs.append((a, near(a, 10.0**exponent)))
for _ in range(20):  # the same place twice
    a = anywhere()
    pairs.append((a, a))
for pole in (90, -90):
    for _ in range(15):
        pairs.append(((pole, random.uniform(-180, 180)), anywhere()))
        pairs.append(((pole, random.uniform(-180, 180)), near((pole, 0), 1e-3)))
    pairs.append(((pole, 0), (pole, 123)))
    pairs.append(((pole, 0), (-pole, 45)))
for _ in range(40):  # across the antimeridian
    latitude = random.uniform(-80, 80)
    pairs.append(((latitude, random.uniform(179, 180)), near((latitude, -180), 1)))
pairs += [((52, 180), (52, -180)), ((0, 179.9999999), (0, -179.9999999)), ((-17, 180), (-16.5, -179.5))]
for degrees in (0, 1e-9, 1e-6, 1e-3, 0.1, 0.5, 1):  # antipodal and nearly so, where Vincenty's method fails
    for _ in range(8):
        a = anywhere()
        opposite = -a[0], a[1] + 180 if a[1] < 0 else a[1] - 180
        pairs.append((a, near(opposite, degrees)))
for _ in range(15):  # along the equator and a meridian
    pairs.append(((0, random.uniform(-180, 180)), (0, random.uniform(-180, 180))))
    longitude = random.uniform(-180, 180)
    pairs.append(((random.uniform(-90, 90), longitude), (random.uniform(-90, 90), longitude)))

print("# latitude and longitude of two points in degrees, metres between them on WGS 84. Made by geodesics.py with")
print(f"# pyproj {pyproj.__version__}, PROJ {pyproj.proj_version_str}")
for (lat1, lon1), (lat2, lon2) in pairs:
    _, _, metres = wgs84.inv(lon1, lat1, lon2, lat2)
    print(*(repr(float(value)) for value in (lat1, lon1, lat2, lon2, metres)), sep="\t")
