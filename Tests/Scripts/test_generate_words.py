# SPDX-License-Identifier: Apache-2.0
"""What scripts/generate-words writes, and that it notices what is stale."""

import unittest

from strings_folder import StringsFolder


class GenerateWords(StringsFolder):
    def generated(self, name="SampleWords.swift"):
        result = self.run_script("generate-words")
        self.assertEqual(result.returncode, 0, result.stderr)
        return (self.strings.parent / "Words" / name).read_text(encoding="utf-8")

    def test_a_sentence_without_values_is_a_constant_with_its_english_text(self):
        text = self.generated()
        self.assertIn("enum SampleWords {", text)
        self.assertIn('  /// “Directory”\n  static let title = Message("sample.title")', text)

    def test_values_get_the_types_of_their_use_and_name(self):
        self.put(
            "sample.x",
            "{count, plural, one {# of {state}} other {# on {sentOn}}} {kind, select, a {{nameList}} other {}} {name}")
        text = self.generated()
        parameters = (
            "count: Int", "kind: String", "name: String", "nameList: [String]", "sentOn: CalendarDay",
            "state: StateCode")
        self.assertIn("static func x(\n    " + ",\n    ".join(parameters) + "\n  ) -> Message {", text)
        for line in ('"count": .integer(count)', '"nameList": .list(nameList)', '"sentOn": .day(sentOn)'):
            self.assertIn(line, text)
        self.assertIn("import Kernel\n", text)

    def test_problems_and_findings_get_no_typed_key(self):
        for part in ("title", "detail", "action"):
            self.put(f"problem.sample.late.{part}")
        self.put("finding.sample.x")
        self.assertNotIn("late", self.generated())
        self.assertNotIn("finding", self.generated())

    def test_a_reserved_word_is_escaped(self):
        self.put("sample.default")
        self.assertIn("static let `default` = ", self.generated())

    def test_platform_words_are_public(self):
        folder = self.root / "Sources/Platform/Frame/Strings"
        folder.mkdir(parents=True)
        (folder / "en.json").write_text('{\n  "frame.save": "Save"\n}\n', encoding="utf-8")
        self.assertEqual(self.run_script("generate-words").returncode, 0)
        text = (folder.parent / "Words/FrameWords.swift").read_text(encoding="utf-8")
        self.assertIn("public import Localisation", text)
        self.assertIn("  public static let save", text)

    def test_two_keys_with_one_name_are_refused(self):
        self.put("sample.list-found")
        result = self.run_script("generate-words")
        self.assertEqual(result.returncode, 2)
        self.assertIn("same Swift name", result.stderr)

    def test_stale_and_left_over_files_are_noticed_and_mended(self):
        self.generated()
        self.assertEqual(self.run_script("generate-words", "--check").returncode, 0)
        self.put("sample.title", "Register")
        left_over = self.strings.parent / "Words/SampleWords+Old.swift"
        left_over.write_text("", encoding="utf-8")
        result = self.run_script("generate-words", "--check")
        self.assertEqual(result.returncode, 1)
        self.assertIn("SampleWords.swift: stale", result.stderr)
        self.assertIn("SampleWords+Old.swift: stale", result.stderr)
        self.assertIn("Register", self.generated())
        self.assertFalse(left_over.exists())

    def test_a_long_enum_is_split_by_group(self):
        for number in range(300):
            self.put_quietly(f"sample.{'left' if number % 2 else 'right'}.name-{number}")
        self.write()
        main = self.generated()
        self.assertIn('Message("sample.title")', main)
        for name in ("SampleWords.swift", "SampleWords+Left.swift", "SampleWords+Right.swift"):
            lines = (self.strings.parent / "Words" / name).read_text(encoding="utf-8").splitlines()
            self.assertLessEqual(len(lines), 500)
        self.assertIn("extension SampleWords {", self.generated("SampleWords+Left.swift"))

    def test_a_long_group_is_split_where_a_part_of_it_begins_and_the_file_says_where(self):
        for part in ("answer", "letter", "question"):
            for number in range(100):
                self.put_quietly(f"sample.case.{part}.name-{number}")
        self.write()
        self.generated()
        first, second = self.generated("SampleWords+Case.swift"), self.generated("SampleWords+CaseFromLetter.swift")
        self.assertNotIn("sample.case.letter.", first)
        self.assertNotIn("sample.case.answer.", second)
        self.assertIn("sample.case.question.", first + second + self.generated("SampleWords+CaseFromQuestion.swift"))

    def test_a_part_of_a_group_that_fits_in_no_file_is_refused(self):
        for number in range(300):
            self.put_quietly(f"sample.case.letter.name-{number}")
        self.write()
        result = self.run_script("generate-words")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("too many words below sample.case.letter", result.stderr)

    def put_quietly(self, key):
        self.texts["en"][key] = "Text"


if __name__ == "__main__":
    unittest.main()
