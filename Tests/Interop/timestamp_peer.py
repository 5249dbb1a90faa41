# SPDX-License-Identifier: Apache-2.0
"""Time stamps by rfc3161-client."""

import base64

from cryptography import x509
from peer import serve
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, VerifierBuilder, decode_timestamp_response


def request(content):
    builder = TimestampRequestBuilder().data(base64.b64decode(content)).hash_algorithm(HashAlgorithm.SHA256)
    builder = builder.nonce(nonce=True).cert_request(cert_request=True)
    return base64.b64encode(builder.build().as_bytes()).decode()


def verify(response, root, digest, nonce):
    answer = decode_timestamp_response(base64.b64decode(response))
    builder = VerifierBuilder(roots=[x509.load_pem_x509_certificate(root.encode())], nonce=int.from_bytes(base64.b64decode(nonce), "big"))
    builder.build().verify(answer, base64.b64decode(digest))
    return "verified"


serve({"request": request, "verify": verify})
