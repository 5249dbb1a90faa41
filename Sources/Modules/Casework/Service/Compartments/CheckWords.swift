// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel

extension Casework {
  /// Refuses a change that would bring words of a compartment into the entry of the case, which everybody reads who may see the case and from which
  /// letters, files and exports are made; and one that sends or checks against what stands there.
  /// - Throws: ``CannotTell``.
  func checkWords(from before: RegisteredRequest, to change: Change) async throws {
    let notes = try await guardedNotes(of: before.id)
    guard !notes.isEmpty else { return }
    let guarded = ProtectedWords(notes, known: before.known)
    let said = Set(try Self.texts(of: before))
    var fresh = try Self.texts(of: change.request).filter { !said.contains($0) }
    // What was written before the note was goes out now.
    if change.events.contains(where: { $0.name == .reasonsSent }) { fresh += change.request.reasons }
    guard !fresh.contains(where: guarded.occur) else { throw CannotTell.protectedWords }
    for event in change.events where event.name == .protectionChecked {
      guard case .codes(let items)? = event.facts["items"] else { continue }
      let stands = items.contains { item in notes.contains { $0.standsAgainst(ItemID(rawValue: item)) } }
      if stands { throw CannotTell.protectionStands }
    }
  }

  /// Refuses a record that would say words of a compartment to everybody who may see the case.
  /// - Throws: ``CannotTell/protectedWords``.
  func checkWords<Record: CaseRecord>(of record: Record, from before: Record?, in owner: RegisteredRequest) async throws {
    let notes = try await guardedNotes(of: owner.id)
    guard !notes.isEmpty else { return }
    let guarded = ProtectedWords(notes, known: owner.known)
    let said = Set(try before.map { try Self.texts(of: $0) } ?? [])
    guard try !Self.texts(of: record).contains(where: { !said.contains($0) && guarded.occur(in: $0) }) else {
      throw CannotTell.protectedWords
    }
  }

  /// Refuses a text that is about to leave the program with words of a compartment in it: a letter, a file, an export.
  /// - Throws: ``CannotTell/protectedWords``.
  func checkOutgoing(_ texts: [String], of request: RegisteredRequest) async throws {
    let notes = try await guardedNotes(of: request.id)
    guard !notes.isEmpty else { return }
    let guarded = ProtectedWords(notes, known: request.known)
    guard !texts.contains(where: guarded.occur) else { throw CannotTell.protectedWords }
  }

  /// All notes of all compartments, whoever acts: the check is the program's own.
  private func guardedNotes(of id: ID<RegisteredRequest>) async throws -> [GuardedNote] {
    let program = CaseStore.Reader(officer: "", unit: "", seesEverything: true, compartments: Set(Compartment.allCases))
    return try await store.records(GuardedNote.self, of: id, for: program).map(\.value)
  }

  /// Every text in something that is kept.
  private static func texts(of value: some Encodable) throws -> [String] {
    texts(in: try JSONSerialization.jsonObject(with: try JSONEncoder().encode(value), options: .fragmentsAllowed))
  }

  private static func texts(in json: Any) -> [String] {
    switch json {
    case let text as String: [text]
    case let list as [Any]: list.flatMap(texts)
    case let members as [String: Any]: members.values.flatMap(texts)
    default: []
    }
  }
}

extension RegisteredRequest {
  /// What the request itself says, which both sides know.
  fileprivate var known: [String] {
    var texts = [head.subject] + items.map(\.summary)
    if let content = head.content, let data = try? JSONEncoder().encode(content) { texts.append(String(decoding: data, as: UTF8.self)) }
    return texts
  }

  /// The reasons of its refusals.
  fileprivate var reasons: [String] {
    guard case .incoming(let request) = self else { return [] }
    return request.items.compactMap { if case .refused(let refusal) = $0.stage { refusal.reasons } else { nil } }
  }
}
