// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation

/// The content in chunks, each sealed with its number and whether it is the last (STREAM).
struct AgeChunks {
  /// Bytes of content in a chunk.
  static let size = 64 << 10
  /// Bytes that each chunk is longer when it is sealed.
  static let overhead = 16
  /// Bytes of a sealed chunk.
  static let sealedSize = size + overhead
  /// Bytes between head and content that make the file's content key.
  static let nonceSize = 16

  private let key: SymmetricKey

  init(_ fileKey: SymmetricKey, nonce: Data) {
    key = HKDF<SHA256>.deriveKey(inputKeyMaterial: fileKey, salt: nonce, info: Data("payload".utf8), outputByteCount: 32)
  }

  private static func nonce(_ number: UInt64, isLast: Bool) -> Data {
    // Eleven bytes of number; eight hold more chunks than any disk.
    Data(count: 3) + withUnsafeBytes(of: number.bigEndian) { Data($0) } + Data([isLast ? 1 : 0])
  }

  func seal(_ content: Data, number: UInt64, isLast: Bool) throws -> Data {
    let box = try ChaChaPoly.seal(content, using: key, nonce: .init(data: Self.nonce(number, isLast: isLast)))
    return box.combined.dropFirst(12)
  }

  func open(_ sealed: Data, number: UInt64, isLast: Bool) throws(AgeFault) -> Data {
    guard sealed.count >= Self.overhead else { throw .cutShort }
    do {
      let box = try ChaChaPoly.SealedBox(combined: Self.nonce(number, isLast: isLast) + sealed)
      let content = try ChaChaPoly.open(box, using: key)
      guard !isLast || !content.isEmpty || number == 0 else { throw AgeFault.emptyLastChunk }
      return content
    } catch let fault as AgeFault {
      throw fault
    } catch {
      throw .contentChanged
    }
  }
}
