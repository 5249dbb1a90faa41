# SPDX-License-Identifier: Apache-2.0
"""Sentences go out to translators as PO files and come back without loss; what does not fit is refused whole."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from strings_folder import ROOT, StringsFolder
from wordlib import catalogues, po

ODD = 'A "quoted" \\ word,\n\ttab, {name} and \u2028 it’s #1 {count, plural, one {# {name}} other {# \'{\'}}'


class WordsPO(StringsFolder):
    def setUp(self):
        super().setUp()
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.out = Path(holder.name)

    def words_po(self, *arguments, root=None):
        return subprocess.run(
            [sys.executable, str(ROOT / "scripts/words-po"), *map(str, arguments), "--root", str(root or self.root)],
            capture_output=True, text=True, check=False)

    def exported(self, language="fr"):
        result = self.words_po("export", language, self.out)
        self.assertEqual(result.returncode, 0, result.stderr)
        return self.out / f"Sample.{language}.po"

    def catalogue(self, language="fr"):
        return (self.strings / f"{language}.json").read_text(encoding="utf-8")

    def changed(self, file, old, new):
        text = file.read_text(encoding="utf-8")
        self.assertEqual(text.count(old), 1, text)
        file.write_text(text.replace(old, new), encoding="utf-8")

    def test_every_catalogue_of_the_program_comes_back_byte_for_byte(self):
        for folder in catalogues.folders(ROOT):
            english = folder.read("en")
            for language in (language for language in catalogues.LANGUAGES if language != "en"):
                pairs = folder.read(language)
                head, entries = po.read(po.write(folder, language, english, pairs))
                self.assertEqual(head["Language"], language)
                self.assertEqual(po.taken_in(head, entries, english, []), (pairs, len(pairs), []), folder.shown(language))

    def test_odd_characters_survive_and_the_file_is_written_as_it_was(self):
        self.put("sample.x", ODD, fr=ODD + " fin")
        before = self.catalogue()
        file = self.exported()
        self.texts["fr"]["sample.x"] = "autre"
        self.write()
        result = self.words_po("import", file)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("1 changed, 0 left as they are", result.stdout)
        self.assertEqual(self.catalogue(), before)

    def test_a_file_that_a_tool_has_written_anew_is_read(self):
        file = self.exported()
        self.changed(
            file, 'msgctxt "sample.title"\nmsgid "Directory"\nmsgstr "Annuaire"\n',
            '#. a remark\n#: somewhere:1\nmsgctxt "sample.title"\nmsgid ""\n"Direc"\n"tory"\nmsgstr ""\n"Réper"\n"toire"\n\n#~ msgid "gone"\n#~ msgstr "parti"\n')
        text = file.read_text(encoding="utf-8")
        file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
        self.assertEqual(self.words_po("import", file).returncode, 0)
        self.assertEqual(json.loads(self.catalogue())["sample.title"], "Répertoire")

    def test_what_is_not_finished_leaves_the_catalogue_as_it_is(self):
        before = self.catalogue()
        for unfinished in ('msgctxt "sample.title"\nmsgid "Directory"\nmsgstr ""', '#, fuzzy\nmsgctxt "sample.title"\nmsgid "Directory"\nmsgstr "X"'):
            file = self.exported()
            self.changed(file, 'msgctxt "sample.title"\nmsgid "Directory"\nmsgstr "Annuaire"', unfinished)
            result = self.words_po("import", file)
            self.assertIn("0 changed, 1 left as they are", result.stdout, result.stderr)
            self.assertEqual(self.catalogue(), before)

    def test_a_sentence_without_translation_goes_out_empty_and_comes_in(self):
        del self.texts["fr"]["sample.title"]
        self.write()
        file = self.exported()
        self.changed(file, 'msgid "Directory"\nmsgstr ""', 'msgid "Directory"\nmsgstr "Annuaire"')
        self.assertEqual(self.words_po("import", file).returncode, 0)
        self.assertEqual(json.loads(self.catalogue())["sample.title"], "Annuaire")

    def test_faults_are_told_by_line_and_no_file_is_taken_in(self):
        cases = (
            ('msgid "Directory"', 'msgid "Directory!"', "the English sentence of sample.title is another by now"),
            ('msgctxt "sample.title"', 'msgctxt "sample.gone"', "there is no sentence sample.gone"),
            ('msgctxt "sample.title"', 'msgctxt "sample.list.found"', "sample.list.found stands twice"),
            ('msgstr "Annuaire"', 'msgstr "Annuaire', "does not end on its line"),
            ('msgstr "Annuaire"', 'msgstr "Ann"uaire"', "needs a backslash"),
            ('msgstr "Annuaire"', 'msgstr "Annuaire\\q"', "\\q means nothing here"),
            ('msgstr "Annuaire"', "msgstr[0] \"Annuaire\"", "neither a remark nor a text"),
            ('msgid "Directory"\n', "", "needs msgid and msgstr"),
            ("Language: fr", "Language: de", "names no language and folder"),
        )
        for old, new, reason in cases:
            with self.subTest(reason=reason):
                russian = self.exported("ru")
                self.changed(russian, 'msgstr "Справочник"', 'msgstr "Указатель"')
                file = self.exported()
                self.changed(file, old, new)
                result = self.words_po("import", russian, file)
                self.assertEqual(result.returncode, 1)
                self.assertIn(reason, result.stderr)
                self.assertEqual(json.loads(self.catalogue("ru"))["sample.title"], "Справочник")

    def test_the_same_module_twice_is_refused(self):
        file = self.exported()
        self.assertEqual(self.words_po("import", file, file).returncode, 1)
