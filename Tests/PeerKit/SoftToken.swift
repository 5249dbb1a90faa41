// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A token of SoftHSM for the tests of one process, in a folder of its own.
///
/// The module reads where its tokens are once in a process, so all tests share one token and give their keys names of their own.
public struct SoftToken: Sendable {
  /// The path of SoftHSM's module (Debian `softhsm2`).
  public static let module = "/usr/lib/softhsm/libsofthsm2.so"
  /// The token's label.
  public let label = "comity tests"
  /// Its PIN.
  public let pin = "4711-0815"
  private let folder: URL

  /// The token of this process.
  public static let shared = Result { try SoftToken() }

  private init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "comity-softhsm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder.appending(path: "tokens"), withIntermediateDirectories: true)
    let configuration = folder.appending(path: "softhsm2.conf")
    try Data("directories.tokendir = \(folder.path)/tokens\nobjectstore.backend = file\nlog.level = ERROR\n".utf8).write(to: configuration)
    setenv("SOFTHSM2_CONF", configuration.path, 1)
    guard
      try Peer.run(
        "/usr/bin/softhsm2-util", ["--init-token", "--free", "--label", label, "--so-pin", "0000-1111", "--pin", pin]) != nil
    else { throw Peer.Failure(description: "softhsm2-util failed; are the packages of scripts/lists/packages-test.txt installed?") }
  }

  /// What another program needs in its environment to find the token.
  public var environment: [String: String] { ["SOFTHSM2_CONF": folder.appending(path: "softhsm2.conf").path] }

  /// What OpenSC's program says when it is asked about this token; `nil` when it ends with an error.
  public func asked(_ arguments: [String]) throws -> String? {
    try Peer.run(
      "/usr/bin/pkcs11-tool", ["--module", Self.module, "--token-label", label, "--login", "--pin", pin] + arguments
    ).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The files that the token is kept in, put together: for tests that look for what must not be there.
  public func files() throws -> Data {
    let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return try (walk?.compactMap { $0 as? URL } ?? []).filter { !$0.hasDirectoryPath }.reduce(into: Data()) {
      $0 += try Data(contentsOf: $1)
    }
  }
}
