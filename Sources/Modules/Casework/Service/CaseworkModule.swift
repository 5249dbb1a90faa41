// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
public import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
public import Web

extension Module {
  /// Casework: the register of requests that came or went, what is done with them, and who may know of them.
  public static func casework(_ casework: Casework) -> Module {
    Module(
      name: "casework", routes: CaseworkRoutes(casework: casework).all, migrations: Casework.migrations,
      strings: CaseworkResources.strings,
      navigation: [
        NavigationItem(label: "casework.nav", url: "/cases", permission: "casework.read", order: 15),
        NavigationItem(label: "casework.tasks", url: "/tasks", permission: "casework.task", order: 16),
        NavigationItem(label: "casework.reads", url: "/cases/reads", permission: "audit.read", order: 81),
        NavigationItem(label: "casework.calendars.title", url: "/cases/calendars", permission: "directory.editAuthority", order: 35),
      ],
      problems: CaseworkProblems.examples + CannotRegister.examples + UnreadableAct.examples + CannotChangeAccess.examples
        + CannotTell.examples + CannotTravel.examples + CannotFetch.examples
        + CannotGiveTask.examples
        + CannotSaveList.examples + CannotKeepCalendar.examples
        + [
          RefusedAsAsked(reason: CannotAct.noItems), BadCaseQuery(name: "show"),
          CannotReadCase([.init(line: 1, column: 1, path: "act", said: "")]),
        ],
      home: [
        HomePanel(permission: "casework.read", order: 5, draw: CaseworkHome(casework: casework).home),
        HomePanel(permission: "casework.read", order: 6, draw: TrackHome(casework: casework).home),
        HomePanel(permission: "casework.protection", order: 7, draw: ProtectionHome(casework: casework).home),
        HomePanel(permission: "casework.task", order: 8, draw: TaskPages(casework: casework).home),
        HomePanel(permission: "casework.read", order: 9, draw: TranslationPages(casework: casework).home),
      ])
  }
}

/// Where the module's catalogues are.
public enum CaseworkResources {
  /// The folder of the catalogues.
  public static let strings = Bundle.module.bundleURL.appending(path: "Strings")
  /// The folder of the module's data.
  static let data = Bundle.module.bundleURL.appending(path: "Data")
}

/// The addresses of the module.
struct CaseworkRoutes: Sendable {
  let casework: Casework

  /// Every address that names a case is behind the gate of need to know.
  var all: [Route] {
    let ofCases =
      register + acts + proposals + retention + api + access + guarded + givenTasks + files + intake + subjects + translations + links
      + contacts + tracks + letters + papers + savedLists + stuck + calendars + deadlines + travel + offered + lessons
    return ofCases.map(gated) + tasks
  }

  private var register: [Route] {
    let new = RegisterRequestPages(casework: casework)
    return [
      .page(.get, "/cases", needs: "casework.read", RegisterPages(casework: casework).list),
      .page(.get, "/cases/new", needs: "casework.register", new.new),
      .page(.post, "/cases/new", needs: "casework.register", records: ["casework.registered", "casework.sent"], new.register),
      .page(.get, "/cases/new/file", needs: "casework.register", new.newFromFile),
      .page(
        .post, "/cases/new/file", needs: "casework.register", changesNothing: true, files: RegisterRequestPages.fileLimit, new.fill),
      .page(.get, "/cases/:case", needs: "casework.read", RequestPages(casework: casework).show),
    ]
  }

  private var acts: [Route] {
    let named = Dictionary(grouping: CaseAct.Code.withForm, by: \.text)
    return named.sorted { $0.key < $1.key }.flatMap { name, codes in
      let pages = ActPages(casework: casework, codes: codes)
      let url = "/cases/:case/acts/\(name)"
      let records = Set(codes.flatMap(\.records)).sorted { $0.rawValue < $1.rawValue }
      // Where the directions ask for different permissions the page looks again, once it knows the direction.
      let permission: Permission = Set(codes.map(\.permission)).count == 1 ? codes[0].permission : "casework.register"
      return [
        Route.page(.get, url, needs: permission, pages.show),
        Route.page(.post, url, needs: permission, records: records, pages.act),
      ]
    }
  }

  private var proposals: [Route] {
    let pages = ProposalPages(casework: casework)
    return [
      .page(
        .post, "/cases/:case/proposals/:proposal/confirm", needs: "casework.confirm",
        records: CaseworkAPI.confirmed, pages.confirm),
      .page(
        .post, "/cases/:case/proposals/:proposal/return", needs: "casework.confirm", records: ["casework.proposalReturned"],
        pages.giveBack),
    ]
  }

  /// Confirming is not among them: it takes a person with two factors, and a program has only its token.
  private var api: [Route] {
    let api = CaseworkAPI(casework: casework)
    return [
      .api(.get, "/api/cases", needs: "casework.read", CaseworkAPI.listOperation, api.list),
      .api(
        .post, "/api/cases", needs: "casework.register", records: ["casework.registered", "casework.sent"], CaseworkAPI.registerOperation,
        api.register),
      .api(.get, "/api/cases/:case", needs: "casework.read", CaseworkAPI.readOperation, api.read),
      .api(
        .post, "/api/cases/:case/acts", needs: "casework.decide", records: CaseworkAPI.recorded, CaseworkAPI.actOperation, api.act),
    ]
  }
}
