"""Words in the language of QGIS.

Names, explanations and messages are written in English and looked up here under one context; `i18n/*.ts` holds the
translations, `scripts/translations.py` finds what is to be translated. Ids of algorithms and parameters are never
translated.
"""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from .engine.message import Message, in_language
from .feedback import Feedback

CONTEXT = "SarRadargrammetry"
FOLDER = Path(__file__).resolve().parent / "i18n"


def tr(text: str) -> str:
    """`text` in the language of QGIS, or as it is where there is no translation."""
    return QCoreApplication.translate(CONTEXT, text) if text else text


def told(text: str) -> str:
    """A sentence of the set-up or the engine in the language of QGIS; other texts as they are."""
    return in_language(text.as_json(), tr) if isinstance(text, Message) else text


class TranslatedFeedback:
    """Passes everything on to `feedback`, sentences in the language of QGIS.

    Parameters
    ----------
    feedback : Feedback
        What is passed on to.
    """

    def __init__(self, feedback: Feedback) -> None:
        self._feedback = feedback
        self.isCanceled = feedback.isCanceled
        self.setProgress = feedback.setProgress
        self.pushDebugInfo = feedback.pushDebugInfo

    def pushInfo(self, info: str) -> None:
        self._feedback.pushInfo(told(info))

    def pushWarning(self, warning: str) -> None:
        self._feedback.pushWarning(told(warning))


def load_translator(locale: str = "") -> QTranslator | None:
    """Install the translation for a locale such as ``ja_JP``; without one for the locale that QGIS runs in.

    Returns
    -------
    QTranslator or None
        To be kept as long as it is to be used; None when there is none for this language.
    """
    locale = locale or QgsApplication.locale()
    translator = QTranslator()
    for name in (locale, locale.replace("-", "_").partition("_")[0]):
        path = FOLDER / f"sar_radargrammetry_{name}.qm"
        if name and path.is_file() and translator.load(str(path)):
            QCoreApplication.installTranslator(translator)
            return translator
    return None


def remove_translator(translator: QTranslator | None) -> None:
    """Take a translation out again."""
    if translator is not None:
        QCoreApplication.removeTranslator(translator)
