// SPDX-License-Identifier: Apache-2.0
public import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The room that some disks must keep free before new work is taken: without it a commit could fail half way through a day's work.
public struct DiskReserve: Sendable {
  private let folders: [URL]
  private let bytes: Int

  /// Names a folder of each disk, and the bytes that must stay free on each; none for no limit.
  public init(_ folders: [URL], bytes: Int) {
    self.folders = folders
    self.bytes = bytes
  }

  /// How many bytes every disk takes before one comes to its reserve; none when it has.
  public var free: Int64 {
    let free = folders.compactMap { DiskSpace($0)?.free }.min() ?? Int.max
    return Int64(max(0, free - bytes))
  }

  /// Whether every disk has more than the reserve; a disk of which the system tells nothing counts as one that has.
  public var hasRoom: Bool {
    bytes <= 0 || folders.allSatisfy { folder in DiskSpace(folder).map { $0.free >= bytes } ?? true }
  }
}

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
