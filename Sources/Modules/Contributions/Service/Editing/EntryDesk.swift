// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// The pages on which an entry is written and changed, one way for all kinds of entries.
struct EntryDesk<Entry: EditableEntry & Kept>: Sendable {
  let contributions: Contributions
  /// What it is called in the words and in the address: `tool`.
  let name: String
  /// The address below which entries are written.
  let url: String
  /// The page that lists them.
  let list: String
  /// What the log says of a new entry and of a changed one.
  let events: (added: String, changed: String)
  /// Where the writer comes to afterwards.
  let after: @Sendable (Entry) -> String

  private var store: ContributionsStore { contributions.store }

  /// Delegates write for their States alone, officers for all.
  func surroundings(_ call: Call<SignedIn>) async throws -> EntrySurroundings {
    let needs = Set(Entry.form.map(\.kind))
    var surroundings = EntrySurroundings(today: call.today)
    if needs.contains(.category) { surroundings.categories = try await store.categories().filter(\.isInUse).map(\.mark) }
    if needs.contains(.agendaItem) { surroundings.agenda = try await contributions.links.agenda() }
    if !call.who.may("contributions.moderate") { surroundings.ownStates = try await contributions.links.statesOf(call.who.officer) }
    return surroundings
  }

  /// Whether a delegate may change the entry; officers may change all.
  private func load(_ call: Call<SignedIn>, _ surroundings: EntrySurroundings) async throws -> Versioned<Entry>? {
    guard call.parameters[name] != nil else { return nil }
    let entry = try await contributions.thing(Entry.self, name, call)
    if let own = surroundings.ownStates {
      guard let help = entry.value as? AssistanceEntry, let state = help.state, own.contains(state) else { throw WebProblem.notFound }
    }
    return entry
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let surroundings = try await surroundings(call)
    let entry = try await load(call, surroundings)
    var fields = entry?.value.fields ?? EntryFields()
    if entry == nil {
      for field in Entry.form { for name in field.names { if let asked = call.query[name] { fields[name] = asked } } }
      if let own = surroundings.ownStates, own.count == 1, let state = own.first, fields["state"].isEmpty { fields["state"] = state.code }
      if fields["language"].isEmpty { fields["language"] = call.language.rawValue }
    }
    return .page(try await page(entry, fields, .none, contested: [:], surroundings, call))
  }

  @Sendable func save(_ call: Call<SignedIn>) async throws -> Answer {
    let surroundings = try await surroundings(call)
    let sent = try await call.form()
    let mine = EntryForm.read(sent, Entry.form)
    for _ in 0..<8 {
      let now = try await load(call, surroundings)
      do {
        let fields = try await joined(mine, now, seen: sent["version"].flatMap { Int($0) })
        let entry = try Entry.entered(fields, over: now?.value, id: now?.value.id ?? ID(), in: surroundings)
        if entry != now?.value {
          var change = Change()
          try change.keep(
            entry, over: now?.version ?? 0, as: now == nil ? events.added : events.changed, by: call.who.maker, at: call.now)
          try await store.commit(change)
        }
        return .redirect(to: after(entry), notice: Message("contributions.saved"))
      } catch let contest as Contest {
        return try await again(now, contest.fields, contest.problem, contested: contest.theirs, surroundings, call)
      } catch let problem as CannotContribute {
        return try await again(now, mine, problem, contested: [:], surroundings, call)
      } catch is UniqueViolation {
        let problem = CannotContribute.wrongFields([FieldProblem(field: "mark", code: EntryFault.nameTaken.code)])
        return try await again(now, mine, problem, contested: [:], surroundings, call)
      } catch is StaleWrite {}
    }
    throw CannotContribute.otherStage
  }

  /// What somebody else wrote meanwhile into fields that were changed here too.
  private struct Contest: Error {
    let fields: EntryFields
    let theirs: [String: String]
    var problem: CannotContribute {
      .contested(theirs.keys.sorted().map { FieldProblem(field: $0, code: EntryFault.contested.code) })
    }
  }

  private func joined(_ mine: EntryFields, _ now: Versioned<Entry>?, seen number: Int?) async throws -> EntryFields {
    guard let now, let number, number != now.version, let seen = try await store.version(number, of: Entry.self, now.value.key) else {
      return mine
    }
    let joined = EntryFields.merged(seen: seen.fields, mine: mine, theirs: now.value.fields)
    guard joined.contested.isEmpty else { throw Contest(fields: joined.fields, theirs: joined.contested) }
    return joined.fields
  }

  private func again(
    _ entry: Versioned<Entry>?, _ fields: EntryFields, _ problem: CannotContribute, contested: [String: String],
    _ surroundings: EntrySurroundings, _ call: Call<SignedIn>
  ) async throws -> Answer {
    let errors = FormErrors(problem, in: call.words)
    return .page(try await page(entry, fields, errors, contested: contested, surroundings, call), status: problem.kind.status)
  }

  private func page(
    _ entry: Versioned<Entry>?, _ fields: EntryFields, _ errors: FormErrors, contested: [String: String], _ surroundings: EntrySurroundings,
    _ call: Call<SignedIn>
  ) async throws -> Page {
    let words = call.words
    let categories = Entry.form.contains { $0.kind == .category } ? try await store.categories() : []
    let view = EntryForm(form: Entry.form, categories: categories, surroundings: surroundings, words: words)
    let action = entry.map { "\(url)/\($0.value.key)/edit" } ?? "\(url)/new"
    return Page(
      words("contributions.\(name).\(entry == nil ? "new" : "edit")"),
      trail: ContributionText.trail(words, .init(words("contributions.\(name).list"), list)),
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      if !contested.isEmpty {
        panel(words("contributions.theirs"), .attention) {
          facts(
            contested.sorted { $0.key < $1.key }.map { name, text in
              (EntryForm.label(String(name.prefix { $0 != "." }), words), text.isEmpty ? HTML("–") : typedText(text))
            })
        }
      }
      form(
        call, to: action, submit: words("contributions.save"), errors: errors,
        cancel: (words("contributions.cancel"), entry.map { after($0.value) } ?? list)
      ) {
        if let entry { hiddenField("version", "\(entry.version)") }
        view.draw(fields, errors)
      }
    }
  }
}
