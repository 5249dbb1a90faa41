// SPDX-License-Identifier: Apache-2.0
import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that is only read, at any place, by several tasks at once.
final class ReadFile: Sendable {
  let length: Int
  private let descriptor: Int32

  init(_ url: URL) throws {
    descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw PartialFileFailure(number: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      _ = close(descriptor)
      throw PartialFileFailure(number: errno)
    }
    length = Int(status.st_size)
  }

  deinit { _ = close(descriptor) }

  /// As many bytes as were asked for; fewer at the end alone.
  func read(at offset: Int, upTo count: Int) throws -> Data {
    var bytes = Data(count: max(0, min(count, length - offset)))
    var filled = 0
    while filled < bytes.count {
      let wanted = bytes.count - filled
      let got = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress?.advanced(by: filled), wanted, off_t(offset + filled)) }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw PartialFileFailure(number: errno) }
      guard got > 0 else { break }
      filled += got
    }
    return bytes.prefix(filled)
  }
}
