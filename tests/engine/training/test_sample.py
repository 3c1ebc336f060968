"""Samples and manifests: what is written is read, and what is damaged is refused in a sentence."""

import dataclasses
import json

import numpy as np
import pytest
import small

from sar_radargrammetry.engine.errors import EngineError
from sar_radargrammetry.engine.training.sample import VISIBLE, read_sample, write_sample
from sar_radargrammetry.engine.training.trainingset import MANIFEST, open_training_set, write_manifest


def test_a_sample_comes_back_as_it_was_written(samples, tmp_path):
    sample = samples[0]
    write_sample(tmp_path / "a.safetensors", sample)
    again = read_sample(tmp_path / "a.safetensors")
    for view in ("reference", "secondary"):
        assert getattr(again, view).window == getattr(sample, view).window
        np.testing.assert_array_equal(getattr(again, view).amplitude, getattr(sample, view).amplitude)
    np.testing.assert_array_equal(again.truth, sample.truth.astype(np.float32))
    np.testing.assert_array_equal(again.state, sample.state)
    for field in dataclasses.fields(sample.prior):
        np.testing.assert_array_equal(getattr(again.prior, field.name), getattr(sample.prior, field.name))
    write_sample(tmp_path / "b.safetensors", again)
    assert (tmp_path / "a.safetensors").read_bytes() == (tmp_path / "b.safetensors").read_bytes()


def test_the_samples_are_worth_testing_with(samples):
    assert len(samples) == 3
    for sample in samples:
        assert sample.reference.amplitude.shape == (small.SIDE, small.SIDE)
        assert (sample.state == VISIBLE).mean() > 0.25


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_sample_is_refused(samples, tmp_path, damage):
    path = tmp_path / "a.safetensors"
    write_sample(path, samples[0])
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2] if damage is None else damage)
    with pytest.raises(EngineError, match=r"cannot be read .*make the training set again"):
        read_sample(path)


def test_a_file_of_another_kind_is_refused(tmp_path):
    with pytest.raises(EngineError, match=r"not a training sample of this version"):
        read_sample(small.make_weights(tmp_path / "weights.safetensors"))


def test_a_manifest_comes_back_and_its_digest_tells_sets_apart(tiny_set, tmp_path):
    again = open_training_set(tiny_set.folder)
    assert again.entries == tiny_set.entries and again.digest() == tiny_set.digest()
    assert [len(again.files(split)) for split in ("train", "validation")] == [2, 1]
    other = dataclasses.replace(tiny_set, folder=tmp_path, about={"made_by": "another"})
    assert other.digest() != tiny_set.digest()


def test_sets_that_cannot_be_used_are_refused(tiny_set, tmp_path):
    with pytest.raises(EngineError, match=r"not a finished training set"):
        open_training_set(tmp_path)
    copy = dataclasses.replace(tiny_set, folder=tmp_path)
    write_manifest(copy)
    with pytest.raises(EngineError, match=r"lacks 3 of its samples, first train_0"):
        open_training_set(tmp_path)
    for entry in copy.entries:
        (tmp_path / entry.file).touch()
    write_manifest(dataclasses.replace(copy, entries=copy.entries[:2]))
    with pytest.raises(EngineError, match=r"no validation sample"):
        open_training_set(tmp_path)
    content = json.loads((tmp_path / MANIFEST).read_text())
    (tmp_path / MANIFEST).write_text(json.dumps({**content, "format": "another"}))
    with pytest.raises(EngineError, match=r"of another version"):
        open_training_set(tmp_path)
    (tmp_path / MANIFEST).write_text(json.dumps(content)[:-30])
    with pytest.raises(EngineError, match=r"damaged"):
        open_training_set(tmp_path)
