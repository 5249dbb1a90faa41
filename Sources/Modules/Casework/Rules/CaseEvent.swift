// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A fact about a registered request; the event log gets it under `casework.<name>`, and statistics count it.
public struct CaseEvent: Hashable, Sendable {
  /// What happened.
  public enum Name: String, Codable, Hashable, Sendable, CaseIterable {
    case registered, acknowledged, examined, informationAsked, informationRecorded, consulted, consultationConcluded
    case dualCriminalityAssessed, protectionChecked, accepted, postponed, refused, reasonsSent, forwarded, transferConsentRecorded
    case costsSettled, executionBegun, executed, productSent, productConfirmed, measureLifted, confidentialityImpossible
    case confirmedInWriting, statusEnquired, statusAnswered, suspended, resumed, withdrawn, closed
    case proposed, proposalReturned
    case received, sent, acknowledgementRecorded, chased, informationRequestRecorded, informationAnswered, consultationRecorded
    case consultationAnswered, decisionRecorded, replyRecorded, replyConfirmed, translationStarted, translationDone, notReceivedReported
    case conditionsAccepted, conditionKept, notNeededTold
    case accessRestricted, accessOpened, accessGranted, accessWithdrawn, assigned
    case protectionDue, taskGiven, taskReported, taskTaken, taskGivenBack, taskWithdrawn
    case takenIn, fileAdded, fileDescribed, fileRead, objectHandedOver, objectReturned, returnAgreed
    case subjectRecorded, subjectChanged
    case translationAsked, translationAssigned, translationDelivered, translationCertified, translationSentBack, translationCalledOff
    case linked, unlinked, split, contactRecorded, contactChanged
    case newUseAsked, newUseAnswered, materialUsed, disclosureNoticed, disclosureConsulted, disclosed, disclosureTold
    case preserved, preservationLifted, shreddingProposed, shreddingReturned, shredded
    case materialRestricted, delaysRecorded
    case safeConductGiven, safeConductTold, safeConductInterrupted, safeConductResumed, personLeft, personCameBack, safeConductEnded
    case personReceived, personReturned, personReleaseAllowed, returnDayAgreed, prosecutionAgreed
    case propertyOpened, propertyFrozen, propertyConfiscated, propertyDeducted, propertyPaid, propertyHandedOver, propertyCorrected
    case propertyClaimed, propertyClaimDecided, propertyDisposalDecided
    case recoveryPrepared, recoveryMoved
    case arrestRecorded, arrestRequestArrived, arrestEnded, submissionBegun, submissionRequested, submissionMade, submissionResultTold
    case surrenderedOnCondition, surrenderedReturned, enforcementConsidered
    case investigationsParallel, investigationsCoordinated
    case undertakingRecorded, undertakingEnded
    case basisChosen, headCorrected
    case propertyReleased, propertyDisposalAgreed
    case useConsentAsked, useConsentProposed, useConsentReturned, useConsentAnswered
    case taskFileAdded, taskFileRemoved, taskFileRead
    case conditionsRefused, postponementEnded
    case messageSetAside, messageNoted, messageProgressed, messageSeen, travelChosen, draftShared
    case filesAgreed, filesRefused, fileMoved, counterProposed, counterProposalRecorded, proposalLapsed
  }

  /// One value of a fact; codes, days and numbers alone, never words from a case.
  public enum Value: Hashable, Sendable {
    /// A code.
    case code(String)
    /// Several codes.
    case codes([String])
    /// A day.
    case day(CalendarDay)
    /// A number.
    case number(Int)
    /// Yes or no.
    case flag(Bool)
  }

  /// What happened.
  public let name: Name
  /// What statistics need to know of it.
  public let facts: [String: Value]

  /// Records a fact.
  public init(_ name: Name, _ facts: [String: Value] = [:]) {
    self.name = name
    self.facts = facts
  }
}

/// What a rule about an incoming request decided.
public typealias IncomingDecision = Decision<IncomingRequest, CaseEvent, CaseEffect>
/// What a rule about an outgoing request decided.
public typealias OutgoingDecision = Decision<OutgoingRequest, CaseEvent, CaseEffect>

/// What a rule about received material decided.
public typealias MaterialDecision = Decision<ReceivedMaterial, CaseEvent, CaseEffect>

/// What a worker has to carry out once a decision is committed.
public enum CaseEffect: Hashable, Sendable {
  /// Something is to be looked at again on a day: a suspension wakes, a consultation lapses, a review of a postponement falls due.
  case wake(on: CalendarDay)
}
