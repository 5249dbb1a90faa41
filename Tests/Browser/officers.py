# SPDX-License-Identifier: Apache-2.0
"""The demonstration officers in a browser: signing in with both factors as a person would."""

import base64
import hashlib
import hmac
import struct
import time

PASSWORDS = {
    "drafter": "seven herons over Arcadia",
    "drafter2": "quiet rivers of Borealia",
    "approver": "amber lanterns at midnight",
    "approver2": "lanterns on the second pier",
    "protection": "a harbour light in winter",
    "techniques": "quiet steps on gravel",
    "court": "three benches and a bell",
    "editor": "nine maps and one compass",
    "administrator": "the gate opens northward",
    "auditor": "ledgers kept by daylight",
}
# On the secretariat's node.
SECRETARIAT = {
    "keeper": "twelve drawers of index cards",
    "statistics": "counting pebbles at low tide",
    "statistics2": "seven sums before breakfast",
    "reviews": "paper boats on a green canal",
    "reviews2": "second lantern on the canal",
    "meetings": "forty chairs one microphone",
    "meetings2": "a quiet gavel before lunch",
    "delegate-xa": "white gulls above Arcadia",
    "delegate-xb": "slow barges in Borealia",
    "administrator": "the clock tower faces east",
    "auditor": "ink that dries by evening",
}
SECRETARIAT_SECRETS = {"administrator": "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK"}
SECRETS = {
    "approver": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    "approver2": "NB2W45DFOIZA2LTPNB2W45DFOIZA2LTP",
    "administrator": "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU",
}


def code(secret, at=None):
    """The present code of an authenticator app, reckoned independently of the program (RFC 6238)."""
    step = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    mac = hmac.new(base64.b32decode(secret), step, hashlib.sha1).digest()
    start = mac[19] & 15
    return f"{(struct.unpack('>I', mac[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def sign_in(page, base, name):
    page.goto(f"{base}/sign-in?lang=en")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORDS[name])
    page.click("main button")
    if name in SECRETS:
        page.fill("[name=code]", code(SECRETS[name]))
        page.click("main button")
        # A code works once: whoever signs in a second time within its half minute types the next one.
        if page.locator("main [name=code]").count():
            page.fill("[name=code]", code(SECRETS[name], time.time() + 30))
            page.click("main button")
    assert page.locator("form[action='/sign-out']").count() == 1, f"{name} is not signed in: {page.locator('main').inner_text()[:200]}"
