// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// Editing a meeting: the list of its parts, one form for each, what the coverage check finds beside them.
struct EditMeetingPages: Sendable {
  let meetings: Meetings

  static func url(_ meeting: Meeting) -> String { "\(MeetingListPage.url)/\(meeting.mark)/edit" }

  static func url(_ place: MeetingPlace, of meeting: Meeting) -> String {
    "\(url(meeting))/\(place.kind.rawValue)" + (place.element.map { "/\($0)" } ?? "")
  }

  static func trail(_ meeting: Meeting, _ dossier: MeetingDossier, _ words: Words, isInside: Bool = true) -> [Page.Crumb] {
    let name = MeetingText.plainName(of: meeting, body: dossier.body(meeting.body), words)
    let meetingURL = "\(MeetingListPage.url)/\(meeting.mark)"
    return [.init(words("meetings.list.title"), MeetingListPage.url), .init(name, meetingURL)]
      + (isInside ? [.init(words("meetings.agenda.edit.title"), url(meeting))] : [])
  }

  // MARK: Loading

  func loaded(_ call: Call<SignedIn>) async throws -> (meeting: Versioned<Meeting>, dossier: MeetingDossier) {
    let mark = try call.parameter("meeting") { Mark($0) }
    guard let meeting = try await meetings.store.meeting(mark), let dossier = try await meetings.store.dossier(meeting.value.id) else {
      throw WebProblem.notFound
    }
    return (meeting, dossier)
  }

  func choices(_ dossier: MeetingDossier) async throws -> MeetingChoices {
    let known = Set(dossier.mandates.map(\.id))
    let others = try await meetings.store.livingMandates().filter { !known.contains($0.id) }
    return MeetingChoices(
      documents: dossier.documents, mandates: dossier.mandates + others, bodies: dossier.bodies,
      meetings: try await meetings.store.overview().meetings.filter { $0.body == dossier.meeting.body })
  }

  /// The place of the address; a new thing gets its identifier here.
  func place(_ call: Call<SignedIn>) throws -> (place: MeetingPlace, isNew: Bool) {
    let kind = try call.parameter("kind") { MeetingPlace.Kind(rawValue: $0) }
    let element = call.parameters["element"]
    let isNew = element == "new"
    guard (kind == .facts) == (element == nil), let place = MeetingPlace(kind, element: isNew ? nil : element) else {
      throw WebProblem.notFound
    }
    return (place, isNew)
  }

  // MARK: The list of parts

  @Sendable func tasks(_ call: Call<SignedIn>) async throws -> Answer {
    let (meeting, dossier) = try await loaded(call)
    return .page(TaskListPage(dossier: dossier, words: call.words).draw(call, version: meeting.version))
  }

  // MARK: One part

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let (now, dossier) = try await loaded(call)
    let (place, isNew) = try place(call)
    var meeting = now.value
    if isNew {
      do {
        meeting = try meeting.addingBlank(place)
      } catch {
        return .redirect(to: Self.url(now.value), notice: Message("problem.\(error.code.rawValue).detail"))
      }
    }
    guard var fields = meeting.fields(of: place) else { throw WebProblem.notFound }
    if isNew { for name in ["item", "answers", "kind"] where call.query[name] != nil { fields[name] = call.query[name] ?? "" } }
    return .page(try await page(FormState(place: place, isNew: isNew, fields: fields), now, dossier, call))
  }

  /// What one form shows.
  struct FormState: Sendable {
    let place: MeetingPlace
    let isNew: Bool
    let fields: PlaceFields
    var typed = FormData()
    var errors = FormErrors.none
    var theirs: [String: [String: String]] = [:]
    /// The version that the form was opened on; `nil` for the present one.
    var seen: Int?
  }

  func page(_ state: FormState, _ now: Versioned<Meeting>, _ dossier: MeetingDossier, _ call: Call<SignedIn>) async throws -> Page {
    let words = call.words
    let meeting = now.value
    let choices = try await choices(dossier)
    let target = state.isNew ? "\(Self.url(meeting))/\(state.place.kind.rawValue)/new" : Self.url(state.place, of: meeting)
    let form = PlaceForm(
      meeting: meeting, choices: choices, words: words, fields: state.fields, errors: state.errors, theirs: state.theirs)
    let stated = stated(state, dossier)
    let findings = FindingList(dossier: dossier, words: words)
    let here = dossier.coverageFindings.filter { findings.concerns($0, state.place) }
    return Page(
      title(state, meeting, words), trail: Self.trail(meeting, dossier, words), classification: .internalUse,
      hasErrors: !state.errors.isEmpty
    ) {
      tag("div", .css("columns")) {
        tag("div") {
          Web.form(
            call, to: target, submit: words("meetings.agenda.save"), errors: state.errors,
            cancel: (words("meetings.agenda.backToParts"), Self.url(meeting))
          ) {
            hiddenField("version", "\(state.seen ?? now.version)")
            form.html(state.place, stated: stated)
            if state.isNew, state.place.kind == .items {
              Field("makeRoom", words("meetings.agenda.field.makeRoom"), errors: state.errors).tick(state.typed["makeRoom"] == "yes")
            }
            if state.place.kind == .items, meeting.isAgendaAdopted { Self.decisionFields(state, words) }
          }
          if !state.isNew, state.place != .facts { removal(state, now, call) }
        }
        tag("aside", Attribute("aria-label", words("meetings.agenda.findings"))) {
          tag("h2") { words("meetings.agenda.findings") }
          findings.html(here, none: words("meetings.agenda.noFindingsHere"))
          tag("p") { link("\(MeetingListPage.url)/\(meeting.mark)/check", words("meetings.agenda.allFindings")) }
        }
      }
    }
  }

  private func stated(_ state: FormState, _ dossier: MeetingDossier) -> Set<ID<Mandate>> {
    guard case .item(let id) = state.place else { return [] }
    // A refused form shows again what was ticked.
    if state.typed.has("seenMandates") { return Set(state.typed.all("mandates").compactMap { ID<Mandate>($0) }) }
    return Set(dossier.mandates(statedUnder: id).map(\.id))
  }

  static func decisionFields(_ state: FormState, _ words: Words) -> HTML {
    panel(words("meetings.agenda.decision.title"), .attention) {
      tag("p") { words("meetings.agenda.decision.means") }
      Field("decidedOn", words("meetings.agenda.field.decidedOn"), value: state.typed.raw("decidedOn"), errors: state.errors).day
      Field("decision", words("meetings.agenda.field.decision"), value: state.typed.raw("decision"), errors: state.errors).area(rows: 3)
    }
  }

  private func removal(_ state: FormState, _ now: Versioned<Meeting>, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let url = "\(Self.url(state.place, of: now.value))/remove"
    guard state.place.kind == .items, now.value.isAgendaAdopted else {
      return buttonForm(call, to: url, words("meetings.agenda.remove"), hidden: ["version": "\(now.version)"])
    }
    return Web.form(call, to: url, submit: words("meetings.agenda.remove"), tone: "button secondary") {
      hiddenField("version", "\(now.version)")
      Field("decidedOn", words("meetings.agenda.field.decidedOn"), suffix: "-remove").day
      Field("decision", words("meetings.agenda.field.decision"), suffix: "-remove").area(rows: 2)
    }
  }

  func title(_ state: FormState, _ meeting: Meeting, _ words: Words) -> String {
    if state.isNew { return words("meetings.agenda.add.\(state.place.kind.rawValue)") }
    let part = words("meetings.agenda.part.\(state.place.kind.rawValue)")
    switch state.place {
    case .expectation(let id): return "\(part): \(meeting.expectations.first { $0.id == id }?.mark.text ?? "")"
    case .panel(let id): return "\(part): \(meeting.panels.first { $0.id == id }?.mark.text ?? "")"
    case .facts, .item, .band: return PlaceName(meeting: meeting, words: words).text(state.place)
    }
  }
}

/// What the places of a meeting are called.
struct PlaceName: Sendable {
  let meeting: Meeting
  let words: Words

  func text(_ place: MeetingPlace) -> String {
    switch place {
    case .facts: return words("meetings.agenda.part.facts")
    case .item(let id):
      guard let item = meeting.item(id) else { return words("meetings.agenda.part.items") }
      return words("meetings.agenda.itemName", ["item": .text(item.number.description), "title": .text(best(item.title))])
    case .expectation(let id):
      let found = meeting.expectations.first { $0.id == id }
      return [found?.mark.text, found.map { best($0.what) }].compactMap(\.self).joined(separator: " · ")
    case .panel(let id):
      let found = meeting.panels.first { $0.id == id }
      return [found?.mark.text, found?.topics.first.map(best)].compactMap(\.self).joined(separator: " · ")
    case .band(let id):
      guard let band = meeting.bands.first(where: { $0.id == id }) else { return words("meetings.agenda.part.sessions") }
      let time = words(
        "meetings.organization.time", ["from": .text(band.from.description), "to": .text(band.to.description)])
      return "\(words.date(band.day)) · \(time)"
    }
  }

  /// The same with texts marked that are in another language than the page.
  func html(_ place: MeetingPlace) -> HTML {
    switch place {
    case .item(let id):
      guard let item = meeting.item(id), let title = item.title.best(for: words.language), title.language != words.language else {
        return HTML(text(place))
      }
      return marked("\(item.number)", item.title)
    case .expectation(let id):
      guard let found = meeting.expectations.first(where: { $0.id == id }) else { return HTML(text(place)) }
      return marked(found.mark.text, found.what)
    case .panel(let id):
      guard let found = meeting.panels.first(where: { $0.id == id }) else { return HTML(text(place)) }
      return marked(found.mark.text, found.topics.first ?? LocalText())
    case .facts, .band: return HTML(text(place))
    }
  }

  private func marked(_ mark: String, _ text: LocalText) -> HTML {
    HTML {
      tag("bdi", .css("code"), .dir("ltr")) { mark }
      " · "
      localText(text, on: words.language)
    }
  }

  private func best(_ text: LocalText) -> String { text.best(for: words.language)?.text ?? "–" }
}
