# SPDX-License-Identifier: Apache-2.0
"""Letters of many lengths on paper: the signature never stands on a page without the end of the text above it."""

import subprocess
import tempfile

# Marks in the page itself, because lines of Arabic come out of a PDF in an order of their own.
MARKS = """() => {
    const closing = document.querySelector('.closing');
    const walk = document.createTreeWalker(closing.previousElementSibling, NodeFilter.SHOW_TEXT);
    let last = null;
    while (walk.nextNode()) if (walk.currentNode.data.trim()) last = walk.currentNode;
    last.data += ' QENDQ';
    closing.querySelector('.line span').append(' QSIGQ');
    return document.querySelectorAll('.closing').length;
}"""


def signed_with_text(page, address):
    """Prints a letter as a browser does; how many pages it has, and whether the end of its text is on the page of the signature."""
    page.goto(address)
    assert page.evaluate(MARKS) == 1
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        page.pdf(path=file.name, prefer_css_page_size=True)
        text = subprocess.run(["/usr/bin/pdftotext", file.name, "-"], capture_output=True, text=True, check=True).stdout
    pages = [one for one in text.split("\f") if one.strip()]
    signed = [one for one in pages if "QSIGQ" in one]
    assert len(signed) == 1
    return len(pages), "QENDQ" in signed[0]


def prints(page, case, act, expect):
    """Two kinds of letter, one that ends with the law and one that ends with a table, of lengths that end anywhere on a page."""
    seen = {}
    for number, length in enumerate(range(0, 48, 3), start=1):
        text = "\n".join(f"Line {line} of what is told." for line in range(length + 1))
        act("recordStatusEnquiry")
        act("answerStatusEnquiry", text=text)
        act("askForInformation", items=["i1"], question=text)
        act("recordInformation", text="It is so.")
        for letter in (f"statusAnswer-{number}", f"informationRequest-{number}"):
            for languages in ("first=en", "first=ar&second=zh"):
                count, together = signed_with_text(page, f"{case}/letters/{letter}/file?{languages}&as=html")
                seen.setdefault((letter.split("-")[0], languages), set()).add(count)
                expect(f"the signature of {letter} ({languages}, {count} pages) stands without text above it", together)
    for kind, counts in seen.items():
        expect(f"letters {kind} end on several pages: {counts}", len(counts) > 1)
