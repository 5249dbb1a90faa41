// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// One place in which a supplementary request says something else than the request it adds to.
public struct Difference: Hashable, Sendable {
  /// What was done to the place.
  public enum Change: String, Hashable, Sendable, CaseIterable {
    /// The earlier request said nothing there.
    case added
    /// Both say something, but not the same.
    case changed
    /// The supplementary request says nothing there any more.
    case removed
  }

  /// The member as a path, as in findings; an index counts in the earlier request where the place was removed.
  public let field: String
  /// What was done to it.
  public let change: Change

  /// Names a place and what was done to it.
  public init(_ field: String, _ change: Change) {
    self.field = field
    self.change = change
  }
}

extension RequestContent {
  /// A draft that adds to this request: it inherits everything but the reference, and names this request.
  ///
  /// The reference is left out because the supplementary request gets its own.
  /// - Source: practice (a supplement names the request it adds to)
  public func supplementing(sentOn day: CalendarDay?, theirReference: String? = nil) -> RequestContent {
    var draft = self
    draft.reference = nil
    draft.supplements = SupplementedRequest(reference: reference, theirReference: theirReference, sentOn: day)
    return draft
  }

  /// Where this request differs from an earlier one, in the order of the request.
  ///
  /// Items and persons are the same when their short names are; offences and annexes when they are equal. The reference and
  /// the mention of the earlier request are not told, since they differ in every supplementary request, nor is the kind, which never does.
  public func difference(from earlier: RequestContent) -> [Difference] {
    changes(from: earlier, Self.beforeLists)
      + Self.unnamed("offences", offences, earlier.offences)
      + changes(from: earlier, [("facts", { $0.facts })])
      + Self.named("items", items, earlier.items, id: \.id)
      + Self.named("persons", persons, earlier.persons, id: \.id)
      + changes(from: earlier, Self.afterLists)
      + Self.unnamed("annexes", annexes, earlier.annexes)
  }

  private typealias Member = (name: String, value: @Sendable (RequestContent) -> AnyHashable?)

  private static let beforeLists: [Member] = [
    ("requestingState", { $0.requestingState }), ("requestedState", { $0.requestedState }), ("territory", { $0.territory }),
    ("language", { $0.language }), ("translation", { $0.translation }), ("translationCertified", { $0.translationCertified }),
    ("channel", { $0.channel }), ("legalBasis", { $0.legalBasis }), ("authority", { $0.authority }),
    ("proceeding", { $0.proceeding }), ("person", { $0.person }), ("courtDecision", { $0.courtDecision }),
    ("information", { $0.information }),
  ]

  private static let afterLists: [Member] = [
    ("purpose", { $0.purpose }), ("proceedingsTransfer", { $0.proceedingsTransfer }),
    ("sentenceTransfer", { $0.sentenceTransfer }), ("extradition", { $0.extradition }),
    ("limitation", { $0.limitation }),
    ("provisionalArrest", { $0.provisionalArrest }), ("surrender", { $0.surrender }),
    ("conditionsOnUse", { $0.conditionsOnUse }),
    ("urgency", { $0.urgency }), ("confidentiality", { $0.confidentiality }), ("use", { $0.use }),
    ("undertakings", { $0.undertakings }),
  ]

  private func changes(from earlier: RequestContent, _ members: [Member]) -> [Difference] {
    members.compactMap { member in
      switch (member.value(earlier), member.value(self)) {
      case (nil, nil): nil
      case (nil, _?): Difference(member.name, .added)
      case (_?, nil): Difference(member.name, .removed)
      case (let old?, let new?): old == new ? nil : Difference(member.name, .changed)
      }
    }
  }

  /// A draft may hold the same short name twice, so the first one not yet matched is taken.
  private static func named<Element: Hashable>(
    _ name: String, _ new: [Element], _ old: [Element], id: (Element) -> String
  ) -> [Difference] {
    var unmatched = Array(old.enumerated())
    var found: [Difference] = []
    for (index, element) in new.enumerated() {
      guard let match = unmatched.firstIndex(where: { id($0.element) == id(element) }) else {
        found.append(Difference("\(name)[\(index)]", .added))
        continue
      }
      if unmatched.remove(at: match).element != element { found.append(Difference("\(name)[\(index)]", .changed)) }
    }
    return found + unmatched.map { Difference("\(name)[\($0.offset)]", .removed) }
  }

  private static func unnamed<Element: Hashable>(_ name: String, _ new: [Element], _ old: [Element]) -> [Difference] {
    var unmatched = Array(old.enumerated())
    var found: [Difference] = []
    for (index, element) in new.enumerated() {
      if let match = unmatched.firstIndex(where: { $0.element == element }) {
        unmatched.remove(at: match)
      } else {
        found.append(Difference("\(name)[\(index)]", .added))
      }
    }
    return found + unmatched.map { Difference("\(name)[\($0.offset)]", .removed) }
  }
}
