"""What romatch imports and matching does not need: the few names of torchvision and OpenCV, in a few lines.

The package romatch asks for torchvision, whose builds do not fit every build of PyTorch, and for OpenCV. Of torchvision
it uses the layers of VGG-19 and three image transforms, of OpenCV the recovery of camera poses, which matching never
reaches. Where the real packages work they are used.
"""

from __future__ import annotations

import contextlib
import enum
import importlib
import sys
import types
from collections.abc import Iterator

import numpy as np
import torch
from PIL import Image

VGG19 = (64, 64, "M", 128, 128, "M", 256, 256, 256, 256, "M", 512, 512, 512, 512, "M", 512, 512, 512, 512, "M")
"""Channels of VGG-19's convolutions; M stands for a maximum over 2 x 2."""


class InterpolationMode(enum.Enum):
    """As Pillow counts them."""

    BILINEAR = Image.Resampling.BILINEAR
    BICUBIC = Image.Resampling.BICUBIC


class Resize:
    """Of a Pillow image to (height, width)."""

    def __init__(self, size, interpolation=InterpolationMode.BILINEAR):
        self.size, self.interpolation = size, interpolation

    def __call__(self, image):
        return image.resize(self.size[::-1], self.interpolation.value)


class Normalize:
    """Of a tensor (channels, height, width)."""

    def __init__(self, mean, std):
        self.mean, self.std = mean, std

    def __call__(self, image):
        mean, std = (image.new_tensor(value)[:, None, None] for value in (self.mean, self.std))
        return (image - mean) / std


class ToTensor:
    """Pillow image to tensor (channels, height, width), 0..1."""

    def __call__(self, image):
        return torch.from_numpy(np.asarray(image, np.float32).transpose(2, 0, 1) / 255.0)


def vgg19_bn(weights=None):
    """Something with the layers of VGG-19 with batch normalisation as `features`, of random weights."""
    if weights is not None:
        raise ValueError("Only random weights are made here.")
    return types.SimpleNamespace(features=torch.nn.Sequential(*vgg_layers(VGG19)))


def vgg_layers(plan: tuple[int | str, ...]) -> list[torch.nn.Module]:
    """Convolutions 3 x 3 from three channels to what `plan` says, each normalised and rectified; "M" pools."""
    layers, channels = [], 3
    for width in plan:
        if width == "M":
            layers.append(torch.nn.MaxPool2d(2))
        else:
            layers += [torch.nn.Conv2d(channels, width, 3, padding=1), torch.nn.BatchNorm2d(width), torch.nn.ReLU(True)]
            channels = width
    return layers


NAMES = {
    "torchvision": {},
    "torchvision.models": {"vgg19_bn": vgg19_bn},
    "torchvision.transforms": {"Resize": Resize, "Normalize": Normalize, "ToTensor": ToTensor},
    "torchvision.transforms.functional": {"InterpolationMode": InterpolationMode},
}


@contextlib.contextmanager
def stand_ins() -> Iterator[None]:
    """Within, ``import torchvision`` and ``import cv2`` work: they find the packages or, where those fail, these names.

    They are removed from `sys.modules` at the end, so that no other code imports them as the packages.
    """
    names = {}
    if not _works("torchvision.transforms.functional") or not _works("torchvision.models"):
        names |= NAMES
    if not _works("cv2"):
        names["cv2"] = {}
    modules = {name: types.ModuleType(name) for name in names}
    for name, module in modules.items():
        vars(module).update(names[name])
        parent, _, last = name.rpartition(".")
        if parent:
            setattr(modules[parent], last, module)
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name in modules:
            sys.modules.pop(name, None)


def _works(name: str) -> bool:
    """Whether a module can be imported. A build of torchvision for another PyTorch fails in many ways."""
    top = name.partition(".")[0]
    before = set(sys.modules)
    try:
        importlib.import_module(name)
    except Exception:
        # Half of a package must not be found by the next import.
        for left in [module for module in sys.modules if module.partition(".")[0] == top and module not in before]:
            del sys.modules[left]
        return False
    return True
