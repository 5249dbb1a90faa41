# SPDX-License-Identifier: Apache-2.0
"""An officer keeps the directory: edits an entry beside another officer, restricts a field, runs a campaign, imports; the card prints on one page."""

import random
import re
import sys

from axe_playwright_python.sync_playwright import Axe
from looking import problems_of
from officers import sign_in
from playwright.sync_api import sync_playwright

BASE = sys.argv[1]
LANGUAGES = ["ar", "en", "es", "fr", "ru", "zh"]
AUTHORITY = "/directory/authorities/00000000-0000-4000-8000-000000000011"
DORIA = "/directory/authorities/00000000-0000-4000-8000-000000000031"
failures = []


def expect(what, is_so):
    if not is_so:
        failures.append(what)


def text(page):
    return page.locator("main").inner_text()


def save(page):
    page.click("main form[method=post] button.button:not(.secondary)")


def edit_beside_another(browser, page):
    """Two windows of the entry are open; the second save sees the first one's change and loses nothing."""
    url = f"{BASE}{AUTHORITY}/edit/contact"
    other = browser.contexts[0].new_page()
    page.goto(url)
    other.goto(url)
    other.fill("[name=address]", "1 New Street")
    save(other)
    page.fill("[name=hours]", "At any hour")
    save(page)
    expect("the second save is told of the change", "1 New Street" in text(page) and page.locator("#error-summary").count() == 1)
    expect("what was typed stays", page.input_value("[name=hours]") == "At any hour")
    page.fill("[name=address]", "1 New Street")
    save(page)
    page.goto(f"{BASE}{AUTHORITY}")
    expect("both changes are on the card", "1 New Street" in text(page) and "At any hour" in text(page))
    page.goto(f"{BASE}{AUTHORITY}/history")
    expect("the history has three versions", page.locator(".timeline > li").count() == 3)
    other.close()


def restrict(page, visitor):
    """A field for authorities only is marked for the officer and absent for the visitor."""
    page.goto(f"{BASE}{AUTHORITY}/edit/restricted")
    page.check("[name=restrictedFields][value=address]")
    save(page)
    page.goto(f"{BASE}{AUTHORITY}")
    expect("the officer sees the address marked", "1 New Street authorities only" in text(page))
    visitor.goto(f"{BASE}{AUTHORITY}")
    expect("the visitor does not see the address", "1 New Street" not in text(visitor))
    visitor.goto(f"{BASE}{AUTHORITY}/history")
    expect("nor in the history", "New Street" not in text(visitor))


def campaign(page):
    page.goto(f"{BASE}/directory/verification")
    save(page)
    expect("everybody is asked", "17 authorities" in text(page))
    address = page.url
    page.goto(f"{address}/authorities/{DORIA.rsplit('/', 1)[1]}")
    expect("the text is in Spanish", "Estimados colegas:" in page.input_value("#text"))
    page.check("[name=outcome][value=confirmed]")
    page.fill("[name=remark]", "Note 12")
    save(page)
    page.goto(f"{BASE}{DORIA}")
    expect("the confirmed entry is fresh", "not confirmed for more than a year" not in text(page))
    return address


def bring_in(page):
    page.goto(f"{BASE}/directory/import")
    good = page.request.get(f"{BASE}/directory/import/all.csv").text()
    page.check("[name=format][value=csv]")
    page.fill("[name=text]", good.replace("cooperation@florinia.example", "nobody"))
    save(page)
    expect("the wrong row is told", "1 thing is wrong with the file" in text(page) and "email" in text(page))
    page.fill("[name=text]", good.replace("3 River Lane, Florin", "4 River Lane, Florin"))
    save(page)
    expect("the change is shown first", "4 River Lane" in text(page))
    save(page)
    expect("the file is taken in", "The file is taken in." in page.locator("body").inner_text())


def print_card(page, language):
    """The card of the fullest entry fits one A4 page."""
    page.goto(f"{BASE}{AUTHORITY}?lang={language}")
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))


def main():
    axe = Axe()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        officer = browser.new_context(locale="en")
        page = officer.new_page()
        visitor = browser.new_context(locale="en").new_page()
        for language in LANGUAGES:
            pages = print_card(visitor, language)
            expect(f"the card prints on one page in {language}, not {pages}", pages == 1)
        visitor.goto(f"{BASE}/?lang=en")
        sign_in(page, BASE, "editor")
        edit_beside_another(browser, page)
        restrict(page, visitor)
        address = campaign(page)
        bring_in(page)
        kept = [
            f"{AUTHORITY}/edit", *(f"{AUTHORITY}/edit/{name}" for name in ["identity", "contact", "channels", "basis", "costs", "networks", "restricted", "end"]),
            f"{AUTHORITY}/measures/bankRecords", f"{AUTHORITY}/history", "/directory/states/XF/authorities/new", "/directory/import",
            "/directory/treaties/new", "/directory/treaties/00000000-0000-4000-8000-000000000901/edit", "/directory/elections/new",
            "/directory/elections/XAXD2015-01-01", "/directory/verification", address.removeprefix(BASE),
            f"{address.removeprefix(BASE)}/authorities/{AUTHORITY.rsplit('/', 1)[1]}",
        ]
        every = [(path, language, width) for path in kept for language in LANGUAGES for width in [1280, 320]]
        chosen = every if "--all" in sys.argv else random.Random(46).sample(every, 24) + [
            (path, ["ar", "zh", "ru"][index % 3], 320) for index, path in enumerate(kept)]
        for path, language, width in chosen:
            failures.extend(f"{path} {language} {width}: {problem}" for problem in problems_of(page, BASE + path, language, width, axe))
        browser.close()
    for failure in failures:
        print(failure)
    print(f"the directory kept by an officer, {len(chosen)} visits: {len(failures)} problems")
    sys.exit(1 if failures else 0)


main()
