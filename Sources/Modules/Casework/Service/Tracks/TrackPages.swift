// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Instruments
import Kernel
import Localisation
import Storage
import Web

extension CaseworkRoutes {
  /// The forms of acts on records, and the lists over all cases.
  var tracks: [Route] {
    let pages = TrackPages(casework: casework)
    let api = TracksAPI(casework: casework)
    return [
      .page(.get, "/cases/material", needs: "casework.read", TrackLists(casework: casework, kind: .material).list),
      .page(.get, "/cases/undertakings", needs: "casework.read", TrackLists(casework: casework, kind: .undertaking).list),
      .page(.get, "/cases/uses", needs: "casework.read", TrackLists(casework: casework, kind: .consentToUse).list),
      .page(.get, "/cases/:case/tracks/begin/:act", needs: "casework.decide", pages.show),
      .page(.post, "/cases/:case/tracks/begin/:act", needs: "casework.decide", records: RecordAct.recorded, pages.act),
      .page(.get, "/cases/:case/tracks/:record/acts/:act", needs: "casework.decide", pages.show),
      .page(.post, "/cases/:case/tracks/:record/acts/:act", needs: "casework.decide", records: RecordAct.recorded, pages.act),
      .api(
        .post, "/api/cases/:case/tracks", needs: "casework.decide", records: RecordAct.recorded, TracksAPI.actOperation, api.act),
    ]
  }
}

/// The page on which one act is done to a record of a request.
struct TrackPages: Sendable {
  let casework: Casework

  /// What the address of a form names.
  private struct Asked {
    let request: RegisteredRequest
    let track: AnyTrack?
    let act: RecordAct
  }

  /// - Throws: ``CannotAct/noSuchRequest``, ``CannotAct/noSuchRecord`` also for an act that its kind of record does not know.
  private func asked(_ call: Call<SignedIn>) async throws -> Asked {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let name = try call.parameter("act") { $0 }
    let request = try await casework.store.request(id, for: call.who.reader).value
    guard let act = RecordAct.all.first(where: { $0.name == name }) else { throw CannotAct.noSuchRecord }
    guard call.who.may(act.permission) else { throw WebProblem.notPermitted }
    guard !act.begins else {
      guard call.parameters["record"] == nil else { throw CannotAct.noSuchRecord }
      return Asked(request: request, track: nil, act: act)
    }
    let record = try call.parameter("record") { $0 }
    let tracks = try await casework.store.tracks(of: id, for: call.who.reader)
    guard let track = tracks.first(where: { $0.id == record && $0.kind == act.kind }) else { throw CannotAct.noSuchRecord }
    return Asked(request: request, track: track, act: act)
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let asked = try await asked(call)
    let today = CalendarDay(call.now, in: casework.zone)
    var values: [(String, String)] = asked.act.fields.compactMap { field in
      if case .day(isToday: true) = field.kind { (field.name, today.description) } else { nil }
    }
    // What is the only choice is chosen already.
    for (name, options) in asked.act.choices(asked.request, asked.track?.value, call.words) where options.count == 1 {
      values.append((name, options[0].sent))
    }
    let hidden = asked.track.map { [("version", "\($0.version)")] } ?? [("id", "\(ID<RegisteredRequest>())")]
    return .page(page(asked, FormData(values + hidden), .none, nil, call))
  }

  @Sendable func act(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let asked = try await asked(call)
    do {
      let known = try await casework.letters(of: asked.request, for: call.who.reader).map(\.name)
      try await asked.act.perform(
        casework,
        RecordActCall(
          request: asked.request.id, record: asked.track?.id ?? form["id"] ?? "", version: form["version"].flatMap { Int($0) },
          form: form, reader: call.who.reader, acting: try await casework.acting(call)))
      let page = try await casework.page(of: asked.request, withLettersNotIn: Set(known), for: call.who.reader)
      return .redirect(to: page, notice: Message("casework.notice.done"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      // The record as it is now: what somebody else changed meanwhile is seen, and the next try is decided on it.
      let now = try await self.asked(call)
      let source = (problem as? CannotAct).map { _ in now.act.source } ?? (problem as? any SourcedProblem)?.source
      return .page(
        page(now, form, FormErrors(problem, in: call.words), source, call),
        status: problem.kind == .conflict ? .conflict : .unprocessableContent)
    }
  }

  private func page(_ asked: Asked, _ form: FormData, _ errors: FormErrors, _ refusedBy: Source?, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    let url = "/cases/\(asked.request.id)"
    let reference = asked.request.head.reference.isEmpty ? words("casework.noReference") : asked.request.head.reference
    let act = asked.act
    let place = asked.track.map { "\(url)/tracks/\($0.id)/acts/\(act.name)" } ?? "\(url)/tracks/begin/\(act.name)"
    return Page(
      words("casework.track.act.\(act.name)"),
      trail: [.init(words("casework.register.title"), "/cases"), .init(reference, url)], classification: .restricted,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.track.lead.\(act.kind.rawValue)") }
      tag("p", .css("hint")) { words("casework.source", ["source": .text(words.source(refusedBy ?? act.source))]) }
      if let track = asked.track { TrackView(track: track, words: words, today: CalendarDay(call.now, in: casework.zone)).facts }
      Web.form(
        call, to: place, submit: words("casework.track.act.\(act.name)"), errors: errors, cancel: (words("casework.cancel"), url)
      ) {
        if let track = asked.track {
          hiddenField("version", "\(track.version)")
        } else {
          hiddenField("id", form["id"] ?? "\(ID<RegisteredRequest>())")
        }
        fields(asked, form, errors, words)
      }
    }
  }

  private func fields(_ asked: Asked, _ form: FormData, _ errors: FormErrors, _ words: Words) -> [HTML] {
    let choices = asked.act.choices(asked.request, asked.track?.value, words)
    return asked.act.fields.compactMap { spec in
      // Where there is nothing to choose from and nothing must be chosen, nothing is asked.
      if !spec.isRequired, choices[spec.name]?.isEmpty == true { return nil }
      let label = words("casework.field.\(spec.name)")
      let hint = "casework.hint.\(spec.name)"
      let field = Field(
        spec.name, spec.isRequired ? label : words("casework.optional", ["label": .text(label)]),
        hint: words.contains(hint) ? words(hint) : nil, value: form.raw(spec.name), errors: errors)
      if let options = choices[spec.name] { return field.choice(options.map(\.option), none: words("casework.choose")) }
      switch spec.kind {
      case .day: return field.day
      case .area: return field.area(rows: 4)
      case .tick: return field.tick(form[spec.name] == "yes")
      case .amount: return field.line(width: "medium", direction: "ltr")
      case .choice(let codes, let prefix):
        return field.choice(codes.map { .init($0, words("\(prefix).\($0)")) }, none: words("casework.choose"))
      case .many(let codes, let prefix):
        return field.checkboxes(codes.map { .init($0, words("\(prefix).\($0)")) }, chosen: Set(form.all(spec.name)))
      default: return field.line()
      }
    }
  }
}
