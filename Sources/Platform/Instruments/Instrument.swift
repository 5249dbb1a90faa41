// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

/// What a rule asks of the program.
public enum RuleKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// Something is checked and may block.
  case validation
  /// A duty with a task, a clock and a record.
  case duty
  /// A choice with a recorded reason.
  case choice
  /// Something to know.
  case information
}

/// The part of the program that sees to a rule by what it is made of, or will: no single check has the rule's name.
public enum RuleEnforcer: String, Codable, Hashable, Sendable, CaseIterable {
  /// The directory, by what it keeps of States.
  case directory
  /// The request writer, by the parts that a request has.
  case writing
  /// The handling of requests once they are sent or received, by what it keeps of a request.
  case casework
}

/// One rule of an instrument, in our own words.
public struct InstrumentRule: Codable, Hashable, Sendable {
  /// Where it stands.
  public let provision: Provision
  /// What it asks of the program.
  public let kind: RuleKind
  /// Who sees to it when no check or problem of the program cites it.
  public let enforcedBy: RuleEnforcer?
  /// The rule in one line, in six languages.
  public let rule: LocalText
}

/// One article of an instrument.
public struct Article: Codable, Hashable, Sendable {
  /// The part of an instrument that an article belongs to.
  public enum Part: String, Codable, Hashable, Sendable, CaseIterable {
    /// General provisions and prevention, as far as rules cite them.
    case general
    /// Offences.
    case offences
    /// International cooperation.
    case cooperation
    /// Asset recovery.
    case assets
    /// Final provisions.
    case final
  }

  /// Its number.
  public let number: Int
  /// The part it belongs to.
  public let part: Part
  /// Its title, in the official language versions.
  public let title: LocalText
  /// Its rules, in order.
  public let rules: [InstrumentRule]
}

/// A treaty as data: what the program knows of it and cites from it.
public struct Instrument: Codable, Hashable, Sendable {
  /// Its short name in citations.
  public let code: InstrumentCode
  /// Its title.
  public let name: LocalText
  /// When it was adopted.
  public let adoptedOn: CalendarDay
  /// When it entered into force.
  public let inForceOn: CalendarDay
  /// Its articles, in order.
  public let articles: [Article]
}

/// All instruments that the program knows; another one is one more data file.
public struct Instruments: Sendable {
  /// The instruments, in the order of their short names.
  public let all: [Instrument]
  private let rules: [Provision: InstrumentRule]

  /// The program's own data.
  public static let builtIn: Instruments = {
    let folder = Bundle.module.bundleURL.appending(path: "Data")
    return (try? Instruments(folder: folder)) ?? Instruments([])
  }()

  /// Reads every JSON file of a folder.
  /// - Throws: `DecodingError` when a file is no instrument; ``CitedTwice`` when a provision stands twice.
  public init(folder: URL) throws {
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).filter {
      $0.pathExtension == "json"
    }
    let instruments = try files.map { try JSONDecoder().decode(Instrument.self, from: try Data(contentsOf: $0)) }
    var seen: Set<Provision> = []
    for rule in instruments.flatMap(\.articles).flatMap(\.rules) {
      guard seen.insert(rule.provision).inserted else { throw CitedTwice(provision: rule.provision) }
    }
    self.init(instruments)
  }

  private init(_ instruments: [Instrument]) {
    all = instruments.sorted { $0.code.rawValue < $1.code.rawValue }
    rules = Dictionary(instruments.flatMap(\.articles).flatMap(\.rules).map { ($0.provision, $0) }) { first, _ in first }
  }

  /// An instrument by its short name.
  public subscript(code: InstrumentCode) -> Instrument? { all.first { $0.code == code } }

  /// The rule at a place; `nil` when the data have none.
  public func rule(at provision: Provision) -> InstrumentRule? { rules[provision] }

  /// Whether a source can be looked up: a provision with a rule, an article as a whole, or a practice that says whose it is.
  public func resolves(_ source: Source) -> Bool {
    switch source {
    case .practice(let whose): !whose.isEmpty
    case .provision(let provision):
      rules[provision] != nil
        || (provision.paragraph == nil && provision.point == nil
          && self[provision.instrument]?.articles.contains { $0.number == provision.article } ?? false)
    }
  }

  /// A provision stands twice in the data.
  public struct CitedTwice: Error, Hashable, Sendable {
    /// The provision.
    public let provision: Provision
  }
}
