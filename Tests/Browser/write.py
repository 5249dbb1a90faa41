# SPDX-License-Identifier: Apache-2.0
"""An officer writes a request with three items, breaks it in five ways, mends it; a second officer approves it; both letters are read.
Then a request for extradition is written by hand."""

import hashlib
import io
import os
import sys
import zipfile

import yaml
from officers import sign_in
from playwright.sync_api import sync_playwright

BASE = sys.argv[1]
SAMPLE = yaml.safe_load(open("Samples/bank-records.yaml", encoding="utf-8"))
EXTRADITION = yaml.safe_load(open("Samples/extradition.yaml", encoding="utf-8"))
failures = []


def expect(what, is_so):
    if not is_so:
        failures.append(what)


def fill(page, name, value):
    """Writes one field as a person would, whatever control it has."""
    control = page.locator(f"main [name='{name}']").first
    kind = control.evaluate("e => e.tagName == 'INPUT' ? e.type : e.tagName.toLowerCase()")
    if kind in ("radio", "checkbox"):
        wanted = value if isinstance(value, list) else ["yes" if value is True else "no" if value is False else value]
        for one in wanted:
            page.check(f"main [name='{name}'][value='{one}']")
    elif kind == "select":
        page.select_option(f"main [name='{name}']", str(value))
    else:
        control.fill("\n".join(value) if isinstance(value, list) else str(value))


def write(page, members, prefix=""):
    for member, value in members.items():
        if member in ("id", "type"):
            continue
        if isinstance(value, dict):
            write(page, value, f"{prefix}{member}.")
        else:
            fill(page, f"{prefix}{member}", value)


def save(page):
    page.click("main button.button:not(.secondary)")


def section(page, draft, name, members):
    page.goto(f"{draft}/sections/{name}")
    write(page, members)
    save(page)


def elements(page, draft, name, members):
    for element in members:
        page.goto(f"{draft}/sections/{name}")
        if name == "items":
            page.select_option("[name=measure]", element["measure"]["type"])
        save(page)
        write(page, element)
        save(page)


def begin(page):
    page.goto(f"{BASE}/requests/new")
    page.select_option("[name=requestedState]", "XB")
    page.select_option("[name=language]", "en")
    save(page)
    draft = page.url
    pick = lambda *names: {name: SAMPLE[name] for name in names}
    section(page, draft, "parties", pick("reference", "requestedState", "channel"))
    section(page, draft, "legalBasis", pick("legalBasis"))
    section(page, draft, "languages", pick("language", "translation", "translationCertified"))
    section(page, draft, "authority", pick("authority"))
    section(page, draft, "proceeding", pick("proceeding"))
    elements(page, draft, "offences", SAMPLE["offences"])
    section(page, draft, "facts", pick("facts"))
    elements(page, draft, "persons", SAMPLE["persons"])
    elements(page, draft, "items", SAMPLE["items"])
    section(page, draft, "purpose", pick("purpose"))
    section(page, draft, "urgency", pick("urgency"))
    section(page, draft, "confidentiality", pick("confidentiality", "use"))
    section(page, draft, "undertakings", pick("undertakings"))
    elements(page, draft, "annexes", SAMPLE["annexes"])
    return draft


def annex_file(page, draft):
    """A chosen file: the program finds its digest and gives the same bytes back."""
    content = os.urandom(3_000_000)
    page.goto(f"{draft}/sections/annexes")
    save(page)
    page.set_input_files("[name=file]", {"name": "Décision 判决.pdf", "mimeType": "application/pdf", "buffer": content})
    fill(page, "kind", "other")
    fill(page, "title", "Judgment")
    save(page)
    page.click("main ul.tasks li:last-child a")
    expect("the digest of the chosen file", page.input_value("[name=sha256]") == hashlib.sha256(content).hexdigest())
    expect("the name of the chosen file", page.input_value("[name=fileName]") == "Décision 判决.pdf")
    expect("the type of the chosen file", page.input_value("[name=mediaType]") == "application/pdf")
    expect("the size of the chosen file", page.input_value("[name=size]") == "3000000")
    expect("what was typed beside the file", page.input_value("[name=title]") == "Judgment")
    with page.expect_download() as download:
        page.click("main a[href*='/files/']")
    expect("the file comes back as it was", open(download.value.path(), "rb").read() == content)
    expect("under its own name", download.value.suggested_filename == "Décision 判决.pdf")


def codes(page, draft):
    page.goto(f"{draft}/findings")
    return [text.split(" · ")[1] for text in page.locator(".findings .source").all_inner_texts()]


# Where, which field, what is written, and the finding that it must bring.
BREAKS = [
    ("facts", "facts", "", "facts-missing"),
    ("purpose", "purpose", "", "purpose-missing"),
    ("legalBasis", "legalBasis.kind", "", "basis-missing"),
    ("languages", "language", "", "language-missing"),
    ("urgency", "urgency.deadlineOn", "2020-01-01", "deadline-past"),
]


def run(browser):
    drafter = browser.new_page()
    sign_in(drafter, BASE, "drafter")
    draft = begin(drafter)
    annex_file(drafter, draft)
    found = codes(drafter, draft)
    before = set(found)
    drafter.goto(draft)
    expect("what was written is ready: nothing blocks", drafter.locator(".badge.refused").count() == 0)
    for name, field, value, code in BREAKS:
        drafter.goto(f"{draft}/sections/{name}")
        fill(drafter, field, value)
        save(drafter)
    broken = set(codes(drafter, draft)) - before
    for _, _, _, code in BREAKS:
        expect(f"finding {code} among {sorted(broken)}", code in broken)
    drafter.goto(draft)
    drafter.click("form[action$='/submit'] button")
    expect("a blocked request is not handed over", drafter.locator(".findings .blocks").count() >= len(BREAKS) - 1)
    section(drafter, draft, "facts", {"facts": SAMPLE["facts"]})
    section(drafter, draft, "purpose", {"purpose": SAMPLE["purpose"]})
    section(drafter, draft, "legalBasis", {"legalBasis": SAMPLE["legalBasis"]})
    section(drafter, draft, "languages", {"language": SAMPLE["language"]})
    section(drafter, draft, "urgency", {"urgency": SAMPLE["urgency"]})
    expect("mended, the findings are those of before", set(codes(drafter, draft)) == before)

    other = browser.new_context().new_page()
    sign_in(other, BASE, "drafter2")
    two_officers(drafter, other, draft)

    drafter.goto(draft)
    drafter.click("form[action$='/submit'] button")
    approver = browser.new_context().new_page()
    sign_in(approver, BASE, "approver")
    expect("the approver finds it on the start page", approver.locator(f"a[href='{draft.removeprefix(BASE)}']").count() >= 1)
    approver.goto(draft)
    approver.click("form[action$='/approve'] button")
    expect("approved", "Approved" in approver.locator("main").inner_text())
    letters(approver, draft)
    supplement(drafter, draft)
    extradition(drafter)


def two_officers(first, second, draft):
    """Both open the same form: different fields both stay, the same field is shown to the second with both texts."""
    for page in (first, second):
        page.goto(f"{draft}/sections/proceeding")
    second.reload()
    expect("who opens second is told so", "Ada Lindqvist" in second.locator(".panel").first.inner_text())
    first.fill("[name='proceeding.caseNumber']", "2025/ACU/0312-A")
    save(first)
    second.fill("[name='proceeding.conductedBy']", "Anti-Corruption Unit, second section")
    save(second)
    first.goto(f"{draft}/sections/proceeding")
    expect("both changes stay", first.input_value("[name='proceeding.caseNumber']") == "2025/ACU/0312-A")
    expect("both changes stay", first.input_value("[name='proceeding.conductedBy']") == "Anti-Corruption Unit, second section")
    for page in (first, second):
        page.goto(f"{draft}/sections/purpose")
    first.fill("[name=purpose]", SAMPLE["purpose"] + " First.")
    save(first)
    second.fill("[name=purpose]", SAMPLE["purpose"] + " Second.")
    save(second)
    expect("the second sees the first's text", "First." in second.locator(".panel.attention").last.inner_text())
    expect("and keeps the own one", "Second." in second.input_value("[name=purpose]"))
    save(second)
    first.goto(f"{draft}/sections/purpose")
    expect("then the decided text stands", "Second." in first.input_value("[name=purpose]"))


def letters(page, draft):
    for first, second, words in [("en", "zh", ["司法协助", "mutual legal assistance"]), ("fr", "ar", ["entraide", "المساعدة"])]:
        pdf = page.request.get(f"{draft}/letter/file?first={first}&second={second}&as=pdf").body()
        expect(f"PDF {first}+{second}", pdf.startswith(b"%PDF-") and len(pdf) > 20_000)
        docx = page.request.get(f"{draft}/letter/file?first={first}&second={second}&as=docx").body()
        text = zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml").decode()
        for word in words:
            expect(f"DOCX {first}+{second} has {word}", word in text)
        page.goto(f"{draft}/letter/file?first={first}&second={second}&as=html")
        shown = page.locator("body").inner_text()
        for word in words + [SAMPLE["reference"]]:
            expect(f"page {first}+{second} has {word}", word in shown)
        expect("an approved letter is no draft", "Draft" not in shown and "Projet" not in shown)


def supplement(page, draft):
    page.goto(draft)
    page.click("form[action$='/supplement'] button")
    added = page.url
    elements(page, added, "items", [{"measure": {"type": "companyRecords", "holder": "Register of Borealia"}}])
    page.goto(f"{added}/letter/file?first=en&second=fr&as=html")
    shown = page.locator("body").inner_text()
    expect("a supplementary letter has what is new", "Register of Borealia" in shown)
    expect("and does not repeat the facts", SAMPLE["facts"][:60] not in shown)
    expect("and names the earlier request", SAMPLE["reference"] in shown)


def extradition(page):
    """A request of another kind has its own sections and none of those of assistance."""
    page.goto(f"{BASE}/requests/new")
    page.select_option("[name=kind]", "extradition")
    page.select_option("[name=requestedState]", "XB")
    page.select_option("[name=language]", "en")
    save(page)
    draft = page.url
    expect("an extradition has no items", page.locator("a[href$='/sections/items']").count() == 0)
    expect("nor is there a form for them", page.goto(f"{draft}/sections/items").status == 404)
    pick = lambda *names: {name: EXTRADITION[name] for name in names}
    section(page, draft, "parties", pick("reference", "requestedState", "channel"))
    for name in ("legalBasis", "authority", "person", "courtDecision"):
        section(page, draft, name, pick(name))
    elements(page, draft, "offences", EXTRADITION["offences"])
    for name in ("facts", "extradition", "limitation", "provisionalArrest", "surrender", "urgency", "confidentiality", "undertakings"):
        section(page, draft, name, pick(name))
    elements(page, draft, "annexes", EXTRADITION["annexes"])
    page.goto(draft)
    expect("the extradition is ready: nothing blocks", page.locator(".badge.refused").count() == 0)
    before = set(codes(page, draft))
    section(page, draft, "courtDecision", {"courtDecision": {"number": ""}})
    section(page, draft, "provisionalArrest", {"provisionalArrest": {"fullRequestDueOn": ""}})
    expect("what is missing is told", set(codes(page, draft)) - before == {"decision-not-named", "full-request-day-missing"})
    section(page, draft, "courtDecision", pick("courtDecision"))
    section(page, draft, "provisionalArrest", pick("provisionalArrest"))
    for first, second, words in [("en", "zh", ["Request for extradition", "引渡请求书"]), ("fr", "ar", ["Demande d’extradition", "طلب تسليم مجرمين"])]:
        pdf = page.request.get(f"{draft}/letter/file?first={first}&second={second}&as=pdf").body()
        expect(f"PDF of the extradition {first}+{second}", pdf.startswith(b"%PDF-") and len(pdf) > 20_000)
        page.goto(f"{draft}/letter/file?first={first}&second={second}&as=html")
        shown = page.locator("body").inner_text()
        for word in words + [EXTRADITION["person"]["name"], EXTRADITION["courtDecision"]["number"]]:
            expect(f"extradition {first}+{second} has {word}", word in shown)
    page.goto(draft)
    page.click("form[action$='/submit'] button")
    expect("the extradition is handed over", page.locator("form[action$='/take-back']").count() == 1)


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    run(browser)
    browser.close()
for failure in failures:
    print("✘", failure)
print(f"Writing a request: {'all as expected' if not failures else f'{len(failures)} problems'}")
sys.exit(1 if failures else 0)
