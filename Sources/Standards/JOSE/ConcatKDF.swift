// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation

/// The derivation of a key from what two keys agree on.
///
/// swift-crypto's derivation of X9.63 puts the counter after the secret and is another function.
/// - Source: RFC 7518, section 4.6.2; NIST SP 800-56A, section 5.8.1
enum ConcatKDF {
  /// A key of at most 256 bits, for which one round of SHA-256 is enough.
  static func derive(
    _ secret: some ContiguousBytes, algorithm: String, bits: Int, sender: Data = Data(), recipient: Data = Data()
  ) -> SymmetricKey {
    precondition(bits <= 256 && bits % 8 == 0)
    var hash = SHA256()
    hash.update(data: bigEndian(1))
    secret.withUnsafeBytes { hash.update(bufferPointer: $0) }
    for field in [Data(algorithm.utf8), sender, recipient] { hash.update(data: bigEndian(field.count) + field) }
    hash.update(data: bigEndian(bits))
    return SymmetricKey(data: Data(hash.finalize()).prefix(bits / 8))
  }

  private static func bigEndian(_ number: Int) -> Data { withUnsafeBytes(of: UInt32(number).bigEndian) { Data($0) } }
}
