// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Instruments
import Kernel
import Localisation
import Web

/// The register: all requests that an officer may know of, the most pressing first.
struct RegisterPages: Sendable {
  let casework: Casework

  static let pageLength = 50
  /// Beyond this a list says "more than".
  static let countedTo = 500

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let filter = RegisterFilter(call.query, today: CalendarDay(call.now, in: casework.zone))
    let reader = call.who.reader
    let lines = try await casework.store.lines(filter, for: reader, limit: Self.pageLength + 1)
    let count = try await casework.store.count(filter, for: reader, upTo: Self.countedTo + 1)
    let words = call.words
    let lists = try await casework.savedLists(call)
    let staff = try await casework.officers.staff()
    let units = staff.units
    let officers = staff.who(may: "casework.read")
    let proposedUses = filter.show == .proposed ? try await ProposedUses(casework: casework).html(call) : .nothing
    return .page(
      Page(words("casework.register.title"), classification: .restricted) {
        tag("p", .css("lead")) { words("casework.register.lead") }
        if call.who.may("casework.register") {
          tag("p", .css("actions")) {
            link("/cases/new", words("casework.register.new"), .css("button"))
            link("/cases/intake", words("casework.intake.title"), .css("button secondary"))
            if call.who.may("casework.retain") { link("/cases/retention", words("casework.retention.title")) }
          }
        }
        tag("p", .css("actions")) {
          link("/cases/subjects", words("casework.lookUp.title"))
          link("/cases/translations", words("casework.translations.title"))
          link("/cases/contacts", words("casework.contacts.title"))
          link("/cases/material", words("casework.list.material.title"))
          link("/cases/undertakings", words("casework.list.undertaking.title"))
          link("/cases/uses", words("casework.list.consentToUse.title"))
          link("/cases/stuck", words("casework.stuck.title"))
          link("/cases/deadlines", words("casework.deadlines.title"))
          link(LessonPages.url, words("casework.lessons.title"))
          link("/cases/calendars", words("casework.calendars.title"))
        }
        lists
        shown(filter, words)
        filters(filter, units, officers, words)
        tag("p") { link("/cases/lists" + filter.form.setting("after", to: nil).query, words("casework.list.saveThis")) }
        tag("p", Attribute("role", "status")) {
          count > Self.countedTo
            ? words("casework.register.foundMore", ["count": .integer(Self.countedTo)])
            : words("casework.register.found", ["count": .integer(count)])
        }
        if lines.isEmpty {
          emptyState(words("casework.register.none"))
        } else {
          RequestTable(words: words, casework: casework, today: CalendarDay(call.now, in: casework.zone)).html(
            Array(lines.prefix(Self.pageLength)), caption: words("casework.register.title"))
        }
        following(lines, filter, words)
        proposedUses
      })
  }

  private func shown(_ filter: RegisterFilter, _ words: Words) -> HTML {
    tag("nav", Attribute("aria-label", words("casework.register.shown"))) {
      tag("ul", .css("chosen")) {
        for show in RegisterFilter.Show.allCases {
          tag("li") {
            link(
              "/cases" + filter.form.setting("show", to: show == .open ? nil : show.rawValue).setting("after", to: nil).query,
              words("casework.show.\(show.rawValue)"), filter.show == show ? Attribute("aria-current", "page") : nil)
          }
        }
      }
    }
  }

  private func filters(_ filter: RegisterFilter, _ units: [String], _ officers: [Staff.Member], _ words: Words) -> HTML {
    filterForm("/cases", submit: words("casework.register.filter")) {
      if filter.show != .open { hiddenField("show", filter.show.rawValue) }
      Field("q", words("casework.register.reference"), value: filter.reference ?? "").line(width: "medium", direction: "ltr")
      Field("direction", words("casework.register.direction"), value: filter.direction?.rawValue ?? "").choice(
        RegisteredRequest.Direction.allCases.map { .init($0.rawValue, words("casework.direction.\($0.rawValue)")) },
        none: words("casework.any"))
      Field("kind", words("casework.field.kind"), value: filter.kind?.rawValue ?? "").choice(
        CooperationKind.allCases.map { .init($0.rawValue, words("casework.kind.\($0.rawValue)")) }, none: words("casework.any"))
      Field("state", words("casework.register.state"), value: filter.state?.code ?? "").choice(
        words.statesByName.map { .init($0.code, words.state($0)) }, none: words("casework.any"))
      Field("responsible", words("casework.access.responsible"), value: filter.responsible?.text ?? "").choice(
        [.init("mine", words("casework.filter.mine")), .init("nobody", words("casework.filter.nobody"))]
          + responsible(filter, officers).map { .init($0.id, $0.name, isTyped: true) }, none: words("casework.any"))
      more(filter, units, words)
    }
  }

  /// The officers who can be chosen; one of an address who cannot sign in any more stays chosen.
  private func responsible(_ filter: RegisterFilter, _ officers: [Staff.Member]) -> [(id: String, name: String)] {
    let known = officers.map { (id: $0.id, name: $0.name) }
    guard case .officer(let id) = filter.responsible, !known.contains(where: { $0.id == id }) else { return known }
    return known + [(id: id, name: id)]
  }

  /// The filters that are needed less often, folded away unless one is set.
  private func more(_ filter: RegisterFilter, _ units: [String], _ words: Words) -> HTML {
    let isSet =
      filter.stage != nil || filter.basis != nil || filter.unit != nil || filter.dueUntil != nil || filter.isUrgent || filter.isDelayed
      || filter.isRestricted
    return tag("details", .flag("open", isSet)) {
      tag("summary") { words("casework.filter.more") }
      Field("stage", words("casework.column.stage"), value: filter.stage ?? "").choice(
        RegisterFilter.stages.map { .init($0, words("casework.stage.\($0)")) }, none: words("casework.any"))
      Field("basis", words("casework.field.basis"), value: filter.basis?.rawValue ?? "").choice(
        AppliedBasis.Kind.allCases.map { .init($0.rawValue, words("casework.basis.\($0.rawValue)")) }, none: words("casework.any"))
      if units.isEmpty {
        if let unit = filter.unit { hiddenField("unit", unit) }
      } else {
        Field("unit", words("casework.field.unit"), value: filter.unit ?? "").choice(
          units.map { .init($0, $0, isTyped: true) }, none: words("casework.any"))
      }
      Field("due", words("casework.filter.due"), value: filter.dueUntil?.description ?? "").day
      Field("urgent", words("casework.filter.urgent")).tick(filter.isUrgent)
      Field("delayed", words("casework.filter.delayed")).tick(filter.isDelayed)
      Field("restricted", words("casework.filter.restricted")).tick(filter.isRestricted)
    }
  }

  private func following(_ lines: [CaseStore.Line], _ filter: RegisterFilter, _ words: Words) -> HTML {
    guard lines.count > Self.pageLength || filter.after != nil else { return .nothing }
    return tag("p", .css("actions")) {
      if filter.after != nil {
        link("/cases" + filter.form.setting("after", to: nil).query, words("casework.register.first"))
      }
      if lines.count > Self.pageLength {
        let last = lines[Self.pageLength - 1]
        link(
          "/cases" + filter.form.setting("after", to: "\(last.dueOn ?? .latest)_\(last.id)").query, words("casework.register.following"))
      }
    }
  }
}

/// Requests as lines of a table.
struct RequestTable: Sendable {
  let words: Words
  let casework: Casework
  let today: CalendarDay

  func html(_ lines: [CaseStore.Line], caption: String) -> HTML {
    Table(
      caption: caption, showsCaption: false,
      columns: ["request", "state", "stage", "due", "needs"].map { Table.Column(words("casework.column.\($0)")) },
      rows: lines.map(row)
    ).html
  }

  private func row(_ line: CaseStore.Line) -> [HTML] {
    [
      HTML {
        line.listed.link(words)
        if let day = line.request.head.shreddedOn {
          tag("p", .css("hint")) { words("casework.retention.shreddedOn", ["day": .day(day)]) }
        }
      },
      HTML {
        words("casework.direction.\(line.request.direction.rawValue)")
        tag("p", .css("hint")) { words.state(line.request.otherState) }
      },
      StageWords(words: words).badge(line.request),
      due(line),
      needs(line),
    ]
  }

  /// What the request needs; whose turn it is where it needs nothing from here.
  private func needs(_ line: CaseStore.Line) -> HTML {
    let needs = casework.needs(of: line.request, on: today)
    guard !needs.isEmpty else { return HTML(words("casework.turn.\(line.turn)")) }
    var seen: Set<NeedsAttention.Kind> = []
    return HTML(
      needs.filter { seen.insert($0.kind).inserted }.map { need in
        tag("p") {
          words("casework.needs.\(need.kind.rawValue)")
          if need.isOverdue {
            HTML(" ")
            badge(words("casework.overdue"), .refused)
          }
        }
      })
  }

  private func due(_ line: CaseStore.Line) -> HTML {
    guard let due = line.dueOn else { return HTML("–") }
    return HTML {
      words.date(due)
      if line.request.isOpen, due < today {
        HTML(" ")
        badge(words("casework.overdue"), .refused)
      }
    }
  }
}

/// The words and colours of stages.
struct StageWords: Sendable {
  let words: Words

  func badge(_ request: RegisteredRequest) -> HTML {
    Web.badge(words("casework.stage.\(request.stageCode)"), Self.tone(request.stageCode))
  }

  func badge(_ item: ItemSummary) -> HTML { Web.badge(words("casework.itemStage.\(item.stageCode)"), Self.tone(item.stageCode)) }

  static func tone(_ code: String) -> Tone {
    switch code {
    case "refused": .refused
    case "received", "approved", "notReceived", "informationToGive", "awaiting", "informationRequested", "consultation", "postponed",
      "undecided":
      .attention
    case "executedFully", "productSent", "productConfirmed", "confirmed", "executed", "accepted", "fullyReplied", "replied": .ok
    case "closed", "withdrawn", "forwarded": .plain
    default: .info
    }
  }
}

extension Words {
  /// The words of what an item asks for.
  func sought(_ sought: SoughtAct) -> String {
    switch sought {
    case .measure(let measure): self("content.measure.\(measure.rawValue)")
    case .other(let other): self("casework.sought.\(other.rawValue)")
    }
  }
}
