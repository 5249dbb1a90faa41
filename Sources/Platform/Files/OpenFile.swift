// SPDX-License-Identifier: Apache-2.0
import Age
public import Foundation
import NIOPosix

/// A kept file that was opened: any part of it can be read, by several readers at once.
public struct OpenFile: Sendable {
  /// The length of its content in bytes.
  public var size: Int { reader.size }
  /// The SHA-256 digest of its content in hexadecimal.
  public let sha256: String
  private let reader: AgeReader

  init(_ reader: AgeReader, sha256: String) {
    self.reader = reader
    self.sha256 = sha256
  }

  /// The content from an offset on, at most so many bytes; empty at the end.
  /// - Throws: ``FileProblem/damaged`` when it was changed on the disk.
  public func read(at offset: Int, upTo count: Int) async throws -> Data {
    do {
      return try await NIOThreadPool.singleton.runIfActive { [reader] in try reader.read(at: offset, upTo: count) }
    } catch is AgeFault {
      throw FileProblem.damaged
    }
  }
}
