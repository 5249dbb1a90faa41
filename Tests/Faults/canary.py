# SPDX-License-Identifier: Apache-2.0
"""Words of a case that must be nowhere outside the two nodes: not on the wire between them, not at the secretariat, in no log, in no address."""

import base64
import os
import pathlib
import re
import socket
import struct
import threading

from evidence import EvidenceOfficer
from traffic import TODAY, until

ETH_P_ALL = 3


class Capture:
    """Every packet on the loopback device, as its TCP payload with both ports; needs the right to look, which root has."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.ntohs(ETH_P_ALL))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 20)
        self.socket.bind(("lo", 0))
        self.socket.settimeout(0.2)
        self.packets, self.going, self.lost = [], True, 0
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self):
        while self.going:
            try:
                frame, address = self.socket.recvfrom(1 << 17)
            except socket.timeout:
                continue
            # On the loopback device each packet is seen twice: on its way out and on its way in.
            if address[2] == socket.PACKET_OUTGOING or frame[12:14] != b"\x08\x00" or frame[23] != 6:
                continue
            length = (frame[14] & 15) * 4
            segment = frame[14 + length:14 + struct.unpack(">H", frame[16:18])[0]]
            here, there = struct.unpack(">HH", segment[:4])
            content = segment[(segment[12] >> 4) * 4:]
            if content:
                self.packets.append((here, there, struct.unpack(">I", segment[4:8])[0], content))

    def stop(self):
        self.going = False
        self.thread.join(10)
        # struct tpacket_stats: packets and drops.
        _, self.lost = struct.unpack("II", self.socket.getsockopt(263, 6, 8))
        self.socket.close()

    def streams(self):
        """The bytes of each direction of each connection, joined: a word may be cut in two by packets."""
        streams = {}
        for here, there, _, content in self.packets:
            streams.setdefault((here, there), bytearray()).extend(content)
        return {ports: bytes(content) for ports, content in streams.items()}


def spellings(word):
    """A word as it is, in hexadecimal digits, in UTF-16, and in base64 wherever it may begin."""
    plain = word.encode()
    yield plain
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    yield word.encode("utf-16-le")
    for shift in range(3):
        # What stands before and after changes the letters at both ends.
        text = base64.b64encode(b"\0" * shift + plain)
        yield text[4 if shift else 0:len(text) - 4]


def found(words, content):
    return [word for word in words if any(spelling in content for spelling in spellings(word))]


def case_with_file(officers, words):
    """A whole exchange: a request, its acknowledgement, its acceptance, and a file as its product."""
    nodes, name = officers.nodes, os.urandom(4).hex()
    officers.drafter.post(
        "/cases/new", [
            ("direction", "outgoing"), ("reference", f"XAC-{name}"), ("state", "XB"), ("kind", "criminalAssistance"), ("subject", words[0]),
            ("arrivedOn", TODAY), ("channel", "electronic"), ("medium", "electronic"), ("item0", "bankRecords"), ("summary0", words[1])],
        "/cases/new?direction=outgoing")
    case = officers.one(nodes.arcadia, "SELECT id FROM registeredRequest WHERE reference = ?", f"XAC-{name}")
    officers.sent(case)
    officers.confirmed(case)
    there = until(
        lambda: officers.one(nodes.borealia, "SELECT id FROM registeredRequest WHERE theirReference = ?", f"XAC-{name}"), 60,
        "the request in Borealia")
    officers.acted(officers.other, there, "acknowledge", [("contact", words[2])])
    officers.acted(officers.other, there, "accept", [("items", "i1")])
    officers.acted(officers.other, there, "beginExecution", [("items", "i1"), ("authority", "District Court")])
    officers.acted(officers.other, there, "recordExecution", [("item", "i1"), ("result", "full"), ("procedure", "noneAsked")])
    carrier = EvidenceOfficer(officers.other, "canary")
    content = (words[3] + "\n").encode() * 2_000
    fields = [("kind", "annex"), ("title", words[4]), ("givenBy", "Beta"), ("receivedOn", TODAY), ("form", "electronic")]
    carrier.bring(f"/cases/{there}/files/new", fields, content)
    page = officers.other.get(f"/cases/{there}/acts/sendProduct")
    digest = re.search(r'name="files" value="([0-9a-f]{64})"|value="([0-9a-f]{64})"[^>]*name="files"|name="files"[^>]*value="([0-9a-f]{64})"', page)
    assert digest, "the form of a product offers no file"
    officers.acted(
        officers.other, there, "sendProduct",
        [("items", "i1"), ("summary", words[5]), ("files", next(group for group in digest.groups() if group))])
    officers.confirmed(there, officers.other_approver)
    return case


def canary(nodes, officers, judge):
    """Plays one exchange while everything on the loopback device is written down, then searches."""
    words = [f"CANARY{place}{os.urandom(8).hex()}" for place in range(6)]
    capture = None
    try:
        capture = Capture()
    except PermissionError:
        print("  SKIPPED: packets are not captured, which only root may do; everything else is searched", flush=True)
    case_with_file(officers, words)
    # A small file needs nobody's consent.
    fetched = until(
        lambda: officers.one(nodes.arcadia, "SELECT state FROM fetchedFile WHERE state NOT IN ('offered', 'consented', 'pulling')"), 120,
        "the file of the product in Arcadia")
    assert fetched == "verified", f"the file of the product is {fetched}"
    judge.check("one exchange with a file")
    looked = 0
    if capture:
        capture.stop()
        looked = look_at(capture, nodes, words)
    places = [path for path in pathlib.Path(nodes.secretariat.folder).rglob("*") if path.is_file()]
    places += [pathlib.Path(node.log) for node in nodes.all]
    for path in places:
        left = found(words, path.read_bytes())
        assert not left, f"words of a case stand in {path}"
    assert len(places) > 8, f"only {len(places)} files were searched"
    # The search itself: the officer's own node shows the words to the officer.
    case = officers.one(nodes.arcadia, "SELECT id FROM registeredRequest WHERE reference LIKE 'XAC-%'")
    assert words[0] in officers.drafter.get(f"/cases/{case}"), "the search would find nothing anywhere"
    print(f"  words of a case: none in {looked} connections, {len(places)} files of the secretariat and logs", flush=True)


def look_at(capture, nodes, words):
    """On the way between officers and their own node words may travel, but in no address; everywhere else nothing of them."""
    assert capture.lost == 0, f"{capture.lost} packets were not written down"
    own = {int(node.url.rsplit(":", 1)[1]) for node in (nodes.arcadia, nodes.borealia)}
    seen_there, others, bytes_between = False, 0, 0
    for (here, there), content in capture.streams().items():
        left = found(words, content)
        if own & {here, there}:
            seen_there = seen_there or bool(left)
            for line in re.findall(rb"(?:GET|POST|HEAD) (\S+) HTTP/1\.1", content):
                assert not found(words, line), "a word of a case stands in an address"
        else:
            others += 1
            bytes_between += len(content)
            assert not left, f"words of a case travelled between the ports {here} and {there}"
    assert seen_there, "the capture has not even what officers typed: it shows nothing"
    assert others > 2 and bytes_between > 20_000, f"only {bytes_between} bytes in {others} connections between nodes were captured"
    return others
