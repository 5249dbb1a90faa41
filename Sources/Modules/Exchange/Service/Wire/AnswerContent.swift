// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPSignatures
import Hummingbird
import HummingbirdCore
import NIOCore
import NIOPosix

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The content of an answer on its way: from memory, or from a file piece by piece.
enum AnswerContent: Sendable {
  case bytes(Data)
  case file(FilePart)

  /// Bytes of a file that are in memory at once.
  static let piece = 256 << 10

  init(_ content: WireContent) throws {
    switch content {
    case .bytes(let data): self = .bytes(data)
    case .file(let url, let range): self = .file(try FilePart(url, range))
    }
  }

  var length: Int {
    switch self {
    case .bytes(let data): data.count
    case .file(let part): part.length
    }
  }

  /// The value of `Content-Digest`.
  func digest() async throws -> String {
    switch self {
    case .bytes(let data): return ContentDigest.field(for: data)
    case .file(let part):
      var digest = ContentDigest()
      var offset = 0
      while offset < part.length {
        let piece = try await part.read(at: offset, upTo: Self.piece)
        digest.take(Data(piece.readableBytesView))
        offset += piece.readableBytes
      }
      return digest.field
    }
  }

  /// The content as the server writes it; a receiver that takes a piece too slowly loses the connection.
  func body(patience: Int64, on channel: any Channel) -> ResponseBody {
    ResponseBody(contentLength: length) { writer in
      switch self {
      case .bytes(let data):
        if !data.isEmpty { try await writer.write(ByteBuffer(bytes: data)) }
      case .file(let part):
        var offset = 0
        while offset < part.length {
          let piece = try await part.read(at: offset, upTo: Self.piece)
          offset += piece.readableBytes
          // The writer cannot be lent to a closure, so the patience is spelt out here.
          let end = channel.eventLoop.scheduleTask(in: .seconds(patience)) { channel.close(promise: nil) }
          defer { end.cancel() }
          try await writer.write(piece)
          // Whether the connection takes more is known once its loop has come to this piece; without waiting for that a busy loop would be given dozens.
          try await channel.eventLoop.submit {}.get()
        }
      }
      try await writer.finish(nil)
    }
  }
}

/// A part of a file on the disk that is held open while it is sent.
final class FilePart: Sendable {
  let length: Int
  private let start: Int64
  private let descriptor: Int32

  /// Opens a file.
  /// - Throws: ``FilePartFailure`` when it is not there or shorter than the part.
  init(_ url: URL, _ range: Range<Int64>) throws {
    start = range.lowerBound
    length = Int(range.upperBound - range.lowerBound)
    descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FilePartFailure() }
  }

  deinit { _ = close(descriptor) }

  /// The next bytes of the part.
  func read(at offset: Int, upTo count: Int) async throws -> ByteBuffer {
    let wanted = min(count, length - offset)
    return try await NIOThreadPool.singleton.runIfActive { [self] in
      var buffer = ByteBufferAllocator().buffer(capacity: wanted)
      let got = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { space in
        max(0, pread(descriptor, space.baseAddress, wanted, off_t(start) + off_t(offset)))
      }
      guard got > 0 else { throw FilePartFailure() }
      return buffer
    }
  }
}

/// A file that is given out cannot be read as far as it should.
struct FilePartFailure: Error {}
