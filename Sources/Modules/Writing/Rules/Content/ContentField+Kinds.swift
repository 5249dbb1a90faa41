// SPDX-License-Identifier: Apache-2.0

extension ContentField {
  /// The fields of the sections that belong to other kinds of request than assistance.
  static func members(of section: DraftSection, in kind: RequestKind) -> [ContentField] {
    switch section {
    case .person: person(in: kind)
    case .courtDecision: courtDecision(in: kind)
    case .extradition:
      [
        .init("extradition.minimumPenaltyMonths", .number), .init("extradition.highestPenaltyMonths", .number),
        .init("extradition.linkedOffences", .text(rows: 3)), .init("extradition.evidence", .text(rows: 6)),
        .init("extradition.notPolitical", .text(rows: 3)),
        choice("extradition.ifNational", "ifNational", ExtraditionTerms.NationalAlternative.self),
      ]
    case .limitation: [.init("limitation.barredOn", .day), .init("limitation.explanation", .text(rows: 4))]
    case .provisionalArrest:
      [
        .init("provisionalArrest.isRequested", .flag), .init("provisionalArrest.reason", .text(rows: 3)),
        .init("provisionalArrest.requestedOn", .day), .init("provisionalArrest.arrestedOn", .day),
        .init("provisionalArrest.fullRequestDueOn", .day),
      ]
    case .surrender:
      [
        .init("surrender.place", .text(rows: 2)), .init("surrender.proposedTimes", .text(rows: 2)),
        .init("surrender.escort", .text(rows: 2)), .init("surrender.transit", .text(rows: 2)),
        .init("surrender.propertyToHandOver", .text(rows: 3)),
      ]
    case .information:
      [
        .init("information.communicated", .text(rows: 12)), .init("information.origin", .text(rows: 4)),
        .init("information.knownFrom", .text(rows: 2)), .init("information.usefulness", .text(rows: 4)),
        .init("information.concernsProceeds", .flag), .init("information.withoutPrejudice", .promise),
      ]
    case .conditionsOnUse:
      [
        .init("conditionsOnUse.restrictions", .text(rows: 4)), .init("conditionsOnUse.confidentialUntil", .day),
        .init("conditionsOnUse.exculpatoryContact", .text(rows: 2)),
      ]
    case .proceedingsTransfer:
      [
        choice("proceedingsTransfer.direction", "proceedingsDirection", ProceedingsTransfer.Direction.self),
        .init("proceedingsTransfer.whyBetterServed", .text(rows: 5)), .init("proceedingsTransfer.stateOfProceedings", .text(rows: 5)),
        .init("proceedingsTransfer.evidenceList", .text(rows: 6)), .init("proceedingsTransfer.measuresInForce", .text(rows: 3)),
        .init("proceedingsTransfer.consultation", .text(rows: 3)),
        choice("proceedingsTransfer.ownProceedings", "ownProceedings", ProceedingsTransfer.OwnProceedings.self),
        .init("proceedingsTransfer.neBisInIdem", .text(rows: 3)),
        choice("proceedingsTransfer.originalFile", "fileHandling", ProceedingsTransfer.FileHandling.self),
        .init("proceedingsTransfer.fileReturn", .flag),
      ]
    case .sentenceTransfer:
      [
        choice("sentenceTransfer.direction", "transferDirection", SentenceTransfer.Direction.self),
        .init("sentenceTransfer.consent", .flag), .init("sentenceTransfer.consentOn", .day),
        .init("sentenceTransfer.consentManner", .text(rows: 3)), .init("sentenceTransfer.agreement", .text(rows: 3)),
        choice("sentenceTransfer.enforcement", "enforcementMode", SentenceTransfer.Enforcement.self),
        .init("sentenceTransfer.ties", .text(rows: 3)), .init("sentenceTransfer.releaseOn", .day),
        .init("sentenceTransfer.family", .text(rows: 3)), .init("sentenceTransfer.medicalNeeds", .text(rows: 3)),
      ]
    default: []
    }
  }

  private static func person(in kind: RequestKind) -> [ContentField] {
    [
      .init("person.name", .line), .init("person.aliases", .list), .init("person.dateOfBirth", .day),
      .init("person.placeOfBirth", .line), .init("person.nationality", .state), .init("person.identifier", .line),
      .init("person.location", .text(rows: 2)), .init("person.isDetained", .flag), .init("person.detainedAt", .text(rows: 2)),
      .init("person.remarks", .text(rows: 3)),
    ]
  }

  private static func courtDecision(in kind: RequestKind) -> [ContentField] {
    let named: [ContentField] = [
      .init("courtDecision.court", .line), .init("courtDecision.issuedOn", .day), .init("courtDecision.number", .line),
    ]
    let sentence: [ContentField] = [
      .init("courtDecision.copyAttached", .flag), .init("courtDecision.sentence", .text(rows: 2)),
      .init("courtDecision.remainingDays", .number),
    ]
    guard kind == .extradition else { return named + [.init("courtDecision.isFinal", .flag)] + sentence }
    return [choice("courtDecision.soughtFor", "soughtFor", CourtDecision.Aim.self)] + named
      + [.init("courtDecision.isEnforceable", .flag)] + sentence
      + [.init("courtDecision.inAbsentia", .flag), .init("courtDecision.defence", .text(rows: 3))]
  }
}
