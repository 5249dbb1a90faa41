// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Where a rule comes from: a provision of an instrument, or the practice of central authorities.
///
/// Written as `UNCAC 46(15)(c)` or `practice (UNODC manual)`.
public enum Source: Hashable, Sendable {
  /// The provision that the rule follows from.
  case provision(Provision)
  /// No provision says so; the words tell whose practice it is.
  case practice(String)

  /// A place in the United Nations Convention against Corruption.
  public static func uncac(_ article: Int, _ paragraph: Int? = nil, _ point: String? = nil) -> Source {
    .provision(Provision(.uncac, article, paragraph, point))
  }

  /// Reads a source from its written form; `nil` when it is none.
  public init?(_ text: some StringProtocol) {
    if text.hasPrefix("practice (") && text.hasSuffix(")") {
      self = .practice(String(text.dropFirst("practice (".count).dropLast()))
    } else if let provision = Provision(text) {
      self = .provision(provision)
    } else {
      return nil
    }
  }
}

extension Source {
  /// The key of the catalogues under which the words of a practice stand: `practice.` and the words in small letters with hyphens; `nil` for
  /// a provision, which is cited the same way in every language.
  public var practiceKey: String? {
    guard case .practice(let whose) = self else { return nil }
    return "practice." + whose.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.joined(separator: "-")
  }
}

extension Source: CustomStringConvertible {
  /// The written form.
  public var description: String {
    switch self {
    case .provision(let provision): provision.description
    case .practice(let whose): "practice (\(whose))"
    }
  }
}

extension Source: Codable {
  /// Reads the written form.
  /// - Throws: `DecodingError.dataCorrupted` when the text is no source.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let source = Source(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a legal source")
    }
    self = source
  }

  /// Writes the written form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A problem with legal effect: it names the provision or the practice that it follows from.
public protocol SourcedProblem: Problem {
  /// Where the refusal comes from.
  var source: Source { get }
}
