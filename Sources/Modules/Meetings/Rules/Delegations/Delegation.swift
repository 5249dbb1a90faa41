// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A file in the node's folder, by the digest of its content; it is handed out as it came and never drawn into a page.
public struct KeptFile: Codable, Hashable, Sendable {
  /// The SHA-256 digest of its content in hexadecimal.
  public var sha256: String
  /// What it is called where it comes from.
  public var name: String
  /// The media type that was given with it.
  public var mediaType: String
  /// Its length in bytes.
  public var size: Int

  /// Describes a file.
  public init(sha256: String, name: String, mediaType: String, size: Int) {
    self.sha256 = sha256
    self.name = name
    self.mediaType = mediaType
    self.size = size
  }
}

/// Those who take part in a meeting for one State or organization, with their letter of credentials.
/// - Source: practice (lists of participants of United Nations meetings)
public struct Delegation: Codable, Hashable, Sendable {
  /// What the delegation stands for; lists of participants keep this order.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// A State party to the Convention.
    case stateParty
    /// A State that has signed the Convention and is no party.
    case signatory
    /// Another State that observes.
    case observerState
    /// An entity of the United Nations.
    case unitedNationsEntity
    /// An organization of States.
    case intergovernmentalOrganization
    /// An organization of other members.
    case nonGovernmentalOrganization
    /// Somebody invited for what he or she knows.
    case expert

    /// Whether it is named by its State.
    public var isOfState: Bool {
      switch self {
      case .stateParty, .signatory, .observerState: true
      case .unitedNationsEntity, .intergovernmentalOrganization, .nonGovernmentalOrganization, .expert: false
      }
    }
  }

  /// The delegation's identifier.
  public let id: ID<Delegation>
  /// The meeting in which it takes part.
  public let meeting: ID<Meeting>
  /// What it stands for.
  public var kind: Kind
  /// The State, for a delegation of one.
  public var state: StateCode?
  /// The organization's or expert's name, for the others.
  public var name: LocalText
  /// Its letter of credentials, where one has come.
  public var credentials: Credentials?
  /// Who belongs to it, in the order of registration.
  public var participants: [Participant]

  /// Describes a delegation.
  public init(
    id: ID<Delegation>, meeting: ID<Meeting>, kind: Kind, state: StateCode? = nil, name: LocalText = LocalText(),
    credentials: Credentials? = nil, participants: [Participant] = []
  ) {
    self.id = id
    self.meeting = meeting
    self.kind = kind
    self.state = state
    self.name = name
    self.credentials = credentials
    self.participants = participants
  }

  /// What tells it from the others of its meeting: a State has one delegation.
  public var party: String { state?.code ?? id.description }

  /// A participant by the identifier.
  public func participant(_ id: ID<Participant>) -> Participant? { participants.first { $0.id == id } }
}

/// The letter by which a State or organization names its delegation.
/// - Source: practice (rules of procedure: credentials are issued by the Head of State or Government or by the Minister for Foreign Affairs)
public struct Credentials: Codable, Hashable, Sendable {
  /// Who signed the letter.
  public enum Issuer: String, Codable, Hashable, Sendable, CaseIterable {
    /// The Head of State.
    case headOfState
    /// The Head of Government.
    case headOfGovernment
    /// The Minister for Foreign Affairs.
    case ministerForForeignAffairs
    /// Anybody else.
    case other

    /// Whether the rules of procedure name this issuer.
    public var isNamedByRules: Bool { self != .other }
  }

  /// Whether the letter suffices.
  public enum Standing: String, Codable, Hashable, Sendable, CaseIterable {
    /// The original, signed by one whom the rules name.
    case inOrder
    /// A copy, a note, or a letter signed by somebody else: the delegation takes part provisionally.
    case provisional
  }

  /// The day on which it came.
  public var receivedOn: CalendarDay
  /// Who signed it.
  public var issuer: Issuer
  /// Whether it suffices.
  public var standing: Standing
  /// The letter itself, where it was brought as a file.
  public var letter: KeptFile?

  /// Describes a letter.
  public init(receivedOn: CalendarDay, issuer: Issuer, standing: Standing, letter: KeptFile? = nil) {
    self.receivedOn = receivedOn
    self.issuer = issuer
    self.standing = standing
    self.letter = letter
  }
}

/// Somebody who takes part.
public struct Participant: Codable, Hashable, Sendable {
  /// The place in the delegation.
  public enum Role: String, Codable, Hashable, Sendable, CaseIterable {
    /// Leads the delegation.
    case head
    /// Stands in for the head.
    case alternate
    /// Belongs to the delegation.
    case adviser
  }

  /// The participant's identifier.
  public let id: ID<Participant>
  /// The name as it is to be announced.
  public var name: String
  /// The office that the participant holds at home, as it is to be printed.
  public var function: String
  /// The place in the delegation.
  public var role: Role
  /// The languages in which the participant works.
  public var languages: [Language]
  /// How the secretariat reaches the participant; for the secretariat alone.
  public var contact: String

  /// Describes a participant.
  public init(id: ID<Participant>, name: String, function: String, role: Role, languages: [Language] = [], contact: String = "") {
    self.id = id
    self.name = name
    self.function = function
    self.role = role
    self.languages = languages
    self.contact = contact
  }
}
