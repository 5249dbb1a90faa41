// SPDX-License-Identifier: Apache-2.0
public import Instruments

/// Which of the two States does something in a matter.
public enum MatterSide: String, Hashable, Sendable, CaseIterable, Codable {
  /// The State that asks.
  case requestingState = "requesting-state"
  /// The State that is asked.
  case requestedState = "requested-state"
  /// Either.
  case either
}

/// The acts of the service `urn:comity:mla:1` that stand on the line that both sides show.
///
/// The raw value is the `act` of the message. Enquiries how far a matter is, their answers, drafts for comment and what is said within a consultation
/// travel as well, and change nothing that both sides count by.
public enum MilestoneAct: String, Hashable, Sendable, CaseIterable, Codable {
  /// A request.
  case request
  /// More is asked for in the same matter.
  case supplementaryRequest = "supplementary-request"
  /// The request has arrived, and who deals with it.
  case acknowledgement
  /// The requested State asks for information.
  case additionalInformationAsked = "additional-information-asked"
  /// The information is given.
  case additionalInformationGiven = "additional-information-given"
  /// The States begin to consult.
  case consultationOpened = "consultation-opened"
  /// They have ended it, with or without conditions that bind.
  case consultationClosed = "consultation-closed"
  /// The request will be executed.
  case acceptance
  /// Its execution is postponed.
  case postponement
  /// It is refused, with reasons.
  case refusal
  /// Part of what was asked for.
  case partialProduct = "partial-product"
  /// All of what was asked for.
  case fullProduct = "full-product"
  /// The assistance is no longer required.
  case withdrawal
  /// Information that nobody asked for.
  case spontaneousInformation = "spontaneous-information"

  /// Reads the act of a message; `nil` when it is no milestone.
  public init?(_ act: ActName) { self.init(rawValue: act.text) }

  /// The act as messages have it.
  public var name: ActName? { ActName(rawValue) }

  /// Which State makes it.
  public var side: MatterSide {
    switch self {
    case .request, .supplementaryRequest, .additionalInformationGiven, .withdrawal: .requestingState
    case .acknowledgement, .additionalInformationAsked, .consultationOpened, .acceptance, .postponement, .refusal, .partialProduct,
      .fullProduct:
      .requestedState
    case .consultationClosed, .spontaneousInformation: .either
    }
  }

  /// The provision or practice that it follows from.
  public var source: Source {
    switch self {
    case .request: .uncac(46, 13)
    case .supplementaryRequest, .acknowledgement: .practice("UNODC manual")
    case .additionalInformationAsked, .additionalInformationGiven: .uncac(46, 16)
    case .consultationOpened, .consultationClosed: .uncac(46, 26)
    case .acceptance, .partialProduct, .fullProduct, .withdrawal: .uncac(46, 24)
    case .postponement: .uncac(46, 25)
    case .refusal: .uncac(46, 23)
    case .spontaneousInformation: .uncac(46, 4)
    }
  }
}

extension MilestoneAct {
  /// The service that the acts belong to.
  public static let service = "urn:comity:mla:1"
}
