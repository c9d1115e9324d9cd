"""Positions: the two coordinate systems in use in China, distances, the fence around a site, and a link to a map.

Telegram sends WGS-84 and so do we store it. Coordinates copied from Chinese maps are GCJ-02, some 600 m away in
Liaoyuan: far outside a fence of 300 m. Degrees everywhere, latitude first.
"""

from __future__ import annotations

from math import asin, cos, pi, radians, sin, sqrt
from typing import NamedTuple
from urllib.parse import quote

EARTH_RADIUS_METRES = 6_371_008.8  # mean radius (IUGG)

# Figure of the Earth and the box that the public formula of GCJ-02 uses.
KRASOVSKY_SEMI_MAJOR_METRES = 6_378_245.0
KRASOVSKY_ECCENTRICITY_SQUARED = 0.00669342162296594323
SOUTH, NORTH = 0.8293, 55.8271
WEST, EAST = 72.004, 137.8347
ORIGIN_LATITUDE, ORIGIN_LONGITUDE = 35.0, 105.0

INVERSE_PRECISION_DEGREES = 1e-9  # a tenth of a millimetre
INVERSE_ROUNDS = 30  # 4 or 5 are enough


class Position(NamedTuple):
    """Latitude and longitude in degrees, north and east positive."""

    latitude: float
    longitude: float


def is_in_china(latitude: float, longitude: float) -> bool:
    """Tell whether GCJ-02 shifts there: a box around China, not its border."""
    return SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST


def wgs84_to_gcj02(latitude: float, longitude: float) -> Position:
    """Turn a position as Telegram sends it into one for Chinese maps; outside China it stays as it is."""
    if not is_in_china(latitude, longitude):
        return Position(latitude, longitude)
    shift = _shift(latitude, longitude)
    return Position(latitude + shift.latitude, longitude + shift.longitude)


def gcj02_to_wgs84(latitude: float, longitude: float) -> Position:
    """Turn a position copied from a Chinese map into WGS-84; outside China it stays as it is.

    The formula has no inverse of its own; a few rounds of correction come within millimetres.
    """
    if not is_in_china(latitude, longitude):
        return Position(latitude, longitude)
    guess = Position(latitude, longitude)
    for _ in range(INVERSE_ROUNDS):
        shift = _shift(*guess)
        better = Position(latitude - shift.latitude, longitude - shift.longitude)
        is_settled = max(abs(new - old) for new, old in zip(better, guess, strict=True)) < INVERSE_PRECISION_DEGREES
        guess = better
        if is_settled:
            break
    return guess


def distance_metres(from_: tuple[float, float], to: tuple[float, float]) -> float:
    """Measure the way over a round Earth (haversine), at most 0.6 % off.

    Args:
        from_: Latitude and longitude in degrees.
        to: The same; both in one coordinate system.
    """
    latitude, longitude = map(radians, from_)
    other_latitude, other_longitude = map(radians, to)
    half_chord = (
        sin((other_latitude - latitude) / 2) ** 2
        + cos(latitude) * cos(other_latitude) * sin((other_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_METRES * asin(min(1.0, sqrt(half_chord)))


def is_inside_fence(distance: float, radius: float, accuracy: float = 0.0) -> bool:
    """Tell whether someone ``distance`` metres from a site is within its fence.

    The accuracy that the phone reports (0-1,500 m) is granted on top of the radius, but no more than the radius again:
    else a phone that knows nothing would be let in from anywhere.
    """
    return distance <= radius + min(max(accuracy, 0.0), radius)


def may_be_gcj02(site: tuple[float, float], position: tuple[float, float], radius: float) -> bool:
    """Tell whether a site fits a position only if it was copied from a Chinese map: outside its fence, inside then.

    Args:
        site: Latitude and longitude as they are kept for the site.
        position: Where somebody says to be at the site, WGS-84.
        radius: Of the site's fence, metres.
    """
    is_off = distance_metres(site, position) > radius
    return is_off and distance_metres(gcj02_to_wgs84(*site), position) <= radius


def map_link(latitude: float, longitude: float, name: str) -> str:
    """Build a link that opens Amap (高德) in an app or a browser at a WGS-84 position.

    Source: the URI API of Amap, ``marker``; positions are GCJ-02, longitude first.
    """
    shown = wgs84_to_gcj02(latitude, longitude)
    position = f"{shown.longitude:.6f},{shown.latitude:.6f}"
    return f"https://uri.amap.com/marker?position={position}&name={quote(name, safe='')}&coordinate=gaode"


def _shift(latitude: float, longitude: float) -> Position:
    """Compute how far GCJ-02 lies from a WGS-84 position, in degrees."""
    x, y = longitude - ORIGIN_LONGITUDE, latitude - ORIGIN_LATITUDE
    phi = radians(latitude)
    flattening = 1 - KRASOVSKY_ECCENTRICITY_SQUARED * sin(phi) ** 2
    metres_per_degree_north = (
        KRASOVSKY_SEMI_MAJOR_METRES * (1 - KRASOVSKY_ECCENTRICITY_SQUARED) / flattening**1.5 * pi / 180
    )
    metres_per_degree_east = KRASOVSKY_SEMI_MAJOR_METRES / sqrt(flattening) * cos(phi) * pi / 180
    return Position(_metres_north(x, y) / metres_per_degree_north, _metres_east(x, y) / metres_per_degree_east)


def _metres_north(x: float, y: float) -> float:
    return (
        (-100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)))
        + _waves(x, (20, 6), (20, 2))
        + _waves(y, (20, 1), (40, 1 / 3))
        + _waves(y, (160, 1 / 12), (320, 1 / 30))
    )


def _metres_east(x: float, y: float) -> float:
    return (
        (300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)))
        + _waves(x, (20, 6), (20, 2))
        + _waves(x, (20, 1), (40, 1 / 3))
        + _waves(x, (150, 1 / 12), (300, 1 / 30))
    )


def _waves(value: float, *waves: tuple[float, float]) -> float:
    """Add sine waves, each of an amplitude and a frequency, and take two thirds as the formula does."""
    return sum(amplitude * sin(frequency * pi * value) for amplitude, frequency in waves) * 2 / 3
