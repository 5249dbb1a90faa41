// SPDX-License-Identifier: Apache-2.0
import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The room of the disk on which a folder stands.
struct DiskSpace {
  /// Bytes of the whole disk.
  let total: Int
  /// Bytes that the node's user may still write.
  let free: Int

  /// Looks at the disk; `nil` when the system does not tell.
  init?(_ folder: URL) {
    var status = statvfs()
    guard statvfs(folder.path, &status) == 0 else { return nil }
    total = Int(status.f_blocks) * Int(status.f_frsize)
    free = Int(status.f_bavail) * Int(status.f_frsize)
  }

  /// Whether some bytes can come and the reserve stays: without it the database could not even note that the disk is full.
  func hasRoom(for bytes: Int, keeping reserve: Double) -> Bool {
    Double(free) - Double(bytes) >= Double(total) * reserve
  }
}
