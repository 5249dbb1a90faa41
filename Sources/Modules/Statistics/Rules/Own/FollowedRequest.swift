// SPDX-License-Identifier: Apache-2.0
import Kernel

/// What statistics know of one request after the facts of the event log so far, in the order of the log.
///
/// What no fact says is not recorded and never guessed: facts of earlier versions had fewer codes.
/// - Source: practice (statistics of central authorities)
public struct FollowedRequest: Hashable, Sendable {
  /// The index of the last fact taken in; -1 before the first.
  public internal(set) var lastIndex: Int64 = -1
  var direction: String?
  var state: StateCode?
  var kind: String?
  var bases: [String] = []
  var offences: [String] = []
  /// Whether it came in as a supplementary request.
  var isSupplementary = false
  /// The requests that it supplements, by links made afterwards.
  var supplemented: Set<String> = []
  /// Links of an earlier version that do not say which of the two supplements the other.
  var unclearLinks: Set<String> = []
  var receivedOn: CalendarDay?
  var acknowledgedOn: CalendarDay?
  var closedOn: CalendarDay?
  var outcome: String?
  var suspendedDays: Int?
  var delays: [String] = []
  var items: [String: FollowedItem] = [:]
  var property = FollowedProperty()

  /// A request of which nothing was recorded yet.
  public init() {}

  /// Takes the next fact in.
  public mutating func take(_ fact: CaseFact) {
    lastIndex = fact.index
    takeHead(fact)
    switch fact.name {
    case "takenIn": receivedOn = fact.day("arrivedOn")
    case "registered": takeRegistration(fact)
    case "headCorrected": if direction == "incoming", let day = fact.day("arrivedAfter") { receivedOn = day }
    case "sent": receivedOn = receivedOn ?? fact.day("on")
    case "acknowledged", "acknowledgementRecorded": acknowledgedOn = acknowledgedOn ?? fact.day("on")
    case "linked", "unlinked": takeLink(fact)
    case "delaysRecorded": delays = fact.codes("delays") ?? []
    case "closed": takeClosing(fact)
    default:
      takeItems(fact)
      property.take(fact)
    }
  }

  /// Who asks whom for what on which basis stands with every fact, as it is after it.
  private mutating func takeHead(_ fact: CaseFact) {
    direction = fact.code("direction") ?? direction
    kind = fact.code("kind") ?? kind
    bases = fact.codes("bases") ?? bases
    offences = fact.codes("offences") ?? offences
    let other = direction == "outgoing" ? fact.code("requestedState") : fact.code("requestingState")
    if let other { state = StateCode(other) }
  }

  private mutating func takeRegistration(_ fact: CaseFact) {
    isSupplementary = fact.isFlagged("isSupplementary")
    let sought = fact.codes("sought") ?? []
    items = Dictionary(
      (fact.codes("items") ?? []).enumerated().map { ($1, FollowedItem(sought: $0 < sought.count ? sought[$0] : nil)) }
    ) { first, _ in first }
    // An outgoing request is there for statistics once it went out; registers and splits tell of one that went out before.
    if direction == "incoming" || fact.isFlagged("isImported") {
      receivedOn = fact.day("arrivedOn")
    } else {
      receivedOn = fact.day("sentOn")
    }
    acknowledgedOn = fact.day("acknowledgedOn") ?? acknowledgedOn
  }

  private mutating func takeLink(_ fact: CaseFact) {
    guard fact.code("link") == "supplements", let other = fact.code("other") else { return }
    supplemented.remove(other)
    unclearLinks.remove(other)
    guard fact.name == "linked" else { return }
    if fact.values["names"] == nil {
      unclearLinks.insert(other)
    } else if fact.isFlagged("names") {
      supplemented.insert(other)
    }
  }

  private mutating func takeClosing(_ fact: CaseFact) {
    closedOn = fact.day("on")
    outcome = fact.code("outcome")
    delays = fact.codes("delays") ?? delays
    // Registers of before did not say how long a request stood still, and the zero of their facts was never counted by anybody.
    suspendedDays = fact.isFlagged("isImported") && !fact.isFlagged("isSuspensionTold") ? nil : fact.number("suspendedDays")
  }
}
