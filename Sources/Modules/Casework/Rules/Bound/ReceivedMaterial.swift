// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// Information or evidence that another State gave, with everything that binds its use; what is received stays bound after the request is closed.
/// - Source: UNCAC 46(5), 46(19), 46(20), 46(26)
public struct ReceivedMaterial: Codable, Hashable, Sendable {
  /// Why its use is bound, which decides how an exception works.
  public enum Binding: String, Codable, Hashable, Sendable, CaseIterable {
    /// It was given on request under paragraphs 9 to 29: no other use than the one stated without consent.
    /// - Source: UNCAC 46(19)
    case speciality
    /// It was transmitted without a request: the restrictions that came with it.
    /// - Source: UNCAC 46(5)
    case restrictionsOfSpontaneous
    /// Another treaty or law governs; its restrictions are those that came with it.
    /// - Source: UNCAC 46(7)
    case otherBasis

    /// Where it stands.
    public var source: Source {
      switch self {
      case .speciality: .uncac(46, 19)
      case .restrictionsOfSpontaneous: .uncac(46, 5)
      case .otherBasis: .uncac(46, 7)
      }
    }
  }

  /// The identifier.
  public let id: ID<ReceivedMaterial>
  /// The request that it belongs to.
  public let request: ID<RegisteredRequest>
  /// The items that it answers.
  public let items: [ItemID]
  /// The transmission that brought it: `t1`.
  public let transmission: String
  /// The day it came.
  public let receivedOn: CalendarDay
  /// Why its use is bound.
  public let binding: Binding
  /// The proceeding that the request named, for which it may be used.
  public let proceeding: String
  /// The limitation on use as the other State worded it; `nil` when it added none.
  public internal(set) var limitationOnUse: String?
  /// What must be kept confidential.
  /// - Source: UNCAC 46(5), 46(20)
  public internal(set) var confidentiality: String?
  /// When and why the other State was told that confidentiality cannot be kept; `nil` as long as it is kept.
  /// - Source: UNCAC 46(5), 46(20)
  public internal(set) var confidentialityImpossible: ConfidentialityNotice?
  /// The conditions that bind its use.
  public internal(set) var conditions: [Condition]
  /// The SHA-256 digests of its files.
  public let files: [String]
  /// The other uses that consent was asked for, in order.
  public internal(set) var newUses: [NewUse]
  /// The disclosures that exculpate an accused person, in order.
  public internal(set) var disclosures: [Disclosure]

  /// Binds a reply that came to an outgoing request.
  public init(id: ID<ReceivedMaterial>, _ transmission: Transmission, of request: OutgoingRequest, proceeding: String) {
    self.id = id
    self.request = request.id
    let answered = request.items.filter { $0.stage.replies?.received.contains { $0.id == transmission.id } ?? false }
    items = answered.map(\.id)
    self.transmission = transmission.id
    receivedOn = transmission.on
    binding = request.head.kind.isAssistance && request.head.basis.appliesParagraphs9To29 ? .speciality : .otherBasis
    self.proceeding = proceeding
    limitationOnUse = transmission.limitationOnUse
    confidentiality = transmission.confidentiality
    let known = answered.flatMap(\.conditions)
    conditions = transmission.conditions.map { text in known.first { $0.text == text } ?? Condition(text) }
    files = transmission.files
    newUses = []
    disclosures = []
  }

  /// Binds information that another State transmitted without a request.
  /// - Source: UNCAC 46(4), 46(5)
  public init(
    id: ID<ReceivedMaterial>, spontaneous request: IncomingRequest, limitationOnUse: String?, confidentiality: String?, files: [String] = []
  ) {
    self.id = id
    self.request = request.id
    items = request.items.map(\.id)
    transmission = "t1"
    receivedOn = request.head.arrival.on
    binding = .restrictionsOfSpontaneous
    proceeding = ""
    self.limitationOnUse = limitationOnUse
    self.confidentiality = confidentiality
    conditions = []
    self.files = files
    newUses = []
    disclosures = []
  }
}

/// Another use of received material than the one stated: it asks for consent and waits for the answer.
/// - Source: UNCAC 46(19)
public struct NewUse: Codable, Hashable, Sendable {
  /// How the other State answered.
  public enum Answer: Codable, Hashable, Sendable {
    /// It consents, on these conditions; none when empty.
    case granted(on: CalendarDay, conditions: [String])
    /// It does not consent.
    case refused(on: CalendarDay, reasons: String?)
  }

  /// The short name within the material: `u1`.
  public let id: String
  /// The other proceeding or purpose, in words; case data.
  public let purpose: String
  /// The authority to which it would be passed on; `nil` for a use by the same authority.
  public let passedTo: String?
  /// The day consent was asked.
  public let askedOn: CalendarDay
  /// The answer; `nil` while it is awaited.
  public internal(set) var answer: Answer?
  /// The days on which it was so used.
  public internal(set) var usedOn: [CalendarDay]
}

/// A disclosure of received material that exculpates an accused person: the other State is told before or, where that is not possible, without delay after.
/// - Source: UNCAC 46(5), 46(19)
public struct Disclosure: Codable, Hashable, Sendable {
  /// How the other State is told.
  public enum Notice: Codable, Hashable, Sendable {
    /// Before the disclosure.
    case before(on: CalendarDay)
    /// Not possible before it, for this reason; then without delay after it.
    case notPossibleBefore(reason: String)
  }

  /// The short name within the material: `d1`.
  public let id: String
  /// The proceeding in which it is disclosed, in words; case data.
  public let proceeding: String
  /// How the other State is told.
  public let notice: Notice
  /// The day on which that State asked to be consulted; `nil` when it did not.
  public internal(set) var consultationAskedOn: CalendarDay?
  /// The day on which it was consulted.
  public internal(set) var consultedOn: CalendarDay?
  /// The day of the disclosure; `nil` until then.
  public internal(set) var disclosedOn: CalendarDay?
  /// The day on which the other State was told after it, where it could not be told before.
  public internal(set) var toldAfterOn: CalendarDay?
}

extension ReceivedMaterial {
  /// Whether its use is bound to what was stated.
  /// - Source: UNCAC 46(5), 46(19)
  public var isBound: Bool { binding == .speciality || !(limitationOnUse ?? "").allSatisfy(\.isWhitespace) || !conditions.isEmpty }

  /// The other uses that wait for an answer.
  public var awaitedUses: [NewUse] { newUses.filter { $0.answer == nil } }

  /// The disclosures of which the other State must still be told.
  /// - Source: UNCAC 46(5), 46(19)
  public var disclosuresToTell: [Disclosure] {
    disclosures.filter { disclosure in
      guard case .notPossibleBefore = disclosure.notice else { return false }
      return disclosure.disclosedOn != nil && disclosure.toldAfterOn == nil
    }
  }
}
