// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The basis on which the requesting State asks.
/// - Source: UNCAC 46(6), 46(7)
public struct LegalBasisClaim: Codable, Hashable, Sendable {
  /// The kinds of basis.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// The Convention itself, with paragraphs 9 to 29 of article 46.
    case convention
    /// Another treaty on mutual legal assistance that binds both States.
    case otherTreaty
    /// Another treaty, but the two States agree to apply paragraphs 9 to 29 instead.
    case otherTreatyWithElection
    /// No treaty: reciprocity and the law of the requested State.
    case reciprocity
  }

  /// The kind of basis.
  public var kind: Kind?
  /// The other treaty's title, where one is relied on.
  public var treaty: String?
  /// Other instruments that are relied on besides the primary basis.
  public var besides: [String]?

  /// Names a basis.
  public init(kind: Kind? = nil, treaty: String? = nil, besides: [String]? = nil) {
    self.kind = kind
    self.treaty = treaty
    self.besides = besides
  }
}

/// The authority that makes the request.
/// - Source: UNCAC 46(15)(a)
public struct RequestingAuthority: Codable, Hashable, Sendable {
  /// The authority's name.
  public var name: String?
  /// Its postal address.
  public var address: String?
  /// An e-mail address for questions.
  public var email: String?
  /// A telephone number for questions.
  public var telephone: String?
  /// The name of the officer who signs.
  public var signatory: String?
  /// The signatory's function.
  public var function: String?

  /// Describes an authority.
  public init(
    name: String? = nil, address: String? = nil, email: String? = nil, telephone: String? = nil, signatory: String? = nil,
    function: String? = nil
  ) {
    self.name = name
    self.address = address
    self.email = email
    self.telephone = telephone
    self.signatory = signatory
    self.function = function
  }
}

/// The proceeding for which assistance is asked.
/// - Source: UNCAC 46(15)(b), 43(1)
public struct Proceeding: Codable, Hashable, Sendable {
  /// The nature of a proceeding.
  public enum Nature: String, Codable, Hashable, Sendable, CaseIterable {
    /// Criminal.
    case criminal
    /// Civil; assistance is to be considered where the law of the requested State allows it, article 43(1).
    case civil
    /// Administrative; assistance is to be considered where the law of the requested State allows it, article 43(1).
    case administrative
  }

  /// How far a proceeding has come.
  public enum Phase: String, Codable, Hashable, Sendable, CaseIterable {
    /// Facts are being investigated.
    case investigation
    /// Charges have been brought.
    case prosecution
    /// A court is hearing the case.
    case trial
    /// A judgment is under appeal.
    case appeal
    /// A final judgment is being carried out.
    case enforcement
  }

  /// Its nature.
  public var nature: Nature?
  /// How far it has come.
  public var phase: Phase?
  /// What it is about, in a sentence or two.
  public var subject: String?
  /// The case number at the authority conducting it.
  public var caseNumber: String?
  /// The name of the authority conducting the investigation, prosecution or judicial proceeding.
  public var conductedBy: String?
  /// What that authority's functions are.
  public var functions: String?

  /// Describes a proceeding.
  public init(
    nature: Nature? = nil, phase: Phase? = nil, subject: String? = nil, caseNumber: String? = nil, conductedBy: String? = nil,
    functions: String? = nil
  ) {
    self.nature = nature
    self.phase = phase
    self.subject = subject
    self.caseNumber = caseNumber
    self.conductedBy = conductedBy
    self.functions = functions
  }
}

/// One offence under investigation.
/// - Source: UNCAC 43(2), 15-27
public struct Offence: Codable, Hashable, Sendable {
  /// The article of the Convention, 15 to 27.
  public var article: Int?
  /// The provision of the requesting State's law: act and section.
  public var provision: String?
  /// The words of that provision, verbatim.
  public var text: String?
  /// The penalty it provides.
  public var penalty: String?
  /// Which conduct is alleged and why it is an offence in both States, whatever it is called there.
  public var dualCriminality: String?

  /// Describes an offence.
  public init(
    article: Int? = nil, provision: String? = nil, text: String? = nil, penalty: String? = nil, dualCriminality: String? = nil
  ) {
    self.article = article
    self.provision = provision
    self.text = text
    self.penalty = penalty
    self.dualCriminality = dualCriminality
  }
}

/// A person or an entity that the request concerns.
/// - Source: UNCAC 46(15)(e), 46(2)
public struct Person: Codable, Hashable, Sendable {
  /// Natural or legal.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// A human being.
    case natural
    /// A company or another legal person, article 26.
    case legal
  }

  /// What the person is in the proceeding.
  public enum Role: String, Codable, Hashable, Sendable, CaseIterable {
    /// Under suspicion.
    case suspect
    /// Charged.
    case accused
    /// Found guilty.
    case convicted
    /// A witness.
    case witness
    /// An expert.
    case expert
    /// Harmed by the offence.
    case victim
    /// Holds property, an account or records.
    case holder
    /// A third party who may have rights.
    case thirdParty
    /// A party to civil or administrative proceedings.
    case party
  }

  /// The short name that items refer to: `p1`.
  public var id: String
  /// Natural or legal.
  public var kind: Kind?
  /// The full name.
  public var name: String?
  /// Other names or spellings.
  public var aliases: [String]?
  /// The person's role.
  public var role: Role?
  /// Date of birth, or of registration of a legal person.
  public var bornOn: CalendarDay?
  /// Place of birth, or of registration.
  public var birthplace: String?
  /// Nationality, or the State of registration.
  public var nationality: StateCode?
  /// Passport, register or tax number.
  public var identifier: String?
  /// Where the person is or is thought to be.
  public var location: String?
  /// Whether the person is detained.
  public var isDetained: Bool?
  /// Anything else that helps to identify the person.
  public var remarks: String?

  /// Describes a person.
  public init(id: String, kind: Kind? = nil, name: String? = nil, role: Role? = nil) {
    self.id = id
    self.kind = kind
    self.name = name
    self.role = role
  }
}
