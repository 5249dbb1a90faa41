// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A law or regulation of a State by which it carries out the Convention.
///
/// Copies of laws on cooperation for confiscation are to be furnished to the Secretary-General; one that was has the day of its deposit.
/// - Source: UNCAC 55(5)
public struct NationalLaw: Codable, Hashable, Sendable {
  /// What it is.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// A constitution or a part of it.
    case constitution
    /// A law.
    case law
    /// A law that changes another one.
    case amendment
    /// A regulation.
    case regulation
    /// A guideline for authorities.
    case guideline
  }

  /// A file that was brought with it.
  public typealias Attachment = Contribution.Attachment

  /// The identifier.
  public let id: ID<NationalLaw>
  /// The short name by which tables know it.
  public var mark: String
  /// The State.
  public var state: StateCode
  /// What it is.
  public var kind: Kind
  /// Its title, as far as it is known in the six languages.
  public var title: LocalText
  /// Its title in its own language, where that is none of the six.
  public var originalTitle: String?
  /// The articles of the Convention that it carries out.
  public var articles: [String]
  /// The languages of the text, by codes of two letters.
  public var languages: [String]
  /// Where the text is.
  public var link: String?
  /// The text itself.
  public var file: Attachment?
  /// When a copy was furnished to the Secretary-General.
  /// - Source: UNCAC 55(5)
  public var depositedOn: CalendarDay?
  /// The first day on which it is in force.
  public var inForceFrom: CalendarDay?
  /// The last day.
  public var inForceTo: CalendarDay?
  /// When somebody last saw that all this is so.
  public var verifiedOn: CalendarDay?

  /// Whether it is in force on a day, as far as it is known.
  public func isInForce(on day: CalendarDay) -> Bool { (inForceFrom ?? .earliest) <= day && day <= (inForceTo ?? .latest) }
}

extension NationalLaw: VerifiedEntry {
  /// After how many days it is to be verified again.
  public static let verifiedEvery: Days = 730

  /// Its fields.
  public static let form: [EntryField] = [
    EntryField("mark", .line, isRequired: true), EntryField("state", .state, isRequired: true),
    EntryField("kind", .choice(Kind.allCases.map(\.rawValue), words: "lawKind"), isRequired: true),
    EntryField("title", .texts(isLong: false), isRequired: true), EntryField("originalTitle", .line), EntryField("articles", .articles),
    EntryField("languages", .languages), EntryField("link", .link), EntryField("depositedOn", .day), EntryField("inForceFrom", .day),
    EntryField("inForceTo", .day), EntryField("verifiedOn", .day),
  ]

  /// The law as its form has it.
  public var fields: EntryFields {
    var fields = EntryFields([
      "mark": mark, "state": state.code, "kind": kind.rawValue, "originalTitle": originalTitle ?? "", "link": link ?? "",
    ])
    fields[texts: "title"] = title
    fields[many: "articles"] = articles
    fields[many: "languages"] = languages
    for (name, day) in [("depositedOn", depositedOn), ("inForceFrom", inForceFrom), ("inForceTo", inForceTo), ("verifiedOn", verifiedOn)] {
      fields[name] = day?.description ?? ""
    }
    return fields
  }

  /// A law of a form's fields; its file stays.
  /// - Throws: ``CannotContribute/wrongFields(_:)``.
  public static func entered(
    _ fields: EntryFields, over now: NationalLaw?, id: ID<NationalLaw>, in surroundings: EntrySurroundings
  ) throws(CannotContribute) -> NationalLaw {
    var reading = FieldReading(fields, form, in: surroundings)
    reading.checkMark()
    reading.checkVerified()
    if let from = reading.day("inForceFrom"), let to = reading.day("inForceTo"), to < from { reading.add(.endsFirst, "inForceTo") }
    if let deposited = reading.day("depositedOn"), deposited > surroundings.today { reading.add(.dayToCome, "depositedOn") }
    let state = StateCode(fields["state"])
    try reading.finish()
    return NationalLaw(
      id: id, mark: fields["mark"], state: state ?? .notKnown, kind: Kind(rawValue: fields["kind"]) ?? .law, title: fields[texts: "title"],
      originalTitle: reading.optional("originalTitle"), articles: reading.articles("articles"), languages: fields[many: "languages"],
      link: reading.optional("link"), file: now?.file, depositedOn: reading.day("depositedOn"), inForceFrom: reading.day("inForceFrom"),
      inForceTo: reading.day("inForceTo"), verifiedOn: reading.day("verifiedOn"))
  }
}
