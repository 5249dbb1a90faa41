# SPDX-License-Identifier: Apache-2.0
"""Another program on the wire between nodes: calls a listener as it should be called, and in ways in which it should not.

One argument, JSON: port, certificate, key, secret (of the signatures), keyid, and what to do. Prints JSON.
"""

import base64
import datetime
import hashlib
import json
import secrets
import socket
import ssl
import subprocess
import sys
import time
import types

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms
from http_message_signatures.structures import CaseInsensitiveDict

given = json.loads(sys.argv[1])
TAG = "comity-v1"
COVERED = ["@method", "@authority", "@path", "@query"]


class Keys(HTTPSignatureKeyResolver):
    def resolve_private_key(self, key_id):
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(given["secret"]))

    def resolve_public_key(self, key_id):
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(given["public"]))


def digest(content):
    return "sha-256=:" + base64.b64encode(hashlib.sha256(content).digest()).decode() + ":"


def signed(method="POST", path="/v1/inbox", content=b"sealed", covered=None, tag=TAG, host=None, fields=None, said=None):
    """Head and content of a call; `said` is the content that the digest is of."""
    host = host or f"localhost:{given['port']}"
    headers = CaseInsensitiveDict({"host": host})
    if content:
        headers["content-type"] = "application/jose"
        headers["content-digest"] = digest(content if said is None else said)
    headers.update(fields or {})
    asked = types.SimpleNamespace(method=method, url=f"https://{host}{path}", headers=headers)
    covers = (covered or COVERED) + (["content-type", "content-digest"] if content else [])
    now = datetime.datetime.now(datetime.timezone.utc)
    HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=Keys()).sign(
        asked, key_id=given["keyid"], created=now, expires=now + datetime.timedelta(seconds=300), nonce=secrets.token_hex(16), tag=tag,
        include_alg=False, covered_component_ids=[f'"{name}"' for name in covers], body=(content if said is None else said) or None,
        use_existing_digest="content-digest" in headers,
    )
    return asked, content


def wire(asked, content, length=None):
    path = asked.url.split("/", 3)[3]
    lines = [f"{asked.method} /{path} HTTP/1.1"] + [f"{name}: {value}" for name, value in asked.headers.items()]
    if content or length:
        lines.append(f"content-length: {len(content) if length is None else length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + content


def connect(certificate=True, maximum=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if maximum:
        context.maximum_version = maximum
    if certificate:
        context.load_cert_chain(given["certificate"], given["key"])
    plain = socket.create_connection(("127.0.0.1", given["port"]), timeout=20)
    return context.wrap_socket(plain, server_hostname="localhost")


def read(connection):
    """Status, fields and content of an answer; status 0 when the connection was closed instead."""
    got = b""
    try:
        while b"\r\n\r\n" not in got:
            piece = connection.recv(65536)
            if not piece:
                return 0, {}, b""
            got += piece
        head, content = got.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        fields = CaseInsensitiveDict(dict(line.split(": ", 1) for line in lines[1:]))
        while len(content) < int(fields.get("content-length", 0)):
            piece = connection.recv(1 << 20)
            if not piece:
                return 0, {}, b""
            content += piece
        return int(lines[0].split()[1]), fields, content
    except OSError:
        return 0, {}, b""


def believed(asked, status, fields, content):
    """Whether the answer is signed by the node, bound to the question, and its content is what was signed."""
    answer = types.SimpleNamespace(status_code=status, headers=fields, request=asked)
    required = ['"@status"', '"signature";req'] + (['"content-digest"'] if content else [])
    try:
        HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=Keys()).verify(
            answer, max_age=datetime.timedelta(minutes=5), expect_tag=TAG, require_components=required, body=content)
    except Exception as error:
        return repr(error)
    return not content or fields["content-digest"] == digest(content)


def call(asked, content, connection=None, length=None):
    connection = connection or connect()
    try:
        connection.sendall(wire(asked, content, length))
    except OSError:
        pass
    status, fields, answer = read(connection)
    told = json.loads(answer).get("type", "").rsplit(":", 1)[-1] if answer.startswith(b"{") else ""
    return {"status": status, "problem": told, "believed": believed(asked, status, fields, answer) if status else False}


def good():
    return call(*signed())


def unsigned():
    asked = types.SimpleNamespace(method="POST", url=f"https://localhost:{given['port']}/v1/inbox", headers={"host": f"localhost:{given['port']}"})
    return call(asked, b"sealed")


def replayed():
    asked, content = signed()
    return {"first": call(asked, content), "second": call(asked, content)}


def chunked():
    """Content without a length, in chunks that never end."""
    asked, _ = signed(content=b"x")
    connection = connect()
    lines = [f"{asked.method} /v1/inbox HTTP/1.1"] + [f"{name}: {value}" for name, value in asked.headers.items()]
    connection.sendall(("\r\n".join(lines) + "\r\ntransfer-encoding: chunked\r\n\r\n").encode())
    started = time.monotonic()
    try:
        while time.monotonic() - started < 30:
            connection.sendall(b"10000\r\n" + b"a" * 65536 + b"\r\n")
    except OSError:
        pass
    return {"seconds": time.monotonic() - started}


def slow(beginning, drip):
    """How many seconds it takes until the listener closes."""
    connection = connect()
    started = time.monotonic()
    connection.sendall(beginning)
    connection.settimeout(0.2)
    while time.monotonic() - started < 20:
        try:
            connection.sendall(drip)
            if not connection.recv(1024):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return {"seconds": time.monotonic() - started}


def silent():
    connection = socket.create_connection(("127.0.0.1", given["port"]), timeout=20)
    started = time.monotonic()
    try:
        connection.recv(1)
    except OSError:
        pass
    return {"seconds": time.monotonic() - started}


def slow_content():
    asked, content = signed()
    return slow(wire(asked, content[:1], length=len(content) + 1000), b"x")


def tls12():
    try:
        connection = connect(maximum=ssl.TLSVersion.TLSv1_2)
        return call(*signed(), connection)
    except OSError as error:
        return {"refused": type(error).__name__}


def nameless():
    try:
        return call(*signed(), connect(certificate=False))
    except OSError as error:
        return {"refused": type(error).__name__}


def crowd():
    """Five connections at once; then one more after one was closed."""
    held = [connect() for _ in range(4)]
    first = [call(*signed(), one)["status"] for one in held]
    try:
        fifth = call(*signed(), connect())["status"]
    except OSError:
        fifth = 0
    held.pop().close()
    for _ in range(50):
        try:
            sixth = call(*signed(), connect())["status"]
        except OSError:
            sixth = 0
        if sixth:
            break
        time.sleep(0.1)
    return {"first": first, "fifth": fifth, "sixth": sixth}


def curl(range_, path):
    asked, _ = signed(method="GET", path=path, content=b"")
    fields = [part for name in ("signature-input", "signature") for part in ("-H", f"{name}: {asked.headers[name]}")]
    ended = subprocess.run(
        ["curl", "-sS", "--insecure", "--tlsv1.3", "--cert", given["certificate"], "--key", given["key"], "--range", range_, "-D", "-", "-o",
         given["into"], *fields, f"https://localhost:{given['port']}{path}"], capture_output=True, timeout=60)
    lines = ended.stdout.decode().strip().split("\r\n")
    fields = CaseInsensitiveDict(dict(line.split(": ", 1) for line in lines[1:])) if lines[0] else {}
    content = open(given["into"], "rb").read() if lines[0] else b""
    status = int(lines[0].split()[1]) if lines[0] else 0
    return {
        "status": status, "range": fields.get("content-range", ""), "etag": fields.get("etag", ""), "length": len(content),
        "digest": hashlib.sha256(content).hexdigest(), "believed": believed(asked, status, fields, content), "error": ended.stderr.decode(),
    }


DEEDS = {
    "good": good,
    "unsigned": unsigned,
    "replayed": replayed,
    "wrong-digest": lambda: call(*signed(said=b"other")),
    "no-digest": lambda: call(signed(content=b"")[0], b"sealed"),
    "little-covered": lambda: call(*signed(covered=["@method", "@authority"])),
    "other-tag": lambda: call(*signed(tag="other")),
    "other-authority": lambda: call(*signed(host="other.example")),
    "compressed": lambda: call(*signed(fields={"content-encoding": "gzip"})),
    "query": lambda: call(*signed(path="/v1/inbox?a=b")),
    "big-head": lambda: call(*signed(fields={"x-much": "a" * (20 << 10)})),
    "many-fields": lambda: call(*signed(fields={f"x-{n}": "a" for n in range(200)})),
    "long-path": lambda: call(*signed(path="/v1/" + "a" * (20 << 10))),
    "too-long": lambda: call(*signed(), length=100 << 20),
    "chunked": chunked,
    "slow-head": lambda: slow(b"POST /v1/inbox HTTP/1.1\r\n", b"x-slow: a\r\n"),
    "slow-content": slow_content,
    "silent": silent,
    "tls12": tls12,
    "nameless": nameless,
    "crowd": crowd,
    "curl": lambda: curl(given["range"], given["path"]),
}

print(json.dumps(DEEDS[given["do"]]()))
