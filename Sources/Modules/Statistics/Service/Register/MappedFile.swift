// SPDX-License-Identifier: Apache-2.0
import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file whose bytes are where the system keeps them: nothing is copied, and several tasks read parts of it side by side.
final class MappedFile: @unchecked Sendable {
  // Only read, and there until the last owner is gone: that is why tasks may share it.
  let bytes: UnsafeRawBufferPointer

  /// Maps a file.
  /// - Throws: ``StatisticsProblem/unreadable(file:)`` when it is not there or may not be read.
  init(_ path: String) throws(StatisticsProblem) {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw .unreadable(file: path) }
    defer { close(descriptor) }
    var about = stat()
    guard fstat(descriptor, &about) == 0, about.st_mode & S_IFMT == S_IFREG else { throw .unreadable(file: path) }
    let length = Int(about.st_size)
    guard length > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else { throw .unreadable(file: path) }
    _ = madvise(start, length, MADV_SEQUENTIAL)
    bytes = UnsafeRawBufferPointer(start: start, count: length)
  }

  /// Keeps a copy of bytes that came another way, such as with a form.
  /// - Throws: ``StatisticsProblem/unreadable(file:)`` when there is no memory for it.
  init(copying data: Data, named name: String) throws(StatisticsProblem) {
    guard !data.isEmpty else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, data.count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), start != MAP_FAILED else {
      throw .unreadable(file: name)
    }
    data.copyBytes(to: UnsafeMutableRawBufferPointer(start: start, count: data.count))
    bytes = UnsafeRawBufferPointer(start: start, count: data.count)
  }

  deinit { if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) } }
}
