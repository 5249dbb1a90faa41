// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Localisation
import MeetingsRules
import Storage
import StrictJSON
import Web

/// Taking a meeting in from a file: paste or choose it, look through what would change, confirm.
struct ImportPages: Sendable {
  static let url = "/meetings/import"

  let meetings: Meetings

  var routes: [Route] {
    [
      .page(.get, Self.url, needs: "meetings.edit", begin),
      .page(.post, Self.url, needs: "meetings.edit", changesNothing: true, files: FormData.sizeLimit, look),
      .page(
        .post, "\(Self.url)/confirm", needs: "meetings.edit",
        records: ["meetings.bodyImported", "meetings.meetingImported", "meetings.documentImported", "meetings.mandateImported"],
        files: FormData.sizeLimit, confirm),
    ]
  }

  @Sendable func begin(_ call: Call<SignedIn>) async throws -> Answer { .page(formPage(call, "", .none)) }

  @Sendable func look(_ call: Call<SignedIn>) async throws -> Answer {
    var text = try await call.form().raw("file")
    do {
      if let file = try call.file("chosen") { text = try await file.text() }
      let dossier = try Self.read(text, call.words)
      return .page(previewPage(call, text, dossier, try await meetings.store.plan(dossier), .none))
    } catch let problem as WebProblem {
      return .page(formPage(call, text, FormErrors(problem, in: call.words)), status: problem.kind.status)
    } catch let problem as CannotTakeMeeting {
      return .page(formPage(call, text, FormErrors(problem, in: call.words)), status: problem.kind.status)
    }
  }

  @Sendable func confirm(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let text = form.raw("file")
    do {
      let dossier = try Self.read(text, call.words)
      let plan = try await meetings.store.plan(dossier)
      guard plan.digest == form["seen"] else { return changed(call, text, dossier, plan) }
      do {
        try await meetings.store.take(dossier, by: Maker(id: call.who.officer, name: call.who.name), at: call.now)
      } catch is StaleWrite {
        return changed(call, text, dossier, try await meetings.store.plan(dossier))
      } catch is UniqueViolation {
        return changed(call, text, dossier, try await meetings.store.plan(dossier))
      }
      return .redirect(to: "/meetings/\(dossier.meeting.mark)", notice: Message("meetings.exports.taken"))
    } catch let problem as CannotTakeMeeting {
      return .page(formPage(call, text, FormErrors(problem, in: call.words)), status: problem.kind.status)
    }
  }

  private func changed(_ call: Call<SignedIn>, _ text: String, _ dossier: MeetingDossier, _ plan: ImportPlan) -> Answer {
    let problem = CannotTakeMeeting.changedSinceSeen
    return .page(previewPage(call, text, dossier, plan, FormErrors(problem, in: call.words)), status: problem.kind.status)
  }

  /// - Throws: ``CannotTakeMeeting/unreadable(_:)``.
  static func read(_ text: String, _ words: Words) throws(CannotTakeMeeting) -> MeetingDossier {
    do {
      let isYAML = !text.drop { $0.isWhitespace }.hasPrefix("{")
      let (file, tree) = try MeetingFile.read(Data(text.utf8), isYAML: isYAML)
      return try file.dossier(tree)
    } catch {
      throw CannotTakeMeeting(error, in: words)
    }
  }

  // MARK: Pages

  private func trail(_ words: Words) -> [Page.Crumb] { [.init(words("meetings.list.title"), MeetingListPage.url)] }

  private func formPage(_ call: Call<SignedIn>, _ text: String, _ errors: FormErrors) -> Page {
    let words = call.words
    return Page(words("meetings.exports.import"), trail: trail(words), hasErrors: !errors.isEmpty) {
      tag("p", .css("lead")) { words("meetings.exports.import.lead") }
      form(
        call, to: Self.url, submit: words("meetings.exports.import.look"), errors: errors, encoding: .multipart,
        cancel: (words("meetings.list.title"), MeetingListPage.url)
      ) {
        Field("file", words("meetings.exports.import.file"), hint: words("meetings.exports.import.fileHint"), value: text, errors: errors)
          .area(rows: 20)
        Field("chosen", words("meetings.exports.import.choose"), hint: words("meetings.exports.import.chooseHint")).file(
          accept: ".json,.yaml,.yml")
      }
    }
  }

  private func previewPage(
    _ call: Call<SignedIn>, _ text: String, _ dossier: MeetingDossier, _ plan: ImportPlan, _ errors: FormErrors
  ) -> Page {
    let words = call.words
    return Page(
      words("meetings.exports.import.preview"), trail: trail(words) + [.init(words("meetings.exports.import"), Self.url)],
      hasErrors: !errors.isEmpty
    ) {
      errors.summary(words)
      tag("p", .css("lead")) { MeetingText.name(of: dossier.meeting, body: dossier.body(dossier.meeting.body), words) }
      tag("p") {
        words(
          "meetings.exports.import.counts",
          ["added": .integer(plan.added), "changed": .integer(plan.changed), "unchanged": .integer(plan.unchanged)])
      }
      if plan.lines.isEmpty {
        emptyState(words("meetings.exports.import.nothing"))
      } else {
        table(plan, words)
        form(
          call, to: "\(Self.url)/confirm", submit: words("meetings.exports.import.confirm"), encoding: .multipart,
          cancel: (words("meetings.exports.import.other"), Self.url)
        ) {
          hiddenField("file", text)
          hiddenField("seen", plan.digest)
        }
      }
    }
  }

  private func table(_ plan: ImportPlan, _ words: Words) -> HTML {
    Table(
      caption: words("meetings.exports.import.preview"),
      columns: ["kind", "name", "what", "difference"].map { Table.Column(words("meetings.exports.import.column.\($0)")) },
      rows: plan.lines.map { line in
        [
          HTML(words("meetings.exports.import.kind.\(line.kind)")),
          HTML {
            tag("code", .dir("ltr")) { line.name.text }
            " "
            localText(line.title, on: words.language)
          },
          badge(words("meetings.exports.import.\(line.version == 0 ? "new" : "changed")"), line.version == 0 ? .ok : .attention),
          line.version == 0 ? .nothing : differences(line.changes, words),
        ]
      }
    ).html
  }

  /// At most forty: who takes in more than that compares the files.
  private func differences(_ changes: [ImportPlan.Difference], _ words: Words) -> HTML {
    tag("ul") {
      for change in changes.prefix(40) {
        tag("li") {
          tag("code", .dir("ltr")) { change.path }
          ": "
          if let before = change.before { tag("del") { typedText(before) } }
          " "
          if let after = change.after { tag("ins") { typedText(after) } }
        }
      }
      if changes.count > 40 { tag("li") { words("meetings.exports.import.more", ["count": .integer(changes.count - 40)]) } }
    }
  }
}
