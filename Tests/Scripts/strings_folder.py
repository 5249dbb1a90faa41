# SPDX-License-Identifier: Apache-2.0
"""A package with one module's strings in a temporary folder, for the tests of the scripts about words."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "scripts"))

PLURALS = {
    "ar": "{count, plural, zero {لا طلبات} one {طلب واحد} two {طلبان} few {# طلبات} many {# طلبًا} other {# طلب}}",
    "en": "{count, plural, one {# request} other {# requests}}",
    "es": "{count, plural, one {# solicitud} many {# de solicitudes} other {# solicitudes}}",
    "fr": "{count, plural, one {# demande} many {# de demandes} other {# demandes}}",
    "ru": "{count, plural, one {# просьба} few {# просьбы} many {# просьб} other {# просьбы}}",
    "zh": "{count, plural, other {# 项请求}}",
}
TITLES = {"ar": "الدليل", "en": "Directory", "es": "Directorio", "fr": "Annuaire", "ru": "Справочник", "zh": "名录"}


class StringsFolder(unittest.TestCase):
    """Starts from strings without a fault; a test changes one thing and says what must be found."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = Path(holder.name)
        self.strings = self.root / "Sources/Modules/Sample/Service/Strings"
        self.strings.mkdir(parents=True)
        self.texts = {
            language: {"sample.list.found": PLURALS[language], "sample.title": TITLES[language]} for language in PLURALS
        }
        self.write()

    def write(self):
        for language in self.texts:
            self.write_file(language, json.dumps(self.texts[language], ensure_ascii=False, indent=2) + "\n")

    def write_file(self, language, content):
        (self.strings / f"{language}.json").write_text(content, encoding="utf-8")

    def put(self, key, english="Text", **others):
        """A sentence in all languages; those not given get a faultless one."""
        plain = {"ar": "نص", "en": english, "es": "Texto", "fr": "Texte", "ru": "Текст", "zh": "文本"}
        for language, text in {**plain, **others}.items():
            self.texts[language][key] = text
            self.texts[language] = dict(sorted(self.texts[language].items()))
        self.write()

    def run_script(self, name, *arguments):
        return subprocess.run(
            [sys.executable, str(ROOT / "scripts" / name), "--root", str(self.root), *arguments],
            capture_output=True, text=True, check=False)
