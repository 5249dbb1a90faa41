// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Storage
import Web

/// What goes on in session, and the report that was adopted: what everybody sees on the pages.
extension MeetingsAPI {
  struct SessionLine: Encodable {
    struct Item: Encodable {
      let number: String
      let minutes: Int?
      let list: SpeakersList.Standing?
      let speakers: [Speaker]
    }

    struct Speaker: Encodable {
      let state: StateCode?
      let organization: LocalText?
      let purpose: FloorRequest.Kind
      let stage: FloorRequest.Stage
      let spokenSeconds: Int
    }

    let id: ID<SessionBand>
    let name: Mark
    let day: CalendarDay
    let from: String
    let to: String
    let startsAt: String
    let endsAt: String
    let kind: SessionBand.Kind
    let interpretation: [Language]
    let delegationsPresent: Int?
    let items: [Item]
  }

  @Sendable func sessions(_ call: Call<SignedIn?>) async throws -> Answer {
    let meeting = try await dossier(call).publicPart.meeting
    let lists = try await meetings.store.speakersLists(of: meeting.id)
    let attendance = try await meetings.store.attendance(of: meeting.id)
    let delegations = Dictionary(try await meetings.store.delegations(of: meeting.id).map { ($0.id, $0) }) { first, _ in first }
    func speaker(_ request: FloorRequest) -> SessionLine.Speaker? {
      guard let delegation = delegations[request.delegation], request.stage != .withdrawn else { return nil }
      return SessionLine.Speaker(
        state: delegation.state, organization: delegation.state == nil ? delegation.name : nil, purpose: request.kind, stage: request.stage,
        spokenSeconds: request.spoken(at: call.now))
    }
    return .json(
      meeting.bands.map { band in
        SessionLine(
          id: band.id, name: band.mark, day: band.day, from: band.from.description, to: band.to.description,
          startsAt: band.from.instant(on: band.day, in: meeting.timeZone).formatted(.iso8601),
          endsAt: band.to.instant(on: band.day, in: meeting.timeZone).formatted(.iso8601),
          kind: band.kind, interpretation: band.interpretation, delegationsPresent: attendance[band.id]?.value.present.count,
          items: band.slots.compactMap { slot in
            meeting.item(slot.item).map { item in
              SessionLine.Item(
                number: item.number.description, minutes: slot.minutes, list: lists[item.id]?.standing,
                speakers: (lists[item.id]?.requests ?? []).compactMap(speaker))
            }
          })
      })
  }

  struct ReportBody: Encodable {
    struct Section: Encodable {
      let heading: String
      let item: String?
      let paragraphs: [Paragraph]
    }

    struct Paragraph: Encodable {
      let number: String
      let kind: ReportParagraph.Kind
      let text: LocalText
    }

    let meeting: Mark
    let symbol: String?
    let adoptedAt: String
    let sections: [Section]
  }

  @Sendable func report(_ call: Call<SignedIn?>) async throws -> Answer {
    let dossier = try await dossier(call).publicPart
    guard let document = dossier.document(dossier.meeting.outcomeDocument),
      let report = try await meetings.store.report(of: dossier.meeting.id)?.value, let adoption = report.adoption
    else { throw WebProblem.notFound }
    let numbers = report.numbers
    return .json(
      ReportBody(
        meeting: dossier.meeting.mark, symbol: document.symbol, adoptedAt: adoption.at.formatted(.iso8601),
        sections: report.printedSections.map { section in
          ReportBody.Section(
            heading: section.heading.name, item: section.heading.item.flatMap { dossier.meeting.item($0)?.number.description },
            paragraphs: section.paragraphs.filter(\.state.isAgreed).map { paragraph in
              ReportBody.Paragraph(number: numbers[paragraph.id]?.description ?? "", kind: paragraph.kind, text: paragraph.text)
            })
        }))
  }

  // MARK: In the document of the interface

  private static let time = Schema.string(pattern: "^[0-2][0-9]:[0-5][0-9]$")
  private static let itemNumber = Schema.string()

  static let sessionsOperation = APIOperation(
    id: "listMeetingSessions", "Lists the sessions of a meeting with their items and lists of speakers.", path: path,
    answers: [
      .init(
        .array(
          .object(
            [
              "id": uuid, "name": mark, "day": day, "from": time, "to": time, "startsAt": .string(format: "date-time"),
              "endsAt": .string(format: "date-time"), "kind": .oneOf(SessionBand.Kind.allCases.map(\.rawValue)),
              "interpretation": .array(.oneOf(Language.allCases.map(\.rawValue))), "delegationsPresent": .integer(),
              "items": .array(
                .object(
                  [
                    "number": itemNumber, "minutes": .integer(), "list": .oneOf(SpeakersList.Standing.allCases.map(\.rawValue)),
                    "speakers": .array(speaker),
                  ], required: ["number", "speakers"])),
            ], required: ["id", "name", "day", "from", "to", "startsAt", "endsAt", "kind", "interpretation", "items"])),
        about: "The sessions")
    ])

  private static let speaker = Schema.object(
    [
      "state": .string(), "organization": text, "purpose": .oneOf(FloorRequest.Kind.allCases.map(\.rawValue)),
      "stage": .oneOf(FloorRequest.Stage.allCases.map(\.rawValue)), "spokenSeconds": .integer(),
    ], required: ["purpose", "stage", "spokenSeconds"])

  static let reportOperation = APIOperation(
    id: "readMeetingReport", "Gives the adopted report of a meeting, paragraph by paragraph in the languages in which it is written.",
    path: path,
    answers: [
      .init(
        .object(
          [
            "meeting": mark, "symbol": .string(), "adoptedAt": .string(format: "date-time"),
            "sections": .array(
              .object(
                [
                  "heading": .oneOf(ReportSection.Heading.names), "item": itemNumber,
                  "paragraphs": .array(
                    .object(
                      ["number": .string(), "kind": .oneOf(ReportParagraph.Kind.allCases.map(\.rawValue)), "text": text],
                      required: ["number", "kind", "text"])),
                ], required: ["heading", "paragraphs"])),
          ], required: ["meeting", "adoptedAt", "sections"]), about: "The report")
    ])
}

extension ReportSection.Heading {
  /// The names of all headings, in the order of the form.
  static let names = ["introduction", "organization", "opening", "agenda", "attendance", "item", "conclusions", "adoption", "annex"]

  /// What the heading is called.
  var name: String {
    switch self {
    case .introduction: "introduction"
    case .organization: "organization"
    case .opening: "opening"
    case .agenda: "agenda"
    case .attendance: "attendance"
    case .item: "item"
    case .conclusions: "conclusions"
    case .adoption: "adoption"
    case .annex: "annex"
    }
  }

  /// The item that it is about.
  var item: ID<AgendaItem>? {
    if case .item(let item) = self { item } else { nil }
  }
}
