"""The application, its tasks, settings, network and Processing; all other names are classes that take everything."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from qgis.anything import Anything, Names
from qgis.layers import QgsFeature, QgsGeometry, QgsMapLayer, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.places import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsDistanceArea,
    QgsPointXY,
    QgsRectangle,
)
from qgis.processing_parts import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingProvider,
    Registry,
)
from qgis.PyQt.QtCore import QObject, QSettings, pyqtSignal
from qgis.PyQt.QtNetwork import QNetworkProxy, QNetworkProxyQuery
from qgis.PyQt.QtWidgets import QApplication

__all__ = [
    "NULL",
    "Qgis",
    "QgsApplication",
    "QgsCoordinateReferenceSystem",
    "QgsCoordinateTransform",
    "QgsCsException",
    "QgsDistanceArea",
    "QgsFeature",
    "QgsGeometry",
    "QgsMapLayer",
    "QgsNetworkAccessManager",
    "QgsPointXY",
    "QgsProcessingAlgorithm",
    "QgsProcessingContext",
    "QgsProcessingException",
    "QgsProcessingFeedback",
    "QgsProcessingModelAlgorithm",
    "QgsProcessingProvider",
    "QgsProject",
    "QgsRasterLayer",
    "QgsRectangle",
    "QgsSettings",
    "QgsTask",
    "QgsVectorLayer",
]

NULL = None
PROFILE = Path(os.environ["QGIS_CUSTOM_CONFIG_PATH"])


class Qgis(Anything):
    QGIS_VERSION = "4 (stubs)"


class QgsTask(QObject):
    """Runs in a thread of Python; its end reaches the main thread as a queued signal."""

    Flag = type("Flag", (), {"CanCancel": 1})
    progressChanged = pyqtSignal(float)
    _over = pyqtSignal(bool)

    def __init__(self, title: str, flags: int) -> None:
        super().__init__()
        self._stopped, self._thread = False, None
        self._over.connect(self.finished)

    def start(self) -> None:
        self._thread = threading.Thread(target=lambda: self._over.emit(not self._stopped and self.run()))
        self._thread.start()

    def cancel(self) -> None:
        self._stopped = True

    def isCanceled(self) -> bool:
        return self._stopped

    def setProgress(self, progress: float) -> None:
        self.progressChanged.emit(progress)

    def waitForFinished(self, milliseconds: int) -> None:
        self._thread.join(milliseconds / 1000.0)


class _Tasks:
    @staticmethod
    def addTask(task: QgsTask) -> None:
        task.start()


class _Authorities:
    """No certificates but those of the system."""

    @staticmethod
    def extraFileCAs() -> list:
        return []

    databaseCAs = extraFileCAs


class QgsApplication(QApplication):
    _registry = None

    @staticmethod
    def locale() -> str:
        return "en"

    @staticmethod
    def platform() -> str:
        return "desktop"

    @staticmethod
    def applicationDirPath() -> str:
        return "/usr/bin"

    @staticmethod
    def qgisSettingsDirPath() -> str:
        return f"{PROFILE}/"

    @classmethod
    def processingRegistry(cls) -> Registry:
        cls._registry = cls._registry or Registry()
        return cls._registry

    @staticmethod
    def taskManager() -> _Tasks:
        return _Tasks()

    @staticmethod
    def authManager() -> _Authorities:
        return _Authorities()


class QgsSettings(QSettings):
    def __init__(self) -> None:
        super().__init__(str(PROFILE / "settings.ini"), QSettings.Format.IniFormat)


class _Proxies:
    """QGIS's choice of a proxy, as far as its settings name one."""

    @staticmethod
    def queryProxy(query: QNetworkProxyQuery) -> list[QNetworkProxy]:
        stored = QgsSettings()
        excluded = stored.value("proxy/noProxyUrls", []) or []
        if stored.value("proxy/proxyEnabled", False, type=bool) is False or any(
            query.url().toString().startswith(one) for one in excluded
        ):
            return [QNetworkProxy(QNetworkProxy.ProxyType.NoProxy)]
        texts = [str(stored.value(f"proxy/{name}", "")) for name in ("proxyHost", "proxyUser", "proxyPassword")]
        port = int(stored.value("proxy/proxyPort", 0))
        return [QNetworkProxy(QNetworkProxy.ProxyType.HttpProxy, texts[0], port, *texts[1:])]


class QgsNetworkAccessManager:
    @classmethod
    def instance(cls) -> QgsNetworkAccessManager:
        return cls()

    @staticmethod
    def proxyFactory() -> _Proxies:
        return _Proxies()

    def setupDefaultProxyAndCache(self) -> None:
        pass


def __getattr__(name: str):
    if not name.startswith("Qgs"):
        raise AttributeError(name)
    if name.startswith(("QgsProcessingParameter", "QgsProcessingOutput")):
        from qgis.processing_parts import definition_class

        made = definition_class(name)
    else:
        made = Names(name, (Anything,), {})
    globals()[name] = made
    return made
