// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird
import NIOCore
import NIOPosix

/// Gives out a file of the disk piece by piece.
struct StoredBody {
  private static let piece = 256 << 10
  let size: Int
  private let url: URL

  /// Looks at the file.
  /// - Throws: ``WebProblem/notFound`` when it is not there.
  init(_ url: URL) throws {
    guard let size = try? url.resourceValues(forKeys: [.fileSizeKey]).fileSize else { throw WebProblem.notFound }
    self.size = size
    self.url = url
  }

  var responseBody: ResponseBody {
    ResponseBody(contentLength: size) { [url] writer in
      let file = try FileHandle(forReadingFrom: url)
      defer { try? file.close() }
      while let data = try await NIOThreadPool.singleton.runIfActive({ try file.read(upToCount: Self.piece) }), !data.isEmpty {
        try await writer.write(ByteBuffer(bytes: data))
      }
      try await writer.finish(nil)
    }
  }
}
