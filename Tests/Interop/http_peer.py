# SPDX-License-Identifier: Apache-2.0
"""Signatures of HTTP messages by http-message-signatures."""

import base64
import datetime
import types

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms
from http_message_signatures.structures import CaseInsensitiveDict
from peer import serve


class OneKey(HTTPSignatureKeyResolver):
    def __init__(self, secret):
        self.key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret))

    def resolve_private_key(self, key_id):
        return self.key

    def resolve_public_key(self, key_id):
        return self.key.public_key()


def message(request, response=None):
    """The request, or the response that knows its request."""
    asked = types.SimpleNamespace(method=request["method"], url=request["url"], headers=CaseInsensitiveDict(request["headers"]))
    if response is None:
        return asked
    return types.SimpleNamespace(status_code=response["status"], headers=CaseInsensitiveDict(response["headers"]), request=asked)


def at(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def sign(key, covered, created, expires, nonce, tag, with_algorithm, body, request, response=None):
    signed = message(request, response)
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=OneKey(key))
    signer.sign(
        signed,
        key_id="node-a",
        created=at(created),
        expires=at(expires),
        nonce=nonce,
        tag=tag,
        include_alg=with_algorithm,
        covered_component_ids=covered,
        body=base64.b64decode(body) or None,
        use_existing_digest="content-digest" in signed.headers,
    )
    return "\n".join(f"{name.lower()}: {value}" for name, value in signed.headers.items())


def verify(key, tag, required, body, request, response=None):
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=OneKey(key))
    results = verifier.verify(
        message(request, response), max_age=datetime.timedelta(minutes=5), expect_tag=tag, require_components=required, body=base64.b64decode(body)
    )
    return str(len(results))


serve({"sign": sign, "verify": verify})
