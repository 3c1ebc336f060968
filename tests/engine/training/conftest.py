"""A tiny training set that the tests of this folder share and only read."""

import pytest
import small


@pytest.fixture(scope="session")
def samples():
    """Three small samples."""
    return [*small.make_samples(5), *small.make_samples(6)][:3]


@pytest.fixture(scope="session")
def tiny_set(samples, tmp_path_factory):
    """Two samples to train on and one to validate on."""
    return small.write_set(tmp_path_factory.mktemp("tiny") / "set", samples)
