"""The fixtures of pytest-qgis on stubs: a plugin of pytest for Qt 6."""

import os
import sys

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QT_VERSION_STR

ENDED = pytest.StashKey[int]()


@pytest.fixture(scope="session")
def qgis_app():
    assert QT_VERSION_STR.startswith("6.")
    return QgsApplication([])


@pytest.fixture(autouse=True)
def nothing_is_raised_in_slots(qgis_app, monkeypatch):
    """What a slot raises would end the process, and hide which test it was."""
    raised = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, value, trace: raised.append(value))
    yield
    qgis_app.processEvents()
    if raised:
        raise raised[0]


@pytest.fixture(scope="session")
def qgis_processing(qgis_app):
    """Processing is a package of stubs."""


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    session.config.stash[ENDED] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """End at once: the interpreter would take windows and application down in any order, which Qt does not survive."""
    sys.stdout.flush()
    os._exit(config.stash[ENDED])
