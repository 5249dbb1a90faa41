// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// An authority that a State has named for one of the five purposes of the directory.
/// - Source: UNCAC 6(3), 43(1), 44, 46(13), 56, 58
public struct CompetentAuthority: Codable, Hashable, Sendable {
  /// The five kinds of authority.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Central authority for mutual legal assistance, article 46(13).
    case mutualLegalAssistance
    /// Central authority for extradition, article 44.
    case extradition
    /// Focal point for asset recovery, chapter V.
    case assetRecovery
    /// Authority for prevention, article 6(3).
    case prevention
    /// Focal point for civil and administrative proceedings, article 43(1).
    case civilAndAdministrative

    /// The provision under which it is named.
    public var source: Source {
      switch self {
      case .mutualLegalAssistance: .uncac(46, 13)
      case .extradition: .uncac(44)
      case .assetRecovery: .uncac(55, 1)
      case .prevention: .uncac(6, 3)
      case .civilAndAdministrative: .uncac(43, 1)
      }
    }
  }

  /// The identifier, stable over all changes.
  public let id: ID<CompetentAuthority>
  /// The State.
  public var state: StateCode
  /// The territory it is named for, where a State has several; `nil` for the whole State.
  public var territory: String?
  /// What it is named for.
  public var kind: Kind
  /// Its name in its own language.
  public var originalName: String
  /// Its name in the six languages, as far as known.
  public var name: LocalText
  /// The unit that deals with requests.
  public var unit: String?
  /// Postal address.
  public var address: String?
  /// Telephone number with the country's code.
  public var telephone: String?
  /// Fax number.
  public var fax: String?
  /// E-mail address.
  public var email: String?
  /// Website.
  public var website: String?
  /// Hours, in words.
  public var hours: String?
  /// Time zone (IANA name).
  public var zone: String?
  /// How to reach it at any hour.
  public var contactAtAnyHour: String?
  /// What it asks of a request.
  public var requirements: Requirements
  /// From when it is named.
  public var validFrom: CalendarDay?
  /// Until when it is named, that day included.
  public var validTo: CalendarDay?
  /// When somebody last checked the entry.
  public var lastVerified: CalendarDay?
  /// Where the entry comes from.
  public var source: String?
  /// Fields that only authorities may see.
  public var restrictedFields: Set<RestrictableField>

  /// The fields that an authority can keep from the public.
  public enum RestrictableField: String, Codable, Hashable, Sendable, CaseIterable {
    /// Postal address.
    case address
    /// How to reach it at any hour.
    case contactAtAnyHour
    /// E-mail address.
    case email
    /// Fax number.
    case fax
    /// Hours.
    case hours
    /// What it asks of a request.
    case requirements
    /// Telephone number.
    case telephone
    /// The unit that deals with requests.
    case unit
  }

  /// The entry without the fields that only authorities may see.
  /// - Source: practice (UNODC directory: access to contacts is restricted)
  public var publicPart: CompetentAuthority { hiding(restrictedFields) }

  /// The entry as somebody may see it who may not see these fields; it does not tell which fields were left out.
  public func hiding(_ fields: Set<RestrictableField>) -> CompetentAuthority {
    var copy = self
    for field in fields {
      switch field {
      case .address: copy.address = nil
      case .contactAtAnyHour: copy.contactAtAnyHour = nil
      case .email: copy.email = nil
      case .fax: copy.fax = nil
      case .hours: copy.hours = nil
      case .requirements: copy.requirements = Requirements()
      case .telephone: copy.telephone = nil
      case .unit: copy.unit = nil
      }
    }
    copy.restrictedFields = []
    return copy
  }

  /// Describes an authority.
  public init(id: ID<CompetentAuthority>, state: StateCode, kind: Kind, originalName: String, name: LocalText = LocalText()) {
    self.id = id
    self.state = state
    self.kind = kind
    self.originalName = originalName
    self.name = name
    requirements = Requirements()
    restrictedFields = []
  }

  private enum CodingKeys: String, CodingKey {
    case id, state, territory, kind, originalName, name, unit, address, telephone, fax, email, website, hours, zone
    case contactAtAnyHour, requirements, validFrom, validTo, lastVerified, source, restrictedFields
  }

  /// Reads an authority; translations, requirements and restricted fields may be absent.
  /// - Throws: `DecodingError` naming the member that has another type than it must.
  public init(from decoder: any Decoder) throws {
    let file = try decoder.container(keyedBy: CodingKeys.self)
    id = try file.decode(ID<CompetentAuthority>.self, forKey: .id)
    state = try file.decode(StateCode.self, forKey: .state)
    territory = try file.decodeIfPresent(String.self, forKey: .territory)
    kind = try file.decode(Kind.self, forKey: .kind)
    originalName = try file.decode(String.self, forKey: .originalName)
    name = try file.decodeIfPresent(LocalText.self, forKey: .name) ?? LocalText()
    unit = try file.decodeIfPresent(String.self, forKey: .unit)
    address = try file.decodeIfPresent(String.self, forKey: .address)
    telephone = try file.decodeIfPresent(String.self, forKey: .telephone)
    fax = try file.decodeIfPresent(String.self, forKey: .fax)
    email = try file.decodeIfPresent(String.self, forKey: .email)
    website = try file.decodeIfPresent(String.self, forKey: .website)
    hours = try file.decodeIfPresent(String.self, forKey: .hours)
    zone = try file.decodeIfPresent(String.self, forKey: .zone)
    contactAtAnyHour = try file.decodeIfPresent(String.self, forKey: .contactAtAnyHour)
    requirements = try file.decodeIfPresent(Requirements.self, forKey: .requirements) ?? Requirements()
    validFrom = try file.decodeIfPresent(CalendarDay.self, forKey: .validFrom)
    validTo = try file.decodeIfPresent(CalendarDay.self, forKey: .validTo)
    lastVerified = try file.decodeIfPresent(CalendarDay.self, forKey: .lastVerified)
    source = try file.decodeIfPresent(String.self, forKey: .source)
    restrictedFields = try file.decodeIfPresent(Set<RestrictableField>.self, forKey: .restrictedFields) ?? []
  }

  /// Whether it is named on a day.
  /// - Source: UNCAC 46(13)
  public func isValid(on day: CalendarDay) -> Bool {
    (validFrom.map { $0 <= day } ?? true) && (validTo.map { day <= $0 } ?? true)
  }

  /// How long a confirmation holds: twelve months.
  /// - Source: practice (Council of Europe, PC-OC country information: confirmed every year)
  public static let confirmationHolds: Days = 365

  /// Whether nobody has checked the entry for longer than a confirmation holds, on a day.
  /// - Source: practice (Council of Europe, PC-OC country information: confirmed every year)
  public func isStale(on day: CalendarDay, after limit: Days = confirmationHolds) -> Bool {
    guard let lastVerified else { return true }
    return lastVerified.days(to: day) > limit
  }
}
