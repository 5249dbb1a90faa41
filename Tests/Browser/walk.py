# SPDX-License-Identifier: Apache-2.0
"""Walks the pages of pages.json and the answers to forms in a real browser, in six languages at two widths, and in the modes of modes.py.

walk.py URL [--all | --modes | --pseudo] [--secretariat]
--all looks at everything; without it a sample is looked at that is the same in every run. --modes adds the answers to forms and
the modes to the sample. --pseudo is for a node that shows pseudo-languages. --secretariat walks pages-secretariat.json on a
secretariat's node, where what the addresses name is looked up or made first.

A page is opened once in each language and looked at in every width and mode there: the window and the medium change, not what the node sends.
"""

import json
import pathlib
import random
import sys
import time
import traceback
from typing import NamedTuple
from urllib.parse import urlsplit

import modes
import officers
import pseudo
from axe_playwright_python.sync_playwright import Axe
from looking import Looker
from playwright.sync_api import Error, sync_playwright
from reaching import ANSWERS, Site
from watch import HUNG, Watch

BASE = sys.argv[1]
ALL = "--all" in sys.argv
LANGUAGES = ["ar", "en", "es", "fr", "ru", "zh"]
WIDTHS = [1280, 320]
SECRETARIAT = "--secretariat" in sys.argv
LIST = "pages-secretariat.json" if SECRETARIAT else "pages.json"
WALKED = json.loads((pathlib.Path(__file__).parent / LIST).read_text(encoding="utf-8"))["walked"]
PAGES = [(who, path) for who, paths in WALKED.items() for path in paths]
# Pages that hold one of each kind of thing: forms, tables, folded parts, marks, text in several scripts.
TELLING = [
    ("visitor", "/directory/authorities/00000000-0000-4000-8000-000000000011"), ("visitor", "/convention/46"),
    ("visitor", "/directory/basis?from=XA&to=XC&on=2026-11-24"), ("visitor", "/directory/coverage"), ("drafter", "/requests"),
    ("drafter", "/requests/{draft}"), ("drafter", "/requests/{draft}/findings"), ("drafter", "/requests/{draft}/review"),
    ("drafter", "/requests/{draft}/sections/items/i1"), ("approver", "/requests/{handedOver}"), ("administrator", "/administration/officers"),
    ("editor", "/directory/authorities/00000000-0000-4000-8000-000000000011/measures/bankRecords"),
]

if SECRETARIAT:
    TELLING = PAGES
    officers.PASSWORDS.update(officers.SECRETARIAT)
    officers.SECRETS.update(officers.SECRETARIAT_SECRETS)


# The start of a delegation's desk leads to its only meeting.
LEADS = {"/desk": "/desk/eg1-7"}
# What is not there says so, and what is not theirs.
STATUS = {("visitor", "/nowhere"): 404, ("visitor", "/enrol/nothing"): 404, ("drafter", "/administration/officers"): 403}
EVERY = 50


class Visit(NamedTuple):
    """One opening of a page and the looks taken at it; a mode is a name and a function of the page."""

    who: str
    path: str
    language: str
    widths: list
    modes: list

    @property
    def looks(self):
        return len(self.widths) + len(self.modes)


def modes_in(language):
    """The modes that tell something in this language, the one that changes the page last."""
    found = [("forced colours", modes.forced_colours)] if language == "en" else []
    # Russian has the longest words.
    if language in ("en", "ru"):
        found.append(("paper", modes.paper))
    if language in ("ar", "zh"):
        found.append(("fonts", lambda page: modes.fonts(page, language)))
    if language in ("ar", "en"):
        found.append(("keyboard", modes.keyboard))
    return found + ([("200 % text", modes.large_text)] if ALL or language in ("ar", "en", "ru") else [])


def visits():
    if ALL:
        # A letter has its own two languages and no frame.
        return [Visit(who, path, language, WIDTHS, [] if "/letter/file" in path else modes_in(language))
                for who, path in PAGES for language in LANGUAGES]
    every = [(page, language, width) for page in PAGES for language in LANGUAGES for width in WIDTHS]
    # Each page at least once, Arabic and Chinese at the narrow width among them.
    every = random.Random(46).sample(every, min(20, len(every))) + [(page, ["ar", "zh", "ru"][index % 3], 320) for index, page in enumerate(PAGES)]
    found = [Visit(who, path, language, [width], []) for (who, path), language, width in every]
    if "--modes" in sys.argv:
        found += [Visit(who, path, language, [], modes_in(language)) for who, path in TELLING for language in LANGUAGES if modes_in(language)]
    return found


class Walk:
    def __init__(self, playwright, watch):
        self.playwright, self.watch = playwright, watch
        self.site = Site(self.launch(), BASE, watch.lives)
        if SECRETARIAT:
            self.site.prepare_meetings()
        else:
            self.site.prepare()
        self.looker = Looker(Axe())
        self.tabs = {}
        self.looks = self.failed = 0
        self.planned, self.started = None, time.monotonic()

    def launch(self):
        return self.playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])

    def look(self, where, look):
        """Takes looks at one place; in a new browser once more if the browser hung, because that alone is no fault of the page."""
        for _ in range(2):
            ended = self.watch.ended
            self.watch.begins(where)
            try:
                return look()
            except Error as error:
                if ended == self.watch.ended:
                    self.tell(where, [f"not looked at to the end: {error.message[:200]}"])
                    for who in list(self.tabs):
                        self.tabs.pop(who)[0].close()
                    return None
                self.site.renew(self.launch())
                self.tabs = {}
        return self.tell(where, ["the browser hung twice"])

    def tell(self, where, problems):
        self.watch.begins(where)
        self.looks += 1
        for problem in problems:
            self.failed += 1
            print(f"{where}: {problem}", flush=True)
        if self.looks % EVERY == 0:
            of = f" of {self.planned}" if self.planned else ""
            print(f"  {self.looks}{of} looks, {self.failed} problems, {time.monotonic() - self.started:.0f} s", flush=True)

    def tab(self, who):
        """The page that an officer keeps open, and what the content policy has refused on it."""
        if who not in self.tabs:
            page = self.site.page(who)
            self.tabs[who] = (page, self.looker.watch(page))
        page, refused = self.tabs[who]
        refused.clear()
        return page, refused

    def open(self, who, page, path, language):
        """Opens an address; gives the answer and what is wrong with it, such as a session that has ended."""
        asked = self.site.address(path)
        answer = page.goto(f"{asked}{'&' if '?' in asked else '?'}lang={language}")
        problems = [f"status {answer.status}"] if answer.status != STATUS.get((who, path), 200) else []
        if urlsplit(page.url).path != LEADS.get(path, urlsplit(asked).path):
            problems.append(f"sent to {page.url}")
        return answer, problems

    def pages(self):
        plan = visits()
        self.planned = sum(visit.looks for visit in plan)
        for visit in plan:
            where = f"{visit.who} {visit.path} {visit.language}"
            self.look(where, lambda visit=visit, where=where: self.visit(visit, where))

    def visit(self, visit, where):
        page, refused = self.tab(visit.who)
        page.set_viewport_size({"width": 1280, "height": 900})
        answer, problems = self.open(visit.who, page, visit.path, visit.language)
        for width in visit.widths:
            page.set_viewport_size({"width": width, "height": 900})
            problems += self.looker.problems(page, answer, refused)
            self.tell(f"{where} {width}", problems)
            problems = []
        page.set_viewport_size({"width": 1280, "height": 900})
        for name, look in visit.modes:
            self.tell(f"{where} {name}", problems + look(page))
            problems = []

    def answers(self):
        every = [(answer, language, WIDTHS) for answer in ANSWERS for language in LANGUAGES]
        once = [(answer, ["ar", "zh", "en"][index % 3], [320]) for index, answer in enumerate(ANSWERS)]
        plan = every if ALL else once
        self.planned += sum(len(widths) for _, _, widths in plan)
        for answer, language, widths in plan:
            where = f"{answer[0]} {answer[1]} {language}"
            self.look(where, lambda answer=answer, language=language, widths=widths, where=where: self.answer(answer, language, widths, where))

    def answer(self, answer, language, widths, where):
        who, _, reach, status = answer
        page, refused = self.tab(f"newcomer {language}" if who == "newcomer" else who)
        answer = reach(page, self.site, language)
        problems = []
        if answer.status != status:
            problems.append(f"status {answer.status}, not {status}: {page.locator('main').inner_text()[:100]}")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            self.tell(f"{where} {width}", problems + self.looker.problems(page, answer, refused))

    def pseudo(self):
        """The accented and the mirrored language through the whole site: nothing untranslated, nothing too narrow."""
        forms = [("en", 320), ("en", 1280), ("ar", 320)]
        for index, (who, path) in enumerate(PAGES):
            if "/letter/file" in path:
                continue
            for language, width in forms if ALL else [forms[index % 3]]:
                where = f"{who} {path} pseudo {language} {width}"
                self.look(where, lambda who=who, path=path, language=language, width=width, where=where:
                          self.disguised(who, path, language, width, where))

    def disguised(self, who, path, language, width, where):
        page, _ = self.tab(who)
        page.set_viewport_size({"width": width, "height": 900})
        _, wrong = self.open(who, page, path, language)
        self.tell(where, wrong + pseudo.problems(page, language))


def main(watch):
    with sync_playwright() as playwright:
        walk = Walk(playwright, watch)
        if "--pseudo" in sys.argv:
            walk.pseudo()
        else:
            walk.pages()
            if (ALL or "--modes" in sys.argv) and not SECRETARIAT:
                walk.answers()
            heaviest = max(walk.looker.weights, key=walk.looker.weights.get)
            print(f"the heaviest page, {heaviest.removeprefix(BASE)}, weighs {walk.looker.weights[heaviest]:,} bytes compressed")
        walk.site.browser.close()
    print(f"{walk.looks} looks, {walk.failed} problems, {time.monotonic() - walk.started:.0f} s")
    sys.exit(1 if walk.failed or not walk.looks else 0)


watch = Watch()
try:
    main(watch)
except Error:
    if not watch.ended:
        raise
    traceback.print_exc()
    sys.exit(HUNG)
