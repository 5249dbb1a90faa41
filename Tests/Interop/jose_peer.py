# SPDX-License-Identifier: Apache-2.0
"""JOSE by joserfc and by jwcrypto: keys, thumbprints, signed and sealed texts."""

import base64
import json

from joserfc import jwe, jws
from joserfc.jwk import OKPKey
from jwcrypto import jwe as other_jwe
from jwcrypto import jwk as other_jwk
from jwcrypto import jws as other_jws
from peer import serve

SEALED = ["ECDH-ES+A256KW", "A256GCM"]


def plain(data):
    return base64.b64decode(data)


def coded(data):
    return base64.b64encode(data).decode()


def joserfc_new_key(curve):
    return json.dumps(OKPKey.generate_key(curve).as_dict(private=True))


def joserfc_thumbprint(key):
    return OKPKey.import_key(json.loads(key)).thumbprint()


def joserfc_verify(key, text):
    return coded(jws.deserialize_compact(text, OKPKey.import_key(json.loads(key)), algorithms=["Ed25519"]).payload)


def joserfc_sign(key, header, payload):
    algorithm = header["alg"]
    return jws.serialize_compact(header, plain(payload), OKPKey.import_key(without_use(key)), algorithms=[algorithm])


def joserfc_open(key, text):
    return coded(jwe.decrypt_compact(text, OKPKey.import_key(json.loads(key)), algorithms=SEALED).plaintext)


def joserfc_seal(key, header, payload):
    registry = jwe.JWERegistry(algorithms=SEALED + ["DEF", "A128GCM", "ECDH-ES+A128KW", "ECDH-ES"])
    return jwe.encrypt_compact(header, plain(payload), OKPKey.import_key(without_use(key)), registry=registry)


def without_use(key):
    """The key alone: what it is for would stop the peer from making what must be refused."""
    return {name: value for name, value in json.loads(key).items() if name in {"kty", "crv", "x", "d"}}


def jwcrypto_new_key(curve):
    return other_jwk.JWK.generate(kty="OKP", crv=curve).export()


def jwcrypto_thumbprint(key):
    return other_jwk.JWK.from_json(key).thumbprint()


def jwcrypto_verify(key, text):
    token = other_jws.JWS()
    token.allowed_algs = ["Ed25519"]
    token.deserialize(text, other_jwk.JWK.from_json(key))
    return coded(token.payload)


def jwcrypto_sign(key, header, payload):
    token = other_jws.JWS(plain(payload))
    token.allowed_algs = [header["alg"]]
    token.add_signature(other_jwk.JWK(**without_use(key)), None, json.dumps(header))
    return token.serialize(compact=True)


def jwcrypto_open(key, text):
    token = other_jwe.JWE(algs=SEALED)
    token.deserialize(text, key=other_jwk.JWK.from_json(key))
    return coded(token.payload)


def jwcrypto_seal(key, header, payload):
    algorithms = SEALED + ["A128GCM", "ECDH-ES+A128KW", "ECDH-ES"]
    token = other_jwe.JWE(plain(payload), json.dumps(header), algs=algorithms)
    token.add_recipient(other_jwk.JWK(**without_use(key)))
    return token.serialize(compact=True)


serve({name: deed for name, deed in globals().items() if name.startswith(("joserfc_", "jwcrypto_"))})
