// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import ICalendar
import Kernel
import Localisation
import MeetingsRules
import Web

/// The meetings as calendars, linked data, markup and bundles, for everybody.
struct ExportRoutes: Sendable {
  let meetings: Meetings

  private static let reason = "what is of general distribution is for everybody, in every form; restricted matter is in none of them"

  var all: [Route] {
    [
      .publicPage(.get, "/meetings/calendar.ics", because: Self.reason, calendar),
      .publicPage(.get, "/meetings/:meeting/event.ics", because: Self.reason, event),
      .publicPage(.get, "/meetings/:meeting/event.jsonld", because: Self.reason, linkedData),
      .publicPage(.get, "/meetings/:meeting/agenda.akn.xml", because: Self.reason, agenda),
      .publicPage(.get, "/meetings/:meeting/meeting.yaml", because: Self.reason, yaml),
      .publicPage(.get, "/meetings/:meeting/bundle.zip", because: Self.reason, bundle),
    ]
  }

  private func dossier(_ call: Call<SignedIn?>) async throws -> MeetingDossier {
    let mark = try call.parameter("meeting") { Mark($0) }
    guard let dossier = try await meetings.store.dossier(mark) else { throw WebProblem.notFound }
    return dossier
  }

  @Sendable func calendar(_ call: Call<SignedIn?>) async throws -> Answer {
    let words = call.words
    var path = "/meetings/calendar.ics?lang=\(words.language.rawValue)"
    var name = words("meetings.list.title")
    var body: Body?
    if let mark = call.query["body"] {
      guard let found = try await meetings.store.bodies().first(where: { $0.mark.text == mark }) else { throw WebProblem.notFound }
      (path, name, body) = (path + "&body=\(mark)", found.name.best(for: words.language)?.text ?? mark, found)
    }
    return .feed(try await meetings.calendar(named: name, at: path, of: body?.id, words), type: ICalendar.mediaType)
  }

  @Sendable func event(_ call: Call<SignedIn?>) async throws -> Answer {
    let mark = try call.parameter("meeting") { Mark($0) }
    guard let (dossier, head) = try await meetings.store.dossierWithHead(mark) else { throw WebProblem.notFound }
    let (id, language) = (dossier.meeting.id, call.language)
    if let known = await meetings.store.cache.calendar(of: id, in: language, at: head) { return .feed(known, type: ICalendar.mediaType) }
    guard let dated = try await meetings.store.dated(dossier) else { throw WebProblem.notFound }
    let calendar = MeetingCalendar(words: call.words, publicAddress: meetings.publicAddress).calendar(of: dated).data
    await meetings.store.cache.keep(calendar, of: id, in: language, at: head)
    return .feed(calendar, type: ICalendar.mediaType)
  }

  @Sendable func linkedData(_ call: Call<SignedIn?>) async throws -> Answer {
    .feed(MeetingLinkedData(try await dossier(call), publicAddress: meetings.publicAddress).data, type: MeetingLinkedData.mediaType)
  }

  @Sendable func agenda(_ call: Call<SignedIn?>) async throws -> Answer {
    .feed(Data(try MeetingMarkup(try await dossier(call), words: call.words).agenda().utf8), type: MeetingMarkup.mediaType)
  }

  @Sendable func yaml(_ call: Call<SignedIn?>) async throws -> Answer {
    .feed(try MeetingFile(try await dossier(call).publicPart).yaml(), type: "application/yaml; charset=utf-8")
  }

  @Sendable func bundle(_ call: Call<SignedIn?>) async throws -> Answer {
    let dossier = try await dossier(call)
    guard let dated = try await meetings.store.dated(dossier) else { throw WebProblem.notFound }
    let bundle = MeetingBundle(dossier, dated: dated, words: meetings.words, publicAddress: meetings.publicAddress)
    return .file(try bundle.data(), type: MeetingBundle.mediaType, name: "\(dossier.meeting.mark).zip")
  }
}

/// The forms in which a meeting can be taken along, for its page.
enum MeetingForms {
  /// Links for people.
  static func links(_ meeting: Meeting, _ words: Words) -> HTML {
    HTML {
      tag("h2") { words("meetings.exports.title") }
      tag("ul", .css("forms")) {
        for form in forms(meeting, words) {
          tag("li") { link(form.url, words("meetings.exports.form.\(form.name)"), Attribute("type", form.type)) }
        }
      }
    }
  }

  /// What can be done with all meetings: their calendar, for officers also feeds of their own and taking a meeting in.
  static func listLinks(_ call: Call<SignedIn?>) -> HTML {
    let words = call.words
    return tag("ul", .css("forms")) {
      tag("li") {
        link(
          "/meetings/calendar.ics?lang=\(words.language.rawValue)", words("meetings.exports.calendar"), Attribute("type", "text/calendar"))
      }
      if call.who != nil { tag("li") { link(FeedPages.url, words("meetings.exports.feeds")) } }
      if call.who?.may("meetings.edit") == true { tag("li") { link(ImportPages.url, words("meetings.exports.import")) } }
    }
  }

  /// Links for programs, in the page's head.
  static func alternates(_ meeting: Meeting, _ words: Words) -> [Page.Alternate] {
    forms(meeting, words).map { Page.Alternate(type: $0.type, url: $0.url) }
  }

  private static func forms(_ meeting: Meeting, _ words: Words) -> [(name: String, type: String, url: String)] {
    let address = "\(MeetingListPage.url)/\(meeting.mark)"
    let language = "?lang=\(words.language.rawValue)"
    return [
      ("calendar", "text/calendar", "\(address)/event.ics\(language)"),
      ("bundle", MeetingBundle.mediaType, "\(address)/bundle.zip"),
      ("akn", MeetingMarkup.mediaType, "\(address)/agenda.akn.xml\(language)"),
      ("jsonld", MeetingLinkedData.mediaType, "\(address)/event.jsonld"),
      ("yaml", "application/yaml", "\(address)/meeting.yaml"),
    ]
  }
}
