"""The installation by QGIS's settings, with its proxy and certificates; for the main thread."""

from __future__ import annotations

import dataclasses
import os
import urllib.parse
from collections.abc import Mapping
from pathlib import Path

from qgis.core import QgsApplication, QgsNetworkAccessManager, QgsSettings
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkProxy, QNetworkProxyQuery

from ..setup.install import Plan
from ..setup.pip import PYPI, Source
from .environment import clean_environment
from .location import engine_location
from .settings import engine_settings

PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
CERTIFICATE_VARIABLES = ("PIP_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")


def plan_from_qgis(torch: str = "cpu", source: Source | None = None) -> Plan:
    """What to install: interpreter, folder, proxy and certificates as set in QGIS.

    Parameters
    ----------
    torch : str
        Build of torch: "cpu" or "cuda".
    source : Source, optional
        Where the wheels come from; by default the index that pip is configured for.

    Raises
    ------
    SetupFailed
    """
    source = source or Source()
    location = engine_location()
    plan = Plan(
        interpreter=location.interpreter,
        folder=Path(location.packages).absolute(),
        environment=clean_environment(os.environ, location.interpreter, (QgsApplication.applicationDirPath(),)),
        torch=torch,
        source=source,
        keep_downloads=engine_settings().keep,
    )
    address = source.index or plan.environment.get("PIP_INDEX_URL", "")
    network = network_environment(plan.environment, address, plan.beside(".certificates.pem"))
    return dataclasses.replace(plan, environment={**plan.environment, **network})


def network_environment(inherited: Mapping[str, str], index: str, certificates: Path) -> dict[str, str]:
    """Variables to add to an environment; to be called in the main thread.

    Parameters
    ----------
    inherited : mapping
        The environment so far; its own certificates stay in force.
    index : str
        Address that is going to be asked; empty for PyPI.
    certificates : Path
        File to write certificates to, where QGIS has some of its own.
    """
    return {**_proxy(index or PYPI), **_certificates(inherited, certificates)}


def _proxy(address: str) -> dict[str, str]:
    """The proxy that QGIS would use for `address`; nothing where QGIS leaves that to the system's variables."""
    factory = QgsNetworkAccessManager.instance().proxyFactory()
    if factory is None:
        return {}
    for proxy in factory.queryProxy(QNetworkProxyQuery(QUrl(address))):
        schemes = {
            QNetworkProxy.ProxyType.HttpProxy: "http",
            QNetworkProxy.ProxyType.HttpCachingProxy: "http",
            QNetworkProxy.ProxyType.Socks5Proxy: "socks5h",
        }
        if proxy.type() in schemes and proxy.hostName():
            variables = dict.fromkeys(PROXY_VARIABLES, _address(schemes[proxy.type()], proxy))
            excluded = _excluded_hosts()
            return {**variables, **({"NO_PROXY": excluded, "no_proxy": excluded} if excluded else {})}
    return {}


def _address(scheme: str, proxy: QNetworkProxy) -> str:
    login = ""
    if proxy.user():
        login = f"{urllib.parse.quote(proxy.user(), '')}:{urllib.parse.quote(proxy.password(), '')}@"
    return f"{scheme}://{login}{proxy.hostName()}:{proxy.port()}"


def _excluded_hosts() -> str:
    """The hosts of QGIS's list of addresses that need no proxy."""
    listed = QgsSettings().value("proxy/noProxyUrls", []) or []
    listed = [listed] if isinstance(listed, str) else listed
    hosts = [urllib.parse.urlsplit(entry if "//" in entry else f"//{entry}").hostname for entry in listed]
    return ",".join(host for host in hosts if host)


def _certificates(inherited: Mapping[str, str], path: Path) -> dict[str, str]:
    """A bundle of all authorities that QGIS trusts, where its user added some and names none to pip."""
    manager = QgsApplication.authManager()
    if any(inherited.get(name) for name in CERTIFICATE_VARIABLES):
        return {}
    if not manager.extraFileCAs() and not manager.databaseCAs():
        return {}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(manager.trustedCaCertsPemText()))
    return {"PIP_CERT": str(path), "SSL_CERT_FILE": str(path)}
