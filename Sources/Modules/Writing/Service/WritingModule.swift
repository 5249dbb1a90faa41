// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import Storage
public import Web
import WritingRules

extension Module {
  /// The request writer: drafts, readiness, approval, letters.
  public static func writing(_ writing: Writing) -> Module {
    Module(
      name: "writing", routes: WritingRoutes(writing: writing).all, migrations: Writing.migrations, strings: WritingResources.strings,
      navigation: [NavigationItem(label: "writing.nav", url: "/requests", permission: "writing.read", order: 20)],
      problems: CannotChange.examples + CannotApprove.examples + CannotAttach.examples
        + [
          CannotSupplement.notApproved, CannotMakeLetter.sameLanguages, NotReady(findings: []),
          BadQueryValue(name: "on"),
          SectionEdit.Unreadable(fields: []), SectionEdit.Contested(typed: FormData(), theirs: [:]),
          CannotReadFile([.init(line: 1, column: 1, path: "format", said: "")]),
        ],
      home: [HomePanel(permission: "writing.read", order: 10, draw: ListPages(writing: writing).home)])
  }
}

/// The addresses of the module.
struct WritingRoutes: Sendable {
  let writing: Writing

  var all: [Route] { lists + pages + sections + acts + api }

  private var lists: [Route] {
    let list = ListPages(writing: writing)
    let start = StartPages(writing: writing)
    return [
      .page(.get, "/requests", needs: "writing.read", list.list),
      .page(.get, "/requests/new", needs: "writing.draft", start.new),
      .page(.post, "/requests/new", needs: "writing.draft", records: ["writing.draftStarted"], start.start),
      .page(.get, "/requests/import", needs: "writing.draft", start.importPage),
      .page(
        .post, "/requests/import", needs: "writing.draft", records: ["writing.draftStarted"], files: FormData.sizeLimit, start.importFile),
    ] + LetterPages(writing: writing).styleSheets
  }

  private var pages: [Route] {
    let draft = DraftPages(writing: writing)
    let letter = LetterPages(writing: writing)
    return [
      .page(.get, "/requests/:draft", needs: "writing.read", draft.show),
      .page(.get, "/requests/:draft/findings", needs: "writing.read", draft.findings),
      .page(.get, "/requests/:draft/review", needs: "writing.read", draft.reviewPage),
      .page(.get, "/requests/:draft/versions", needs: "writing.read", draft.versions),
      .page(.get, "/requests/:draft/versions/:version", needs: "writing.read", draft.version),
      .page(.get, "/requests/:draft/letter", needs: "writing.read", letter.choose),
      .page(.get, "/requests/:draft/letter/file", needs: "writing.read", letter.file),
      .page(.get, "/requests/:draft/request.json", needs: "writing.read", letter.json),
      .page(.get, "/requests/:draft/files/:sha256", needs: "writing.read", FilePages(writing: writing).file),
    ]
  }

  private var sections: [Route] {
    let section = SectionPages(writing: writing)
    let changed: [EventKind] = ["writing.draftChanged"]
    return [
      .page(.get, "/requests/:draft/sections/:section", needs: "writing.draft", section.show),
      .page(.post, "/requests/:draft/sections/:section", needs: "writing.draft", records: changed, section.save),
      .page(.get, "/requests/:draft/sections/:section/:element", needs: "writing.draft", section.show),
      .page(
        .post, "/requests/:draft/sections/:section/:element", needs: "writing.draft", records: changed, files: Writing.fileLimit,
        section.save),
      .page(.post, "/requests/:draft/sections/:section/:element/remove", needs: "writing.draft", records: changed, section.remove),
    ]
  }

  private var acts: [Route] {
    let draft = DraftPages(writing: writing)
    return [
      .page(
        .post, "/requests/:draft/bridge-sheet", needs: "writing.draft", records: ["writing.draftChanged"],
        FilePages(writing: writing).attach),
      .page(.post, "/requests/:draft/submit", needs: "writing.draft", records: ["writing.submitted"], draft.submit),
      .page(.post, "/requests/:draft/take-back", needs: "writing.draft", records: ["writing.takenBack"], draft.takeBack),
      .page(.post, "/requests/:draft/discard", needs: "writing.draft", records: ["writing.discarded"], draft.discard),
      .page(.post, "/requests/:draft/resume", needs: "writing.draft", records: ["writing.resumed"], draft.resume),
      .page(.post, "/requests/:draft/copy", needs: "writing.draft", records: ["writing.draftStarted"], draft.copy),
      .page(.post, "/requests/:draft/supplement", needs: "writing.draft", records: ["writing.draftStarted"], draft.supplement),
      // An approved request comes into the register of casework at once.
      .page(
        .post, "/requests/:draft/approve", needs: "writing.approve", records: ["writing.approved", "casework.registered"], draft.approve),
      .page(.post, "/requests/:draft/return", needs: "writing.approve", records: ["writing.returned"], draft.giveBack),
    ]
  }

  /// Approving is not among them: it takes a person with two factors, and a program has only its token.
  private var api: [Route] {
    let api = WritingAPI(writing: writing)
    return [
      .api(.get, "/api/requests", needs: "writing.read", WritingAPI.listOperation, api.list),
      .api(.post, "/api/requests", needs: "writing.draft", records: ["writing.draftStarted"], WritingAPI.createOperation, api.create),
      .api(.post, "/api/readiness", needs: "writing.read", changesNothing: true, WritingAPI.checkOperation, api.check),
      .api(.get, "/api/requests/:draft", needs: "writing.read", WritingAPI.readOperation, api.read),
      .api(
        .put, "/api/requests/:draft", needs: "writing.draft", records: ["writing.draftChanged"], WritingAPI.replaceOperation, api.replace),
      .api(
        .post, "/api/requests/:draft/annexes", needs: "writing.draft", records: ["writing.draftChanged"], files: Writing.fileLimit,
        WritingAPI.attachOperation, api.attach),
      .api(.get, "/api/requests/:draft/findings", needs: "writing.read", WritingAPI.findingsOperation, api.findings),
      .api(
        .post, "/api/requests/:draft/submit", needs: "writing.draft", records: ["writing.submitted"], WritingAPI.submitOperation, api.submit
      ),
    ]
  }
}
