// SPDX-License-Identifier: Apache-2.0
import Crypto
import DirectoryRules
public import Foundation
import Kernel
public import Storage

/// All that a node's directory holds at one moment, with the versions over which a change is made.
struct HeldDirectory: Sendable {
  /// Everything, the program's own data included.
  let file: DirectoryFile
  /// The version of every authority, treaty and election, by its key.
  let versions: [String: Int]
  /// The rows of States that stand in place of the program's own, as they are kept.
  let storedStates: [StateCode: String]

  /// A digest of what the directory holds of everything in a file: when it differs, somebody changed something since.
  func seen(of other: DirectoryFile) throws -> String {
    let keys =
      other.authorities.map(\.id.description) + other.treaties.treaties.map(\.id.description)
      + other.treaties.elections.map { DirectoryStore.key(of: $0) }
    let entries = keys.sorted().map { "\($0) \(versions[$0] ?? 0)\n" }
    let states = try other.states.map(\.state).sorted().map {
      "\($0) \(try file.record(of: $0).map { try DirectoryStore.json($0) } ?? "")\n"
    }
    return SHA256.hash(data: Data((entries + states).joined().utf8)).prefix(16).map { String($0, radix: 16) }.joined(separator: "-")
  }
}

extension DirectoryStore {
  /// All that the directory holds, read at one moment.
  func held() async throws -> HeldDirectory {
    let answers = try await database.rows(of: [
      SQL("SELECT state, entry FROM directoryState ORDER BY state"),
      SQL("SELECT id, version, entry FROM authority ORDER BY state, kind, id"),
      SQL("SELECT id, version, entry FROM treaty ORDER BY id"), SQL("SELECT id, version, entry FROM election ORDER BY id"),
    ])
    let states: [DirectoryFile.StateRecord] = try answers[0].map { try Self.read($0) }
    let file = builtIn.merging(
      DirectoryFile(
        states: states.map(\.listed), participation: states.flatMap(\.participation), authorities: try answers[1].map { try Self.read($0) },
        treaties: TreatyRegister(
          treaties: try answers[2].map { try Self.read($0) }, elections: try answers[3].map { try Self.read($0) })))
    let versions = try answers.dropFirst().joined().map { (try $0.text("id"), try $0.integer("version")) }
    return HeldDirectory(
      file: file, versions: Dictionary(versions) { first, _ in first },
      storedStates: Dictionary(try zip(states, answers[0]).map { ($0.listed.state, try $1.text("entry")) }) { first, _ in first })
  }

  /// A digest of what the directory holds of everything in a file, to be given back when the file is taken in.
  public func seen(of file: DirectoryFile) async throws -> String { try await held().seen(of: file) }

  /// Takes over a file, all of it or nothing: only what differs from what the directory holds is written.
  ///
  /// - Parameters:
  ///   - removingParticipation: whether periods of participation that the file's States have no more shall be removed.
  ///   - seen: what ``seen(of:)`` told when an officer looked at the change; `nil` when nobody looked.
  /// - Throws: ``CannotTake/removesParticipation(_:)`` when periods would be removed and nobody said so; `StaleWrite` when an officer
  ///   changed something of it meanwhile; `UniqueViolation` when somebody entered something of it meanwhile.
  public func take(
    _ file: DirectoryFile, removingParticipation: Bool = false, seen: String? = nil, at instant: Date, by actor: EventActor
  ) async throws {
    let held = try await held()
    if let seen {
      let now = try held.seen(of: file)
      guard seen == now else { throw StaleWrite() }
    }
    let removed = held.file.participationRemoved(by: file)
    guard removed.isEmpty || removingParticipation else { throw CannotTake.removesParticipation(removed) }
    let changes =
      try authorityChanges(file, held, instant, actor) + stateChanges(file, held, instant, actor)
      + registerChanges(file, held, instant, actor)
    guard !changes.isEmpty else { return }
    try await database.commit(Commit(changes.flatMap(\.statements), events: changes.flatMap(\.events)))
  }

  private func authorityChanges(
    _ file: DirectoryFile, _ held: HeldDirectory, _ instant: Date, _ actor: EventActor
  ) throws -> [Commit] {
    let known = Dictionary(held.file.authorities.map { ($0.id, $0) }) { first, _ in first }
    return try file.authorities.filter { known[$0.id] != $0 }.map { authority in
      let version = (held.versions[authority.id.description] ?? 0) + 1
      let event = NewEvent(
        "directory.authorityImported", of: EventSubject("authority", authority.id.description), at: instant, by: actor,
        facts: ["state": .text(authority.state.code), "kind": .text(authority.kind.rawValue), "version": .integer(version)])
      return Commit(try Self.write(authority, version: version, at: instant, by: actor), events: [event])
    }
  }

  /// States that differ from what is known, the program's own data included: what is the same stays the program's, and follows its updates.
  private func stateChanges(_ file: DirectoryFile, _ held: HeldDirectory, _ instant: Date, _ actor: EventActor) throws -> [Commit] {
    try file.states.compactMap { listed in
      guard let record = file.record(of: listed.state), record != held.file.record(of: listed.state) else { return nil }
      let event = NewEvent(
        "directory.stateImported", of: EventSubject("directoryState", listed.state.code), at: instant, by: actor,
        facts: ["regionalGroup": .text(listed.regionalGroup.rawValue), "periods": .integer(record.participation.count)])
      let entry = try Self.json(record).sql
      let write =
        held.storedStates[listed.state].map { old in
          SQL(
            "UPDATE directoryState SET entry = $2 WHERE state = $1 AND entry = $3", [listed.state.sql, entry, old.sql], mustChange: 1)
        } ?? SQL("INSERT INTO directoryState (state, entry) VALUES ($1, $2)", [listed.state.sql, entry])
      return Commit([write], events: [event])
    }
  }

  private func registerChanges(
    _ file: DirectoryFile, _ held: HeldDirectory, _ instant: Date, _ actor: EventActor
  ) throws -> [Commit] {
    let (treaties, elections) = (Set(held.file.treaties.treaties), Set(held.file.treaties.elections))
    return try file.treaties.treaties.filter { !treaties.contains($0) }.map {
      try Self.write($0, over: held.versions[$0.id.description] ?? 0, at: instant, by: actor)
    }
      + file.treaties.elections.filter { !elections.contains($0) }.map {
        try Self.write($0, over: held.versions[Self.key(of: $0)] ?? 0, at: instant, by: actor)
      }
  }
}
