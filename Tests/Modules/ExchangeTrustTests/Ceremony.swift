// SPDX-License-Identifier: Apache-2.0
import Crypto
import ExchangeRules
import Foundation
import JOSE
import Kernel
import Storage
import TUF
import TestKit
import Testing

@testable import ExchangeService

func digest(_ data: Data) -> Data { Data(SHA256.hash(data: data)) }

/// A secretariat with its signers, and the States that take part.
struct Ceremony {
  let folder: URL
  let publisher: DirectoryPublisher
  let root: [Signer]
  let targets: [Signer]
  let online: Signer

  init(in folder: URL) throws {
    self.folder = folder
    publisher = DirectoryPublisher(folder: folder.appending(path: "published"))
    root = try (1...5).map { try Signer(name: "root \($0)") }
    targets = try (1...3).map { try Signer(name: "targets \($0)") }
    online = try Signer(name: "node")
  }

  /// The first root, signed by three of five.
  func firstRoot(signers: Int = 3, at now: Date = start) throws -> DirectoryDraft {
    let officers = DirectoryOfficers(root: root.map(\.card), targets: targets.map(\.card), online: online.card)
    return try root.prefix(signers).reduce(officers.root(version: 1, until: now + 365 * day)) { try $0.signed(by: $1) }
  }

  /// A list of States, signed by two of three.
  func list(admitting parts: [StatePart], removing removed: [StateCode] = [], signers: Int = 2, at now: Date) throws -> DirectoryDraft {
    try targets.prefix(signers).reduce(publisher.nextTargets(admitting: parts, removing: removed, at: now)) { try $0.signed(by: $1) }
  }

  /// Publishes the first directory with these States.
  func begin(_ parts: [StatePart], at now: Date = start) throws {
    _ = try publisher.begin(root: firstRoot(at: now), targets: list(admitting: parts, at: now), parts: parts, online: online, at: now)
  }

  /// The file of the first root, as a new node is given it.
  func rootFile() throws -> Data { try firstRootFile() }

  private func firstRootFile() throws -> Data { try Data(contentsOf: publisher.folder.appending(path: "metadata/1.root.json")) }

  /// A node of another State that follows this directory.
  func follower(_ database: any Database, at now: Clock, from folder: URL? = nil) throws -> DirectoryFollower {
    let files = TUFFolder(folder ?? publisher.folder)
    return DirectoryFollower(database: database, shippedRoot: try rootFile(), fetch: { try files.read($0, limit: $1) }, now: { now.now })
  }
}

/// A State with its key and its authority's node.
struct SampleState {
  let code: StateCode
  var signer: Signer
  var ring: OwnKeyRing
  var succession: SuccessionDocument?

  init(_ code: String, at now: Date = start) throws {
    self.code = try #require(StateCode(code))
    signer = try Signer(name: "State \(code)")
    ring = try ExchangeTrustTests.ring("\(code).central", at: now)
  }

  var name: AuthorityName { ring.authority }

  func part(at now: Date = start) throws -> StatePart {
    try StatePart(state: code, entries: [try #require(ring.entry)], succession: succession, signer: signer, at: now)
  }

  /// Another key takes the place of the State's own.
  mutating func replaceKey(signedByOld: Bool, at now: Date) throws {
    let next = try Signer(name: "State \(code), next")
    if signedByOld {
      var document = succession ?? SuccessionDocument(state: code)
      try document.add(next.key.verificationKey, after: signer.key, at: now)
      succession = document
    }
    signer = next
  }
}

/// A clock that a test sets.
final class Clock: @unchecked Sendable {
  private let lock = NSLock()
  private var instant: Date

  init(_ instant: Date = start) { self.instant = instant }

  var now: Date {
    get { lock.withLock { instant } }
    set { lock.withLock { instant = newValue } }
  }
}
