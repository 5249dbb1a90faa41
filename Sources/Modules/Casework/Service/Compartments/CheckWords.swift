// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Files
import Foundation
import Kernel

extension Casework {
  /// Refuses a change that would bring words of a compartment into the entry of the case, which everybody reads who may see the case and from which
  /// letters, files and exports are made; and one that sends or checks against what stands there.
  /// - Throws: ``CannotTell``.
  func checkWords(from before: RegisteredRequest, to change: Change) async throws {
    try await checkGuardedPersons(before, change)
    let notes = try await guardedNotes(of: before.id)
    guard !notes.isEmpty else { return }
    let guarded = ProtectedWords(notes, known: before.known)
    // Words that waited in a proposal enter the entry when it is confirmed, and a note may have been written since it was made.
    let said = Set(try Self.texts(of: before, without: "proposals"))
    let proposed = Set(try Self.proposed(in: before))
    var fresh = try Self.texts(of: change.request, without: "proposals").filter { !said.contains($0) }
    fresh += try Self.proposed(in: change.request).filter { !proposed.contains($0) }
    // What was written before the note was goes out now.
    if change.events.contains(where: { $0.name == .reasonsSent }) { fresh += change.request.reasons }
    if change.events.contains(where: { $0.name == .sent }) { fresh += try Self.texts(of: change.request) }
    guard !fresh.contains(where: guarded.occur) else { throw CannotTell.protectedWords }
    for event in change.events where event.name == .protectionChecked {
      guard case .codes(let items)? = event.facts["items"] else { continue }
      let stands = items.contains { item in notes.contains { $0.standsAgainst(ItemID(rawValue: item)) } }
      if stands { throw CannotTell.protectionStands }
    }
  }

  /// Refuses to begin the execution of an item that concerns somebody whom only the compartment of protection knows, as long as it was not checked.
  ///
  /// The item itself does not say that it concerns anybody, so that the rule of its request cannot ask.
  /// - Throws: ``CannotExecute/protectionNotChecked(_:)``.
  private func checkGuardedPersons(_ before: RegisteredRequest, _ change: Change) async throws {
    guard case .incoming(let request) = change.request,
      let begun = change.events.first(where: { $0.name == .executionBegun }), case .codes(let items)? = begun.facts["items"]
    else { return }
    let guarded = try await guardedItems(of: before.id)
    for item in request.items where items.contains(item.id.rawValue) && guarded.contains(item.id) && item.protectionCheckedOn == nil {
      throw CannotExecute.protectionNotChecked(item.id)
    }
  }

  /// The items that concern persons of the compartment of protection, whoever acts: the check is the program's own.
  func guardedItems(of id: ID<RegisteredRequest>) async throws -> Set<ItemID> {
    let subjects = try await store.records(Subject.self, of: id, for: Self.everyCompartment).map(\.value)
    return Set(subjects.filter { $0.compartment == .internationalProtection }.flatMap { $0.guardedItems ?? [] })
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

  /// Refuses a text that is about to leave the program with words of a compartment in it: a letter, a copy, the name of a file.
  /// - Parameter problem: what is said then.
  /// - Throws: the problem.
  func checkOutgoing(
    _ texts: @autoclosure () throws -> [String], of request: RegisteredRequest, else problem: CannotTell = .protectedWords
  ) async throws {
    guard let guarded = try await protectedWords(of: request) else { return }
    guard try !texts().contains(where: guarded.occur) else { throw problem }
  }

  /// The words of all compartments of a case; `nil` where there are none.
  func protectedWords(of request: RegisteredRequest) async throws -> ProtectedWords? {
    let notes = try await guardedNotes(of: request.id)
    return notes.isEmpty ? nil : ProtectedWords(notes, known: request.known)
  }

  /// Refuses files that are about to leave the program with words of a compartment in their names or, where they are text, in their content.
  /// - Throws: ``CannotTell/protectedFile``; `FileProblem`, `KeyProblem.destroyed`.
  func checkOutgoing(_ files: [CaseFile], of request: RegisteredRequest) async throws {
    guard let guarded = try await protectedWords(of: request) else { return }
    for file in files {
      guard !([file.title] + [file.content?.name].compactMap(\.self)).contains(where: guarded.occur) else { throw CannotTell.protectedFile }
      guard let content = file.content, let kept = try await vault.file(content.sha256, of: CaseSeal.owner(request.id)) else { continue }
      guard try await !occur(guarded, in: try await vault.open(kept), content) else { throw CannotTell.protectedFile }
    }
  }

  /// Whether a file that is text has any of the words.
  private func occur(_ guarded: ProtectedWords, in file: OpenFile, _ content: CaseFile.Content) async throws -> Bool {
    try await first(in: file, content) { guarded.occur(in: $0) ? true : nil } ?? false
  }

  /// The first that is found in a file that is text; `nil` also for one that is not.
  func first<Found: Sendable>(
    in file: OpenFile, _ content: CaseFile.Content, _ find: (String) -> Found?
  ) async throws -> Found? {
    var text: ReadableText?
    var offset = 0
    while offset < ReadableText.most, case let piece = try await file.read(at: offset, upTo: ReadableText.length), !piece.isEmpty {
      if offset == 0 { text = ReadableText(beginning: piece, name: content.name, mediaType: content.mediaType) }
      guard let text else { return nil }
      for reading in text.readings(of: piece, isFirst: offset == 0) { if let found = find(reading) { return found } }
      guard piece.count == ReadableText.length else { return nil }
      offset += ReadableText.length - ReadableText.overlap
    }
    return nil
  }

  /// All notes of all compartments, whoever acts: the check is the program's own.
  func guardedNotes(of id: ID<RegisteredRequest>) async throws -> [GuardedNote] {
    try await store.records(GuardedNote.self, of: id, for: Self.everyCompartment).map(\.value)
  }

  /// The program itself, where it keeps compartments apart; what it reads so is given to nobody.
  static let everyCompartment = CaseStore.Reader(officer: "", unit: "", seesEverything: true, compartments: Set(Compartment.allCases))

  /// What decides where a file of a case belongs that comes from elsewhere.
  func guardedMatters(of request: RegisteredRequest) async throws -> GuardedMatters {
    let subjects = try await store.records(Subject.self, of: request.id, for: Self.everyCompartment).map(\.value)
    return GuardedMatters(try await guardedNotes(of: request.id), subjects: subjects, known: request.known)
  }

  /// Every text in something that is kept, but for what stands under a name.
  static func texts(of value: some Encodable, without name: String = "") throws -> [String] {
    texts(in: try JSONSerialization.jsonObject(with: try JSONEncoder().encode(value), options: .fragmentsAllowed), without: name)
  }

  private static func texts(in json: Any, without name: String) -> [String] {
    switch json {
    case let text as String: [text]
    case let list as [Any]: list.flatMap { texts(in: $0, without: name) }
    case let members as [String: Any]: members.filter { $0.key != name }.values.flatMap { texts(in: $0, without: name) }
    default: []
    }
  }

  /// The words of acts that wait for a second officer.
  private static func proposed(in request: RegisteredRequest) throws -> [String] {
    try request.proposals.flatMap { proposal in
      switch proposal.act {
      case .incoming(let act): try texts(of: act)
      case .outgoing(let act): try texts(of: act)
      }
    }
  }
}

extension GuardedMatters {
  /// The compartment of a file by what it is about and what it is called.
  func compartment(of content: CaseFile.Content, _ items: [ItemID]) -> Compartment? {
    compartment(ofFileAbout: items) ?? compartment(ofText: content.name)
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
