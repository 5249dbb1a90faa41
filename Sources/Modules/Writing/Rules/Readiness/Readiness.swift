// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Instruments
public import Kernel

/// What the rules of readiness look at: the request, the day it would go out, and what the directory knows on that day.
public struct ReadinessInput: Sendable {
  /// The request.
  public let content: RequestContent
  /// The day it would go out.
  public let day: CalendarDay
  /// The legal basis between the two States; `nil` while one of them is not chosen.
  public let basis: LegalBasis?
  /// The authority to write to, or why there is none; `nil` while the requested State is not chosen.
  public let recipient: Result<ResolvedAuthority, CannotResolve>?
  /// What is known of that authority's requirements.
  let requirements: Requirements
  let participation: ParticipationRegister
  /// The territories of the requested State for which the directory knows an authority.
  let territories: Set<String>
  /// Whether the two States take the Convention as the basis for extradition, as far as the directory knows on that day.
  /// - Source: UNCAC 44(5), 44(6)
  public let takesConvention: (requesting: Stance?, requested: Stance?)

  /// Looks up in the directory what the rules need.
  public init(_ content: RequestContent, on day: CalendarDay, directory: DirectorySnapshot) {
    self.content = content
    self.day = day
    participation = directory.participation
    let purpose = content.directoryPurpose
    takesConvention = (
      directory.takesConvention(content.requestingState, on: day), directory.takesConvention(content.requestedState, on: day)
    )
    territories = Set(directory.authorities.filter { $0.state == content.requestedState }.compactMap(\.territory))
    guard let requested = content.requestedState else {
      basis = nil
      recipient = nil
      requirements = Requirements()
      return
    }
    basis = content.requestingState.map { directory.legalBasis(from: $0, to: requested, for: purpose, on: day) }
    let isUrgent = content.urgency?.isUrgent ?? false
    do {
      let found = try directory.resolve(requested, for: purpose, territory: content.territory, on: day, urgent: isUrgent)
      recipient = .success(found)
      requirements = found.authority.requirements
    } catch {
      recipient = .failure(error)
      requirements = Requirements()
    }
  }
}

extension ReadinessInput {
  /// Whether the request is held to paragraphs 9 to 29 of article 46.
  ///
  /// Only a treaty that binds both States displaces them. Where no treaty does, or the basis is not known, their list is what the other State
  /// will look for. A request that invokes an agreement to apply them must keep them, whether or not a register shows the agreement.
  /// - Source: UNCAC 46(7)
  var isUnderParagraphs9To29: Bool {
    guard case .otherTreaty = basis?.mode else { return true }
    return content.legalBasis?.kind == .otherTreatyWithElection
  }
}

extension DirectorySnapshot {
  /// What a State's entry for extradition says of the Convention as the basis, or else its entry for assistance.
  /// - Source: UNCAC 44(5), 44(6)
  fileprivate func takesConvention(_ state: StateCode?, on day: CalendarDay) -> Stance? {
    guard let state else { return nil }
    return [Purpose.extradition, .mutualLegalAssistance].lazy
      .compactMap { (try? resolve(state, for: $0, on: day))?.authority.requirements.conventionForExtradition }.first
  }
}

extension RequestContent {
  /// What the directory is asked for: extradition, assistance, or civil and administrative proceedings.
  ///
  /// Freezing and confiscation go to the central authority for mutual legal assistance too, article 46(3)(j) and (k).
  public var directoryPurpose: Purpose {
    guard kind != .extradition else { return .extradition }
    return switch proceeding?.nature {
    case .civil, .administrative: .civilAndAdministrative
    case .criminal, nil: .mutualLegalAssistance
    }
  }
}

/// Tells what would get a request delayed or refused, from the Convention's rules and from what the requested State asks.
public enum Readiness {
  /// All rules, in the order of the request.
  public static let rules: [ReadinessRule] =
    ReadinessRules.parties + ReadinessRules.recipient + ReadinessRules.language + ReadinessRules.content + ReadinessRules.items
    + ReadinessRules.measures + ReadinessRules.chapterFive + ReadinessRules.surrender + ReadinessRules.extradition
    + ReadinessRules.spontaneous + ReadinessRules.proceedings + ReadinessRules.sentenceTransfer
    + ReadinessRules.conditions + ReadinessRules.entry

  /// The findings on a request, the gravest first, otherwise in the order of the request.
  /// - Source: UNCAC 46(15) and the sources of the single rules
  public static func findings(_ input: ReadinessInput) -> [Finding] {
    let found = rules.enumerated().flatMap { order, rule in rule.findings(input).map { (order, $0) } }
    return found.sorted { ($0.1.severity, $0.0) < ($1.1.severity, $1.0) }.map(\.1)
  }
}

/// A request that no finding blocks: the only thing that can be approved and sent.
public struct ReadyRequest: Sendable {
  /// The request.
  public let content: RequestContent
  /// What was found all the same, delays and advice.
  public let findings: [Finding]
  /// The authority it goes to, as the directory knows it; `nil` when it knows none.
  public let recipient: CompetentAuthority?

  /// Proves that a request is ready.
  /// - Throws: ``NotReady`` with the findings that block.
  public init(_ input: ReadinessInput) throws(NotReady) {
    let findings = Readiness.findings(input)
    let blocking = findings.filter { $0.severity == .blocks }
    guard blocking.isEmpty else { throw NotReady(findings: blocking) }
    content = input.content
    self.findings = findings
    recipient = try? input.recipient?.get().authority
  }
}

/// The request may not go out yet; the findings tell what to do.
public struct NotReady: SourcedProblem, Equatable {
  /// The findings that block.
  public let findings: [Finding]

  /// The stable name.
  public var code: ProblemCode { "writing.not-ready" }
  /// The kind.
  public var kind: ProblemKind { .conflict }
  /// How many findings block.
  public var details: [String: String] { ["count": "\(findings.count)"] }
  /// The list of contents of a request for assistance, which the others are read by too.
  public var source: Source { .uncac(46, 15) }

  /// Makes the problem.
  public init(findings: [Finding]) { self.findings = findings }
}
