// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A State's consent, as the secretariat recorded it, that figures of itself with others may be published.
///
/// It can be withdrawn for the future; what was published stays published.
/// - Source: practice (disclosure control)
public struct PairAgreement: Codable, Hashable, Sendable {
  /// Its id.
  public let id: ID<PairAgreement>
  /// The State that agreed.
  public let state: StateCode
  /// With which State; `nil` for all.
  public let partner: StateCode?
  /// The day from which it holds.
  public let agreedOn: CalendarDay
  /// The document in which the State says so: a note verbale, for example.
  public let document: String
  /// The day from which it holds no more; `nil` while it holds.
  public private(set) var withdrawnOn: CalendarDay?

  /// Records a consent.
  /// - Throws: ``CannotRelease/wrongFields(_:)``: the fields to put right.
  public init(
    id: ID<PairAgreement> = ID(), state: StateCode?, partner: String?, agreedOn: CalendarDay?, document: String, today: CalendarDay
  ) throws(CannotRelease) {
    var faults: [ReleaseFault] = []
    let other = partner.flatMap { StateCode($0) }
    if state == nil { faults.append(.state) }
    if partner != nil, other == nil || other == state { faults.append(.partner) }
    if agreedOn.map({ $0 > today }) ?? true { faults.append(.agreedOn) }
    if document.isEmpty || document.count > 300 { faults.append(.document) }
    guard faults.isEmpty, let state, let agreedOn else { throw .wrongFields(faults.map(\.field)) }
    self.id = id
    self.state = state
    self.partner = other
    self.agreedOn = agreedOn
    self.document = document
  }

  /// Whether it holds on a day.
  public func isInForce(on day: CalendarDay) -> Bool { agreedOn <= day && (withdrawnOn.map { day < $0 } ?? true) }

  /// The same, withdrawn from a day on.
  /// - Throws: ``CannotRelease/consentEnded`` when it is withdrawn already.
  public func withdrawn(on day: CalendarDay) throws(CannotRelease) -> PairAgreement {
    guard withdrawnOn == nil else { throw .consentEnded }
    var ended = self
    ended.withdrawnOn = day
    return ended
  }

  /// As disclosure control asks for it.
  public var consent: PairConsent { PairConsent(state: state, with: partner.map { [$0] }) }
}
