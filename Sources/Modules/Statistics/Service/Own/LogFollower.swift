// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import StatisticsRules
import Storage

/// Reads the event log forward and tells what each event changed of what is counted.
///
/// What it knows of a request it reads from the log alone, so that a case that was shredded goes on counting as it did.
struct LogFollower: Sendable {
  /// What the events of one part of the log changed.
  struct Changes: Sendable {
    /// The index of the last event read.
    var lastIndex: Int64
    /// The requests that are counted otherwise, each as it is after the part.
    var rows: [String: RequestRow] = [:]
    /// How many times figures of months that had ended changed, and why.
    var revisions: [Revision: Int] = [:]
  }

  /// How many requests are kept in memory between parts.
  private static let capacity = 100_000
  /// Facts that change nothing that is counted and stand in the log often.
  private static let passedOver: Set<String> = ["read", "fileRead", "taskFileRead", "guardedNoted"]

  let log: EventLog
  let codes: CodePlaces
  /// The authority's time zone, in which the day of recording is told.
  let zone: TimeZone
  /// The index of the last event read; -1 before the first.
  private(set) var lastIndex: Int64
  private var known: [String: Known] = [:]
  /// What is not known here has no event up to this index, so that nothing is read for it.
  private var isComplete: Bool

  private struct Known: Sendable {
    var followed = FollowedRequest()
    var counted: CountedRequest?
  }

  /// Goes on after an event.
  init(_ log: EventLog, _ codes: CodePlaces, zone: TimeZone, after index: Int64) {
    self.log = log
    self.codes = codes
    self.zone = zone
    lastIndex = index
    isComplete = index < 0
  }

  /// What the next events changed; `nil` at the end of the log.
  /// - Parameter end: the last event to look at; all there are when it is left out.
  mutating func next(limit: Int, upTo end: Int64 = .max) async throws -> Changes? {
    let events = try await log.page(after: lastIndex, limit: limit).prefix { $0.index <= end }
    guard let last = events.last else { return nil }
    var changes = Changes(lastIndex: last.index)
    let begun = lastIndex
    for event in events {
      guard let fact = CaseFact(event, in: zone), !Self.passedOver.contains(fact.name) else { continue }
      try await take(fact, of: event.subject, begun: begun, &changes)
    }
    lastIndex = last.index
    if known.count > Self.capacity {
      known = [:]
      isComplete = false
    }
    return changes
  }

  private mutating func take(_ fact: CaseFact, of subject: EventSubject, begun: Int64, _ changes: inout Changes) async throws {
    var request = try await request(subject, upTo: begun)
    let before = request.counted
    request.followed.take(fact)
    request.counted = request.followed.counted(codes)
    known[subject.id] = request
    guard request.counted != before else { return }
    changes.rows[subject.id] = RequestRow(request: subject.id, eventIndex: fact.index, counted: request.counted)
    for revision in Revision.of(fact, from: before, to: request.counted) { changes.revisions[revision, default: 0] += 1 }
  }

  private func request(_ subject: EventSubject, upTo index: Int64) async throws -> Known {
    if let request = known[subject.id] { return request }
    var request = Known()
    guard !isComplete else { return request }
    for event in try await log.events(of: subject) where event.index <= index {
      if let fact = CaseFact(event, in: zone), !Self.passedOver.contains(fact.name) { request.followed.take(fact) }
    }
    request.counted = request.followed.counted(codes)
    return request
  }
}

extension CaseFact {
  /// The fact that an event is, when it is one of a registered request; values that are personal are never read.
  init?(_ event: RecordedEvent, in zone: TimeZone) {
    let prefix = "casework."
    guard event.subject.type == "registeredRequest", event.kind.rawValue.hasPrefix(prefix) else { return nil }
    var values: [String: Value] = [:]
    for (name, value) in event.facts {
      switch value {
      case .value(.text(let text)): values[name] = .code(text)
      case .value(.list(let list)): values[name] = .codes(list)
      case .value(.integer(let number)): values[name] = .number(number)
      case .value(.flag(let flag)): values[name] = .flag(flag)
      case .value(.personal), .erased: continue
      }
    }
    self.init(
      index: event.index, name: String(event.kind.rawValue.dropFirst(prefix.count)), recordedOn: CalendarDay(event.at, in: zone),
      values: values)
  }
}
