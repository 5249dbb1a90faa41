// SPDX-License-Identifier: Apache-2.0
import Crypto
import DirectoryRules
public import Foundation
import Kernel
import Localisation
public import Storage
import Synchronization

/// All that a node's directory holds at one moment, with the versions over which a change is made.
struct HeldDirectory: Sendable {
  /// What tells one state of the directory from every other: a version of an entry says one thing for ever, a State's row its whole text.
  struct Mark: Hashable, Sendable {
    /// The version of every authority, of every treaty and of every election, by its key; a key may stand in two tables.
    let versions: [[String: Int]]
    /// The rows of States that stand in place of the program's own, as they are kept, by code.
    let states: [String: String]
  }

  let mark: Mark
  /// Everything, the program's own data included.
  let file: DirectoryFile
  /// The same as rules ask it.
  let snapshot: DirectorySnapshot
  /// The authorities of each State, past and present, in the order of their kinds.
  let authorities: [StateCode: [CompetentAuthority]]
  /// By what an authority is found: its name in its own language and in each of the six, one of which has all that is looked for.
  let searchKeys: [ID<CompetentAuthority>: [SearchKey]]

  /// The version of every authority, treaty and election, by its key.
  var versions: [String: Int] { mark.versions.reduce(into: [:]) { $0.merge($1) { first, _ in first } } }

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

extension HeldDirectory {
  /// Makes it of the rows, read at one moment.
  /// - Parameter known: what was held before: an entry whose version is the same is not read from its text again.
  init(_ rows: DirectoryRows, over builtIn: DirectoryFile, knowing known: HeldDirectory?) throws {
    mark = try rows.mark
    let states: [DirectoryFile.StateRecord] = try rows.states.map { try DirectoryStore.read($0) }
    let before = Dictionary((known?.file.authorities ?? []).map { ($0.id.description, $0) }) { first, _ in first }
    let versions = known?.mark.versions.first ?? [:]
    var keys: [ID<CompetentAuthority>: [SearchKey]] = [:]
    let entries: [CompetentAuthority] = try rows.authorities.map { row in
      let (id, version) = (try row.text("id"), try row.integer("version"))
      guard let same = before[id], versions[id] == version else { return try DirectoryStore.read(row) }
      keys[same.id] = known?.searchKeys[same.id]
      return same
    }
    file = builtIn.merging(
      DirectoryFile(
        states: states.map(\.listed), participation: states.flatMap(\.participation), authorities: entries,
        treaties: TreatyRegister(
          treaties: try rows.treaties.map { try DirectoryStore.read($0) },
          elections: try rows.elections.map { try DirectoryStore.read($0) })))
    snapshot = file.snapshot
    authorities = Dictionary(grouping: file.authorities, by: \.state)
    for entry in file.authorities where keys[entry.id] == nil {
      keys[entry.id] = Set([entry.originalName] + entry.name.texts.values).map { SearchKey([$0]) }
    }
    searchKeys = keys
  }
}

/// The rows of a directory, read at one moment.
struct DirectoryRows: Sendable {
  let states, authorities, treaties, elections: [SQLRow]

  /// What tells this state of the directory from every other.
  var mark: HeldDirectory.Mark {
    get throws {
      HeldDirectory.Mark(
        versions: try [authorities, treaties, elections].map { rows in
          Dictionary(try rows.map { (try $0.text("id"), try $0.integer("version")) }) { first, _ in first }
        },
        states: Dictionary(try states.map { (try $0.text("state"), try $0.text("entry")) }) { first, _ in first })
    }
  }
}

/// The directory as it was read last.
final class DirectoryMemory: Sendable {
  private let last = Mutex<HeldDirectory?>(nil)

  var directory: HeldDirectory? {
    get { last.withLock { $0 } }
    set { last.withLock { $0 = newValue } }
  }
}

extension DirectoryStore {
  /// All that the directory holds, read at one moment.
  ///
  /// Reading a thousand entries from their texts takes fifty milliseconds, and most pages ask for a few of them: when no version has
  /// changed, whoever changed it, what was read last is what stands there.
  func held() async throws -> HeldDirectory {
    let known = memory.directory
    if let known, try await rows(", version").mark == known.mark { return known }
    let held = try HeldDirectory(try await rows(", version, entry"), over: builtIn, knowing: known)
    memory.directory = held
    return held
  }

  private func rows(_ columns: String) async throws -> DirectoryRows {
    let answers = try await database.rows(of: [
      SQL("SELECT state, entry FROM directoryState ORDER BY state"),
      SQL("SELECT id\(columns) FROM authority ORDER BY state, kind, id"),
      SQL("SELECT id\(columns) FROM treaty ORDER BY id"), SQL("SELECT id\(columns) FROM election ORDER BY id"),
    ])
    return DirectoryRows(states: answers[0], authorities: answers[1], treaties: answers[2], elections: answers[3])
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
        held.mark.states[listed.state.code].map { old in
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
