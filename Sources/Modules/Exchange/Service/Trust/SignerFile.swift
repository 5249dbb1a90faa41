// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
public import Foundation
public import JOSE
import Keys
import StrictJSON
import TUF

/// The key of somebody who signs for the directory: a State for its part, an officer for root or targets, the secretariat's node for the rest.
public struct Signer: Sendable {
  /// Whose key it is, as its owner wrote it: for people, not for programs.
  public let name: String
  /// The key.
  public let key: SigningKey
  let tuf: TUFSigner

  /// Takes a key.
  /// - Throws: ``TrustProblem/badValue(name:)`` for a name that is none.
  public init(name: String, key: SigningKey = SigningKey()) throws {
    guard let tuf = TUFSigner(seed: key.bytes), SignerCard.isName(name) else { throw TrustProblem.badValue(name: "name") }
    self.name = name
    self.key = key
    self.tuf = tuf
  }

  /// What others are given.
  public var card: SignerCard { SignerCard(name: name, key: key.verificationKey, tuf: tuf.publicKey) }
}

/// The public half of a signer's key with its owner's name.
public struct SignerCard: Hashable, Sendable {
  /// Whose key it is.
  public let name: String
  /// The key.
  public let key: VerificationKey
  let tuf: TUFKey

  init(name: String, key: VerificationKey, tuf: TUFKey) {
    self.name = name
    self.key = key
    self.tuf = tuf
  }

  /// What is compared on the telephone.
  public var fingerprint: KeyFingerprint { KeyFingerprint(key.thumbprint) }

  /// Reads the file that its owner has given out.
  /// - Throws: ``TrustProblem/unreadable(path:)``.
  public static func read(_ url: URL) throws -> SignerCard {
    do {
      let value = try StrictJSON.parse(try Data(contentsOf: url), limits: StrictLimits(bytes: 4 << 10, depth: 2))
      let form = try StrictDecoder().decode(Form.self, from: value)
      guard form.format == Form.format, isName(form.name), let bytes = Base64URL.decode(form.x), let tuf = TUFKey(publicKey: bytes) else {
        throw TrustProblem.unreadable(path: url.path)
      }
      return SignerCard(name: form.name, key: try VerificationKey(bytes: bytes), tuf: tuf)
    } catch {
      throw TrustProblem.unreadable(path: url.path)
    }
  }

  /// The file as it is given out.
  public func file() throws -> Data { try CanonicalJSON.encode(Form(format: Form.format, name: name, x: Base64URL.text(key.bytes))) }

  static func isName(_ name: String) -> Bool {
    (1...80).contains(name.utf8.count) && name.unicodeScalars.allSatisfy { !$0.properties.generalCategory.isControlOrFormat }
  }

  private struct Form: Codable {
    static let format = "comity.signer/1"
    var format: String
    var name: String
    var x: String
  }
}

extension Unicode.GeneralCategory {
  /// Whether nothing is seen of it, so that two names could look alike.
  fileprivate var isControlOrFormat: Bool {
    [.control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse].contains(self)
  }
}

/// The file of a signer's key: sealed under a passphrase unless it is told otherwise, and kept where no network is.
public struct SignerFile: Sendable {
  let file: SecretFile

  /// Names a file.
  public init(_ url: URL, passphrase: String?, isSystems: Bool = false, work: Int = 17) {
    file = SecretFile(url: url, passphrase: passphrase, isSystems: isSystems, work: work)
  }

  /// Makes the file; one that is there is not overwritten.
  /// - Throws: ``TrustProblem``.
  public func make(_ signer: Signer) throws {
    let form = Form(format: Form.format, name: signer.name, secret: Base64URL.text(signer.key.bytes))
    try file.writeKeys(CanonicalJSON.encode(form), replacing: false)
  }

  /// Reads the key.
  /// - Throws: ``TrustProblem/keyFile(path:)``.
  public func read() throws -> Signer {
    do {
      let value = try StrictJSON.parse(try file.read(), limits: StrictLimits(bytes: 4 << 10, depth: 2))
      let form = try StrictDecoder().decode(Form.self, from: value)
      guard form.format == Form.format, let bytes = Base64URL.decode(form.secret) else { throw TrustProblem.keyFile(path: file.url.path) }
      return try Signer(name: form.name, key: SigningKey(bytes: bytes))
    } catch {
      throw TrustProblem.keyFile(path: file.url.path)
    }
  }

  private struct Form: Codable {
    static let format = "comity.signer-key/1"
    var format: String
    var name: String
    var secret: String
  }
}
