// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Instruments
import Kernel
import Localisation
import Storage
import Web
import WritingRules

/// What can be done with a file of a case.
enum FileAct: String, CaseIterable, Sendable {
  case describe, handOver, agreeReturn, returnObject, move

  /// Whether it makes sense now for an officer who may look into some compartments.
  func isOffered(_ file: CaseFile, to reader: CaseStore.Reader) -> Bool {
    switch self {
    case .describe: true
    case .handOver, .agreeReturn, .returnObject: file.object != nil && file.returnedOn == nil
    case .move: !reader.compartments.isEmpty
    }
  }

  /// What the form begins with.
  func preset(_ file: CaseFile, on today: CalendarDay) -> FormData {
    switch self {
    case .describe:
      FormData([("kind", file.kind.rawValue), ("title", file.title)] + file.items.map { ("items", $0.rawValue) })
    case .handOver: FormData([("on", today.description)])
    case .agreeReturn:
      FormData([("returnTo", file.returnDuty?.to ?? file.origin.givenBy), ("returnDueOn", file.returnDuty?.dueOn?.description ?? "")])
    case .returnObject: FormData([("on", today.description), ("to", file.returnDuty?.to ?? file.origin.givenBy)])
    case .move: FormData([("compartment", file.compartment?.rawValue ?? "")])
    }
  }

  /// The fields of its form.
  var fields: Set<String> {
    switch self {
    case .describe: ["kind", "title", "items"]
    case .handOver: ["to", "place", "on", "purpose", "condition"]
    case .agreeReturn: ["returnTo", "returnDueOn", "isNotNeeded"]
    case .returnObject: ["to", "on", "condition"]
    case .move: ["compartment"]
    }
  }

  /// The compartment that a form names; `nil` for none.
  /// - Throws: ``UnreadableAct``.
  static func compartment(_ form: FormData) throws(UnreadableAct) -> Compartment? {
    guard let text = form["compartment"] else { return nil }
    var input = ActInput(form)
    let compartment = Compartment(rawValue: text)
    if compartment == nil { input.refuse("compartment", "casework.choice-unknown") }
    try input.check()
    return compartment
  }

  /// What a filled form decides.
  /// - Throws: ``UnreadableAct``; what the rule throws.
  func deciding(_ form: FormData, _ file: CaseFile, of request: RegisteredRequest, _ acting: Acting) throws -> CaseFileDecision {
    var input = ActInput(form)
    switch self {
    case .describe:
      let items = form.all("items").filter { !$0.isEmpty }.map { ItemID(rawValue: $0) }.sorted()
      let described = DescribeFile(kind: input.choice("kind", .other), title: input.text("title"), items: items)
      try input.check()
      return try request.describing(file, as: described)
    case .handOver:
      let handOver = HandOverObject(
        to: input.text("to"), place: input.text("place"), on: input.day(), purpose: input.text("purpose"),
        condition: input.optionalText("condition"))
      try input.check()
      return try file.handingOver(handOver, acting)
    case .agreeReturn:
      let duty =
        input.tick("isNotNeeded") ? nil : CaseFile.ReturnDuty(to: input.text("returnTo"), dueOn: input.optionalDay("returnDueOn"))
      try input.check()
      return try file.agreeingReturn(duty)
    case .returnObject:
      let back = ReturnObject(to: input.text("to"), on: input.day(), condition: input.optionalText("condition"))
      try input.check()
      return try file.returning(back, acting)
    case .move: return try file.moving(to: try Self.compartment(form))
    }
  }
}

extension Casework {
  /// Does an act to a file, for pages and programs.
  /// - Throws: ``CannotAct``, ``CannotFile``; ``CannotTell/protectedFile``; ``UnreadableAct``.
  func act(
    _ act: FileAct, _ form: FormData, on file: ID<CaseFile>, of request: ID<RegisteredRequest>, seen version: Int, _ call: Call<SignedIn>
  ) async throws -> CaseFile {
    let acting = try await acting(call)
    if act == .move { try await checkMoving(file, of: request, to: try FileAct.compartment(form), for: call.who.reader) }
    return try await changeRecord(
      file, of: request, seen: version, for: call.who.reader, by: .officer(call.who.officer), at: call.now
    ) { request, file in
      guard let file else { throw CannotAct.noSuchRecord }
      let decision = try act.deciding(form, file, of: request, acting)
      return (decision.state, decision.events)
    }
  }
}

extension Casework {
  /// Looks at who moves a file where: only into compartments that they may look into, and out of one only without its words.
  private func checkMoving(
    _ id: ID<CaseFile>, of request: ID<RegisteredRequest>, to compartment: Compartment?, for reader: CaseStore.Reader
  ) async throws {
    guard !reader.compartments.isEmpty, compartment.map(reader.compartments.contains) ?? true else { throw CannotAct.notOfThisKind }
    guard compartment == nil else { return }
    let file = try await store.record(id, of: request, for: reader).value
    try await checkOutgoing([file], of: try await store.request(request, for: reader).value)
  }
}

/// The pages on which something is done with a file.
struct FileActPages: Sendable {
  let casework: Casework

  /// The act of an address with the file it is for.
  private struct Asked {
    let act: FileAct
    let request: RegisteredRequest
    let file: CaseFile
    let version: Int
    var url: String { "/cases/\(request.id)/files/\(file.id)" }
  }

  private func asked(_ call: Call<SignedIn>) async throws -> Asked {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let request = try await casework.store.request(id, for: call.who.reader).value
    let file = try await casework.store.record(try call.parameter("file") { ID<CaseFile>($0) }, of: id, for: call.who.reader)
    return Asked(
      act: try call.parameter("act") { FileAct(rawValue: $0) }, request: request, file: file.value, version: file.version)
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let asked = try await asked(call)
    let preset = asked.act.preset(asked.file, on: CalendarDay(call.now, in: casework.zone))
    return .page(page(asked, preset, .none, call))
  }

  @Sendable func act(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let asked = try await asked(call)
    do {
      guard let seen = form["version"].flatMap({ Int($0) }) else { throw CannotAct.changedSinceSeen }
      _ = try await casework.act(asked.act, form, on: asked.file.id, of: asked.request.id, seen: seen, call)
      return .redirect(to: asked.url, notice: Message("casework.files.notice.\(asked.act.rawValue)"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      return .page(
        page(asked, form, FormErrors(problem, in: call.words), call), status: problem.kind == .conflict ? .conflict : .unprocessableContent)
    }
  }

  private func page(_ asked: Asked, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    return Page(
      words("casework.files.act.\(asked.act.rawValue)"),
      trail: asked.request.trail(words) + [.init(asked.file.title, asked.url, isTyped: true)],
      classification: .restricted, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.files.lead.\(asked.act.rawValue)") }
      Web.form(
        call, to: "\(asked.url)/acts/\(asked.act.rawValue)", submit: words("casework.files.act.\(asked.act.rawValue)"), errors: errors,
        cancel: (words("casework.cancel"), asked.url)
      ) {
        hiddenField("version", "\(asked.version)")
        fields(asked, form, errors, words, for: call.who.reader)
      }
    }
  }

  private func fields(
    _ asked: Asked, _ form: FormData, _ errors: FormErrors, _ words: Words, for reader: CaseStore.Reader
  ) -> HTML {
    func field(_ name: String, isOptional: Bool = false) -> Field {
      let hint = "casework.files.hint.\(name)"
      let label = words("casework.files.field.\(name)")
      return Field(
        name, isOptional ? words("casework.optional", ["label": .text(label)]) : label, hint: words.contains(hint) ? words(hint) : nil,
        value: form.raw(name), errors: errors)
    }
    return HTML {
      switch asked.act {
      case .describe:
        field("kind").choice(CaseFile.Kind.allCases.map { .init($0.rawValue, words("casework.files.kind.\($0.rawValue)")) })
        field("title").line()
        if !asked.request.items.isEmpty {
          field("items").checkboxes(FileForm.options(asked.request, words), chosen: Set(form.all("items")))
        }
      case .handOver:
        from(asked.file, words)
        field("to").line()
        field("place").line()
        field("on").day
        field("purpose").line()
        field("condition", isOptional: true).line()
      case .agreeReturn:
        field("returnTo").line()
        field("returnDueOn", isOptional: true).day
        if asked.file.returnDuty != nil { field("isNotNeeded").tick(form["isNotNeeded"] == "yes") }
      case .returnObject:
        from(asked.file, words)
        field("to").line()
        field("on").day
        field("condition", isOptional: true).line()
      case .move:
        field("compartment").choice(
          Compartment.allCases.filter(reader.compartments.contains).map {
            .init($0.rawValue, words("casework.files.compartment.\($0.rawValue)"))
          }, none: words("casework.files.compartment.none"))
      }
    }
  }

  /// Whose hands it leaves: the last entry of the chain says so, and nobody types it again.
  private func from(_ file: CaseFile, _ words: Words) -> HTML {
    facts([
      (words("casework.files.column.from"), file.latest.map { typedText($0.to) }),
      (words("casework.files.column.place"), file.latest.map { typedText($0.place) }),
    ])
  }
}
