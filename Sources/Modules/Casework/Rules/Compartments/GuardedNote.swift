// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Instruments
public import Kernel
public import WritingRules

/// What is known of a person's protection, or of a technique, and kept in a compartment of the case.
///
/// The case itself knows only whether its items were checked.
/// - Source: UNCAC 44(15), 50; practice (international protection, asylum)
public struct GuardedNote: Codable, Hashable, Sendable {
  /// What the note is about; each belongs to one compartment.
  public enum Matter: String, Codable, Hashable, Sendable, CaseIterable {
    /// A person has asked for international protection.
    case claimMade
    /// A person has been given it.
    case statusGranted
    /// A person's protection has ended, or the claim was not granted.
    case protectionEnded
    /// A controlled delivery.
    /// - Source: UNCAC 50(4)
    case controlledDelivery
    /// Electronic or other forms of surveillance.
    /// - Source: UNCAC 50(1)
    case surveillance
    /// An undercover operation.
    /// - Source: UNCAC 50(1)
    case undercoverOperation
    /// Another technique.
    case otherTechnique

    /// The compartment that it belongs to.
    public var compartment: Compartment {
      switch self {
      case .claimMade, .statusGranted, .protectionEnded: .internationalProtection
      case .controlledDelivery, .surveillance, .undercoverOperation, .otherTechnique: .specialTechniques
      }
    }

    /// What notes of a compartment can be about.
    public static func of(_ compartment: Compartment) -> [Matter] { allCases.filter { $0.compartment == compartment } }
  }

  /// What follows for the items.
  public enum Effect: String, Codable, Hashable, Sendable, CaseIterable {
    /// They can go on; the words stay inside.
    case wordsStay
    /// They must not be executed as things stand.
    case notToExecute
  }

  /// The identifier.
  public let id: ID<GuardedNote>
  /// The request that it belongs to.
  public let request: ID<RegisteredRequest>
  /// What it is about.
  public let matter: Matter
  /// The persons concerned, as they are named.
  public let persons: [String]
  /// The items concerned; empty for the request as a whole.
  public let items: [ItemID]
  /// Since when; `nil` when it is not known.
  public let since: CalendarDay?
  /// Where it is known from.
  public let source: String
  /// What else there is to say.
  public let note: String
  /// Words that must not stand in anything that others read.
  public let words: [String]
  /// What follows for the items.
  public let effect: Effect
  /// Who wrote it.
  public let writtenBy: ActingOfficer
  /// When, UTC.
  public let writtenAt: Date
  /// The day from which nothing follows for items any more; its words stay inside for good.
  public internal(set) var endedOn: CalendarDay?

  /// The compartment that it is kept in.
  public var guardedIn: Compartment { matter.compartment }
}

extension GuardedNote {
  /// The note for a request into which some items are taken out: its words stay inside there too.
  public func copied(as id: ID<GuardedNote>, to request: ID<RegisteredRequest>, _ gone: Set<ItemID>) -> GuardedNote {
    let kept = items.filter(gone.contains)
    return GuardedNote(
      id: id, request: request, matter: matter, persons: persons, items: kept, since: since, source: source, note: note, words: words,
      effect: items.isEmpty || !kept.isEmpty ? effect : .wordsStay, writtenBy: writtenBy, writtenAt: writtenAt, endedOn: endedOn)
  }
}

/// What writing a note in a compartment needs.
public struct WriteGuardedNote: Hashable, Sendable {
  /// What it is about.
  public var matter: GuardedNote.Matter
  /// The persons concerned.
  public var persons: [String]
  /// The items concerned.
  public var items: [ItemID]
  /// Since when.
  public var since: CalendarDay?
  /// Where it is known from.
  public var source: String
  /// What else there is to say.
  public var note: String
  /// Words that must not stand in anything that others read.
  public var words: [String]
  /// What follows for the items.
  public var effect: GuardedNote.Effect

  /// Describes a note to come.
  public init(
    matter: GuardedNote.Matter, persons: [String], items: [ItemID], since: CalendarDay?, source: String, note: String, words: [String],
    effect: GuardedNote.Effect
  ) {
    self.matter = matter
    self.persons = persons
    self.items = items
    self.since = since
    self.source = source
    self.note = note
    self.words = words
    self.effect = effect
  }
}

extension GuardedNote {
  /// Writes a note.
  /// - Throws: ``CannotAct/missing(field:)`` without a source, or without person or word; ``CannotAct/noSuchItem(_:)``;
  ///   ``CannotAct/dayInFuture(field:)``.
  public static func writing(
    _ input: WriteGuardedNote, id: ID<GuardedNote>, for request: RegisteredRequest, _ acting: Acting
  ) throws(CannotAct) -> GuardedNote {
    try required(input.source, field: "source")
    guard !(input.persons + input.words).isEmpty else { throw .missing(field: "persons") }
    for item in input.items where !request.items.contains(where: { $0.id == item }) { throw .noSuchItem(item) }
    if let since = input.since, since > acting.on { throw .dayInFuture(field: "since") }
    return GuardedNote(
      id: id, request: request.id, matter: input.matter, persons: input.persons, items: input.items, since: input.since,
      source: input.source, note: input.note, words: input.words, effect: input.effect, writtenBy: acting.officer, writtenAt: acting.at,
      endedOn: nil)
  }

  /// Ends what follows from it; its words stay protected.
  /// - Throws: ``CannotAct/doneAlready``.
  public func ending(on day: CalendarDay) throws(CannotAct) -> GuardedNote {
    guard endedOn == nil else { throw .doneAlready }
    var note = self
    note.endedOn = day
    return note
  }

  /// Whether it stands against executing an item.
  public func standsAgainst(_ item: ItemID) -> Bool {
    endedOn == nil && effect == .notToExecute && (items.isEmpty || items.contains(item))
  }
}

extension IncomingRequest {
  /// Takes back the check of items that something new is known about; `nil` when none of them was checked and is still to be executed.
  ///
  /// The fact says that a check is due, as it does for every other reason.
  /// - Source: practice (international protection, asylum)
  public func checkDue(after note: GuardedNote) -> IncomingDecision? {
    let concerned = items.filter { item in
      note.standsAgainst(item.id) && item.protectionCheckedOn != nil
        && (IncomingItem.Stage.Code.from(.checkProtection)?.contains(item.stage.code) ?? true)
    }
    guard !concerned.isEmpty else { return nil }
    let ids = concerned.map(\.id)
    return IncomingDecision(
      state: changing(ids) { $0.protectionCheckedOn = nil }, events: [CaseEvent(.protectionDue, ["items": .codes(ids.map(\.rawValue))])])
  }

  /// Items that can be executed once their protection is checked, and were not.
  /// - Source: practice (protection check on every item that concerns persons)
  public var protectionToCheck: [ItemID] {
    items.filter { $0.stage.code == .accepted && $0.concernsPersons && $0.protectionCheckedOn == nil }.map(\.id)
  }
}

extension IncomingItem {
  /// Whether it concerns persons: because they are named, or because it cannot be done without one.
  /// - Source: practice (protection check on every item that concerns persons)
  public var concernsPersons: Bool { !persons.isEmpty || sought.concernsPersons }
}

extension SoughtAct {
  /// Whether it cannot be done without a person.
  public var concernsPersons: Bool {
    switch self {
    case .measure(let measure):
      switch measure {
      case .takeEvidence, .videoHearing, .serveDocuments, .voluntaryAppearance, .transferDetainedPerson: true
      default: false
      }
    case .other(let other): [.surrender, .provisionalArrest, .transferOfSentencedPerson].contains(other)
    }
  }
}
