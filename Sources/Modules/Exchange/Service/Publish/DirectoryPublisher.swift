// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
public import Foundation
import JOSE
public import Kernel
public import Storage
public import TUF

/// The published directory in a folder: takes what signers and States bring, and says with the node's own key what is the newest.
public struct DirectoryPublisher: Sendable {
  /// How long a snapshot is good: after that nobody sends any more.
  public static let snapshotLifetime: TimeInterval = 7 * 86_400
  /// How long a timestamp is good: after that officers are warned.
  public static let timestampLifetime: TimeInterval = 86_400
  /// How long what signers brought is good.
  public static let targetsLifetime: TimeInterval = 90 * 86_400
  /// How long a root is good.
  public static let rootLifetime: TimeInterval = 365 * 86_400

  /// The folder with `metadata` and `targets`.
  public let folder: URL

  /// Names the folder.
  public init(folder: URL) { self.folder = folder }

  /// What was published: for the event log.
  public struct Published: Hashable, Sendable {
    /// The version of the directory.
    public let version: Int
    /// The digest of the snapshot, in hexadecimal digits.
    public let snapshot: String

    /// The event that puts it into the secretariat's own log, so that nobody can be shown another directory unnoticed.
    public func event(at now: Date, by actor: EventActor) -> NewEvent {
      NewEvent(
        "exchange.directoryPublished", of: EventSubject("exchangePublication", "\(version)"), at: now, by: actor,
        facts: ["version": .integer(version), "snapshot": .text(snapshot)])
    }
  }

  private var files: TUFFolder { TUFFolder(folder) }

  /// What is published; `nil` when nothing is yet.
  /// - Throws: ``TrustProblem/unreadable(path:)`` when the folder was changed by something else.
  public func repository() throws -> TUFRepository? {
    guard FileManager.default.fileExists(atPath: folder.appending(path: "metadata/timestamp.json").path) else { return nil }
    do {
      return try TUFRepository { try files.read($0, limit: 1 << 24) }
    } catch {
      throw TrustProblem.unreadable(path: folder.path)
    }
  }

  /// When each part of what is published ends; empty when nothing is yet.
  /// - Throws: ``TrustProblem/unreadable(path:)``.
  public func ends() throws -> [(part: String, end: Date)] {
    guard let repository = try repository() else { return [] }
    let parts: [(String, Date?)] = [
      ("timestamp", repository.timestamp?.body.expires), ("snapshot", repository.snapshot?.body.expires),
      ("targets", repository.targets.body.expires), ("root", repository.root.body.expires),
    ]
    return parts.compactMap { part, end in end.map { (part, $0) } }
  }

  /// The version of the root that is published; `nil` when nothing is yet.
  /// - Throws: ``TrustProblem/unreadable(path:)``.
  public func rootVersion() throws -> Int? { try repository()?.root.body.version }

  /// The first publication: root and list of States, signed by their signers.
  /// - Throws: ``TrustProblem``.
  /// - Parameter secretariat: the entry of the secretariat's node, where the list names it.
  public func begin(
    root: DirectoryDraft, targets: DirectoryDraft, parts: [StatePart] = [], secretariat: Data? = nil, online: Signer, at now: Date
  ) throws -> Published {
    try locked(beside: folder) {
      guard try repository() == nil else { throw TrustProblem.fileExists(path: folder.path) }
      guard case .root(let root) = root, case .targets(let targets) = targets else { throw TrustProblem.badValue(name: "root") }
      return try told {
        var repository = try TUFRepository(root: root, targets: targets, files: Self.files(secretariat))
        try take(parts, into: &repository, at: now)
        return try publish(&repository, online, at: now)
      }
    }
  }

  /// Takes what signers and States brought, in the order root, list of States, parts, and publishes it.
  /// - Parameter secretariat: the entry of the secretariat's node, where a list names another than before.
  /// - Throws: ``TrustProblem``; nothing is published then.
  public func take(
    _ drafts: [DirectoryDraft], _ parts: [StatePart], secretariat: Data? = nil, online: Signer, at now: Date
  ) throws -> Published {
    try locked(beside: folder) {
      guard var repository = try repository() else { throw TrustProblem.notPublished }
      return try told {
        for case .root(let root) in drafts { try repository.take(root: root) }
        for case .targets(let targets) in drafts { try repository.take(targets: targets, files: Self.files(secretariat)) }
        try take(parts, into: &repository, at: now)
        return try publish(&repository, online, at: now)
      }
    }
  }

  /// The next list of States, for the signers.
  /// - Parameters:
  ///   - parts: those whose State is admitted, or has another key from now on.
  ///   - removed: the States that are taken out.
  ///   - secretariat: the entry of the secretariat's node, when it is another from now on; what was listed before stays otherwise.
  /// - Throws: ``TrustProblem/nothingToCompare(state:)`` for a State that is not in the list.
  public func nextTargets(
    admitting parts: [StatePart], removing removed: [StateCode] = [], secretariat: Data? = nil, at now: Date
  ) throws -> DirectoryDraft {
    let before = try repository()?.targets.body
    var next = before ?? TUFTargets(version: 0, expires: now)
    next.version += 1
    next.expires = now.addingTimeInterval(Self.targetsLifetime)
    for state in removed {
      guard next.delegation(to: state.code) != nil else { throw TrustProblem.nothingToCompare(state: state.code) }
      next.revoke(state.code)
    }
    for part in parts { next.delegate(part.delegation) }
    if let secretariat {
      _ = try SecretariatEntry.read(secretariat)
      next.targets[SecretariatEntry.path] = TUFTargetInfo(of: secretariat)
    }
    return .targets(try TUFSigned(next))
  }

  /// Renews what the node says itself, when half of its life is over.
  ///
  /// An officer's signature under root and list of States cannot be renewed here: it ends when it ends.
  /// - Returns: what was published when it was a new snapshot; `nil` when nothing or the timestamp alone was renewed.
  /// - Throws: ``TrustProblem``.
  public func renew(online: Signer, at now: Date) throws -> Published? {
    try locked(beside: folder) {
      guard var repository = try repository(), let snapshot = repository.snapshot, let timestamp = repository.timestamp else { return nil }
      return try told {
        if snapshot.body.expires.timeIntervalSince(now) < Self.snapshotLifetime / 2 { return try publish(&repository, online, at: now) }
        if timestamp.body.expires.timeIntervalSince(now) < Self.timestampLifetime / 2 {
          try files.write(repository.stamp(expires: now.addingTimeInterval(Self.timestampLifetime), signers: [online.tuf]))
        }
        return nil
      }
    }
  }

  private static func files(_ secretariat: Data?) -> [String: Data] { secretariat.map { [SecretariatEntry.path: $0] } ?? [:] }

  private func take(_ parts: [StatePart], into repository: inout TUFRepository, at now: Date) throws {
    for part in parts {
      try part.checkTime(at: now)
      try repository.take(role: part.state.code, part.metadata, files: part.files)
    }
  }

  private func publish(_ repository: inout TUFRepository, _ online: Signer, at now: Date) throws -> Published {
    let written = try repository.publish(
      snapshotExpires: now.addingTimeInterval(Self.snapshotLifetime), snapshotSigners: [online.tuf],
      timestampExpires: now.addingTimeInterval(Self.timestampLifetime), timestampSigners: [online.tuf])
    try files.write(written)
    return Published(
      version: repository.snapshot?.body.version ?? 0, snapshot: repository.timestamp?.body.snapshot.file.hashes["sha256"] ?? "")
  }

  /// A fault of the standard in the words of the program.
  private func told<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch TUFFault.tooFewSignatures(let role, _, _) where StateCode(role)?.code == role {
      throw TrustProblem.otherStateKey(state: role)
    } catch TUFFault.tooFewSignatures(let role, let found, let needed) {
      throw TrustProblem.tooFewSignatures(role: role, found: found, needed: needed)
    } catch TUFFault.rollback, TUFFault.wrongVersion {
      throw TrustProblem.notNewer
    } catch TUFFault.notInSnapshot(let role) where StateCode(role)?.code == role {
      throw TrustProblem.partMissing(state: role)
    } catch TUFFault.unknownRole(let role), TUFFault.notInSnapshot(let role) {
      throw TrustProblem.nothingToCompare(state: role)
    } catch let fault as TUFFault {
      throw TrustProblem.directoryRefused(role: fault.role)
    }
  }
}

/// Renews the published directory on the secretariat's node.
public struct PublicationKeeper: Sendable {
  private let publisher: DirectoryPublisher
  private let online: SignerFile
  private let database: any Database

  /// Passes in what it needs.
  public init(publisher: DirectoryPublisher, online: SignerFile, database: any Database) {
    self.publisher = publisher
    self.online = online
    self.database = database
  }

  /// Renews what is due; to be called every hour.
  /// - Throws: ``TrustProblem``, or an error of the database.
  public func renew(at now: Date) async throws {
    guard try publisher.repository() != nil else { return }
    guard let published = try publisher.renew(online: online.read(), at: now) else { return }
    try await database.commit(Commit(events: [published.event(at: now, by: .program)]))
  }
}
