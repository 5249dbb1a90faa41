// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Localisation
import Storage

/// A case as a whole: the request, what belongs to it and everything that happened, as its PDF and its JSON tell it.
struct WholeCase: Sendable {
  /// Who brought something about.
  enum Actor: Hashable, Sendable {
    /// An officer; without a name when the account is gone.
    case officer(String?)
    /// The program itself.
    case program
    /// The command line of the node's machine.
    case console
  }

  /// One fact of the timeline.
  struct Happening: Sendable {
    /// When it was recorded.
    let at: Date
    /// Its name: `casework.accepted`.
    let kind: String
    /// The day that it tells of, which may be earlier.
    let day: CalendarDay?
    /// Who did it; of an act with four eyes the officer who confirmed it.
    let by: Actor
    /// Who proposed it, where a second officer confirmed it.
    let proposedBy: Actor?
    /// The act that was proposed or given back.
    let act: String?
    /// The items that it names.
    let items: [String]
    /// All that was recorded with it: codes, days and numbers.
    let facts: [String: EventValue]
  }

  /// A record as it is told.
  struct Told: Sendable {
    let kind: String
    let id: String
    let title: String
    let lines: [CaseRecordLine]

    init(_ record: some CaseRecord, _ words: Words) {
      kind = type(of: record).recordKind.rawValue
      id = record.id.description
      title = record.title(words)
      lines = record.lines(words)
    }
  }

  let found: Versioned<RegisteredRequest>
  /// What happened, the earliest first.
  let timeline: [Happening]
  let records: [Told]
  let letters: [CaseLetter]
  let clocks: [Clock]
  /// The suspended days until the day on which it was written, each day once.
  let suspended: Days
  /// The day on which it was written.
  let writtenOn: CalendarDay
  let language: Language

  var request: RegisteredRequest { found.value }
}

extension Casework {
  /// A case as a whole, in the words of a language.
  ///
  /// What is kept in a compartment stands in no copy, whoever asks for it; see ``checkWhole(_:)`` for words of it that stand elsewhere.
  /// - Parameter found: the request, read for the same reader: that is the gate of access.
  func whole(
    _ found: Versioned<RegisteredRequest>, for reader: CaseStore.Reader, on day: CalendarDay, in words: Words
  ) async throws -> WholeCase {
    let found = try await told(found, for: reader.withoutCompartments)
    let request = found.value
    let records = try await store.records(of: request.id, for: reader.withoutCompartments)
    let messages = try await withoutApart(
      records.compactMap { $0 as? CaseMessage }, of: request, for: reader.withoutCompartments)
    let named = Dictionary(messages.map { ($0.id, $0) }) { first, _ in first }
    return WholeCase(
      found: found, timeline: try await happenings(of: request.id, for: reader.withoutCompartments),
      records: records.map { told(($0 as? CaseMessage).flatMap { named[$0.id] } ?? $0, words) },
      letters: try await letters(of: request, for: reader), clocks: runningClocks(of: request, on: day),
      suspended: request.suspensions.days(until: request.closure?.on ?? day), writtenOn: day, language: words.language)
  }

  /// Refuses a copy of a case that says words of a compartment, because they were written before the note that protects them was.
  /// - Throws: ``CannotTell/protectedCopy``.
  func checkWhole(_ whole: WholeCase) async throws {
    try await checkOutgoing(
      try Self.texts(of: whole.request) + whole.records.flatMap { [$0.title] + $0.lines.map(\.value) } + Self.texts(of: whole.letters),
      of: whole.request, else: .protectedCopy)
  }

  private func told(_ record: any CaseRecord, _ words: Words) -> WholeCase.Told { WholeCase.Told(record, words) }

  /// What happened to a request as one reader may know it, the earliest first, with the names of the officers.
  func happenings(of id: ID<RegisteredRequest>, for reader: CaseStore.Reader) async throws -> [WholeCase.Happening] {
    var names: [String: String] = [:]
    var proposed: [String: WholeCase.Actor] = [:]
    var happenings: [WholeCase.Happening] = []
    for event in try await timeline(of: id, for: reader).reversed() {
      let by: WholeCase.Actor
      switch event.by {
      case .program, .visitor: by = .program
      case .operatorAtConsole: by = .console
      case .officer(let officer):
        if names[officer] == nil { names[officer] = try await officers.name(officer) ?? "" }
        by = .officer(names[officer].flatMap { $0.isEmpty ? nil : $0 })
      }
      var facts = event.facts.compactMapValues { if case .value(let value) = $0 { value } else { nil } }
      // That an officer compared tells that there is another request.
      facts["compared"] = nil
      let act = event.facts["act"]?.text
      var proposer: WholeCase.Actor?
      switch event.kind {
      case "casework.proposed": if let act { proposed[act] = by }
      case "casework.proposalReturned": if let act { proposer = proposed.removeValue(forKey: act) }
      default:
        let acts = CaseAct.Code.withForm.filter { $0.needsSecondOfficer && $0.event == event.kind }.map(\.text)
        proposer = acts.compactMap { proposed.removeValue(forKey: $0) }.first
      }
      happenings.append(
        WholeCase.Happening(
          at: event.at, kind: event.kind.rawValue, day: event.facts["on"]?.text.flatMap { CalendarDay($0) }, by: by, proposedBy: proposer,
          act: act, items: facts["items"].flatMap { if case .list(let items) = $0 { items } else { nil } } ?? [], facts: facts))
    }
    return happenings
  }
}

extension Words {
  /// Who brought something about.
  func actor(_ actor: WholeCase.Actor) -> String {
    switch actor {
    case .officer(let name?): name
    case .officer(nil): self("casework.paper.byUnknown")
    case .program: self("casework.paper.byProgram")
    case .console: self("casework.paper.byConsole")
    }
  }

  /// What happened, as a fact of the log is called.
  func happening(_ kind: String) -> String {
    let key = "casework.event.\(kind.dropFirst("casework.".count))"
    return contains(key) ? self(key) : kind
  }

  /// The act that a proposal names.
  func act(_ code: String, of request: RegisteredRequest) -> String {
    let act: CaseAct.Code? =
      switch request {
      case .incoming: IncomingAct.Code(rawValue: code).map { .incoming($0) }
      case .outgoing: OutgoingAct.Code(rawValue: code).map { .outgoing($0) }
      }
    // A fact about a message names what the message does.
    let told = TravellingAct(rawValue: code).map { self("casework.travel.act.\($0.rawValue)") }
    return act.map { self("casework.act.\($0.words)") } ?? told ?? code
  }

  /// Which message a fact is about, and how far it has come; `nil` for any other fact.
  func message(of happening: WholeCase.Happening) -> String? {
    guard happening.kind.hasPrefix("casework.message"), let act = happening.act.flatMap(TravellingAct.init(rawValue:)) else { return nil }
    let told = self("casework.travel.act.\(act.rawValue)")
    guard case .text(let standing)? = happening.facts["standing"] else { return told }
    // Without files nothing is said of files.
    let said = standing == "delivered" ? "relayed" : standing
    return "\(told) · \(self("casework.travel.standing.\(said)"))"
  }
}
