// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation

/// The public key by which a log's notes are known: a name and an Ed25519 key.
/// - Source: C2SP signed-note
public struct NoteKey: Hashable, Sendable, CustomStringConvertible {
  /// The name that stands in the signature line.
  public let name: String
  /// The 32 bytes of the key.
  public let publicKey: Data

  /// The signature type of Ed25519.
  static let ed25519: UInt8 = 1

  /// Makes a key; `nil` for a name with spaces or a plus sign, or when the bytes are no key.
  public init?(name: String, publicKey: Data) {
    guard Self.isName(name), publicKey.count == 32, (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)) != nil else {
      return nil
    }
    self.name = name
    self.publicKey = publicKey
  }

  /// Reads a key in the form of ``description``; `nil` when it is not in that form or its id does not belong to it.
  public init?(_ text: String) {
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let bytes = CanonicalBase64.decode(parts[2]), bytes.first == Self.ed25519,
      let key = NoteKey(name: String(parts[0]), publicKey: Data(bytes.dropFirst())), key.hexID == parts[1]
    else { return nil }
    self = key
  }

  /// The first four bytes of the SHA-256 of the name, a line feed, the type and the key.
  public var id: Data {
    Data(SHA256.hash(data: Data(name.utf8) + [0x0A, Self.ed25519] + publicKey).prefix(4))
  }

  private var hexID: String { id.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }

  /// Name, id and key in one line, as tools for notes read it.
  public var description: String { "\(name)+\(hexID)+\((Data([Self.ed25519]) + publicKey).base64EncodedString())" }

  static func isName(_ name: String) -> Bool {
    !name.isEmpty && !name.contains("+") && name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.value >= 0x20 }
  }
}

/// The private key with which a log signs its notes.
public struct NoteSigner: Sendable {
  private let key: Curve25519.Signing.PrivateKey
  /// What others know it by.
  public let publicKey: NoteKey

  /// Makes a signer from the 32 bytes of an Ed25519 private key; `nil` when name or bytes cannot be used.
  public init?(name: String, seed: Data) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed),
      let publicKey = NoteKey(name: name, publicKey: key.publicKey.rawRepresentation)
    else { return nil }
    self.key = key
    self.publicKey = publicKey
  }

  /// Signs a text.
  /// - Throws: ``NoteRefused/malformed`` for a text that no note may have.
  public func sign(_ text: String) throws -> SignedNote {
    guard SignedNote.isText(text) else { throw NoteRefused.malformed }
    let signature = try key.signature(for: Data(text.utf8))
    return SignedNote(
      text: text, signatures: [.init(name: publicKey.name, keyID: publicKey.id, signature: Data(signature))])
  }
}

/// Why a note is not believed.
public enum NoteRefused: Error, Hashable, Sendable {
  /// It is not in the form of a note.
  case malformed
  /// None of its signatures is of a key that is trusted.
  case unknownKey
  /// A signature of a trusted key does not fit the text.
  case wrongSignature
}

/// A text with the signatures under it.
/// - Source: C2SP signed-note
public struct SignedNote: Hashable, Sendable {
  /// The text, which ends with a line feed.
  public let text: String
  /// The signatures, in order.
  public let signatures: [Signature]

  /// One line under the text.
  public struct Signature: Hashable, Sendable {
    /// The name of the key.
    public let name: String
    /// The four bytes by which the key is found.
    public let keyID: Data
    /// The signature itself.
    public let signature: Data
  }

  fileprivate init(text: String, signatures: [Signature]) {
    self.text = text
    self.signatures = signatures
  }

  /// Reads a note; nothing is checked but its form.
  /// - Throws: ``NoteRefused/malformed``.
  public init(_ note: String) throws(NoteRefused) {
    let bytes = Array(note.utf8)
    guard bytes.count <= 1 << 20, bytes.last == newline,
      let blank = (0..<max(0, bytes.count - 1)).last(where: { bytes[$0] == newline && bytes[$0 + 1] == newline })
    else { throw .malformed }
    let text = String(decoding: bytes[...blank], as: UTF8.self)
    let rest = bytes[(blank + 2)...]
    guard Self.isText(text), rest.last == newline else { throw .malformed }
    var signatures: [Signature] = []
    for line in textLines(rest.dropLast()) {
      let parts = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3, parts[0] == "\u{2014}", NoteKey.isName(parts[1]), let bytes = CanonicalBase64.decode(parts[2]),
        bytes.count > 4
      else { throw .malformed }
      signatures.append(Signature(name: parts[1], keyID: Data(bytes.prefix(4)), signature: Data(bytes.dropFirst(4))))
    }
    guard (1...100).contains(signatures.count) else { throw .malformed }
    self.text = text
    self.signatures = signatures
  }

  /// The whole note.
  public var note: String {
    text + "\n"
      + signatures.map { "\u{2014} \($0.name) \(($0.keyID + $0.signature).base64EncodedString())\n" }.joined()
  }

  /// Checks the signatures of the keys that are trusted; those of other keys are passed over.
  /// - Returns: the first trusted key that has signed.
  /// - Throws: ``NoteRefused``.
  @discardableResult
  public func verify(_ keys: [NoteKey]) throws(NoteRefused) -> NoteKey {
    var signer: NoteKey?
    for signature in signatures {
      guard let key = keys.first(where: { $0.name == signature.name && $0.id == signature.keyID }) else { continue }
      let verifying = try? Curve25519.Signing.PublicKey(rawRepresentation: key.publicKey)
      guard verifying?.isValidSignature(signature.signature, for: Data(text.utf8)) == true else { throw .wrongSignature }
      signer = signer ?? key
    }
    guard let signer else { throw .unknownKey }
    return signer
  }

  static func isText(_ text: String) -> Bool {
    text.hasSuffix("\n") && text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 }
  }
}
