// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import Testing

@testable import TUF

/// The moment of the tests.
let now = Date(timeIntervalSince1970: 1_795_000_000)
let day: TimeInterval = 86_400

/// A signer whose key is made from one number, so that every run has the same keys.
func signer(_ number: UInt8) throws -> TUFSigner { try #require(TUFSigner(seed: Data(repeating: number, count: 32))) }

func authority(_ signers: [TUFSigner], _ threshold: Int) -> TUFAuthority { TUFAuthority(signers.map(\.publicKey), threshold: threshold) }

/// A folder that is there for one test.
final class Scratch: Sendable {
  let url = FileManager.default.temporaryDirectory.appending(path: "comity-tuf-\(UUID().uuidString)")
  deinit { try? FileManager.default.removeItem(at: url) }
}

/// Writes repositories with real keys, also such as no honest publisher would: nothing is checked here.
struct Forge {
  struct Role {
    var body: TUFTargets
    var signers: [TUFSigner]
  }

  let server: URL
  var root: TUFRoot
  var rootSigners: [TUFSigner]
  var targets: Role
  var roles: [String: Role] = [:]
  var snapshot: (version: Int, expires: Date, signers: [TUFSigner])
  var timestamp: (version: Int, expires: Date, signers: [TUFSigner])
  /// Whether length and digest of metadata are told, or the version alone.
  var tellsDigests = true
  /// Names that the snapshot leaves out.
  var unlisted: Set<String> = []

  init(_ server: URL) throws {
    self.server = server
    rootSigners = [try signer(1), try signer(2), try signer(3)]
    let targetsSigners = [try signer(11), try signer(12)]
    snapshot = (1, now + 7 * day, [try signer(21)])
    timestamp = (1, now + day, [try signer(31)])
    root = TUFRoot(
      version: 1, expires: now + 365 * day, root: authority(rootSigners, 2), timestamp: authority(timestamp.signers, 1),
      snapshot: authority(snapshot.signers, 1), targets: authority(targetsSigners, 2))
    targets = Role(body: TUFTargets(version: 1, expires: now + 90 * day), signers: targetsSigners)
  }

  static let entry = Data("{\"state\":\"XA\",\"entry\":1}".utf8)

  /// A repository in which the State XA vouches for its own entry.
  static func withState(_ server: URL) throws -> Forge {
    var forge = try Forge(server)
    try forge.delegate("XA", to: [try signer(41)], patterns: ["authorities/XA/*"])
    try forge.add("authorities/XA/entry.json", entry, to: "XA")
    return forge
  }

  mutating func delegate(
    _ name: String, to signers: [TUFSigner], threshold: Int = 1, patterns: [String], isTerminating: Bool = true,
    in parent: String = "targets"
  ) throws {
    let delegation = TUFDelegation(name: name, authority: authority(signers, threshold), patterns: patterns, isTerminating: isTerminating)
    edit(parent) { $0.delegate(delegation) }
    if roles[name] == nil { roles[name] = Role(body: TUFTargets(version: 1, expires: now + 365 * day), signers: signers) }
  }

  mutating func add(_ path: String, _ data: Data, to role: String) throws {
    edit(role) { $0.targets[path] = TUFTargetInfo(of: data) }
    let digest = TUFFileInfo(of: data).hashes["sha256"] ?? ""
    try put("targets/\(root.consistentSnapshot ? TUFPath.consistent(path, digest: digest) : path)", data)
  }

  mutating func edit(_ role: String, _ change: (inout TUFTargets) -> Void) {
    if role == "targets" {
      change(&targets.body)
    } else if var changed = roles[role] {
      change(&changed.body)
      roles[role] = changed
    }
  }

  /// Raises every version, as an honest publisher does.
  mutating func raise(_ names: String...) {
    for name in names { edit(name) { $0.version += 1 } }
    snapshot.version += 1
    timestamp.version += 1
  }

  func put(_ path: String, _ data: Data) throws { try TUFFolder(server).write([TUFRepository.File(path: path, data: data)]) }

  func sign<Body: TUFBody>(_ body: Body, _ signers: [TUFSigner]) throws -> Data {
    try signers.reduce(TUFSigned(body)) { try $0.signed(by: $1) }.file
  }

  /// Writes the root alone.
  @discardableResult
  func writeRoot(by signers: [TUFSigner]? = nil, under version: Int? = nil) throws -> Data {
    let file = try sign(root, signers ?? rootSigners)
    try put("metadata/\(version ?? root.version).root.json", file)
    return file
  }

  /// Writes everything but the root, which ``writeRoot(by:under:)`` writes.
  func write() throws {
    var listed: [String: TUFListed] = [:]
    for (name, role) in roles.merging(["targets": targets], uniquingKeysWith: { first, _ in first }) {
      let file = try sign(role.body, role.signers)
      try put(metadata(name, role.body.version), file)
      if !unlisted.contains(name) { listed["\(name).json"] = list(role.body.version, file) }
    }
    let taken = try sign(TUFSnapshot(version: snapshot.version, expires: snapshot.expires, listed: listed), snapshot.signers)
    try put(metadata("snapshot", snapshot.version), taken)
    let stamp = TUFTimestamp(version: timestamp.version, expires: timestamp.expires, snapshot: list(snapshot.version, taken))
    try put("metadata/timestamp.json", try sign(stamp, timestamp.signers))
  }

  func metadata(_ name: String, _ version: Int) -> String {
    root.consistentSnapshot ? "metadata/\(version).\(TUFPath.escaped(name)).json" : "metadata/\(TUFPath.escaped(name)).json"
  }

  private func list(_ version: Int, _ file: Data) -> TUFListed {
    TUFListed(version: version, file: tellsDigests ? TUFFileInfo(of: file) : TUFFileInfo(length: nil, hashes: [:]))
  }

  func client(_ store: URL, root: Data? = nil, expiry: TUFExpiry = .stops, limits: TUFLimits = TUFLimits()) throws -> TUFClient {
    let folder = TUFFolder(server)
    let shipped = try root ?? #require(try folder.read("metadata/1.root.json", limit: 1 << 20))
    return TUFClient(shippedRoot: shipped, store: TUFFolder(store), expiry: expiry, limits: limits) { try folder.read($0, limit: $1) }
  }
}

/// What stands in a client's store, as bytes by name.
func kept(_ store: URL) throws -> [String: Data] {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: store.path)) ?? []
  return try Dictionary(uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: store.appending(path: $0))) })
}
