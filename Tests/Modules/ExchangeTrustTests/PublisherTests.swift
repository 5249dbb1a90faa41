// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import Localisation
import Logging
import NIOCore
import Storage
import Synchronization
import TUF
import TestKit
import Testing
import Web

@testable import ExchangeService

@Suite("Publishing the signed directory") struct PublisherTests {
  private func with(_ body: (Ceremony, SampleState) async throws -> Void) async throws {
    try await withTemporaryFolder { try await body(Ceremony(in: $0), SampleState("XA")) }
  }

  @Test("Two of five are not enough for a root, one of three not for the list of States, and one who signs twice is one")
  func thresholds() async throws {
    try await with { ceremony, state in
      let part = try state.part()
      let list = try ceremony.list(admitting: [part], at: start)
      #expect(throws: TrustProblem.tooFewSignatures(role: "root", found: 2, needed: 3)) {
        try ceremony.publisher.begin(root: ceremony.firstRoot(signers: 2), targets: list, parts: [part], online: ceremony.online, at: start)
      }
      let twice = try ceremony.list(admitting: [part], signers: 1, at: start).signed(by: ceremony.targets[0])
      #expect(throws: TrustProblem.tooFewSignatures(role: "targets", found: 1, needed: 2)) {
        try ceremony.publisher.begin(root: ceremony.firstRoot(), targets: twice, parts: [part], online: ceremony.online, at: start)
      }
      #expect(try ceremony.publisher.repository() == nil)
      try ceremony.begin([part])
      #expect(try ceremony.publisher.repository()?.snapshot?.body.version == 1)
    }
  }

  @Test("Signers who each have a copy bring their signatures together; a copy that says something else is refused")
  func copies() async throws {
    try await with { ceremony, state in
      let draft = try ceremony.publisher.nextTargets(admitting: [state.part()], at: start)
      let joined = try draft.signed(by: ceremony.targets[0]).joined(with: draft.signed(by: ceremony.targets[2]))
      #expect(joined.signatures == 2)
      #expect(joined.fingerprint == draft.fingerprint)
      let other = try ceremony.publisher.nextTargets(admitting: [SampleState("XB").part()], at: start)
      #expect(throws: TrustProblem.unreadable(path: "")) { try draft.joined(with: other) }
    }
  }

  @Test("Of the signatures under a draft those count whose keys the root names; without the root nothing is said of a list")
  func standing() async throws {
    try await with { ceremony, state in
      let root = try ceremony.firstRoot(signers: 2)
      func standing(_ draft: DirectoryDraft, under root: DirectoryDraft? = nil) -> [Int]? {
        draft.standing(under: root).map { [$0.signed, $0.threshold] }
      }
      #expect(standing(root) == [2, 3])
      #expect(try standing(root.signed(by: ceremony.targets[0])) == [2, 3])
      let list = try ceremony.list(admitting: [state.part()], signers: 1, at: start).signed(by: state.signer)
      #expect(list.signatures == 2)
      #expect(standing(list, under: root) == [1, 2])
      #expect(standing(list) == nil)
    }
  }

  @Test("A State's part that another key signed, that speaks of another State or that is older is not published")
  func foreignParts() async throws {
    try await with { ceremony, state in
      let part = try state.part()
      try ceremony.begin([part])
      var thief = state
      try thief.replaceKey(signedByOld: false, at: start)
      for bad in [try thief.part(at: start + day), try SampleState("XB").part(at: start + day), part] {
        #expect(throws: TrustProblem.self) { try ceremony.publisher.take([], [bad], online: ceremony.online, at: start + day) }
      }
      #expect(throws: TrustProblem.badValue(name: "entry")) {
        try StatePart(state: try #require(StateCode("XB")), entries: [try #require(state.ring.entry)], signer: state.signer, at: start)
      }
      #expect(try ceremony.publisher.repository()?.snapshot?.body.version == 1)
    }
  }

  @Test("A State's part reads back as it was written, and one that was changed on its way is refused")
  func partFile() async throws {
    try await with { ceremony, state in
      let url = ceremony.folder.appending(path: "XA.part")
      let bytes = try state.part().file()
      try bytes.write(to: url)
      #expect(try StatePart.read(url).entries() == [try #require(state.ring.entry)])
      let text = String(decoding: bytes, as: UTF8.self)
      try Data(text.replacing("\"state\":\"XA\"", with: "\"state\":\"XB\"").utf8).write(to: url)
      #expect(throws: TrustProblem.unreadable(path: url.path)) { try StatePart.read(url) }
    }
  }

  @Test("The root's officers change by a root that the old and the new ones have signed")
  func nextRoot() async throws {
    try await with { ceremony, state in
      try ceremony.begin([state.part()])
      let next = try Signer(name: "root 6")
      let officers = DirectoryOfficers(
        root: ceremony.root.dropFirst().map(\.card) + [next.card], targets: ceremony.targets.map(\.card), online: ceremony.online.card)
      let draft = try officers.root(version: 2, until: start + 400 * day)
      let signers = Array(ceremony.root.dropFirst().prefix(2))
      let few = try signers.reduce(draft) { try $0.signed(by: $1) }
      #expect(throws: TrustProblem.tooFewSignatures(role: "root", found: 2, needed: 3)) {
        try ceremony.publisher.take([few.signed(by: next)], [], online: ceremony.online, at: start + day)
      }
      let enough = try few.signed(by: ceremony.root[0]).signed(by: next)
      #expect(try ceremony.publisher.take([enough], [], online: ceremony.online, at: start + day).version == 2)
      #expect(throws: TrustProblem.notNewer) { try ceremony.publisher.take([enough], [], online: ceremony.online, at: start + day) }
    }
  }

  @Test("The node renews timestamp and snapshot when half of their life is over, and each new snapshot is in its event log")
  func renewal() async throws {
    try await with { ceremony, state in
      try ceremony.begin([state.part()])
      let file = SignerFile(ceremony.folder.appending(path: "online.key"), passphrase: nil)
      try file.make(ceremony.online)
      try await TestDatabases.sqlite.with { database in
        let keeper = PublicationKeeper(publisher: ceremony.publisher, online: file, database: database)
        func versions() throws -> [Int?] {
          let repository = try ceremony.publisher.repository()
          return [repository?.timestamp?.body.version, repository?.snapshot?.body.version]
        }
        for (hours, expected) in [(6.0, [1, 1]), (13.0, [2, 1]), (85.0, [3, 2])] {
          try await keeper.renew(at: start + hours * 3600)
          #expect(try versions() == expected, "after \(hours) hours")
        }
        let events = try await database.rows(SQL("SELECT kind FROM event")).map { try $0.text("kind") }
        #expect(events == ["exchange.directoryPublished"])
      }
    }
  }

  @Test("Everybody reads what is published and until when; files are given as they are, and nothing else of the disk")
  func pages() async throws {
    try await with { ceremony, state in
      let site = try PublicationSite(ceremony.publisher, now: start + 3600)
      #expect(try await site.get("/exchange/directory").body.contains("Nothing is published yet."))
      try ceremony.begin([state.part()])
      let page = try await site.get("/exchange/directory").body
      #expect(page.contains(state.signer.card.fingerprint.description))
      #expect(page.contains("XA.central"))
      #expect(page.contains(KeyFingerprint(digest: digest(try ceremony.rootFile())).description))
      let late = try PublicationSite(ceremony.publisher, now: start + 8 * day)
      #expect(try await late.get("/exchange/directory").body.contains("badge refused"))
      let file = try await site.get("/exchange/directory/metadata/1.root.json")
      #expect(Data(file.body.utf8) == (try ceremony.rootFile()))
      for path in ["metadata/2.root.json", "metadata/..%2F..%2Fonline.key", "metadata/.hidden", "targets/authorities/..%2F/x.json"] {
        #expect(try await site.get("/exchange/directory/\(path)").status == .notFound, "\(path)")
      }
    }
  }

  @Test("A node follows over HTTP what the secretariat's pages serve; without an answer the copy stays as it is")
  func overHTTP() async throws {
    try await with { ceremony, state in
      try ceremony.begin([state.part()])
      let root = try ceremony.rootFile()
      try await TestDatabases.sqlite.with(DirectoryMigrations.all) { database in
        let address = Mutex("")
        try await PublicationSite(ceremony.publisher, now: start).live { port in
          address.withLock { $0 = "http://127.0.0.1:\(port)/exchange/directory/" }
          let url = try #require(URL(string: address.withLock { $0 }))
          let follower = DirectoryFollower(database: database, shippedRoot: root, fetch: DirectoryFetch.over(url), now: { start })
          try await follower.refresh()
          #expect(try await follower.peer(state.name)?.endpoint.absoluteString == "https://xa-central.example:8443")
          #expect(try await DirectoryFetch.over(url)("metadata/9.root.json", 100) == nil)
        }
        let url = try #require(URL(string: address.withLock { $0 }))
        let follower = DirectoryFollower(database: database, shippedRoot: root, fetch: DirectoryFetch.over(url), now: { start })
        await #expect(throws: TrustProblem.directoryUnreachable) { try await follower.refresh() }
        #expect(try await follower.peer(state.name) != nil)
      }
    }
  }
}

extension PublisherTests {
  @Test("A part that a clock signed that is years ahead is refused, and so is one that is good no more")
  func clocks() async throws {
    try await withTemporaryFolder { folder in
      let (ceremony, state) = (try Ceremony(in: folder), try SampleState("XA"))
      try ceremony.begin([state.part()])
      for wrong in [start + 2 * day, start + 3_650 * day, start - 366 * day] {
        #expect(throws: TrustProblem.signedAtAnotherTime(state: "XA", instant: wrong)) {
          try ceremony.publisher.take([], [state.part(at: wrong)], online: ceremony.online, at: start)
        }
      }
      _ = try ceremony.publisher.take([], [state.part(at: start + day / 2)], online: ceremony.online, at: start + 60)
      #expect(try ceremony.publisher.repository()?.snapshot?.body.version == 2)
    }
  }
}

extension PublisherTests {
  @Test("A State's part that is missing, or signed by another key than the list has, is told as what it is")
  func partsThatDoNotFit() async throws {
    try await withTemporaryFolder { folder in
      let (ceremony, state, other) = (try Ceremony(in: folder), try SampleState("XA"), try SampleState("XA"))
      let list = try ceremony.list(admitting: [state.part()], at: start)
      #expect(throws: TrustProblem.partMissing(state: "XA")) {
        try ceremony.publisher.begin(root: ceremony.firstRoot(), targets: list, online: ceremony.online, at: start)
      }
      try ceremony.begin([state.part()])
      #expect(throws: TrustProblem.otherStateKey(state: "XA")) {
        try ceremony.publisher.take([], [other.part(at: start + 60)], online: ceremony.online, at: start + 60)
      }
    }
  }
}

/// The secretariat's pages without a node around them.
struct PublicationSite {
  private let site: Site

  init(_ publisher: DirectoryPublisher, downloads: DirectoryDownloads? = nil, now: Date) throws {
    let catalogue = try Catalogue(folders: [Assets.strings, ExchangeResources.strings])
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    site = Site(
      modules: [.publication(publisher, downloads: downloads)],
      identity: SiteIdentity(name: LocalText([.en: "Test"]), isDemonstration: true), catalogue: catalogue,
      formKey: Data(repeating: 7, count: 32), settings: .init(now: { now }, logger: logger), signIn: { _ in nil })
  }

  /// Serves them on a port of their own.
  func live(_ body: @Sendable (Int) async throws -> Void) async throws {
    try await Application(router: site.router()).test(.live) { client in try await body(try #require(client.port)) }
  }

  func get(_ uri: String) async throws -> (status: HTTPResponse.Status, body: String) {
    try await Application(router: site.router()).test(.router) { client in
      try await client.execute(uri: uri, method: .get) { ($0.status, String(buffer: $0.body)) }
    }
  }
}
