// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import Kernel
import MeetingsRules
import Storage
import StrictJSON

/// What taking in a file would change, before anything is changed.
struct ImportPlan: Sendable, Equatable {
  /// One thing that would be added or changed.
  struct Line: Sendable, Equatable {
    /// The kind of thing, as its table is called.
    let kind: String
    let name: Mark
    let title: LocalText
    /// The version that would be changed; 0 for a new thing.
    let version: Int
    /// What would be different.
    let changes: [Difference]
  }

  /// A value that would be different; `nil` where there is none.
  struct Difference: Sendable, Equatable {
    let path: String
    let before: String?
    let after: String?
  }

  var lines: [Line] = []
  var unchanged = 0

  var added: Int { lines.count { $0.version == 0 } }
  var changed: Int { lines.count - added }

  /// A short name of exactly this plan: another one when anything in the file or on the node is different.
  var digest: String {
    let text = lines.map { line in
      "\(line.kind) \(line.name) \(line.version) " + line.changes.map { "\($0.path)=\($0.after ?? "")" }.joined(separator: "\u{1F}")
    }
    return SHA256.hash(data: Data(text.joined(separator: "\u{1E}").utf8)).prefix(16).map {
      String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
    }
    .joined()
  }

  /// The values that differ between two states of a thing, by their paths.
  static func differences(_ before: (some Encodable)?, _ after: some Encodable) throws -> [Difference] {
    let old = try before.map { try leaves(of: $0) } ?? [:]
    let new = try leaves(of: after)
    return Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted().map {
      Difference(path: $0, before: old[$0], after: new[$0])
    }
  }

  private static func leaves(of value: some Encodable) throws -> [String: String] {
    var found: [String: String] = [:]
    collect(try StrictJSON.parse(Data(try KeptEntry.json(value).utf8)), "", into: &found)
    return found
  }

  private static func collect(_ value: JSONValue, _ path: String, into found: inout [String: String]) {
    switch value.content {
    case .object(let members):
      for member in members { collect(member.value, path.isEmpty ? member.name : "\(path).\(member.name)", into: &found) }
    case .array(let elements): for (index, element) in elements.enumerated() { collect(element, "\(path)[\(index)]", into: &found) }
    case .string(let text), .number(let text): found[path] = text
    case .boolean(let flag): found[path] = "\(flag)"
    case .null: break
    }
  }
}

extension MeetingsStore {
  /// What ``take(_:by:at:)`` would do with a dossier.
  /// - Throws: ``CannotTakeMeeting/nameTaken(_:)`` when a name stands for something else here.
  func plan(_ dossier: MeetingDossier) async throws -> ImportPlan {
    var plan = ImportPlan()
    try await add(dossier.bodies, to: &plan) { ($0.mark, $0.name) }
    let known = Set(try await things(Meeting.self, dossier.otherMeetings.map(\.key)).map(\.value.id))
    let others = dossier.otherMeetings.filter { !known.contains($0.id) }
    try await add(others + [dossier.meeting], to: &plan) { ($0.mark, $0.name) }
    try await add(dossier.documents, to: &plan) { ($0.mark, $0.title) }
    let stored = Dictionary(try await things(Mandate.self, dossier.mandates.map(\.key)).map { ($0.value.id, $0.value) }) { first, _ in first
    }
    let mandates = dossier.mandates.map { mandate in stored[mandate.id].map { mandate.keepingProgress(of: $0) } ?? mandate }
    try await add(mandates, to: &plan) { ($0.mark, $0.task) }
    try await refuseTakenNames(dossier, added: plan.lines.filter { $0.version == 0 })
    return plan
  }

  private func add<Thing: Kept & Equatable>(
    _ things: [Thing], to plan: inout ImportPlan, _ called: (Thing) -> (Mark, LocalText)
  ) async throws {
    let current = Dictionary(try await self.things(Thing.self, things.map(\.key)).map { ($0.value.key, $0) }) { first, _ in first }
    for thing in things {
      let now = current[thing.key]
      if now?.value == thing {
        plan.unchanged += 1
        continue
      }
      let (name, title) = called(thing)
      plan.lines.append(
        ImportPlan.Line(
          kind: Thing.table, name: name, title: title, version: now?.version ?? 0,
          changes: try ImportPlan.differences(now?.value, thing)))
    }
  }

  /// Bodies and meetings have their names for themselves on a node.
  private func refuseTakenNames(_ dossier: MeetingDossier, added: [ImportPlan.Line]) async throws {
    let bodies = Set(try await bodies().map(\.mark))
    for line in added {
      let isTaken =
        switch line.kind {
        case Body.table: bodies.contains(line.name)
        case Meeting.table: try await meeting(line.name) != nil
        default: false
        }
      if isTaken { throw CannotTakeMeeting.nameTaken(line.name) }
    }
  }
}
