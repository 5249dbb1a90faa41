// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// One thing that is asked for; it is accepted, executed and refused on its own.
/// - Source: UNCAC 46(3), 46(15)(d)
public struct AssistanceItem: Codable, Hashable, Sendable {
  /// The short name within the request: `i1`.
  public var id: String
  /// The measure, with what that measure needs.
  public var measure: MeasureDetails
  /// How the measure is linked to the facts: why what is sought is thought to be there and what it will show.
  public var link: String?
  /// The persons concerned, by their short names.
  public var persons: [String]?
  /// Whether it must be carried out by force of law.
  public var coercive: Bool?
  /// The grounds for believing that the measure will find something, by the standard of suspicion of the requested State.
  public var grounds: String?
  /// The procedure that the requested State is asked to follow.
  /// - Source: UNCAC 46(15)(d), 46(17)
  public var procedure: String?
  /// The form in which the evidence is needed.
  public var forms: [EvidentialForm]?
  /// The day by which this item is needed, if earlier than the whole request.
  public var deadlineOn: CalendarDay?
  /// Why that day.
  public var deadlineReason: String?

  /// Describes an item.
  public init(id: String, measure: MeasureDetails) {
    self.id = id
    self.measure = measure
  }
}

/// The form in which evidence is needed so that it can be used in court.
public enum EvidentialForm: String, Codable, Hashable, Sendable, CaseIterable {
  /// A plain copy.
  case copy
  /// A certified copy.
  case certifiedCopy
  /// The original.
  case original
  /// A statement on oath or affirmation.
  case sworn
  /// A record of the hearing, signed.
  case signedRecord
  /// An audio or video recording.
  case recording
  /// A certificate of a business record.
  case businessRecordCertificate
  /// An apostille or other authentication.
  case authentication
  /// A record of who held the item when.
  case chainOfCustody
}

/// A measure with what it needs; everything can be missing while the request is being written.
///
/// In files: an object with the member `type`, one of the codes of ``Instruments/Measure``, and the members of that measure.
public enum MeasureDetails: Hashable, Sendable {
  /// Hearing a person.
  case takeEvidence(Hearing)
  /// Hearing a person by video link.
  case videoHearing(VideoHearing)
  /// Serving a judicial document.
  case serveDocuments(ServiceOfDocuments)
  /// Searching and seizing.
  case searchAndSeizure(Search)
  /// Freezing property to secure evidence.
  case freezing(PropertyMeasure)
  /// Examining an object or a site.
  case examineObjectsOrSites(Examination)
  /// Information or expertise.
  case informationOrExpertise(Information)
  /// Bank records.
  case bankRecords(BankRecords)
  /// Company records.
  case companyRecords(OfficialRecords)
  /// Government records.
  case governmentRecords(OfficialRecords)
  /// Tracing property.
  case traceProperty(PropertyMeasure)
  /// Voluntary appearance.
  case voluntaryAppearance(Appearance)
  /// Transfer of a detained person.
  case transferDetainedPerson(DetainedTransfer)
  /// Preservation of stored data.
  case preserveData(DigitalEvidence)
  /// Content of stored data.
  case storedData(DigitalEvidence)
  /// Traffic data.
  case trafficData(DigitalEvidence)
  /// Controlled delivery.
  case controlledDelivery(AgreedMeasure)
  /// Joint investigation.
  case jointInvestigation(AgreedMeasure)
  /// Any other assistance.
  case otherAssistance(OtherAssistance)
  /// Freezing with a view to confiscation.
  case freezeForConfiscation(PropertyMeasure)
  /// Obtaining a domestic order of confiscation.
  case obtainConfiscationOrder(PropertyMeasure)
  /// Enforcing a foreign order of confiscation.
  case enforceConfiscationOrder(ForeignOrder)
  /// Returning assets.
  case returnAssets(ReturnOfAssets)

  /// The measure's code.
  public var measure: Measure {
    switch self {
    case .takeEvidence: .takeEvidence
    case .videoHearing: .videoHearing
    case .serveDocuments: .serveDocuments
    case .searchAndSeizure: .searchAndSeizure
    case .freezing: .freezing
    case .examineObjectsOrSites: .examineObjectsOrSites
    case .informationOrExpertise: .informationOrExpertise
    case .bankRecords: .bankRecords
    case .companyRecords: .companyRecords
    case .governmentRecords: .governmentRecords
    case .traceProperty: .traceProperty
    case .voluntaryAppearance: .voluntaryAppearance
    case .transferDetainedPerson: .transferDetainedPerson
    case .preserveData: .preserveData
    case .storedData: .storedData
    case .trafficData: .trafficData
    case .controlledDelivery: .controlledDelivery
    case .jointInvestigation: .jointInvestigation
    case .otherAssistance: .otherAssistance
    case .freezeForConfiscation: .freezeForConfiscation
    case .obtainConfiscationOrder: .obtainConfiscationOrder
    case .enforceConfiscationOrder: .enforceConfiscationOrder
    case .returnAssets: .returnAssets
    }
  }

  /// The measure's details, whatever their type.
  var details: any Codable & Hashable & Sendable {
    switch self {
    case .takeEvidence(let details): details
    case .videoHearing(let details): details
    case .serveDocuments(let details): details
    case .searchAndSeizure(let details): details
    case .freezing(let details), .traceProperty(let details), .freezeForConfiscation(let details),
      .obtainConfiscationOrder(let details):
      details
    case .examineObjectsOrSites(let details): details
    case .informationOrExpertise(let details): details
    case .bankRecords(let details): details
    case .companyRecords(let details), .governmentRecords(let details): details
    case .voluntaryAppearance(let details): details
    case .transferDetainedPerson(let details): details
    case .preserveData(let details), .storedData(let details), .trafficData(let details): details
    case .controlledDelivery(let details), .jointInvestigation(let details): details
    case .otherAssistance(let details): details
    case .enforceConfiscationOrder(let details): details
    case .returnAssets(let details): details
    }
  }

  /// A measure of which nothing is known yet.
  public init(_ measure: Measure) {
    switch measure {
    case .takeEvidence: self = .takeEvidence(Hearing())
    case .videoHearing: self = .videoHearing(VideoHearing())
    case .serveDocuments: self = .serveDocuments(ServiceOfDocuments())
    case .searchAndSeizure: self = .searchAndSeizure(Search())
    case .freezing: self = .freezing(PropertyMeasure())
    case .examineObjectsOrSites: self = .examineObjectsOrSites(Examination())
    case .informationOrExpertise: self = .informationOrExpertise(Information())
    case .bankRecords: self = .bankRecords(BankRecords())
    case .companyRecords: self = .companyRecords(OfficialRecords())
    case .governmentRecords: self = .governmentRecords(OfficialRecords())
    case .traceProperty: self = .traceProperty(PropertyMeasure())
    case .voluntaryAppearance: self = .voluntaryAppearance(Appearance())
    case .transferDetainedPerson: self = .transferDetainedPerson(DetainedTransfer())
    case .preserveData: self = .preserveData(DigitalEvidence())
    case .storedData: self = .storedData(DigitalEvidence())
    case .trafficData: self = .trafficData(DigitalEvidence())
    case .controlledDelivery: self = .controlledDelivery(AgreedMeasure())
    case .jointInvestigation: self = .jointInvestigation(AgreedMeasure())
    case .otherAssistance: self = .otherAssistance(OtherAssistance())
    case .freezeForConfiscation: self = .freezeForConfiscation(PropertyMeasure())
    case .obtainConfiscationOrder: self = .obtainConfiscationOrder(PropertyMeasure())
    case .enforceConfiscationOrder: self = .enforceConfiscationOrder(ForeignOrder())
    case .returnAssets: self = .returnAssets(ReturnOfAssets())
    }
  }
}

extension MeasureDetails: Codable {
  private enum Tag: String, CodingKey { case type }

  /// Reads the member `type` and then the members of that measure.
  /// - Throws: `DecodingError` for an unknown type or a member of another type than it must have.
  public init(from decoder: any Decoder) throws {
    let measure = try decoder.container(keyedBy: Tag.self).decode(Measure.self, forKey: .type)
    switch measure {
    case .takeEvidence: self = .takeEvidence(try Hearing(from: decoder))
    case .videoHearing: self = .videoHearing(try VideoHearing(from: decoder))
    case .serveDocuments: self = .serveDocuments(try ServiceOfDocuments(from: decoder))
    case .searchAndSeizure: self = .searchAndSeizure(try Search(from: decoder))
    case .freezing: self = .freezing(try PropertyMeasure(from: decoder))
    case .examineObjectsOrSites: self = .examineObjectsOrSites(try Examination(from: decoder))
    case .informationOrExpertise: self = .informationOrExpertise(try Information(from: decoder))
    case .bankRecords: self = .bankRecords(try BankRecords(from: decoder))
    case .companyRecords: self = .companyRecords(try OfficialRecords(from: decoder))
    case .governmentRecords: self = .governmentRecords(try OfficialRecords(from: decoder))
    case .traceProperty: self = .traceProperty(try PropertyMeasure(from: decoder))
    case .voluntaryAppearance: self = .voluntaryAppearance(try Appearance(from: decoder))
    case .transferDetainedPerson: self = .transferDetainedPerson(try DetainedTransfer(from: decoder))
    case .preserveData: self = .preserveData(try DigitalEvidence(from: decoder))
    case .storedData: self = .storedData(try DigitalEvidence(from: decoder))
    case .trafficData: self = .trafficData(try DigitalEvidence(from: decoder))
    case .controlledDelivery: self = .controlledDelivery(try AgreedMeasure(from: decoder))
    case .jointInvestigation: self = .jointInvestigation(try AgreedMeasure(from: decoder))
    case .otherAssistance: self = .otherAssistance(try OtherAssistance(from: decoder))
    case .freezeForConfiscation: self = .freezeForConfiscation(try PropertyMeasure(from: decoder))
    case .obtainConfiscationOrder: self = .obtainConfiscationOrder(try PropertyMeasure(from: decoder))
    case .enforceConfiscationOrder: self = .enforceConfiscationOrder(try ForeignOrder(from: decoder))
    case .returnAssets: self = .returnAssets(try ReturnOfAssets(from: decoder))
    }
  }

  /// Writes the member `type` beside the members of the measure.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Tag.self)
    try container.encode(measure, forKey: .type)
    try details.encode(to: encoder)
  }
}
