// SPDX-License-Identifier: Apache-2.0
import Instruments
public import Kernel

/// One thing for which a request came back from the requested State: a cause of refusal, a reason for delay, or a question.
public enum CameBack: Hashable, Sendable {
  /// Items were refused for this cause; `nil` when none was told.
  case refused(CauseOfRefusal?)
  /// The request was delayed for this reason.
  case delayed(DelayReason)
  /// The requested State asked about this; `nil` when nobody recorded what its question was about.
  /// - Source: UNCAC 46(16)
  case asked(AskedElement?)

  /// All there are, in the order of lists.
  public static let all: [CameBack] =
    CauseOfRefusal.allCases.map { .refused($0) } + [.refused(nil)] + DelayReason.allCases.map { .delayed($0) }
    + AskedElement.allCases.map { .asked($0) } + [.asked(nil)]

  private static let notTold = "notTold"

  /// The stable code, for example `refused.language`.
  public var code: String {
    switch self {
    case .refused(let cause): "refused.\(cause?.rawValue ?? Self.notTold)"
    case .delayed(let reason): "delayed.\(reason.rawValue)"
    case .asked(let element): "asked.\(element?.rawValue ?? Self.notTold)"
    }
  }

  /// Reads a code; `nil` when it is none.
  public init?(_ code: some StringProtocol) {
    let parts = code.split(separator: Character(".")).map { String($0) }
    guard parts.count == 2 else { return nil }
    let isNotTold = parts[1] == Self.notTold
    switch parts[0] {
    case "refused" where isNotTold: self = .refused(nil)
    case "refused": if let cause = CauseOfRefusal(rawValue: parts[1]) { self = .refused(cause) } else { return nil }
    case "delayed": if let reason = DelayReason(rawValue: parts[1]) { self = .delayed(reason) } else { return nil }
    case "asked" where isNotTold: self = .asked(nil)
    case "asked": if let element = AskedElement(rawValue: parts[1]) { self = .asked(element) } else { return nil }
    default: return nil
    }
  }
}

extension OutgoingRequest {
  /// Everything for which the request came back so far; a refusal counts under each of its causes.
  /// - Source: UNCAC 46(16), 46(23); practice (reasons for delay that authorities count)
  public var cameBack: Set<CameBack> {
    let refusals = items.compactMap(\.toldRefusal).flatMap { refusal in
      refusal.causes.isEmpty ? [CameBack.refused(nil)] : refusal.causes.map { .refused($0) }
    }
    let questions = inquiries.flatMap { inquiry in
      (inquiry.about ?? []).isEmpty ? [CameBack.asked(nil)] : (inquiry.about ?? []).map { .asked($0) }
    }
    let lost: [CameBack] = dispatches.contains { $0.notReceivedOn != nil } ? [.delayed(.lost)] : []
    return Set(refusals + questions + lost + delays.map { .delayed($0) })
  }

  /// The day on which it went out first; `nil` until then.
  public var firstSentOn: CalendarDay? { dispatches.map(\.on).min() }
}

extension OutgoingItem {
  /// The refusal of the item, or of what was left of it, as it was told.
  var toldRefusal: ToldRefusal? {
    if case .refused(let refusal) = stage { return refusal }
    return stage.replies?.refusal
  }
}
