// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation

/// What stands before the content: the version, a stanza for each recipient, and a code that shows every change.
struct AgeHead {
  private static let version = "age-encryption.org/v1"
  /// The longest head that is read.
  static let limit = 64 << 10

  /// Its length in bytes.
  private(set) var length = 0
  private var stanzas: [AgeStanza] = []
  private var authenticated = Data()
  private var code = Data()

  /// Writes the head of a file.
  static func bytes(_ stanzas: [AgeStanza], _ fileKey: SymmetricKey) -> Data {
    var text = version + "\n"
    for stanza in stanzas {
      text += "-> " + stanza.arguments.joined(separator: " ") + "\n"
      var rest = AgeBase64.encode(stanza.body)[...]
      while rest.utf8.count >= 64 {
        text += rest.prefix(64) + "\n"
        rest = rest.dropFirst(64)
      }
      // The last line is shorter than 64, or empty: that is how its end is known.
      text += rest + "\n"
    }
    text += "---"
    let code = Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: codeKey(fileKey)))
    return Data((text + " \(AgeBase64.encode(code))\n").utf8)
  }

  private static func codeKey(_ fileKey: SymmetricKey) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(inputKeyMaterial: fileKey, salt: Data(), info: Data("header".utf8), outputByteCount: 32)
  }

  /// Reads a head from the beginning of a file.
  /// - Returns: `nil` while more bytes are needed.
  /// - Throws: ``AgeFault``.
  init?(_ bytes: Data) throws(AgeFault) {
    var lines = Lines(bytes)
    guard let first = try lines.next() else {
      // A file that is not this format is told before its whole head has come.
      let expected = Data((Self.version + "\n").utf8)
      guard expected.starts(with: bytes.prefix(expected.count)) else { throw .notAgeVersion1 }
      return nil
    }
    guard first == Self.version else { throw .notAgeVersion1 }
    while true {
      let start = lines.offset
      guard let line = try lines.next() else { return nil }
      if line.hasPrefix("---") {
        guard line.hasPrefix("--- "), let code = AgeBase64.decode(line.dropFirst(4)), code.count == 32, !stanzas.isEmpty else {
          throw .malformedHead
        }
        self.code = code
        authenticated = Data(bytes.prefix(start + 3))
        length = lines.offset
        guard stanzas.count == 1 || !stanzas.contains(where: \.isPassphrase) else { throw .malformedHead }
        return
      }
      guard let stanza = try Self.stanza(line, &lines) else { return nil }
      stanzas.append(stanza)
    }
  }

  private static func stanza(_ line: String, _ lines: inout Lines) throws(AgeFault) -> AgeStanza? {
    guard line.hasPrefix("-> ") else { throw .malformedHead }
    let arguments = line.dropFirst(3).split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard arguments.allSatisfy({ !$0.isEmpty }) else { throw .malformedHead }
    var body = Data()
    while true {
      guard let text = try lines.next() else { return nil }
      guard text.utf8.count <= 64, let part = AgeBase64.decode(text) else { throw .malformedHead }
      body += part
      if text.utf8.count < 64 { return AgeStanza(arguments: arguments, body: body) }
    }
  }

  /// Finds the file's key and checks the head with it.
  /// - Throws: ``AgeFault``.
  func fileKey(_ key: AgeOpener.Key) throws -> SymmetricKey {
    var found: SymmetricKey?
    for stanza in stanzas {
      switch key {
      case .identities(let identities):
        for identity in identities {
          let fileKey = try stanza.fileKey(with: identity)
          found = found ?? fileKey
        }
      case .passphrase(let passphrase, let limit):
        found = try stanza.fileKey(with: passphrase, workUpTo: limit)
      }
    }
    guard let found else { throw AgeFault.noKeyFits }
    guard HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: authenticated, using: Self.codeKey(found)) else {
      throw AgeFault.headChanged
    }
    return found
  }

  /// The lines of a head: printable ASCII, each ended by LF.
  private struct Lines {
    let bytes: [UInt8]
    var offset = 0

    init(_ bytes: Data) { self.bytes = Array(bytes.prefix(AgeHead.limit)) }

    mutating func next() throws(AgeFault) -> String? {
      guard let end = bytes[offset...].firstIndex(of: 10) else {
        guard bytes.count < AgeHead.limit else { throw .headTooLong }
        return nil
      }
      let line = bytes[offset..<end]
      guard line.allSatisfy({ $0 >= 32 && $0 < 127 }) else { throw .malformedHead }
      offset = end + 1
      return String(decoding: line, as: UTF8.self)
    }
  }
}
