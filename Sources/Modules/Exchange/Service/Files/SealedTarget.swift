// SPDX-License-Identifier: Apache-2.0
import Crypto
import ExchangeRules
import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A sealed file while it is written: the digest of the whole and of each piece are computed meanwhile, beside each other.
actor SealedTarget {
  private let file: PartialFile
  private let each: Int64
  private let whole = RunningDigest()
  private var piece = SHA256()
  private var inPiece: Int64 = 0
  private var length: Int64 = 0
  private var segments = SegmentList()
  private var isKept = false

  init(in folder: URL, each: Int64) throws {
    self.each = each
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    file = try PartialFile(folder.appending(path: "\(UUID().uuidString.lowercased()).part"))
  }

  deinit { if !isKept { file.remove() } }

  /// Writes the next bytes; nothing else may be written before it returns.
  func write(_ bytes: Data) async throws {
    guard !bytes.isEmpty else { return }
    async let isDigested: Void = whole.take(bytes)
    try put(bytes)
    await isDigested
  }

  private func put(_ bytes: Data) throws {
    try file.write(bytes, at: length)
    file.beginKeeping(length..<length + Int64(bytes.count))
    length += Int64(bytes.count)
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = rest.prefix(Int(each - inPiece))
      piece.update(data: part)
      inPiece += Int64(part.count)
      rest = rest.dropFirst(part.count)
      if inPiece == each { closePiece() }
    }
  }

  private func closePiece() {
    segments.append(piece.finalize())
    piece = SHA256()
    inPiece = 0
  }

  func finish() async throws -> (digest: [UInt8], length: Int64, segments: SegmentList) {
    if inPiece > 0 { closePiece() }
    try file.sync()
    return (await whole.value, length, segments)
  }

  func move(to url: URL) throws {
    try file.move(to: url)
    isKept = true
  }
}

/// A SHA-256 that is computed beside other work on the same bytes.
actor RunningDigest {
  private var hash = SHA256()

  func take(_ bytes: Data) { hash.update(data: bytes) }

  /// The digest of all that was taken.
  var value: [UInt8] { Array(hash.finalize()) }
}

/// A file that is written at any place, by several tasks at once.
final class PartialFile: Sendable {
  let url: URL
  private let descriptor: Int32

  /// Opens a file, which is made when it is not there.
  init(_ url: URL) throws {
    self.url = url
    descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw PartialFileFailure(number: errno) }
  }

  deinit { _ = close(descriptor) }

  /// Takes the room on the disk, so that no piece finds it full.
  func reserve(_ length: Int64) throws {
    let number = posix_fallocate(descriptor, 0, off_t(length))
    guard number == 0 else { throw PartialFileFailure(number: number) }
  }

  func write(_ bytes: Data, at offset: Int64) throws {
    try bytes.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let count = pwrite(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written, off_t(offset) + off_t(written))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw PartialFileFailure(number: errno) }
        written += count
      }
    }
  }

  func read(at offset: Int64, upTo count: Int) throws -> Data {
    var bytes = Data(count: count)
    let got = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, count, off_t(offset)) }
    guard got >= 0 else { throw PartialFileFailure(number: errno) }
    return bytes.prefix(got)
  }

  /// Tells the system to begin writing to the disk, so that ``sync()`` later has less to wait for.
  func beginKeeping(_ range: Range<Int64>) {
    #if canImport(Glibc)
      // Of what is not written yet Linux begins to write it, and drops nothing.
      _ = posix_fadvise(descriptor, off_t(range.lowerBound), off_t(range.upperBound - range.lowerBound), POSIX_FADV_DONTNEED)
    #endif
  }

  func sync() throws { guard fsync(descriptor) == 0 else { throw PartialFileFailure(number: errno) } }

  func move(to target: URL) throws {
    guard rename(url.path, target.path) == 0 else { throw PartialFileFailure(number: errno) }
    let folder = open(target.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { throw PartialFileFailure(number: errno) }
    defer { _ = close(folder) }
    guard fsync(folder) == 0 else { throw PartialFileFailure(number: errno) }
  }

  func remove() { unlink(url.path) }
}

/// What the disk did not do.
struct PartialFileFailure: Error, Hashable {
  /// The system's number of the reason.
  let number: Int32
}
