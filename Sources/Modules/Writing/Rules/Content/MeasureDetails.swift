// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What the hearing of a person needs.
/// - Source: UNCAC 46(3)(a)
public struct Hearing: Codable, Hashable, Sendable {
  /// The questions or topics.
  public var questions: String?
  /// Whether the person is to be heard on oath.
  public var onOath: Bool?
  /// Which rights and warnings the person is to be told.
  public var rights: String?
  /// Who from the requesting State asks to attend.
  public var attendance: String?

  /// Nothing known yet.
  public init() {}
}

/// What a hearing by video link needs.
/// - Source: UNCAC 46(18)
public struct VideoHearing: Codable, Hashable, Sendable {
  /// Why the person cannot or should not travel to the requesting State.
  public var whyNotInPerson: String?
  /// The questions or topics.
  public var questions: String?
  /// The judicial authority that conducts the hearing.
  public var conductedBy: String?
  /// Proposed days and hours.
  public var proposedTimes: String?
  /// The time zone in which they are given (IANA name).
  public var zone: String?
  /// The technical data of the link.
  public var technicalData: String?
  /// The language of the hearing and who provides the interpreter.
  public var interpretation: String?
  /// Whether the person is to be heard on oath.
  public var onOath: Bool?
  /// Who bears the cost of the link and the interpreter.
  public var costs: String?

  /// Nothing known yet.
  public init() {}
}

/// What service of a judicial document needs.
/// - Source: UNCAC 46(3)(b)
public struct ServiceOfDocuments: Codable, Hashable, Sendable {
  /// What is to be served.
  public var document: String?
  /// Where the addressee can be found.
  public var address: String?
  /// How it is to be served.
  public var manner: String?
  /// The day of the hearing or of another term that the document sets.
  public var hearingOn: CalendarDay?
  /// Whether the document threatens the addressee with a penalty for not appearing.
  public var threatensPenalty: Bool?
  /// Which proof of service is needed.
  public var proof: String?

  /// Nothing known yet.
  public init() {}
}

/// What a search and seizure needs.
/// - Source: UNCAC 46(3)(c)
public struct Search: Codable, Hashable, Sendable {
  /// The place to be searched, as exactly as it is known.
  public var place: String?
  /// What is to be sought and seized.
  public var objects: String?
  /// Whether a judge of the requesting State ordered or could order the same.
  public var orderableAtHome: Bool?
  /// Who from the requesting State asks to be present.
  public var attendance: String?

  /// Nothing known yet.
  public init() {}
}

/// What tracing, freezing or confiscating property needs.
/// - Source: UNCAC 55(3)(a), 55(3)(c), 46(15)(d), 46(3)(c), 46(3)(g), 46(3)(j)
public struct PropertyMeasure: Codable, Hashable, Sendable {
  /// The description of the property.
  public var property: String?
  /// Where it is, as far as known.
  public var location: String?
  /// Its estimated value.
  public var value: Money?
  /// The facts relied on, sufficient for an order under the requested State's law.
  public var factsReliedOn: String?
  /// The actions asked for.
  public var actions: String?
  /// Whether a court or another authority of the requesting State has ordered the same.
  public var orderExists: Bool?
  /// Whether a copy of that order is attached.
  public var orderAttached: Bool?
  /// Third parties who may have rights in the property.
  public var thirdParties: String?

  /// Nothing known yet.
  public init() {}
}

/// What the examination of an object or a site needs.
/// - Source: UNCAC 46(3)(d)
public struct Examination: Codable, Hashable, Sendable {
  /// The object or the site.
  public var subject: String?
  /// Where it is.
  public var location: String?
  /// What is to be established.
  public var examination: String?
  /// Who is to carry it out or attend.
  public var attendance: String?

  /// Nothing known yet.
  public init() {}
}

/// What information, evidentiary items or an expert evaluation need.
/// - Source: UNCAC 46(3)(e)
public struct Information: Codable, Hashable, Sendable {
  /// What is asked for.
  public var information: String?
  /// Who holds it.
  public var holder: String?
  /// The questions to an expert.
  public var expertQuestions: String?

  /// Nothing known yet.
  public init() {}
}

/// What bank and financial records need.
/// - Source: UNCAC 46(3)(f), 46(8)
public struct BankRecords: Codable, Hashable, Sendable {
  /// The bank or other institution, with the branch.
  public var institution: String?
  /// The account numbers, or what else identifies the accounts.
  public var accounts: String?
  /// The first day of the period.
  public var from: CalendarDay?
  /// The last day of the period.
  public var to: CalendarDay?
  /// Which records: opening documents, statements, transfers, correspondence.
  public var records: String?
  /// Whether the bank is asked not to tell the customer.
  public var withoutNotice: Bool?

  /// Nothing known yet.
  public init() {}
}

/// What company, business or government records need.
/// - Source: UNCAC 46(3)(f), 46(29)
public struct OfficialRecords: Codable, Hashable, Sendable {
  /// The register, the company or the government department.
  public var holder: String?
  /// Which records.
  public var records: String?
  /// The first day of the period.
  public var from: CalendarDay?
  /// The last day of the period.
  public var to: CalendarDay?
  /// Whether the records are open to the public in the requested State.
  public var arePublic: Bool?

  /// Nothing known yet.
  public init() {}
}

/// What the voluntary appearance of a person needs.
/// - Source: UNCAC 46(3)(h), 46(27)
public struct Appearance: Codable, Hashable, Sendable {
  /// Before whom and for what.
  public var occasion: String?
  /// The first day on which the person is needed.
  public var from: CalendarDay?
  /// The last day on which the person is needed.
  public var to: CalendarDay?
  /// Who pays for travel and stay, and allowances.
  public var expenses: String?
  /// Whether safe conduct is assured.
  public var safeConduct: Bool?

  /// Nothing known yet.
  public init() {}
}

/// What the transfer of a detained person needs.
/// - Source: UNCAC 46(10), 46(11), 46(12)
public struct DetainedTransfer: Codable, Hashable, Sendable {
  /// Identification, testimony or other assistance: what the person is needed for.
  public var occasion: String?
  /// Where the person is detained.
  public var detainedAt: String?
  /// Whether the person has freely consented, knowing what it means.
  public var consent: Bool?
  /// The first day on which the person is needed.
  public var from: CalendarDay?
  /// The day of return.
  public var returnOn: CalendarDay?
  /// How custody is kept in the requesting State.
  public var custody: String?
  /// Whether the requesting State assures that the person is kept in custody and returned, without extradition proceedings.
  public var returnAssured: Bool?
  /// Whether the requesting State assures that the person is not prosecuted, detained or restricted there for anything before the transfer,
  /// unless the transferring State agrees.
  /// - Source: UNCAC 46(12)
  public var noProsecution: Bool?

  /// Nothing known yet.
  public init() {}
}

/// What digital evidence needs.
public struct DigitalEvidence: Codable, Hashable, Sendable {
  /// The service provider or the holder of the system.
  public var provider: String?
  /// The account, address, number or device.
  public var identifier: String?
  /// The first day of the period.
  public var from: CalendarDay?
  /// The last day of the period.
  public var to: CalendarDay?
  /// The time zone of the times given (IANA name).
  public var zone: String?
  /// Which data.
  public var data: String?
  /// The reference under which the data were preserved, if they were.
  public var preservation: String?
  /// Whether the provider is asked not to tell the customer.
  public var withoutNotice: Bool?

  /// Nothing known yet.
  public init() {}
}

/// What a measure that both States must agree on needs.
/// - Source: UNCAC 49, 50
public struct AgreedMeasure: Codable, Hashable, Sendable {
  /// What is proposed.
  public var proposal: String?
  /// Which authorities would take part.
  public var authorities: String?
  /// How long.
  public var period: String?
  /// How costs are to be shared.
  public var costs: String?
  /// The agreement or arrangement relied on, or the wish to agree case by case.
  public var arrangement: String?

  /// Nothing known yet.
  public init() {}
}

/// What any other assistance needs.
/// - Source: UNCAC 46(3)(i)
public struct OtherAssistance: Codable, Hashable, Sendable {
  /// What is asked for.
  public var description: String?
  /// Why the law of the requested State is thought to allow it.
  public var basis: String?

  /// Nothing known yet.
  public init() {}
}

/// What the enforcement of a foreign order of confiscation needs.
/// - Source: UNCAC 55(1)(b), 55(3)(b)
public struct ForeignOrder: Codable, Hashable, Sendable {
  /// The court, the day and the number of the order.
  public var order: String?
  /// Whether a legally admissible copy is attached.
  public var copyAttached: Bool?
  /// The facts on which the order rests.
  public var factsReliedOn: String?
  /// To what extent execution is asked.
  public var extent: String?
  /// How bona fide third parties were notified and due process was observed.
  public var noticeAndDueProcess: String?
  /// Whether the order is final.
  public var isFinal: Bool?
  /// The property.
  public var property: String?
  /// Where it is.
  public var location: String?
  /// Its estimated value.
  public var value: Money?

  /// Nothing known yet.
  public init() {}
}

/// What the return of confiscated property needs.
/// - Source: UNCAC 57(3)
public struct ReturnOfAssets: Codable, Hashable, Sendable {
  /// The grounds on which property is returned.
  public enum Ground: String, Codable, Hashable, Sendable, CaseIterable {
    /// Embezzled public funds or their laundering.
    case publicFunds
    /// Other proceeds: prior ownership is reasonably established.
    case priorOwnership
    /// Other proceeds: damage to the requesting State is recognised.
    case damage
    /// All other cases: priority consideration.
    case priorityConsideration
  }

  /// The property confiscated.
  public var property: String?
  /// The ground.
  public var ground: Ground?
  /// The facts that show it.
  public var proof: String?
  /// The final judgment of the requesting State, unless the requested State waives it.
  public var finalJudgment: String?
  /// The account or the manner in which it is to be returned.
  public var manner: String?

  /// Nothing known yet.
  public init() {}
}
