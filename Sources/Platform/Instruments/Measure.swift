// SPDX-License-Identifier: Apache-2.0

/// A kind of mutual legal assistance, as article 46(3) lists them.
/// - Source: UNCAC 46(3)
public enum AssistanceType: String, Hashable, Sendable, CaseIterable, Codable {
  /// Taking evidence or statements from persons.
  case a
  /// Effecting service of judicial documents.
  case b
  /// Executing searches and seizures, and freezing.
  case c
  /// Examining objects and sites.
  case d
  /// Providing information, evidentiary items and expert evaluations.
  case e
  /// Providing originals or certified copies of documents and records.
  case f
  /// Identifying or tracing proceeds, property and instrumentalities for evidence.
  case g
  /// Facilitating the voluntary appearance of persons in the requesting State.
  case h
  /// Any other assistance that the law of the requested State allows.
  case i
  /// Identifying, freezing and tracing proceeds under chapter V.
  case j
  /// Recovering assets under chapter V.
  case k

  /// The provision that names it.
  public var provision: Provision { Provision(.uncac, 46, 3, rawValue) }
}

/// What exactly is asked for: the measures that practitioners tell apart within the types of article 46(3).
///
/// The raw value is the code in files, forms and statistics; requirements in the directory are kept per measure.
public enum Measure: String, Hashable, Sendable, CaseIterable, Codable {
  /// Hearing a witness, an expert or a suspect, in person or in writing.
  case takeEvidence
  /// Hearing a witness or an expert by video link.
  case videoHearing
  /// Serving a judicial document.
  case serveDocuments
  /// Searching a place and seizing what is found.
  case searchAndSeizure
  /// Freezing property to secure evidence.
  case freezing
  /// Examining an object or a site.
  case examineObjectsOrSites
  /// Information, evidentiary items or an expert evaluation.
  case informationOrExpertise
  /// Originals or certified copies of bank and financial records.
  case bankRecords
  /// Originals or certified copies of company, business or beneficial-ownership records.
  case companyRecords
  /// Originals or certified copies of government records.
  case governmentRecords
  /// Identifying or tracing property for evidence.
  case traceProperty
  /// Facilitating that a person appears of their own will in the requesting State.
  case voluntaryAppearance
  /// Moving a detained person for identification, testimony or other help.
  case transferDetainedPerson
  /// Preserving stored computer data until a further request arrives.
  case preserveData
  /// Disclosing the content of stored computer data.
  case storedData
  /// Disclosing traffic data.
  case trafficData
  /// Letting a consignment pass under control.
  case controlledDelivery
  /// Investigating jointly.
  case jointInvestigation
  /// Any other assistance.
  case otherAssistance
  /// Freezing or seizing property with a view to confiscation.
  case freezeForConfiscation
  /// Obtaining a domestic order of confiscation.
  case obtainConfiscationOrder
  /// Enforcing a foreign order of confiscation.
  case enforceConfiscationOrder
  /// Returning or disposing of confiscated property.
  case returnAssets

  /// The type of article 46(3) that it belongs to.
  public var assistanceType: AssistanceType {
    switch self {
    case .takeEvidence, .videoHearing: .a
    case .serveDocuments: .b
    case .searchAndSeizure, .freezing: .c
    case .examineObjectsOrSites: .d
    case .informationOrExpertise: .e
    case .bankRecords, .companyRecords, .governmentRecords: .f
    case .traceProperty: .g
    case .voluntaryAppearance: .h
    case .transferDetainedPerson, .preserveData, .storedData, .trafficData, .controlledDelivery, .jointInvestigation, .otherAssistance: .i
    case .freezeForConfiscation: .j
    case .obtainConfiscationOrder, .enforceConfiscationOrder, .returnAssets: .k
    }
  }

  /// The provision that governs it most closely.
  public var provision: Provision {
    switch self {
    case .videoHearing: Provision(.uncac, 46, 18)
    case .transferDetainedPerson: Provision(.uncac, 46, 10)
    case .controlledDelivery: Provision(.uncac, 50, 1)
    case .jointInvestigation: Provision(.uncac, 49)
    case .freezeForConfiscation: Provision(.uncac, 55, 2)
    case .obtainConfiscationOrder: Provision(.uncac, 55, 1, "a")
    case .enforceConfiscationOrder: Provision(.uncac, 55, 1, "b")
    case .returnAssets: Provision(.uncac, 57, 3)
    default: assistanceType.provision
    }
  }

  /// Whether it is commonly carried out by force of law, so that the requested State may ask for dual criminality.
  ///
  /// A starting point for the drafter, who decides for each item.
  /// - Source: UNCAC 46(9)(b)
  public var isUsuallyCoercive: Bool {
    switch self {
    case .searchAndSeizure, .freezing, .bankRecords, .storedData, .trafficData, .freezeForConfiscation, .obtainConfiscationOrder,
      .enforceConfiscationOrder:
      true
    default: false
    }
  }

  /// Whether chapter V governs it, with the additional content of article 55(3).
  public var isAssetRecovery: Bool {
    switch self {
    case .freezeForConfiscation, .obtainConfiscationOrder, .enforceConfiscationOrder, .returnAssets: true
    default: false
    }
  }
}
