// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// Who is present at a session; a later change needs a reason.
struct AttendancePages: Sendable {
  let meetings: Meetings

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let band = try self.band(here, call)
    let current = try await meetings.store.attendance(of: here.meeting.id)[band.id]
    return .page(try await page(here, band, current, FormData(), .none, call))
  }

  private func band(_ here: SessionCall, _ call: Call<SignedIn>) throws -> SessionBand {
    try call.parameter("session") { text in here.meeting.bands.first { $0.mark.text == text } }
  }

  @Sendable func save(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let band = try self.band(here, call)
    let form = try await call.form()
    let known = Set(try await meetings.store.delegations(of: here.meeting.id).map(\.id))
    let present = Set(form.all("present").compactMap { ID<Delegation>($0) }).intersection(known)
    let current = try await meetings.store.attendance(of: here.meeting.id)[band.id]
    do {
      guard form["version"] == "\(current?.version ?? 0)" else { throw CannotRegister.changedSinceSeen }
      let attendance =
        try current?.value.corrected(to: present, because: form["reason"] ?? "", by: call.who.name, at: call.now)
        ?? Attendance(band: band.id, meeting: here.meeting.id, present: present)
      if attendance != current?.value {
        var change = Change()
        try change.keep(
          attendance, over: current?.version ?? 0, as: current == nil ? "attendanceRecorded" : "attendanceCorrected",
          facts: ["present": .integer(present.count)], by: call.who.maker, at: call.now)
        try await meetings.store.commit(change)
      }
      return .redirect(to: "\(here.base)/attendance/\(band.mark)", notice: Message("meetings.session.saved"))
    } catch let problem as CannotRegister {
      return try await refused(problem, here, band, form, call)
    } catch let error where error is StaleWrite || error is UniqueViolation {
      return try await refused(.changedSinceSeen, here, band, form, call)
    }
  }

  private func refused(
    _ problem: CannotRegister, _ here: SessionCall, _ band: SessionBand, _ form: FormData, _ call: Call<SignedIn>
  ) async throws -> Answer {
    let now = try await meetings.store.attendance(of: here.meeting.id)[band.id]
    return .page(
      try await page(
        here, band, now, form, FormErrors(problem, in: call.words), call, showsCurrent: problem == .changedSinceSeen),
      status: problem.kind.status)
  }

  private func page(
    _ here: SessionCall, _ band: SessionBand, _ current: Versioned<Attendance>?, _ typed: FormData, _ errors: FormErrors,
    _ call: Call<SignedIn>, showsCurrent: Bool = false
  ) async throws -> Page {
    let words = call.words
    let delegations = SessionText.sorted(try await meetings.store.delegations(of: here.meeting.id), words)
    let recorded = Set(current?.value.present ?? [])
    let chosen = errors.isEmpty ? Set(recorded.map(\.description)) : Set(typed.all("present"))
    func names(_ ids: some Collection<ID<Delegation>>) -> String {
      words.list(delegations.filter { ids.contains($0.id) }.map { SessionText.plainName($0, words) })
    }
    return Page(
      words("meetings.session.attendanceOf", ["session": .text(SessionText.time(band, here.meeting, words))]),
      trail: here.trail(words, .init(words("meetings.session.delegations"), "\(here.base)/delegations")), classification: .internalUse,
      hasErrors: !errors.isEmpty
    ) {
      if showsCurrent { EditDelegation.now([(words("meetings.session.column.present"), HTML(names(recorded)))], words) }
      if call.who.may("meetings.service") {
        form(
          call, to: "\(here.base)/attendance/\(band.mark)", submit: words("meetings.session.save"), errors: errors,
          cancel: (words("meetings.session.cancel"), "\(here.base)/delegations")
        ) {
          hiddenField("version", "\(current?.version ?? 0)")
          Field("present", words("meetings.session.column.present"), errors: errors).checkboxes(
            delegations.map { Field.Option($0.id.description, SessionText.plainName($0, words)) }, chosen: chosen)
          if current != nil {
            Field(
              "reason", words("meetings.session.reason"), hint: words("meetings.session.reasonHint"), value: typed.raw("reason"),
              errors: errors
            ).line()
          }
        }
      } else {
        tag("p") { names(recorded) }
      }
      if let corrections = current?.value.corrections, !corrections.isEmpty {
        tag("h2") { words("meetings.session.corrections") }
        tag("ol", .css("timeline")) {
          for correction in corrections.reversed() {
            tag("li") {
              tag("p") {
                "\(words.dateTime(correction.at, in: call.zone)) · "
                typedText(correction.byName)
              }
              if !correction.added.isEmpty { tag("p") { words("meetings.session.added", ["names": .text(names(correction.added))]) } }
              if !correction.removed.isEmpty { tag("p") { words("meetings.session.removed", ["names": .text(names(correction.removed))]) } }
              tag("p") { typedText(correction.reason) }
            }
          }
        }
      }
    }
  }
}
