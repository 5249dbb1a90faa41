// SPDX-License-Identifier: Apache-2.0
import Age
import Crypto
import ExchangeRules
import Foundation
import NIOPosix
import Synchronization

/// What a sealed file is as a whole: its digest and that of its content, computed from its beginning on while later pieces still come.
///
/// Nothing is kept of the content: the file is kept sealed as it came.
final class WholeCheck: Sendable {
  /// What was found.
  struct Finding: Sendable {
    /// The digest of the sealed file.
    let sealed: [UInt8]
    /// The digest of its content; `nil` when it does not open.
    let plain: DigestOf<PlainFile>?
  }

  /// Bytes of a file that are in memory at once.
  private static let piece = 1 << 20

  private let target: PartialFile
  private let length: Int64
  private let opening: Mutex<Opening>
  private let ready: AsyncStream<Int64>
  private let tell: AsyncStream<Int64>.Continuation

  init(_ target: PartialFile, length: Int64, identity: AgeIdentity) {
    self.target = target
    self.length = length
    opening = Mutex(Opening(opener: AgeOpener(.identities([identity]))))
    (ready, tell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Says that so many bytes from the beginning on are here, each piece of them as the tree says.
  func has(_ bytes: Int64) { tell.yield(bytes) }

  /// Gives up: what is missing does not come for now.
  func giveUp() { tell.finish() }

  /// Reads what is here as it comes; `nil` when it was given up.
  func run() async throws -> Finding? {
    let sealed = RunningDigest()
    var offset: Int64 = 0
    for await here in ready {
      while offset < here {
        try Task.checkCancellation()
        let part = try await read(at: offset, upTo: here)
        offset += Int64(part.count)
        async let isDigested: Void = sealed.take(part)
        try await NIOThreadPool.singleton.runIfActive { [self] in try opening.withLock { try $0.take(part) } }
        await isDigested
      }
      guard offset < length else { break }
    }
    guard offset == length else { return nil }
    let plain = try await NIOThreadPool.singleton.runIfActive { [self] in try opening.withLock { try $0.finish() } }
    return Finding(sealed: await sealed.value, plain: plain)
  }

  private func read(at offset: Int64, upTo end: Int64) async throws -> Data {
    try await NIOThreadPool.singleton.runIfActive { [target] in
      let bytes = try target.read(at: offset, upTo: Int(min(Int64(Self.piece), end - offset)))
      guard !bytes.isEmpty else { throw PartialFileFailure(number: 0) }
      return bytes
    }
  }

  /// A file while it is opened.
  private struct Opening {
    var opener: AgeOpener
    var content = SHA256()
    /// Whether all so far was true; after the first fault nothing more is opened.
    var isOpened = true

    mutating func take(_ bytes: Data) throws {
      guard isOpened else { return }
      do { content.update(data: try opener.take(bytes)) } catch is AgeFault { isOpened = false }
    }

    mutating func finish() throws -> DigestOf<PlainFile>? {
      guard isOpened else { return nil }
      do { content.update(data: try opener.finish()) } catch is AgeFault { return nil }
      return DigestOf(bytes: Array(content.finalize()))
    }
  }
}
