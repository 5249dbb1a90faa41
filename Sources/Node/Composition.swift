// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import AccountsService
import AuditService
import CaseworkRules
import CaseworkService
import ContributionsRules
import ContributionsService
import DirectoryRules
import DirectoryService
import Documents
import ExchangeService
import Files
import Foundation
import Instruments
import Kernel
import Keys
public import Localisation
import Logging
import MeetingsRules
import MeetingsService
import ReviewsRules
import ReviewsService
import StatisticsService
import Storage
import Web
import WritingRules
import WritingService

extension Node {
  /// The modules of a node and what they give each other.
  struct Composition: Sendable {
    var all: [Module]
    var directory: DirectoryStore
    var accounts: Accounts
    /// The request writer; a secretariat has none.
    var writing: Writing?
    /// The register and the desk of a central authority.
    var casework: Casework?
    var meetings: Meetings?
    /// The results of reviews that a secretariat keeps.
    var reviews: Reviews?
    /// The releases of statistics; a secretariat's alone.
    var releases: Releases?
    /// The calls for contributions and the library of a secretariat.
    var contributions: Contributions?
    /// The figures of a central authority's own requests.
    var figures: OwnFigures?
    /// The collections of figures of a secretariat.
    var collecting: Collecting?
    /// The returns of a central authority.
    var reporting: Reporting?
    var audit: AuditLog
    var desk: VerificationDesk
    var files: NodeFiles
    var signIn: SignInResolver
    /// The messages of a central authority that exchanges them.
    var messages: NodeMessages?
    /// The published directory of a secretariat.
    var publication: NodePublication?
    /// The messages of a secretariat's node: figures alone.
    var collected: SecretariatMessages?
  }

  /// Which codes of the program cite a provision: the rules of readiness and, of the problems given, those with a legal source.
  static func enforcement(_ problems: [any Problem]) -> [Provision: [String]] {
    let rules = Readiness.rules.map { ($0.source, $0.code) }
    let refusals = problems.compactMap { $0 as? any SourcedProblem }.map { ($0.source, $0.code.rawValue) }
    return (rules + refusals).reduce(into: [:]) { codes, entry in
      guard case .provision(let provision) = entry.0, codes[provision]?.contains(entry.1) != true else { return }
      codes[provision, default: []].append(entry.1)
    }
  }

  /// The folders of every module's words.
  static let wordFolders: [URL] = [
    Assets.strings,
    Bundle.module.bundleURL.appending(path: "Strings"),
    BuiltInDirectory.strings,
    DocumentWorker.strings,
    DataKeys.strings,
    FileVault.strings,
    WritingResources.strings,
    CaseworkResources.strings,
    MeetingsResources.strings,
    ReviewsResources.strings,
    ContributionsResources.strings,
    Accounts.strings,
    AuditLog.strings,
    ExchangeResources.strings,
    StatisticsResources.strings,
  ]

  /// The words of all modules.
  /// - Parameter pseudo: whether English and Arabic are shown in disguise.
  public static func words(pseudo: Bool = false) throws -> Catalogue {
    try (pseudo ? disguisedWords : plainWords).get()
  }

  // Reading them takes as long as everything else at the start together, and they never change: once for all that ask.
  private static let plainWords = Result { try Catalogue(folders: wordFolders, settings: .init(showsPseudoLanguages: false)) }
  private static let disguisedWords = Result { try Catalogue(folders: wordFolders, settings: .init(showsPseudoLanguages: true)) }

  /// Builds the modules and passes to each what it needs of the others.
  static func modules(
    _ configuration: NodeConfiguration, database: any Database, catalogue: Catalogue, passwordCost: PasswordHasher.Cost,
    logger: Logger, now: @escaping @Sendable () -> Date
  ) async throws -> Composition {
    let directory = try DirectoryStore(database: database)
    let files = try NodeFiles(configuration, database: database, now: now)
    let accounts = Accounts(
      database: database, key: try NodeKey.open(NodeKey.accounts, in: configuration.dataFolder),
      node: configuration.role.kind,
      issuer: configuration.name.best(for: configuration.language)?.text ?? "Comity", zone: configuration.zone,
      publicAddress: configuration.publicAddress.absoluteString, hasher: PasswordHasher(cost: passwordCost), now: now)
    let audit = auditLog(configuration, database)
    let exchange = try configuration.exchange.map { try NodeExchange($0, database: database, now: now, logger: logger) }
    let mailed = Later<NodeMessages>()
    let casework = try caseworker(
      configuration, database, directory, catalogue, accounts, files,
      exchange: exchange?.ofCases(mailed, dataKeys: files.keys))
    let figures = try ownFigures(configuration, database, directory)
    let reporting = try reporting(configuration, database, figures, accounts, exchange: exchange?.ofFigures(dataKeys: files.keys))
    let messages = messages(exchange, casework, reporting, files, database, configuration, audit, logger: logger, now: now)
    mailed.value = messages
    let writing = configuration.role == .centralAuthority ? writer(configuration, database, directory, catalogue, files, casework) : nil
    let publication =
      configuration.role == .secretariat
      ? try NodePublication(configuration, database: database, keys: files.keys, now: now, logger: logger) : nil
    let released = Later<Releases>()
    let reviewed = Later<Reviews>()
    let meetings =
      configuration.role == .secretariat
      ? try servicing(configuration, database, catalogue, accounts, files, released, reviewed) : nil
    let releases = try meetings.map { try releasing(configuration, database, catalogue, $0, now: now) }
    released.value = releases
    let reviews = meetings.map { reviewing(configuration, database, directory, catalogue, $0, releases, now: now) }
    reviewed.value = reviews
    let contributions = meetings.map {
      contributing(configuration, database, catalogue, directory, files, meetings: $0, reviews: reviews, releases: releases)
    }
    let collecting = try collecting(
      configuration, database, directory, catalogue, accounts, exchange: publication?.wire?.ofFigures(dataKeys: files.keys))
    let collected = secretariatMessages(publication, collecting, files, database, audit, logger: logger, now: now)
    var others: [Module] = [.accounts(accounts)]
    if let writing { others.append(keeping(.writing(writing), for: casework)) }
    if let casework { others.append(.casework(casework)) }
    if let meetings { others.append(.meetings(meetings)) }
    if let reviews { others.append(.reviews(reviews)) }
    if let releases { others.append(.releases(releases)) }
    if let contributions { others.append(.contributions(contributions)) }
    if let collecting { others.append(.collecting(collecting)) }
    if let reporting { others.append(.reporting(reporting)) }
    others += exchanging(messages, publication, collected)
    let shown = Module.directory(
      directory, enforcement: { enforcement($0 + others.flatMap(\.problems)) }, catalogue: catalogue,
      signed: { state in try await messages?.restricted.content(of: state) },
      officerName: { try await accounts.name(of: $0) })
    let desk = VerificationDesk()
    let recorded = ([shown] + others).flatMap(\.routes).flatMap(\.records)
    let audited = Module.audit(
      audit, desk: desk,
      views: AuditViews(officers: { try await accounts.names() }, kinds: { Set(recorded).sorted { $0.rawValue < $1.rawValue } }))
    return Composition(
      all: [shown] + others + [audited, .statistics(own: figures)] + NodeFiles.modules, directory: directory, accounts: accounts,
      writing: writing, casework: casework, meetings: meetings, reviews: reviews, releases: releases, contributions: contributions,
      figures: figures, collecting: collecting, reporting: reporting, audit: audit, desk: desk, files: files, signIn: accounts.resolver,
      messages: messages, publication: publication, collected: collected)
  }

  /// The exchange: a secretariat publishes the signed directory and exchanges figures; an authority keeps a copy, and sends and takes messages
  /// where it is set up to.
  private static func exchanging(
    _ messages: NodeMessages?, _ publication: NodePublication?, _ collected: SecretariatMessages?
  ) -> [Module] {
    if let publication {
      return [
        .publication(publication.publisher, downloads: publication.downloads),
        .exchange(collected?.mail, naming: StatisticsExchange.title, hasStanding: false),
      ]
    }
    let naming: NamingOfActs = { CaseExchange.title(of: $0, $1) ?? StatisticsExchange.title(of: $0, $1) }
    return [
      .exchange(messages?.mail, bundles: messages?.bundleDesk, naming: naming, migrations: TransferTables.migrations),
      .directoryCopy(messages?.desk),
    ]
  }

  private static func messages(
    _ exchange: NodeExchange?, _ casework: Casework?, _ reporting: Reporting?, _ files: NodeFiles, _ database: any Database,
    _ configuration: NodeConfiguration, _ audit: AuditLog, logger: Logger, now: @escaping @Sendable () -> Date
  ) -> NodeMessages? {
    guard let exchange, let casework, let reporting else { return nil }
    let (log, proof) = ownLog(audit, now: now)
    return NodeMessages(
      exchange, casework: casework, reporting: reporting, files: files, database: database, dataFolder: configuration.dataFolder, log: log,
      proof: proof, now: now, logger: logger)
  }

  /// The own event log as other nodes watch it, and the proofs that receipts carry.
  static func ownLog(
    _ audit: AuditLog, now: @escaping @Sendable () -> Date
  ) -> (log: OwnLog, proof: @Sendable (Int) async throws -> String) {
    // A receipt proves its event, so the log is signed as far as that first.
    let proofs = SharedProofs(audit, now: now)
    let log = OwnLog(
      key: { try await audit.publicKey().map { "\($0)" } }, newest: { try await audit.newest() },
      consistency: { try await audit.consistency(from: $0, to: $1).proof },
      firstProof: { index in
        do { return try await audit.firstProof(of: index) } catch AuditProblem.notYetSigned {
          try await audit.checkpoint(at: now())
          return try await audit.firstProof(of: index)
        }
      }, checkpoint: { try await audit.checkpoint(at: now())?.note })
    return (log, { try await proofs.proof(of: $0) })
  }

  /// The transparency tree over the event log, with its key beside the database and not in it.
  static func auditLog(_ configuration: NodeConfiguration, _ database: any Database) -> AuditLog {
    let key = configuration.logKey
    let folder = key.deletingLastPathComponent()
    let address = configuration.publicAddress
    let host = (address.host() ?? "comity") + (address.port.map { ":\($0)" } ?? "")
    return AuditLog(
      database: database, origin: "\(host)/log",
      keys: LogKeys(
        seed: { NodeKey.existing(key) }, makeSeed: { try NodeKey.open(key.lastPathComponent, in: folder) },
        kept: folder.appending(path: "\(key.deletingPathExtension().lastPathComponent).checkpoint")))
  }

  /// The meetings that a secretariat services.
  private static func servicing(
    _ configuration: NodeConfiguration, _ database: any Database, _ catalogue: Catalogue, _ accounts: Accounts,
    _ files: NodeFiles, _ releases: Later<Releases>, _ reviews: Later<Reviews>
  ) throws -> Meetings {
    Meetings(
      database: database, worker: DocumentWorker(python: configuration.python), words: { catalogue.words($0) },
      publicAddress: configuration.publicAddress.absoluteString,
      files: files.store(.meetings), sessionFiles: files.store(.meetingsSession), incoming: files.incoming,
      officers: MeetingOfficers(
        delegate: { try await accounts.identity(of: $0, holding: .delegate)?.id }, name: { try await accounts.name(of: $0) },
        isActive: { try await accounts.isActive($0) }),
      figures: try MeetingFigures.ofCodebook(releases),
      evidence: { article in
        try await reviews.value?.challenges(on: article).map {
          PanelEvidence(subject: $0.subject, found: $0.found, told: $0.told, url: $0.url)
        } ?? []
      })
  }

  /// The figures of the requests of a central authority; `nil` elsewhere.
  private static func ownFigures(
    _ configuration: NodeConfiguration, _ database: any Database, _ directory: DirectoryStore
  ) throws -> OwnFigures? {
    guard configuration.role == .centralAuthority else { return nil }
    return OwnFigures(
      database: database, codebook: try BuiltInCodebook.current(), zone: configuration.zone,
      regions: { try await directory.snapshot().participation.states.mapValues(\.rawValue) })
  }

  /// The register and the desk of a central authority; `nil` elsewhere.
  private static func caseworker(
    _ configuration: NodeConfiguration, _ database: any Database, _ directory: DirectoryStore, _ catalogue: Catalogue,
    _ accounts: Accounts, _ files: NodeFiles, exchange: CaseExchange?
  ) throws -> Casework? {
    guard configuration.role == .centralAuthority, let state = configuration.state else { return nil }
    return Casework(
      database: database, directory: { try await directory.snapshot() }, words: { catalogue.words($0) },
      officers: caseOfficers(accounts), keys: files.keys, vault: files.vault, state: state, zone: configuration.zone,
      worker: DocumentWorker(python: configuration.python),
      around: Surroundings(
        requestFile: { try RequestFile.read($0, isYAML: $1) }, profiles: try ownDeadlines(configuration), exchange: exchange),
      shredding: .init(
        destroy: { [vault = files.vault] in try await vault.shred($0, and: $1, at: $2, with: $3) },
        forgettingDraft: { Writing.forgetting(approved: $0) },
        exchanged: { exchanged in
          let plan = try await ExchangeErasure(database: database).plan(
            conversations: exchanged.conversations,
            messages: exchanged.messages.map { ExchangeErasure.Named(author: $0.author, message: $0.message) })
          return (plan.owners, plan.statements)
        }))
  }

  /// The writer's module, whose drafts of restricted requests are for those who may know of the request.
  private static func keeping(_ module: Module, for casework: Casework?) -> Module {
    guard let casework else { return module }
    let routes = module.routes.map { route in
      guard route.path.split(separator: "/").contains(":draft") else { return route }
      return route.behind(recording: Casework.recordedOfDrafts) { call in
        let id = try call.parameter("draft") { ID<Draft>($0) }
        guard try await casework.admits(toDraft: id, call) else { throw CannotChange.noSuchDraft }
      }
    }
    return Module(
      name: module.name, routes: routes, migrations: module.migrations, strings: module.strings, navigation: module.navigation,
      problems: module.problems, home: module.home)
  }

  /// The officers as casework needs them.
  private static func caseOfficers(_ accounts: Accounts) -> CaseOfficers {
    CaseOfficers(
      staff: {
        let roster = try await accounts.roster()
        return Staff(
          members: roster.officers.map { Staff.Member(id: $0.id, name: $0.name, unit: $0.unit, rights: $0.permissions) },
          units: roster.units)
      },
      name: { try await accounts.name(of: $0) })
  }

  /// The authority's own deadlines, from the file that the node's file names.
  private static func ownDeadlines(_ configuration: NodeConfiguration) throws -> [DeadlineProfile] {
    guard let file = configuration.deadlines else { return [] }
    do {
      return try JSONDecoder().decode(DeadlineProfiles.self, from: try Data(contentsOf: file)).profiles
    } catch {
      throw NodeProblem.unreadableConfiguration(member: "deadlines")
    }
  }

  /// The request writer of a central authority, with what the directory shows on its pages.
  private static func writer(
    _ configuration: NodeConfiguration, _ database: any Database, _ directory: DirectoryStore, _ catalogue: Catalogue,
    _ files: NodeFiles, _ casework: Casework?
  ) -> Writing {
    Writing(
      database: database, directory: { try await directory.snapshot() }, worker: DocumentWorker(python: configuration.python),
      words: { catalogue.words($0) }, state: configuration.state, zone: configuration.zone,
      views: .init(
        basis: { directory.basisPanel($0, from: $1, to: $2, on: $3, in: $4) },
        bridge: { try await directory.bridgeDocument(from: $0, to: $1, measures: $2, on: $3, in: $4) }),
      files: files.store(.writing),
      filesPerOfficer: configuration.filesPerOfficer << 20, past: { try await casework?.pastRequests(to: $0) },
      onApproval: { try await casework?.take(approved: $0) })
  }
}

extension NodeConfiguration.Role {
  /// The kind of node as the roles of officers know it.
  var kind: NodeKind {
    switch self {
    case .centralAuthority: .centralAuthority
    case .secretariat: .secretariat
    }
  }
}
