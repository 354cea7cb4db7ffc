"""The colours of the classes stay apart, whatever kind of colour vision looks at them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.palette import CLASS_COLOURS, NEUTRAL, class_ramps

Colours = NDArray[np.float64]

# What is left of linear RGB without one kind of cone: Machado, Oliveira and Fernandes, "A
# physiologically-based model for simulation of color vision deficiency" (2009), severity 1.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def linear(colours: list[str]) -> Colours:
    """sRGB as linear light, (n, 3)."""
    rgb = np.array([[int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)] for colour in colours])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def oklab(light: Colours) -> Colours:
    """Ottosson, "A perceptual color space for image processing" (2020): distances are seen ones."""
    cones = np.cbrt(
        np.clip(light, 0, 1)
        @ np.array(
            [
                [0.4122214708, 0.5363325363, 0.0514459929],
                [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005],
            ]
        ).T
    )
    return cones @ np.array(
        [
            [0.2104542553, 1.9779984951, 0.0259040371],
            [0.7936177850, -2.4285922050, 0.7827717662],
            [-0.0040720468, 0.4505937099, -0.8086757660],
        ]
    )


def nearest_two(colours: list[str], sight: str) -> float:
    """The distance of the two colours that are the most alike; black and white are 1 apart."""
    seen = oklab(linear(colours) @ SIGHT[sight].T)
    distances = np.linalg.norm(seen[:, None] - seen[None], axis=-1)
    return float(distances[np.triu_indices(len(seen), 1)].min())


@pytest.mark.parametrize("sight", SIGHT)
def test_ten_classes_stay_apart(sight: str) -> None:
    assert nearest_two(list(CLASS_COLOURS), sight) > 0.08


def test_the_measure_of_distance_tells_red_from_green_only_for_who_sees_them() -> None:
    red_and_green = ["#d02000", "#5a7000"]
    assert nearest_two(red_and_green, "normal") > 0.15
    assert nearest_two(red_and_green, "protanopia") < 0.1
    assert nearest_two(["#000000", "#ffffff"], "normal") == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("n_classes", range(2, 11))
def test_each_class_has_a_ramp_that_grows_stronger(n_classes: int) -> None:
    ramps = np.array(linear(class_ramps(n_classes))).reshape(n_classes, -1, 3)
    neutral = linear([NEUTRAL])[0]
    distance = np.linalg.norm(ramps - neutral, axis=-1)
    assert (np.diff(distance, axis=1) >= -1e-3).all()
    assert (distance[:, -1] > 2 * distance[:, 0]).all()
