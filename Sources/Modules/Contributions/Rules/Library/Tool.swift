// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A tool or a service that somebody offers to those who cooperate under the Convention.
/// - Source: practice (lists of tools and services in the documents of expert meetings)
public struct Tool: Codable, Hashable, Sendable {
  /// What it is.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// A directory or another source of data.
    case database
    /// A program.
    case software
    /// A manual, a guide or a model text.
    case guide
    /// A course or teaching material.
    case training
    /// A network of practitioners.
    case network
    /// Advice or help on request.
    case service
  }

  /// The identifier.
  public let id: ID<Tool>
  /// The short name by which tables know it.
  public var mark: String
  /// What it is called.
  public var name: LocalText
  /// Who provides it.
  public var provider: String
  /// What it is.
  public var kind: Kind
  /// What it is for.
  public var purpose: LocalText
  /// The articles of the Convention that it helps to carry out.
  public var articles: [String]
  /// The languages in which it is there, by codes of two letters.
  public var languages: [String]
  /// Where it is.
  public var link: String?
  /// When somebody last saw that all this is so.
  public var verifiedOn: CalendarDay?
}

extension Tool: VerifiedEntry {
  /// After how many days it is to be verified again.
  public static let verifiedEvery: Days = 365

  /// Its fields.
  public static let form: [EntryField] = [
    EntryField("mark", .line, isRequired: true), EntryField("name", .texts(isLong: false), isRequired: true),
    EntryField("provider", .line, isRequired: true),
    EntryField("kind", .choice(Kind.allCases.map(\.rawValue), words: "toolKind"), isRequired: true),
    EntryField("purpose", .texts(isLong: true), isRequired: true), EntryField("articles", .articles), EntryField("languages", .languages),
    EntryField("link", .link), EntryField("verifiedOn", .day),
  ]

  /// The tool as its form has it.
  public var fields: EntryFields {
    var fields = EntryFields(["mark": mark, "provider": provider, "kind": kind.rawValue, "link": link ?? ""])
    fields[texts: "name"] = name
    fields[texts: "purpose"] = purpose
    fields[many: "articles"] = articles
    fields[many: "languages"] = languages
    fields["verifiedOn"] = verifiedOn?.description ?? ""
    return fields
  }

  /// A tool of a form's fields.
  /// - Throws: ``CannotContribute/wrongFields(_:)``.
  public static func entered(
    _ fields: EntryFields, over now: Tool?, id: ID<Tool>, in surroundings: EntrySurroundings
  ) throws(CannotContribute) -> Tool {
    var reading = FieldReading(fields, form, in: surroundings)
    reading.checkMark()
    reading.checkVerified()
    try reading.finish()
    return Tool(
      id: id, mark: fields["mark"], name: fields[texts: "name"], provider: fields["provider"],
      kind: Kind(rawValue: fields["kind"]) ?? .service,
      purpose: fields[texts: "purpose"], articles: reading.articles("articles"), languages: fields[many: "languages"],
      link: reading.optional("link"), verifiedOn: reading.day("verifiedOn"))
  }
}

/// Something that is verified from time to time, and that tables know by a short name.
public protocol VerifiedEntry: EditableEntry {
  /// The short name.
  var mark: String { get }
  /// When it was last verified.
  var verifiedOn: CalendarDay? { get set }
  /// After how many days it is to be verified again.
  static var verifiedEvery: Days { get }
}

extension VerifiedEntry {
  /// The day from which on it is to be verified; the first day there is for one that never was.
  public var dueOn: CalendarDay { verifiedOn.map { $0.adding(Self.verifiedEvery) } ?? .earliest }

  /// Whether it is to be verified.
  public func isDue(on day: CalendarDay) -> Bool { dueOn <= day }

  /// The entry verified on a day.
  public func verified(on day: CalendarDay) -> Self {
    var next = self
    next.verifiedOn = max(verifiedOn ?? day, day)
    return next
  }
}

extension FieldReading {
  /// Short names are of small letters, digits and hyphens: they stand in tables and addresses.
  mutating func checkMark() {
    let mark = fields["mark"]
    if !mark.isEmpty, mark.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) == nil || mark.utf8.count > 60 { add(.nameUnreadable, "mark") }
  }

  mutating func checkVerified() {
    if let day = day("verifiedOn"), day > surroundings.today { add(.dayToCome, "verifiedOn") }
  }
}
