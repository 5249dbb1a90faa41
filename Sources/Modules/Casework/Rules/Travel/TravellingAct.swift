// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules

/// What one authority tells the other about a request by a signed message; the raw value is the `act` of the message.
///
/// Those that are a `MilestoneAct` stand on the line that both sides show. What is not among them is told on paper.
public enum TravellingAct: String, Codable, Hashable, Sendable, CaseIterable {
  /// A request.
  /// - Source: UNCAC 46(13)
  case request
  /// A request that adds to an earlier one.
  /// - Source: practice
  case supplementaryRequest = "supplementary-request"
  /// Information that nobody asked for.
  /// - Source: UNCAC 46(4)
  case spontaneousInformation = "spontaneous-information"
  /// The request has arrived, and who deals with it.
  /// - Source: practice
  case acknowledgement
  /// The requested State asks for information.
  /// - Source: UNCAC 46(16)
  case informationAsked = "additional-information-asked"
  /// That information.
  /// - Source: UNCAC 46(16)
  case informationGiven = "additional-information-given"
  /// The requested State consults.
  /// - Source: UNCAC 46(26)
  case consultationOpened = "consultation-opened"
  /// The answer to what was put in a consultation.
  /// - Source: UNCAC 46(26)
  case consultationAnswered = "consultation-answered"
  /// Something else is proposed in a consultation.
  /// - Source: UNCAC 46(26), 44(17)
  case consultationProposed = "consultation-proposed"
  /// The consultation has ended.
  /// - Source: UNCAC 46(26)
  case consultationClosed = "consultation-closed"
  /// Items will be executed.
  /// - Source: UNCAC 46(24)
  case acceptance
  /// The requesting State accepts the conditions on which items were accepted.
  /// - Source: UNCAC 46(26)
  case conditionsAccepted = "conditions-accepted"
  /// The requesting State does not accept them; the items are to be decided anew.
  /// - Source: UNCAC 46(26)
  case conditionsRefused = "conditions-refused"
  /// The execution of items is postponed.
  /// - Source: UNCAC 46(25)
  case postponement
  /// Items are refused, with reasons.
  /// - Source: UNCAC 46(23)
  case refusal
  /// Part of what was asked for.
  /// - Source: UNCAC 46(24)
  case partialProduct = "partial-product"
  /// All of what was asked for and not refused.
  /// - Source: UNCAC 46(24)
  case fullProduct = "full-product"
  /// What was sent has arrived.
  /// - Source: practice
  case productReceived = "product-received"
  /// Items are no longer required.
  /// - Source: UNCAC 46(24)
  case withdrawal
  /// How far is it?
  /// - Source: UNCAC 46(24)
  case statusEnquiry = "status-enquiry"
  /// So far.
  /// - Source: UNCAC 46(24)
  case statusAnswer = "status-answer"
  /// A draft is shared for comment before it is sent; it is no request.
  /// - Source: practice
  case draftForComment = "draft-for-comment"

  /// The service that these acts belong to.
  public static let service = "urn:comity:mla:1"

  /// The schema that the document of the act follows.
  public var schema: String { "urn:comity:schema:mla-\(rawValue):1" }

  /// Whether it begins a matter, so that no request is known to the other side before.
  public var begins: Bool {
    switch self {
    case .request, .supplementaryRequest, .spontaneousInformation, .draftForComment: true
    default: false
    }
  }

  /// The milestone that it is; `nil` when it is none.
  public var milestone: MilestoneAct? { MilestoneAct(rawValue: rawValue) }

  /// Which State does it.
  public var side: MatterSide {
    if let milestone { return milestone == .spontaneousInformation ? .requestingState : milestone.side }
    switch self {
    case .statusAnswer: return .requestedState
    case .consultationProposed: return .either
    default: return .requestingState
    }
  }
}

/// What in a request a message makes or answers, so that an answer finds its question on both sides.
public enum MessageAnchor: Codable, Hashable, Sendable {
  /// The request itself.
  case request
  /// A question for additional information, by its place.
  case inquiry(Int)
  /// A consultation, by its short name here.
  case consultation(String)
  /// A question about how far it is, by its place.
  case enquiry(Int)
  /// What was sent or came, by its short name here.
  case transmission(String)
}
