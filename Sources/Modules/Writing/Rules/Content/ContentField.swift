// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
public import Instruments

/// One member of a request as its form, its letter and its review show it.
///
/// The table of these is the one place that says in which order and in which way the members are asked for.
public struct ContentField: Hashable, Sendable {
  /// What can be written into a field.
  public enum Kind: Hashable, Sendable {
    /// A line.
    case line
    /// Several lines; the number is how many the form shows.
    case text(rows: Int)
    /// Several short texts, one on each line.
    case list
    /// A day.
    case day
    /// Yes, no, or not said.
    case flag
    /// Promised, or not mentioned.
    case promise
    /// One code of a group of words.
    case choice(group: String, codes: [String])
    /// Any codes of a group of words.
    case choices(group: String, codes: [String])
    /// A State.
    case state
    /// One of the six languages.
    case language
    /// A whole number.
    case number
    /// A length in bytes.
    case bytes
    /// An amount with its currency.
    case money
    /// An IANA time zone.
    case zone
    /// The short names of persons of the request.
    case persons
    /// An article of the Convention, 15 to 27.
    case article
  }

  /// The member as a path within its section, or within the element of a list: `proceeding.caseNumber`, `measure.accounts`.
  public let path: String
  /// What can be written into it.
  public let kind: Kind

  init(_ path: String, _ kind: Kind) {
    self.path = path
    self.kind = kind
  }

  /// The last part of the path, whose name stands in the catalogues under `content.field`.
  public var name: String { String(path.split(separator: ".").last ?? "") }
}

extension ContentField {
  static func choice<Code: RawRepresentable & CaseIterable>(
    _ path: String, _ group: String, _ codes: Code.Type
  ) -> ContentField where Code.RawValue == String {
    ContentField(path, .choice(group: group, codes: Code.allCases.map(\.rawValue)))
  }

  /// The fields of a section, or of one element of a list, in a request of a kind.
  public static func fields(of section: DraftSection, in kind: RequestKind) -> [ContentField] {
    switch section {
    case .parties:
      [.init("reference", .line), .init("requestedState", .state), .init("territory", .line), choice("channel", "channel", Channel.self)]
    case .legalBasis:
      [
        .init("legalBasis.kind", .choice(group: "basis", codes: kind.bases.map(\.rawValue))), .init("legalBasis.treaty", .line),
        .init("legalBasis.besides", .list),
      ]
    case .supplements:
      [.init("supplements.reference", .line), .init("supplements.theirReference", .line), .init("supplements.sentOn", .day)]
    case .authority:
      [
        .init("authority.name", .line), .init("authority.address", .text(rows: 3)), .init("authority.email", .line),
        .init("authority.telephone", .line), .init("authority.signatory", .line), .init("authority.function", .line),
      ]
    case .proceeding:
      // Proceedings that can be transferred are criminal.
      (kind == .transferOfProceedings ? [] : [choice("proceeding.nature", "nature", Proceeding.Nature.self)]) + [
        choice("proceeding.phase", "phase", Proceeding.Phase.self),
        .init("proceeding.subject", .text(rows: 4)), .init("proceeding.caseNumber", .line), .init("proceeding.conductedBy", .line),
        .init("proceeding.functions", .text(rows: 3)),
      ]
    case .offences:
      [
        .init("article", .article), .init("provision", .line), .init("text", .text(rows: 6)), .init("penalty", .text(rows: 2)),
        .init("dualCriminality", .text(rows: 5)),
      ]
    case .facts: [.init("facts", .text(rows: 18))]
    case .persons: person
    case .items: item
    case .purpose: [.init("purpose", .text(rows: 5))]
    case .urgency:
      [
        .init("urgency.isUrgent", .flag), choice("urgency.ground", "urgencyGround", Urgency.Ground.self), .init("urgency.deadlineOn", .day),
        .init("urgency.reason", .text(rows: 3)), .init("urgency.confirmsOralRequest", .flag), .init("urgency.oralRequestOn", .day),
      ]
    case .confidentiality:
      [
        .init("confidentiality.isRequired", .flag), .init("confidentiality.reason", .text(rows: 3)),
        .init("confidentiality.mayBeTold", .text(rows: 2)),
        choice("confidentiality.classification", "classification", Confidentiality.LetterClassification.self),
      ] + (kind == .assistance ? [.init("use.onlyInThisProceeding", .flag), .init("use.otherProceedings", .text(rows: 2))] : [])
    case .undertakings: kind.promises.map { .init("undertakings.\($0)", .promise) }
    case .languages: [.init("language", .language), .init("translation", .language), .init("translationCertified", .flag)]
    case .annexes:
      [
        choice("kind", "annexKind", Annex.Kind.self), .init("title", .line), .init("fileName", .line), .init("mediaType", .line),
        .init("size", .bytes), .init("sha256", .line), .init("pages", .number),
      ]
    default: members(of: section, in: kind)
    }
  }

  private static var person: [ContentField] {
    [
      choice("kind", "personKind", Person.Kind.self), .init("name", .line), .init("aliases", .list),
      choice("role", "role", Person.Role.self),
      .init("bornOn", .day), .init("birthplace", .line), .init("nationality", .state), .init("identifier", .line),
      .init("location", .text(rows: 2)), .init("isDetained", .flag), .init("remarks", .text(rows: 3)),
    ]
  }

  private static var item: [ContentField] {
    [
      .init("link", .text(rows: 5)), .init("persons", .persons), .init("coercive", .flag), .init("grounds", .text(rows: 4)),
      .init("procedure", .text(rows: 4)), .init("forms", .choices(group: "form", codes: EvidentialForm.allCases.map(\.rawValue))),
      .init("deadlineOn", .day), .init("deadlineReason", .text(rows: 2)),
    ]
  }
}

extension ContentField {
  /// What a measure needs besides what every item has, in the order in which form and letter show it.
  public static func fields(of measure: Measure) -> [ContentField] {
    members(of: measure).map { ContentField("measure.\($0.path)", $0.kind) }
  }

  private static func members(of measure: Measure) -> [ContentField] {
    switch measure {
    case .takeEvidence:
      [.init("questions", .text(rows: 8)), .init("onOath", .flag), .init("rights", .text(rows: 3)), .init("attendance", .text(rows: 2))]
    case .videoHearing: videoHearing
    case .serveDocuments:
      [
        .init("document", .text(rows: 2)), .init("address", .text(rows: 3)), .init("manner", .text(rows: 2)), .init("hearingOn", .day),
        .init("threatensPenalty", .flag), .init("proof", .text(rows: 2)),
      ]
    case .searchAndSeizure:
      [
        .init("place", .text(rows: 3)), .init("objects", .text(rows: 5)), .init("orderableAtHome", .flag),
        .init("attendance", .text(rows: 2)),
      ]
    case .freezing, .traceProperty, .freezeForConfiscation, .obtainConfiscationOrder: property
    case .examineObjectsOrSites:
      [
        .init("subject", .text(rows: 3)), .init("location", .text(rows: 2)), .init("examination", .text(rows: 4)),
        .init("attendance", .text(rows: 2)),
      ]
    case .informationOrExpertise:
      [.init("information", .text(rows: 5)), .init("holder", .line), .init("expertQuestions", .text(rows: 5))]
    case .bankRecords:
      [
        .init("institution", .line), .init("accounts", .text(rows: 3)), .init("from", .day), .init("to", .day),
        .init("records", .text(rows: 4)), .init("withoutNotice", .flag),
      ]
    case .companyRecords, .governmentRecords:
      [.init("holder", .line), .init("records", .text(rows: 4)), .init("from", .day), .init("to", .day), .init("arePublic", .flag)]
    case .voluntaryAppearance:
      [
        .init("occasion", .text(rows: 3)), .init("from", .day), .init("to", .day), .init("expenses", .text(rows: 2)),
        .init("safeConduct", .flag),
      ]
    case .transferDetainedPerson:
      [
        .init("occasion", .text(rows: 3)), .init("detainedAt", .text(rows: 2)), .init("consent", .flag), .init("from", .day),
        .init("returnOn", .day), .init("custody", .text(rows: 3)), .init("returnAssured", .flag), .init("noProsecution", .flag),
      ]
    case .preserveData, .storedData, .trafficData:
      [
        .init("provider", .line), .init("identifier", .text(rows: 2)), .init("from", .day), .init("to", .day), .init("zone", .zone),
        .init("data", .text(rows: 4)), .init("preservation", .line), .init("withoutNotice", .flag),
      ]
    case .controlledDelivery, .jointInvestigation:
      [
        .init("proposal", .text(rows: 5)), .init("authorities", .text(rows: 2)), .init("period", .line), .init("costs", .text(rows: 2)),
        .init("arrangement", .text(rows: 3)),
      ]
    case .otherAssistance: [.init("description", .text(rows: 5)), .init("basis", .text(rows: 3))]
    case .enforceConfiscationOrder: foreignOrder
    case .returnAssets:
      [
        .init("property", .text(rows: 3)), choice("ground", "returnGround", ReturnOfAssets.Ground.self), .init("proof", .text(rows: 3)),
        .init("finalJudgment", .text(rows: 2)), .init("manner", .text(rows: 3)),
      ]
    }
  }

  private static var videoHearing: [ContentField] {
    [
      .init("whyNotInPerson", .text(rows: 2)), .init("questions", .text(rows: 8)), .init("conductedBy", .line),
      .init("proposedTimes", .text(rows: 2)), .init("zone", .zone), .init("technicalData", .text(rows: 3)),
      .init("interpretation", .text(rows: 2)), .init("onOath", .flag), .init("costs", .text(rows: 2)),
    ]
  }

  private static var property: [ContentField] {
    [
      .init("property", .text(rows: 4)), .init("location", .text(rows: 2)), .init("value", .money),
      .init("factsReliedOn", .text(rows: 5)), .init("actions", .text(rows: 3)), .init("orderExists", .flag),
      .init("orderAttached", .flag), .init("thirdParties", .text(rows: 3)),
    ]
  }

  private static var foreignOrder: [ContentField] {
    [
      .init("order", .text(rows: 3)), .init("copyAttached", .flag), .init("factsReliedOn", .text(rows: 5)),
      .init("extent", .text(rows: 3)), .init("noticeAndDueProcess", .text(rows: 4)), .init("isFinal", .flag),
      .init("property", .text(rows: 3)), .init("location", .text(rows: 2)), .init("value", .money),
    ]
  }
}
