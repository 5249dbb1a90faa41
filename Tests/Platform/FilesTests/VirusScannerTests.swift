// SPDX-License-Identifier: Apache-2.0
import Foundation
import Keys
import TestKit
import Testing

@testable import Files

@Suite("The virus scan") struct VirusScannerTests {
  /// The test file of the European Institute for Computer Antivirus Research, in two halves so that this source is not taken for it.
  static let eicar = #"X5O!P%@AP[4\PZX54(P^)7CC)7}$"# + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

  /// A command that looks for the test file as a scanner does: everything is read, 1 means found.
  static let command = ["/bin/sh", "-c", "if grep -aqF EICAR-STANDARD-ANTIVIRUS; then cat >/dev/null; exit 1; else exit 0; fi"]

  private func result(_ command: [String], timeout: Duration = .seconds(20), _ content: Data) async throws -> ScanResult {
    try await #require(VirusScanner(command, timeout: timeout)).scan { content.dropFirst($0).prefix(1 << 20) }
  }

  @Test("The command gets every byte at its standard input, and its exit code is the verdict")
  func verdicts() async throws {
    let content = Data(repeating: 7, count: 3_000_001)
    #expect(try await result(["/bin/sh", "-c", "test $(wc -c) -eq 3000001"], content) == .clean)
    #expect(try await result(Self.command, content) == .clean)
    #expect(try await result(Self.command, content + Data(Self.eicar.utf8)) == .infected)
    #expect(try await result(["/bin/sh", "-c", "cat >/dev/null; exit 2"], content) == .notScanned)
    #expect(try await result(Self.command, Data()) == .clean)
  }

  @Test("A command that is not there, that does not read, dies or hangs has scanned nothing")
  func failed() async throws {
    let content = Data(repeating: 7, count: 3_000_001)
    #expect(try await result(["/nowhere/scan"], content) == .notScanned)
    #expect(try await result(["/bin/true"], content) == .notScanned)
    #expect(try await result(["/bin/sh", "-c", "kill -9 $$"], content) == .notScanned)
    let start = ContinuousClock.now
    #expect(try await result(["/bin/sleep", "60"], timeout: .milliseconds(300), content) == .notScanned)
    #expect(try await result(["/bin/sh", "-c", "cat >/dev/null; exec sleep 60"], timeout: .milliseconds(300), content) == .notScanned)
    #expect(start.duration(to: .now) < .seconds(20))
    #expect(VirusScanner([]) == nil)
  }

  @Test("An infected file is kept and told, and given out to nobody; a clean one is given out", arguments: TestDatabases.all)
  func kept(engine: TestDatabases) async throws {
    try await VaultPlace.with(engine, scan: Self.command) { place in
      let key = try await place.owner()
      let clean = try await place.vault.store(place.arrived(Data("clean".utf8)), under: key, at: VaultPlace.start)
      #expect(clean.scan == .clean)
      #expect(try await place.vault.open(clean).read(at: 0, upTo: 9) == Data("clean".utf8))
      let infected = try await place.vault.store(place.arrived(Data(Self.eicar.utf8)), under: key, at: VaultPlace.start)
      #expect(infected.scan == .infected)
      let row = try #require(try await place.vault.file(infected.sha256, of: key.owner))
      await #expect(throws: FileProblem.infected) { try await place.vault.open(row) }
      let again = try await place.vault.store(place.arrived(Data(Self.eicar.utf8)), under: key, at: VaultPlace.start)
      #expect(again.scan == .infected)
    }
  }

  @Test("A file that came while there was no scan is scanned when it is brought again")
  func later() async throws {
    try await VaultPlace.with(.sqlite) { place in
      let key = try await place.owner()
      _ = try await place.vault.store(place.arrived(Data(Self.eicar.utf8)), under: key, at: VaultPlace.start)
      let scanning = FileVault(
        folder: place.folder.appending(path: "vault"), database: place.database, keys: place.keys, scanner: VirusScanner(Self.command))
      let again = try await scanning.store(place.arrived(Data(Self.eicar.utf8)), under: key, at: VaultPlace.start)
      #expect(again.scan == .infected)
    }
  }
}
