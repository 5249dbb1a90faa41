// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Information that is transmitted without a prior request.
/// - Source: UNCAC 46(4), 56
public struct SpontaneousInformation: Codable, Hashable, Sendable {
  /// The information itself.
  public var communicated: String?
  /// The source, and how the information was obtained, as far as that can be told.
  public var origin: String?
  /// The own inquiry or proceeding from which it comes.
  public var knownFrom: String?
  /// How it may help the other State to begin or conclude inquiries or proceedings, or to make a request.
  public var usefulness: String?
  /// Whether it concerns proceeds of offences.
  /// - Source: UNCAC 56
  public var concernsProceeds: Bool?
  /// That it is given without prejudice to own inquiries and criminal proceedings.
  /// - Source: UNCAC 46(4), 46(5)
  public var withoutPrejudice: Bool?

  /// Nothing known yet.
  public init() {}
}

/// The conditions under which information without a prior request may be used.
/// - Source: UNCAC 46(5)
public struct ConditionsOnUse: Codable, Hashable, Sendable {
  /// The restrictions on its use.
  public var restrictions: String?
  /// Until when it is to remain confidential, where it is so for a time only.
  public var confidentialUntil: CalendarDay?
  /// Whom to notify before a disclosure that exonerates an accused person.
  public var exculpatoryContact: String?

  /// Nothing known yet.
  public init() {}
}
