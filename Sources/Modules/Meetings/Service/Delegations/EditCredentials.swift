// SPDX-License-Identifier: Apache-2.0
import Files
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// Recording a delegation's letter of credentials.
struct EditCredentials: Sendable {
  let meetings: Meetings

  /// The largest letter, in bytes.
  static let fileLimit = 20 << 20

  private var pages: DelegationPages { DelegationPages(meetings: meetings) }

  @Sendable func edit(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let current = try await pages.delegation(here, call)
    return .page(page(here, current, Self.typed(of: current.value.credentials), .none, call))
  }

  @Sendable func submit(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let current = try await pages.delegation(here, call)
    var form = try await call.form()
    do {
      // Kept even when the rest needs mending, so that nobody chooses the file twice.
      if let file = try call.file("letter") {
        try await file.keep(in: meetings.sessionFiles)
        form = form.setting("sha256", to: file.sha256).setting("fileName", to: file.name).setting("mediaType", to: file.mediaType)
          .setting("size", to: "\(file.size)")
      }
      let read = try await Self.read(form, known: current.value.credentials?.letter, in: meetings)
      try await meetings.store.change(
        current.value.id, seen: form["version"].flatMap { Int($0) } ?? 0, part: { $0.credentials }, as: "credentialsRecorded",
        by: call.who.maker, at: call.now
      ) { delegation in
        var changed = delegation
        changed.credentials = read
        return changed
      }
      return .redirect(to: "\(here.base)/delegations/\(current.value.id)", notice: Message("meetings.session.saved"))
    } catch let problem as CannotRegister {
      return .page(
        page(
          here, try await pages.delegation(here, call), form, FormErrors(problem, in: call.words), call,
          showsCurrent: problem == .changedSinceSeen), status: problem.kind.status)
    } catch let problem as WebProblem where problem.kind != .missing {
      return .page(
        page(
          here, current, form,
          FormErrors(
            CannotRegister.wrongFields([FieldProblem(field: "letter", code: problem.code, details: problem.details)]), in: call.words), call
        ),
        status: problem.kind.status)
    }
  }

  private static func read(_ form: FormData, known: KeptFile?, in meetings: Meetings) async throws -> Credentials {
    var faults: [FieldProblem] = []
    func value<Value>(_ field: String, _ read: (String) -> Value?) -> Value? {
      let found = form[field].flatMap(read)
      if found == nil { faults.append(FieldProblem(field: field, code: "meetings.entry-missing")) }
      return found
    }
    let day = value("receivedOn") { CalendarDay($0) }
    let issuer = value("issuer") { Credentials.Issuer(rawValue: $0) }
    let standing = value("standing") { Credentials.Standing(rawValue: $0) }
    guard let day, let issuer, let standing else { throw CannotRegister.wrongFields(faults) }
    return Credentials(receivedOn: day, issuer: issuer, standing: standing, letter: try await letter(form, in: meetings) ?? known)
  }

  /// A file that came with the form, or with an earlier try of it.
  private static func letter(_ form: FormData, in meetings: Meetings) async throws -> KeptFile? {
    guard let digest = form["sha256"], try await meetings.sessionFiles.holds(digest) else { return nil }
    return KeptFile(
      sha256: digest, name: form["fileName"] ?? digest, mediaType: form["mediaType"] ?? "application/octet-stream",
      size: form["size"].flatMap { Int($0) } ?? 0)
  }

  private static func typed(of credentials: Credentials?) -> FormData {
    guard let credentials else { return FormData() }
    return FormData([
      ("receivedOn", credentials.receivedOn.description), ("issuer", credentials.issuer.rawValue),
      ("standing", credentials.standing.rawValue),
    ])
  }

  private func page(
    _ here: SessionCall, _ current: Versioned<Delegation>, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>,
    showsCurrent: Bool = false
  ) -> Page {
    let (words, delegation) = (call.words, current.value)
    let list = "\(here.base)/delegations"
    let back = "\(list)/\(delegation.id)"
    func field(_ name: String, _ label: String, hint: String? = nil) -> Field {
      Field(name, label, hint: hint, value: typed.raw(name), errors: errors)
    }
    return Page(
      words("meetings.session.editCredentials"),
      trail: here.trail(
        words, .init(words("meetings.session.delegations"), list), .init(SessionText.plainName(delegation, words), back)),
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      form(
        call, to: "\(back)/credentials", submit: words("meetings.session.save"), errors: errors, encoding: .multipart,
        cancel: (words("meetings.session.cancel"), back)
      ) {
        hiddenField("version", "\(current.version)")
        for name in ["sha256", "fileName", "mediaType", "size"] where typed.has(name) { hiddenField(name, typed.raw(name)) }
        if showsCurrent {
          EditDelegation.now(
            [
              (words("meetings.session.column.credentials"), DelegationPages.standing(delegation.credentials, words)),
              (words("meetings.session.received"), delegation.credentials.map { HTML(words.date($0.receivedOn)) }),
              (
                words("meetings.session.issuer"),
                delegation.credentials.map { HTML(words("meetings.session.issuer.\($0.issuer.rawValue)")) }
              ),
            ], words)
        }
        field("receivedOn", words("meetings.session.received")).day
        field("issuer", words("meetings.session.issuer")).radios(
          Credentials.Issuer.allCases.map { Field.Option($0.rawValue, words("meetings.session.issuer.\($0.rawValue)")) })
        field("standing", words("meetings.session.column.credentials"), hint: words("meetings.session.standingHint")).radios(
          Credentials.Standing.allCases.map { Field.Option($0.rawValue, words("meetings.session.credentials.\($0.rawValue)")) })
        field("letter", words("meetings.session.letter"), hint: words("meetings.session.letterHint")).file()
        if let name = typed["fileName"] { tag("p") { words("meetings.session.fileKept", ["name": .text(name)]) } }
      }
    }
  }

  /// The letter, for officers; it is given out as it came.
  @Sendable func letter(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    guard let letter = try await pages.delegation(here, call).value.credentials?.letter else { throw WebProblem.notFound }
    return try await meetings.give(letter)
  }
}

extension Meetings {
  /// Gives out a file as it came; browsers save it and never draw it.
  /// - Throws: `WebProblem.notFound` when it is not kept, `FileProblem` when it is not given out.
  func give(_ file: KeptFile) async throws -> Answer {
    guard let kept = try await sessionFiles.open(file.sha256) else { throw WebProblem.notFound }
    return .stored(kept, type: file.mediaType, name: file.name)
  }
}
