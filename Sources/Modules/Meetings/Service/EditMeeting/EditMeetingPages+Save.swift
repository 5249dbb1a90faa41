// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

extension EditMeetingPages {
  private static func decision(_ form: FormData) -> AgendaDecision? {
    guard form["decision"] != nil || form["decidedOn"] != nil else { return nil }
    return AgendaDecision(kind: .changed, day: form["decidedOn"].flatMap { CalendarDay($0) } ?? .earliest, text: form["decision"] ?? "")
  }

  /// The mandates that the form puts under the item or takes from it.
  private static func stating(_ place: MeetingPlace, _ form: FormData, _ choices: MeetingChoices) -> StatedMandates? {
    guard case .item(let item) = place, form.has("seenMandates") else { return nil }
    let seen = Set((form["seenMandates"] ?? "").split(separator: " ").compactMap { ID<Mandate>($0) })
    let sent = Set(form.all("mandates").compactMap { ID<Mandate>($0) }).intersection(choices.known.mandates)
    return StatedMandates(item: item, added: sent.subtracting(seen), removed: seen.subtracting(sent))
  }

  @Sendable func save(_ call: Call<SignedIn>) async throws -> Answer {
    let (now, dossier) = try await loaded(call)
    let (place, isNew) = try place(call)
    let form = try await call.form()
    let fields = PlaceFields(form)
    var state = FormState(place: place, isNew: isNew, fields: fields, typed: form, seen: form["version"].flatMap { Int($0) } ?? now.version)
    let choices = try await choices(dossier)
    do {
      guard let version = state.seen else { throw CannotEditMeeting.changedSinceSeen }
      let seen = try await meetings.store.meeting(now.value.id, version: version)
      let edit = MeetingEdit(place: place, seen: seen, fields: fields, known: choices.known, decision: Self.decision(form), isNew: isNew)
      let (result, over) = try await meetings.store.change(
        now.value.id, as: isNew ? "partAdded" : "partChanged", part: place.kind.rawValue, stating: Self.stating(place, form, choices),
        by: Maker(call.who), at: call.now
      ) { current in
        let target = Self.target(current, place, form, isNew)
        switch try edit.applied(to: target) {
        case .written(let meeting): return meeting
        case .contested(let merged): throw Contested(merged: merged)
        }
      }
      return .redirect(
        to: Self.url(result), notice: Message(over == version ? "meetings.agenda.saved" : "meetings.agenda.savedBesideOthers"))
    } catch let contested as Contested {
      let (latest, dossier) = try await loaded(call)
      let problem = CannotEditMeeting.contested(contested.merged.theirs.keys.sorted())
      state = FormState(
        place: place, isNew: isNew, fields: contested.merged.fields, typed: form, errors: FormErrors(problem, in: call.words),
        theirs: contested.merged.theirs)
      return .page(try await page(state, latest, dossier, call), status: problem.kind.status)
    } catch let problem as CannotEditMeeting {
      state.errors = FormErrors(problem, in: call.words)
      return .page(try await page(state, now, dossier, call), status: problem.kind.status)
    } catch is StaleWrite {
      let problem = CannotEditMeeting.changedSinceSeen
      state.errors = FormErrors(problem, in: call.words)
      return .page(try await page(state, now, dossier, call), status: problem.kind.status)
    }
  }

  /// Both officers wrote into the same fields.
  private struct Contested: Error { let merged: PlaceFields.Merged }

  /// For a new item whose number is taken, the agenda with room for it, where the officer asks for that.
  private static func target(_ meeting: Meeting, _ place: MeetingPlace, _ form: FormData, _ isNew: Bool) -> Meeting {
    guard isNew, place.kind == .items, form["makeRoom"] == "yes", let number = form["number"].flatMap({ ItemNumber($0) }),
      number.letter == nil
    else { return meeting }
    return meeting.makingRoom(at: number.number)
  }

  // MARK: Removing, moving, numbering

  @Sendable func remove(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let (place, _) = try place(call)
    return try await act(call, place) { now, dossier in
      guard let version = form["version"].flatMap({ Int($0) }) else { throw CannotEditMeeting.changedSinceSeen }
      let seen = try await meetings.store.meeting(now.value.id, version: version)
      var stated: [Mark] = []
      if case .item(let id) = place { stated = dossier.mandates(statedUnder: id).map(\.mark) }
      _ = try await meetings.store.change(now.value.id, as: "partRemoved", part: place.kind.rawValue, by: Maker(call.who), at: call.now) {
        // Only what the officer saw is taken out: what somebody changed meanwhile stays.
        guard $0.fields(of: place) == seen.fields(of: place) else { throw CannotEditMeeting.changedSinceSeen }
        return try $0.removing(place, stated: stated, decision: Self.decision(form))
      }
      return "meetings.agenda.removed"
    }
  }

  @Sendable func move(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let (place, _) = try place(call)
    guard case .item(let id) = place, let move = form["move"].flatMap({ ItemMove(rawValue: $0) }) else { throw WebProblem.notFound }
    return try await act(call, nil) { now, _ in
      _ = try await meetings.store.change(now.value.id, as: "itemsRenumbered", part: "items", by: Maker(call.who), at: call.now) {
        try $0.moving(id, move)
      }
      return "meetings.agenda.moved"
    }
  }

  @Sendable func renumber(_ call: Call<SignedIn>) async throws -> Answer {
    _ = try await call.form()
    return try await act(call, nil) { now, _ in
      _ = try await meetings.store.change(now.value.id, as: "itemsRenumbered", part: "items", by: Maker(call.who), at: call.now) {
        try $0.numberedThrough()
      }
      return "meetings.agenda.renumbered"
    }
  }

  /// Does something and goes back to the parts; a refusal is shown where the officer was.
  private func act(
    _ call: Call<SignedIn>, _ place: MeetingPlace?, _ act: (Versioned<Meeting>, MeetingDossier) async throws -> String
  ) async throws -> Answer {
    let (now, dossier) = try await loaded(call)
    do {
      return .redirect(to: Self.url(now.value), notice: Message(try await act(now, dossier)))
    } catch let problem as CannotEditMeeting {
      let (latest, dossier) = try await loaded(call)
      let errors = FormErrors(problem, in: call.words)
      guard let place, let fields = latest.value.fields(of: place) else {
        return .page(
          TaskListPage(dossier: dossier, words: call.words).draw(call, version: latest.version, errors: errors), status: problem.kind.status
        )
      }
      let state = FormState(place: place, isNew: false, fields: fields, typed: try await call.form(), errors: errors)
      return .page(try await page(state, latest, dossier, call), status: problem.kind.status)
    }
  }
}
