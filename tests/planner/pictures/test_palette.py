"""Colours that everyone can tell apart.

How colours look to the colour-blind: the matrices of Machado, Oliveira and Fernandes (2009) for a whole deficiency,
on linear RGB; how far apart two colours are: CIE 1976, where 2 is just noticeable.
"""

import itertools

import numpy as np
import pytest

from planner.pictures.svg import BLUE, FILL

SIGHT = {
    "all cones": np.eye(3),
    "no red cones": np.array([
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
    ]),
    "no green cones": np.array([
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881],
    ]),
    "no blue cones": np.array([
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900],
    ]),
}  # fmt: skip
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = TO_XYZ @ np.ones(3)


def seen(colour: str, sight: str) -> np.ndarray:
    """The colour in CIE Lab."""
    coded = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    x, y, z = np.cbrt(np.clip(TO_XYZ @ SIGHT[sight] @ linear, 1e-6, None) / WHITE)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sight", SIGHT)
def test_every_two_colours_look_different(sight: str) -> None:
    for first, second in itertools.combinations([*FILL.values(), BLUE], 2):
        assert np.linalg.norm(seen(first, sight) - seen(second, sight)) > 10, (first, second)
