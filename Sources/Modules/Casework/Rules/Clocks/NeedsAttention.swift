// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// Something that an officer must do with a request, by when, and why.
public struct NeedsAttention: Hashable, Sendable {
  /// Who sees to it.
  public enum Role: String, Codable, Hashable, Sendable, CaseIterable {
    /// Registers, acknowledges, sends and files.
    case registry
    /// Examines, decides and follows up.
    case caseOfficer
    /// Confirms what needs four eyes.
    case approver
    /// Checks the protection of persons.
    case protectionOfficer
  }

  /// What is to be done.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Filling the fields of a request that arrived.
    case toRegister
    /// Confirming its arrival.
    case toAcknowledge
    /// Deciding about items.
    case toDecide
    /// The protection of the persons whom accepted items concern was not checked; what a check may find is not told here.
    case protectionToCheck
    /// Having accepted items executed.
    case toExecute
    /// Sending a product.
    case productToSend
    /// Sending the reasons of a refusal.
    case reasonsToSend
    /// Answering how far a request is.
    case enquiryToAnswer
    /// Getting, or giving, the written confirmation of an oral request.
    case writtenConfirmation
    /// Saying promptly if confidentiality cannot be kept.
    case confidentialityToDecide
    /// Going on after a consultation that nobody answered.
    case consultationLapsed
    /// Going on after a question that nobody answered.
    case informationLapsed
    /// Looking at a postponement again.
    case postponementReview
    /// Looking at a suspension again that has woken.
    case suspensionWoken
    /// Watching that a condition is kept.
    case conditionToWatch
    /// Accepting conditions, or not.
    case conditionsToAccept
    /// A provisional measure that stands after everything else has ended.
    case measureStands
    /// Confirming a proposal as a second officer.
    case proposalToConfirm
    /// Sending an approved request.
    case toSend
    /// Sending a request again that did not arrive.
    case toSendAgain
    /// Nobody has confirmed that a request arrived.
    case noAcknowledgement
    /// Asking how far it is.
    case toChase
    /// Giving information.
    case informationToGive
    /// Answering a consultation.
    case consultationToAnswer
    /// Telling that a reply arrived.
    case replyToConfirm
    /// Telling that items are not needed any more.
    case notNeededToTell
    /// The day by which the result is needed comes near or has passed.
    case neededBy
    /// Closing.
    case toClose
    /// Coordinating investigations of the same conduct.
    case toCoordinate
    /// Submitting a national to the own prosecutor, or telling the result.
    case nationalSubmission
    /// A detention that ends when the request does not come.
    case provisionalArrest
    /// Telling the other State of a disclosure after it.
    case disclosureToTell
    /// Consent to another use is awaited.
    case newUseAwaited
    /// Answering the other State, which asks for consent to another use of what it was given.
    case useConsentToAnswer

    /// Who sees to it.
    public var role: Role {
      switch self {
      case .toRegister, .toAcknowledge, .toSend, .toSendAgain, .noAcknowledgement, .replyToConfirm, .productToSend, .reasonsToSend:
        .registry
      case .proposalToConfirm: .approver
      case .protectionToCheck: .protectionOfficer
      default: .caseOfficer
      }
    }

    /// Where the duty comes from.
    public var source: Source {
      switch self {
      case .toAcknowledge, .noAcknowledgement, .toRegister, .suspensionWoken, .toSend, .toSendAgain, .replyToConfirm, .toClose:
        .practice("the life of a request in a central authority")
      case .proposalToConfirm: .practice("four eyes: nobody approves their own request")
      case .protectionToCheck: .practice("protection check on every item that concerns persons")
      case .toDecide, .toExecute, .productToSend, .enquiryToAnswer, .toChase, .notNeededToTell, .neededBy: .uncac(46, 24)
      case .reasonsToSend: .uncac(46, 23)
      case .writtenConfirmation: .uncac(46, 14)
      case .confidentialityToDecide: .uncac(46, 20)
      case .consultationLapsed, .conditionToWatch, .conditionsToAccept, .consultationToAnswer: .uncac(46, 26)
      case .informationLapsed, .informationToGive: .uncac(46, 16)
      case .postponementReview: .uncac(46, 25)
      case .measureStands: .uncac(55, 8)
      case .toCoordinate: .uncac(42, 5)
      case .nationalSubmission: .uncac(44, 11)
      case .provisionalArrest: .uncac(44, 10)
      case .disclosureToTell, .newUseAwaited, .useConsentToAnswer: .uncac(46, 19)
      }
    }
  }

  /// The request.
  public let request: ID<RegisteredRequest>
  /// Its reference, by which lists are ordered where nothing else decides.
  public let reference: String
  /// What is to be done.
  public let kind: Kind
  /// The items it concerns; empty for the request as a whole.
  public let items: [ItemID]
  /// The day by which; `nil` when there is none.
  public let dueOn: CalendarDay?
  /// Whether that day has passed.
  public let isOverdue: Bool

  /// Where the duty comes from; of a request that paragraphs 9 to 29 of article 46 do not govern, no paragraph of these.
  /// - Source: UNCAC 46(7)
  public let source: Source

  /// Who sees to it.
  public var role: Role { kind.role }
}

extension [NeedsAttention] {
  /// What is overdue first and the longest overdue before all, then what falls due next, then the rest; by reference where nothing else decides.
  public var inOrder: [NeedsAttention] {
    sorted { left, right in
      if left.isOverdue != right.isOverdue { return left.isOverdue }
      let (first, second) = (left.dueOn ?? .latest, right.dueOn ?? .latest)
      if first != second { return first < second }
      if left.reference != right.reference { return left.reference < right.reference }
      return left.kind.rawValue < right.kind.rawValue
    }
  }

  /// What a role sees to.
  public func of(_ role: NeedsAttention.Role) -> [NeedsAttention] { filter { $0.role == role } }
}

/// What hangs on a request and can need attention besides its stage.
public struct AttentionInput: Sendable {
  /// The request.
  public var request: RegisteredRequest
  /// The extradition's own track, if it has one.
  public var extradition: ExtraditionTrack?
  /// What was received for it.
  public var materials: [ReceivedMaterial]
  /// What both States investigate.
  public var parallel: [ParallelInvestigations]
  /// What the other State asks consent for.
  public var consents: [ConsentToUse]
  /// What was undertaken.
  public var undertakings: [Undertaking]

  /// Describes a request with what hangs on it.
  public init(
    _ request: RegisteredRequest, extradition: ExtraditionTrack? = nil, materials: [ReceivedMaterial] = [],
    parallel: [ParallelInvestigations] = [], consents: [ConsentToUse] = [], undertakings: [Undertaking] = []
  ) {
    self.request = request
    self.extradition = extradition
    self.materials = materials
    self.parallel = parallel
    self.consents = consents
    self.undertakings = undertakings
  }

  /// What needs attention on a day, in the order of the desk.
  /// - Source: UNCAC 46(14), 46(16), 46(19), 46(20), 46(23)-(26), 44(10), 44(11), 42(5)
  public func needsAttention(
    on day: CalendarDay, profiles: DeadlineProfiles, calendar: StateCalendar, theirs: StateCalendar? = nil
  ) -> [NeedsAttention] {
    var desk = Desk(
      timing: Timing(request: request, day: day, profiles: profiles, calendar: calendar, theirs: theirs ?? calendar),
      undertakings: undertakings)
    switch request {
    case .incoming(let incoming): desk.look(at: incoming)
    case .outgoing(let outgoing): desk.look(at: outgoing)
    }
    desk.look(at: parallel)
    desk.look(at: extradition)
    for material in materials { desk.look(at: material) }
    for consent in consents { desk.look(at: consent) }
    return desk.found.inOrder
  }
}
