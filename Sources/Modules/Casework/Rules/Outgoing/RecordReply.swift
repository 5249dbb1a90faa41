// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Records what has come for items, with what binds its use.
/// - Source: UNCAC 46(17), 46(19), 46(20), 46(26)
public struct RecordReply: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// What has come: all, a part, or that nothing was found.
  public var result: Execution.Result
  /// What it is, in words; case data.
  public var summary: String
  /// The limitation on use, as it was told.
  public var limitationOnUse: String?
  /// What must be kept confidential, as it was told.
  public var confidentiality: String?
  /// The conditions that bind its use.
  public var conditions: [String]
  /// The SHA-256 digests of the files.
  public var files: [String]
  /// The day it came.
  public var on: CalendarDay

  /// Describes the reply.
  public init(
    items: [ItemID], result: Execution.Result, summary: String, limitationOnUse: String? = nil, confidentiality: String? = nil,
    conditions: [String] = [], files: [String] = [], on day: CalendarDay
  ) {
    self.items = items
    self.result = result
    self.summary = summary
    self.limitationOnUse = limitationOnUse
    self.confidentiality = confidentiality
    self.conditions = conditions
    self.files = files
    self.on = day
  }
}

/// Tells the requested State that a reply arrived.
/// - Source: practice
public struct ConfirmReply: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// The day.
  public var on: CalendarDay

  /// Names the items and the day.
  public init(items: [ItemID], on day: CalendarDay) {
    self.items = items
    self.on = day
  }
}

extension OutgoingRequest {
  /// Records a reply; a part keeps the item open for the rest.
  /// - Source: UNCAC 46(17), 46(19), 46(20)
  /// - Throws: ``CannotAct``.
  func recordingReply(_ input: RecordReply, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    let chosen = try chosen(input.items, for: .recordReply)
    try required(input.summary, field: "summary")
    try checked(input.on, acting)
    for condition in input.conditions { try required(condition, field: "conditions") }
    let transmission = Transmission(
      id: "t\(transmissions.count + 1)", on: input.on, isPart: input.result == .part, summary: input.summary,
      limitationOnUse: input.limitationOnUse, confidentiality: input.confidentiality, conditions: input.conditions, files: input.files)
    var request = changing(input.items) { item in
      var replies = item.stage.replies ?? Replies([], result: input.result)
      replies.received.append(transmission)
      replies.result = input.result
      for text in input.conditions where !item.conditions.contains(where: { $0.text == text }) { item.conditions.append(Condition(text)) }
      item.stage = input.result == .part ? .partlyReplied(replies) : .replied(replies)
    }
    // Nothing is owed for an item of which all has come.
    if input.result != .part { request.lapseWhatWaited(for: input.items, on: input.on) }
    request.endPostponement(on: input.on)
    return OutgoingDecision(
      state: request,
      events: [
        CaseEvent(
          .replyRecorded,
          [
            "items": .codes(input.items.map(\.rawValue)), "sought": .codes(chosen.map(\.sought.code)), "on": .day(input.on),
            "result": .code(input.result.rawValue), "isLimited": .flag(input.limitationOnUse != nil),
            "isConditional": .flag(!input.conditions.isEmpty),
          ])
      ])
  }

  /// Tells the requested State that what it sent arrived.
  /// - Source: practice
  /// - Throws: ``CannotAct/nothingOpen`` when nothing came that is not confirmed.
  func confirmingReply(_ input: ConfirmReply, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    let chosen = try chosen(input.items, for: .confirmReply)
    try checked(input.on, acting)
    for case let replies? in chosen.map(\.stage.replies) {
      guard let last = replies.received.last(where: { $0.confirmedOn == nil }) else { throw .nothingOpen }
      guard input.on >= last.on else { throw .dayTooEarly(field: "on") }
    }
    let request = changing(input.items) { item in
      guard var replies = item.stage.replies else { return }
      for place in replies.received.indices where replies.received[place].confirmedOn == nil {
        (replies.received[place].confirmedOn, replies.received[place].confirmedWith) = (input.on, input.items)
      }
      item.stage = item.stage.code == .partlyReplied ? .partlyReplied(replies) : .confirmed(replies)
    }
    return OutgoingDecision(
      state: request, events: [CaseEvent(.replyConfirmed, ["items": .codes(input.items.map(\.rawValue)), "on": .day(input.on)])])
  }

  /// What has come, each transmission once, in order.
  public var transmissions: [Transmission] {
    var seen: Set<String> = []
    return items.compactMap(\.stage.replies).flatMap(\.received).filter { seen.insert($0.id).inserted }
      .sorted { ($0.id.count, $0.id) < ($1.id.count, $1.id) }
  }
}
