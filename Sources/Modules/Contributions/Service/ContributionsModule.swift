// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import HTTPTypes
import Kernel
import Storage
public import Web

extension Module {
  /// Calls for contributions, the library, technical assistance, needs of capacity-building.
  public static func contributions(_ contributions: Contributions) -> Module {
    let moderation = ModerationPages(contributions: contributions)
    return Module(
      name: "contributions", routes: ContributionsRoutes(contributions: contributions).all, migrations: ContributionsStore.migrations,
      strings: ContributionsResources.strings,
      navigation: [NavigationItem(label: "contributions.nav", url: Contributions.url, order: 33)],
      problems: CannotContribute.examples + CannotTakeTable.examples,
      home: [
        HomePanel(permission: "contributions.moderate", order: 35, draw: moderation.home),
        HomePanel(permission: "contributions.submit", order: 36, draw: DraftPages(contributions: contributions).home),
      ])
  }
}

/// The addresses of the module.
struct ContributionsRoutes: Sendable {
  let contributions: Contributions

  private static let published = "what States agree to publish is for everybody"
  private static let library = "tools, services and laws in force are for everybody"

  var all: [Route] { calls + writing + moderation + library + assistance + needs + programs }

  private var calls: [Route] {
    let pages = CallPages(contributions: contributions)
    let papers = CallPaperPages(contributions: contributions)
    let desk = EntryDesk<CallForContributions>(
      contributions: contributions, name: "call", url: CallPages.url, list: Contributions.url, events: ("callPlanned", "callChanged"),
      after: { CallPages.url($0) })
    let one = "\(CallPages.url)/:call"
    return [
      .publicPage(.get, Contributions.url, because: Self.published, FrontPage(contributions: contributions).page),
      .publicPage(.get, one, because: "calls are for everybody once they are open", pages.page),
      .publicPage(.get, "\(one)/paper/file", because: Self.published, papers.compilation),
      .page(.get, "\(one)/answers", needs: "contributions.read", pages.answers),
      .page(.get, "\(one)/letter", needs: "contributions.read", papers.letter),
      .page(.get, "\(one)/letter/file", needs: "contributions.read", papers.letterFile),
      .page(.post, "\(one)/stage", needs: "contributions.moderate", records: ["contributions.callMoved"], pages.move),
      .page(.post, "\(one)/reminders", needs: "contributions.moderate", records: ["contributions.callReminded"], pages.remind),
    ] + editing(desk, "call", ["contributions.callPlanned"], ["contributions.callChanged"], needs: "contributions.moderate")
      + history(of: desk, "call")
  }

  /// The two addresses on which the versions of an entry are read.
  private func history<Entry>(of desk: EntryDesk<Entry>, _ name: String) -> [Route] {
    let pages = HistoryPages<Entry>(contributions: contributions, name: name, url: desk.url, list: desk.list)
    return [
      .page(.get, "\(desk.url)/:\(name)/history", needs: "contributions.read", pages.show),
      .page(.get, "\(desk.url)/:\(name)/history/:version", needs: "contributions.read", pages.one),
    ]
  }

  /// The four addresses on which an entry is written.
  private func editing<Entry>(
    _ desk: EntryDesk<Entry>, _ name: String, _ added: [EventKind], _ changed: [EventKind], needs permission: Permission
  ) -> [Route] {
    [
      .page(.get, "\(desk.url)/new", needs: permission, desk.show),
      .page(.post, "\(desk.url)/new", needs: permission, records: added, desk.save),
      .page(.get, "\(desk.url)/:\(name)/edit", needs: permission, desk.show),
      .page(.post, "\(desk.url)/:\(name)/edit", needs: permission, records: changed, desk.save),
    ]
  }

  private var writing: [Route] {
    let (pages, acts) = (DraftPages(contributions: contributions), DraftActs(contributions: contributions))
    let (one, may) = ("\(DraftPages.url)/:contribution", Permission("contributions.submit"))
    return [
      .page(.get, "/contributions/mine", needs: may, pages.mine),
      .page(.get, "\(CallPages.url)/:call/answer", needs: may, pages.new),
      .page(.post, "\(CallPages.url)/:call/answer", needs: may, records: ["contributions.contributionBegun"], pages.begin),
      .page(.get, one, needs: may, pages.show),
      .page(.post, one, needs: may, records: ["contributions.contributionWritten", "contributions.contributionSubmitted"], pages.save),
      .page(
        .post, "\(one)/files", needs: may, records: ["contributions.contributionFileAttached"], files: DraftPages.fileLimit, acts.attach),
      .page(.post, "\(one)/files/remove", needs: may, records: ["contributions.contributionFileRemoved"], acts.detach),
      .page(.get, "\(one)/files/:sha256", needs: may, acts.file),
      .page(.post, "\(one)/consent", needs: may, records: ["contributions.contributionConsentChanged"], acts.consent),
      .page(.post, "\(one)/withdraw", needs: may, records: ["contributions.contributionWithdrawn"], acts.withdraw),
    ]
  }

  private var moderation: [Route] {
    let (pages, translations) = (ModerationPages(contributions: contributions), TranslationPages(contributions: contributions))
    let published = PublishedPages(contributions: contributions)
    let one = "\(ModerationPages.url)/:contribution"
    let acts = Contribution.Act.ofOfficers.filter { $0 != .publish }.compactMap { ModerationPages.events[$0] }
    return [
      .publicPage(.get, PublishedPages.url, because: Self.published, published.list),
      .publicPage(.get, "\(PublishedPages.url)/:contribution", because: Self.published, published.page),
      .publicPage(.get, "\(PublishedPages.url)/:contribution/files/:sha256", because: Self.published, published.file),
      .page(.get, ModerationPages.url, needs: "contributions.read", pages.list),
      .page(.get, one, needs: "contributions.read", pages.show),
      .page(.get, "\(one)/files/:sha256", needs: "contributions.read", pages.file),
      .page(.post, "\(one)/publish", needs: "contributions.publish", records: ["contributions.contributionPublished"], pages.publish),
      .page(
        .post, "\(one)/:act", needs: "contributions.moderate", records: acts.map { EventKind(rawValue: "contributions.\($0)") }, pages.act),
      .page(.get, "\(one)/translations/:language", needs: "contributions.moderate", translations.show),
      .page(
        .post, "\(one)/translations/:language", needs: "contributions.moderate", records: ["contributions.contributionTranslated"],
        translations.save),
    ]
  }

  private var library: [Route] {
    let (tools, laws) = (ToolPages(contributions: contributions), LawPages(contributions: contributions))
    let due = LibraryVerificationPages(contributions: contributions)
    let may: Permission = "contributions.moderate"
    let toolEvents: [EventKind] = ["contributions.toolAdded", "contributions.toolChanged"]
    let lawEvents: [EventKind] = ["contributions.lawAdded", "contributions.lawChanged"]
    let toolTable = TablePages<Tool>(contributions: contributions, name: "tool", url: ToolPages.url, events: ("toolAdded", "toolChanged"))
    let lawTable = TablePages<NationalLaw>(contributions: contributions, name: "law", url: LawPages.url, events: ("lawAdded", "lawChanged"))
    let toolDesk = EntryDesk<Tool>(
      contributions: contributions, name: "tool", url: ToolPages.url, list: ToolPages.url, events: ("toolAdded", "toolChanged"),
      after: { _ in ToolPages.url })
    let lawDesk = EntryDesk<NationalLaw>(
      contributions: contributions, name: "law", url: LawPages.url, list: LawPages.url, events: ("lawAdded", "lawChanged"),
      after: { "\(LawPages.url)/\($0.id)" })
    return [
      .publicPage(.get, ToolPages.url, because: Self.library, tools.list),
      .publicPage(.get, "\(ToolPages.url).csv", because: Self.library, toolTable.download),
      .page(.get, "\(ToolPages.url)/import", needs: may, toolTable.show),
      .page(.post, "\(ToolPages.url)/import", needs: may, records: toolEvents, files: TablePages<Tool>.fileLimit, toolTable.take),
      .page(.post, "\(ToolPages.url)/:tool/verified", needs: may, records: ["contributions.toolVerified"], due.verifyTool),
      .publicPage(.get, LawPages.url, because: Self.library, laws.list),
      .publicPage(.get, "\(LawPages.url).csv", because: Self.library, lawTable.download),
      .publicPage(.get, "\(LawPages.url)/:law", because: Self.library, laws.page),
      .publicPage(.get, "\(LawPages.url)/:law/file", because: Self.library, laws.file),
      .page(
        .post, "\(LawPages.url)/:law/file", needs: may, records: ["contributions.lawFileBrought"], files: LawPages.fileLimit, laws.bring),
      .page(.get, "\(LawPages.url)/import", needs: may, lawTable.show),
      .page(.post, "\(LawPages.url)/import", needs: may, records: lawEvents, files: TablePages<NationalLaw>.fileLimit, lawTable.take),
      .page(.post, "\(LawPages.url)/:law/verified", needs: may, records: ["contributions.lawVerified"], due.verifyLaw),
      .page(.get, LibraryVerificationPages.url, needs: "contributions.read", due.list),
    ] + editing(toolDesk, "tool", ["contributions.toolAdded"], ["contributions.toolChanged"], needs: may)
      + editing(lawDesk, "law", ["contributions.lawAdded"], ["contributions.lawChanged"], needs: may)
      + history(of: toolDesk, "tool") + history(of: lawDesk, "law")
  }

  private var assistance: [Route] {
    let pages = AssistancePages(contributions: contributions)
    let desk = EntryDesk<AssistanceEntry>(
      contributions: contributions, name: "entry", url: AssistancePages.url, list: AssistancePages.url,
      events: ("assistanceEntered", "assistanceChanged"),
      after: { "\(AssistancePages.url)/\($0.id)" })
    let categories = EntryDesk<AssistanceCategory>(
      contributions: contributions, name: "category", url: CategoryPages.url, list: CategoryPages.url,
      events: ("categoryAdded", "categoryChanged"),
      after: { _ in CategoryPages.url })
    let reason = "requests and offers that their makers make public are for everybody"
    return [
      .publicPage(.get, AssistancePages.url, because: reason, pages.list),
      .publicPage(.get, "\(AssistancePages.url)/:entry", because: reason, pages.page),
      .page(
        .post, "\(AssistancePages.url)/:entry/status", needs: "contributions.submit", records: ["contributions.assistanceMoved"], pages.move
      ),
      .page(
        .post, "\(AssistancePages.url)/:entry/match", needs: "contributions.moderate", records: ["contributions.assistanceMatched"],
        pages.match),
      .page(.get, CategoryPages.url, needs: "contributions.read", CategoryPages(contributions: contributions).list),
    ]
      + editing(
        desk, "entry", ["contributions.assistanceEntered"], ["contributions.assistanceChanged"], needs: "contributions.submit")
      + editing(
        categories, "category", ["contributions.categoryAdded"], ["contributions.categoryChanged"], needs: "contributions.moderate")
  }

  private var needs: [Route] {
    let pages = NeedsPages(contributions: contributions)
    return [
      .page(.get, NeedsPages.url, needs: "contributions.read", pages.list),
      .page(.get, "\(NeedsPages.url).csv", needs: "contributions.read", pages.csv),
      .page(.get, "\(NeedsPages.url)/weights", needs: "contributions.moderate", pages.editWeights),
      .page(
        .post, "\(NeedsPages.url)/weights", needs: "contributions.moderate", records: ["contributions.weightsChanged"], pages.saveWeights),
      .page(.get, "\(NeedsPages.url)/:grouping/:subject", needs: "contributions.read", pages.show),
    ]
  }

  private var programs: [Route] {
    let api = ContributionsAPI(contributions: contributions)
    let base = "/api/contributions"
    return [
      .publicAPI(.get, "\(base)/calls", because: Self.published, ContributionsAPI.callsOperation, api.calls),
      .publicAPI(.get, "\(base)/published", because: Self.published, ContributionsAPI.publishedOperation, api.published),
      .publicAPI(.get, "\(base)/tools", because: Self.library, ContributionsAPI.toolsOperation, api.tools),
      .publicAPI(.get, "\(base)/laws", because: Self.library, ContributionsAPI.lawsOperation, api.laws),
      .publicAPI(.get, "\(base)/assistance", because: Self.published, ContributionsAPI.assistanceOperation, api.assistance),
      .api(.get, "\(base)/needs", needs: "contributions.read", ContributionsAPI.needsOperation, api.needs),
    ]
  }
}
