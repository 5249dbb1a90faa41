// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Storage

/// A case as data, in the published format `comity.case/1`.
struct WholeCaseBody: Encodable, Sendable {
  struct Deadline: Encodable, Sendable {
    let kind: Clock.Kind
    let from: CalendarDay
    let dueOn: CalendarDay
    let suspendedDays: Int
    let isStopped: Bool
    let source: String
  }

  struct Happening: Encodable, Sendable {
    let at: String
    let event: String
    let by: Actor
    let proposedBy: Actor?
    let facts: [String: Fact]
  }

  struct Actor: Encodable, Sendable {
    let kind: String
    let name: String?

    init(_ actor: WholeCase.Actor) {
      switch actor {
      case .officer(let named): (kind, name) = ("officer", named)
      case .program: (kind, name) = ("program", nil)
      case .console: (kind, name) = ("console", nil)
      }
    }
  }

  /// A value of a fact as it is: text, number, yes or no, a list of codes.
  struct Fact: Encodable, Sendable {
    let value: EventValue

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch value {
      case .text(let text), .personal(let text): try container.encode(text)
      case .integer(let number): try container.encode(number)
      case .flag(let flag): try container.encode(flag)
      case .list(let list): try container.encode(list)
      }
    }
  }

  struct Record: Encodable, Sendable {
    let kind: String
    let id: String
    let title: String
    let lines: [Line]
  }

  struct Line: Encodable, Sendable {
    let label: String
    let value: String
    let isTyped: Bool
  }

  struct Letter: Encodable, Sendable {
    let name: String
    let kind: String
    let on: CalendarDay
    let items: [ItemID]
  }

  let whole: WholeCase

  private enum Member: String, CodingKey {
    case format, id, version, direction, stage, language, writtenOn, request, deadlines, suspendedDays, timeline, records, letters
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Member.self)
    try container.encode("comity.case/1", forKey: .format)
    try container.encode(whole.request.id, forKey: .id)
    try container.encode(whole.found.version, forKey: .version)
    try container.encode(whole.request.direction, forKey: .direction)
    try container.encode(whole.request.stageCode, forKey: .stage)
    try container.encode(whole.language, forKey: .language)
    try container.encode(whole.writtenOn, forKey: .writtenOn)
    switch whole.request {
    case .incoming(let incoming): try container.encode(incoming, forKey: .request)
    case .outgoing(let outgoing): try container.encode(outgoing, forKey: .request)
    }
    try container.encode(whole.suspended.count, forKey: .suspendedDays)
    try container.encode(deadlines, forKey: .deadlines)
    try container.encode(timeline, forKey: .timeline)
    try container.encode(records, forKey: .records)
    try container.encode(
      whole.letters.map { Letter(name: $0.name, kind: $0.kind.rawValue, on: $0.on, items: $0.items) }, forKey: .letters)
  }

  private var deadlines: [Deadline] {
    whole.clocks.map {
      Deadline(
        kind: $0.kind, from: $0.from, dueOn: $0.dueOn, suspendedDays: $0.suspended.count, isStopped: $0.isStopped, source: $0.source)
    }
  }

  private var timeline: [Happening] {
    whole.timeline.map { happening in
      Happening(
        at: happening.at.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)), event: happening.kind,
        by: Actor(happening.by), proposedBy: happening.proposedBy.map(Actor.init),
        facts: happening.facts.mapValues { Fact(value: $0) })
    }
  }

  private var records: [Record] {
    whole.records.map { told in
      Record(
        kind: told.kind, id: told.id, title: told.title,
        lines: told.lines.map { Line(label: $0.label, value: $0.value, isTyped: $0.isTyped) })
    }
  }
}

extension WholeCase {
  /// The case as data, with sorted members.
  /// - Throws: `EncodingError`.
  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return try encoder.encode(WholeCaseBody(whole: self))
  }
}
