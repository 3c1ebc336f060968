"""``python browser_page.py WIDTH EXPRESSION < page.html``: the value of a script in a page of QtWebEngine, as JSON.

A program of its own, because QtWebEngine must be loaded before the application is made.
"""

import importlib
import json
import os
import sys

from qgis.PyQt.QtCore import QCoreApplication, Qt, QUrl
from qgis.PyQt.QtWidgets import QApplication

# Software only, for a screen without OpenGL, and without the sandbox, which root must not have.
os.environ.update(
    QT_QPA_PLATFORM="offscreen",
    QT_QUICK_BACKEND="software",
    QTWEBENGINE_DISABLE_SANDBOX="1",
    QTWEBENGINE_CHROMIUM_FLAGS="--disable-gpu --no-zygote",
)
QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)

# QGIS has no name of its own for it.
QWebEngineView = importlib.import_module("PyQt5.QtWebEngineWidgets").QWebEngineView


def main(width: int, expression: str) -> None:
    application = QApplication(sys.argv[:1])
    view = QWebEngineView()
    view.resize(width, 600)
    view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    view.show()

    def answer(value):
        print(json.dumps(value))
        application.quit()

    view.loadFinished.connect(lambda loaded: view.page().runJavaScript(expression, answer))
    view.setHtml(sys.stdin.read(), QUrl("about:blank"))
    application.exec()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
