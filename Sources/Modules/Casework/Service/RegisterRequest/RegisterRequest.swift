// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import StrictJSON
import Web
import WritingRules

extension Casework {
  /// Takes an incoming request into the register at once, from a filled form or a file.
  /// - Throws: ``CannotAct``, ``CannotRegister``.
  func register(_ input: RegisterIncoming, id: ID<RegisteredRequest> = ID(), _ acting: Acting) async throws -> Versioned<RegisteredRequest>
  {
    let arrived = IncomingRequest(id: id, head: input.head, items: [])
    let change = Change(try arrived.deciding(.register(input), acting))
    var decided = decided(change, at: acting.at)
    decided.records = ReceivedMaterial.received(in: change.request, since: nil) { ID() }.map { WrittenRecord(record: $0) }
    let version = try await store.commit(
      decided, over: nil, by: .officer(acting.officer.id), at: acting.at)
    return Versioned(change.request, version: version)
  }

  /// The legal basis between two States for a kind of cooperation on a day, as the directory resolves it.
  func basis(
    _ directory: DirectorySnapshot, from requesting: StateCode, to requested: StateCode, kind: CooperationKind, on day: CalendarDay
  )
    -> AppliedBasis
  {
    AppliedBasis(directory.legalBasis(from: requesting, to: requested, for: kind.purpose, on: day)) { $0.title.best(for: .en)?.text ?? "" }
  }

  /// The next own reference, for the form to begin with.
  func nextReference(_ direction: RegisteredRequest.Direction, on day: CalendarDay) async throws -> String {
    let prefix = state.code + (direction == .incoming ? "I" : "O")
    let number = try await store.nextNumber(direction, in: day.parts.year, prefix: prefix)
    let digits = String(number)
    return "\(prefix)-\(day.parts.year)-\(String(repeating: "0", count: max(0, 5 - digits.count)))\(digits)"
  }
}

/// The pages on which an incoming request is taken into the register.
struct RegisterRequestPages: Sendable {
  let casework: Casework

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    let today = CalendarDay(call.now, in: casework.zone)
    let form = FormData([
      ("reference", try await casework.nextReference(.incoming, on: today)), ("arrivedOn", today.description), ("medium", "paper"),
    ])
    return .page(page(form, .none, call))
  }

  @Sendable func register(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    // More rows are asked for: nothing is read yet, so nothing can be refused.
    if form["then"] == "rows" { return .page(page(form, .none, call)) }
    do {
      let directory = try await casework.directory()
      let input = try RegistrationForm.read(form, requested: casework.state, today: CalendarDay(call.now, in: casework.zone)) {
        casework.basis(directory, from: $0, to: casework.state, kind: $1, on: $2)
      }
      let registered = try await casework.register(input, try await casework.acting(call, for: .incoming(.register)))
      return .redirect(to: "/cases/\(registered.value.id)", notice: Message("casework.notice.registered"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      return .page(
        page(form, FormErrors(problem, in: call.words), call), status: problem.kind == .conflict ? .conflict : .unprocessableContent)
    }
  }

  private func page(_ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    return Page(
      words("casework.register.new"), trail: [.init(words("casework.register.title"), "/cases")], classification: .restricted,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.register.newLead") }
      Web.form(
        call, to: "/cases/new", submit: words("casework.act.register"), errors: errors, cancel: (words("casework.cancel"), "/cases"),
        other: (words("casework.moreItems"), "then", "rows")
      ) {
        RegistrationForm(words: words, form: form, errors: errors).html
      }
    }
  }
}
