"""Makes libs/natural-sky/src/test-support/natural-sky-vectors.jsonl: where directions over a site lie in
the galaxy and in the zodiacal cloud, and how bright the natural sky is there, by astropy and ERFA and
by formulas written down here anew from the papers.

    python3 make_natural_sky_vectors.py TABLE16.csv > natural-sky-vectors.jsonl

TABLE16.csv is the zodiacal light of Leinert et al. 1998, table 16, as in zodiacal-table.ts. Needs numpy,
scipy, astropy 5.2, pyerfa 2.0; no network.
"""

import json
import sys

import astropy
import erfa
import numpy as np
from astropy import units as u
from astropy.coordinates import GeocentricMeanEcliptic, SkyCoord, get_sun
from astropy.time import Time
from astropy.utils import iers
from scipy.interpolate import RegularGridInterpolator

iers.conf.auto_download = False
iers.conf.iers_degraded_accuracy = "warn"

SITES = [
    (-116.8731, 36.4519, 1214.0),
    (-105.6, 40.3, 2800.0),
    (149.07, -31.27, 1165.0),
    (24.7, 64.9, 30.0),
]
TIMES = [2451910.61, 2453550.80, 2455830.28, 2457465.95, 2459030.88, 2459365.40]
DIRECTIONS = [
    (0.0, 80.0), (12.0, 23.0), (77.0, 7.5), (101.0, 45.0), (133.0, 62.0), (180.0, 15.0),
    (199.0, 33.0), (214.0, 10.0), (255.0, 27.0), (268.0, 55.0), (290.0, 12.0), (331.0, 40.0),
]

K_V, K_B = 0.163, 0.271
HEIGHT_KM = 92.0


def pressure_hpa(height_m):
    return 1013.25 * (1 - 0.0065 * height_m / 288.15) ** 5.25588


def table(path):
    rows = [line.strip().split(",") for line in open(path) if not line.startswith("#")]
    latitudes = [float(name[3:]) for name in rows[0][1:]]
    longitudes = [float(row[0]) for row in rows[1:]]
    values = [[float(cell) if cell else np.nan for cell in row[1:]] for row in rows[1:]]
    return RegularGridInterpolator((longitudes, latitudes), np.log10(values))


LEINERT = table(sys.argv[1])
S10_NL = 34.08 * np.exp(20.7233 - 0.92104 * 27.7815)


def zodiacal(band, longitude, latitude, sun_au):
    """nL above the atmosphere."""
    s10 = 10 ** LEINERT((abs(longitude), abs(latitude))).item()
    cosine = np.cos(np.radians(longitude)) * np.cos(np.radians(latitude))
    elongation = np.degrees(np.arccos(cosine))
    slopes = (0.8, 0.6) if band == "V" else (1.2, 0.9)
    slope = np.interp(elongation, [30, 90], slopes)
    colour = 1 + slope * np.log10((550 if band == "V" else 440) / 500)
    unit = S10_NL if band == "V" else S10_NL * 10 ** (-0.4 * 0.65)
    return s10, s10 * colour * unit * sun_au**-2.3


def airmass(altitude):
    return 1 / (np.sin(np.radians(altitude)) + 0.50572 * (altitude + 6.07995) ** -1.6364)


def noll(k, band, height_m, altitude, s10_like):
    """Transmissions of airglow and of zodiacal light, Noll et al. 2012, ozone in full; of airglow no less
    than its direct light and what the air scatters into the line of sight."""
    wavelength = 550 if band == "V" else 440
    rayleigh = pressure_hpa(height_m) / 1013.5 * 1.229e10 * wavelength**-4.05
    ozone = 0.025 if band == "V" else 0.001
    mie = k / 1.0857362 - rayleigh - ozone
    x = np.log10(1.28 * s10_like)
    f_r = 1.407 * x - 2.692 if x <= 2.244 else 0.527 * x - 0.715
    f_m = 1.309 * x - 2.598 if x <= 2.255 else 0.468 * x - 0.702
    z = np.radians(90 - altitude)
    path = np.log10((1 - 0.972 * np.sin(z) ** 2) ** -0.5)
    a_r, a_m = 1.669 * path - 0.146, 1.732 * path - 0.318
    through = lambda r, m: np.exp(-(r * rayleigh + m * mie + ozone) * airmass(altitude))
    more = 1 + 2.15 * (rayleigh + mie + ozone)
    scattered = scattered_airglow(rayleigh, mie, ozone, altitude, height_m)
    least = through(1, 1) + more * scattered / van_rhijn(altitude, height_m, 90.0)
    return max(through(min(a_r, 1), min(a_m, 1)), least), through(min(f_r, 1), min(f_m, 1))


def scattered_airglow(rayleigh, mie, ozone, altitude, height_m):
    """Light of a shining layer of 1 at the zenith, scattered once: summed over the sky in cells of half a
    degree, and along the line of sight by Gauss and Legendre."""
    nodes, weights = np.polynomial.legendre.leggauss(24)
    depth = rayleigh + mie + ozone
    t, dt = (nodes + 1) / 2 * depth, weights / 2 * depth
    sources = np.arange(0.25, 90, 0.5)
    turns = np.radians(np.arange(0.5, 360, 1.0))
    x = airmass(altitude)
    s = airmass(sources)[:, None]
    met = np.sum(np.exp(-s * t - x * (depth - t)) * x * dt, axis=1)
    h, a = np.radians(sources)[:, None], np.radians(altitude)
    cosine = np.cos(h) * np.cos(a) * np.cos(turns) + np.sin(h) * np.sin(a)
    g = 0.7
    phase = rayleigh * 0.75 * (1 + cosine**2)
    phase = phase + 0.93 * mie * (1 - g**2) / (1 + g**2 - 2 * g * cosine) ** 1.5
    light = van_rhijn(sources, height_m, 90.0) * np.cos(np.radians(sources)) * met
    cell = np.radians(0.5) * np.radians(1.0)
    return np.sum(light[:, None] * phase) * cell / depth / (4 * np.pi)


def van_rhijn(altitude, height_m, layer_km=HEIGHT_KM):
    ratio = (6378 + height_m / 1000) / (6378 + layer_km)
    return 1 / np.sqrt(1 - (ratio * np.cos(np.radians(altitude))) ** 2)


def case(number, direction):
    azimuth, altitude = direction
    longitude, latitude, height = SITES[number % len(SITES)]
    time = Time(TIMES[number % len(TIMES)], format="jd", scale="utc")
    dut1 = float(time.delta_ut1_utc)
    ra, dec = erfa.atoc13(
        "A", np.radians(azimuth), np.radians(90 - altitude), time.jd1, time.jd2, dut1,
        np.radians(longitude), np.radians(latitude), height, 0, 0,
        pressure_hpa(height), 10.0, 0.5, 0.55,
    )
    star = SkyCoord(ra * u.rad, dec * u.rad, frame="icrs")
    of_date = GeocentricMeanEcliptic(obstime=time, equinox=time)
    seen = star.transform_to(of_date)
    sun = get_sun(time).transform_to(of_date)
    from_sun = (seen.lon - sun.lon).wrap_at(180 * u.deg).deg
    beta = seen.lat.deg
    sun_au = float(sun.distance.to(u.au).value)
    bands = {}
    for band, k in (("V", K_V), ("B", K_B)):
        s10, above = zodiacal(band, from_sun, beta, sun_au)
        unit = S10_NL if band == "V" else S10_NL * 10 ** (-0.4 * 0.65)
        airglow, dimmed = noll(k, band, height, altitude, above / unit)
        constant = 10 ** (-0.4 * 0.6 * k * airmass(altitude))
        layer = van_rhijn(altitude, height)
        bands[band] = {
            "zodiacalAboveNl": above,
            "zodiacalNollNl": above * dimmed,
            "zodiacalConstantNl": above * constant,
            "airglowNoll": layer * airglow,
            "airglowConstant": layer * constant,
        }
    return {
        "site": {"longitudeDeg": longitude, "latitudeDeg": latitude, "heightM": height},
        "jdUtc": time.jd,
        "azimuthDeg": azimuth,
        "altitudeDeg": altitude,
        "galacticDeg": [star.galactic.l.deg, star.galactic.b.deg],
        "helioeclipticDeg": [from_sun, beta],
        "sunDistanceAu": sun_au,
        "bands": bands,
    }


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return round(float(value), 6)


cases = []
for number in range(2 * len(DIRECTIONS)):
    cases.append(case(number, DIRECTIONS[number * 7 % len(DIRECTIONS)]))
cases = [one for one in cases if np.isfinite(one["bands"]["V"]["zodiacalAboveNl"])]
origin = "astropy %s, pyerfa %s; k 0.163 (V), 0.271 (B); airglow at 92 km"
print(json.dumps({"origin": origin % (astropy.__version__, erfa.__version__)}))
for one in cases:
    print(json.dumps(rounded(one)))
