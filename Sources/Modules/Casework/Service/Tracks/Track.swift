// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation
import Web

/// Something of the rules that goes on beside a request, with what a record of it must say.
protocol TrackBody: Codable, Sendable {
  /// What kind of record it is.
  static var recordKind: CaseRecordKind { get }
  /// What waits to be done with it; `nil` when nothing does.
  var waiting: TrackWaiting? { get }
  /// What it says, as named values.
  func lines(_ words: Words) -> [CaseRecordLine]
  /// What of it depends on the day.
  func standing(_ words: Words, on day: CalendarDay) -> [CaseRecordLine]
  /// What named values cannot show.
  func detail(_ words: Words) -> HTML
  /// What the other State is told of it.
  func letters(_ letter: TrackLetter) -> [CaseLetter]
}

extension TrackBody {
  func standing(_ words: Words, on day: CalendarDay) -> [CaseRecordLine] { [] }
  func detail(_ words: Words) -> HTML { .nothing }
  func letters(_ letter: TrackLetter) -> [CaseLetter] { [] }
}

/// A track as a record of its request.
struct Track<Body: TrackBody>: CaseRecord {
  let id: ID<Track<Body>>
  let request: ID<RegisteredRequest>
  var body: Body

  static var recordKind: CaseRecordKind { Body.recordKind }
  var task: CaseRecordTask? { body.waiting.map { CaseRecordTask(dueOn: $0.dueOn) } }
  func title(_ words: Words) -> String { words("casework.track.\(Self.recordKind.rawValue)") }
  func lines(_ words: Words) -> [CaseRecordLine] { body.lines(words) }
}

/// A record that a part of the request's page shows, whatever its kind.
protocol ShownRecord {
  func standing(_ words: Words, on day: CalendarDay) -> [CaseRecordLine]
  func detail(_ words: Words) -> HTML
}

extension Track: ShownRecord {
  func standing(_ words: Words, on day: CalendarDay) -> [CaseRecordLine] { body.standing(words, on: day) }
  func detail(_ words: Words) -> HTML { body.detail(words) }
}

extension Words {
  /// A line with what was typed; `nil` without it.
  func typed(_ field: String, _ text: String?) -> CaseRecordLine? {
    text.map { CaseRecordLine(label: self("casework.field.\(field)"), value: $0, isTyped: true) }
  }

  /// A line with a day; `nil` without it.
  func line(_ field: String, _ day: CalendarDay?) -> CaseRecordLine? {
    day.map { CaseRecordLine(label: self("casework.field.\(field)"), value: date($0)) }
  }

  /// A line with words of the program.
  func line(_ field: String, said: String) -> CaseRecordLine { CaseRecordLine(label: self("casework.field.\(field)"), value: said) }
}

extension Casework {
  /// The records that follow from what was done to a request: what came is bound, conditions and terms of costs that were accepted are
  /// undertakings, and what was kept there is kept here.
  func following(_ request: RegisteredRequest, since before: RegisteredRequest) async throws -> [WrittenRecord] {
    var records = ReceivedMaterial.received(in: request, since: before) { ID() }.map { WrittenRecord(record: $0) }
    let isUnchanged = request.conditions.map(\.condition) == before.conditions.map(\.condition)
    let everything = CaseStore.Reader(officer: "", unit: "", seesEverything: true)
    let undertakings = isUnchanged ? [] : try await store.records(Track<Undertaking>.self, of: request.id, for: everything)
    records += Undertaking.accepted(in: request, since: before, besides: undertakings.map(\.value.body)).map {
      WrittenRecord(record: Track(id: ID(), request: request.id, body: $0))
    }
    guard !isUnchanged else { return records }
    for found in try await store.records(ReceivedMaterial.self, of: request.id, for: everything) {
      if let next = found.value.following(request) { records.append(WrittenRecord(record: next, version: found.version)) }
    }
    for found in undertakings {
      guard let next = found.value.body.following(request) else { continue }
      var track = found.value
      track.body = next
      records.append(WrittenRecord(record: track, version: found.version))
    }
    return records
  }

  /// A request with what hangs on it and can need attention.
  func attention(_ request: RegisteredRequest, for reader: CaseStore.Reader) async throws -> AttentionInput {
    var input = AttentionInput(request)
    for found in try await store.tracks(of: request.id, for: reader) {
      switch found.value {
      case let material as ReceivedMaterial: input.materials.append(material)
      case let track as Track<ExtraditionTrack>: input.extradition = track.body
      case let track as Track<ParallelInvestigations>: input.parallel.append(track.body)
      case let track as Track<ConsentToUse>: input.consents.append(track.body)
      case let track as Track<Undertaking>: input.undertakings.append(track.body)
      default: break
      }
    }
    return input
  }
}
