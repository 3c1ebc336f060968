"""The five names that romatch takes from torchvision, whose builds do not fit every build of PyTorch."""

from __future__ import annotations

import enum
import sys
import types

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
        self.mean, self.std = (torch.tensor(value)[:, None, None] for value in (mean, std))

    def __call__(self, image):
        return (image - self.mean) / self.std


class ToTensor:
    """Pillow image to tensor (channels, height, width), 0..1."""

    def __call__(self, image):
        return torch.from_numpy(np.asarray(image, np.float32).transpose(2, 0, 1) / 255.0)


def vgg19_bn(weights=None):
    """Something with the layers of VGG-19 with batch normalisation as `features`, of random weights."""
    if weights is not None:
        raise ValueError("Only random weights are made here.")
    layers, channels = [], 3
    for width in VGG19:
        if width == "M":
            layers.append(torch.nn.MaxPool2d(2))
        else:
            layers += [torch.nn.Conv2d(channels, width, 3, padding=1), torch.nn.BatchNorm2d(width), torch.nn.ReLU(True)]
            channels = width
    return types.SimpleNamespace(features=torch.nn.Sequential(*layers))


def install() -> None:
    """Make ``import torchvision`` find them, where the real one is not in use."""
    names = {
        "torchvision": {},
        "torchvision.models": {"vgg19_bn": vgg19_bn},
        "torchvision.transforms": {"Resize": Resize, "Normalize": Normalize, "ToTensor": ToTensor},
        "torchvision.transforms.functional": {"InterpolationMode": InterpolationMode},
    }
    for name, members in names.items():
        module = types.ModuleType(name)
        vars(module).update(members)
        sys.modules[name] = module
        parent, _, last = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], last, module)
