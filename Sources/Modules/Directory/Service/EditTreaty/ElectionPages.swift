// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// Entering and ending the agreements of two States under article 46(7).
struct ElectionPages: Sendable {
  let store: DirectoryStore
  let makers: VersionMakers

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer { .page(try await page(nil, FormData(), .none, call)) }

  @Sendable func edit(_ call: Call<SignedIn>) async throws -> Answer {
    let current = try await load(call)
    return .page(try await page(current, FormData([("to", current.value.to?.description ?? "")]), .none, call))
  }

  @Sendable func submitNew(_ call: Call<SignedIn>) async throws -> Answer { try await save(nil, call) }

  @Sendable func submitEdit(_ call: Call<SignedIn>) async throws -> Answer { try await save(try await load(call), call) }

  private func load(_ call: Call<SignedIn>) async throws -> Versioned<Election> {
    guard let current = try await store.election(try call.parameter("election") { $0 }) else { throw WebProblem.notFound }
    return current
  }

  private func save(_ current: Versioned<Election>?, _ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    do {
      let register = try await store.snapshot().treaties
      let election = try register.entering(try Self.read(form, current?.value), inPlaceOf: current?.value)
      if let current, form["version"] != "\(current.version)" { throw CannotEditTreaty.changedSinceSeen }
      if election != current?.value {
        try await store.keep(election, over: current?.version ?? 0, at: call.now, by: .officer(call.who.officer))
      }
      return .redirect(to: TreatyPages.url, notice: Message("directory.election.saved"))
    } catch let problem as CannotEditTreaty {
      return try await refused(problem, current, form, call)
    } catch is StaleWrite {
      return try await refused(.changedSinceSeen, current, form, call)
    } catch is UniqueViolation {
      return try await refused(.electionKnown, current, form, call)
    }
  }

  private func refused(
    _ problem: CannotEditTreaty, _ current: Versioned<Election>?, _ form: FormData, _ call: Call<SignedIn>
  ) async throws -> Answer {
    var now = current
    if let current { now = try await store.election(DirectoryStore.key(of: current.value)) }
    return .page(try await page(now, form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
  }

  /// States and first day of a known election stay: another pair or another day is another agreement.
  private static func read(_ form: FormData, _ current: Election?) throws(CannotEditTreaty) -> Election {
    var faults: [FieldProblem] = []
    func value<Value>(_ field: String, _ read: (String) -> Value?) -> Value? {
      guard let text = form[field] else { return nil }
      guard let value = read(text) else {
        faults.append(FieldProblem(field: field, code: "directory.wrong-value"))
        return nil
      }
      return value
    }
    let to = value("to") { CalendarDay($0) }
    if let current {
      guard faults.isEmpty else { throw .wrongFields(faults) }
      return Election(states: current.states, from: current.from, to: to)
    }
    let (first, second) = (value("first") { StateCode($0) }, value("second") { StateCode($0) })
    let from = value("from") { CalendarDay($0) }
    for (name, isMissing) in [("first", first == nil), ("second", second == nil), ("from", from == nil)] where isMissing {
      if !faults.contains(where: { $0.field == name }) { faults.append(FieldProblem(field: name, code: "directory.wrong-value")) }
    }
    guard faults.isEmpty, let first, let second, let from else { throw .wrongFields(faults) }
    return Election(states: [first, second], from: from, to: to)
  }

  private func page(_ current: Versioned<Election>?, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) async throws -> Page {
    let words = call.words
    let states = words.statesByName.map { Field.Option($0.code, words.state($0)) }
    let key = current.map { DirectoryStore.key(of: $0.value) }
    var versions: [DirectoryStore.RegisterVersion<Election>] = []
    if let key { versions = try await store.versions(ofElection: key) }
    let (kept, names) = (versions, try await makers.names(versions.map(\.by), in: words))
    return Page(
      words(current == nil ? "directory.election.new" : "directory.election.edit"), trail: TreatyPages.trail(words),
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("directory.election.lead") }
      form(
        call, to: "/directory/elections/\(key ?? "new")", submit: words("directory.edit.save"), errors: errors,
        cancel: (words("directory.edit.cancel"), TreatyPages.url)
      ) {
        if let current {
          hiddenField("version", "\(current.version)")
          facts([
            (words("directory.election.states"), HTML(words.list(current.value.states.sorted().map { words.state($0) }))),
            (words("directory.election.from"), HTML(words.date(current.value.from))),
          ])
        } else {
          for name in ["first", "second"] {
            Field(name, words("directory.election.\(name)"), value: typed.raw(name), errors: errors).choice(states, none: "–")
          }
          Field("from", words("directory.election.from"), value: typed.raw("from"), errors: errors).day
        }
        Field("to", words("directory.election.to"), hint: words("directory.election.toHint"), value: typed.raw("to"), errors: errors).day
      }
      if !kept.isEmpty {
        tag("h2") { words("directory.history.title") }
        tag("ol", .css("timeline")) {
          for version in kept {
            tag("li") {
              TreatyPages.version(version.number, version.at, names[version.by] ?? version.by, call.zone, words)
              tag("p") { TreatyPages.period(version.entry.from, version.entry.to, words) }
            }
          }
        }
      }
    }
  }
}
