"""The settings of Processing's page."""

from qgis.core import QgsSettings
from qgis.PyQt.QtGui import QIcon


class Setting:
    STRING, FILE, FOLDER, SELECTION, FLOAT, INT, MULTIPLE_FOLDERS = range(7)

    def __init__(self, group, name, description, default, valuetype=None, options=None, placeholder="") -> None:
        self.group, self.name, self.description, self.value = group, name, description, default
        self.valuetype, self.options = valuetype, options

    def read(self) -> None:
        self.value = QgsSettings().value(f"Processing/Configuration/{self.name}", self.value)


class ProcessingConfig:
    settings: dict = {}  # noqa: RUF012 - as in QGIS
    settingIcons: dict = {}  # noqa: RUF012

    @classmethod
    def setGroupIcon(cls, group: str, icon: QIcon) -> None:
        assert isinstance(icon, QIcon)
        cls.settingIcons[group] = icon

    @classmethod
    def addSetting(cls, setting: Setting) -> None:
        cls.settings[setting.name] = setting

    @classmethod
    def removeSetting(cls, name: str) -> None:
        del cls.settings[name]
