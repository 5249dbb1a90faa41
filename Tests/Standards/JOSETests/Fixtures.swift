// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation

@testable import JOSE

/// The keys of RFC 8037, appendix A.
enum RFC8037 {
  static let secret = open.replacing("}", with: #","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#)
  static let open = #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
  static let thumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
  static let signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
  static let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
}

/// What a test signs and seals.
enum Sample {
  static let type = "example-message+jws"
  static let payload = Data(#"{"from":"XA","to":"XB","text":"Ж 中 ع"}"#.utf8)

  /// A text whose signature is right, whatever its header says.
  static func signed(header: String, by key: SigningKey, payload: Data = payload) throws -> Data {
    let input = Base64URL.encode(Data(header.utf8)) + Data(".".utf8) + Base64URL.encode(payload)
    return input + Data(".".utf8) + Base64URL.encode(try key.key.signature(for: input))
  }

  /// A text that opens, whatever its header says; the passing key's members stand for `EPK`, the thumbprint for `KID`.
  static func sealed(header: String, for key: DecryptionKey) throws -> Data {
    let passing = Curve25519.KeyAgreement.PrivateKey()
    let members = #"{"crv":"X25519","kty":"OKP","x":""# + Base64URL.text(passing.publicKey.rawRepresentation) + #""}"#
    let text = header.replacing("EPK", with: members).replacing("KID", with: key.encryptionKey.thumbprint.description)
    let head = Base64URL.encode(Data(text.utf8))
    let secret = try passing.sharedSecretFromKeyAgreement(with: key.key.publicKey)
    let contentKey = SymmetricKey(size: .bits256)
    let wrapped = try AES.KeyWrap.wrap(contentKey, using: ConcatKDF.derive(secret, algorithm: "ECDH-ES+A256KW", bits: 256))
    let box = try AES.GCM.seal(payload, using: contentKey, authenticating: head)
    return join([head] + [wrapped, Data(box.nonce), box.ciphertext, box.tag].map { Base64URL.encode($0) })
  }

  static func split(_ text: Data) -> [Data] { text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Data($0) } }
  static func join(_ parts: [Data]) -> Data { Data(parts.joined(separator: [UInt8(ascii: ".")])) }

  /// The text with one byte changed, for each of its bytes in turn, in each of three ways.
  static func altered(_ text: Data) -> [Data] {
    text.indices.flatMap { place in
      ([0x01, 0x20, 0x80] as [UInt8]).map { bit in
        var changed = text
        changed[place] ^= bit
        return changed
      }
    }
  }
}
