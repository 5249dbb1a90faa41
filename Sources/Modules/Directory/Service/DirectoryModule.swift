// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
public import Foundation
import HTTPTypes
public import Instruments
public import Kernel
public import Localisation
import Storage
public import Web

extension Module {
  /// The directory: States, their authorities and requirements, the legal basis between two States, the Convention's rules.
  ///
  /// - Parameters:
  ///   - enforcement: gives, with this module's own problems, which rules and problems of the program cite a provision, by their codes.
  ///   - catalogue: the words of all languages: what is sent to an authority is in that State's language, not the reader's.
  ///   - signed: what a State tells authorities alone, as the exchange has it.
  ///   - officerName: the name of an officer by the account's id, for the history of entries.
  public static func directory(
    _ store: DirectoryStore, enforcement: ([any Problem]) -> [Provision: [String]], catalogue: Catalogue,
    signed: @escaping @Sendable (StateCode) async throws -> Data? = { _ in nil },
    officerName: @escaping @Sendable (String) async throws -> String? = { _ in nil }
  ) -> Module {
    var problems: [any Problem] = CannotResolve.examples
    problems +=
      CannotEdit.examples as [any Problem] + CannotTake.examples + CannotReadFile.examples + CannotEditTreaty.examples
      + CannotVerify.examples
    problems.append(CannotReadQuery.badValue(name: "on"))
    let convention = ConventionPages(enforcement: enforcement(problems))
    let reason = "public fields of the directory are for everybody"
    let pages = DirectoryPages(store: store, signed: signed)
    let api = DirectoryAPI(store: store)
    let makers = VersionMakers(officerName: officerName)
    let history = HistoryPages(store: store, makers: makers)
    let open: [Route] = [
      .publicPage(.get, "/directory", because: reason, pages.list),
      .publicPage(.get, "/directory/states/:state", because: reason, pages.state),
      .publicPage(.get, "/directory/authorities/:authority", because: reason, pages.authority),
      .publicPage(.get, "/directory/authorities/:authority/card.vcf", because: reason, pages.card),
      .publicPage(.get, "/directory/authorities/:authority/history", because: reason, history.history),
      .publicPage(.get, "/directory/export.csv", because: reason, pages.table),
      .publicPage(.get, "/directory/export.json", because: reason, pages.file),
      .publicPage(.get, "/directory/basis", because: "the legal basis follows from public facts", pages.basis),
      .publicPage(.get, ResolvePage.url, because: reason, ResolvePage(store: store).page),
      .publicPage(.get, "/directory/bridge", because: reason, BridgePage(store: store).page),
      .publicPage(.get, "/convention", because: "the Convention is public", convention.list),
      .publicPage(.get, "/convention/:article", because: "the Convention is public", convention.article),
      .publicAPI(.get, "/api/convention/rules", because: "the Convention is public", ConventionPages.operation, convention.api),
      .publicAPI(.get, "/api/directory/parties", because: reason, DirectoryAPI.partiesOperation, api.parties),
      .publicAPI(.get, "/api/directory/authorities", because: reason, DirectoryAPI.authoritiesOperation, api.authorities),
      .publicAPI(.get, "/api/directory/bridge", because: reason, BridgeSheetFile.operation, api.bridge),
      .publicAPI(.get, "/api/directory/resolve", because: reason, DirectoryAPI.resolveOperation, api.resolve),
    ]
    let kept = editRoutes(EditAuthorityPages(store: store)) + treatyRoutes(store, makers) + coverageRoutes(CoveragePage(store: store))
    let asked = verificationRoutes(VerificationPages(store: store), VerificationEntryPages(store: store, catalogue: catalogue))
    let taken = importRoutes(ImportPages(store: store))
    return Module(
      name: "directory", routes: open + kept + asked + taken,
      migrations: DirectoryStore.migrations, strings: BuiltInDirectory.strings,
      navigation: [NavigationItem(label: "directory.nav", url: "/directory", order: 10)],
      problems: problems,
      home: [HomePanel(permission: "directory.verify", order: 50, draw: VerificationPages(store: store).home)])
  }

  private static func editRoutes(_ pages: EditAuthorityPages) -> [Route] {
    let may: Permission = "directory.editAuthority"
    let changed: [EventKind] = ["directory.authorityChanged"]
    let authority = "/directory/authorities/:authority"
    let new = "/directory/states/:state/authorities/new"
    return [
      .page(.get, "\(authority)/edit", needs: may, pages.sections),
      .page(.get, "\(authority)/edit/:section", needs: may, pages.section),
      .page(.post, "\(authority)/edit/:section", needs: may, records: changed, pages.submitSection),
      .page(.get, "\(authority)/measures/:measure", needs: may, pages.measure),
      .page(.post, "\(authority)/measures/:measure", needs: may, records: changed, pages.submitMeasure),
      .page(.get, new, needs: may, pages.new),
      .page(.post, new, needs: may, records: changed, pages.submitNew),
    ]
  }

  private static func coverageRoutes(_ page: CoveragePage) -> [Route] {
    let reason = "for how many States authorities are known is for everybody"
    return [
      .publicPage(.get, "/directory/coverage", because: reason, page.page),
      .publicPage(.get, "/directory/coverage.csv", because: reason, page.table),
    ]
  }

  private static func treatyRoutes(_ store: DirectoryStore, _ makers: VersionMakers) -> [Route] {
    let reason = "treaties in force are public facts"
    let may: Permission = "directory.editTreaty"
    let (show, treaty, election) = (
      TreatyPages(store: store, makers: makers), EditTreatyPages(store: store), ElectionPages(store: store, makers: makers)
    )
    let (treatyChanged, electionChanged): ([EventKind], [EventKind]) = (["directory.treatyChanged"], ["directory.electionChanged"])
    return [
      .publicPage(.get, "/directory/treaties", because: reason, show.list),
      .page(.get, "/directory/treaties/new", needs: may, treaty.new),
      .page(.post, "/directory/treaties/new", needs: may, records: treatyChanged, treaty.submitNew),
      .publicPage(.get, "/directory/treaties/:treaty", because: reason, show.treaty),
      .page(.get, "/directory/treaties/:treaty/edit", needs: may, treaty.edit),
      .page(.post, "/directory/treaties/:treaty/edit", needs: may, records: treatyChanged, treaty.submitEdit),
      .page(.get, "/directory/elections/new", needs: may, election.new),
      .page(.post, "/directory/elections/new", needs: may, records: electionChanged, election.submitNew),
      .page(.get, "/directory/elections/:election", needs: may, election.edit),
      .page(.post, "/directory/elections/:election", needs: may, records: electionChanged, election.submitEdit),
    ]
  }

  private static func verificationRoutes(_ pages: VerificationPages, _ entries: VerificationEntryPages) -> [Route] {
    let may: Permission = "directory.verify"
    let campaign = "\(VerificationPages.url)/:campaign"
    let authority = "\(campaign)/authorities/:authority"
    return [
      .page(.get, VerificationPages.url, needs: may, pages.list),
      .page(.post, VerificationPages.url, needs: may, records: ["directory.verificationAsked"], pages.start),
      .page(.get, campaign, needs: may, pages.campaign),
      .page(.post, "\(campaign)/remind", needs: may, records: ["directory.verificationReminded"], pages.remindAll),
      .page(.get, authority, needs: may, entries.entry),
      .page(.post, "\(authority)/remind", needs: may, records: ["directory.verificationReminded"], entries.remind),
      .page(
        .post, "\(authority)/answer", needs: may, records: ["directory.verificationAnswered", "directory.authorityChanged"], entries.answer),
    ]
  }

  private static func importRoutes(_ pages: ImportPages) -> [Route] {
    let may: Permission = "directory.import"
    let changed: [EventKind] = [
      "directory.authorityImported", "directory.stateImported", "directory.treatyChanged", "directory.electionChanged",
    ]
    return [
      .page(.get, ImportPages.url, needs: may, pages.page),
      .page(.post, ImportPages.url, needs: may, changesNothing: true, files: ImportPages.fileLimit, pages.check),
      .page(.post, "\(ImportPages.url)/confirm", needs: may, records: changed, files: ImportPages.fileLimit, pages.confirm),
      .page(.get, "\(ImportPages.url)/all.csv", needs: "directory.readRestricted", pages.table),
      .page(.get, "\(ImportPages.url)/all.json", needs: "directory.readRestricted", pages.file),
    ]
  }
}
