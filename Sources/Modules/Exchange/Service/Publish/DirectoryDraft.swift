// SPDX-License-Identifier: Apache-2.0
import Crypto
import ExchangeRules
public import Foundation
import JOSE
import Kernel
public import TUF

/// A root or the list of States on its way from signer to signer: a file of metadata that each signs where the own key is.
public enum DirectoryDraft: Sendable {
  /// Who may sign for what.
  case root(TUFSigned<TUFRoot>)
  /// Which States take part, and with which keys.
  case targets(TUFSigned<TUFTargets>)

  /// The longest that is read, in bytes.
  static let largest = 4 << 20

  /// Reads a file.
  /// - Throws: ``TrustProblem/unreadable(path:)``.
  public static func read(_ url: URL) throws -> DirectoryDraft {
    guard let bytes = try? Data(contentsOf: url), bytes.count <= largest else { throw TrustProblem.unreadable(path: url.path) }
    if let root = try? TUFSigned<TUFRoot>(bytes) { return .root(root) }
    if let targets = try? TUFSigned<TUFTargets>(bytes) { return .targets(targets) }
    throw TrustProblem.unreadable(path: url.path)
  }

  /// The file, with the signatures so far.
  public var file: Data {
    switch self {
    case .root(let root): root.file
    case .targets(let targets): targets.file
    }
  }

  /// What signers read to each other to be sure that they sign the same: of what is signed, without the signatures.
  public var fingerprint: KeyFingerprint {
    let payload =
      switch self {
      case .root(let root): root.payload
      case .targets(let targets): targets.payload
      }
    return KeyFingerprint(digest: Data(SHA256.hash(data: payload)))
  }

  /// How many signatures it has; whether they count is asked when it is taken.
  public var signatures: Int {
    switch self {
    case .root(let root): root.signatures.count
    case .targets(let targets): targets.signatures.count
    }
  }

  /// How many of those who may sign have done so, and how many must; a signature of anybody else does not count.
  ///
  /// A root says itself who may sign for it; a next one needs besides those whom the root before names, which is asked when it is taken.
  /// - Parameter root: the root by which a list of States is signed.
  /// - Returns: `nil` for a list of States where no root is given.
  public func standing(under root: DirectoryDraft? = nil) -> (signed: Int, threshold: Int)? {
    switch (self, root) {
    case (.root(let own), _): return Self.standing(own, own.body[.root])
    case (.targets(let targets), .root(let root)): return Self.standing(targets, root.body[.targets])
    case (.targets, _): return nil
    }
  }

  private static func standing<Body>(_ draft: TUFSigned<Body>, _ authority: TUFAuthority) -> (signed: Int, threshold: Int) {
    (authority.count(draft.signatures, over: draft.payload), authority.threshold)
  }

  /// Adds a signature.
  public func signed(by signer: Signer) throws -> DirectoryDraft {
    switch self {
    case .root(let root): .root(try root.signed(by: signer.tuf))
    case .targets(let targets): .targets(try targets.signed(by: signer.tuf))
    }
  }

  /// Takes over the signatures of another copy.
  /// - Throws: ``TrustProblem/unreadable(path:)`` when the other says something else.
  public func joined(with other: DirectoryDraft) throws -> DirectoryDraft {
    do {
      switch (self, other) {
      case (.root(let one), .root(let other)): return .root(try one.joined(with: other))
      case (.targets(let one), .targets(let other)): return .targets(try one.joined(with: other))
      default: throw TrustProblem.unreadable(path: "")
      }
    } catch {
      throw TrustProblem.unreadable(path: "")
    }
  }

  /// What it says, line by line with tabs between the parts: roles or States, thresholds, fingerprints, last day.
  public var lines: [String] {
    switch self {
    case .root(let root):
      let roles = TUFRole.allCases.flatMap { role in
        let authority = root.body[role]
        return authority.keys.map { "\(role.rawValue)\t\(authority.threshold)/\(authority.keys.count)\t\(Self.fingerprint($0))" }
      }
      return ["root\t\(root.body.version)\t\(TUFTime.write(root.body.expires))"] + roles
    case .targets(let targets):
      let states = targets.body.delegations.map { delegation in
        "\(delegation.name)\t" + delegation.authority.keys.map(Self.fingerprint).joined(separator: "\t")
      }
      let named = targets.body.targets.sorted { $0.key < $1.key }.map { path, info in
        "\(path)\t\(info.file.hashes["sha256"].flatMap { DigestOf<PublicKey>($0) }.map { KeyFingerprint($0).description } ?? "-")"
      }
      return ["targets\t\(targets.body.version)\t\(TUFTime.write(targets.body.expires))"] + named + states
    }
  }

  private static func fingerprint(_ key: TUFKey) -> String {
    guard let bytes = key.publicKey, let key = try? VerificationKey(bytes: bytes) else { return "-" }
    return KeyFingerprint(key.thumbprint).description
  }
}

/// Who signs for the directory, as a root says it.
public struct DirectoryOfficers: Sendable {
  /// Those who change who may sign: officers of different States.
  public var root: [SignerCard]
  /// So many of them must.
  public var rootThreshold: Int
  /// Those who admit and remove States.
  public var targets: [SignerCard]
  /// So many of them must.
  public var targetsThreshold: Int
  /// The key on the secretariat's node, which says what is the newest.
  public var online: SignerCard

  /// Names them; three of five for the root and two of three for the list of States is what the profile advises.
  public init(root: [SignerCard], rootThreshold: Int = 3, targets: [SignerCard], targetsThreshold: Int = 2, online: SignerCard) {
    self.root = root
    self.rootThreshold = rootThreshold
    self.targets = targets
    self.targetsThreshold = targetsThreshold
    self.online = online
  }

  /// The root that says so.
  /// - Throws: ``TrustProblem/badValue(name:)`` when fewer keys are named than must sign, or a key twice.
  public func root(version: Int, until end: Date) throws -> DirectoryDraft {
    for (cards, threshold, name) in [(root, rootThreshold, "root"), (targets, targetsThreshold, "targets")] {
      guard threshold >= 1, cards.count >= threshold, Set(cards.map(\.key)).count == cards.count else {
        throw TrustProblem.badValue(name: name)
      }
    }
    // A key that lies on a node which the network reaches must not admit States.
    guard !(root + targets).contains(where: { $0.key == online.key }) else { throw TrustProblem.badValue(name: "online") }
    let node = TUFAuthority([online.tuf], threshold: 1)
    return .root(
      try TUFSigned(
        TUFRoot(
          version: version, expires: end, root: TUFAuthority(root.map(\.tuf), threshold: rootThreshold), timestamp: node, snapshot: node,
          targets: TUFAuthority(targets.map(\.tuf), threshold: targetsThreshold))))
  }
}
