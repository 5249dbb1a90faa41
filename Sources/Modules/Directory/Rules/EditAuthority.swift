// SPDX-License-Identifier: Apache-2.0
import Foundation
import Instruments
public import Kernel

/// What can be wrong with an entry of the directory, field by field.
public enum AuthorityFault: String, Hashable, Sendable, CaseIterable {
  /// The authority has no name.
  case missingName = "missing-name"
  /// A web address does not begin with `https://` or `http://`, or has white space.
  case wrongAddress = "wrong-address"
  /// An e-mail address has not one `@` with text on both sides.
  case wrongEmail = "wrong-email"
  /// The time zone is not one of the IANA names.
  case unknownZone = "unknown-zone"
  /// The last day of validity is before the first.
  case endsBeforeItBegins = "ends-before-it-begins"
  /// The day of the last confirmation is still to come.
  case verifiedInFuture = "verified-in-future"
  /// The months are negative, or the longest is shorter than the shortest.
  case wrongMonths = "wrong-months"
  /// Two rows are about the same measure.
  case measureTwice = "measure-twice"
  /// A measure is named as its own alternative.
  case alternativeIsSame = "alternative-is-same"
  /// An answer is "on conditions", and the conditions are not told.
  case missingConditions = "missing-conditions"
  /// A field is there without anything in it: what is not known is left out.
  case emptyText = "empty-text"
  /// The text is longer than an entry has room for.
  case tooLong = "too-long"

  /// Its code, whose words stand beside the field.
  public var code: ProblemCode { ProblemCode(rawValue: "directory.\(rawValue)") }

  /// The longest text of one field, in characters.
  public static let longestText = 4000
}

/// Why a change of the directory is refused.
public enum CannotEdit: Problem, Equatable {
  /// Fields hold what they may not; each is named.
  case wrongFields([FieldProblem])
  /// Another officer has changed the entry since it was opened. What was typed is kept; the officer looks at the change and saves again.
  case changedSinceSeen

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .wrongFields: "directory.wrong-fields"
    case .changedSinceSeen: "directory.changed-since-seen"
    }
  }

  /// Invalid, or in conflict with another officer's change.
  public var kind: ProblemKind {
    switch self {
    case .wrongFields: .invalid
    case .changedSinceSeen: .conflict
    }
  }

  /// The fields concerned.
  public var fields: [FieldProblem] {
    if case .wrongFields(let fields) = self { fields } else { [] }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotEdit] =
    [.changedSinceSeen]
    + [
      .wrongFields(
        AuthorityFault.allCases.map { FieldProblem(field: "field", code: $0.code, details: ["limit": "\(AuthorityFault.longestText)"]) })
    ]
}

/// A fact about an entry of the directory.
public enum AuthorityEvent: Hashable, Sendable {
  /// The entry was made or changed; the members of the entry that differ follow.
  case changed(fields: [String])
}

/// What a change of an entry comes to.
public typealias AuthorityDecision = Decision<CompetentAuthority, AuthorityEvent, Never>

extension CompetentAuthority {
  /// Everything that is wrong with the entry on a day, by the path of its field.
  /// - Source: practice (UNODC directory: forms for updates)
  public func faults(on day: CalendarDay) -> [FieldProblem] {
    var faults: [FieldProblem] = []
    func add(_ fault: AuthorityFault, _ field: String) {
      faults.append(FieldProblem(field: field, code: fault.code, details: ["limit": "\(AuthorityFault.longestText)"]))
    }
    if originalName.allSatisfy(\.isWhitespace) { add(.missingName, "originalName") }
    if let website, !Self.isWebAddress(website) { add(.wrongAddress, "website") }
    if let links = requirements.links, !links.allSatisfy(Self.isWebAddress) { add(.wrongAddress, "requirements.links") }
    if let email, !Self.isEmail(email) { add(.wrongEmail, "email") }
    if let zone, TimeZone(identifier: zone) == nil { add(.unknownZone, "zone") }
    if let validFrom, let validTo, validTo < validFrom { add(.endsBeforeItBegins, "validTo") }
    if let lastVerified, lastVerified > day { add(.verifiedInFuture, "lastVerified") }
    if let months = requirements.typicalMonths, months.from < 0 || months.to < months.from {
      add(.wrongMonths, "requirements.typicalMonths")
    }
    let measures = requirements.measures ?? []
    if Set(measures.map(\.measure)).count < measures.count { add(.measureTwice, "requirements.measures") }
    for (index, asks) in measures.enumerated() where asks.alternative == asks.measure {
      add(.alternativeIsSame, "requirements.measures[\(index)].alternative")
    }
    for (field, stance) in stances {
      if case .conditions(let text) = stance, text.allSatisfy(\.isWhitespace) { add(.missingConditions, field) }
    }
    for (field, text) in texts where field != "originalName" && text.allSatisfy(\.isWhitespace) { add(.emptyText, field) }
    if (requirements.networks ?? []).contains(where: { $0.allSatisfy(\.isWhitespace) }) { add(.emptyText, "requirements.networks") }
    for (field, text) in texts where text.count > AuthorityFault.longestText { add(.tooLong, field) }
    return faults
  }

  private var stances: [(field: String, stance: Stance?)] {
    [
      ("requirements.electronicSignature", requirements.electronicSignature), ("requirements.encryption", requirements.encryption),
      ("requirements.conventionForAssistance", requirements.conventionForAssistance),
      ("requirements.conventionForExtradition", requirements.conventionForExtradition),
      ("requirements.conventionForConfiscation", requirements.conventionForConfiscation),
      ("requirements.reciprocity", requirements.reciprocity), ("requirements.noDeathPenalty", requirements.noDeathPenalty),
    ]
      + (requirements.measures ?? []).enumerated().map { ("requirements.measures[\($0.offset)].available", $0.element.available) }
  }

  private var texts: [(field: String, text: String)] {
    let optional: [(String, String?)] = [
      ("territory", territory), ("unit", unit), ("address", address), ("telephone", telephone), ("fax", fax), ("hours", hours),
      ("contactAtAnyHour", contactAtAnyHour), ("source", source), ("requirements.otherLanguages", requirements.otherLanguages),
      ("requirements.costs", requirements.costs), ("requirements.limitsOnUse", requirements.limitsOnUse),
      ("requirements.deMinimis", requirements.deMinimis),
    ]
    let measures = (requirements.measures ?? []).enumerated().flatMap { index, asks -> [(String, String?)] in
      [("requirements.measures[\(index)].evidenceForm", asks.evidenceForm), ("requirements.measures[\(index)].remarks", asks.remarks)]
    }
    return [("originalName", originalName)] + name.texts.map { ("name.\($0.key.rawValue)", $0.value) }
      + (optional + measures).compactMap { field, text in text.map { (field, $0) } }
  }

  private static func isWebAddress(_ text: String) -> Bool {
    (text.hasPrefix("https://") || text.hasPrefix("http://")) && !text.contains(where: \.isWhitespace) && URL(string: text)?.host() != nil
  }

  private static func isEmail(_ text: String) -> Bool {
    let halves = text.split(separator: "@", omittingEmptySubsequences: false)
    return halves.count == 2 && halves.allSatisfy { !$0.isEmpty } && !text.contains(where: \.isWhitespace)
  }

  /// The paths of the members in which this entry differs from another; measures by name, `requirements.measures.bankRecords`.
  public func differences(from other: CompetentAuthority) -> [String] {
    // By reflection, so that a member added to the entry later cannot be forgotten here; a member without a value has no place.
    func all(_ one: CompetentAuthority) -> [String: AnyHashable] {
      var fields: [String: AnyHashable] = [:]
      func take(_ value: Any, prefix: String) {
        for child in Mirror(reflecting: value).children {
          guard let label = child.label, let hashable = child.value as? AnyHashable else { continue }
          fields[prefix + label] = hashable
        }
      }
      take(one, prefix: "")
      fields["requirements"] = nil
      take(one.requirements, prefix: "requirements.")
      fields["requirements.measures"] = nil
      for asks in one.requirements.measures ?? [] { fields["requirements.measures.\(asks.measure.rawValue)"] = AnyHashable(asks) }
      return fields
    }
    let (mine, others) = (all(self), all(other))
    return Set(mine.keys).union(others.keys).filter { mine[$0] != others[$0] }.sorted()
  }

  /// Takes a changed entry in place of this one; nothing is recorded when nothing differs.
  ///
  /// State and kind of an entry stay: what is named for something else is another entry.
  /// - Throws: ``CannotEdit/wrongFields(_:)`` with every field that holds what it may not.
  public func edited(to draft: CompetentAuthority, on day: CalendarDay) throws(CannotEdit) -> AuthorityDecision {
    let faults = draft.faults(on: day)
    guard faults.isEmpty else { throw .wrongFields(faults) }
    let fields = draft.differences(from: self)
    return AuthorityDecision(state: draft, events: fields.isEmpty ? [] : [.changed(fields: fields)])
  }

  /// Enters a new authority.
  /// - Throws: ``CannotEdit/wrongFields(_:)`` with every field that holds what it may not.
  public func entered(on day: CalendarDay) throws(CannotEdit) -> AuthorityDecision {
    let faults = faults(on: day)
    guard faults.isEmpty else { throw .wrongFields(faults) }
    return AuthorityDecision(state: self, events: [.changed(fields: [])])
  }
}
