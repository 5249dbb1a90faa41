# SPDX-License-Identifier: Apache-2.0
"""A request that came is registered, acknowledged, partly executed, refused in one item, answered and closed; one that goes out likewise."""

import os
import sys
from datetime import date, timedelta

import printing
from officers import sign_in
from playwright.sync_api import sync_playwright

BASE = sys.argv[1]
SHOTS = sys.argv[2] if len(sys.argv) > 2 else None
TODAY = date.today()
failures = []


def expect(what, is_so):
    if not is_so:
        failures.append(what)


def send(page):
    page.click("main form[method=post] button.button:not(.secondary)")


def act(page, case, name, **fields):
    """Fills the form of one act as a person would; lists tick boxes."""
    page.goto(f"{case}/acts/{name}")
    for field, value in fields.items():
        if isinstance(value, list):
            for one in value:
                page.check(f"main [name='{field}'][value='{one}']")
        else:
            control = page.locator(f"main [name='{field}']").first
            kind = control.evaluate("e => e.tagName == 'SELECT' ? 'select' : e.type")
            if kind == "select":
                control.select_option(value)
            elif kind == "checkbox":
                control.check()
            else:
                control.fill(value)
    send(page)


def refused(page, case, name, article, **fields):
    """The act is not taken, the form says why and keeps what was typed."""
    act(page, case, name, **fields)
    text = page.inner_text("main")
    expect(f"{name}: refused with {article}", page.locator(".error-summary").count() == 1 and article in text)
    for field, value in fields.items():
        if isinstance(value, str) and page.locator(f"main textarea[name='{field}']").count():
            expect(f"{name}: {field} is kept", page.input_value(f"main textarea[name='{field}']") == value)


def confirm(page, case):
    page.goto(case)
    page.click("form[action$='/confirm'] button")
    expect("a confirmed proposal is gone", page.locator("form[action$='/confirm']").count() == 0)


def stage(page, case, words):
    page.goto(case)
    expect(f"the stage is {words}, not {page.locator('main .badge').first.inner_text()}", page.locator("main .badge").first.inner_text() == words)


def shoot(browser, officer, case, name):
    if not SHOTS:
        return
    for language in ("en", "zh", "ar"):
        for width in (1280, 320):
            context = browser.new_context(storage_state=officer.context.storage_state(), viewport={"width": width, "height": 900})
            page = context.new_page()
            page.goto(f"{case}{'&' if '?' in case else '?'}lang={language}")
            page.screenshot(path=os.path.join(SHOTS, f"{name}-{language}-{width}.png"), full_page=True)
            context.close()


def incoming(browser, drafter, approver):
    drafter.goto(f"{BASE}/cases/new")
    first = int(drafter.input_value("[name=reference]")[-5:])
    drafter.fill("[name=theirReference]", "BO-77/2026")
    drafter.select_option("[name=state]", "XB")
    drafter.select_option("[name=kind]", "criminalAssistance")
    drafter.fill("[name=subject]", "Bank records and a hearing in the harbour tender matter")
    drafter.fill("[name=arrivedOn]", str(TODAY - timedelta(days=20)))
    drafter.select_option("[name=item0]", "bankRecords")
    drafter.fill("[name=summary0]", "Records of account 4711")
    send(drafter)
    expect("a second item can be left empty", "/cases/new" not in drafter.url)
    drafter.goto(f"{BASE}/cases/new")
    expect("the next reference counts on", int(drafter.input_value("[name=reference]")[-5:]) == first + 1)
    drafter.fill("[name=theirReference]", "BO-78/2026")
    drafter.select_option("[name=state]", "XB")
    drafter.select_option("[name=kind]", "criminalAssistance")
    drafter.fill("[name=subject]", "Company records and a hearing")
    drafter.fill("[name=arrivedOn]", str(TODAY - timedelta(days=20)))
    for place, (sought, summary) in enumerate([("companyRecords", "Records of a company"), ("takeEvidence", "Hearing of a witness")]):
        drafter.select_option(f"[name=item{place}]", sought)
        drafter.fill(f"[name=summary{place}]", summary)
    send(drafter)
    case = drafter.url
    stage(drafter, case, "Registered")
    shoot(browser, drafter, f"{BASE}/cases/new", "new")
    act(drafter, case, "acknowledge", contact="Ada Lindqvist, desk 3")
    stage(drafter, case, "Acknowledged")
    act(drafter, case, "examine")
    act(drafter, case, "accept", items=["i1"])
    act(drafter, case, "beginExecution", items=["i1"], authority="District prosecutor of Lakeside")
    refuse = {"items": ["i2"], "grounds": ["contraryToLegalSystem"], "causes": ["reciprocityMissing"], "reasons": "No hearing of this kind is known here."}
    refused(drafter, case, "refuse", "46(26)", **refuse)
    shoot(browser, drafter, f"{case}/acts/refuse", "refuse")
    act(
        drafter, case, "consult", items=["i2"], topic="refusal", proposal="A written statement instead of a hearing",
        on=str(TODAY - timedelta(days=15)), answerDueOn=str(TODAY - timedelta(days=5)),
    )
    stage(drafter, case, "Consultation")
    act(drafter, case, "concludeConsultation", consultation="c1", outcome="doesNot", text="A hearing is needed.")
    act(drafter, case, "refuse", **refuse)
    expect("a refusal waits for a second officer", drafter.locator("main .panel").count() >= 1)
    drafter.goto(case)
    expect("its author cannot confirm it", drafter.locator("form[action$='/confirm']").count() == 0)
    confirm(approver, case)
    act(drafter, case, "sendReasons", items=["i2"])
    act(drafter, case, "recordExecution", item="i1", result="full", procedure="noneAsked")
    act(drafter, case, "sendProduct", items=["i1"], summary="Certified copies, 12 pages", limitationOnUse="Only in the proceeding of the request")
    confirm(approver, case)
    shoot(browser, drafter, case, "case")
    act(drafter, case, "confirmProduct", items=["i1"])
    act(drafter, case, "close")
    confirm(approver, case)
    stage(drafter, case, "Closed")
    drafter.goto(f"{BASE}/cases?show=all&q=bo+78+2026")
    expect("it is found by the other side's reference, however written", drafter.locator(f"main a[href='{case.replace(BASE, '')}']").count() == 1)


def outgoing(browser, drafter, approver):
    drafter.goto(f"{BASE}/requests")
    draft = BASE + drafter.locator("main table a[href^='/requests/']", has_text="Request to Borealia").first.get_attribute("href")
    drafter.goto(draft)
    drafter.click("form[action$='/submit'] button")
    approver.goto(draft)
    approver.click("form[action$='/approve'] button")
    case = draft.replace("/requests/", "/cases/")
    stage(drafter, case, "Approved, not sent")
    act(drafter, case, "send", authority=drafter_choice(drafter, case), to="Central authority", channel="direct", medium="paper", trackingNumber="RR 1")
    confirm(approver, case)
    stage(drafter, case, "Sent")
    act(drafter, case, "recordAcknowledgement", theirReference="BO-IN-5")
    items = [value for value in items_of(drafter, case, "recordReply")]
    act(drafter, case, "recordReply", items=items, result="full", summary="Everything asked for", limitationOnUse="Only in this proceeding")
    act(drafter, case, "confirmReply", items=items)
    act(drafter, case, "close")
    confirm(approver, case)
    stage(drafter, case, "Closed")
    shoot(browser, drafter, case, "outgoing")


def by_hand(drafter, approver):
    """A request that went out on paper before it came into the register, with a slip of the pen put right."""
    drafter.goto(f"{BASE}/cases/new")
    drafter.click("main .chosen a[href='/cases/new?direction=outgoing']")
    for field, value in {
        "otherReferences": "XA/PAPER/12", "otherAuthority": "Ministry of Justice of Borealia", "subject": "Hearing of two engineers",
        "arrivedOn": str(TODAY - timedelta(days=40)), "sentOn": str(TODAY - timedelta(days=38)), "trackingNumber": "RR 2",
        "summary0": "Hearing of two engineers", "title": "Treaty of 1998", "basisReason": "The letter names the treaty.",
    }.items():
        drafter.fill(f"main [name={field}]", value)
    for field, value in {"state": "XB", "kind": "criminalAssistance", "channel": "diplomatic", "item0": "takeEvidence", "basis": "bilateralTreaty"}.items():
        drafter.select_option(f"main [name={field}]", value)
    send(drafter)
    case = drafter.url.split("?")[0]
    stage(drafter, case, "Sent")
    act(drafter, case, "correctHead", theirReference="BO-PAPER-9", reason="Their note of last week names it.")
    drafter.goto(case)
    expect("the correction is told with its reason", "Their note of last week names it." in drafter.inner_text("main"))
    expect("the chosen basis is told with its reason", "The letter names the treaty." in drafter.inner_text("main"))
    for written in ("xa paper 12", "bo paper 9"):
        drafter.goto(f"{BASE}/cases?q={written.replace(' ', '+')}")
        expect(f"it is found by {written}", drafter.locator(f"main a[href='{case.replace(BASE, '')}']").count() == 1)
    act(drafter, case, "recordAcknowledgement", theirReference="BO-PAPER-9")
    items = items_of(drafter, case, "recordReply")
    act(drafter, case, "recordReply", items=items, result="full", summary="Two records of hearings", limitationOnUse="Only in this proceeding")
    act(drafter, case, "confirmReply", items=items)
    act(drafter, case, "close")
    confirm(approver, case)
    stage(drafter, case, "Closed")


def lists(drafter, colleague):
    """A list is saved, counted above the register, and a colleague sees it once it is shared."""
    drafter.goto(f"{BASE}/cases?show=overdue&direction=incoming")
    drafter.click("main a[href^='/cases/lists']")
    drafter.fill("main [name=name]", "Incoming, overdue")
    drafter.check("main [name=isShared]")
    send(drafter)
    expect("the saved list is the one that is shown", "show=overdue" in drafter.url and "direction=incoming" in drafter.url)
    for page in (drafter, colleague):
        page.goto(f"{BASE}/cases")
        expect("the shared list stands above the register", page.locator("main nav a", has_text="Incoming, overdue").count() == 1)


def on_paper(drafter):
    """Letters of many lengths, printed from the browser."""
    drafter.goto(f"{BASE}/cases/new")
    for field, value in {"subject": "Letters of many lengths", "arrivedOn": str(TODAY - timedelta(days=20)), "summary0": "Records"}.items():
        drafter.fill(f"main [name={field}]", value)
    for field, value in {"state": "XB", "kind": "criminalAssistance", "item0": "bankRecords"}.items():
        drafter.select_option(f"main [name={field}]", value)
    send(drafter)
    case = drafter.url.split("?")[0]
    printing.prints(drafter, case, lambda name, **fields: act(drafter, case, name, **fields), expect)


def shredded(drafter, approver, second):
    """What one approver proposes another confirms: a case whose time has ended is shredded in the demonstration as it stands."""
    approver.goto(f"{BASE}/cases/retention")
    due = approver.locator("main table a[href^='/cases/']").first
    case = BASE + due.get_attribute("href").removesuffix("/retention")
    approver.goto(f"{case}/retention")
    approver.click("form[action$='/retention/propose'] button")
    approver.goto(f"{case}/retention")
    expect("who proposed a shredding cannot confirm it", approver.locator("form[action$='/retention/confirm']").count() == 0)
    second.goto(f"{case}/retention")
    second.click("form[action$='/retention/confirm'] button")
    drafter.goto(case)
    expect("the case is shredded", "Shredded on" in drafter.inner_text("main"))


def drafter_choice(page, case):
    page.goto(f"{case}/acts/send")
    return page.locator("main [name=authority] option").nth(1).get_attribute("value")


def items_of(page, case, name):
    page.goto(f"{case}/acts/{name}")
    return [box.get_attribute("value") for box in page.locator("main [name=items]").all()]


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    officers = {}
    for name in ("drafter", "approver", "approver2"):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        officers[name] = context.new_page()
        sign_in(officers[name], BASE, name)
    incoming(browser, officers["drafter"], officers["approver"])
    outgoing(browser, officers["drafter"], officers["approver"])
    by_hand(officers["drafter"], officers["approver"])
    lists(officers["drafter"], officers["approver"])
    on_paper(officers["drafter"])
    shredded(officers["drafter"], officers["approver"], officers["approver2"])
    shoot(browser, officers["drafter"], f"{BASE}/cases?show=all", "register")
    shoot(browser, officers["drafter"], f"{BASE}/", "home")
    browser.close()

for failure in failures:
    print(failure)
print("Handling a request: " + ("all as expected" if not failures else f"{len(failures)} not as expected"))
sys.exit(1 if failures else 0)
