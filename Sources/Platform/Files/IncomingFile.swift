// SPDX-License-Identifier: Apache-2.0
import Age
import Crypto
public import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that arrives: sealed and written piece by piece, its digests computed meanwhile.
///
/// The identity that opens it is in memory alone until a vault keeps the file.
public final class IncomingFile: Sendable {
  /// How many bytes may come before the disk is looked at again; others write on it too.
  private static let stride = 64 << 20

  private struct State {
    var sealer: AgeSealer
    var content = SHA256()
    var sealed = SHA256()
    var size = 0
    var sealedSize = 0
    var lookAt = IncomingFile.stride
    var digest: String?
    var sealedDigest: String?
    var isKept = false
  }

  let url: URL
  let identity = AgeIdentity()
  private let descriptor: Int32
  private let checkRoom: @Sendable () throws(FileFailure) -> Void
  private let state: Mutex<State>

  init(url: URL, descriptor: Int32, checkingRoom: @escaping @Sendable () throws(FileFailure) -> Void) throws(FileFailure) {
    self.url = url
    self.descriptor = descriptor
    checkRoom = checkingRoom
    guard let sealer = try? AgeSealer(for: [identity.recipient]) else {
      close(descriptor)
      unlink(url.path)
      throw FileFailure("seal", EINVAL)
    }
    state = Mutex(State(sealer: sealer))
  }

  deinit {
    if state.withLock({ !$0.isKept }) { unlink(url.path) }
    close(descriptor)
  }

  /// Bytes of content so far.
  public var size: Int { state.withLock { $0.size } }

  /// The SHA-256 digest of the content in hexadecimal; `nil` before ``finish()``.
  public var sha256: String? { state.withLock { $0.digest } }

  /// The digest and length of the file as it stands on the disk; `nil` before ``finish()``.
  var sealed: (sha256: String, size: Int)? { state.withLock { state in state.sealedDigest.map { ($0, state.sealedSize) } } }

  /// Seals and writes the next piece; blocks until the system has taken it.
  /// - Throws: ``FileFailure``, for example when the disk is full.
  public func write(_ bytes: ArraySlice<UInt8>) throws(FileFailure) {
    let content = Data(bytes)
    try state.withLock { state throws(FileFailure) in
      if state.size >= state.lookAt {
        state.lookAt = state.size + Self.stride
        try checkRoom()
      }
      guard let sealed = try? state.sealer.take(content) else { throw FileFailure("seal", EINVAL) }
      try put(sealed, &state)
      state.content.update(data: content)
      state.size += content.count
    }
  }

  private func put(_ sealed: Data, _ state: inout State) throws(FileFailure) {
    var written = 0
    while written < sealed.count {
      let count = sealed.withUnsafeBytes { Self.put(UnsafeRawBufferPointer(rebasing: $0[written...]), to: descriptor) }
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw FileFailure("write")
      }
      written += count
    }
    state.sealed.update(data: sealed)
    state.sealedSize += sealed.count
  }

  private static func put(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  /// Says that the file is complete, and waits until it is on the disk.
  /// - Throws: ``FileFailure``.
  public func finish() throws(FileFailure) {
    try state.withLock { state throws(FileFailure) in
      guard let sealed = try? state.sealer.finish() else { throw FileFailure("seal", EINVAL) }
      try put(sealed, &state)
      guard fsync(descriptor) == 0 else { throw FileFailure("sync") }
      state.digest = state.content.finalize().hexadecimal
      state.sealedDigest = state.sealed.finalize().hexadecimal
    }
  }

  /// The content of a small file.
  /// - Returns: `nil` when it is longer than the limit.
  /// - Throws: ``FileFailure``.
  public func content(upTo limit: Int) throws(FileFailure) -> Data? {
    guard size <= limit else { return nil }
    do {
      return try reader().read(at: 0, upTo: size)
    } catch {
      throw FileFailure("read", EIO)
    }
  }

  /// The first bytes of the content, at most so many.
  /// - Throws: ``FileFailure``.
  public func beginning(upTo count: Int) throws(FileFailure) -> Data {
    do {
      return try reader().read(at: 0, upTo: min(size, count))
    } catch {
      throw FileFailure("read", EIO)
    }
  }

  /// Reads the finished file.
  func reader() throws -> AgeReader { try AgeReader(url, .identities([identity])) }

  /// Moves the file to where it stays.
  func move(to target: URL) throws(FileFailure) {
    try state.withLock { state throws(FileFailure) in
      guard !state.isKept else { return }
      guard rename(url.path, target.path) == 0 else { throw FileFailure("rename") }
      state.isKept = true
    }
  }
}

extension SHA256Digest {
  var hexadecimal: String { map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }
}
