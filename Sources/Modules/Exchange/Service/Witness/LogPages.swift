// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Kernel
import Localisation
import Storage
import Web

/// What officers see of others' event logs: whether they go on, and what is wrong where one does not.
struct LogPages: Sendable {
  let mail: Mail

  /// The part of the page of messages.
  func section(_ call: Call<SignedIn>) async throws -> HTML {
    let words = call.words
    let (logs, alarms) = (try await mail.witnessedLogs(), try await mail.logAlarms())
    guard !logs.isEmpty || !alarms.isEmpty else { return .nothing }
    return tag("section") {
      tag("h2") { words("exchange.logs.title") }
      tag("p") { words("exchange.logs.lead") }
      for alarm in alarms { panel(alarm, call) }
      if !logs.isEmpty { table(logs, alarms, call) }
    }
  }

  private func table(_ logs: [WitnessedLog], _ alarms: [OpenLogAlarm], _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    return Table(
      caption: words("exchange.logs.title"), showsCaption: false,
      columns: [
        .init(words("exchange.log.peer")), .init(words("exchange.log.state")), .init(words("exchange.logs.events")),
        .init(words("exchange.logs.provedAt")),
      ],
      rows: logs.map { log in
        [
          AuthorityLabel(log.authority, words).html, state(log, alarms, words),
          HTML(log.size.map { words.number($0) } ?? "–"), HTML(log.provedAt.map { words.dateTime($0, in: call.zone) } ?? "–"),
        ]
      }
    ).html
  }

  private func state(_ log: WitnessedLog, _ alarms: [OpenLogAlarm], _ words: Words) -> HTML {
    if alarms.contains(where: { $0.authority == log.authority }) { return badge(words("exchange.logs.alarm"), .refused) }
    return log.waits || log.size == nil ? badge(words("exchange.logs.waits"), .plain) : badge(words("exchange.logs.goesOn"), .ok)
  }

  private func panel(_ alarm: OpenLogAlarm, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    return tag("div", .css("panel attention")) {
      tag("p") { Self.sentence(alarm, words) }
      tag("p") { words("exchange.logs.since", ["instant": .text(words.dateTime(alarm.at, in: call.zone))]) }
      if call.who.permissions.contains("exchange.operate") {
        tag("p") { words(alarm.alarm == .ownBehind ? "exchange.logs.ownLead" : "exchange.logs.acceptLead") }
        buttonForm(
          call, to: "/exchange/logs/\(alarm.authority)/accept",
          words(alarm.alarm == .ownBehind ? "exchange.logs.acceptOwn" : "exchange.logs.accept", ["name": .text("\(alarm.authority)")]))
      }
    }
  }

  static func sentence(_ alarm: OpenLogAlarm, _ words: Words) -> String {
    words("exchange.logs.alarm.\(alarm.alarm.rawValue)", ["name": .text("\(alarm.authority)")])
  }

  /// The line above a message of an authority whose log does not add up; nothing for others.
  func mark(_ message: KeptMessage, _ words: Words) async throws -> HTML {
    guard let alarm = try await mail.logAlarms().first(where: { $0.authority == message.peer }) else { return .nothing }
    return tag("div", .css("panel attention")) {
      tag("p") { Self.sentence(alarm, words) }
      tag("p") { words("exchange.logs.marked") }
    }
  }

  /// What stands on the first page of whoever may operate the exchange.
  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    let alarms = try await mail.logAlarms()
    guard !alarms.isEmpty else { return .nothing }
    return tag("section", .css("panel attention")) {
      tag("h2") { call.words("exchange.logs.title") }
      for alarm in alarms { tag("p") { link("/exchange", Self.sentence(alarm, call.words)) } }
    }
  }

  @Sendable func accept(_ call: Call<SignedIn>) async throws -> Answer {
    let authority = try call.parameter("authority") { AuthorityName($0) }
    try await mail.acceptLog(of: authority, by: .officer(call.who.officer))
    return .redirect(to: "/exchange", notice: Message("exchange.logs.accepted"))
  }
}
