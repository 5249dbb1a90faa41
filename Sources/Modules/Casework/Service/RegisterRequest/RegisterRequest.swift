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

  /// Takes an outgoing request that was written on paper into the register, from a filled form or a file.
  /// - Throws: ``CannotAct``, ``CannotRegister``.
  func enter(_ input: EnterOutgoing, id: ID<RegisteredRequest> = ID(), _ acting: Acting) async throws -> Versioned<RegisteredRequest> {
    let change = Change(try OutgoingRequest.entering(input, id: id, acting))
    let version = try await store.commit(
      decided(change, at: acting.at), over: nil, by: .officer(acting.officer.id), at: acting.at)
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

/// The pages on which a request is taken into the register by hand or from the file of a request writer.
struct RegisterRequestPages: Sendable {
  let casework: Casework

  /// The largest file of a request, in bytes.
  static let fileLimit = 2 << 20

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    let today = CalendarDay(call.now, in: casework.zone)
    let direction = RegistrationForm.direction(call.query)
    let form = FormData([
      ("direction", direction.rawValue), ("reference", try await casework.nextReference(direction, on: today)),
      ("arrivedOn", today.description), ("medium", "paper"),
    ])
    return .page(try await page(form, .none, call))
  }

  @Sendable func register(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    // More rows are asked for: nothing is read yet, so nothing can be refused.
    if form["then"] == "rows" { return .page(try await page(form, .none, call)) }
    do {
      let acting = try await casework.acting(call)
      let directory = try await casework.directory()
      let content = try form["content"].map { try casework.around.requestFile(Data($0.utf8), false) }
      let ground = RegistrationForm.Ground(
        own: casework.state, today: acting.on,
        basis: { casework.basis(directory, from: $0, to: $1, kind: $2, on: $3) }, officer: acting.officer, ownUnit: call.who.unit,
        content: content)
      let registered =
        switch try RegistrationForm.read(form, ground) {
        case .incoming(let input): try await casework.register(input, acting)
        case .outgoing(let input): try await casework.enter(input, acting)
        }
      return .redirect(to: "/cases/\(registered.value.id)", notice: Message("casework.notice.registered"))
    } catch let error as StrictJSONError {
      let problem = CannotReadCase(error, in: call.words)
      return .page(try await page(form, FormErrors(problem, in: call.words), call), status: .unprocessableContent)
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      return .page(
        try await page(form, FormErrors(problem, in: call.words), call),
        status: problem.kind == .conflict ? .conflict : .unprocessableContent)
    }
  }

  private func page(_ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) async throws -> Page {
    let words = call.words
    let direction = RegistrationForm.direction(form)
    let units = try await casework.officers.staff().units
    return Page(
      words("casework.registerNew.\(direction.rawValue)"), trail: [.init(words("casework.register.title"), "/cases")],
      classification: .restricted, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.registerLead.\(direction.rawValue)") }
      tag("nav", Attribute("aria-label", words("casework.field.direction"))) {
        tag("ul", .css("chosen")) {
          for one in RegisteredRequest.Direction.allCases {
            tag("li") {
              link(
                "/cases/new?direction=\(one.rawValue)", words("casework.direction.\(one.rawValue)"),
                one == direction ? Attribute("aria-current", "page") : nil)
            }
          }
          tag("li") { link("/cases/new/file", words("casework.register.fromFile")) }
        }
      }
      if form["content"] != nil { panel(words("casework.register.filled"), .info) { tag("p") { words("casework.register.filledLead") } } }
      Web.form(
        call, to: "/cases/new", submit: words("casework.act.register"), errors: errors, cancel: (words("casework.cancel"), "/cases"),
        other: (words("casework.moreItems"), "then", "rows")
      ) {
        RegistrationForm(words: words, form: form, errors: errors, units: units, ownUnit: call.who.unit).html
      }
    }
  }
}

extension RegisterRequestPages {
  @Sendable func newFromFile(_ call: Call<SignedIn>) async throws -> Answer { .page(filePage(call, "", .none)) }

  /// Fills the form from a file; nothing is registered before an officer has looked at it.
  @Sendable func fill(_ call: Call<SignedIn>) async throws -> Answer {
    var text = try await call.form().raw("file")
    do {
      if let file = try call.file("chosen") { text = try await file.text() }
      let isYAML = !text.drop { $0.isWhitespace }.hasPrefix("{")
      let content = try casework.around.requestFile(Data(text.utf8), isYAML)
      return .page(try await page(try await filled(content, call), .none, call))
    } catch let error as StrictJSONError {
      let issues = CannotReadCase(error, in: call.words).issues.map {
        CannotReadCase.Issue(line: $0.line, column: $0.column, path: "file", said: $0.said)
      }
      return .page(filePage(call, text, FormErrors(CannotReadCase(issues), in: call.words)), status: .unprocessableContent)
    } catch let problem as any Problem {
      guard problem.kind != .missing else { throw problem }
      return .page(filePage(call, text, FormErrors(problem, in: call.words)), status: problem.kind.status)
    }
  }

  /// The form as a file fills it: a request of another State comes in, one of the own State goes out.
  private func filled(_ content: RequestContent, _ call: Call<SignedIn>) async throws -> FormData {
    let direction: RegisteredRequest.Direction
    let other: StateCode
    switch (content.requestingState, content.requestedState) {
    case (let from?, casework.state) where from != casework.state: (direction, other) = (.incoming, from)
    case (casework.state, let to?) where to != casework.state: (direction, other) = (.outgoing, to)
    default: throw CannotRegister.notForThisState
    }
    let today = CalendarDay(call.now, in: casework.zone)
    let own = try await casework.nextReference(direction, on: today)
    var head = RequestHead(
      reference: own, requestingState: direction == .incoming ? other : casework.state,
      requestedState: direction == .incoming ? casework.state : other, kind: CooperationKind(content),
      basis: AppliedBasis(primary: .init(.convention)), subject: Casework.subject(of: content, or: own),
      offences: content.offences.compactMap(\.article), arrival: Arrival(channel: content.channel, medium: .electronic, on: today))
    if direction == .incoming {
      head.theirReference = content.reference
      head.otherAuthority = content.authority?.name
    } else {
      head.theirReference = content.supplements?.theirReference
      head.otherReferences = [content.reference].compactMap { $0 }
    }
    head.urgency = content.urgency
    head.confidentiality = content.confidentiality
    let items = Casework.items(of: content).map {
      (sought: $0.sought, summary: $0.summary.isEmpty ? call.words.sought($0.sought) : $0.summary)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let kept = String(decoding: try encoder.encode(content), as: UTF8.self)
    return FormData(RegistrationForm.filled(head, items: items, direction).pairs.map { ($0.name, $0.value) } + [("content", kept)])
  }

  private func filePage(_ call: Call<SignedIn>, _ text: String, _ errors: FormErrors) -> Page {
    let words = call.words
    return Page(
      words("casework.register.fromFile"), trail: [.init(words("casework.register.title"), "/cases")], classification: .restricted,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.register.fromFileLead") }
      Web.form(
        call, to: "/cases/new/file", submit: words("casework.register.fill"), errors: errors, encoding: .multipart,
        cancel: (words("casework.cancel"), "/cases/new")
      ) {
        Field("file", words("casework.register.fileText"), value: text, errors: errors).area(rows: 12)
        Field("chosen", words("casework.register.fileChosen")).file(accept: ".json,.yaml,.yml")
      }
    }
  }
}
