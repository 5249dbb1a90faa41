# SPDX-License-Identifier: Apache-2.0
"""Each fault that scripts/check-words knows is planted once and must be found."""

import subprocess
import unittest

from strings_folder import PLURALS, StringsFolder


class CheckWords(StringsFolder):
    def check(self):
        return self.run_script("check-words")

    def assert_found(self, language, key, reason):
        result = self.check()
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        wanted = f"{language}.json:{key}: "
        lines = [line for line in result.stdout.splitlines() if wanted in line and reason in line]
        self.assertTrue(lines, f"no line with {wanted!r} and {reason!r} in:\n{result.stdout}")

    def assert_clean(self):
        result = self.check()
        self.assertEqual((result.returncode, result.stdout), (0, ""), result.stderr)

    def test_strings_without_fault_pass(self):
        self.assert_clean()

    def test_missing_key(self):
        del self.texts["ru"]["sample.title"]
        self.write()
        self.assert_found("ru", "sample.title", "is missing")

    def test_extra_key(self):
        self.texts["fr"]["sample.zebra"] = "Zèbre"
        self.write()
        self.assert_found("fr", "sample.zebra", "is not in en.json")

    def test_empty_text(self):
        self.put("sample.x", zh=" ")
        self.assert_found("zh", "sample.x", "is empty")

    def test_missing_file(self):
        (self.strings / "es.json").unlink()
        self.assert_found("es", "", "cannot be opened")

    def test_file_that_is_not_an_object_of_texts(self):
        for content, reason in (("[]", "is not an object"), ("{", "is not JSON"), ('{"sample.a": 1}', "is not a text")):
            with self.subTest(content=content):
                self.write_file("es", content)
                self.assert_found("es", "", reason)

    def test_repeated_key(self):
        self.write_file("en", '{\n  "sample.title": "A",\n  "sample.title": "B"\n}\n')
        self.assert_found("en", "sample.title", "stands twice")

    def test_unsorted_keys_are_found_and_sorted_on_request(self):
        self.texts["en"] = dict(reversed(self.texts["en"].items()))
        self.write()
        self.assert_found("en", "sample.list.found", "stands after")
        self.assertEqual(self.run_script("check-words", "--sort").returncode, 0)
        self.assert_clean()

    def test_other_layout(self):
        self.write_file("zh", '{"sample.list.found": "x"}')
        self.assert_found("zh", "", "two spaces")

    def test_key_of_the_wrong_shape(self):
        self.put("sample.Wrong_key")
        self.assert_found("en", "sample.Wrong_key", "module.group.name")

    def test_key_of_two_modules(self):
        other = self.root / "Sources/Platform/Other/Strings"
        other.mkdir(parents=True)
        for language in self.texts:
            (other / f"{language}.json").write_bytes((self.strings / f"{language}.json").read_bytes())
        self.assert_found("en", "sample.title", "is also in")

    def test_values_that_differ(self):
        self.put("sample.x", "Sent to {state}", fr="Envoyé à {pays}")
        self.assert_found("fr", "sample.x", "lacks the value {state}")
        self.assert_found("fr", "sample.x", "has the value {pays}")

    def test_value_inside_one_form_only(self):
        self.put(
            "sample.x", "{kind, select, a {A {name}} other {B}}", fr="{kind, select, a {A} other {B}}",
            es="{kind, select, a {A {name}} other {B}}", ru="{kind, select, a {А {name}} other {Б}}",
            ar="{kind, select, a {أ {name}} other {ب}}", zh="{kind, select, a {甲{name}} other {乙}}")
        self.assert_found("fr", "sample.x", "lacks the value {name}")

    def test_choices_that_differ(self):
        forms = "{{kind, select, a {{{0}}} other {{{0}}}}}"
        others = {"ar": "نص", "es": "Texto", "ru": "Текст", "zh": "文本"}
        self.put(
            "sample.x", forms.format("Text"), fr="{kind, select, b {Texte} other {Texte}}",
            **{language: forms.format(text) for language, text in others.items()})
        self.assert_found("fr", "sample.x", "chooses {kind} among b, other")

    def test_plural_forms_of_each_language(self):
        for language, lacking in (("ar", "two"), ("ru", "few"), ("fr", "many"), ("es", "many"), ("en", "one")):
            with self.subTest(language=language):
                self.setUp()
                text = PLURALS[language]
                start = text.index(f" {lacking} {{")
                end = text.index("}", start) + 1
                self.texts[language]["sample.list.found"] = text[:start] + text[end:]
                self.write()
                self.assert_found(language, "sample.list.found", f"lacks {lacking}")

    def test_plural_form_that_the_language_does_not_use(self):
        self.texts["zh"]["sample.list.found"] = "{count, plural, one {# 项请求} other {# 项请求}}"
        self.write()
        self.assert_found("zh", "sample.list.found", "has one, which the language does not use")

    def test_broken_patterns(self):
        for text, reason in (
            ("{open", "expected"), ("close}", "closing brace"), ("{n, number}", "only plural"),
            ("{n, plural, one {x}}", "no form other"), ("{n, plural, offset:1 other {x}}", "offset"),
            ("{a b}", "expected"), ("{n, plural, other {x} other {y}}", "twice"),
            ("{n, plural, other {x}", "not closed"),
        ):
            with self.subTest(text=text):
                self.put("sample.x", text)
                self.assert_found("en", "sample.x", reason)

    def test_apostrophes_that_quote_or_stay_doubled(self):
        self.put("sample.x", "To {name}", fr="À l'{name}", es="A {name}", ru="К {name}", ar="إلى {name}", zh="致{name}")
        self.assert_found("fr", "sample.x", "quotes the brace")
        self.put("sample.y", "It''s")
        self.assert_found("en", "sample.y", "doubled apostrophe")

    def test_foreign_words(self):
        self.put("sample.x", ar="نص Draft", zh="文本Draft文本", ru="Текст Draft")
        for language in ("ar", "zh", "ru"):
            self.assert_found(language, "sample.x", "Draft")

    def test_foreign_script_in_languages_with_latin_letters(self):
        self.put("sample.x", es="Texto текст")
        self.assert_found("es", "sample.x", "текст")

    def test_letters_of_two_scripts_in_one_word(self):
        self.put("sample.x", ru="Тeкст", fr="Tеxte")
        self.assert_found("ru", "sample.x", "mixes scripts")
        self.assert_found("fr", "sample.x", "mixes scripts")

    def test_allowed_words_and_points_pass(self):
        self.put("sample.x", ar="ملف PDF (a)", zh="导出PDF文件", ru="Файл CSV, пункт a")
        self.assert_clean()

    def test_options_addresses_and_paths_pass(self):
        self.put(
            "sample.x", ar="نص --database، انظر nodes/README.md", zh="请用--database，见nodes/README.md或sqlite:。",
            ru="Член «database», postgres: или https://example.org/a", fr="«\u00A0database\u00A0» sqlite: ou --lang")
        self.assert_clean()

    def test_french_spaces(self):
        self.put("sample.x", fr="Vraiment ?")
        self.assert_found("fr", "sample.x", "before ?")
        self.put("sample.x", fr="Attention: texte")
        self.assert_found("fr", "sample.x", "before :")
        self.put("sample.x", fr="Le «texte»")
        self.assert_found("fr", "sample.x", "after «")
        self.put("sample.x", fr="Vraiment\u202F? «\u00A0Oui\u00A0»\u00A0; voir https://example.org à 12:30")
        self.assert_clean()

    def test_french_space_beside_a_value(self):
        self.put("sample.x", "{name}: x", fr="{name}: x", es="{name}: x", ru="{name}: х", ar="{name}: س", zh="{name}：文")
        self.assert_found("fr", "sample.x", "before :")

    def test_chinese_punctuation(self):
        for text, sign in (
            ("名录,文本", ","), ("名录:", ":"), ("文本?", "?"), ("文本(一)", "("), ("文本.", "."), ("「一」;文", ";"),
        ):
            with self.subTest(text=text):
                self.put("sample.x", zh=text)
                self.assert_found("zh", "sample.x", f"has {sign} where")
        self.put("sample.x", zh="名录，文本：第46(15)款（甲）。3.5")
        self.assert_clean()

    def test_arabic_punctuation(self):
        for text, sign in (("نص, نص", ","), ("نص?", "?"), ("نص; نص", ";")):
            with self.subTest(text=text):
                self.put("sample.x", ar=text)
                self.assert_found("ar", "sample.x", f"has {sign} where")
        self.put("sample.x", ar="نص، نص؛ نص؟ 1,234")
        self.assert_clean()

    def test_spanish_opening_signs(self):
        self.put("sample.x", es="Seguro?")
        self.assert_found("es", "sample.x", "¿")

    def test_invisible_characters(self):
        for character in "\u200B\u200F\u202E\uFEFF\t\n\u00AD":
            with self.subTest(character=hex(ord(character))):
                self.put("sample.x", f"Te{character}xt")
                self.assert_found("en", "sample.x", f"U+{ord(character):04X}")
        self.put("sample.x", "Te\u2068xt")
        self.assert_found("en", "sample.x", "unevenly")
        self.put("sample.x", "\u2068Text\u2069")
        self.assert_clean()

    def test_composed_form_spaces_and_markers(self):
        for text, reason in (
            ("Ave\u0301", "NFC"), ("Two  spaces", "two spaces"), (" Text", "begins or ends"), ("⟦x⟧", "lost"),
        ):
            with self.subTest(text=text):
                self.put("sample.x", text)
                self.assert_found("en", "sample.x", reason)

    def test_text_left_in_english(self):
        self.put("sample.x", "Save the draft now", fr="Save the draft now")
        self.assert_found("fr", "sample.x", "same as the English")

    def test_problem_without_action(self):
        self.put("problem.sample.late.title")
        self.put("problem.sample.late.detail")
        self.assert_found("en", "problem.sample.late.action", "title, detail and action")

    def test_english_changed_and_another_language_did_not(self):
        self.git("init", "--quiet")
        self.git("add", ".")
        self.git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "--message", "first")
        self.texts["en"]["sample.title"] = "Register"
        self.texts["fr"]["sample.title"] = "Registre"
        self.write()
        result = self.run_script("check-words", "--since", "HEAD")
        self.assertEqual(result.returncode, 1)
        stale = [line.split(":")[0].rpartition("/")[2] for line in result.stdout.splitlines() if "is stale" in line]
        self.assertEqual(stale, ["ar.json", "es.json", "ru.json", "zh.json"])
        self.assertEqual(self.run_script("check-words", "--since", "nothing").returncode, 2)

    def git(self, *arguments):
        subprocess.run(["git", "-C", str(self.root), *arguments], check=True, capture_output=True)

    def test_term_of_the_convention(self):
        right = {
            "ar": "السلطات المركزية", "es": "Las autoridades centrales", "fr": "Les autorités centrales",
            "ru": "Центральные органы", "zh": "中央机关",
        }
        self.put("sample.x", "The central authorities", **right)
        self.assert_clean()
        self.put("sample.x", "The central authorities", **{**right, "zh": "中央当局"})
        self.assert_found("zh", "sample.x", "中央机关")

    def test_longer_term_wins_over_the_shorter_one_inside_it(self):
        self.put(
            "sample.x", "A foreign public official", ar="موظف عمومي أجنبي", es="Un funcionario público extranjero",
            fr="Un agent public étranger", ru="Иностранное публичное должностное лицо", zh="外国公职人员")
        self.assert_clean()


if __name__ == "__main__":
    unittest.main()
