// SPDX-License-Identifier: Apache-2.0
public import Instruments

/// Which checks of readiness look at what a request can come back for: one line of the table by which refusals sharpen the checks.
///
/// That a check looks at the same thing is what the table says; that a request would not have come back had the check been heeded is not.
public struct ReadinessAnswer: Hashable, Sendable {
  /// Whether drafters can do something about it.
  public enum Standing: String, Hashable, Sendable, CaseIterable {
    /// Checks look at it.
    case checked
    /// The requesting State could look at it, and no check does: a candidate for a new one.
    case noCheck
    /// It lies with the requested State, or the Convention does not permit it as a reason.
    case notInOurHands
  }

  /// What the request came back for.
  public let cameBack: CameBack
  /// The codes of the checks that look at it, in the order of the request.
  public let checks: [String]
  /// Whether drafters can do something about it.
  public let standing: Standing
  /// Where the matter stands in the Convention, or whose practice it is.
  public let source: Source

  init(_ cameBack: CameBack, _ source: Source, _ checks: [String]) {
    self.init(cameBack, source, checks, checks.isEmpty ? .noCheck : .checked)
  }

  init(_ cameBack: CameBack, _ source: Source, notInOurHands: Void) { self.init(cameBack, source, [], .notInOurHands) }

  private init(_ cameBack: CameBack, _ source: Source, _ checks: [String], _ standing: Standing) {
    self.cameBack = cameBack
    self.checks = checks
    self.standing = standing
    self.source = source
  }

  /// The whole table, one line for each thing that a request can come back for.
  public static let table: [ReadinessAnswer] = refusals + delays + questions

  /// The lines by what they are about.
  public static let byCameBack = Dictionary(uniqueKeysWithValues: table.map { ($0.cameBack, $0) })

  /// What each check looks at, by its code; checks that answer nothing are not in it.
  public static let byCheck: [String: Set<CameBack>] = table.reduce(into: [:]) { found, answer in
    for check in answer.checks { found[check, default: []].insert(answer.cameBack) }
  }
}

extension ReadinessAnswer {
  private static let entry = Source.practice("directory entry of the requested State")
  private static let life = Source.practice("the life of a request in a central authority")

  private static let refusals: [ReadinessAnswer] = [
    .init(
      .refused(.conductNotCriminal), .uncac(43, 2),
      ["offence-missing", "offence-article-missing", "offence-law-text-missing", "dual-criminality-not-reasoned"]),
    .init(.refused(.deMinimis), .uncac(55, 7), ["property-value-missing", "freezing-value-missing", "value-de-minimis"]),
    .init(.refused(.otherAvenue), .uncac(46, 9, "b"), []),
    .init(
      .refused(.neBisInIdem), .practice("UN Model Treaty on the Transfer of Proceedings in Criminal Matters"),
      ["ne-bis-in-idem-not-addressed"]),
    .init(
      .refused(.limitation), .practice("lapse of time is looked at under both laws"), ["limitation-not-stated", "limitation-passed"]),
    .init(.refused(.politicalOrPersecution), .uncac(44, 15), ["political-offence-not-excluded"]),
    .init(
      .refused(.humanRights), entry, ["absence-not-explained", "retrial-not-undertaken", "death-penalty-undertaking-missing"]),
    .init(.refused(.immunity), life, []),
    .init(.refused(.ongoingProceeding), .uncac(46, 25), notInOurHands: ()),
    .init(
      .refused(.disproportionate), .practice("G20 guide, step 4"),
      ["item-link-missing", "item-grounds-missing", "search-objects-missing", "records-not-named", "period-missing"]),
    .init(.refused(.reciprocityMissing), entry, ["reciprocity-missing"]),
    .init(
      .refused(.insufficientFacts), .uncac(46, 15, "c"),
      facts + ["item-link-missing", "item-grounds-missing", "extradition-evidence-missing"]),
    .init(.refused(.notInThisState), .uncac(46, 15, "e"), places),
    .init(.refused(.wrongBasis), .uncac(46, 7), basis),
    .init(.refused(.wrongAuthority), .uncac(46, 13), recipient),
    .init(.refused(.language), .uncac(46, 14), language),
    .init(.refused(.costs), .uncac(46, 28), costs),
    .init(.refused(.nationality), .uncac(44, 11), ["national-not-addressed", "return-not-undertaken", "no-sentence-to-enforce"]),
    .init(.refused(.notDisclosed), .uncac(46, 23), notInOurHands: ()),
    .init(.refused(.bankSecrecy), .uncac(46, 8), notInOurHands: ()),
    .init(.refused(.fiscalMatter), .uncac(46, 22), notInOurHands: ()),
    .init(.refused(nil), .uncac(46, 23), notInOurHands: ()),
  ]

  private static let delays: [ReadinessAnswer] = [
    .init(.delayed(.translation), .uncac(46, 14), language),
    .init(.delayed(.incompleteContent), .uncac(46, 15), content),
    .init(.delayed(.noLinkToFacts), .practice("G20 guide, step 4"), ["facts-missing", "facts-short", "item-link-missing"]),
    .init(.delayed(.wrongAuthorityOrChannel), .uncac(46, 13), recipient),
    .init(.delayed(.lost), .uncac(46, 13), ["contact-missing"] + recipient),
    .init(.delayed(.resources), life, notInOurHands: ()),
    .init(.delayed(.decentralised), life, notInOurHands: ()),
    .init(.delayed(.tools), life, notInOurHands: ()),
    .init(.delayed(.appeals), life, notInOurHands: ()),
    .init(.delayed(.sealing), life, notInOurHands: ()),
    .init(.delayed(.consultation), .uncac(46, 26), notInOurHands: ()),
    .init(.delayed(.clearance), life, notInOurHands: ()),
    .init(.delayed(.complexity), life, notInOurHands: ()),
    .init(.delayed(.supplements), life, []),
    .init(.delayed(.noReply), .uncac(46, 16), ["contact-missing"]),
    .init(.delayed(.closedOffices), life, notInOurHands: ()),
    .init(.delayed(.costs), .uncac(46, 28), costs),
  ]

  private static let questions: [ReadinessAnswer] =
    AskedElement.allCases.map { .init(.asked($0), $0.source, checks(about: $0)) } + [.init(.asked(nil), .uncac(46, 16), notInOurHands: ())]

  private static func checks(about element: AskedElement) -> [String] {
    switch element {
    case .legalBasis: basis
    case .authority: authority
    case .proceeding: ["proceeding-nature-missing", "proceeding-subject-missing", "state-of-proceedings-missing"]
    case .offences:
      [
        "offence-missing", "offence-article-missing", "offence-law-text-missing", "offence-penalty-missing",
        "dual-criminality-not-reasoned",
      ]
    case .facts: facts
    case .link: ["item-link-missing", "item-grounds-missing", "search-not-orderable-at-home"]
    case .measure: measure
    case .persons: persons
    case .purpose: ["purpose-missing", "use-open", "other-use-not-described"]
    case .language: language
    case .annexes: annexes
    case .undertakings: undertakings
    case .confidentiality: ["confidentiality-open", "confidentiality-reason-missing"]
    case .urgency: ["urgency-reason-missing", "deadline-reason-missing", "item-deadline-reason-missing", "arrest-reason-missing"]
    case .costs: costs
    case .other: []
    }
  }
}
