// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The symbol of a document of the United Nations, read by its grammar: `CAC/COSP/EG.1/2018/L.1/Add.2`.
///
/// All language versions share it. The marks of a reissue are kept with the printed form and are no part of the identity: `…/10*` equals `…/10`.
/// - Source: practice (United Nations documentation: document symbols)
public struct DocumentSymbol: Sendable {
  /// What stands where later symbols have the year.
  public enum Period: Hashable, Sendable {
    /// A year of four figures.
    case year(Int)
    /// A session, as the General Assembly counts them: `A/72/…`.
    case session(Int)
    /// A session in Roman figures within brackets after the number, until 1976: `A/RES/217(III)`.
    case romanSession(Int)
    /// A special session: `A/RES/S-32/1`, formerly `A/RES/3201(S-VI)`.
    case specialSession(Int, isEmergency: Bool, isRoman: Bool)
    /// A year within brackets after the number, as in resolutions of the Security Council: `S/RES/242(1967)`.
    case bracketedYear(Int)
    /// A review cycle, its year and the part of it: `CAC/COSP/IRG/I/2/1/…`.
    case cycle(Int, year: Int)
  }

  /// A series with figures of its own.
  public enum Series: String, Hashable, Sendable, CaseIterable {
    /// Conference room papers: no distribution, a line for the language instead.
    case conferenceRoomPaper = "CRP."
    /// Information papers, such as the list of participants, in the older form.
    case informationDotted = "INF."
    /// Information papers, such as the list of participants.
    case information = "INF/"
    /// Limited distribution: drafts that live shortly.
    case limited = "L."
    /// Statements of non-governmental organizations.
    case nonGovernmental = "NGO/"
    /// Verbatim records.
    case verbatim = "PV."
    /// Restricted distribution.
    case restricted = "R."
    /// Summary records.
    case summaryRecord = "SR."
    /// Working papers.
    case workingPaper = "WP."
  }

  /// What follows the number.
  public struct Suffix: Hashable, Sendable {
    /// What a suffix does.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      /// Adds to the document.
      case addendum = "Add."
      /// Changes text that was adopted.
      case amendment = "Amend."
      /// Corrects the document, perhaps in some languages only.
      case corrigendum = "Corr."
      /// Replaces the document.
      case revision = "Rev."
      /// Is a summary of the document; has no figure.
      case summary = "Summary"
    }

    /// What it does.
    public let kind: Kind
    /// Its figure; 0 for a summary.
    public let number: Int

    /// Names a suffix.
    public init(_ kind: Kind, _ number: Int) {
      self.kind = kind
      self.number = kind == .summary ? 0 : number
    }

    /// As it is printed.
    public var description: String { kind == .summary ? kind.rawValue : "\(kind.rawValue)\(number)" }
  }

  /// What a document does to another one of the same base.
  public enum Relation: Hashable, Sendable {
    /// It takes the other's place.
    case replaces
    /// It adds to the other.
    case addsTo
    /// It corrects the other.
    case corrects
    /// It changes the other's adopted text.
    case amends
    /// It is a summary of the other.
    case summarizes
  }

  /// The principal body, for example `CAC/COSP`.
  public let body: String
  /// The bodies and kinds below it, for example `EG.1`, `IRG`, `RES`.
  public let subsidiaries: [String]
  /// The year, session or cycle; `nil` where the number alone counts: `A/CONF.222/17`.
  public let period: Period?
  /// The series; `nil` for plain numbers.
  public let series: Series?
  /// The number.
  public let number: Int
  /// The letter that some old resolutions carry after the session: `A`.
  public let part: String?
  /// What follows the number.
  public let suffixes: [Suffix]
  /// How many asterisks stand after it: how often it was reissued for technical reasons.
  public let reissues: Int
  /// The symbol exactly as it was read.
  public let printed: String

  init(
    body: String, subsidiaries: [String], period: Period?, series: Series?, number: Int, part: String?, suffixes: [Suffix],
    reissues: Int, printed: String?
  ) {
    self.body = body
    self.subsidiaries = subsidiaries
    self.period = period
    self.series = series
    self.number = number
    self.part = part
    self.suffixes = suffixes
    self.reissues = reissues
    let usual = Self.usual(body, subsidiaries, period, series, number, part, suffixes)
    self.printed = printed ?? usual + String(repeating: "*", count: reissues)
    identity = usual
  }

  /// The symbol in its usual form, without the marks of a reissue: what addresses, file names and comparisons use.
  public let identity: String

  /// The document without anything that follows its number.
  public var base: DocumentSymbol { with(suffixes: []) }

  /// The symbol of a document that adds to, revises or corrects this one.
  public func appending(_ suffix: Suffix) -> DocumentSymbol { with(suffixes: suffixes + [suffix]) }

  /// What this document does to another; `nil` when it does nothing to it.
  ///
  /// A later revision replaces the earlier ones and the document itself; everything else concerns exactly the document before its suffix.
  public func relation(to other: DocumentSymbol) -> Relation? {
    guard base == other.base, let last = suffixes.last else { return nil }
    let before = Array(suffixes.dropLast())
    if last.kind == .revision {
      if other.suffixes == before { return .replaces }
      guard other.suffixes.dropLast() == before[...], let earlier = other.suffixes.last, earlier.kind == .revision else { return nil }
      return earlier.number < last.number ? .replaces : nil
    }
    guard other.suffixes == before else { return nil }
    return switch last.kind {
    case .addendum: .addsTo
    case .amendment: .amends
    case .corrigendum: .corrects
    case .summary: .summarizes
    case .revision: nil
    }
  }

  private func with(suffixes: [Suffix]) -> DocumentSymbol {
    DocumentSymbol(
      body: body, subsidiaries: subsidiaries, period: period, series: series, number: number, part: part, suffixes: suffixes, reissues: 0,
      printed: nil)
  }

  private static func usual(
    _ body: String, _ subsidiaries: [String], _ period: Period?, _ series: Series?, _ number: Int, _ part: String?, _ suffixes: [Suffix]
  ) -> String {
    var segments = [body] + subsidiaries
    let numbered = (series?.rawValue ?? "") + String(number)
    switch period {
    case .year(let year): segments += [String(year), numbered]
    case .session(let session): segments += [String(session), numbered]
    case .romanSession(let session): segments.append("\(numbered)(\(RomanNumber.text(session)))\(part ?? "")")
    case .specialSession(let session, let isEmergency, let isRoman):
      let mark = (isEmergency ? "ES-" : "S-") + (isRoman ? RomanNumber.text(session) : String(session))
      segments += isRoman ? ["\(numbered)(\(mark))\(part ?? "")"] : [mark, numbered]
    case .bracketedYear(let year): segments.append("\(numbered)(\(year))\(part ?? "")")
    case .cycle(let cycle, let year): segments += [RomanNumber.text(cycle), String(year), numbered]
    case nil: segments.append(numbered)
    }
    return (segments + suffixes.map(\.description)).joined(separator: "/")
  }
}

extension DocumentSymbol: Hashable {
  /// Whether two symbols name the same document, whatever was reissued.
  public static func == (left: DocumentSymbol, right: DocumentSymbol) -> Bool { left.identity == right.identity }

  /// Hashes what the comparison looks at.
  public func hash(into hasher: inout Hasher) { hasher.combine(identity) }
}

extension DocumentSymbol: Comparable {
  /// Orders as people count, `…/2` before `…/10`, and a document before what was added to it.
  public static func < (left: DocumentSymbol, right: DocumentSymbol) -> Bool {
    let (one, other) = (left.identity.split(separator: "/"), right.identity.split(separator: "/"))
    for (first, second) in zip(one, other) where first != second { return NaturalOrder.isBefore(String(first), String(second)) }
    return one.count < other.count
  }
}

extension DocumentSymbol: CustomStringConvertible, Codable {
  /// The symbol as it was read.
  public var description: String { printed }

  /// Reads the symbol from its text.
  /// - Throws: `DecodingError.dataCorrupted` for a text that is no symbol.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let symbol = DocumentSymbol(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a document symbol")
    }
    self = symbol
  }

  /// Writes the symbol as it was read.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(printed)
  }
}

extension DocumentSymbol {
  /// Where the document's file in a language is handed out; for readers to follow, never fetched by the program.
  /// - Source: practice (documents.un.org: access by symbol)
  public func fileAddress(in language: Language) -> String {
    "https://documents.un.org/api/symbol/access?s=\(identity)&l=\(language.rawValue)&t=pdf"
  }

  /// The short address of the document in a language.
  /// - Source: practice (undocs.org)
  public func shortAddress(in language: Language) -> String { "https://undocs.org/\(language.rawValue)/\(identity)" }
}
