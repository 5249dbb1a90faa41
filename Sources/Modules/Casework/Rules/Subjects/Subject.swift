// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A person, an entity, an account or an asset that a request concerns, as this request knows it.
///
/// Each request has its own copy: what one State told about a person in one matter is bound to that matter, and goes with it.
/// - Source: UNCAC 46(15)(e); practice
public struct Subject: Codable, Hashable, Sendable {
  /// The identifier of this copy.
  public let id: ID<Subject>
  /// The request that the copy belongs to.
  public let request: ID<RegisteredRequest>
  /// What is known.
  public internal(set) var details: SubjectDetails
  /// The compartment that it is kept in; `nil` for what everybody may see who may see the request.
  public internal(set) var compartment: Compartment?
  /// The items that it concerns, where it is kept in a compartment; items name the others themselves.
  public internal(set) var guardedItems: [ItemID]?
  /// The copies in other requests that an officer found to be the same.
  public internal(set) var sameAs: [ID<Subject>]
  /// The copies in other requests that an officer found to be somebody or something else, so that nobody asks again.
  public internal(set) var otherThan: [ID<Subject>]
  /// The day on which it was first recorded.
  public let recordedOn: CalendarDay

  /// A copy with nothing linked to it.
  init(id: ID<Subject>, request: ID<RegisteredRequest>, details: SubjectDetails, compartment: Compartment? = nil, recordedOn: CalendarDay) {
    self.id = id
    self.request = request
    self.details = details
    self.compartment = compartment
    self.recordedOn = recordedOn
    sameAs = []
    otherThan = []
  }

  /// The same knowledge in another request, for items that go there.
  public func copied(to request: ID<RegisteredRequest>, _ gone: Set<ItemID>, on day: CalendarDay) -> Subject {
    var copy = Subject(id: ID(), request: request, details: details, compartment: compartment, recordedOn: day)
    copy.sameAs = [id]
    copy.guardedItems = guardedItems.map { $0.filter(gone.contains) }
    return copy
  }

  /// What it is called: its first name, or its first identifier where it has none.
  public var name: String { details.names.first?.text ?? details.identifiers.first?.number ?? "" }
}

/// What is known of a subject; case data.
public struct SubjectDetails: Codable, Hashable, Sendable {
  /// What a subject is.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// A human being.
    case naturalPerson
    /// A company or another legal person.
    /// - Source: UNCAC 26
    case legalEntity
    /// A bank account, or an account at another financial institution.
    case bankAccount
    /// Land or a building.
    case immovableProperty
    /// A car or another vehicle.
    case vehicle
    /// A ship or an aircraft.
    case vessel
    /// Another thing that can be moved.
    case movableProperty
    /// A virtual asset.
    case virtualAsset
    /// Any other asset.
    case otherAsset

    /// Whether it is a person, natural or legal.
    public var isPerson: Bool { self == .naturalPerson || self == .legalEntity }
  }

  /// What a subject is in the request.
  public enum Role: String, Codable, Hashable, Sendable, CaseIterable {
    case suspect, accused, convicted, personSought, transferredPerson, witness, expert, victim, holder, beneficialOwner, representative
    case thirdParty, party
    /// Proceeds of crime.
    /// - Source: UNCAC 2(e)
    case proceeds
    /// Property used in or destined for use in offences.
    /// - Source: UNCAC 31(1)(b)
    case instrumentality
  }

  /// What it is.
  public var kind: Kind
  /// The names, the one in use first.
  public var names: [SubjectName]
  /// The day of birth, or of registration of an entity.
  public var bornOn: CalendarDay?
  /// The place of birth or of registration.
  public var birthplace: String?
  /// The nationalities, or the State of registration.
  public var nationalities: [StateCode]
  /// The numbers under which others know it.
  public var identifiers: [SubjectIdentifier]
  /// What it is in the request.
  public var roles: [Role]
  /// Where it is or is thought to be.
  public var location: String?
  /// Anything else that helps to recognize it.
  public var remarks: String?

  /// Names a subject of which nothing more is known.
  public init(_ kind: Kind, names: [SubjectName] = [], identifiers: [SubjectIdentifier] = [], roles: [Role] = []) {
    self.kind = kind
    self.names = names
    self.identifiers = identifiers
    self.roles = roles
    nationalities = []
  }
}

/// A name in one script or spelling.
public struct SubjectName: Codable, Hashable, Sendable {
  /// How a name came about.
  public enum Form: String, Codable, Hashable, Sendable, CaseIterable {
    /// As it is written in the subject's own documents.
    case original
    /// In another script.
    case transliteration
    /// Another name that is used.
    case alias
    /// A name that was used before.
    case former
  }

  /// The name.
  public var text: String
  /// How it came about.
  public var form: Form

  /// Takes a name.
  public init(_ text: String, _ form: Form = .original) {
    self.text = text
    self.form = form
  }
}

/// A number under which somebody knows a subject.
public struct SubjectIdentifier: Codable, Hashable, Sendable {
  /// What numbers there are.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    case passport, identityCard, taxNumber, registrationNumber, accountNumber, landRegister, plate, serialNumber, walletAddress, other
  }

  /// What number it is.
  public var kind: Kind
  /// The number; IBANs are account numbers.
  public var number: String
  /// The State that gave it, where one did.
  public var state: StateCode?
  /// The bank, register or office where it is known.
  public var institution: String?

  /// Takes a number.
  public init(_ kind: Kind, _ number: String, state: StateCode? = nil, institution: String? = nil) {
    self.kind = kind
    self.number = number
    self.state = state
    self.institution = institution
  }
}
