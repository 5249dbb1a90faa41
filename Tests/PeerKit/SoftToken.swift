// SPDX-License-Identifier: Apache-2.0
public import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A token of SoftHSM for the tests of one process, in a folder of its own.
///
/// The module reads where its tokens are once in a process, so all tests share one token and give their keys names of their own. A test that ends
/// sessions has a token that no other uses: it would end theirs.
public struct SoftToken: Sendable {
  /// The path of SoftHSM's module (Debian `softhsm2`).
  public static let module = "/usr/lib/softhsm/libsofthsm2.so"
  /// The token's label.
  public private(set) var label = "comity tests"
  /// Its PIN.
  public let pin = "4711-0815"
  /// A second token with a PIN of its own, for tests that try a wrong one: a token that is signed into asks nobody for a PIN any more.
  public let otherLabel = "comity other tests"
  private let folder: URL
  private static let ended = (1...3).map { "comity ended tests \($0)" }

  /// The token of one test that ends sessions: 1, 2 or 3.
  public func ending(_ number: Int) -> SoftToken {
    var own = self
    own.label = Self.ended[number - 1]
    return own
  }

  /// The token of this process.
  public static let shared = Result { try SoftToken() }

  private init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "comity-softhsm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder.appending(path: "tokens"), withIntermediateDirectories: true)
    let configuration = folder.appending(path: "softhsm2.conf")
    try Data("directories.tokendir = \(folder.path)/tokens\nobjectstore.backend = file\nlog.level = ERROR\n".utf8).write(to: configuration)
    setenv("SOFTHSM2_CONF", configuration.path, 1)
    for label in [label, otherLabel] + Self.ended {
      guard
        try Peer.run(
          "/usr/bin/softhsm2-util", ["--init-token", "--free", "--label", label, "--so-pin", "0000-1111", "--pin", pin]) != nil
      else { throw Peer.Failure(description: "softhsm2-util failed; are the packages of scripts/lists/packages-test.txt installed?") }
    }
  }

  /// Ends all sessions of this process with the token, as a device does that is taken out or whose service is started again.
  public func endSessions() throws {
    guard let handle = dlopen(Self.module, RTLD_NOW), let list = dlsym(handle, "C_GetSlotList"),
      let close = dlsym(handle, "C_CloseAllSessions"), let info = dlsym(handle, "C_GetTokenInfo")
    else { throw Peer.Failure(description: "the module has no functions") }
    typealias List = @convention(c) (UInt8, UnsafeMutablePointer<UInt>?, UnsafeMutablePointer<UInt>) -> UInt
    typealias Info = @convention(c) (UInt, UnsafeMutableRawPointer) -> UInt
    typealias Close = @convention(c) (UInt) -> UInt
    var (slots, count) = ([UInt](repeating: 0, count: 64), UInt(64))
    guard unsafeBitCast(list, to: List.self)(1, &slots, &count) == 0 else { throw Peer.Failure(description: "no slots") }
    for slot in slots.prefix(Int(count)) {
      // The label is the first 32 bytes of what a token says of itself, with spaces behind it.
      var said = [UInt8](repeating: 0, count: 512)
      guard unsafeBitCast(info, to: Info.self)(slot, &said) == 0 else { throw Peer.Failure(description: "no token") }
      guard String(decoding: said.prefix(32), as: UTF8.self).trimmingCharacters(in: .whitespaces) == label else { continue }
      _ = unsafeBitCast(close, to: Close.self)(slot)
    }
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
