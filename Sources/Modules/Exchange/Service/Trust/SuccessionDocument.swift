// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
public import JOSE
public import Kernel
import StrictJSON

/// Who followed whom among a State's keys: a list of statements, each signed by the earlier key (JWS).
public struct SuccessionDocument: Hashable, Sendable {
  /// The type of each statement.
  public static let type = "comity-succession+jws"
  /// So many statements a document has at most.
  public static let limit = 64
  /// The longest that is read, in bytes.
  public static let largest = 64 << 10

  /// The State.
  public let state: StateCode
  private var statements: [String]

  /// No key has followed another yet.
  public init(state: StateCode) {
    self.state = state
    statements = []
  }

  /// Reads a document; whether its statements are true is for ``verified(from:)``.
  /// - Throws: ``TrustProblem/unreadable(path:)``.
  public init(_ bytes: Data) throws(TrustProblem) {
    do {
      let value = try StrictJSON.parse(bytes, limits: StrictLimits(bytes: Self.largest, depth: 3))
      let form = try StrictDecoder().decode(Form.self, from: value)
      guard form.v == 1, let state = StateCode(form.state), state.code == form.state, form.successions.count <= Self.limit else {
        throw TrustProblem.unreadable(path: "entry")
      }
      self.state = state
      statements = form.successions
    } catch {
      throw .unreadable(path: "entry")
    }
  }

  /// The document as it is published.
  public func file() throws -> Data { try CanonicalJSON.encode(Form(v: 1, state: state.code, successions: statements)) }

  /// Adds that a key follows another.
  /// - Throws: `JOSEFault`, ``TrustProblem/alreadyChanged`` when there are too many or both are one.
  public mutating func add(_ next: VerificationKey, after earlier: SigningKey, at now: Date) throws {
    let from = earlier.verificationKey
    guard from != next, statements.count < Self.limit else { throw TrustProblem.alreadyChanged }
    let said = Statement(
      v: 1, state: state.code, from: from.thumbprint.description, to: next.thumbprint.description, x: Base64URL.text(next.bytes),
      iat: Int(now.timeIntervalSince1970))
    statements.append(String(decoding: try CompactJWS.sign(CanonicalJSON.encode(said), type: Self.type, with: earlier), as: UTF8.self))
  }

  /// The statements that are true, as far as they lead on from a key that is known.
  ///
  /// A statement by a key that nothing leads to says nothing, and one that cannot be read keeps nobody from the others.
  public func verified(from known: VerificationKey) -> [KeySuccession] {
    var keys = [known.thumbprint: known]
    var found: [KeySuccession] = []
    var waiting = statements
    var goesOn = true
    while goesOn {
      goesOn = false
      for text in waiting {
        guard let jws = try? CompactJWS(Data(text.utf8), limit: 4 << 10), let key = keys[jws.keyID] else { continue }
        waiting.removeAll { $0 == text }
        guard let next = next(after: key, in: jws), let from = DigestOf<PublicKey>(bytes: Array(key.thumbprint.bytes)),
          let to = DigestOf<PublicKey>(bytes: Array(next.thumbprint.bytes))
        else { continue }
        keys[next.thumbprint] = next
        found.append(KeySuccession(from: from, to: to))
        goesOn = true
      }
    }
    return found
  }

  private func next(after key: VerificationKey, in jws: CompactJWS) -> VerificationKey? {
    guard let payload = try? jws.payload(signedBy: key, type: Self.type),
      let value = try? StrictJSON.parse(payload, limits: StrictLimits(bytes: 2 << 10, depth: 2)),
      let said = try? StrictDecoder().decode(Statement.self, from: value), said.v == 1, said.state == state.code,
      said.from == key.thumbprint.description, let bytes = Base64URL.decode(said.x), let next = try? VerificationKey(bytes: bytes),
      next.thumbprint.description == said.to
    else { return nil }
    return next
  }

  private struct Form: Codable {
    var v: Int
    var state: String
    var successions: [String]
  }

  private struct Statement: Codable {
    var v: Int
    var state: String
    var from: String
    var to: String
    var x: String
    var iat: Int
  }
}
