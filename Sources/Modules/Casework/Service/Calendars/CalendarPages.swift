// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

extension CaseworkRoutes {
  /// Whoever keeps the directory keeps the working days of States too; every officer reads them.
  var calendars: [Route] {
    let pages = CalendarPages(casework: casework)
    let records: [EventKind] = ["casework.calendarChanged"]
    return [
      .page(.get, "/cases/calendars", needs: "directory.readRestricted", pages.list),
      .page(.get, "/cases/calendars/:state", needs: "directory.readRestricted", pages.show),
      .page(.post, "/cases/calendars/:state", needs: "directory.editAuthority", records: records, pages.add),
      .page(
        .post, "/cases/calendars/:state/import", needs: "directory.editAuthority", records: records,
        files: RegisterRequestPages.fileLimit, pages.take),
      .page(.post, "/cases/calendars/:state/periods/:place/remove", needs: "directory.editAuthority", records: records, pages.remove),
    ]
  }
}

/// The pages on which the working days of States are kept.
struct CalendarPages: Sendable {
  let casework: Casework

  private func mayEdit(_ call: Call<SignedIn>) -> Bool { call.who.may("directory.editAuthority") }

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    if let state = call.query["state"].flatMap({ StateCode($0) }) { return .redirect(to: "/cases/calendars/\(state.code)") }
    let all = try await casework.store.calendars().map(\.value)
    let today = CalendarDay(call.now, in: casework.zone)
    return .page(
      Page(words("casework.calendars.title")) {
        tag("p", .css("lead")) { words("casework.calendars.lead") }
        if all.isEmpty {
          emptyState(words("casework.calendars.none"))
        } else {
          Table(
            caption: words("casework.calendars.title"), showsCaption: false,
            columns: ["state", "restDays", "source"].map { Table.Column(words("casework.calendars.\($0)")) },
            rows: all.map { calendar in
              let period = calendar.period(on: today)
              return [
                link("/cases/calendars/\(calendar.state.code)", words.state(calendar.state)),
                HTML(period.map { words.restDays($0) } ?? "–"), period.map { typedText($0.source) } ?? HTML("–"),
              ]
            }
          ).html
        }
        filterForm("/cases/calendars", submit: words("casework.calendars.open")) {
          Field("state", words("casework.calendars.another")).choice(
            words.sorted(StateNames.shared.states) { words.state($0) }.map { .init($0.code, words.state($0)) },
            none: words("casework.choose"))
        }
      })
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let state = try state(call)
    let found = try await casework.store.calendar(of: state)
    return .page(page(found.value, found.version, FormData(), .none, call))
  }

  @Sendable func add(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    return try await change(call, form) { calendar in calendar.periods.append(try Self.period(form)) }
  }

  @Sendable func remove(_ call: Call<SignedIn>) async throws -> Answer {
    let place = try call.parameter("place") { Int($0) }
    return try await change(call, try await call.form()) { calendar in
      guard calendar.periods.indices.contains(place) else { throw CannotAct.changedSinceSeen }
      calendar.periods.remove(at: place)
    }
  }

  /// Takes a file in: a table gives periods of its own, an iCalendar file gives its days off to the last period.
  @Sendable func take(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    var text = form.raw("file")
    if let file = try call.file("chosen") { text = try await file.text() }
    let data = Data(text.utf8)
    let isCalendar = text.drop { $0.isWhitespace }.uppercased().hasPrefix("BEGIN:VCALENDAR")
    return try await change(call, form) { calendar in
      guard isCalendar else {
        calendar.periods += try CalendarFile.periods(csv: data)
        return
      }
      let found = try CalendarFile.daysOff(iCalendar: data)
      if calendar.periods.isEmpty {
        calendar.periods = [.init(restDays: [6, 7], source: call.words("casework.calendars.fromFile"))]
      }
      let last = calendar.periods.count - 1
      let yearly = calendar.periods[last].everyYear
      calendar.periods[last].everyYear = yearly + found.everyYear.filter { !yearly.contains($0) }
      calendar.periods[last].holidays = Set(calendar.periods[last].holidays + found.once).sorted()
    }
  }

  private func state(_ call: Call<SignedIn>) throws -> StateCode {
    let state = try call.parameter("state") { StateCode($0) }
    guard StateNames.shared.states.contains(state) else { throw WebProblem.notFound }
    return state
  }

  private func change(
    _ call: Call<SignedIn>, _ form: FormData, _ body: (inout StateCalendar) throws -> Void
  ) async throws -> Answer {
    let state = try state(call)
    let found = try await casework.store.calendar(of: state)
    do {
      guard form["version"] == "\(found.version)" else { throw CannotAct.changedSinceSeen }
      var calendar = found.value
      try body(&calendar)
      try await casework.keep(calendar, over: found.version, by: .officer(call.who.officer), at: call.now)
      return .redirect(to: "/cases/calendars/\(state.code)", notice: Message("casework.calendars.kept"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      return .page(
        page(found.value, found.version, form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  /// The period of a form.
  private static func period(_ form: FormData) throws -> StateCalendar.Period {
    var input = ActInput(form)
    func all<Value>(_ name: String, _ read: (String) -> Value?) -> [Value] {
      let lines = input.lines(name)
      let values = lines.compactMap(read)
      if values.count != lines.count { input.refuse(name, "casework.day-unreadable") }
      return values
    }
    var period = StateCalendar.Period(
      restDays: form.all("restDays").compactMap { Int($0) }, everyYear: all("everyYear") { StateCalendar.DayOfYear($0) },
      holidays: all("holidays") { CalendarDay($0) }, source: input.text("source"))
    period.validFrom = input.optionalDay("validFrom")
    period.validTo = input.optionalDay("validTo")
    for fault in period.faults {
      switch fault {
      case .restDays: input.refuse("restDays", "casework.choice-unknown")
      case .everyYear: input.refuse("everyYear", "casework.day-unreadable")
      case .validity: input.refuse("validTo", "casework.day-too-early")
      case .source: input.refuse("source", "casework.missing")
      }
    }
    guard input.problems.isEmpty else { throw CannotKeepCalendar.unreadable(fields: input.problems) }
    return period
  }

  private func page(
    _ calendar: StateCalendar, _ version: Int, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) -> Page {
    let words = call.words
    return Page(
      words("casework.calendars.of", ["state": .text(words.state(calendar.state))]),
      trail: [.init(words("casework.calendars.title"), "/cases/calendars")], hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.calendars.ofLead") }
      if calendar.periods.isEmpty { emptyState(words("casework.calendars.noPeriod")) }
      for (place, period) in calendar.periods.enumerated() {
        tag("section") {
          tag("h2") { words("casework.calendars.period", ["number": .integer(place + 1)]) }
          facts(told(period, words))
          if mayEdit(call) {
            buttonForm(
              call, to: "/cases/calendars/\(calendar.state.code)/periods/\(place)/remove", words("casework.calendars.remove"),
              hidden: ["version": "\(version)"])
          }
        }
      }
      if mayEdit(call) { forms(calendar, version, form, errors, call) }
    }
  }

  private func told(_ period: StateCalendar.Period, _ words: Words) -> [FactRow] {
    [
      (words("casework.calendars.validFrom"), period.validFrom.map { HTML(words.date($0)) }),
      (words("casework.calendars.validTo"), period.validTo.map { HTML(words.date($0)) }),
      (words("casework.calendars.restDays"), HTML(words.restDays(period))),
      (
        words("casework.calendars.everyYear"),
        period.everyYear.isEmpty ? nil : tag("span", .dir("ltr")) { period.everyYear.map(\.text).joined(separator: ", ") }
      ),
      (
        words("casework.calendars.holidays"),
        period.holidays.isEmpty ? nil : HTML(words.list(period.holidays.map { words.date($0) }))
      ),
      (words("casework.calendars.source"), typedText(period.source)),
    ]
  }

  private func forms(
    _ calendar: StateCalendar, _ version: Int, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) -> HTML {
    let words = call.words
    let url = "/cases/calendars/\(calendar.state.code)"
    let isFile = form.has("file")
    func field(_ name: String) -> Field {
      let hint = "casework.calendars.hint.\(name)"
      return Field(
        name, words("casework.calendars.\(name)"),
        hint: words.contains(hint) ? words(hint, ["columns": .text(CalendarFile.columns.joined(separator: ", "))]) : nil,
        value: form.raw(name), errors: errors)
    }
    return HTML {
      tag("h2") { words("casework.calendars.add") }
      Web.form(call, to: url, submit: words("casework.calendars.add"), errors: isFile ? .none : errors) {
        hiddenField("version", "\(version)")
        field("validFrom").day
        field("validTo").day
        field("restDays").checkboxes(
          (1...7).map { .init("\($0)", words.weekday($0)) },
          chosen: form.pairs.isEmpty || isFile ? ["6", "7"] : Set(form.all("restDays")))
        field("everyYear").area(rows: 4)
        field("holidays").area(rows: 6)
        field("source").line()
      }
      tag("h2") { words("casework.calendars.import") }
      Web.form(
        call, to: "\(url)/import", submit: words("casework.calendars.import"), errors: isFile ? errors : .none, encoding: .multipart
      ) {
        hiddenField("version", "\(version)")
        field("file").area(rows: 6)
        Field("chosen", words("casework.calendars.chosen")).file(accept: ".csv,.ics")
      }
    }
  }
}

extension Words {
  /// The weekly rest days of a period.
  func restDays(_ period: StateCalendar.Period) -> String {
    period.restDays.isEmpty ? self("casework.calendars.noRestDay") : list(period.restDays.sorted().map { weekday($0) })
  }
}

/// What stands beside the clocks of a request: on which days either side does not work soon.
struct CalendarNote: Sendable {
  let request: RegisteredRequest
  let casework: Casework
  let today: CalendarDay
  let words: Words

  /// How far ahead it looks.
  static let ahead = 45

  var html: HTML {
    tag("ul", .css("records")) {
      for state in [casework.state, request.otherState] { tag("li") { side(state) } }
    }
  }

  private func side(_ state: StateCode) -> HTML {
    let calendar = casework.calendar(of: state)
    guard let period = calendar.period(on: today) else {
      return HTML {
        HTML(words("casework.calendars.unknown", ["state": .text(words.state(state))]))
        HTML(" ")
        link("/cases/calendars/\(state.code)", words("casework.calendars.open"))
      }
    }
    let holidays = calendar.holidays(from: today, through: today.adding(Days(Self.ahead)))
    return HTML {
      link(
        "/cases/calendars/\(state.code)",
        words("casework.calendars.doesNotWork", ["state": .text(words.state(state)), "days": .text(words.restDays(period))]))
      if !calendar.works(on: today) {
        HTML(" ")
        badge(words("casework.calendars.notToday"), .attention)
      }
      if !holidays.isEmpty {
        tag("p", .css("hint")) {
          words("casework.calendars.soon", ["days": .text(words.list(holidays.prefix(8).map { words.date($0) }))])
        }
      }
    }
  }
}
