# SPDX-License-Identifier: Apache-2.0
"""A whole peer of a node, written with other people's libraries alone: it shares no line with the program.

`keys FOLDER PORT` makes the keys of XB.central and writes its entry. `run FOLDER JSON` then does one whole exchange with the node of XA.central: reads
the directory with python-tuf, sends a request with a file over mutual TLS, checks the answer and the receipt with its proof, gives the file out in
pieces, takes an acknowledgement and a message with a file on its own listener, fetches that file in pieces, opens it and gives receipts.
Prints JSON with what it saw; an error ends it.
"""

import base64
import datetime
import hashlib
import http.server
import json
import pathlib
import secrets
import socket
import ssl
import sys
import threading
import time
import types
import uuid

import pyrage
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms
from http_message_signatures.structures import CaseInsensitiveDict
from joserfc import jwe, jws
from joserfc.jwk import OKPKey
from tuf.ngclient import Updater

TAG = "comity-v1"
OWN, OTHER = "XB.central", "XA.central"
PIECE = 16 << 20
STEPS = [4 << 10, 16 << 10, 64 << 10, 256 << 10, 512 << 10, 760 << 10]
COVERED = ["@method", "@authority", "@path", "@query"]
SIGNING = jws.JWSRegistry(algorithms=["Ed25519"])
SEALING = jwe.JWERegistry(algorithms=["ECDH-ES+A256KW", "A256GCM"])


def check(name, found, expected):
    if found != expected:
        raise SystemExit(f"{name}: {expected!r} was expected, {found!r} came")


def sha(content):
    return hashlib.sha256(content).hexdigest()


def b64url(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unb64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def tree(digests):
    """The root of RFC 9162 over leaves."""
    leaves = [hashlib.sha256(b"\0" + leaf).digest() for leaf in digests]

    def root(nodes):
        if len(nodes) == 1:
            return nodes[0]
        split = 1
        while split * 2 < len(nodes):
            split *= 2
        return hashlib.sha256(b"\1" + root(nodes[:split]) + root(nodes[split:])).digest()

    return root(leaves) if leaves else hashlib.sha256(b"").digest()


def spki(certificate):
    return hashlib.sha256(
        certificate.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)).digest()


# Keys


def make(folder, port):
    folder.mkdir(parents=True, exist_ok=True)
    signing, sealing = OKPKey.generate_key("Ed25519"), OKPKey.generate_key("X25519")
    tls = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "peer")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(tls.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=30)).sign(tls, SHA256()))
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        tls.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    (folder / "keys.json").write_text(json.dumps([signing.as_dict(private=True), sealing.as_dict(private=True)]), encoding="utf-8")
    times = {"nbf": int(time.time()) - 60, "exp": int(time.time()) + 86_400 * 20, "status": "active"}
    keys = [
        {"use": "sig", "alg": "Ed25519", "kid": signing.thumbprint(), "x": signing.as_dict()["x"]} | times,
        {"use": "enc", "alg": "ECDH-ES+A256KW", "kid": sealing.thumbprint(), "x": sealing.as_dict()["x"]} | times,
        {"use": "tls", "alg": "spki-sha256", "kid": b64url(spki(certificate))} | times,
    ]
    entry = {"v": 1, "authority": OWN, "endpoint": f"https://127.0.0.1:{port}", "keys": keys, "min_profile": 1, "languages": ["en"]}
    (folder / "entry.json").write_text(json.dumps(entry), encoding="utf-8")


class Peer:
    """The peer, with what it learned of the node."""

    def __init__(self, folder, given):
        self.folder, self.given = folder, given
        self.signing, self.sealing = (OKPKey.import_key(key) for key in json.loads((folder / "keys.json").read_text(encoding="utf-8")))
        self.sign_bytes = Ed25519PrivateKey.from_private_bytes(unb64url(self.signing.as_dict(private=True)["d"]))
        self.entry = self.follow()
        self.node_keys = {key["kid"]: key for key in self.entry["keys"]}
        self.host, self.port = self.entry["endpoint"].removeprefix("https://").split(":")
        self.inbox, self.receipts, self.asked = [], [], []
        self.served = {}
        self.events = threading.Condition()
        self.nonces = set()

    def follow(self):
        """The node's entry from the signed directory, by the reference implementation of TUF."""
        client = self.folder / "client"
        (client / "targets").mkdir(parents=True, exist_ok=True)
        updater = Updater(
            str(client), self.given["directory"] + "metadata/", str(client / "targets"), self.given["directory"] + "targets/",
            bootstrap=pathlib.Path(self.given["root"]).read_bytes())
        updater.refresh()
        self.directory_version = updater._trusted_set.snapshot.version
        info = updater.get_targetinfo("authorities/XA/central.entry.json")
        return json.loads(pathlib.Path(updater.download_target(info)).read_text(encoding="utf-8"))

    # Signed and sealed

    def signed(self, value, kind):
        header = {"alg": "Ed25519", "kid": self.signing.thumbprint(), "typ": kind}
        payload = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
        return jws.serialize_compact(header, payload, self.signing, registry=SIGNING).encode()

    def sealed(self, text, kind):
        key = next(key for key in self.entry["keys"] if key["use"] == "enc")
        other = OKPKey.import_key({"kty": "OKP", "crv": "X25519", "x": key["x"]})
        header = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM", "kid": key["kid"], "cty": kind}
        filled = text.ljust(next(step for step in STEPS if step >= len(text)))
        return jwe.encrypt_compact(header, filled, other, registry=SEALING).encode()

    def opened(self, content, kind):
        """The signed text of the node in something sealed for us, and what it says."""
        found = jwe.decrypt_compact(content, self.sealing, registry=SEALING)
        check("cty", found.headers()["cty"], kind)
        text = found.plaintext.rstrip(b" ")
        key = self.node_keys[json.loads(unb64url(text.split(b".")[0].decode()))["kid"]]
        check("use of the key", key["use"], "sig")
        read = jws.deserialize_compact(text, OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": key["x"]}), registry=SIGNING)
        check("typ", read.headers()["typ"], kind)
        return text, json.loads(read.payload)

    # Calls

    def resolver(self):
        peer = self

        class Keys(HTTPSignatureKeyResolver):
            def resolve_private_key(self, key_id):
                return peer.sign_bytes

            def resolve_public_key(self, key_id):
                check("use of the key", peer.node_keys[key_id]["use"], "sig")
                return Ed25519PublicKey.from_public_bytes(unb64url(peer.node_keys[key_id]["x"]))

        return Keys()

    def put_signature(self, message, covered, content):
        now = datetime.datetime.now(datetime.timezone.utc)
        HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=self.resolver()).sign(
            message, key_id=self.signing.thumbprint(), created=now, expires=now + datetime.timedelta(seconds=300), nonce=secrets.token_hex(16),
            tag=TAG, include_alg=False, covered_component_ids=covered, body=content or None,
            use_existing_digest="content-digest" in message.headers)

    def verify(self, message, required, content):
        HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=self.resolver()).verify(
            message, max_age=datetime.timedelta(minutes=5), expect_tag=TAG, require_components=required, body=content)

    def call(self, method, path, content=b"", fields=None):
        """Status, fields and content of the node's answer, which is signed and bound to the question."""
        host = f"{self.host}:{self.port}"
        headers = CaseInsensitiveDict({"host": host} | (fields or {}))
        covered = [f'"{name}"' for name in COVERED]
        if content:
            headers["content-type"] = "application/jose"
            headers["content-digest"] = "sha-256=:" + base64.b64encode(hashlib.sha256(content).digest()).decode() + ":"
            covered += ['"content-type"', '"content-digest"']
        asked = types.SimpleNamespace(method=method, url=f"https://{host}{path}", headers=headers)
        self.put_signature(asked, covered, content)
        lines = [f"{method} {path} HTTP/1.1"] + [f"{name}: {value}" for name, value in headers.items()] + [f"content-length: {len(content)}"] * bool(content)
        with self.connect() as connection:
            connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + content)
            got = b""
            while b"\r\n\r\n" not in got:
                got += self.piece(connection)
            head, body = got.split(b"\r\n\r\n", 1)
            lines = head.decode().split("\r\n")
            answered = CaseInsensitiveDict(dict(line.split(": ", 1) for line in lines[1:]))
            body = bytearray(body)
            while len(body) < int(answered.get("content-length", 0)):
                body += self.piece(connection)
        status, body = int(lines[0].split()[1]), bytes(body)
        answer = types.SimpleNamespace(status_code=status, headers=answered, request=asked)
        self.verify(answer, ['"@status"', '"signature";req'] + (['"content-digest"'] if "content-digest" in answered else []), body)
        if "content-digest" in answered:
            check("digest of the answer", answered["content-digest"], "sha-256=:" + base64.b64encode(hashlib.sha256(body).digest()).decode() + ":")
        return status, answered, body

    def connect(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        # Who issued a certificate says nothing here; its key must stand in the directory.
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.load_cert_chain(self.folder / "certificate.pem", self.folder / "key.pem")
        context.set_alpn_protocols(["http/1.1"])
        connection = context.wrap_socket(socket.create_connection((self.host, int(self.port)), timeout=30), server_hostname="localhost")
        self.certificate = x509.load_der_x509_certificate(connection.getpeercert(binary_form=True))
        check("pin of the node", self.node_keys[b64url(spki(self.certificate))]["use"], "tls")
        return connection

    def piece(self, connection):
        got = connection.recv(1 << 20)
        if not got:
            raise SystemExit("the node closed the connection")
        return got

    # The own listener

    def listen(self):
        peer = self
        # The certificate that the node showed, compared with the directory, is the one that it may call with.
        self.connect().close()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format, *arguments):
                pass

            def do_POST(self):
                peer.answer(self, self.rfile.read(int(self.headers["content-length"])))

            def do_GET(self):
                peer.answer(self, b"")

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=self.certificate.public_bytes(serialization.Encoding.PEM).decode())
        context.load_cert_chain(self.folder / "certificate.pem", self.folder / "key.pem")
        context.set_alpn_protocols(["http/1.1"])

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def get_request(self):
                plain, address = self.socket.accept()
                # The handshake is the business of the thread of the connection.
                return context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False), address

            def handle_error(self, request, client_address):
                error = sys.exception()
                if not isinstance(error, (OSError, ConnectionError)):
                    peer.note("errors", repr(error))

        self.errors = []
        server = Server(("127.0.0.1", int(self.given["port"])), Handler)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def note(self, where, what):
        with self.events:
            getattr(self, where).append(what)
            self.events.notify_all()

    def answer(self, handler, content):
        """Verifies a call of the node and answers it, signed for the question."""
        asked = types.SimpleNamespace(
            method=handler.command, url=f"https://127.0.0.1:{self.given['port']}{handler.path}", headers=CaseInsensitiveDict(handler.headers.items()))
        self.verify(asked, [f'"{name}"' for name in COVERED] + (['"content-digest"', '"content-type"'] if content else []), content)
        if content:
            check(
                "digest of the call", asked.headers["content-digest"], "sha-256=:" + base64.b64encode(hashlib.sha256(content).digest()).decode() + ":")
        nonce = asked.headers["signature-input"].split('nonce="')[1].split('"')[0]
        check("a nonce that is new", nonce in self.nonces, False)
        self.nonces.add(nonce)
        self.asked.append((handler.command, handler.path, asked.headers.get("range")))
        status, fields, body = self.decide(handler.command, handler.path, asked.headers, content)
        answer = types.SimpleNamespace(status_code=status, headers=CaseInsensitiveDict(fields), request=asked)
        covered = ['"@status"', '"signature";req']
        if body:
            answer.headers["content-digest"] = "sha-256=:" + base64.b64encode(hashlib.sha256(body).digest()).decode() + ":"
            covered += ['"content-type"', '"content-digest"']
        self.put_signature(answer, covered, body)
        handler.send_response_only(status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def decide(self, method, path, headers, content):
        if method == "POST" and path == "/v1/inbox":
            text, manifest = self.opened(content, "comity-message+jws")
            receipt = self.taken(text, manifest, content)
            self.note("inbox", (text, manifest))
            return 200, {"content-type": "application/jose"}, self.sealed(receipt, "comity-receipt+jws")
        if method == "POST" and path == "/v1/receipts":
            self.note("receipts", self.opened(content, "comity-receipt+jws"))
            return 200, {}, b""
        parts = path.removeprefix("/v1/blobs/").split("/")
        blob = self.served.get(parts[0])
        if blob is None or method != "GET":
            return 404, {"content-type": "application/problem+json"}, b'{"type":"about:blank","title":"Not Found","status":404}'
        if parts[1:] == ["segments"]:
            return 200, {"content-type": "application/octet-stream"}, b"".join(
                hashlib.sha256(blob[at:at + PIECE]).digest() for at in range(0, len(blob), PIECE))
        first, last = (int(number) for number in headers["range"].removeprefix("bytes=").split("-"))
        check("the file that the range is of", headers["if-range"], f'"{parts[0]}"')
        fields = {"content-type": "application/octet-stream", "content-range": f"bytes {first}-{last}/{len(blob)}", "etag": f'"{parts[0]}"'}
        return 206, fields, blob[first:last + 1]

    def taken(self, text, manifest, content):
        """A relay-acceptance, with the proof that the message stands in a log of ours: a tree of one leaf."""
        leaf = hashlib.sha256(b"\0" + sha(text).encode()).digest()
        note = f"peer.example/log\n1\n{base64.b64encode(leaf).decode()}\n"
        public = self.sign_bytes.public_key().public_bytes_raw()
        name = hashlib.sha256(b"peer.example/log\n\x01" + public).digest()[:4]
        signature = base64.b64encode(name + self.sign_bytes.sign(note.encode())).decode()
        proof = f"c2sp.org/tlog-proof@v1\nindex 0\n\n{note}\n— peer.example/log {signature}\n"
        return self.receipt(
            "relay-acceptance", text, manifest, jwe=sha(content), dir=self.directory_version, received=int(time.time()), proof=proof)

    def receipt(self, act, text, manifest, **more):
        return self.signed(
            {"v": 1, "act": act, "id": manifest["id"], "jws": sha(text), "from": OWN, "to": OTHER, "iat": int(time.time())} | more,
            "comity-receipt+jws")

    def wait(self, where, fits):
        """The first of what came that fits."""
        with self.events:
            end = time.monotonic() + 40
            while time.monotonic() < end:
                for found in getattr(self, where):
                    if fits(found[1]):
                        return found
                if self.errors:
                    raise SystemExit(f"on the listener: {self.errors}")
                self.events.wait(0.5)
        raise SystemExit(f"{where}: nothing came that was waited for, but {[found[1].get('act') for found in getattr(self, where)]}")

    # Files

    def offer(self, name, content):
        identity = pyrage.x25519.Identity.generate()
        blob = pyrage.encrypt(content, [identity.to_public()])
        self.served[sha(blob)] = blob
        digests = [hashlib.sha256(blob[at:at + PIECE]).digest() for at in range(0, len(blob), PIECE)]
        return {
            "n": 0, "name": name, "media": "application/octet-stream", "size": len(content), "sha256": sha(content),
            "enc": {
                "format": "age-encryption.org/v1", "size": len(blob), "sha256": sha(blob), "key": str(identity), "seg": PIECE,
                "tree": tree(digests).hex(),
            },
        }

    def fetch(self, payload):
        enc = payload["enc"]
        status, _, listed = self.call("GET", f"/v1/blobs/{enc['sha256']}/segments")
        check("status of the list", status, 200)
        digests = [listed[at:at + 32] for at in range(0, len(listed), 32)]
        check("tree", tree(digests).hex(), enc["tree"])
        blob = b""
        for number, digest in enumerate(digests):
            first, last = number * enc["seg"], min(enc["size"], (number + 1) * enc["seg"]) - 1
            status, fields, piece = self.call(
                "GET", f"/v1/blobs/{enc['sha256']}", fields={"range": f"bytes={first}-{last}", "if-range": f'"{enc["sha256"]}"'})
            check("status of a piece", (status, fields["content-range"]), (206, f"bytes {first}-{last}/{enc['size']}"))
            check("digest of a piece", hashlib.sha256(piece).digest(), digest)
            blob += piece
        check("sealed file", sha(blob), enc["sha256"])
        content = pyrage.decrypt(blob, [pyrage.x25519.Identity.from_str(enc["key"])])
        check("opened file", (len(content), sha(content)), (payload["size"], payload["sha256"]))
        return len(digests)

    # The exchange

    def message(self, act, document, payloads, identifier):
        now = int(time.time())
        return {
            "v": 1, "id": str(identifier), "conv": str(uuid7()), "ref": None, "from": OWN, "to": OTHER, "svc": "urn:comity:mla:1", "act": act,
            "seq": 1, "prev": None, "iat": now, "exp": now + 86_400,
            "doc": {"schema": f"urn:comity:schema:mla-{act}:1", "media": "application/json", "b64": b64url(json.dumps(document).encode())},
            "payloads": payloads, "dir": {"version": self.directory_version}, "ckpt": None,
        }

    def run(self):
        self.listen()
        document = json.loads(pathlib.Path(self.given["sample"]).read_text(encoding="utf-8"))
        document |= {"reference": "XBO-2026-00001", "authority": "Central Authority of Borealia", "subject": self.given["subject"]}
        identifier = uuid7()
        request = self.message("request", document, [self.offer("annex.bin", secrets.token_bytes((17 << 20) + 5))], identifier)
        text = self.signed(request, "comity-message+jws")
        sealed = self.sealed(text, "comity-message+jws")
        status, fields, content = self.call("POST", "/v1/inbox", sealed)
        check("the answer to the request", (status, fields["content-type"]), (200, "application/jose"))
        first, receipt = self.opened(content, "comity-receipt+jws")
        check("the receipt", [receipt[name] for name in ["act", "id", "jws", "from", "to", "jwe"]],
              ["relay-acceptance", str(identifier), sha(text), OTHER, OWN, sha(sealed)])
        # The same again gets the same receipt, whatever it is sealed in.
        again, _ = self.opened(self.call("POST", "/v1/inbox", self.sealed(text, "comity-message+jws"))[2], "comity-receipt+jws")
        check("the same receipt", again, first)
        index = self.proved(receipt["proof"])

        acknowledged, manifest = self.wait("inbox", lambda found: found["act"] == "acknowledgement")
        check("what it answers", (manifest["ref"], manifest["conv"], manifest["prev"]), (str(identifier), request["conv"], None))
        told = json.loads(unb64url(manifest["doc"]["b64"]))
        check("status of a receipt", self.deliver(acknowledged, manifest), 200)

        # The node fetches the file of the request in pieces, opens it and says so.
        _, delivery = self.wait("receipts", lambda found: found["act"] == "delivery")
        check("delivery", (delivery["jws"], delivery["files"]), (sha(text), [request["payloads"][0]["sha256"]]))
        ranges = [asked for asked in self.asked if asked[2]]
        check("pieces that were asked for", sorted(asked[2] for asked in ranges)[0], f"bytes=0-{PIECE - 1}")

        offered, manifest = self.wait("inbox", lambda found: found["payloads"])
        pieces = self.fetch(manifest["payloads"][0])
        check("status of a receipt", self.deliver(offered, manifest), 200)
        print(json.dumps({"acknowledged": told, "pieces": pieces, "given": len(ranges), "index": index, "signed": sha(text)}))

    def deliver(self, text, manifest):
        files = [payload["sha256"] for payload in manifest["payloads"]]
        return self.call("POST", "/v1/receipts", self.sealed(self.receipt("delivery", text, manifest, files=files), "comity-receipt+jws"))[0]

    def proved(self, proof):
        """Checks the proof of a receipt (C2SP tlog-proof) against the event that comes with it, and gives the index."""
        head, note = proof.split("\n\n", 1)
        lines = head.split("\n")
        check("form of the proof", lines[0], "c2sp.org/tlog-proof@v1")
        # What the proof is about comes with it: the event, and the key of the log.
        extra = json.loads(base64.b64decode(lines.pop(1).removeprefix("extra ")))
        check("key of the log", extra["key"], self.given["log"])
        index, hashes = int(lines[1].removeprefix("index ")), [base64.b64decode(line) for line in lines[2:]]
        body, signatures = note.split("\n\n", 1)
        origin, size, root = body.split("\n")[:3]
        name, number, key = self.given["log"].split("+", 2)
        check("origin", origin, name)
        key = base64.b64decode(key)
        check("kind of key", key[0], 1)
        line = next(line for line in signatures.split("\n") if line.startswith(f"— {name} "))
        signature = base64.b64decode(line.rsplit(" ", 1)[1])
        check("name of the key", signature[:4].hex(), number)
        Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature[4:], (body + "\n").encode())
        found, left = hashlib.sha256(b"\0" + extra["event"].encode()).digest(), list(hashes)
        place, last = index, int(size) - 1
        # RFC 9162, 2.1.3.2
        while left:
            step = left.pop(0)
            if place & 1 or place == last:
                found = hashlib.sha256(b"\1" + step + found).digest()
                while not place & 1 and place:
                    place, last = place >> 1, last >> 1
            else:
                found = hashlib.sha256(b"\1" + found + step).digest()
            place, last = place >> 1, last >> 1
        check("root", base64.b64encode(found).decode(), root)
        check("end of the proof", last, 0)
        return index


def uuid7():
    number = int(time.time() * 1000) << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    return uuid.UUID(int=number)


if sys.argv[1] == "keys":
    make(pathlib.Path(sys.argv[2]), int(sys.argv[3]))
else:
    Peer(pathlib.Path(sys.argv[2]), json.loads(sys.argv[3])).run()
