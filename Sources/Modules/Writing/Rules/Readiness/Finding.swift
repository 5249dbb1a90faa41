// SPDX-License-Identifier: Apache-2.0
public import Instruments

/// One thing about a draft that would get the request delayed or refused, or that is worth knowing before it goes out.
public struct Finding: Hashable, Sendable {
  /// How much it matters.
  public enum Severity: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
    /// The request may not go out like this.
    case blocks
    /// The requested State is likely to ask back or to wait.
    case delays
    /// Worth knowing.
    case advice

    /// Orders the gravest first.
    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .blocks: 0
      case .delays: 1
      case .advice: 2
      }
    }
  }

  /// The stable code, for example `facts-missing`; its words stand in the catalogues under `finding.<code>`.
  public let code: String
  /// How much it matters.
  public let severity: Severity
  /// The member of the request it concerns, as a path: `items[2].measure.accounts`.
  public let field: String
  /// The provision, or the practice, that it follows from.
  public let source: Source
  /// Values for the words: codes of States, languages, measures and annexes, numbers, days; never a narrative of the request.
  ///
  /// `said` is what the directory entry of the requested State says.
  public let details: [String: String]

  /// Makes a finding; ``Readiness`` does.
  init(code: String, severity: Severity, field: String, source: Source, details: [String: String]) {
    self.code = code
    self.severity = severity
    self.field = field
    self.source = source
    self.details = details
  }
}

/// One rule of readiness: when it applies, what it looks at, where it comes from.
public struct ReadinessRule: Sendable {
  /// When a rule applies.
  public enum Scope: String, Sendable {
    /// To every request, with the same weight.
    case everyRequest
    /// With full weight where paragraphs 9 to 29 of article 46 govern; where another treaty does, no more than a delay is to be feared.
    case paragraphs9To29
  }

  /// The code of its findings.
  public let code: String
  /// How much its findings matter.
  public let severity: Finding.Severity
  /// Where it comes from.
  public let source: Source
  /// When it applies.
  public let scope: Scope
  /// The kinds of request that it looks at, as far as they have what it looks at.
  public let kinds: Set<RequestKind>
  let check: @Sendable (ReadinessInput) -> [Hit]

  /// Why a rule taken from paragraphs 9 to 29 is worth keeping where another treaty stands in their place.
  /// - Source: UNCAC 46(7)
  public static let underOtherTreaty = Source.practice("another treaty governs; requests are read by the same list")

  /// Why a rule taken from article 46 is worth keeping where another article governs.
  /// - Source: UNCAC 44, 45, 47
  public static let underOtherArticle = Source.practice("another article governs; requests are read by the same list")

  /// What the rule finds in a request; a place that a request of its kind does not have is no place.
  func findings(_ input: ReadinessInput) -> [Finding] {
    guard kinds.contains(input.content.kind) else { return [] }
    return check(input).filter { input.content.kind.has($0.field) }.map { finding($0, input) }
  }

  /// What the rule says about a place of the request.
  private func finding(_ hit: Hit, _ input: ReadinessInput) -> Finding {
    guard input.content.kind == .assistance else {
      return Finding(
        code: code, severity: scope == .paragraphs9To29 ? max(severity, .delays) : severity, field: hit.field,
        source: source.isOnAssistance ? Self.underOtherArticle : source, details: hit.details)
    }
    guard !input.isUnderParagraphs9To29 else {
      return Finding(code: code, severity: severity, field: hit.field, source: source, details: hit.details)
    }
    return Finding(
      code: code, severity: scope == .paragraphs9To29 ? max(severity, .delays) : severity, field: hit.field,
      source: source.isInParagraphs9To29 ? Self.underOtherTreaty : source, details: hit.details)
  }

  init(
    _ code: String, _ severity: Finding.Severity, _ source: Source, scope: Scope = .everyRequest,
    of kinds: Set<RequestKind> = Set(RequestKind.allCases),
    check: @escaping @Sendable (ReadinessInput) -> [Hit]
  ) {
    self.code = code
    self.severity = severity
    self.source = source
    self.scope = scope
    self.kinds = kinds
    self.check = check
  }
}

extension Source {
  /// Whether it is one of the paragraphs that another treaty displaces.
  /// - Source: UNCAC 46(7)
  var isInParagraphs9To29: Bool {
    guard case .provision(let place) = self, place.instrument == .uncac, place.article == 46 else { return false }
    return place.paragraph.map { (9...29).contains($0) } ?? false
  }
}

extension Source {
  /// Whether it is a paragraph on mutual legal assistance; paragraphs 4 and 5 are on information without a request.
  /// - Source: UNCAC 46(4), 46(5)
  var isOnAssistance: Bool {
    guard case .provision(let place) = self, place.instrument == .uncac, place.article == 46 else { return false }
    return place.paragraph.map { $0 != 4 && $0 != 5 } ?? true
  }
}

/// A place in the request where a rule found something.
struct Hit: Sendable {
  let field: String
  var details: [String: String] = [:]

  init(_ field: String, _ details: [String: String] = [:]) {
    self.field = field
    self.details = details
  }
}
