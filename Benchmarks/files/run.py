# SPDX-License-Identifier: Apache-2.0
"""Cost of a large file: sent as an annex and to a case, kept sealed, fetched back whole and in parts. Speed, CPU time and peak memory of the server.

It tells figures and judges none but one: that what comes back is what was sent. FILES_GIB sets another size than 2.
"""

import hashlib
import http.client
import http.cookiejar
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = "release" if (ROOT / ".build/release/comity").exists() else "debug"
PROGRAM = ROOT / f".build/{BUILD}/comity"
SIZE = int(float(os.environ.get("FILES_GIB", "2")) * (1 << 30))
PIECE = 1 << 20
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    PORT = free.getsockname()[1]
BASE = f"http://127.0.0.1:{PORT}"
NODE = ["--node", str(ROOT / "nodes/arcadia.yaml")]
CANARY = b"CANARY-of-the-benchmark-in-the-open"


def pieces():
    """The file: each piece has its number and the canary in it, the rest does not repeat within a piece."""
    body = bytearray(hashlib.shake_256(b"comity").digest(PIECE))
    body[100:100 + len(CANARY)] = CANARY
    for number in range(SIZE // PIECE):
        body[:8] = number.to_bytes(8, "big")
        yield bytes(body)


def status(pid, name):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"{name}:\s+(\d+) kB", text).group(1)) / 1024


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Browser:
    def __init__(self):
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path):
        return self.opener.open(BASE + path).read().decode()

    def post(self, path, fields, page=None):
        token = re.search(r'name="formToken" value="([^"]+)"', self.get(page or path)).group(1)
        body = urllib.parse.urlencode([("formToken", token), *fields]).encode()
        return self.opener.open(urllib.request.Request(BASE + path, body))

    @property
    def cookies(self):
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)


def send(path, token, fields):
    head = "".join(f'--B0\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields).encode()
    head += (b'--B0\r\nContent-Disposition: form-data; name="file"; filename="disk.E01"\r\nContent-Type: application/octet-stream\r\n\r\n')
    tail = b"\r\n--B0--\r\n"
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    connection.putrequest("POST", path)
    connection.putheader("Authorization", f"Bearer {token}")
    connection.putheader("Content-Type", "multipart/form-data; boundary=B0")
    connection.putheader("Content-Length", str(len(head) + SIZE + len(tail)))
    connection.endheaders()
    connection.send(head)
    for piece in pieces():
        connection.send(piece)
    connection.send(tail)
    answer = connection.getresponse()
    body = answer.read().decode()
    assert answer.status == 201, (answer.status, body)
    return body


def fetch(path, cookies, fields=()):
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    connection.request("GET", path, headers={"Cookie": cookies, **dict(fields)})
    answer = connection.getresponse()
    digest, length = hashlib.sha256(), 0
    while piece := answer.read(PIECE):
        digest.update(piece)
        length += len(piece)
    return answer.status, length, digest.hexdigest()


def case_file(browser, token, pid):
    """The same file to a case, read by its own row there."""
    today = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86400))
    url = browser.post(
        "/cases/new",
        [("reference", "XAI-2026-09999"), ("state", "XB"), ("kind", "criminalAssistance"), ("subject", "Large"), ("arrivedOn", today),
         ("medium", "paper"), ("item0", "bankRecords"), ("summary0", "Records")]).geturl().split("?")[0]
    case = urllib.parse.urlsplit(url).path
    fields = [("kind", "evidence"), ("title", "Large"), ("givenBy", "Police"), ("receivedOn", today), ("form", "electronic")]
    body = measured("upload to a case", pid, lambda: send(f"/api{case}/files", token, fields))
    digest, file = re.search(r'"sha256":"([0-9a-f]{64})"', body).group(1), re.search(r'"id":"([0-9a-f-]{36})"', body).group(1)
    return digest, measured("download from a case", pid, lambda: fetch(f"{case}/files/{file}/content", browser.cookies))


def measured(name, pid, act):
    peak, cpu, start = status(pid, "VmHWM"), cpu_seconds(pid), time.monotonic()
    result = act()
    took = time.monotonic() - start
    print(f"{name:22}{SIZE / took / 1e6:8.0f} MB/s  {took:6.1f} s  CPU {cpu_seconds(pid) - cpu:6.1f} s  "
          f"peak memory {status(pid, 'VmHWM'):6.1f} MiB (before {peak:.1f})", flush=True)
    return result


def main():
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "COMITY_PORT": str(PORT), "COMITY_PUBLIC": BASE, "COMITY_DATABASE": f"sqlite:{folder}/node.sqlite", "COMITY_DATA": folder,
        }
        process = subprocess.Popen([PROGRAM, "demo", *NODE], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(BASE, timeout=5)
                    break
                except OSError:
                    time.sleep(0.1)
            token = subprocess.run(
                [PROGRAM, "account", "make-token", *NODE, "--sign-in", "drafter", "--name", "bench", "--days", "1"], cwd=ROOT, env=environment,
                check=True, capture_output=True, text=True).stdout.strip()
            browser = Browser()
            browser.post("/sign-in", [("name", "drafter"), ("password", "seven herons over Arcadia")])
            url = browser.post("/requests/new", [("requestedState", "XB"), ("language", "en")]).geturl()
            draft = re.search(r"/requests/([0-9a-f-]{36})", url).group(1)
            print(f"{SIZE / (1 << 30):g} GiB, {BUILD} build")
            expected = hashlib.sha256()
            for piece in pieces():
                expected.update(piece)
            body = measured("upload", process.pid, lambda: send(f"/api/requests/{draft}/annexes", token, [("title", "Large")]))
            digest = re.search(r'"sha256":"([0-9a-f]{64})"', body).group(1)
            path = f"/requests/{draft}/files/{digest}"
            whole = measured("download", process.pid, lambda: fetch(path, browser.cookies))
            assert digest == expected.hexdigest() and whole == (200, SIZE, digest), whole
            assert case_file(browser, token, process.pid) == (digest, (200, SIZE, digest))
            middle = SIZE // 2 + 12345
            start = time.monotonic()
            part = fetch(path, browser.cookies, {"Range": f"bytes={middle}-{middle + 999_999}"}.items())
            assert part[:2] == (206, 1_000_000), part
            print(f"one MB from the middle{1000 * (time.monotonic() - start):8.1f} ms")
            found = [
                file for file in pathlib.Path(folder).rglob("*") if file.is_file()
                and subprocess.run(["grep", "-qaF", CANARY.decode(), file]).returncode == 0
            ]
            sealed = max(file.stat().st_size for file in pathlib.Path(folder).rglob("*") if file.is_file())
            print(f"sealed file {sealed} bytes; files in the data folder with the canary in the open: {len(found)}")
            assert not found
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
