// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import WritingRules

/// A translation that somebody is asked for: of the request, of an annex or of what came back.
/// - Source: UNCAC 46(14); practice
public struct TranslationTask: Codable, Hashable, Sendable {
  /// How far it is.
  public enum Stage: String, Codable, Hashable, Sendable, CaseIterable {
    /// Nobody translates yet; next: assigned, calledOff.
    case asked
    /// A translator has the text; next: delivered, calledOff.
    case assigned
    /// The translation is there; next: certified, assigned again with what is wrong, calledOff while a certificate is missing.
    case delivered
    /// The translation is there with its certificate; next: assigned again with what is wrong.
    case certified
    /// It is not needed any more.
    case calledOff
  }

  /// The identifier.
  public let id: ID<TranslationTask>
  /// The request that it belongs to.
  public let request: ID<RegisteredRequest>
  /// What is asked for.
  public internal(set) var details: TranslationDetails
  /// Who asked for it and looks after it.
  public let askedBy: ActingOfficer
  /// The day on which it was asked for.
  public let askedOn: CalendarDay
  /// Who translates.
  public internal(set) var translator: String?
  /// The day on which the text went to the translator.
  public internal(set) var sentOn: CalendarDay?
  /// The day on which the translation came.
  public internal(set) var deliveredOn: CalendarDay?
  /// The day of the certificate.
  public internal(set) var certifiedOn: CalendarDay?
  /// Who certified it.
  public internal(set) var certifiedBy: String?
  /// What was wrong with it each time that it was sent back, in order.
  public internal(set) var defects: [Note]
  /// When and why it was called off.
  public internal(set) var calledOff: Note?

  /// Something that was noted on a day.
  public struct Note: Codable, Hashable, Sendable {
    /// The day.
    public var on: CalendarDay
    /// In words; case data.
    public var text: String

    /// Notes something.
    public init(on day: CalendarDay, _ text: String) {
      self.on = day
      self.text = text
    }
  }

  init(id: ID<TranslationTask>, request: ID<RegisteredRequest>, details: TranslationDetails, by officer: ActingOfficer, on day: CalendarDay)
  {
    self.id = id
    self.request = request
    self.details = details
    askedBy = officer
    askedOn = day
    defects = []
  }

  /// How far it is.
  public var stage: Stage {
    if calledOff != nil { return .calledOff }
    if certifiedOn != nil { return .certified }
    if deliveredOn != nil { return .delivered }
    return translator == nil ? .asked : .assigned
  }

  /// Whether something is still to be done.
  public var isOpen: Bool {
    switch stage {
    case .asked, .assigned: true
    case .delivered: details.needsCertificate
    case .certified, .calledOff: false
    }
  }

  /// The acts that can be done now.
  public var permits: [TranslationAct.Code] {
    switch stage {
    case .asked: [.assign, .callOff]
    case .assigned: [.deliver, .callOff]
    case .delivered: details.needsCertificate ? [.certify, .sendBack, .callOff] : [.certify, .sendBack]
    case .certified: [.sendBack]
    case .calledOff: []
    }
  }
}

/// What a translation is asked for.
public struct TranslationDetails: Codable, Hashable, Sendable {
  /// The language of the text, as it is named.
  public var from: String
  /// The language into which it is translated, as it is named.
  public var into: String
  /// Which text: the request, an annex, a reply; case data.
  public var text: String
  /// The file of the case that holds it, by its identifier.
  public var file: String?
  /// Whether a certificate is needed.
  public var needsCertificate: Bool
  /// Whether the request waits until the translation is there.
  public var isAwaited: Bool
  /// The day by which it is needed.
  public var dueOn: CalendarDay?
  /// How many words it has.
  public var wordCount: Int?
  /// What it costs.
  public var cost: Money?

  /// Describes a translation.
  public init(
    from: String, into: String, text: String, needsCertificate: Bool = false, isAwaited: Bool = false, dueOn: CalendarDay? = nil
  ) {
    self.from = from
    self.into = into
    self.text = text
    self.needsCertificate = needsCertificate
    self.isAwaited = isAwaited
    self.dueOn = dueOn
  }
}

/// What can be done with a translation that was asked for.
public enum TranslationAct: Hashable, Sendable {
  /// The text goes to a translator.
  case assign(translator: String, on: CalendarDay)
  /// The translation has come.
  case deliver(on: CalendarDay)
  /// It has its certificate.
  case certify(by: String, on: CalendarDay)
  /// It goes back because something is wrong.
  case sendBack(defect: String, on: CalendarDay, dueOn: CalendarDay?)
  /// It is not needed any more.
  case callOff(reason: String, on: CalendarDay)

  /// The acts by their codes.
  public enum Code: String, Hashable, Sendable, CaseIterable { case assign, deliver, certify, sendBack, callOff }

  /// The code.
  public var code: Code {
    switch self {
    case .assign: .assign
    case .deliver: .deliver
    case .certify: .certify
    case .sendBack: .sendBack
    case .callOff: .callOff
    }
  }

  /// The day on which it is done.
  public var on: CalendarDay {
    switch self {
    case .assign(_, let day), .deliver(let day), .certify(_, let day), .sendBack(_, let day, _), .callOff(_, let day): day
    }
  }
}
