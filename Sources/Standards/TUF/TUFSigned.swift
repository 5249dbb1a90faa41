// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import StrictJSON

/// What a role says, in one of the four kinds of metadata.
public protocol TUFBody: Hashable, Sendable {
  /// The kind, as `_type` names it.
  static var type: String { get }
  /// The version, from 1.
  var version: Int { get }
  /// From when on it is believed no more.
  var expires: Date { get }
  /// Reads what is signed.
  /// - Throws: ``TUFFault/malformed(_:)``.
  init(signed: JSONValue) throws(TUFFault)
  /// What is signed, in the members known here.
  var signed: JSONValue { get }
}

/// Metadata with the signatures under it; reading it checks its form alone.
public struct TUFSigned<Body: TUFBody>: Hashable, Sendable {
  /// What the role says.
  public let body: Body
  /// The bytes that are signed: the canonical form of what came, with every member, known here or not.
  public let payload: Data
  /// The signatures, one for each key id.
  public private(set) var signatures: [TUFSignature]
  private let signed: JSONValue

  /// Makes metadata that nobody has signed yet.
  /// - Throws: ``TUFFault/malformed(_:)`` for what could not be read again.
  public init(_ body: Body) throws(TUFFault) {
    signed = body.signed
    self.body = try Body(signed: signed)
    payload = try TUFCanonical.bytes(signed)
    signatures = []
  }

  /// Reads a file of metadata.
  /// - Throws: ``TUFFault/malformed(_:)``.
  public init(_ file: Data) throws(TUFFault) {
    let value: JSONValue
    do throws(StrictJSONError) {
      value = try StrictJSON.parse(file, limits: StrictLimits(bytes: 64 << 20, depth: 32))
    } catch {
      throw .malformed("JSON")
    }
    let envelope = try Members(value, "metadata")
    signed = try envelope.value("signed")
    body = try Body(signed: signed)
    payload = try TUFCanonical.bytes(signed)
    signatures = []
    for entry in try envelope.list("signatures") {
      let members = try Members(entry, "signature")
      let keyID = try members.text("keyid")
      guard let signature = Data(hex: try members.text("sig")) else { throw .malformed("signature.sig") }
      guard !signatures.contains(where: { $0.keyID == keyID }) else { throw .malformed("a second signature of one key") }
      signatures.append(TUFSignature(keyID: keyID, signature: signature))
    }
  }

  /// The file: what is signed and the signatures.
  public var file: Data {
    CanonicalJSON.bytes(
      .of([
        "signatures": .list(
          signatures.map { .of(["keyid": .text($0.keyID), "sig": .text($0.signature.hex)]) }),
        "signed": signed,
      ]))
  }

  /// Adds one signer's signature; the others' stay, so that signers can sign one after the other, each where their key is.
  /// - Throws: an error of the key.
  public func signed(by signer: TUFSigner) throws -> TUFSigned {
    var copy = self
    copy.signatures.removeAll { $0.keyID == signer.publicKey.id }
    copy.signatures.append(try signer.sign(payload))
    return copy
  }

  /// Takes over the signatures that another copy of the same metadata has.
  /// - Throws: ``TUFFault/malformed(_:)`` when the other says something else.
  public func joined(with other: TUFSigned) throws(TUFFault) -> TUFSigned {
    guard other.payload == payload else { throw .malformed("signed") }
    var copy = self
    copy.signatures += other.signatures.filter { signature in !signatures.contains { $0.keyID == signature.keyID } }
    return copy
  }

  /// Checks that enough keys have signed.
  /// - Throws: ``TUFFault/tooFewSignatures(role:found:needed:)``.
  public func verify(_ authority: TUFAuthority, as role: String) throws(TUFFault) {
    let found = authority.count(signatures, over: payload)
    guard authority.threshold >= 1, found >= authority.threshold else {
      throw .tooFewSignatures(role: role, found: found, needed: authority.threshold)
    }
  }
}

extension Members {
  /// Checks what every kind of metadata begins with.
  func head(_ type: String) throws(TUFFault) -> (version: Int, expires: Date) {
    guard try text("_type") == type else { throw malformed("_type") }
    let parts = try text("spec_version").split(separator: ".", omittingEmptySubsequences: false)
    let areNumbers = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
    guard (2...3).contains(parts.count), parts[0] == "1", areNumbers else { throw malformed("spec_version") }
    guard let expires = TUFTime.read(try text("expires")) else { throw malformed("expires") }
    return (try whole("version", atLeast: 1), expires)
  }
}

extension TUFBody {
  /// The version of the standard that is written.
  static var specification: JSONValue { .text("1.0.33") }
}
