// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Tells one state of a file from the next; asked of the system alone, since it is asked before every use of a key.
public struct FileStamp: Equatable, Sendable {
  private let inode: UInt64
  private let size: Int
  private let seconds: Int
  private let nanoseconds: Int
  /// Whether others than its owner may do anything with it.
  public let isOpenToOthers: Bool

  /// Looks at a file; `nil` when it is not there.
  public init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Glibc)
      let changed = status.st_mtim
    #else
      let changed = status.st_mtimespec
    #endif
    (inode, size) = (UInt64(status.st_ino), Int(status.st_size))
    (seconds, nanoseconds) = (changed.tv_sec, changed.tv_nsec)
    isOpenToOthers = status.st_mode & 0o077 != 0
  }
}
