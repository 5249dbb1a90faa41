// SPDX-License-Identifier: Apache-2.0
public import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads any part of a sealed file on the disk; several threads may do so at once.
public final class AgeReader: Sendable {
  /// The length of the content in bytes.
  public let size: Int

  private let descriptor: Int32
  private let chunks: AgeChunks
  private let start: Int
  private let sealedLength: Int

  /// Opens a file and looks at its head and its last chunk.
  /// - Throws: ``AgeFault``; a file that was cut short is refused here.
  public init(_ file: URL, _ key: AgeOpener.Key) throws {
    let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw AgeFault.unreadable(errno) }
    do {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw AgeFault.unreadable(errno) }
      let beginning = try Self.read(descriptor, at: 0, count: min(Int(status.st_size), AgeHead.limit + AgeChunks.nonceSize))
      guard let head = try AgeHead(beginning), beginning.count >= head.length + AgeChunks.nonceSize else { throw AgeFault.cutShort }
      start = head.length + AgeChunks.nonceSize
      chunks = AgeChunks(try head.fileKey(key), nonce: Data(beginning[head.length..<start]))
      sealedLength = Int(status.st_size) - start
      let count = (sealedLength + AgeChunks.sealedSize - 1) / AgeChunks.sealedSize
      size = sealedLength - count * AgeChunks.overhead
      let place = (max(0, count - 1) * AgeChunks.sealedSize, sealedLength)
      _ = try Self.chunk(place.0, of: place.1, chunks, in: descriptor, from: start)
      // Last of all: from here on closing it is the deinitialiser's.
      self.descriptor = descriptor
    } catch {
      _ = close(descriptor)
      throw error
    }
  }

  deinit { _ = close(descriptor) }

  /// The content from an offset on, at most so many bytes; empty at the end.
  ///
  /// - Throws: ``AgeFault``.
  public func read(at offset: Int, upTo count: Int) throws -> Data {
    let end = min(size, offset + max(0, count))
    guard offset >= 0, offset < end else { return Data() }
    var content = Data()
    for number in offset / AgeChunks.size...(end - 1) / AgeChunks.size {
      let first = number * AgeChunks.size
      let part = try Self.chunk(number * AgeChunks.sealedSize, of: sealedLength, chunks, in: descriptor, from: start)
      content.append(part[max(0, offset - first)..<min(part.count, end - first)])
    }
    return content
  }

  private static func chunk(
    _ offset: Int, of length: Int, _ chunks: AgeChunks, in descriptor: Int32, from start: Int
  ) throws -> Data {
    let count = min(AgeChunks.sealedSize, length - offset)
    guard count >= AgeChunks.overhead else { throw AgeFault.cutShort }
    let sealed = try read(descriptor, at: start + offset, count: count)
    return try chunks.open(sealed, number: UInt64(offset / AgeChunks.sealedSize), isLast: offset + count == length)
  }

  private static func read(_ descriptor: Int32, at offset: Int, count: Int) throws -> Data {
    var bytes = Data(count: count)
    var filled = 0
    while filled < count {
      let got = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress?.advanced(by: filled), count - filled, off_t(offset + filled))
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw AgeFault.unreadable(errno) }
      guard got > 0 else { throw AgeFault.cutShort }
      filled += got
    }
    return bytes
  }
}
