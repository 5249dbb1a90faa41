// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

extension CaseworkRoutes {
  var savedLists: [Route] {
    let pages = SavedListPages(casework: casework)
    return [
      .page(.get, "/cases/lists", needs: "casework.read", pages.show),
      .page(.post, "/cases/lists", needs: "casework.read", records: ["casework.listKept"], pages.save),
      .page(.post, "/cases/lists/:list/remove", needs: "casework.read", records: ["casework.listRemoved"], pages.remove),
    ]
  }
}

/// Lists of the register that officers keep; they are their own way of looking and no facts about cases, so nothing of them is recorded.
struct SavedListPages: Sendable {
  let casework: Casework

  private func filter(_ form: FormData, _ call: Call<SignedIn>) -> RegisterFilter {
    var filter = RegisterFilter(form, today: CalendarDay(call.now, in: casework.zone))
    filter.after = nil
    return filter
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer { .page(try await page(call.query, .none, call)) }

  @Sendable func save(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let filter = filter(form, call)
    do {
      guard let name = form["name"], name.count <= SavedList.nameLength else { throw CannotSaveList.unnamed }
      guard filter.reference == nil else { throw CannotSaveList.withReference }
      try await casework.store.keep(
        SavedList(
          id: ID(), officer: call.who.officer, name: name, filter: filter, isShared: form["isShared"] == "yes"), at: call.now)
      return .redirect(to: "/cases" + filter.form.query, notice: Message("casework.list.saved"))
    } catch let problem as CannotSaveList {
      return .page(try await page(form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  @Sendable func remove(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("list") { ID<SavedList>($0) }
    try await casework.store.remove(list: id, of: call.who.officer, at: call.now)
    return .redirect(to: "/cases/lists", notice: Message("casework.list.removed"))
  }

  private func page(_ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) async throws -> Page {
    let words = call.words
    let filter = filter(form, call)
    let lists = try await casework.store.lists(of: call.who.officer, today: filter.today)
    let officers = try await casework.namesOfResponsible(in: [filter] + lists.map(\.filter))
    return Page(
      words("casework.list.title"), trail: [.init(words("casework.register.title"), "/cases")], classification: .restricted,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.list.lead") }
      tag("h2") { words("casework.list.save") }
      facts(filter.told(words, officers))
      Web.form(
        call, to: "/cases/lists", submit: words("casework.list.save"), errors: errors,
        cancel: (words("casework.cancel"), "/cases" + filter.form.query)
      ) {
        for pair in filter.form.pairs { hiddenField(pair.name, pair.value) }
        Field("name", words("casework.list.name"), hint: words("casework.list.nameHint"), value: form.raw("name"), errors: errors)
          .line(width: "medium")
        Field("isShared", words("casework.list.share"), errors: errors).tick(form["isShared"] == "yes")
      }
      kept(lists, officers, call)
    }
  }

  private func kept(_ lists: [SavedList], _ officers: [String: String], _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    guard !lists.isEmpty else { return emptyState(words("casework.list.none")) }
    return HTML {
      tag("h2") { words("casework.list.kept") }
      Table(
        caption: words("casework.list.kept"), showsCaption: false,
        columns: [
          Table.Column(words("casework.list.name")), Table.Column(words("casework.list.shows")), Table.Column(words("casework.list.whose")),
        ],
        rows: lists.map { list in
          [
            Web.link("/cases" + list.filter.form.query, list.name, .dir("auto")), facts(list.filter.told(words, officers)),
            HTML {
              words(
                list.officer != call.who.officer
                  ? "casework.list.others" : list.isShared ? "casework.list.ownShared" : "casework.list.own")
              if list.officer == call.who.officer {
                buttonForm(call, to: "/cases/lists/\(list.id)/remove", words("casework.list.remove"))
              }
            },
          ]
        }
      ).html
    }
  }
}

extension RegisterFilter {
  /// What a list shows, in words.
  /// - Parameter officers: the names of officers by their accounts.
  func told(_ words: Words, _ officers: [String: String]) -> [FactRow] {
    var rows: [FactRow] = [(words("casework.register.shown"), HTML(words("casework.show.\(show.rawValue)")))]
    if let direction { rows.append((words("casework.register.direction"), HTML(words("casework.direction.\(direction.rawValue)")))) }
    if let kind { rows.append((words("casework.field.kind"), HTML(words("casework.kind.\(kind.rawValue)")))) }
    if let state { rows.append((words("casework.register.state"), HTML(words.state(state)))) }
    if let stage { rows.append((words("casework.column.stage"), HTML(words("casework.stage.\(stage)")))) }
    if let basis { rows.append((words("casework.field.basis"), HTML(words("casework.basis.\(basis.rawValue)")))) }
    if let unit { rows.append((words("casework.field.unit"), typedText(unit))) }
    if let responsible {
      let named: HTML =
        switch responsible {
        case .mine: HTML(words("casework.filter.mine"))
        case .nobody: HTML(words("casework.filter.nobody"))
        case .officer(let id): typedText(officers[id] ?? id)
        }
      rows.append((words("casework.access.responsible"), named))
    }
    if let dueUntil { rows.append((words("casework.filter.due"), HTML(words.date(dueUntil)))) }
    for (isSet, name) in [(isUrgent, "urgent"), (isDelayed, "delayed"), (isRestricted, "restricted")] where isSet {
      rows.append((words("casework.filter.only"), HTML(words("casework.filter.\(name)"))))
    }
    return rows
  }
}

extension Casework {
  /// The names of the officers that filters name, also of those who cannot sign in any more.
  func namesOfResponsible(in filters: [RegisterFilter]) async throws -> [String: String] {
    var names: [String: String] = [:]
    for case .officer(let id)? in filters.map(\.responsible) where names[id] == nil { names[id] = try await officers.name(id) }
    return names
  }

  /// The lists that an officer sees, as links with how many requests each finds.
  func savedLists(_ call: Call<SignedIn>) async throws -> HTML {
    let words = call.words
    let lists = try await store.lists(of: call.who.officer, today: CalendarDay(call.now, in: zone)).prefix(12)
    guard !lists.isEmpty else { return .nothing }
    var entries: [HTML] = []
    for list in lists {
      let count = try await store.count(list.filter, for: call.who.reader, upTo: SavedList.countedTo + 1)
      entries.append(
        tag("li") {
          Web.link("/cases" + list.filter.form.query, list.name, .dir("auto"))
          HTML(" ")
          badge(
            count > SavedList.countedTo
              ? words("casework.list.more", ["count": .integer(SavedList.countedTo)])
              : words("casework.list.count", ["count": .integer(count)]))
        })
    }
    return tag("nav", Attribute("aria-label", words("casework.list.title"))) { tag("ul", .css("chosen")) { HTML(entries) } }
  }
}
