// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why and by when the request must be carried out.
/// - Source: UNCAC 46(24), 46(13), 46(14)
public struct Urgency: Codable, Hashable, Sendable {
  /// What makes a request urgent.
  public enum Ground: String, Codable, Hashable, Sendable, CaseIterable {
    /// A person is detained.
    case detention
    /// A hearing or trial is set.
    case trialDate
    /// The offence will be time-barred.
    case limitationPeriod
    /// Assets may be moved away.
    case dissipation
    /// The offence goes on.
    case ongoingOffence
    /// Somebody's life is in danger.
    case dangerToLife
    /// Data will be deleted.
    case dataRetention
    /// Another ground, told in the reason.
    case other
  }

  /// Whether the request is urgent.
  public var isUrgent: Bool?
  /// What makes it urgent.
  public var ground: Ground?
  /// The day by which a reply is needed.
  public var deadlineOn: CalendarDay?
  /// Why that day.
  public var reason: String?
  /// Whether it was made orally first and is now confirmed in writing.
  public var confirmsOralRequest: Bool?
  /// The day it was made orally.
  public var oralRequestOn: CalendarDay?

  /// Describes urgency.
  public init(isUrgent: Bool? = nil, ground: Ground? = nil, deadlineOn: CalendarDay? = nil, reason: String? = nil) {
    self.isUrgent = isUrgent
    self.ground = ground
    self.deadlineOn = deadlineOn
    self.reason = reason
  }
}

/// What the requested State is asked to keep confidential.
/// - Source: UNCAC 46(20)
public struct Confidentiality: Codable, Hashable, Sendable {
  /// Whether the fact and the substance of the request are to be kept confidential.
  public var isRequired: Bool?
  /// Why.
  public var reason: String?
  /// Who in the requested State may be told in order to carry the request out.
  public var mayBeTold: String?
  /// How the letter is classified.
  public var classification: LetterClassification?

  /// The marks a letter can carry.
  public enum LetterClassification: String, Codable, Hashable, Sendable, CaseIterable {
    /// For official use.
    case official
    /// Confidential.
    case confidential
  }

  /// Describes what is confidential.
  public init(
    isRequired: Bool? = nil, reason: String? = nil, mayBeTold: String? = nil, classification: LetterClassification? = nil
  ) {
    self.isRequired = isRequired
    self.reason = reason
    self.mayBeTold = mayBeTold
    self.classification = classification
  }
}

/// How the requesting State will use what it receives.
/// - Source: UNCAC 46(19)
public struct UseOfResults: Codable, Hashable, Sendable {
  /// Whether it will use the results only in the proceeding named in the request.
  public var onlyInThisProceeding: Bool?
  /// Other proceedings in which it already now asks for consent to use the results.
  public var otherProceedings: String?

  /// Describes the use.
  public init(onlyInThisProceeding: Bool? = nil, otherProceedings: String? = nil) {
    self.onlyInThisProceeding = onlyInThisProceeding
    self.otherProceedings = otherProceedings
  }
}

/// What the requesting State promises.
public struct Undertakings: Codable, Hashable, Sendable {
  /// To give the same assistance in a like case.
  /// - Source: practice (asked by States that are not bound by a treaty)
  public var reciprocity: Bool?
  /// Not to use the results for other proceedings without consent.
  /// - Source: UNCAC 46(19)
  public var speciality: Bool?
  /// Safe conduct for persons who travel.
  /// - Source: UNCAC 46(27)
  public var safeConduct: Bool?
  /// To return originals, objects and persons.
  /// - Source: UNCAC 46(11), practice
  public var returnOfItems: Bool?
  /// To agree on substantial or extraordinary costs before they arise.
  /// - Source: UNCAC 46(28)
  public var costs: Bool?
  /// Not to seek, impose or carry out the death penalty.
  /// - Source: practice (asked by States whose law forbids assistance otherwise)
  public var noDeathPenalty: Bool?
  /// Not to try, punish or restrict a person who is surrendered for other earlier acts without consent.
  /// - Source: UNCAC 44(8), practice (UN Model Treaty on Extradition, article 14)
  public var specialityOfSurrender: Bool?
  /// Not to surrender that person to a third State without consent.
  /// - Source: practice (UN Model Treaty on Extradition, article 14)
  public var noOnwardSurrender: Bool?
  /// To try the case again in the presence of a person who was judged in absence.
  /// - Source: UNCAC 44(14), practice (UN Model Treaty on Extradition, article 3)
  public var retrial: Bool?
  /// To return a national who is surrendered on that condition, to serve the sentence.
  /// - Source: UNCAC 44(12)
  public var returnToServe: Bool?
  /// Not to prosecute the same person for the same acts once the proceedings are taken over.
  /// - Source: practice (UN Model Treaty on the Transfer of Proceedings in Criminal Matters)
  public var noSecondProsecution: Bool?
  /// Not to make the sentence of a person who is transferred harsher.
  /// - Source: practice (UN Model Agreement on the Transfer of Foreign Prisoners)
  public var notAggravated: Bool?

  /// Describes undertakings.
  public init() {}
}

/// One document attached to the request.
public struct Annex: Codable, Hashable, Sendable {
  /// What kind of document it is; requested States ask for some of them.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// The text of the laws relied on.
    case law
    /// A court order or warrant.
    case courtOrder
    /// A confiscation order, legally admissible copy.
    case confiscationOrder
    /// The document to be served.
    case documentToServe
    /// The detained person's consent.
    case consent
    /// A list of questions.
    case questions
    /// Evidence or a record.
    case evidence
    /// A certified translation.
    case certifiedTranslation
    /// A certificate, an apostille or an authentication.
    case certificate
    /// An affidavit or a sworn statement.
    case affidavit
    /// A comparison of both States' law for the measures asked.
    case bridgeSheet
    /// Something else.
    case other
  }

  /// The kind of document.
  public var kind: Kind?
  /// Its title.
  public var title: String?
  /// The name of the file.
  public var fileName: String?
  /// The media type of the file.
  public var mediaType: String?
  /// The length of the file in bytes.
  public var size: Int?
  /// The SHA-256 digest of the file, 64 hexadecimal digits.
  public var sha256: String?
  /// How many pages it has.
  public var pages: Int?

  /// Describes an annex.
  public init(
    kind: Kind? = nil, title: String? = nil, fileName: String? = nil, mediaType: String? = nil, size: Int? = nil, sha256: String? = nil,
    pages: Int? = nil
  ) {
    self.kind = kind
    self.title = title
    self.fileName = fileName
    self.mediaType = mediaType
    self.size = size
    self.sha256 = sha256
    self.pages = pages
  }
}
