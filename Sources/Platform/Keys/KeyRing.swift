// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation

/// The key-encryption keys of a node as their file holds them: one on each line, the last one wraps.
struct KeyRing {
  private static let firstLine = "comity key-encryption keys 1"

  struct Entry {
    let key: SymmetricKey
    /// Since when it wraps.
    let since: Date
    /// Made of the key itself, so that a damaged line is found; a digest of 32 random bytes tells nothing about them.
    let kid: String

    init(key: SymmetricKey, since: Date) {
      self.key = key
      self.since = since
      kid = HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data("comity kid 1".utf8), outputByteCount: 8)
        .withUnsafeBytes { $0.hexadecimal }
    }
  }

  private(set) var entries: [Entry]

  init(_ first: Entry) { entries = [first] }

  static func fresh(at instant: Date) -> Entry { Entry(key: SymmetricKey(size: .bits256), since: instant) }

  /// Reads the file's text; `nil` when it is not exactly that.
  init?(_ text: String) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first == Self.firstLine[...], lines.popLast() == "", lines.count > 1 else { return nil }
    entries = []
    for line in lines.dropFirst() {
      let parts = line.split(separator: " ", omittingEmptySubsequences: false)
      guard parts.count == 3, let since = try? Date(String(parts[1]), strategy: .iso8601), let bytes = Data(hexadecimal: parts[2]),
        bytes.count == 32
      else { return nil }
      let entry = Entry(key: SymmetricKey(data: bytes), since: since)
      guard entry.kid == parts[0] else { return nil }
      entries.append(entry)
    }
  }

  var text: String {
    ([Self.firstLine] + entries.map { "\($0.kid) \($0.since.formatted(.iso8601)) \($0.key.withUnsafeBytes { $0.hexadecimal })" })
      .map { $0 + "\n" }.joined()
  }

  var current: Entry { entries[entries.count - 1] }

  subscript(kid: String) -> Entry? { entries.first { $0.kid == kid } }

  mutating func add(_ entry: Entry) { entries.append(entry) }

  /// A key is superseded at the instant since when its successor wraps.
  mutating func remove(except needed: Set<String>, supersededBefore instant: Date) -> Int {
    let successors = entries.dropFirst().map(\.since) + [.distantFuture]
    let kept = zip(entries, successors).filter { needed.contains($0.kid) || $1 >= instant }.map(\.0)
    defer { entries = kept }
    return entries.count - kept.count
  }
}

extension UnsafeRawBufferPointer {
  fileprivate var hexadecimal: String { map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }
}

extension Data {
  fileprivate init?(hexadecimal text: Substring) {
    guard text.utf8.count.isMultiple(of: 2), text.wholeMatch(of: /[0-9a-f]*/) != nil else { return nil }
    var bytes = Data()
    var rest = text
    while let byte = UInt8(rest.prefix(2), radix: 16) {
      bytes.append(byte)
      rest = rest.dropFirst(2)
    }
    self = bytes
  }
}
