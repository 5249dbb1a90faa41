// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import Storage
public import Web

extension Module {
  /// The releases of statistics on a secretariat's node: what everybody reads, and what officers prepare.
  public static func releases(_ releases: Releases) -> Module {
    Module(
      name: "releases", routes: ReleaseRoutes(releases: releases).all, migrations: ReleaseStore.migrations,
      strings: StatisticsResources.strings, navigation: [NavigationItem(label: "statistics.releases.nav", url: "/statistics", order: 40)])
  }
}

/// The addresses of releases.
struct ReleaseRoutes: Sendable {
  let releases: Releases

  /// What an officer needs to prepare, approve and revise releases.
  static let permission: Permission = "statistics.release"
  private static let reason = "released figures are for everybody"
  /// A register of a hundred thousand requests has about twenty megabytes.
  private static let registerLimit = 64 << 20

  var all: [Route] { shown + drafting + consents }

  private var shown: [Route] {
    let list = ReleaseListPage(releases: releases)
    let release = ReleasePage(releases: releases)
    let table = TablePage(releases: releases)
    let files = ReleaseFiles(releases: releases)
    let note = NotePages(releases: releases)
    return [
      .publicPage(.get, "/statistics", because: Self.reason, list.page),
      .publicPage(.get, "/statistics/releases/:release", because: Self.reason, release.page),
      .publicPage(.get, "/statistics/releases/:release/file", because: Self.reason, files.release),
      .publicPage(.get, "/statistics/releases/:release/tables/:table", because: Self.reason, table.page),
      .publicPage(.get, "/statistics/releases/:release/tables/:table/file", because: Self.reason, files.table),
      .page(.get, "/statistics/releases/:release/note", needs: Self.permission, note.page),
      .page(.get, "/statistics/releases/:release/note/file", needs: Self.permission, note.file),
    ]
  }

  private var drafting: [Route] {
    let pages = DraftPages(releases: releases)
    let new = NewDraftPages(releases: releases)
    let draft = "/statistics/releases/drafts/:release"
    func change(_ path: String, _ event: EventKind, _ handler: @escaping @Sendable (Call<SignedIn>) async throws -> Answer) -> Route {
      .page(.post, "\(draft)/\(path)", needs: Self.permission, records: [event], handler)
    }
    return [
      .page(.get, "/statistics/releases/drafts", needs: Self.permission, pages.list),
      .page(.get, "/statistics/releases/new", needs: Self.permission, new.begin),
      .page(.post, "/statistics/releases/new", needs: Self.permission, records: ["statistics.releaseDrafted"], new.submit),
      .page(.get, "/statistics/releases/:release/revise", needs: Self.permission, new.beginRevision),
      .page(
        .post, "/statistics/releases/:release/revise", needs: Self.permission, records: ["statistics.releaseDrafted"], new.submitRevision),
      .page(.get, draft, needs: Self.permission, pages.show),
      .page(
        .post, "\(draft)/sources", needs: Self.permission, records: ["statistics.releaseSourceAdded"], files: Self.registerLimit, pages.add),
      .page(
        .post, "\(draft)/collection", needs: Self.permission, records: ["statistics.releaseSourceAdded"],
        CollectionSource(pages: pages).add),
      change("sources/remove", "statistics.releaseChanged", pages.removeSource),
      change("tables/remove", "statistics.releaseChanged", pages.removeTable),
      change("merge", "statistics.releaseChanged", pages.merge),
      change("protect", "statistics.releaseProtected", pages.protect),
      change("approve", "statistics.releasePublished", pages.approve),
      change("discard", "statistics.releaseDiscarded", pages.discard),
    ]
  }

  private var consents: [Route] {
    let pages = ConsentPages(releases: releases)
    return [
      .page(.get, "/statistics/releases/consents", needs: Self.permission, pages.list),
      .page(.post, "/statistics/releases/consents", needs: Self.permission, records: ["statistics.consentRecorded"], pages.record),
      .page(
        .post, "/statistics/releases/consents/withdraw", needs: Self.permission, records: ["statistics.consentWithdrawn"], pages.withdraw),
    ]
  }
}
