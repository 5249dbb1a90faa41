// SPDX-License-Identifier: Apache-2.0
public import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// A folder: for what a client keeps, or for a repository that is published.
public struct TUFFolder: TUFStore {
  private let folder: URL

  /// Names a folder; it is made when something is written.
  public init(_ folder: URL) { self.folder = folder }

  /// What is kept; `nil` when nothing is.
  public func read(_ item: TUFKept) throws -> Data? { try read(item.description, limit: .max) }

  /// Makes the changes in their order, each at once: what is forgotten goes before the root with which it must go.
  public func commit(_ changes: [TUFChange]) throws {
    for change in changes {
      switch change {
      case .write(let item, let data): try write(data, to: item.description)
      case .remove(let item):
        let file = folder.appending(path: item.description)
        if FileManager.default.fileExists(atPath: file.path) { try FileManager.default.removeItem(at: file) }
        try synchronise(folder)
      }
    }
  }

  /// The file at a path below the folder; `nil` when there is none.
  /// - Parameter limit: how much is read at most, and one byte more.
  public func read(_ path: String, limit: Int) throws -> Data? {
    let file = folder.appending(path: path)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    var data = Data()
    while data.count <= limit {
      let most = limit == .max ? 1 << 16 : min(1 << 16, limit + 1 - data.count)
      guard let piece = try handle.read(upToCount: most), !piece.isEmpty else { break }
      data.append(piece)
    }
    return data
  }

  /// Writes the files of a repository in their order, each at once and for good.
  public func write(_ files: [TUFRepository.File]) throws {
    for file in files { try write(file.data, to: file.path) }
  }

  private func write(_ data: Data, to path: String) throws {
    let file = folder.appending(path: path)
    let parent = file.deletingLastPathComponent()
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    let aside = parent.appending(path: ".\(UUID().uuidString)")
    do {
      try data.write(to: aside, options: .withoutOverwriting)
      let handle = try FileHandle(forWritingTo: aside)
      try handle.synchronize()
      try handle.close()
      guard rename(aside.path, file.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      try? FileManager.default.removeItem(at: aside)
      throw error
    }
    try synchronise(parent)
  }

  /// A name outlasts a loss of power only when its folder was written too.
  private func synchronise(_ folder: URL) throws {
    let descriptor = open(folder.path, O_RDONLY)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}
